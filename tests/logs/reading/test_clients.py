"""Where a line tells of several addresses, one chooses which of them is the client."""

import json

import pytest

from app.logs import read_log
from app.logs.reading.clients import clients_of

TIME = "[02/Jan/2024:03:04:05 +0000]"
FAR, PROXY, OTHER = "203.0.113.5", "198.51.100.9", "192.0.2.44"
OBJECT = {"time": "2024-01-02T03:04:05Z", "request": "GET /a HTTP/1.1", "status": 200, "size": 12}
LOGS = {
    "combined and a list": (
        f'{PROXY} - - {TIME} "GET /a HTTP/1.1" 200 12 "-" "curl/8" "{FAR}, {OTHER}"\n',
        PROXY,
        {"forwarded": FAR},
    ),
    "a proxy of one's own": (
        f'10.0.0.9 - - {TIME} "GET /a HTTP/1.1" 200 12 "-" "curl/8" "{FAR}"\n',
        "10.0.0.9",
        {"forwarded": FAR},
    ),
    "JSON with three": (
        json.dumps(
            {**OBJECT, "remote_addr": PROXY, "x_forwarded_for": f"{FAR}, {OTHER}", "cf_connecting_ip": OTHER}
        )
        + "\n",
        PROXY,
        {"forwarded": FAR, "cf_connecting_ip": OTHER},
    ),
    "JSON behind a proxy of one's own": (
        json.dumps({**OBJECT, "remote_addr": "10.0.0.9", "x_forwarded_for": FAR}) + "\n",
        FAR,
        {"forwarded": FAR, "connection": "10.0.0.9"},
    ),
    "IIS with a column more": (
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes X-Forwarded-For s-ip\n"
        f"2024-01-02 03:04:05 {PROXY} GET /a 200 12 {FAR} 10.0.0.4\n",
        PROXY,
        {"forwarded": FAR},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOGS)
def test_any_address_of_a_line_can_be_the_client(name, write):
    text, usual, others = LOGS[name]
    path = write("a.log", text.encode())
    log = read_log(path)
    assert list(log.requests()["host"]) == [usual]
    assert clients_of(log) == sorted(others)
    for field, address in others.items():
        chosen = read_log(path, address=field)
        assert list(chosen.requests()["host"]) == [address]
        assert chosen.counts("host").to_dict() == {address: 1}
        assert chosen.rejected == 0


def test_lines_without_that_address_keep_their_client(write):
    lines = [
        f'{PROXY} - - {TIME} "GET /a HTTP/1.1" 200 12 "-" "curl/8" "{told}"\n'
        for told in (FAR, "-", "unknown")
    ]
    log = read_log(write("a.log", "".join(lines).encode()), address="forwarded")
    assert sorted(log.requests()["host"]) == [PROXY, PROXY, FAR]


def test_a_format_that_was_chosen_and_an_address_go_together(write):
    path = write("a.log", f'{PROXY} {FAR} - {TIME} "GET /a HTTP/1.1" 200 12\n'.encode())
    log = read_log(
        path,
        '$remote_addr $http_x_forwarded_for - [$time_local] "$request" $status $body_bytes_sent',
        address="forwarded",
    )
    assert list(log.requests()["host"]) == [FAR]


def test_a_log_with_one_address_offers_no_choice(write):
    assert clients_of(read_log(write("a.log", f'{FAR} - - {TIME} "GET /a HTTP/1.1" 200 12\n'.encode()))) == []
