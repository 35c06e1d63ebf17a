"""20,000 lines a second for a minute through a real broker, while every part is killed: ``make test-live``.

Lines go on being sent while the consumer, the page and the server die by ``kill -9``; before the broker does,
sending waits until all is counted, since this one loses what it took last. Nothing may be lost or counted
twice, by status as awk counts what was sent. How old the counts are is told, not held to a limit.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import websocket
from confluent_kafka import Producer

from app.logs.live.commits import COMMIT, read_json
from app.logs.live.sources import KAFKA, Watched
from app.logs.live.watching import Watch
from app.logs.reading.offers import shelf
from tests.bench.live import ages
from tests.bench.log_page import percentile
from tests.brokers.broker import PARTITIONS, Broker, connections, counted, reader_of
from tests.browser.conftest import App
from tests.logs.live.test_reading import line
from tests.page_client import PageClient

RATE, SECONDS = 20_000, 60
BEAT = 0.05
WATCHERS = 9


class Sender:
    """Sends lines at a rate, from ``go`` to ``hold``; ``written`` holds moments, and how many it sent."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self.written: list[tuple[float, int]] = [(time.time(), 0)]
        self._going, self._stop, self._idle = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._send)
        self._thread.start()

    @property
    def many(self) -> int:
        """Lines sent."""
        return self.written[-1][1]

    def go(self) -> None:
        """Send from here on."""
        self._idle.clear()
        self._going.set()

    def hold(self) -> int:
        """Send no more until told to; return how many the broker has taken."""
        self._going.clear()
        assert self._idle.wait(60)
        return self.many

    def close(self) -> None:
        """End."""
        self._stop.set()
        self._going.set()
        self._thread.join(60)

    def _send(self) -> None:
        with self._broker.sent.open("a") as sent:
            while self._going.wait() and not self._stop.is_set():
                producer = Producer(
                    {"bootstrap.servers": self._broker.address, "acks": "all", "linger.ms": 5}
                )
                began, before = time.time(), self.many
                while self._going.is_set() and not self._stop.is_set():
                    due = before + int((time.time() - began) * RATE)
                    numbers, at = range(self.many, due), time.time()
                    for number in numbers:
                        while True:
                            with contextlib.suppress(BufferError):
                                producer.produce(
                                    "requests", line(number).encode(), partition=number % PARTITIONS
                                )
                                break
                            producer.poll(0.01)
                    sent.writelines(map(line, numbers))
                    producer.poll(0)
                    self.written.append((at, due))
                    self._stop.wait(BEAT)
                assert producer.flush(60) == 0
                sent.flush()
                self._idle.set()


class Page:
    """A page that a visitor has open: it takes all that it is told, and keeps the words of its summary."""

    def __init__(self, app: App) -> None:
        self._client = PageClient(app.page("logs"), patience=60)
        self.summary = ""
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError, websocket.WebSocketException):
            while (heard := self._client.hear()) is not None:
                self._client.heard.clear()
                self._client.raw.clear()
                state: dict[str, Any] = heard.content.get("data", {}).get("state", {})
                text = state.get("text")
                if isinstance(text, str) and text.endswith("requests selected"):
                    self.summary = text

    def close(self) -> None:
        """Go away."""
        with contextlib.suppress(OSError, websocket.WebSocketException):
            self._client.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.kill()


def until(true: Callable[[], Any], seconds: float = 60) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_minute_in_which_every_part_is_killed(broker: Broker, tmp_path: Path) -> None:
    where = f"{broker.address}/requests"
    settings = {"VITRINE_KAFKA": where, "VITRINE_FIRST_LOG": "requests"}
    apps = [App(tmp_path, **settings)]
    watches = [Watch(Watched(KAFKA, (where, "")), shelf()) for _ in range(WATCHERS)]
    watch, sender, pages = watches[0], Sender(broker), [Page(apps[0])]
    shown: list[tuple[float, int]] = []

    def watched(seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            watch.look()
            shown.append((time.time(), watch.log.lines if watch.log is not None else 0))
            time.sleep(BEAT)

    def positions() -> dict[str, int]:
        found: dict[str, int] = (read_json(watch.folder / COMMIT) or {}).get("positions") or {}
        return found

    try:
        sender.go()
        watched(0.2 * SECONDS)
        steady = len(shown)
        assert connections(broker) == {reader_of(watch).pid}, "ten watch, one consumes"
        reader_of(watch).send_signal(signal.SIGKILL)
        watched(0.2 * SECONDS)
        (kernel,) = apps[0].kernels()
        kernel.send_signal(signal.SIGKILL)
        watched(0.2 * SECONDS)
        apps[0].process.kill()
        apps[0].process.wait()
        apps.append(App(tmp_path, **settings))
        pages.append(Page(apps[1]))
        watched(0.2 * SECONDS)
        counted(watch, sender.hold(), broker)
        broker.kill()
        watched(2)
        broker.start()
        # What the broker lost of its end has to be known before the same offsets are given anew.
        ends = broker.ends()
        until(lambda: all(positions()[part] <= end for part, end in ends.items()))
        sender.go()
        watched(0.2 * SECONDS)
        many = sender.hold()
        counted(watch, many, broker)
        until(lambda: pages[1].summary == f"{many:,} of {many:,} requests selected")
        assert connections(broker) == {reader_of(watch).pid}
        old = ages(shown[20:steady], sender.written)
        print(
            f"\n{many:,} lines sent and counted, as awk counts them, the reader, a page, the server and the"
        )
        print(f"broker killed; counts {percentile(old, 0.5):.2f} s old, 95% {percentile(old, 0.95):.2f} s")
    finally:
        sender.close()
        for page in pages:
            page.close()
        for one in watches:
            one.close()
        left = [process for app in apps for process in app.stop()]
        for process in left:
            process.kill()
        shutil.rmtree(watch.folder, ignore_errors=True)
