"""A topic of Kafka against what was sent to it; the brokers are those that librdkafka brings for tests."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from confluent_kafka import Producer

from app.logs.live import kafka
from app.logs.live.kafka import Topic
from app.logs.live.reading import LiveReader
from app.problem import Problem
from app.settings import Settings
from tests.logs.live.test_reading import GB, line


@pytest.fixture
def broker() -> tuple[str, Callable[..., None]]:
    """The address of a broker in this process, and what sends messages to a topic there."""
    producer = Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1})
    one = next(iter(producer.list_topics(timeout=10).brokers.values()))

    def send(topic: str, *messages: bytes | None, partition: int = 0) -> None:
        for message in messages:
            producer.produce(topic, message, partition=partition)
        assert producer.flush(10) == 0

    return f"{one.host}:{one.port}", send


def taken(shelf: Path, address: str, lines: int, kill: bool = False) -> LiveReader:
    """A reader that goes on from its last commit until it has so many lines; killed before it commits."""
    shelf.mkdir(exist_ok=True)
    reader = LiveReader(shelf, GB)
    source = Topic(address, reader.positions)
    if kill:
        reader.commit = lambda _source: None  # type: ignore[method-assign]
    end = time.monotonic() + 20
    while reader.log.lines < lines:
        reader.turn(source)
        assert time.monotonic() < end, reader.log.lines
    assert reader.log.lines == lines
    source.close()
    return reader


def test_every_message_counts_once_also_over_a_killed_reader(broker, tmp_path):
    address, send = broker
    where = f"{address}/requests"
    send("requests", *(line(n).encode() for n in range(300)))
    send("requests", *(line(n).encode().rstrip() for n in range(300, 400)), partition=1)
    assert taken(tmp_path / "a", where, 400).positions is None
    send("requests", *(line(n).encode() for n in range(400, 500)), partition=2)
    taken(tmp_path / "a", where, 500, kill=True)
    reader = taken(tmp_path / "a", where, 500)
    statuses = [(200, 200, 200, 404, 500)[n % 5] for n in range(500)]
    assert reader.log.counts("status").to_dict() == {code: statuses.count(code) for code in (200, 404, 500)}
    assert sorted(reader.log.requests()["line"]) == sorted(line(n).rstrip("\n") for n in range(500))


def test_json_and_what_is_no_line_of_a_log(broker, tmp_path):
    address, send = broker
    good = b'{"time":"2015-05-17T10:05:03Z","remote_addr":"1.2.3.4","request":"GET / HTTP/1.1","status":200}'
    send("mixed", *[good] * 20, b"no line of a log", None, b"y" * 900_000, b"\n".join([good] * 3))
    reader = taken(tmp_path / "a", f"{address}/mixed", 26)
    assert (reader.log.accepted, reader.log.rejected) == (23, 3)


def test_from_now(broker, tmp_path):
    address, send = broker
    send("late", *(line(n).encode() for n in range(50)))
    source = Topic(f"{address}/late?from=now")
    assert list(source.poll()) == []
    send("late", line(50).encode())
    got: list[bytes] = []
    end = time.monotonic() + 20
    while not got and time.monotonic() < end:
        got += [batch.lines for batch in source.poll()]
    assert got == [line(50).encode()]
    assert source.behind == 0
    source.close()


def test_a_broker_that_is_gone_is_told(monkeypatch):
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    source = Topic("127.0.0.1:9/requests")
    end = time.monotonic() + 20
    while not source.told and time.monotonic() < end:
        assert list(source.poll()) == []
    assert source.told[0].startswith("No broker answers at 127.0.0.1:9.")
    source.close()


def test_what_cannot_be_is_told(tmp_path):
    config = tmp_path / "client.properties"
    config.write_text("# ours\nno.such.setting=1\n")
    with pytest.raises(Problem, match="does not take its settings"):
        Topic("127.0.0.1:9/requests", config=str(config))
    with pytest.raises(Problem, match="is not the address of a topic"):
        Topic("127.0.0.1/requests")
    with pytest.raises(Problem, match="VITRINE_KAFKA names “a:1”"):
        Settings.read({"VITRINE_KAFKA": "a:1"})
    found = Settings.read({"VITRINE_KAFKA": "a:1/x?from=now, b:2+c:3/x"}).named_topics()
    assert found == {"x": "a:1/x?from=now", "x-2": "b:2+c:3/x"}
