"""What a list says beside its numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.views.dashboard import LogDashboard

LINE = '192.0.2.{host} - - [{day}/Feb/2021:10:00:00 +0000] "GET {path} HTTP/1.1" {status} 10 "-" "-"\n'


@pytest.fixture
def board(tmp_path: Path) -> LogDashboard:
    """/a fails once in four times, /b always, /c never."""
    requests = [("/a", 200)] * 3 + [("/a", 404)] + [("/b", 500)] * 2 + [("/c", 200)] * 5
    path = tmp_path / "access.log"
    path.write_text(
        "".join(
            LINE.format(host=number % 2, day=15 + number % 2, path=target, status=status)
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
    assert said(board) == {"/b": (2, "100.0%"), "/a": (1, "25.0%"), "/c": (0, "0.0%")}
    assert "share of its requests" in board.lists["path"].card.reading
    # Of the first host are the requests 0, 2, 4, …: two for /a that succeed, one for /b, three for /c.
    board.model.select("host", ["192.0.2.0"])
    assert said(board) == {"/b": (1, "100.0%"), "/a": (0, "0.0%"), "/c": (0, "0.0%")}
    board.model.count("requests")
    assert board.lists["path"].bars.changes == []


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
