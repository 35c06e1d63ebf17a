"""Lines in shapes found in bug reports, manuals and configurations, every field of which is known.

An entry of ``shapes.jsonl`` is a shape (see `shapes`) with what stands around the lines of such a file;
``expect`` says what is the same of all requests, ``refused`` that it is no access log, or says too little.
"""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

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
VAGUE = ("text of another kind", "a binary file", "a system log")


def read(data):
    """The requests of a file, and how many lines hold none."""
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
    return events, len(outcomes) - len(events)


def fields(event):
    request = split_request(event.request)
    path = request.path
    if path.startswith(SITES):
        path = "/" + path.split("/", 3)[-1]
    return {
        "time": datetime.fromtimestamp(event.time, UTC).replace(tzinfo=None), "host": client(event.host),
        "method": request.method, "path": path, "query": request.query, "size": event.size,
        "status": int(event.status) if event.status.isdecimal() else None, "referrer": event.referrer,
        "agent": event.agent, "user": event.user, "vhost": event.more.get("vhost"),
        "took": event.more.get("response time"),
    }  # fmt: skip


@pytest.mark.parametrize("shape", [s for s in SHAPES if not s.get("refused")], ids=lambda s: s["name"])
def test_every_field_of_a_shape_is_read(shape):
    events, refused = read(file_of(shape))
    around = shape.get("head", "").count("\n") + shape.get("foot", "\n").count("\n")
    assert (len(events), refused <= around) == (len(REQUESTS), True)
    for event, request in zip(events, REQUESTS, strict=True):
        found = fields(event)
        for name, value in expected(shape, request).items():
            if name == "took":
                assert float(found[name]) == pytest.approx(value, rel=1e-6, abs=1e-9), name
            else:
                assert found[name] == value, name


@pytest.mark.parametrize("shape", [s for s in SHAPES if s.get("refused")], ids=lambda s: s["name"])
def test_a_shape_that_says_too_little_is_refused_by_what_it_is(shape):
    with pytest.raises(Problem) as told:
        read(file_of(shape))
    assert not any(words in told.value.what for words in VAGUE)
