"""From where a followed log counts: from now, and from a time; against the lines that were written when."""

from __future__ import annotations

import gzip
import os
import random
import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.logs.live import following
from app.logs.live.reading import LiveReader
from app.logs.live.sources import opened_files
from app.logs.live.start import Since
from app.logs.store.log import Log
from tests.logs.live.test_reading import GB, shown

NOON = datetime(2015, 5, 17, 12, tzinfo=UTC)


def line(n: int, minutes: float = 0, zone: str = " +0000") -> str:
    """The request for ``/n``, so many minutes from noon by the clock that is written."""
    when = NOON + timedelta(minutes=minutes)
    return f'10.0.0.1 - - [{when:%d/%b/%Y:%H:%M:%S}{zone}] "GET /{n} HTTP/1.1" 200 {n} "-" "curl/8"\n'


class Following:
    """A file or folder that is followed from ``start`` on, by readers that die and go on."""

    def __init__(self, path: Path, shelf: Path, start: str) -> None:
        shelf.mkdir()
        self._path, self._shelf, self._start = str(path), shelf, start
        self._open()

    def _open(self) -> None:
        self.reader = LiveReader(self._shelf, GB, since=Since.of(self._start))
        self.source = opened_files([self._path], self.reader)

    def killed(self) -> None:
        """What was not committed is forgotten."""
        self.source.close()
        self._open()

    def log(self) -> Log:
        """All that came."""
        while self.reader.turn(self.source):
            pass
        self.reader.commit(self.source)
        return shown(self._shelf)

    def paths(self) -> list[str]:
        """The requests that count, in their order."""
        log = self.log()
        return list(log.requests()["path"]) if log.accepted else []


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "LISTING", 0.0)
    monkeypatch.setattr(following, "LEAVING", 0.15)


@pytest.fixture(params=[False, True], ids=["running", "killed"])
def killed(request: pytest.FixtureRequest) -> bool:
    return request.param


def more(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def paths(first: int, last: int) -> list[str]:
    return [f"/{n}" for n in range(first, last)]


@pytest.mark.parametrize("folder", [False, True], ids=["file", "folder"])
def test_from_now(tmp_path: Path, folder: bool, killed: bool) -> None:
    """A half line that is finished afterwards counts; so does a file that was not there yet."""
    logs = tmp_path / "logs"
    logs.mkdir()
    log = logs / "access.log"
    log.write_text("".join(map(line, range(50))) + line(50)[:30])
    live = Following(logs if folder else log, tmp_path / "shelf", "now")
    assert live.paths() == []
    (note,) = live.log().files[0].notes
    assert note.startswith("followed from where it ended at 20")
    assert note.endswith(" UTC: what stood before is not counted")
    if killed:
        live.killed()
    more(log, line(50)[30:] + line(51))
    assert live.paths() == paths(50, 52)
    if killed:
        live.killed()
    # Rotated, and the server writes to both for a while.
    log.rename(log.with_name("access.log.1"))
    more(log.with_name("access.log.1"), line(52))
    log.write_text(line(53))
    assert sorted(live.paths()) == paths(50, 54)
    if folder:
        (logs / "other.log").write_text(line(54) + line(55))
        assert sorted(live.paths()) == paths(50, 56)
    assert live.log().rejected == 0


def test_from_now_a_log_that_is_cut_begins_anew(tmp_path: Path, killed: bool) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(map(line, range(50))))
    live = Following(log, tmp_path / "shelf", "now")
    assert live.paths() == []
    if killed:
        live.killed()
    os.truncate(log, 0)
    log.open("r+").write("".join(map(line, range(100, 180))))
    assert live.paths() == paths(100, 180)


