"""Requests in the order of a field, against Python's own sort."""

import pytest

from app.logs import read_log
from app.logs.store.ordering import SORTED, ordered

LINE = (
    "{host} - - [15/Feb/2021:10:00:{second:02d} +0000] "
    '"{method} {path} HTTP/1.1" {status} {size} "{ref}" "{ua}"\n'
)
KEYS = {"host": "host", "method": "method", "target": "path", "status": "status", "referrer": "ref"}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    path = tmp_path_factory.mktemp("ordering") / "a.log"
    path.write_text("".join(LINE.format(**request) for request in REQUESTS))
    return read_log(path).store


REQUESTS = [
    {
        "host": f"10.0.0.{n * 7 % 5}",
        "second": n,
        "method": ("GET", "POST", "HEAD")[n % 3],
        "path": f"/{'zyx'[n % 3]}/{n % 4}",
        "status": (200, 404, 301)[n * 2 % 3],
        "size": "-" if n % 6 == 0 else n * 37 % 11,
        "ref": "-" if n % 4 == 0 else f"http://r{n % 3}.example/",
        "ua": "curl/8",
    }
    for n in range(40)
]


@pytest.mark.parametrize("by", [name for name in SORTED if name != "user agent"])
def test_rows_come_in_the_order_of_their_field_missing_ones_last(store, by):
    def value(row: int):
        if by == "time":
            return row
        if by == "bytes":
            return REQUESTS[row]["size"]
        return str(REQUESTS[row][KEYS[by]])

    rows = store.order()
    there = [row for row in range(40) if value(row) != "-"]
    missing = [row for row in range(40) if value(row) == "-"]
    assert ordered(store, rows, by).tolist() == sorted(there, key=value) + missing
    # Turned round, of equal ones the earlier comes first all the same.
    down = ordered(store, rows, f"-{by}").tolist()
    assert [value(row) for row in down] == [
        value(row) for row in sorted(there, key=value, reverse=True) + missing
    ]
    if by != "time":
        groups = {}
        for row in down:
            groups.setdefault(value(row), []).append(row)
        assert all(group == sorted(group) for group in groups.values())
