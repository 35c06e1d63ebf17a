"""A topic of Kafka against what was sent to it; the brokers are those that librdkafka brings for tests."""

from __future__ import annotations

import socket
import socketserver
import struct
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from confluent_kafka import Producer

from app.logs.live import kafka
from app.logs.live.batch import Batch
from app.logs.live.kafka import Topic
from app.logs.live.reading import LiveReader
from app.problem import Problem
from app.settings import Settings
from tests.logs.live.test_reading import GB, line

AGAIN = "What was counted stays; it is tried again."

PATIENCE = 60
"""Seconds that what must come may take, on however busy a machine."""


@pytest.fixture
def broker() -> tuple[str, Callable[..., None]]:
    """The address of a broker in this process, and what sends messages to a topic there."""
    producer = Producer({"bootstrap.servers": "", "test.mock.num.brokers": 1})
    one = next(iter(producer.list_topics(timeout=PATIENCE).brokers.values()))

    def send(topic: str, *messages: bytes | None, partition: int = 0) -> None:
        for message in messages:
            producer.produce(topic, message, partition=partition)
        assert producer.flush(PATIENCE) == 0

    return f"{one.host}:{one.port}", send


def taken(shelf: Path, address: str, lines: int, kill: bool = False) -> LiveReader:
    """A reader that goes on from its last commit until it has so many lines; killed before it commits."""
    shelf.mkdir(exist_ok=True)
    reader = LiveReader(shelf, GB)
    source = Topic(address, reader.positions)
    if kill:
        reader.commit = lambda _source: None  # type: ignore[method-assign]
    end = time.monotonic() + PATIENCE
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
    until(source, lambda _: source.positions() != {})
    send("late", line(50).encode())
    assert until(source, lambda got: got != []) == [line(50).encode().rstrip()]
    assert source.behind == 0
    source.close()


def test_a_broker_that_is_gone_is_told(monkeypatch):
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    source = Topic("127.0.0.1:9/requests")
    end = time.monotonic() + PATIENCE
    while not source.told and time.monotonic() < end:
        assert list(source.poll()) == []
    assert source.told == [f"No broker answers at 127.0.0.1:9. Check the address, and that it runs. {AGAIN}"]
    source.close()


def test_what_cannot_be_is_told(tmp_path):
    config = tmp_path / "client.properties"
    config.write_text("# ours\nno.such.setting=1\n")
    with pytest.raises(Problem, match="does not take its settings"):
        Topic("127.0.0.1:9/requests", config=str(config))
    files = {
        b"group.id=\n": "Line 1 of the settings for Kafka's client, “group.id”, has no value",
        b"# ours\nsecurity.protocol\n": "Line 2 of the settings for Kafka's client, “security.protocol”, has",
        b"sasl.password: Hunter2": "Line 1 of the settings for Kafka's client has no value",
        b"ssl.key.pem=-\nMIIHunter2=": "Line 2 of the settings for Kafka's client has no value",
        b"\xff\xfes=1": "cannot be read as text",
        b"stats_cb=1": "does not take its settings",
        b"security.protocol=SSL\nssl.ca.location=/nowhere.pem": "settings: .*ssl.ca.location",
        b"security.protocol=SASL_SSL\nsasl.mechanism=PLAIN": "sasl.username and sasl.password must be set",
    }
    for data, words in files.items():
        config.write_bytes(data)
        with pytest.raises(Problem, match=words) as problem:
            Topic("127.0.0.1:9/requests", config=str(config))
        assert str(tmp_path) not in str(problem.value), "a page shows no path of the server"
        assert "Hunter2" not in str(problem.value), "nor a secret"
    with pytest.raises(Problem, match="is not the address of a topic"):
        Topic("127.0.0.1/requests")
    with pytest.raises(Problem, match="VITRINE_KAFKA names “a:1”"):
        Settings.read({"VITRINE_KAFKA": "a:1"})
    found = Settings.read({"VITRINE_KAFKA": "a:1/x?from=now, b:2+c:3/x"}).named_topics()
    assert found == {"x": "a:1/x?from=now", "x-2": "b:2+c:3/x"}


def until(source: Topic, enough: Callable[[list[bytes]], bool]) -> list[bytes]:
    """The lines that come until they, or what the source knows by then, are ``enough``."""
    got: list[bytes] = []
    end = time.monotonic() + PATIENCE
    while not enough(got):
        assert time.monotonic() < end, (got, source.notes, source.told)
        for batch in source.poll():
            got += batch.lines.splitlines()
    return got


def test_brokers_that_lost_what_was_counted_are_read_on_from_there(broker):
    """As after a crash of a broker without a replica: to begin anew would count all of it twice."""
    address, send = broker
    send("lost", *(b"old %d" % n for n in range(100)))
    source = Topic(f"{address}/lost", {"0": 130})
    assert until(source, lambda _: source.notes != []) == []
    assert source.notes == [
        "lost: the brokers lost 30 messages that had been counted; read on from what is there"
    ]
    send("lost", b"new")
    assert until(source, lambda got: got != []) == [b"new"]
    source.close()


