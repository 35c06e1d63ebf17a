"""Logs whose requests differ as they do at work: clients of both protocols, programs of any name or of none,
numbers of a clock in what is asked for, answers of every kind.
"""

import csv
import io
import json

import pytest

from app.logs import read_log
from app.logs.wrappers import WRAPPERS
from app.problem import Problem
from tests.logs.detection.shapes import NAMES, expected, written

HOSTS = (
    "192.0.2.8", "203.0.113.4", "203.0.113.17", "2001:db8::4a", "198.51.100.77", "192.0.2.9", "203.0.113.5",
    "2001:db8:0:3::1f", "198.51.100.78",
)  # fmt: skip
AGENTS = ("curl/8.5.0", "okhttp/4.9.3", "-", "Go-http-client/1.1", "python-requests/2.31.0", "Wget/1.21")
TARGETS = (
    ("/wp-login.php", "t=1757886603"), ("/", "_=1757886603123"), ("/u/1757886603/face.png", ""),
    ("/a/b/c/200/512", ""), ("/search", "q=shoes&page=2"),
)  # fmt: skip
STATUSES = (200, 304, 404, 500, 206, 302)
REQUESTS = [
    dict(zip(NAMES, values, strict=True))
    for n in range(30)
    for values in [(
        f"2026-03-14T21:{n:02d}:03.{n:03d}", HOSTS[n % 9], ("GET", "POST")[n % 2], *TARGETS[n % 5],
        STATUSES[n % 6], 61_000 + n * n * 7, 0.203 + n / 1000, "-", AGENTS[n % 6],
    )]
]  # fmt: skip

UVICORN = 'INFO:     «h»:5«t:%M%S» - "«m» «P» HTTP/1.1" «C» OK'
BOXED = UVICORN.replace('"', '\\"')
TIMES = "db_time=0.001 request_time=«Ds» queue=0.5"
SERVERS = 'rt="«Ds»" uct="0.001" ua="10.0.0.5:80" us="200"'
CACHED = (
    "request_time=«Ds» upstream_addr=10.0.0.9:80 upstream_status=200 host=shop.example scheme=https cache=HIT"
)
COMMON = '«h» - - [«t:%d/%b/%Y:%H:%M:%S» +0000] "«m» «P» HTTP/1.1" «C» «B»'
COMBINED = f'{COMMON} "«r»" "«a»"'

SHAPES = {
    # A collector tells when the line was written; what is asked for holds numbers like times.
    "docker": f'{{"log":"{BOXED}\\n","stream":"stdout","time":"«t:%Y-%m-%dT%H:%M:%S.%L»Z"}}',
    "a cloud": f'{{"insertId":"1x","textPayload":"{BOXED}","timestamp":"«t:%Y-%m-%dT%H:%M:%S.%L»Z"}}',
    "an epoch": f'{{"date":«t:s.ms»,"log":"{BOXED}\\n","stream":"stdout"}}',
    "milliseconds": f'{{"timestamp":«t:ms»,"message":"{BOXED}"}}',
    "a search": f'{{"_id":"1x","_source":{{"@timestamp":"«t:%Y-%m-%dT%H:%M:%S»Z","message":"{BOXED}"}}}}',
    # Names are given to what stands behind the request, its status and its size alone.
    "names behind a request": f'«t:%Y-%m-%dT%H:%M:%S»Z «h» "«m» «P» HTTP/1.1" «C» «B» {TIMES}',
    "names behind a common line": f"{COMMON} {SERVERS}",
    "names behind bare words": f"«t:%Y-%m-%dT%H:%M:%S»Z «h» «m» «P» «C» «B» {CACHED}",
    "a client's name among them": f'[«t:%Y-%m-%dT%H:%M:%S»Z] «C» "«m» «P» HTTP/1.1" {TIMES} client=«h»',
    "a status before them": f'[«t:%Y-%m-%dT%H:%M:%S»Z] «C» "«m» «P» HTTP/1.1" «B» {CACHED} client=«h»',
    # Programs of short names, beside other words with a stroke or a number.
    "statuses among commas": "«t:%Y-%m-%dT%H:%M:%S»Z,«h»,«m»,«P»,«C»,«B»,«a»,«C»/«C»",
    "a bot's number among bars": "«h»|«t:%Y-%m-%dT%H:%M:%S»Z|«m» «P» HTTP/1.1|«C»|«B»|«r»|«a»|cache:-|bot:0",
    "statuses in quotes": '«t:%Y-%m-%dT%H:%M:%S»Z «h» "«m» «P» HTTP/1.1" «C» «B» "«r»" "«a»" "200/200"',
    "a server before": '«t:%Y-%m-%dT%H:%M:%S»Z «h» "«m» «P» HTTP/1.1" «C» «B» "nginx/1.25.3" "«a»"',
    "versions among tabs": "«t:%Y-%m-%dT%H:%M:%S»Z\t«h»\t«m»\t«P»\t«C»\t«B»\t«a»\tv1/2",
    # What grep puts before a line, which an address may go on.
    "a file": f"access.log:{COMBINED}",
    "a packed file": f"/var/log/nginx/access.log.2.gz:{COMBINED}",
    "a file and a number": f"access.log:«t:%M»7:{COMBINED}",
    "a number": f"1«t:%M»7:{COMBINED}",
    "pairs behind an address": "«t:%Y-%m-%dT%H:%M:%S»Z «h» method=«m» path=«P» status=«C» bytes=«B» ms=«Dms»",
    # A proxy asked for all of them.
    "a balancer behind the client": COMMON.replace("«h»", "«h» 10.0.0.7") + ' "«r»" "«a»"',
    "a socket in JSON": '{"time":"«t:%Y-%m-%dT%H:%M:%S»Z","remote_addr":"unix:","http_x_forwarded_for":"«h»",'
    '"request":"«m» «P» HTTP/1.1","status":«C»,"body_bytes_sent":«B»,"http_user_agent":"«a»"}',
}  # fmt: skip


