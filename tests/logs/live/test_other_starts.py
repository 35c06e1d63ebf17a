"""A log that is followed from elsewhere than its beginning: what links keep, and how many readers are."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.links import LinkState
from app.logs.live.following import FollowedFiles
from app.logs.live.model import Live
from app.logs.live.sources import FILES, KAFKA, Watched, watched
from app.logs.live.start import FRESH, Since, StartField, start_of
from app.logs.live.watching import STARTS, Watch
from app.logs.reading.offers import Offer
from app.problem import Problem
from app.settings import Settings
from tests.logs.live.test_start import line


def test_now_is_a_moment_that_a_link_keeps(tmp_path: Path) -> None:
    """Who opens the link later begins where it was now when it was chosen, by the times of the lines."""
    log = tmp_path / "access.log"
    log.write_text(line(0))
    link = LinkState(StartField("from", title="From when"))
    state, told = link.from_query("from=now")
    assert told == []
    chosen = datetime.fromisoformat(state["from"].removeprefix("now@"))
    assert timedelta() <= datetime.now(UTC) - chosen < timedelta(seconds=FRESH)
    assert link.from_query(link.to_query(state)) == (state, [])
    begun = Watched(FILES, (str(log),), start=state["from"]).begin()
    assert [file["offset"] for file in begun["positions"]] == [log.stat().st_size]
    # Only what was chosen as now is: neither a time that is near it, nor one long ago.
    now = datetime.now(UTC)
    for start in (
        f"{now:%Y-%m-%dT%H:%M}Z",
        "now@2015-05-17T12:00Z",
        f"now@{now + timedelta(hours=1):%Y-%m-%dT%H:%M}Z",
    ):
        assert Watched(FILES, (str(log),), start=start).begin() is None
        since = Since.of(start)
        assert since is not None
        assert (since.at_end, since.utc) == (False, True)
    for start, kept in (
        ("2015-05-17T12:00:17", "2015-05-17T12:00"),
        ("2015-05-17T14:00+02:00", "2015-05-17T12:00Z"),
    ):
        assert start_of(start) == kept
    for nonsense in ("soon", "2015-13-01T00:00", "12:00", "now@soon", "9" * 500):
        state, (told,) = link.from_query(f"from={nonsense}")
        assert state["from"] == ""
        assert "must be now, or a time such as 2026-11-26T08:00" in told
        with pytest.raises(Problem, match="is not from where a topic can be read or a log followed"):
            start_of(nonsense)


def test_readers_and_what_is_kept_of_other_beginnings_are_bounded(tmp_path: Path) -> None:
    """Anybody may name a time in a link: none puts out what is counted from the beginning."""
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    log.write_text(line(0))
    watches = [Watch(Watched(FILES, (str(log),)), shelf)]
    beginning = watches[0].folder
    try:
        for minute in range(STARTS):
            watches.append(Watch(Watched(FILES, (str(log),), start=f"2015-05-17T12:0{minute}"), shelf))
        with pytest.raises(Problem, match=f"followed from {STARTS} other places just now"):
            Watch(Watched(FILES, (str(log),), start="2015-05-17T13:00"), shelf)
        live = Live(lambda _log, _standing: None)
        live.begin(Watched(FILES, (str(log),), start="2015-05-17T13:00"), shelf)
        assert (live.watching, live.trouble[:46]) == (False, "This log is followed from 4 other places just ")
        # Where somebody else is, and of another log, there is room.
        watches.append(Watch(Watched(FILES, (str(log),), start="2015-05-17T12:00"), shelf))
        watches.append(Watch(Watched(FILES, (f"{log}.other",), start="2015-05-17T12:00"), shelf))
    finally:
        for watch in watches:
            watch.close()
            if watch._process is not None:
                watch._process.kill()
                watch._process.wait()
    for minute in range(10, 30):
        folder = Watched(FILES, (str(log),), start=f"2015-05-17T12:{minute}").folder(shelf)
        folder.mkdir()
        (folder / "source.json").write_text(json.dumps({"where": [], "start": "2015"}))
    Watch(Watched(FILES, (f"{log}.third",)), shelf).close()
    kept = [folder for folder in beginning.parent.iterdir() if folder != beginning]
    assert beginning.is_dir()
    assert len(kept) == STARTS + 1


def test_what_is_watched_from_elsewhere_is_kept_apart(tmp_path: Path) -> None:
    """And what was kept before there was a choice is found again: its key has not changed."""
    settings = Settings.read({})
    log = Offer("access.log", "access.log", ("/logs/access.log",), True)
    beginning, again, later = (
        watched(log, settings, start) for start in ("", "beginning", "2015-05-17T12:00")
    )
    assert beginning is not None
    assert later is not None
    assert beginning == again == Watched(FILES, ("/logs/access.log",))
    assert "start" not in beginning.entry()
    assert later == Watched.of(later.entry())
    assert later.folder(tmp_path) != beginning.folder(tmp_path)
    topic = Offer("requests", "requests", (), topic="b:9092/requests?from=now")
    assert watched(topic, settings) == Watched(KAFKA, ("b:9092/requests?from=now", ""))
    for start, since in (("beginning",) * 2, ("now@2015-05-17T12:00Z", "2015-05-17T12:00Z")):
        wanted = Watched(KAFKA, (f"b:9092/requests?from={since}", ""), start=start)
        assert watched(topic, settings, start) == wanted


def test_the_last_line_that_names_columns_is_found_wherever_reading_is_parted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "u_ex.log"
    head, row, last = "#Fields: date time a\n", "2015-05-17 10:05:03 x\n", "#Fields: date time b\n"
    monkeypatch.setattr("app.logs.live.rotation._FIRST", 200)
    for at_once in range(9, 60):
        monkeypatch.setattr("app.logs.live.rotation.AT_ONCE", at_once)
        log.write_text(head + row * 20 + last + row * 3)
        source = FollowedFiles([str(log)], passed=time.time() + 60)
        (batch,) = source.poll()
        source.close()
        assert not batch.counted
        assert batch.lines.decode().splitlines(True) == [head, *[row] * 8, last, *[row] * 3]
    # Far before the last lines it stands by itself.
    log.write_text(head + row * 20 + last + row * 30)
    source = FollowedFiles([str(log)], passed=time.time() + 60)
    (batch,) = source.poll()
    source.close()
    assert batch.lines.decode().splitlines(True) == [head, *[row] * 8, last, *[row] * 9]