def test_from_now_a_log_that_is_copied_and_cut_is_read_on_in_the_copy(tmp_path: Path, killed: bool) -> None:
    """As logrotate's ``copytruncate``: what was not read yet stands in the copy."""
    log = tmp_path / "access.log"
    log.write_text("".join(map(line, range(50))))
    live = Following(log, tmp_path / "shelf", "now")
    assert live.paths() == []
    more(log, line(50))
    assert live.paths() == ["/50"]
    more(log, line(51) + line(52))
    shutil.copy(log, log.with_name("access.log.1"))
    if killed:
        live.killed()
    os.truncate(log, 0)
    more(log, line(53))
    for _ in range(20):
        if len(live.paths()) == 4:
            break
        time.sleep(0.1)
    assert sorted(live.paths()) == paths(50, 54)


def test_from_now_a_file_that_is_not_there_yet_is_read_whole(tmp_path: Path, killed: bool) -> None:
    log = tmp_path / "access.log"
    live = Following(log, tmp_path / "shelf", "now")
    live.reader.turn(live.source)
    live.reader.commit(live.source)
    if killed:
        live.killed()
    log.write_text(line(1) + line(2))
    assert live.paths() == paths(1, 3)


def test_from_now_columns_are_those_of_the_last_line_that_names_them(tmp_path: Path, killed: bool) -> None:
    """W3C: the columns changed far behind the beginning, and no line after now names them."""
    log = tmp_path / "u_ex.log"
    row = "2015-05-17 10:05:03 192.0.2.1 GET /before 200\n"
    turned = "2015-05-17 10:05:04 404 192.0.2.2 GET /{}\n"
    log.write_text(
        "#Software: Microsoft Internet Information Services 10.0\n"
        "#Fields: date time c-ip cs-method cs-uri-stem sc-status\n" + row * 3000
        + "#Fields: date time sc-status c-ip cs-method cs-uri-stem\n" + turned.format("too") * 3000
    )  # fmt: skip
    live = Following(log, tmp_path / "shelf", "now")
    assert live.paths() == []
    if killed:
        live.killed()
    more(log, turned.format("after"))
    found = live.log().requests()
    assert list(zip(found["path"], found["status"], found["host"], strict=True)) == [
        ("/after", 404, "192.0.2.2")
    ]


def test_from_now_lines_one_by_one_are_read_as_those_before(tmp_path: Path, killed: bool) -> None:
    """A single line may be of several formats; the log's beginning says of which."""
    log = tmp_path / "access.log"
    fields = (
        '10.0.0.1 - - [17/May/2015:10:05:0{} +0000] "GET /{} HTTP/1.1" 200 7 "-" "curl/8" {} "x.example"\n'
    )
    log.write_text("".join(fields.format(n, n, f"0.{n}12") for n in range(9)) * 10)
    whole = Following(log, tmp_path / "whole", "")
    wanted = whole.log().files[0].format
    live = Following(log, tmp_path / "shelf", "now")
    assert live.log().files[0].format == wanted
    if killed:
        live.killed()
    for n in range(3):
        more(log, fields.format(n, n, f"0.{n}00"))
        live.log()
    assert live.log().files[0].format == wanted
    assert live.paths() == paths(0, 3)


def test_from_now_a_format_that_began_further_on_is_known(tmp_path: Path, killed: bool) -> None:
    """The server was set to write JSON long before now: not one of its lines is refused."""
    log = tmp_path / "access.log"
    fields = '"remote_addr": "10.0.0.1", "request": "GET /{0} HTTP/1.1", "status": 200'
    row = f'{{{{"time": "2015-05-17T12:00:0{{0}}Z", {fields}}}}}\n'
    log.write_text("".join(map(line, range(3000))) + row.format(0) * 3000)
    live = Following(log, tmp_path / "shelf", "now")
    assert live.paths() == []
    if killed:
        live.killed()
    for n in range(3):
        more(log, row.format(n) + line(n + 3))
        live.log()
    found = live.log()
    assert (found.accepted, found.rejected) == (6, 0)


