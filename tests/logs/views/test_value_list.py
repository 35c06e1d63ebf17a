"""What a list says beside its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.views.dashboard import LogDashboard

LINE = '192.0.2.{host} - - [{day}/Feb/2021:10:00:00 +0000] "GET {path} HTTP/1.1" {status} 10 "-" "-"\n'


@pytest.fixture
def board(tmp_path: Path) -> LogDashboard:
    return of(tmp_path, 12)


def of(folder: Path, times: int) -> LogDashboard:
    """/a fails once in four times, /b always, /c never; each of eleven requests is made so many times."""
    requests = [("/a", 200)] * 3 + [("/a", 404)] + [("/b", 500)] * 2 + [("/c", 200)] * 5
    path = folder / "access.log"
    path.write_text(
        "".join(
            LINE.format(host=number % 2, day=15 + number % 2, path=target, status=status) * times
            for number, (target, status) in enumerate(requests)
        )
    )
    return LogDashboard(read_log(path))


def said(board: LogDashboard) -> dict[str, tuple[int, str]]:
    bars = board.lists["path"].bars
    return dict(zip(bars.labels, zip(bars.values, bars.changes, strict=True), strict=True))


def test_errors_stand_beside_their_share_of_the_requests(board: LogDashboard) -> None:
    assert board.lists["path"].bars.changes == []
    board.model.count("errors")
    assert said(board) == {"/b": (24, "100.0%"), "/a": (12, "25.0%"), "/c": (0, "0.0%")}
    assert "share of its requests" in board.lists["path"].card.reading
    # Of the first host are the requests 0, 2, 4, …: 24 for /a that succeed, 12 for /b, 36 for /c.
    board.model.select("host", ["192.0.2.0"])
    assert said(board) == {"/b": (12, "100.0%"), "/a": (0, "0.0%"), "/c": (0, "0.0%")}
    board.model.count("requests")
    assert board.lists["path"].bars.changes == []


def test_of_few_requests_no_share_is_told(tmp_path: Path) -> None:
    board = of(tmp_path, 1)
    board.model.count("errors")
    assert said(board) == {"/b": (2, "of 2"), "/a": (1, "of 4"), "/c": (0, "of 5")}


def test_a_status_that_is_new_is_called_so_however_few_it_has(tmp_path: Path) -> None:
    line = LINE.format(host=1, day=15, path="/", status=200)
    path = tmp_path / "access.log"
    new = line * 25 + line.replace(" 200 ", " 503 ") * 3
    path.write_text(line.replace("15/Feb", "14/Feb") + line * 20 + new.replace("15/Feb", "16/Feb"))
    board = LogDashboard(read_log(path))
    board.model.select("day", ["2021-02-16"])
    board.model.compare_with("before")
    assert dict(zip(board.status.labels, board.status.changes, strict=True)) == {"200": "+25%", "503": "new"}


def test_the_card_of_what_stands_out_says_that_it_is_of_the_whole_log(board: LogDashboard) -> None:
    card = board.stands_out.card
    assert "whole log" not in card.reading
    board.model.select("host", ["192.0.2.0"])
    assert card.reading.startswith("in the whole log")
    board.model.clear()
    assert "whole log" not in card.reading
    board.model.look_at(1_613_383_200, 1_613_386_800)  # an hour from date -u -d "2021-02-15 10:00" +%s
    assert card.reading.startswith("in the whole log")


def test_long_labels_of_any_list_stand_above_their_bars(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    target = "/go?to=https://shop.example/campaigns/{n}&page={n}"
    path.write_text(
        "".join(LINE.format(host=n, day=15, path=target.format(n=n), status=200) for n in range(9))
    )
    board = LogDashboard(read_log(path))
    by_name = {}
    for name in ("to", "page"):
        board.model.choose_param(name, 0)
        by_name[name] = board.params[0].bars.stacked
    assert by_name == {"to": True, "page": False}
    assert {name: one.bars.stacked for name, one in board.lists.items()} == {
        name: name in ("path", "referrer") for name in board.lists
    }
