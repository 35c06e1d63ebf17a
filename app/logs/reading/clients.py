"""The addresses of a log's lines that can be taken for the client."""

from __future__ import annotations

import re

import numpy as np

from app.logs.store.events import read_again
from app.logs.store.log import Log
from app.logs.written.addresses import client, is_address

SAMPLE = 200
"""Requests that are looked at, from all over the log."""

_SERVERS = re.compile(
    r"(?i)server|local|upstream|backend|target|dest|host_?ip|pod|node|s.ip$|resp_h|port$|line$"
)


def clients_of(log: Log) -> list[str]:
    """Fields of a log's requests, besides its hosts, that hold the address of who asked, in some of them.

    Such as ``forwarded`` (X-Forwarded-For), ``true_client_ip``, or ``connection``: whom the server was asked
    by, where another was taken for the client. Addresses of servers are none of them.
    """
    rows = log.store.rows
    if not rows:
        return []
    some = np.unique(np.linspace(0, rows - 1, min(rows, SAMPLE)).astype(np.int64))
    found: dict[str, int] = {}
    for event in read_again(log.store, some):
        for name, text in event.more.items():
            if not _SERVERS.search(name) and is_address(client(text)):
                found[name] = found.get(name, 0) + 1
    return sorted(found)