COLUMNS = {
    "time": "«t:%Y-%m-%dT%H:%M:%S»Z", "ip": "«h»", "user": "-", "method": "«m»", "url": "«P»",
    "status": "«C»", "ms": "«Dms»", "bytes": "«B»",
}  # fmt: skip


def hold(path, shape, requests=REQUESTS):
    log = read_log(path)
    assert (log.accepted, log.rejected) == (len(requests), 0)
    for row, request in zip(log.requests().to_dict("records"), requests, strict=True):
        row |= {
            "agent": row["user_agent"],
            "took": row.get("response time"),
            "time": row["time"].to_pydatetime(),
        }
        for name, value in expected(shape, request).items():
            found = row[name] if row[name] != "(none)" else "-"
            assert found == (pytest.approx(value) if name == "took" else value), name


@pytest.mark.parametrize("name", SHAPES)
def test_requests_that_differ_are_read_alike(name, tmp_path):
    path = tmp_path / "access.log"
    path.write_text("".join(written(SHAPES[name], request) + "\n" for request in REQUESTS))
    unsaid = [field for field, mark in (("size", "«B"), ("referrer", "«r")) if mark not in SHAPES[name]]
    hold(path, {"line": SHAPES[name], "unsaid": unsaid})


def test_clients_that_no_proxy_tells_of_asked_themselves(tmp_path):
    """A balancer's own questions, and those past it, stand between requests that it hands on."""
    hosts = [f"{request['host']} 10.0.0.7" if n % 4 else "- 10.0.0.7" for n, request in enumerate(REQUESTS)]
    path = tmp_path / "access.log"
    lines = (
        written(COMBINED, request | {"host": host}) for host, request in zip(hosts, REQUESTS, strict=True)
    )
    path.write_text("".join(line + "\n" for line in lines))
    requests = [r | {} if n % 4 else r | {"host": "10.0.0.7"} for n, r in enumerate(REQUESTS)]
    hold(path, {"line": COMBINED}, requests)


@pytest.mark.parametrize("width", [40, 300])
def test_columns_of_equal_width_are_read_however_wide(width, tmp_path):
    path = tmp_path / "access.log"
    shape = "«t:%Y-%m-%dT%H:%M:%S»Z|«h»|«m»|«P»|«C»|«B»|«Ds»s"
    cells = [written(shape, request).split("|") for request in REQUESTS]
    path.write_text("".join("  ".join(cell.ljust(width) for cell in row).rstrip() + "\n" for row in cells))
    hold(path, {"line": shape})


def test_pairs_in_any_order_are_a_line_each(tmp_path):
    names = {
        "ts": COLUMNS["time"],
        "ip": "«h»",
        "method": "«m»",
        "path": "«P»",
        "status": "«C»",
        "bytes": "«B»",
    }
    path = tmp_path / "access.log"
    turned = ([*names][n % 6 :] + [*names][: n % 6] for n in range(30))
    path.write_text(
        "".join(
            " ".join(f"{name}={written(names[name], request)}" for name in order) + "\n"
            for order, request in zip(turned, REQUESTS, strict=True)
        )
    )
    hold(path, {"line": " ".join(names.values())})


