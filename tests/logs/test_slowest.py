"""The slowest paths: against percentiles reckoned by hand, under filters, and of few requests."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.views.dashboard import LogDashboard

LINE = '192.0.2.{host} - - [15/Feb/2021:10:{minute:02d}:00 +0000] "GET {path} HTTP/1.1" 200 10 "-" "Firefox/99" {seconds:.3f}\n'  # fmt: skip  # noqa: E501


@pytest.fixture
def written(tmp_path: Path):
    """Makes a log of (path, host, seconds), a request a minute."""

    def made(requests):
        path = tmp_path / "timed.log"
        path.write_text(
            "".join(
                LINE.format(host=host, minute=place % 60, path=name, seconds=seconds)
                for place, (name, host, seconds) in enumerate(requests)
            )
        )
        return LogDashboard(read_log(path))

    return made


def test_the_slowest_paths_come_first_and_those_of_few_requests_are_left_out(written):
    """Of twenty times 0.1, 0.2, … 2.0 s, 95% are at most 1.9 s."""
    rising = [("/rising", 1, place / 10) for place in range(1, 21)]
    steady = [("/steady", 2, 0.5)] * 12
    once = [("/once", 1, 30.0)] * 9
    board = written([*rising, *steady, *once])
    assert board.slowest.there
    assert board.slowest.card in board._grid.children
    assert board.slowest.bars.labels == ["/rising", "/steady"]
    assert board.slowest.bars.values == pytest.approx([1.9, 0.5])
    assert "of paths with 10 requests or more" in board.slowest.card.reading
    # What the list selects filters all but itself; half of the times are at most 1.0 s.
    board.slowest._pick([1])
    assert board.model.selected == 12
    board.model.count("p50")
    assert board.slowest.bars.values == pytest.approx([1.0, 0.5])
    assert board.slowest.bars.selected == [1]
    board.model.select("host", ["192.0.2.1"])
    assert board.slowest.bars.labels[0] == "/rising"


def test_where_no_path_has_ten_requests_all_are_told(written):
    board = written([("/a", 1, 0.2), ("/b", 1, 0.4)])
    assert board.slowest.bars.labels == ["/b", "/a"]
    assert "requests or more" not in board.slowest.card.reading


def test_a_log_without_times_has_no_such_list(tmp_path: Path):
    path = tmp_path / "plain.log"
    path.write_text('192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10\n')
    board = LogDashboard(read_log(path))
    assert not board.slowest.there
    assert board.slowest.card not in board._grid.children
