"""What is not found and from where it is linked, against counts of raw lines and awk's published answers."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.not_found import not_found
from app.logs.views.dashboard import LogDashboard
from tests.shared_data import shared

LINE = re.compile(r'\S+ \S+ \S+ \[[^]]*\] "\S+ ([^ ?"]*)[^"]*" (\d{3}) \S+ "([^"]*)"')
MADE = (
    '192.0.2.{host} - - [15/Feb/2021:10:00:{second:02d} +0000] "GET {path} HTTP/1.1" {status} 10 '
    '"{page}" "-"\n'
)


@pytest.fixture(scope="module")
def elastic() -> Path:
    return shared("logs/elastic_apache_logs.log.gz")


@pytest.fixture
def made(tmp_path: Path) -> LogModel:
    """/a is missed five times, linked from two pages; /b once by nobody; /c is gone; /d is there."""
    requests = [
        ("/a", 404, "http://x/1", 1),
        ("/a", 404, "http://x/1", 2),
        ("/a", 404, "http://x/2", 2),
        ("/a", 404, "-", 2),
        ("/a?q=1", 404, "http://x/1", 3),
        ("/a", 200, "http://x/3", 3),
        ("/b", 404, "-", 1),
        ("/c", 410, "http://x/1", 1),
        ("/c", 410, "http://x/1", 1),
        ("/d", 500, "http://x/1", 1),
    ]
    path = tmp_path / "access.log"
    path.write_text(
        "".join(
            MADE.format(host=host, second=second, path=target, status=status, page=page)
            for second, (target, status, page, host) in enumerate(requests)
        )
    )
    return LogModel(read_log(path))


def test_paths_come_with_the_pages_that_lead_to_them(made: LogModel) -> None:
    assert not_found(made.crossfilter) == [
        ("/a", 5, (("http://x/1", 3), ("http://x/2", 1)), 0, 1),
        ("/c", 2, (("http://x/1", 2),), 0, 0),
        ("/b", 1, (), 0, 1),
    ]


def test_other_filters_hold_and_that_on_the_status_does_not(made: LogModel) -> None:
    made.select("status", ["200"])
    made.select("host", ["192.0.2.2"])
    assert not_found(made.crossfilter) == [("/a", 3, (("http://x/1", 1), ("http://x/2", 1)), 0, 1)]


def test_a_click_selects_as_many_as_are_told(made: LogModel) -> None:
    board = LogDashboard(model=made)
    made.select("host", ["192.0.2.1", "192.0.2.2"], without=False)
    for link, requests in ((0, 4), (1, 2), (2, 1)):
        board.not_found.sentences.vue_follow({"insight": 0, "link": link})
        assert made.selected == requests
        made.clear("referrer")
        made.clear("path")
        made.clear("status")
    assert board.not_found.card in board._grid.children


def test_a_log_in_which_all_is_found_has_no_such_card(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text(MADE.format(host=1, second=1, path="/", status=200, page="-"))
    board = LogDashboard(read_log(path))
    assert board.not_found.card not in board._grid.children


def test_a_real_log_is_told_as_its_lines_are_counted(elastic: Path) -> None:
    with gzip.open(elastic, "rt") as lines:
        missed = [found.groups() for line in lines if (found := LINE.match(line)) and found[2] == "404"]
    told = not_found(LogModel(read_log(elastic)).crossfilter)
    assert (told[0].requests, told[1].requests, told[2][:2]) == (61, 32, ("/wp-login.php", 12))
    for missing in told[:10]:
        pages = Counter(page for path, _, page in missed if path == missing.path)
        assert missing.requests == pages.total()
        assert missing.unlinked == pages.pop("-", 0)
        assert len(missing.pages) + missing.others == len(pages)
        assert all(pages[page] == requests for page, requests in missing.pages)
        assert [requests for _, requests in missing.pages] == sorted(pages.values(), reverse=True)[:3]
