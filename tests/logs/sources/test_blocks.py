"""Records with a value a line become a line each, however a file is cut into pieces."""

import json
import random
from itertools import pairwise

import pytest

from app.logs.sources.blocks import is_of_blocks
from app.logs.sources.turning import turning

ROWS = [
    {"ts": f"2026-03-24 22:58:0{second}", "client_ip": "192.0.2.7", "method": "GET", "path": path,
     "status": str(status), "agent": "Mozilla/5.0 (X11; rv:1.0) key: value"}
    for second, path, status in ((5, "/a?x=1", 200), (6, "/b", 404), (7, "/c", 200))
]  # fmt: skip


def lines_of(row, form):
    return "".join(form.format(name, value) for name, value in row.items())


FILES = {
    "mysql": "".join(
        f"*************************** {count}. row ***************************\n"
        + lines_of(row, "{0:>12}: {1}\n")
        for count, row in enumerate(ROWS, start=1)
    ),
    "psql": "".join(
        f"-[ RECORD {count} ]-----\n" + lines_of(row, "{0:<10} | {1}\n")
        for count, row in enumerate(ROWS, start=1)
    ),
    "a list of PowerShell": "\n" + "\n".join(lines_of(row, "{0:<10} : {1}\r\n") for row in ROWS),
    "one after the other": "".join(lines_of(row, "{0}={1}\n") for row in ROWS),
    "print_r": "".join("Array\n(\n" + lines_of(row, "    [{0}] => {1}\n") + ")\n\n" for row in ROWS),
}


@pytest.mark.parametrize("name", FILES)
def test_a_record_of_several_lines_becomes_one(name):
    data = FILES[name].encode()
    rng = random.Random(name)
    for _ in range(20):
        turn = turning(data)
        cuts = [0, *sorted(rng.randrange(len(data)) for _ in range(4)), len(data)]
        pieces = list(pairwise(cuts))
        text = b"".join(turn(data[a:b], (a, b) == pieces[-1]) for a, b in pieces)
        assert [json.loads(line) for line in text.splitlines()] == ROWS


@pytest.mark.parametrize(
    "text",
    [
        "host: a\nport: 1\nuser: b\npassword: c\n" * 3,
        "---\nhttpRequest:\n  requestMethod: GET\n  status: 200\ntimestamp: x\n" * 3,
        '192.0.2.7 - - [24/Mar/2026:22:58:07 +0000] "GET /a HTTP/1.1" 200 5\n' * 6,
    ],
)
def test_settings_and_lines_of_logs_are_no_records(text):
    assert not is_of_blocks(text.encode())
