"""A topic of a real broker, with every part killed on the way: ``make test-live``.

What is counted is held to what awk counts of the lines that were sent. The broker is ``noida-db``, on this
machine alone: it keeps what it took over SIGTERM, and may lose the end of it over SIGKILL, as a broker
without a replica does. So each part is sent, and waited for, before the next one dies.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from app.logs.live.kafka import Topic
from app.logs.live.sources import KAFKA, Watched
from app.logs.live.watching import Watch
from tests.browser.conftest import free_port
from tests.logs.live.test_reading import line

PROGRAM = Path(sys.prefix, "broker", "noida_db", "noida-db")
PARTITIONS = 3

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


class Broker:
    """The broker, and what was sent to its topic."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.port = folder, free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.sent = folder / "sent.log"
        self.sent.touch()
        self.start()
        # The client has to live until its answer is there.
        client = AdminClient({"bootstrap.servers": self.address})
        made = client.create_topics([NewTopic("requests", PARTITIONS, 1, config={"retention.ms": "-1"})])
        made["requests"].result(20)

    def start(self) -> None:
        """Start it, on what it has on its disk."""
        command = ["start", "--host", "127.0.0.1", "--only", "kafka", "--kafka-port", self.port]
        with (self._folder / "broker.log").open("a") as log:
            self.process = subprocess.Popen(
                [PROGRAM, *command, "--data-dir", self._folder / "data"], stdout=log, stderr=log
            )
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                AdminClient({"bootstrap.servers": self.address, "log_level": 0}).list_topics(timeout=1)
                return
            except Exception:
                assert self.process.poll() is None, (self._folder / "broker.log").read_text()
        raise AssertionError("the broker did not start")

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()
        self.process.wait()

    def send(self, first: int, last: int) -> None:
        """Send lines, and wait until the broker has taken all of them."""
        producer = Producer({"bootstrap.servers": self.address, "acks": "all"})
        with self.sent.open("a") as sent:
            for number in range(first, last):
                producer.produce("requests", line(number).encode(), partition=number % PARTITIONS)
                sent.write(line(number))
        assert producer.flush(30) == 0

    def by_status(self) -> dict[int, int]:
        """What awk counts of the lines that were sent."""
        program = '{split($0, part, "\\" "); n[substr(part[2], 1, 3)]++} END {for (s in n) print s, n[s]}'
        found = subprocess.run(["awk", program, self.sent], capture_output=True, text=True, check=True)
        return {int(status): int(number) for status, number in map(str.split, found.stdout.splitlines())}


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path)
    yield made
    made.kill()


def counted(watch: Watch, many: int, broker: Broker) -> None:
    """Wait until so many lines are counted; they have to be those that awk counts, then and a while later."""
    end = time.monotonic() + 60
    still = 0.0
    while still < 1.5:
        watch.look()
        lines = watch.log.lines if watch.log is not None else 0
        assert lines <= many, "a line counts twice"
        assert time.monotonic() < end, (lines, many, watch.standing)
        still = still + 0.1 if lines == many else 0.0
        time.sleep(0.1)
    assert watch.log is not None
    assert watch.log.accepted == many
    assert watch.log.counts("status").to_dict() == broker.by_status()


def reader_of(watch: Watch) -> psutil.Process:
    """The process that reads for this watcher, whoever started it."""
    found = [
        process
        for process in psutil.process_iter(["cmdline"])
        if str(watch.folder) in (process.info["cmdline"] or [])
    ]
    assert len(found) == 1, found
    return found[0]


def connections(broker: Broker) -> set[int]:
    """The processes that are connected to the broker, but for this one."""
    return {
        one.pid
        for one in psutil.net_connections("tcp")
        if one.raddr and one.raddr.port == int(broker.port) and one.pid not in (None, os.getpid())
    }


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
        while watch.standing is None or not watch.standing.told:
            watch.look()
            assert time.monotonic() < end
            time.sleep(0.1)
        assert watch.standing.told[0].startswith(f"No broker answers at {broker.address}.")
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