def test_messages_that_are_gone_before_they_were_read_are_told(broker):
    """The brokers of these tests keep five megabytes; of the first messages of ten nothing is left."""
    address, send = broker
    send("short", *(b"%05d" % n + b"x" * 100_000 for n in range(100)))
    source = Topic(f"{address}/short", {"0": 0})
    got = until(source, lambda got: got != [] and got[-1].startswith(b"00099"))
    first = int(got[0][:5])
    assert first > 0
    assert [int(line[:5]) for line in got] == list(range(first, 100))
    assert source.notes == [f"short: {first} messages had been removed by the brokers before they were read"]
    source.close()


def test_settings_of_another_consumer_count_nothing_twice(broker, tmp_path):
    """A file that was made for one that commits by itself, and begins anew where its offset is gone."""
    address, send = broker
    config = tmp_path / "client.properties"
    config.write_bytes(
        b"\xef\xbb\xbfauto.offset.reset=earliest\nenable.auto.commit=true\nenable.partition.eof=true\n"
        b"group.id=billing\nbootstrap.servers=elsewhere:9092\n"
    )
    send("shared", *(b"old %d" % n for n in range(20)))
    source = Topic(f"{address}/shared", {"0": 25}, config=str(config))
    assert until(source, lambda _: source.notes != []) == []
    send("shared", b"new")
    assert until(source, lambda got: got != []) == [b"new"]
    source.close()


def test_a_message_of_ten_megabytes_is_one_refused_line(tmp_path):
    """No broker for tests takes one: what the client would give stands in for it."""

    class Long:
        def value(self) -> bytes:
            return b"z" * 10_000_000

    class Given(Topic):
        def poll(self) -> Iterator[Batch]:
            lines = [kafka._lines(Long()), line(0).encode()]  # type: ignore[arg-type]
            yield Batch("requests", b"".join(lines))

    reader = LiveReader(tmp_path, GB)
    source = Given("127.0.0.1:9/requests")
    assert reader.turn(source) == 2
    assert (reader.log.accepted, reader.log.rejected) == (1, 1)
    source.close()


def test_a_time_that_is_none_is_told(broker):
    """A time is tried with a real broker, in tests/brokers: the one of these tests knows none."""
    address, send = broker
    send("timed", b"x")
    source = Topic(f"{address}/timed?from=yesterday")
    with pytest.raises(Problem, match="is not from where a topic can be read"):
        told(source, "")
    source.close()


def told(source: Topic, part: str) -> str:
    """The sentence that holds this, once it is told."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert list(source.poll()) == []
        found = [one for one in source.told if part in one]
        if found:
            return found[0]
    raise AssertionError(source.told)


def test_a_topic_that_does_not_exist_is_told(broker):
    address, send = broker
    send("there", b"x")
    source = Topic(f"{address}/nowhere")
    with pytest.raises(Problem, match="There is no topic “nowhere” at"):
        told(source, "")
    source.close()


class Refusing(socketserver.BaseRequestHandler):
    """A broker that takes nobody's password: as much of Kafka's protocol as that needs.

    Requests and answers are those of https://kafka.apache.org/protocol: ApiVersions (18), SaslHandshake (17)
    and SaslAuthenticate (36), each in its first versions.
    """

    def handle(self) -> None:
        apis = [(3, 0, 2), (17, 0, 1), (18, 0, 0), (36, 0, 0)]
        listed = struct.pack(">i", len(apis)) + b"".join(struct.pack(">hhh", *api) for api in apis)
        while size := self.request.recv(4, socket.MSG_WAITALL):
            length = struct.unpack(">i", size)[0]
            if length > 1 << 20:
                # The beginning of TLS, read as a number.
                return
            asked = self.request.recv(length, socket.MSG_WAITALL)
            key, version, number = struct.unpack(">hhi", asked[:8])
            if key == 18:
                # 35: this version is not known; the client asks again by the first one.
                answer = struct.pack(">h", 35 if version else 0) + listed
            elif key == 17:
                answer = struct.pack(">hih", 0, 1, 5) + b"PLAIN"
            else:
                words = b"nobody of that name"
                answer = struct.pack(">hh", 58, len(words)) + words + struct.pack(">i", 0)
            self.request.sendall(struct.pack(">ii", 4 + len(answer), number) + answer)


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of such a broker."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Refusing) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_credentials_that_are_refused_are_told(refusing, tmp_path, monkeypatch):
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    config = tmp_path / "client.properties"
    config.write_text(
        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.username=who\nsasl.password=wrong\n"
        "log_level=0\n"
    )
    source = Topic(f"{refusing}/requests", config=str(config))
    sentence = told(source, "credentials")
    assert sentence == (
        f"The brokers at {refusing} do not take these credentials: nobody of that name. Check them in "
        f"the file that VITRINE_KAFKA_CONFIG names. {AGAIN}"
    )
    assert "wrong" not in sentence
    source.close()


def test_brokers_that_speak_no_tls_are_told(refusing, tmp_path, monkeypatch):
    """TLS is asked for by the client's own settings, from a broker that has none."""
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    address = refusing
    config = tmp_path / "client.properties"
    config.write_text("security.protocol=SSL\nlog_level=0\n")
    source = Topic(f"{address}/requests", config=str(config))
    sentence = told(source, "TLS")
    assert f"The brokers at {address} and this client do not agree on TLS" in sentence
    assert sentence.endswith(f"Check what the file that VITRINE_KAFKA_CONFIG names says of it. {AGAIN}")
    assert "(after" not in sentence, "how long it took would be another sentence each time"
    source.close()
