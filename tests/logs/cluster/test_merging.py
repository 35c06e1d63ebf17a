"""One algebra: however a log is cut and in whatever order its parts are merged, every measure is the same.

The measures are reckoned from what was written down before it became lines, by sets and sorted lists. Ranges
that a cluster's workers read are joined in trees of any shape; a followed log comes in pieces of any size.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs import read_log
from app.logs.cluster.parts import Part, add, joined
from app.logs.cluster.tasks import read_range
from app.logs.crossfilter.measures import MEASURES, Measure
from app.logs.formats import compiled
from app.logs.formats.mixture import Mixture
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from app.logs.model import LogModel
from app.logs.store.lines import LineFile
from app.logs.store.log import FileRecord, Log
from app.logs.store.store import Store

WRITTEN = (
    '$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" "$http_user_agent" '
    "$request_time"
)
TIMED = compiled(WRITTEN)
BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
AGENTS = (
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0",
    "Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/116.0",
    BOT,
)
DAY = 86_400
BEGINNING = 1_431_820_800
"""Midnight of 17 May 2015."""

BROKEN = (b"no line of a log\n", b"\n", b'\xe9" "\n')


class Request(NamedTuple):
    """A request before it became a line: size -1 is unknown."""

    second: int
    host: str
    status: int
    size: int
    agent: str
    thousandths: int

    def line(self) -> bytes:
        moment = datetime.fromtimestamp(self.second, UTC).strftime("%d/%b/%Y:%H:%M:%S +0000")
        size, took = "-" if self.size < 0 else self.size, f"{self.thousandths / 1000:.3f}"
        asked = f'{self.host} - - [{moment}] "GET /p HTTP/1.1" {self.status} {size} "-" "{self.agent}" {took}'
        return asked.encode() + b"\n"


def made(rng: random.Random, many: int) -> list[Request]:
    """Requests whose clock runs in any direction, over four days."""
    return [
        Request(
            BEGINNING + rng.randrange(4 * DAY),
            f"10.0.0.{rng.randint(1, 9)}",
            rng.choice((200, 200, 304, 404, 500)),
            rng.choice((-1, 0, rng.randrange(10**10))),
            rng.choice(AGENTS),
            rng.choice((0, rng.randrange(100), rng.randrange(60_000))),
        )
        for _ in range(many)
    ]


def wanted(requests: Sequence[Request], measure: Measure) -> float:
    """A measure of these requests; NaN where there is none."""
    if measure.quantile:
        times = sorted(one.thousandths for one in requests)
        # The shortest time that so many do not exceed.
        place = -int(-round(measure.quantile * 100) * len(times) // 100) - 1
        return times[place] / 1000 if times else np.nan
    return {
        "requests": len(requests),
        "visitors": len({(one.second // DAY, one.host, one.agent) for one in requests if one.agent != BOT}),
        "errors": sum(one.status >= 400 for one in requests),
        "bytes": sum(max(one.size, 0) for one in requests),
    }[measure.name]


def same(log: Log, requests: Sequence[Request], refused: int) -> None:
    """A log has these requests, by every measure, with a filter and without one, and host by host."""
    assert (log.accepted, log.rejected) == (len(requests), refused)
    model = LogModel(log)
    # What no request of a log has cannot be chosen there.
    there = {one.status for one in requests}
    for chosen in ((), tuple(there & {404, 500})):
        model.select("status", [str(status) for status in chosen])
        passing = [one for one in requests if not chosen or one.status in chosen]
        hosts = model.crossfilter.values["host"]
        for measure in MEASURES.values():
            told = [model.crossfilter.amount(measure), *model.crossfilter.project("host", measure)]
            by_host = [[one for one in passing if one.host == host] for host in hosts]
            expected = [wanted(some, measure) for some in (passing, *by_host)]
            np.testing.assert_allclose(told, expected, rtol=1e-6, err_msg=measure.name)


def bytes_of(rng: random.Random, requests: Sequence[Request]) -> tuple[bytes, int]:
    """The requests as lines among broken ones, and how many of those there are."""
    lines = [one.line() for one in requests]
    refused = rng.randrange(4)
    for _ in range(refused):
        lines.insert(rng.randint(1, len(lines)), rng.choice(BROKEN))
    return b"".join(lines), refused


def in_a_tree(rng: random.Random, parts: list[Part]) -> list[Part]:
    """The parts of a file, neighbours joined again and again, up to as many as are left by chance."""
    left = rng.randint(1, len(parts))
    while len(parts) > left:
        first = rng.randrange(len(parts) - 1)
        last = rng.randint(first + 2, min(first + 4, len(parts)))
        parts = [*parts[:first], joined(parts[first:last]), *parts[last:]]
    return parts


def by_parts(rng: random.Random, folder: Path, files: Sequence[bytes]) -> Log:
    """The log that a cluster gives: ranges that end anywhere, joined in any tree, files in any order."""
    reading = Mixture(TIMED).entry()
    log = Log(Store(folder))
    for number in rng.sample(range(len(files)), len(files)):
        data, path = files[number], folder / f"{number}.log"
        path.write_bytes(data)
        cuts = sorted(rng.sample(range(1, len(data)), min(rng.randrange(8), len(data) - 1)))
        ranges = zip([0, *cuts], [*cuts, len(data)], strict=True)
        parts = [read_range(str(path), path.name, start, end, reading, 1) for start, end in ranges]
        record = FileRecord(path.name)
        log.files.append(record)
        for part in in_a_tree(rng, parts):
            add(log, part, record, [LineFile.of(dict(entry)) for entry in part.files])
    return log


def followed(rng: random.Random, folder: Path, files: Sequence[bytes]) -> Log:
    """The log that is followed: pieces of its files come by turns, and end anywhere."""
    paths = [folder / f"{number}.log" for number in range(len(files))]
    for path in paths:
        path.touch()
    shelf = folder / "shelf"
    shelf.mkdir()
    reader, source = LiveReader(shelf, 1000.0, WRITTEN), FollowedFiles([str(path) for path in paths])
    rest = dict(zip(paths, files, strict=True))
    while any(rest.values()):
        path = rng.choice([path for path in paths if rest[path]])
        size = rng.randint(1, len(rest[path]))
        with path.open("ab") as file:
            file.write(rest[path][:size])
        rest[path] = rest[path][size:]
        reader.turn(source)
    source.close()
    return reader.log


def at_once(_rng: random.Random, folder: Path, files: Sequence[bytes]) -> Log:
    """The log read from its files by one process."""
    for number, data in enumerate(files):
        (folder / f"{number}.log").write_bytes(data)
    return read_log(folder, WRITTEN)


@pytest.mark.whole
@pytest.mark.parametrize("way", [at_once, by_parts, followed])
@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32))
def test_every_measure_is_that_of_what_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    way: Callable[[random.Random, Path, Sequence[bytes]], Log],
    seed: int,
) -> None:
    rng = random.Random(seed)
    some = [made(rng, rng.randint(1, 120)) for _ in range(rng.randint(1, 3))]
    files = [bytes_of(rng, requests) for requests in some]
    log = way(rng, tmp_path_factory.mktemp("log"), [data for data, _ in files])
    same(log, [one for requests in some for one in requests], sum(refused for _, refused in files))
