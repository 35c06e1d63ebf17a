"""A topic of a real broker, with every part killed on the way: ``make test-live``.

What is counted is held to what awk counts of the lines that were sent. Each part is sent, and waited for,
before the next one dies.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.logs.live.kafka import Topic
from app.logs.live.sources import KAFKA, Watched
from app.logs.live.watching import Watch
from tests.brokers.broker import Broker, connections, counted, reader_of
from tests.logs.live.test_reading import line

# A page without a browser: it watches until it is killed.
PAGE = """
import sys, time
from pathlib import Path
from app.logs.live.sources import KAFKA, Watched
from app.logs.live.watching import Watch
watch = Watch(Watched(KAFKA, (sys.argv[1], "")), Path(sys.argv[2]))
while True:
    watch.look()
    time.sleep(0.1)
"""


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.kill()


def test_every_part_is_killed(broker: Broker, tmp_path: Path) -> None:
    shelf, where = tmp_path / "shelf", f"{broker.address}/requests"
    page = subprocess.Popen([sys.executable, "-c", PAGE, where, str(shelf)])
    watches = [Watch(Watched(KAFKA, (where, "")), shelf) for _ in range(9)]
    watch = watches[0]
    try:
        broker.send(0, 10_000)
        counted(watch, 10_000, broker)
        assert connections(broker) == {reader_of(watch).pid}, "ten watch, one consumes"
        # The consumer.
        reader_of(watch).send_signal(signal.SIGKILL)
        broker.send(10_000, 20_000)
        counted(watch, 20_000, broker)
        # A page, and the consumer with it, as where the machine's memory is full.
        page.kill()
        page.wait()
        reader_of(watch).send_signal(signal.SIGKILL)
        broker.send(20_000, 25_000)
        counted(watch, 25_000, broker)
        # The broker: it is told, and heals.
        broker.kill()
        end = time.monotonic() + 40
        gone = f"No broker answers at {broker.address}."
        while watch.standing is None or not [one for one in watch.standing.told if one.startswith(gone)]:
            watch.look()
            assert time.monotonic() < end
            time.sleep(0.1)
        broker.start()
        broker.send(25_000, 30_000)
        counted(watch, 30_000, broker)
        assert watch.standing.told == ()
    finally:
        page.kill()
        page.wait()
        reader = reader_of(watch)
        for one in watches:
            one.close()
        assert reader.wait(30) is not False


def test_from_a_time(broker: Broker, tmp_path: Path) -> None:
    broker.send(0, 300)
    time.sleep(1.5)
    now = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())
    time.sleep(1.1)
    broker.send(300, 600)
    for since, first in ((now, 300), ("2015-05-17T10:05", 0), ("now", 600)):
        source = Topic(f"{broker.address}/requests?from={since}")
        got: list[bytes] = []
        end = time.monotonic() + (4 if first == 600 else 20)
        while len(got) < 600 - first or (first == 600 and time.monotonic() < end):
            got += [one for batch in source.poll() for one in batch.lines.splitlines()]
            assert time.monotonic() < end + 1
        source.close()
        assert sorted(got) == sorted(line(n).encode().rstrip() for n in range(first, 600)), since
