"""Times told by the clock of another zone, against the standard library's, request by request."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from app.logs import Log, open_log, read_log, save
from app.logs.store import columns
from app.problem import Problem
from app.uploads import session_folder

LINE = '192.0.2.1 - - [{when}] "GET /{number} HTTP/1.1" 200 10 "-" "curl/8"\n'
ZONES = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/St_Johns",
    "Pacific/Apia", "Africa/Casablanca", "UTC",
)  # fmt: skip


def written(moments: list[datetime]) -> str:
    return "".join(
        LINE.format(when=f"{moment:%d/%b/%Y:%H:%M:%S %z}", number=n) for n, moment in enumerate(moments)
    )


def as_text(time: np.ndarray) -> list[str]:
    return [str(moment) for moment in time.astype("datetime64[s]")]


@pytest.fixture(scope="module")
def moments() -> list[datetime]:
    """Moments of twelve years by servers' clocks in several zones, most around the changes of 2021."""
    chance = random.Random(5)
    changes = [datetime(2021, month, day, tzinfo=UTC) for month, day in ((3, 28), (3, 14), (10, 31), (4, 3))]
    found = [change + timedelta(seconds=chance.randrange(86_400)) for change in changes for _ in range(300)]
    found += [
        datetime(2009, 1, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(378_000_000)) for _ in found
    ]
    offsets = [timezone(timedelta(minutes=minutes)) for minutes in (0, 120, -210, 765)]
    return [moment.astimezone(chance.choice(offsets)) for moment in sorted(found)]


@pytest.fixture(scope="module")
def log(moments: list[datetime], tmp_path_factory: pytest.TempPathFactory) -> Log:
    path = tmp_path_factory.mktemp("zones") / "a.log"
    path.write_text(written(moments))
    return read_log(path)


@pytest.mark.parametrize("zone", ZONES)
def test_every_request_has_the_time_of_the_zones_clock(log: Log, moments: list[datetime], zone: str) -> None:
    there = log.in_zone(zone)
    right = [moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) for moment in moments]
    assert as_text(there.store.time) == [moment.isoformat() for moment in right]
    assert there.requests()["time"].dt.strftime("%Y-%m-%dT%H:%M:%S").tolist() == [
        moment.isoformat() for moment in right
    ]
    hours = Counter(moment.hour for moment in right)
    assert there.counts("hour").to_dict() == {hour: hours[hour] for hour in range(24)}
    weekdays = Counter(moment.weekday() for moment in right)
    assert there.counts("weekday").to_dict() == {day: weekdays[day] for day in range(7)}
    days = Counter(moment.date().isoformat() for moment in right)
    told = there.counts("day")
    assert {f"{day:%Y-%m-%d}": count for day, count in told[told > 0].items()} == days
    assert there.counts("hour", "hour:3").sum() == there.counts("hour")[3] == hours[3]
    # The log itself tells its own clock, as before.
    assert as_text(log.store.time) == [moment.replace(tzinfo=None).isoformat() for moment in moments]


def test_an_interval_is_of_the_zones_clock(log: Log, moments: list[datetime]) -> None:
    zone = ZoneInfo("Europe/Berlin")
    right = sum(
        datetime(2021, 3, 28) <= moment.astimezone(zone).replace(tzinfo=None) < datetime(2021, 3, 28, 4)
        for moment in moments
    )
    found = log.in_zone("Europe/Berlin").requests({"time": ("2021-03-28", "2021-03-28 04:00")})
    assert len(found) == right > 0
    # From 2 to 3 there is no such time on the clock that day.
    assert 2 not in set(found["time"].dt.hour)


def test_an_hour_that_comes_twice_stays_in_the_order_of_the_requests(tmp_path: Path) -> None:
    start = datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    path = tmp_path / "a.log"
    path.write_text(written([start + timedelta(minutes=15 * n) for n in range(6)]))
    told = read_log(path).in_zone("Europe/Berlin").requests()
    # Until 1:00 UTC Berlin is two hours ahead, then one.
    assert told["time"].dt.strftime("%H:%M").tolist() == [
        "02:30",
        "02:45",
        "02:00",
        "02:15",
        "02:30",
        "02:45",
    ]
    assert told["path"].tolist() == [f"/{n}" for n in range(6)]


def test_a_log_that_names_no_zone_has_its_own_clock_only(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    path.write_text(LINE.format(when="17/May/2015:10:05:03", number=1) * 3)
    log = read_log(path)
    with pytest.raises(Problem, match="name no time zone"):
        log.in_zone("Europe/Berlin")
    assert as_text(log.in_zone("").store.time) == ["2015-05-17T10:05:03"] * 3


def test_lines_without_a_zone_beside_others_are_taken_as_utc(tmp_path: Path) -> None:
    path = tmp_path / "a.log"
    when = ("17/May/2015:10:00:00 +0300", "17/May/2015:10:00:00")
    path.write_text("".join(LINE.format(when=one, number=1) for one in when * 2))
    log = read_log(path).in_zone("Asia/Tokyo")
    assert as_text(log.store.time) == ["2015-05-17T16:00:00", "2015-05-17T19:00:00"] * 2


@pytest.mark.parametrize(
    "zone", ["Europe/Nowhere", "europe/berlin", "../../etc/passwd", "5", "\n", "x" * 900]
)
def test_an_unknown_zone_is_a_sentence(log: Log, zone: str) -> None:
    with pytest.raises(Problem, match="is no time zone that is known"):
        log.in_zone(zone)


def test_one_zone_after_another_and_back(log: Log) -> None:
    there = log.in_zone("Asia/Kathmandu")
    assert there.zone == "Asia/Kathmandu"
    again = there.in_zone("Asia/Katmandu")
    assert (again.store.time == there.store.time).all()
    assert there.in_zone("").store is log.store
    assert there.in_zone("Asia/Kathmandu").store is there.store
    assert "a.log" in repr(there)


def test_times_are_told_a_chunk_at_a_time(
    log: Log, moments: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns, "CHUNK", 100)
    there = log.in_zone("America/New_York")
    right = [moment.astimezone(ZoneInfo("America/New_York")).replace(tzinfo=None) for moment in moments]
    assert as_text(np.concatenate(list(there.store.chunks("time")))) == [one.isoformat() for one in right]


def test_a_log_is_kept_by_its_own_clock(log: Log, tmp_path: Path) -> None:
    save(log.in_zone("Asia/Tokyo"), tmp_path / "kept")
    assert (open_log(tmp_path / "kept").store.time == log.store.time).all()


def test_the_folder_of_told_times_goes_with_the_log(log: Log) -> None:
    before = set(session_folder().glob("clock-*"))
    there = log.in_zone("Africa/Cairo")
    assert len(there.store.time) == there.accepted
    (folder,) = set(session_folder().glob("clock-*")) - before
    assert any(folder.iterdir())
    del there
    assert not folder.exists()
