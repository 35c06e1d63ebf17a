"""Batches of a live source in anybody's pipeline: every request once, whatever the pipeline does."""

from __future__ import annotations

import time
from pathlib import Path

import pandas as pd
import pytest
from streamz import Stream

from app.logs.live import streams
from app.logs.live.streams import Feed, rolling


def line(second: int, status: int = 200) -> str:
    written = f"17/May/2015:10:{second // 60:02d}:{second % 60:02d} +0000"
    return f'10.0.0.{second % 9} - - [{written}] "GET /{second} HTTP/1.1" {status} {second} "-" "curl/8"\n'


def more(log: Path, *lines: str) -> None:
    with log.open("a") as file:
        file.write("".join(lines))


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.touch()
    return path


def test_every_request_comes_once_with_its_fields(log):
    batches = Stream()
    got: list[pd.DataFrame] = []
    batches.sink(got.append)
    with Feed(log, batches) as feed:
        for first in range(0, 300, 100):
            more(
                log,
                "no line of a log\n",
                *(line(n, 404 if n % 10 == 0 else 200) for n in range(first, first + 100)),
            )
            assert feed.turn() == 100
        assert feed.turn() == 0
        assert (feed.log.accepted, feed.log.rejected) == (300, 3)
        folder = feed._folder
    assert not folder.exists()
    all_ = pd.concat(got)
    assert len(got) == 3
    assert list(all_["path"]) == [f"/{n}" for n in range(300)]
    assert list(all_["size"]) == list(range(300))
    assert int((all_["status"] == 404).sum()) == 30
    assert str(all_.index[0]) == "2015-05-17 10:00:00"
    assert list(all_["host"]) == [f"10.0.0.{n % 9}" for n in range(300)]


def test_a_feed_begins_where_it_is_told(log):
    more(log, *map(line, range(100)))
    for start, wanted in (("now", 0), ("2015-05-17T10:01", 40), ("beginning", 100)):
        batches = Stream()
        frames = batches.sink_to_list()
        with Feed(log, batches, start=start) as feed:
            assert feed.turn() == wanted
            more(log, line(200))
            assert feed.turn() == 1
        assert list(frames[-1]["path"]) == ["/200"]
        log.write_text("".join(map(line, range(100))))


def test_what_a_pipeline_raises_is_told_and_the_next_batch_comes(log):
    batches = Stream()
    seen: list[int] = []

    def picky(frame: pd.DataFrame) -> None:
        seen.append(len(frame))
        if len(seen) == 1:
            raise ValueError("not this one")

    batches.sink(picky)
    with Feed(log, batches) as feed:
        more(log, line(1))
        assert feed.turn() == 1
        assert feed.told == ["1 batch failed in the pipeline, last: ValueError('not this one')."]
        more(log, line(2), line(3))
        assert feed.turn() == 2
        assert seen == [1, 2]
        assert feed.failed == 1


def test_a_step_that_fails_behind_a_buffer_is_told_and_nothing_is_lost(log, monkeypatch):
    """As streamz has it, the buffer is never emptied again: to emit into it would stand still for ever."""
    monkeypatch.setattr(streams, "PATIENCE", 0.2)
    batches = Stream(asynchronous=False)

    def never(_frame: pd.DataFrame) -> None:
        raise ValueError("behind")

    batches.buffer(2).sink(never)
    with Feed(log, batches) as feed:
        for number in range(8):
            more(log, line(number))
            feed.turn()
            time.sleep(0.05)
        end = time.monotonic() + 10
        while not feed.told and time.monotonic() < end:
            feed.turn()
            time.sleep(0.05)
        assert "A buffer of the pipeline has not been emptied" in feed.told[0]
        assert feed.log.accepted < 8
        assert feed.turn() == 0


def test_rolling_figures_are_those_of_pandas(log):
    """Against the sum over the same rows by pandas itself, at the end of every batch."""
    batches = Stream()
    figures = rolling(batches, "60s").sink_to_list()
    rows: list[tuple[pd.Timestamp, int]] = []
    with Feed(log, batches) as feed:
        for first in range(0, 240, 30):
            statuses = [404 if n % 7 == 0 else 200 for n in range(first, first + 30)]
            more(
                log, *(line(n, status) for n, status in zip(range(first, first + 30), statuses, strict=True))
            )
            feed.turn()
            start = pd.Timestamp("2015-05-17 10:00:00")
            rows += [
                (start + pd.Timedelta(seconds=n), int(status >= 400))
                for n, status in zip(range(first, first + 30), statuses, strict=True)
            ]
            series = pd.Series([flag for _, flag in rows], [at for at, _ in rows])
            within = series[series.index > series.index.max() - pd.Timedelta("60s")]
            assert figures[-1] == {"requests": len(within), "errors": int(within.sum())}
        assert feed.told == []
    assert len(figures) == 8
