"""What becomes of a page that waits, without a server: its files change, it is asked, or never ends."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app import dates
from app.server import ahead, stamps
from app.server.ahead import Ahead
from app.server.rendering import Wanted

LOGS, GALLERY = "logs.ipynb", "gallery.ipynb"


def wanted(notebook: str) -> Wanted:
    """What the first visitor asks for, as pages are built for one who reads English."""
    return Wanted(notebook, dates.order_of("en"))


class Build:
    """A page without a session. ``whole`` is set once it is; ``telling`` runs while it is asked."""

    whole: asyncio.Event
    telling: Callable[[], Any]

    def __init__(self, wanted: Wanted, *_: Any) -> None:
        self.wanted, self.kernel_id = wanted, wanted.notebook
        self.told = 0

    async def start(self) -> None:
        """Have no session."""

    async def is_sound(self) -> bool:
        await self.whole.wait()
        return True

    async def catch_up(self) -> bool:
        await self.telling()
        self.told += 1
        return False


class Sessions:
    """Those of such pages: all live that were not ended."""

    def __init__(self) -> None:
        self.ended: list[str] = []

    def set_aside(self, kernel_id: str) -> None:
        """Keep no list."""

    def is_aside(self, kernel_id: str) -> bool:
        return kernel_id not in self.ended

    async def lives(self, kernel_id: str) -> bool:
        return kernel_id not in self.ended

    async def end(self, kernel_id: str, _: str) -> None:
        self.ended.append(kernel_id)


@pytest.fixture
def pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Ahead]:
    """Make what builds such pages ahead; a page is whole at once, and is asked once, as soon as it is."""
    monkeypatch.setattr(ahead, "PageBuild", Build)
    monkeypatch.setattr(ahead, "free_megabytes", lambda: math.inf)
    monkeypatch.setattr(ahead, "SETTLING", (0.0, math.inf))
    monkeypatch.setattr(Build, "telling", lambda _: asyncio.sleep(0), raising=False)

    def pages(*notebooks: str, data: dict[str, list[str]] | None = None) -> Ahead:
        monkeypatch.setattr(Build, "whole", asyncio.Event(), raising=False)
        Build.whole.set()
        where = {notebook: tmp_path / notebook for notebook in notebooks}
        made = Ahead(where, 4, Sessions(), lambda: False, data=data, interval=0.01)  # type: ignore[arg-type]
        made.start({})
        return made

    return pages


async def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true() and time.monotonic() < end:
        await asyncio.sleep(0.01)
    assert true()


def ended(made: Ahead) -> list[str]:
    return made._sessions.ended  # type: ignore[attr-defined]


def test_a_log_that_grows_throws_away_the_log_page_alone(pages: Callable[..., Ahead], tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("one\n")

    async def scene() -> None:
        made = pages(LOGS, GALLERY, data={LOGS: [str(log)], GALLERY: []})
        await until(lambda: len(made) == 2)
        log.write_text("one\ntwo\n")
        assert await made.take(wanted(LOGS)) is None
        assert (await made.take(wanted(GALLERY))).kernel_id == GALLERY  # type: ignore[union-attr]
        await until(lambda: ended(made) == [LOGS])
        made.stop()

    asyncio.run(scene())


def test_who_comes_while_a_page_is_asked_gets_it_once_it_told(
    pages: Callable[..., Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene() -> None:
        asked, may_tell = asyncio.Event(), asyncio.Event()

        async def telling() -> None:
            asked.set()
            await may_tell.wait()

        monkeypatch.setattr(Build, "telling", lambda _: telling())
        made = pages(LOGS)
        await asyncio.wait_for(asked.wait(), 30)
        assert len(made) == 1
        coming = asyncio.ensure_future(made.take(wanted(LOGS)))
        await until(lambda: len(made) == 0)
        may_tell.set()
        assert (await coming).told == 1  # type: ignore[union-attr]
        assert ended(made) == []
        made.stop()

    asyncio.run(scene())


def test_a_page_that_cannot_be_asked_is_given_to_nobody(
    pages: Callable[..., Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def telling() -> None:
        raise RuntimeError("no answer")

    monkeypatch.setattr(Build, "telling", lambda _: telling())

    async def scene() -> None:
        made = pages(LOGS)
        await until(lambda: ended(made) == [LOGS])
        assert await made.take(wanted(LOGS)) is None
        made.stop()

    asyncio.run(scene())


def test_a_page_that_takes_long_to_tell_keeps_nobody(
    pages: Callable[..., Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "NEWS", 0.05)

    async def scene() -> None:
        asked = asyncio.Event()

        async def telling() -> None:
            asked.set()
            await asyncio.Event().wait()

        monkeypatch.setattr(Build, "telling", lambda _: telling())
        made = pages(LOGS)
        await asyncio.wait_for(asked.wait(), 30)
        assert await made.take(wanted(LOGS)) is None
        await until(lambda: ended(made) == [LOGS])
        made.stop()

    asyncio.run(scene())


def test_a_page_whose_cell_never_ends_is_given_up_and_the_others_are_built(
    pages: Callable[..., Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WHOLE", 0.05)

    async def scene() -> None:
        made = pages(LOGS, GALLERY)
        Build.whole.clear()
        await until(lambda: ended(made) == [LOGS])
        Build.whole.set()
        await until(lambda: len(made) == 1)
        assert await made.take(wanted(GALLERY)) is not None
        made.stop()

    asyncio.run(scene())


def test_a_session_that_is_long_in_starting_keeps_no_other_page_and_is_ended_once_it_is_there(
    pages: Callable[..., Ahead], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "WHOLE", 0.05)

    async def scene() -> None:
        there = asyncio.Event()

        async def start(build: Build) -> None:
            if build.kernel_id == LOGS:
                await there.wait()

        monkeypatch.setattr(Build, "start", start)
        made = pages(LOGS, GALLERY)
        await until(lambda: len(made) == 1)
        assert await made.take(wanted(LOGS)) is None
        assert await made.take(wanted(GALLERY)) is not None
        assert ended(made) == []
        there.set()
        await until(lambda: ended(made) == [LOGS])
        made.stop()

    asyncio.run(scene())


def test_a_page_of_too_many_files_is_not_built_ahead(
    pages: Callable[..., Ahead], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stamps, "MOST", 10)
    (tmp_path / "many").mkdir()
    for number in range(11):
        (tmp_path / "many" / f"{number}.log").touch()

    async def scene() -> None:
        made = pages(LOGS, GALLERY, data={LOGS: [str(tmp_path / "many")], GALLERY: []})
        await until(lambda: len(made) == 1 and LOGS in made._not_before)
        assert await made.take(wanted(LOGS)) is None
        assert await made.take(wanted(GALLERY)) is not None
        made.stop()

    asyncio.run(scene())


@pytest.mark.parametrize(
    "pattern",
    [
        "{}/a.log",
        "{}/*.log",
        "{}",
        "{}/**.log",
        "{}/**/*.log",
        "{}/**",
        "{}/../**/a.log",
        "{}/../*/a.log",
        "logs/[a].log",
        "*/a.log",
    ],
)
def test_what_a_path_or_a_glob_names_is_seen_to_change(
    tmp_path: Path, pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    log = tmp_path / "logs" / "a.log"
    log.parent.mkdir()
    log.write_text("one\n")
    paths = [pattern.format(log.parent)]
    before = stamps.stamps(paths)
    assert before == stamps.stamps(paths)
    log.write_text("one\ntwo\n")
    assert before != stamps.stamps(paths)


def test_what_a_glob_passes_over_is_looked_at_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stamps, "MOST", 10)
    for number in range(11):
        Path(tmp_path, f"{number}").mkdir()
    assert stamps.stamps([f"{tmp_path}/*.log"]) is None
    assert stamps.stamps([f"{tmp_path}/**/a.log"]) is None
    assert stamps.stamps([f"{tmp_path}/1/*.log"]) is not None


def test_the_whole_disk_is_too_much_to_look_at() -> None:
    assert stamps.stamps(["/"]) is None
