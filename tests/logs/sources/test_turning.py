"""Requests that stand on several lines each, or all in one document, are read as if each had its line."""

import json
import random

import pytest

from app.logs import read_log
from app.logs.sources.documents import LONGEST, LogRecords, Records, depth_of_records
from app.logs.sources.turning import turning

REQUESTS = [(5, "/a", 200, 1234), (6, "/c", 404, 567), (7, "/e", 200, 89012)]
LINES = [
    f'203.0.113.5 - - [02/Jan/2024:03:04:0{second} +0000] "GET {path} HTTP/1.1" {status} {size} "-" "Mozilla"'
    for second, path, status, size in REQUESTS
]
OBJECTS = [
    {
        "time": f"2024-01-02T03:04:0{second}Z", "remote_addr": "203.0.113.5", "size": size, "status": status,
        "request": f"GET {path} HTTP/1.1", "note": 'a "brace" } and ] and \\',
        "headers": [{"name": "A", "value": "b"}],
    }
    for second, path, status, size in REQUESTS
]  # fmt: skip
CLOUD = [
    {"httpRequest": {"requestMethod": "GET", "requestUrl": path, "status": status, "responseSize": size,
                     "remoteIp": "203.0.113.5"}, "timestamp": f"2024-01-02T03:04:0{second}.5Z"}
    for second, path, status, size in REQUESTS
]  # fmt: skip
KEPT = [{"_index": "i", "_id": "1", "_source": {"message": line, "@timestamp": "x"}} for line in LINES]
EVENTS = [{"logStreamName": "s", "timestamp": 1, "message": line} for line in LINES]
VALUES = [
    [f"2024-01-02T03:04:0{second}Z", "203.0.113.5", "GET", path, status, size, 'a "note" ] and [']
    for second, path, status, size in REQUESTS
]
NAMES = ["time", "ip", "method", "path", "status", "bytes", "note"]
TITLED = [{"name": name, "type": "string"} for name in NAMES]
FIELDS = [[{"field": "@timestamp", "value": "x"}, {"field": "@message", "value": line}] for line in LINES]
TIGHT = (",", ":")


def told(name, value):
    return {
        "key": name,
        "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value},
    }


def of_otlp(records):
    """A document of OTLP (opentelemetry-proto, logs/v1) with a resource, two scopes and these records."""
    scopes = [
        {"scope": {"name": "s", "attributes": [told("library", "x")]}, "logRecords": records[:1]},
        {"logRecords": records[1:], "scope": {"inner": {"of": {"a": 1, "b": 2, "c": 3}}}},
    ]
    resource = {"attributes": [told("service.name", "web"), told("host.name", "one")]}
    return {"resourceLogs": [{"resource": resource, "scopeLogs": scopes, "schemaUrl": "x"}]}


