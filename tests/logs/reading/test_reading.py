"""Reading beside the page: progress, stopping, problems, and a log that fills as it is read."""

from __future__ import annotations

import asyncio
from pathlib import Path

from app.logs import Reader
from app.logs.reading.reading import Reading
from app.logs.store.log import Log

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl/8"\n'


def read(path: Path, *, stop_at_first_sight: bool = False) -> tuple[Reading, list[tuple[int, bool]]]:
    """Read ``path`` to the end; return the reading and what was shown: accepted lines, and whether whole."""
    seen: list[tuple[int, bool]] = []

    async def run() -> Reading:
        def show(log: Log, finished: bool) -> None:
            seen.append((log.accepted, finished))
            if stop_at_first_sight:
                reading.stop()

        reading = Reading(show)
        reading.read(lambda: Reader(path))
        await reading.finished()
        return reading

    return asyncio.run(run()), seen


def test_a_file_is_shown_whole_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(LINE * 1000)
    reading, seen = read(path)
    assert seen[-1] == (1000, True)
    assert not reading.running
    assert reading.problem is None


def test_a_large_file_fills_the_page_as_it_is_read_and_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    with path.open("w") as file:
        for _ in range(3000):
            file.write(LINE * 1000)
    reading, seen = read(path, stop_at_first_sight=True)
    assert seen[0][1] is False
    assert 0 < seen[-1][0] < 3_000_000
    assert not reading.running


def test_a_problem_is_told_and_not_raised(tmp_path: Path) -> None:
    path = tmp_path / "empty.log"
    path.touch()
    reading, seen = read(path)
    assert seen == []
    assert reading.problem is not None
    assert "“empty.log” is empty." in reading.problem.what


def test_an_unforeseen_error_is_told_without_its_details() -> None:
    async def run() -> Reading:
        reading = Reading(lambda _log, _finished: None)

        def broken() -> Reader:
            raise RuntimeError("secret detail")

        reading.read(broken)
        await reading.finished()
        return reading

    reading = asyncio.run(run())
    assert reading.problem is not None
    assert "secret" not in str(reading.problem)


def test_a_page_that_cannot_show_what_was_read_is_told_so_and_does_not_wait_for_ever(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(LINE * 1000)

    async def run() -> Reading:
        def show(_log: Log, _finished: bool) -> None:
            raise RuntimeError("secret detail")

        reading = Reading(show)
        reading.read(lambda: Reader(path))
        await reading.finished()
        return reading

    reading = asyncio.run(run())
    assert not reading.running
    assert reading.problem is not None
    assert "secret" not in str(reading.problem)