def test_a_fraction_of_a_fraction_is_no_time(tmp_path):
    """Of many lines and of one: what is counted can be listed."""
    line = (
        '{"time":"«t:%Y-%m-%dT%H:%M:%S.%L»Z","ip":"«h»","method":"«m»","url":"«P»","status":«C»,"bytes":«B»}'
    )
    path = tmp_path / "access.log"
    odd = written(line, REQUESTS[0]).replace("Z", ",000Z")
    path.write_text("".join(f"{one}\n" for one in [*(written(line, r) for r in REQUESTS * 2), odd]))
    log = read_log(path)
    assert (log.accepted, log.rejected, len(log.requests())) == (60, 1, 60)


def table(columns, rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([columns, *rows])
    return text.getvalue()


def rows(columns, requests):
    return [[written(columns[name], request) for name in columns] for request in requests]


@pytest.mark.parametrize(
    ("heading", "took"),
    [("Dauer in s", "«Ds»"), ("Antwortzeit in ms", "«Dms»"), ("durée en ms", "«Dms»"),
     ("duration (µs)", "«Dus»"), ("duration (μs)", "«Dus»"), ("Response time [ms]", "«Dms»")],
)  # fmt: skip
def test_a_heading_tells_the_unit(heading, took, tmp_path):
    columns = {name: COLUMNS[name] for name in ("time", "ip", "method", "url", "status", "bytes")}
    columns[heading] = took
    path = tmp_path / "export.csv"
    path.write_text(table(columns, rows(columns, REQUESTS)))
    hold(path, {"line": " ".join(columns.values())})


def test_bytes_that_came_in_are_no_size(tmp_path):
    names = ("time", "ip", "method", "url", "status")
    columns = {name: COLUMNS[name] for name in names} | {"bytes_out": "«B»", "bytes_in_bytes": "404"}
    path = tmp_path / "export.csv"
    path.write_text(table(columns, rows(columns, REQUESTS)))
    hold(path, {"line": " ".join(columns.values())})


@pytest.mark.parametrize("first", [15, 4])
def test_a_table_whose_columns_become_more_is_read_on(first, tmp_path):
    few = {name: COLUMNS[name] for name in ("time", "ip", "method", "url", "status", "bytes")}
    path = tmp_path / "export.csv"
    path.write_text(table(few, rows(few, REQUESTS[:first])) + table(COLUMNS, rows(COLUMNS, REQUESTS[first:])))
    hold(path, {"line": " ".join(few.values())})


@pytest.mark.parametrize(("time", "stamp"), [("Time", "«t:ms»"), ("timestamp", "«t:%Y-%m-%d %H:%M:%S.%L»")])
def test_lines_in_a_table_take_its_time_where_they_tell_none(time, stamp, tmp_path):
    columns = {time: stamp, "message": UVICORN}
    path = tmp_path / "export.csv"
    path.write_text(table(columns, rows(columns, REQUESTS)))
    hold(path, {"line": " ".join(columns.values()), "unsaid": ("size", "referrer")})


def test_a_number_is_no_group_of_an_address():
    lines = {
        "access.log:2001:db8::7 - -": "2001:db8::7 - -",
        "access.log:12:2001:db8::7 - -": "2001:db8::7 - -",
        "access.log:2001:2a02:8070::1 - -": "2a02:8070::1 - -",
        "access.log:2003:198.51.100.7 - -": "198.51.100.7 - -",
        "access.log:2003:10:52:11 GET": "10:52:11 GET",
        "logs/a.gz:2001:db8:1:2:3:4:5:6 - -": "2001:db8:1:2:3:4:5:6 - -",
    }
    for line, inside in lines.items():
        assert WRAPPERS["file"].take(line.encode()) == inside.encode()
    assert WRAPPERS["number"].take(b"17:2001:db8::7 - -") == b"2001:db8::7 - -"
    assert WRAPPERS["number"].take(b"2001:2a02:8070::1 - -") is None
    assert WRAPPERS["number"].take(b"2001:db8::7 - -") is None


def test_a_number_that_was_asked_for_is_no_time(tmp_path):
    path = tmp_path / "access.log"
    line = '203.0.113.4 - "GET /a?t=1757886603 HTTP/1.1" 200 512'
    path.write_text(json.dumps({"log": line}) + "\n")
    with pytest.raises(Problem):
        read_log(path)