@pytest.mark.parametrize("start", ["2015-05-17T12:00", "2015-05-17T12:00Z", "2015-05-17 14:00:00+02:00"])
def test_from_a_time_counts_what_is_not_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: str
) -> None:
    """Requests end later than they begin, so that lines cross; here by up to two hours around the time."""
    monkeypatch.setattr("app.logs.live.followed.AT_ONCE", 8 << 10)
    rng = random.Random(4)
    minutes = [n / 10 - 100 + rng.uniform(-60, 60) for n in range(2000)]
    log = tmp_path / "access.log"
    log.write_text("".join(map(line, range(1000), minutes)))
    live = Following(log, tmp_path / "shelf", start)
    live.reader.turn(live.source)
    live.killed()
    live.log()
    live.killed()
    more(log, "".join(map(line, range(1000, 2000), minutes[1000:])))
    seconds = [(NOON + timedelta(minutes=one)).replace(microsecond=0) for one in minutes]
    wanted = [f"/{n}" for n, when in enumerate(seconds) if when >= NOON]
    assert 500 < len(wanted) < 1500
    assert sorted(live.paths()) == sorted(wanted)
    clock = "2015-05-17 12:00:00" + (" UTC" if start != "2015-05-17T12:00" else "")
    assert live.log().files[0].notes[0] == (
        f"counted from {clock} on: {2000 - len(wanted):,} earlier lines were left out, and files that were "
        "not changed since not read"
    )


def test_a_refused_line_goes_with_the_line_before_it(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    broken = "no line of a log\n"
    log.write_text(
        broken + line(0, -1) + broken * 2 + line(1, 1) + broken * 3 + line(2, -1) + broken + line(3)
    )
    live = Following(log, tmp_path / "shelf", "2015-05-17T12:00")
    found = live.log()
    assert (found.accepted, found.rejected) == (2, 3)
    assert sorted(live.paths()) == ["/1", "/3"]
    assert "6 earlier lines were left out" in found.files[0].notes[0]
    more(log, broken)
    assert live.log().rejected == 4, "as the line before it, which came in another batch"


def test_by_utc_zones_are_reckoned_and_by_the_log_s_clock_they_are_not(tmp_path: Path) -> None:
    """Half past one in Berlin and noon in London, and a line that names no zone: by this machine's clock."""
    log = tmp_path / "access.log"
    log.write_text(line(0, 90, " +0200") + line(1, 150, " +0200") + line(2, 0) + line(3, -1))
    assert Following(log, tmp_path / "utc", "2015-05-17T12:00Z").paths() == ["/2", "/1"]
    assert sorted(Following(log, tmp_path / "own", "2015-05-17T12:00").paths()) == ["/0", "/1", "/2"]


def test_a_line_without_a_zone_is_by_this_machine_s_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(line(hour, 60 * hour, "") for hour in range(5)))
    with monkeypatch.context() as clock:
        clock.setenv("TZ", "Europe/Berlin")
        time.tzset()
        live = Following(log, tmp_path / "shelf", "2015-05-17T12:00Z")
        assert live.paths() == paths(2, 5), "noon in UTC was 14:00 in Berlin, in May"
    time.tzset()


def test_files_that_were_not_changed_since_are_not_read(tmp_path: Path) -> None:
    """A month of a folder: what ended a day before is passed over, until somebody writes to it again."""
    logs = tmp_path / "logs"
    logs.mkdir()
    old, packed, new = logs / "access.log.2", logs / "access.log.3.gz", logs / "access.log"
    old.write_text("".join(line(n, -3000) for n in range(9)))
    packed.write_bytes(gzip.compress(line(9, 5).encode()))
    new.write_text(line(10, -5) + line(11, 5))
    long_ago = (NOON - timedelta(days=2)).timestamp()
    for path in (old, packed):
        os.utime(path, (long_ago, long_ago))
    live = Following(logs, tmp_path / "shelf", "2015-05-17T12:00")
    assert live.paths() == ["/11"]
    assert "1 earlier line was left out, and files" in live.log().files[0].notes[0]
    more(old, line(12, 6))
    assert live.paths() == ["/11", "/12"]
