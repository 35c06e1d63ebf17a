"""Lines in shapes found in bug reports, manuals and configurations, every field of which is known.

An entry of ``shapes.jsonl`` is a shape (see `shapes`) with what stands around the lines of such a file;
``expect`` says what is the same of all requests, ``refused`` that it is no access log, or says too little.
Each is read line by line and as whole files are, in blocks: both must say the same.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest

from app.logs import read_log
from app.logs.detection.detection import detect
from app.logs.formats import Extended
from app.logs.sources.turning import turning
from app.logs.written.addresses import client
from app.logs.written.requests import split_request
from app.problem import Problem
from tests.logs.detection.shapes import REQUESTS, expected, file_of

SHAPES = [
    json.loads(line)
    for line in (Path(__file__).parent / "shapes.jsonl").read_text(encoding="utf-8").splitlines()
]
SITES = ("https://", "http://")
NOTHING = (None, -1, "-", "", "(none)")
VAGUE = ("text of another kind", "a binary file", "a system log")


def by_line(data, _folder):
    """The requests of a file read line by line, and how many lines hold none."""
    turn = turning(data)
    data = turn(data, True) if turn else data.removeprefix(b"\xef\xbb\xbf")
    reading = detect([line for line in data.split(b"\n") if line], "access.log", latest=20261231).reading
    parts = [(reading, 0, len(data))]
    if isinstance(reading.main, Extended):
        parts = list(reading.main.parts(data))
    outcomes = [
        outcome
        for form, start, end in parts
        for reader in [form.reader()]
        for line in data[start:end].split(b"\n")
        if line
        for outcome in [reader.read(line)]
    ]
    events = [outcome for outcome in outcomes if not isinstance(outcome, str)]
    return list(map(fields, events)), len(outcomes) - len(events)


def in_blocks(data, folder):
    """The requests of a file read as a whole, and how many lines hold none."""
    path = folder / "access.log"
    path.write_bytes(data)
    log = read_log(path)
    return [columns(row) for row in log.requests().to_dict("records")], log.rejected


def fields(event):
    request = split_request(event.request)
    return {
        "time": datetime.fromtimestamp(event.time, UTC).replace(tzinfo=None), "host": client(event.host),
        "method": request.method, "path": without_site(request.path), "query": request.query,
        "size": event.size,
        "status": int(event.status) if event.status.isdecimal() else None, "referrer": event.referrer,
        "agent": event.agent, "user": event.user, "vhost": event.more.get("vhost"),
        "took": event.more.get("response time"),
    }  # fmt: skip


def columns(row):
    """What a row of a log's table says, in the words of `fields`."""
    found = {name: None if pd.isna(value) else value for name, value in row.items()}
    texts = {name: found.get(name) for name in ("host", "referrer", "user", "user_agent")}
    texts = {name: "-" if text in (None, "(none)") else text for name, text in texts.items()}
    return {
        **texts, "agent": texts["user_agent"], "time": found["time"].to_pydatetime().replace(microsecond=0),
        "method": found["method"], "path": without_site(found["path"]), "query": found["query"],
        "size": -1 if found["size"] is None else found["size"], "status": found["status"],
        "vhost": found.get("vhost"), "took": found.get("response time"),
    }  # fmt: skip


def without_site(path):
    return "/" + path.split("/", 3)[-1] if path.startswith(SITES) else path


WAYS = pytest.mark.parametrize("read", [by_line, in_blocks])


@WAYS
@pytest.mark.parametrize("shape", [s for s in SHAPES if not s.get("refused")], ids=lambda s: s["name"])
def test_every_field_of_a_shape_is_read(shape, read, tmp_path):
    data = file_of(shape)
    events, refused = read(data, tmp_path)
    between = len(REQUESTS) - 1 if "\n" in shape.get("join", "\n") else 0
    around = data.count(b"\n") - between
    assert (len(events), refused <= around) == (len(REQUESTS), True)
    for found, request in zip(events, REQUESTS, strict=True):
        for name, value in expected(shape, request).items():
            if name == "took":
                assert float(found[name]) == pytest.approx(value, rel=1e-6, abs=1e-9), name
            else:
                assert found[name] == value, name
        for name in shape.get("untold", ()):
            assert found[name] in NOTHING, name


@WAYS
@pytest.mark.parametrize("shape", [s for s in SHAPES if s.get("refused")], ids=lambda s: s["name"])
def test_a_shape_that_says_too_little_is_refused_by_what_it_is(shape, read, tmp_path):
    with pytest.raises(Problem) as told:
        read(file_of(shape), tmp_path)
    assert not any(words in told.value.what for words in VAGUE)