RECORDS = [
    {
        "timeUnixNano": f"{1704164640 + second}500000000", "severityText": "INFO",
        "attributes": [
            told("http.request.method", "GET"), told("url.path", path),
            told("http.response.status_code", status), told("client.address", "203.0.113.5"),
            told("http.response.body.size", size), told("note", 'a "brace" } and ] and \\'),
        ],
    }
    for second, path, status, size in REQUESTS
]  # fmt: skip
DOCUMENTS = {
    "an array": json.dumps(OBJECTS),
    "an array, a line each": "[\n" + ",\n".join(map(json.dumps, OBJECTS)) + "\n]\n",
    "an array over many lines": json.dumps(CLOUD, indent=2),
    "objects over many lines": "\n".join(json.dumps(one, indent=4) for one in OBJECTS),
    "objects one after the other": "".join(map(json.dumps, OBJECTS)),
    "an object over many lines": json.dumps({"records": OBJECTS}, indent=4),
    "hits of a search": json.dumps({"took": 1, "hits": {"total": {"value": 3}, "hits": KEPT}}),
    "events and a token": json.dumps({"events": EVENTS, "searched": [], "nextToken": "t"}, indent=1),
    "columns and rows": json.dumps({"columns": NAMES, "rows": VALUES}),
    "columns and rows over many lines": json.dumps({"rows": VALUES, "columns": TITLED}, indent=2),
    "a table of several": json.dumps({"tables": [{"name": "Result", "columns": TITLED, "rows": VALUES}]}),
    "columns, an index and data": json.dumps({"columns": NAMES, "index": [0, 1, 2], "data": VALUES}),
    "fields and values": json.dumps({"results": FIELDS, "status": "Complete"}, indent=1),
    "two tables with names of their own": json.dumps(
        {
            "tables": [
                {"name": "A", "columns": TITLED, "rows": VALUES[:2]},
                {"name": "B", "columns": TITLED[::-1], "rows": [VALUES[2][::-1]]},
            ]
        },
        indent=1,
    ),
    "a document of OTLP": json.dumps(of_otlp(RECORDS), indent=1),
    "documents of OTLP, one a line": "".join(
        json.dumps(of_otlp(some), separators=TIGHT) + "\n" for some in (RECORDS[:1], RECORDS[1:])
    ),
    "lines in records of OTLP": json.dumps(
        of_otlp([{"timeUnixNano": "1", "body": {"stringValue": line}} for line in LINES])
    ),
    "the journal": "".join(
        f"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1\nMESSAGE={line}\n_PID=1\n\n" for line in LINES
    ),
    "the journal in words": "".join(
        f"Tue 2024-01-02 03:04:05.123456 UTC [s=1;i=2]\n    _PID=1\n    MESSAGE={line}\n" for line in LINES
    ),
    "parts of a container's lines": "".join(
        f"2024-01-02T03:04:05.1Z stdout P {line[:30]}\n2024-01-02T03:04:05.1Z stderr F other\n"
        f"2024-01-02T03:04:05.2Z stdout F {line[30:]}\n"
        for line in LINES
    ).replace("2024-01-02T03:04:05.1Z stderr F other\n", ""),
    "parts of Docker's lines": "".join(
        json.dumps({"log": part, "stream": "stdout", "time": "2024-01-02T03:04:05Z"}, separators=TIGHT) + "\n"
        for line in LINES
        for part in (line[:40], line[40:] + "\n")
    ),
    "cells with line feeds": '"_raw","_time"\n'
    + "".join('"' + line.replace('"', '""') + '\n","2024-01-02T03:04:05Z"\n' for line in LINES),
}  # fmt: skip


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_request_of_a_document_is_read(name, tmp_path):
    path = tmp_path / "export.json"
    mark = "\ufeff" if name in ("an array", "the journal", "cells with line feeds") else ""
    path.write_text(mark + DOCUMENTS[name], encoding="utf-8")
    log = read_log(path)
    frame = log.requests()
    assert (log.accepted, log.rejected) == (3, 0)
    assert list(frame["path"]) == [path for _, path, _, _ in REQUESTS]
    assert list(frame["status"]) == [status for _, _, status, _ in REQUESTS]
    assert list(frame["size"]) == [size for _, _, _, size in REQUESTS]
    assert set(frame["host"]) == {"203.0.113.5"}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_pieces_may_be_cut_anywhere(name):
    data = DOCUMENTS[name].encode()
    whole = turning(data)(data, True)
    rng = random.Random(name)
    for _ in range(20):
        turn, at, found = turning(data), 0, b""
        while at < len(data):
            size = rng.randrange(1, 200)
            found += turn(data[at : at + size], False)
            at += size
        assert found + turn(b"", True) == whole


def test_lines_of_objects_are_left_as_they_are():
    lines = "".join(json.dumps(one) + "\n" for one in OBJECTS).encode()
    for data in (
        lines,
        lines[7:],
        "\n".join(LINES).encode(),
        b"",
        b"{",
        b'{"a": [1, 2]}\n',
        b"[02/Jan/2024:03:04",
    ):
        assert turning(data) is None


