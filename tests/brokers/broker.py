"""The broker that tests fetch, on this machine alone, and what has to be counted of what was sent to it.

It is ``noida-db``: it keeps what it took over SIGTERM, and may lose the end of it over SIGKILL, as a broker
without a replica does.
"""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import psutil
from confluent_kafka import Consumer, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from app.logs.live.watching import Watch
from tests.brokers.fetched import program
from tests.browser.conftest import free_port
from tests.logs.live.test_reading import line

PARTITIONS = 3


class Broker:
    """The broker, and what was sent to its topic."""

    def __init__(self, folder: Path) -> None:
        self._program = program("noida_db", "noida-db")
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
                [self._program, *command, "--data-dir", self._folder / "data"], stdout=log, stderr=log
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

    def ends(self) -> dict[str, int]:
        """The offset behind the last message of each partition, by its number."""
        asked = Consumer({"bootstrap.servers": self.address, "group.id": "ends", "log_level": 0})
        try:
            parts = [TopicPartition("requests", number) for number in range(PARTITIONS)]
            return {str(one.partition): asked.get_watermark_offsets(one, timeout=20)[1] for one in parts}
        finally:
            asked.close()

    def by_status(self) -> dict[int, int]:
        """What awk counts of the lines that were sent."""
        program = '{split($0, part, "\\" "); n[substr(part[2], 1, 3)]++} END {for (s in n) print s, n[s]}'
        found = subprocess.run(["awk", program, self.sent], capture_output=True, text=True, check=True)
        return {int(status): int(number) for status, number in map(str.split, found.stdout.splitlines())}


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