def test_what_is_no_record_is_a_line_that_is_refused(tmp_path):
    path = tmp_path / "export.json"
    broken = json.dumps(OBJECTS[0], indent=1)[:-20]
    path.write_text("\n".join([*(json.dumps(one, indent=1) for one in OBJECTS), "some words", broken]))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (3, 2)


def test_a_row_with_a_value_too_few_is_a_line_that_is_refused(tmp_path):
    path = tmp_path / "export.json"
    path.write_text(json.dumps({"columns": NAMES, "rows": [*VALUES, VALUES[0][1:], []]}))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (3, 2)


def test_an_object_without_an_end_does_not_fill_the_memory():
    records = Records(depth_of_records(b'{\n "a": "'))
    found = records.lines(b'{\n "a": "')
    for _ in range(40):
        found += records.lines(b"x" * 65536)
    assert len(found) > LONGEST
    assert records.lines(b'"}\n{"b": 1}\n', last=True).endswith(b'{"b": 1}\n')


@pytest.mark.parametrize("end", ["Value", '"note"', "a \\"])
def test_a_document_of_otlp_that_is_cut_off_hides_no_other(end, tmp_path):
    first, second = (json.dumps(of_otlp(some), separators=TIGHT) for some in (RECORDS[:1], RECORDS))
    path = tmp_path / "export.json"
    cut = first[: first.rindex(end) + len(end)]
    path.write_text(f"{second}\n{cut}\n{second}\n")
    log = read_log(path)
    assert list(log.requests()["path"]) == [path for _, path, _, _ in REQUESTS for _ in range(2)]


@pytest.mark.parametrize("text", ["x", "x\\", 'a"', "{["], ids=str)
@pytest.mark.parametrize("piece", [65536, 99991])
@pytest.mark.parametrize("cut", [False, True])
def test_records_of_otlp_after_one_that_is_too_long_are_read(text, piece, cut):
    bodies = ["first", text * (2 * LONGEST), "second", "third"]
    document = json.dumps(of_otlp([{"body": {"stringValue": body}} for body in bodies]), separators=TIGHT)
    if cut:
        document = document[: 3 * LONGEST // 2]
    data = (
        document + "\n" + json.dumps(of_otlp([{"body": {"stringValue": "last"}}]), separators=TIGHT)
    ).encode()
    records = LogRecords()
    found = b"".join(
        records.lines(data[at : at + piece], at + piece >= len(data)) for at in range(0, len(data), piece)
    )
    lines = [line for line in found.split(b"\n") if line]
    short = [json.loads(line)["body"]["stringValue"] for line in lines if len(line) < 100]
    assert short == (["first", "last"] if cut else ["first", "second", "third", "last"])
    assert any(len(line) > LONGEST // 2 for line in lines)


def test_a_few_lines_of_a_collector_in_a_log_turn_nothing(tmp_path):
    """What OpenTelemetry's collector prints of a record, in the midst of a log of another kind."""
    record = (
        "LogRecord #0\nTimestamp: 1970-01-01 00:00:00 +0000 UTC\nSeverityText: \nBody: Str(hello)\nFlags: 0\n"
    )
    path = tmp_path / "access.log"
    path.write_text(f"{LINES[0]}\n{record}" + f"{LINES[1]}\n" * 30)
    log = read_log(path)
    assert (log.accepted, log.rejected) == (31, 5)


def test_lines_that_a_collector_does_not_print_are_counted_as_refused(tmp_path):
    record = "LogRecord #0\nTimestamp: 1970-01-01 00:00:00 +0000 UTC\nBody: Str({})\nAttributes:\n  -> a: b\n"
    path = tmp_path / "collector.log"
    path.write_text("".join(record.format(line) for line in LINES * 3) + "panic: out of memory\n")
    log = read_log(path)
    assert (log.accepted, log.rejected) == (9, 1)
    assert [reject.text for reject in log.rejects] == ["panic: out of memory"]
