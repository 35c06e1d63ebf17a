"""The report as a file: what a log says is text in it, it asks for nothing, and it tells of the view."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.views.dashboard import LogDashboard
from app.logs.views.report import file_name

LINE = (
    "{host} - - [17/Feb/2021:{hour:02d}:00:{second:02d} +0100] "
    '"GET {path} HTTP/1.1" {status} 100 "{site}" "{agent}"\n'
)
HOSTILE = (
    "/<script>alert(1)</script>",
    "/<img/src=x/onerror=alert(1)>",
    "/'><svg/onload=alert(1)>",
    "/&lt;b&gt;&amp;</li></ol></style><style>*{display:none}</style>",
    "/\u202egnp.exe",
    "/\x01\x7f\x9b",
)


class Document(HTMLParser):
    """The tags, attributes and texts of a document."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


@pytest.fixture
def board(tmp_path: Path) -> LogDashboard:
    """Sixty requests, ten of each hostile path, which hosts, referrers and agents repeat."""
    lines = [
        LINE.format(
            host=f"192.0.2.{number % 7}",
            hour=number % 24,
            second=number,
            path=(path := HOSTILE[number % len(HOSTILE)]),
            status=404 if number % 10 == 0 else 200,
            site=f"http://x.test{path}",
            agent=f"Agent{path}",
        )
        for number in range(60)
    ]
    file = tmp_path / "<b>own & .log"
    file.write_text("".join(lines), encoding="utf-8")
    return LogDashboard(read_log(file))


def saved(board: LogDashboard) -> str:
    return b"".join(board.report._parts()).decode("utf-8")


def test_what_a_log_says_is_text(board: LogDashboard) -> None:
    board.model.select("path", [HOSTILE[0]])
    text = saved(board)
    page = Document(text)
    assert {tag for tag, _ in page.tags} <= {
        *("html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "ol", "li", "bdi", "span"),
        *("dl", "dt", "dd", "b", "div", "section", "footer"),
        *("svg", "g", "rect", "line", "text", "polyline", "polygon"),
    }
    assert text.count("<style>") == 1
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    assert "/<script>alert(1)</script>" in page.texts
    assert f"Path {HOSTILE[0]}" in page.texts
    assert "Report on <b>own & .log" in page.texts
    assert "\x01" not in text
    assert "/\u202egnp.exe" in page.texts


def test_the_file_asks_for_nothing(board: LogDashboard) -> None:
    page = Document(saved(board))
    assert not [
        attributes
        for _, attributes in page.tags
        if {"src", "href", "srcset", "data", "action"} & attributes.keys()
    ]
    assert "url(" not in "".join(page.texts)
    policy = next(attributes for _, attributes in page.tags if "http-equiv" in attributes)
    assert (policy["content"] or "").startswith("default-src 'none'")


def test_the_file_says_what_the_view_shows(board: LogDashboard) -> None:
    board.model.select("status", ["404"])
    texts = Document(saved(board)).texts
    assert "6 of 60 requests selected" in texts
    assert "Status 404" in texts
    assert any("UTC+01:00" in text for text in texts)
    assert "60 lines read, 0 rejected. Errors are responses of 400 and above. Made with Vitrine." in texts


def test_nothing_is_reported_of_no_log() -> None:
    board = LogDashboard()
    assert board.report.disabled
    told: list[str] = []
    board.report._on_problem = lambda problem: told.append(str(problem))
    board.report.vue_begin()
    assert told == ["There are no requests to report on. Choose a log first."]
    assert not board.report.saving


@pytest.mark.parametrize(
    ("log", "name"),
    [
        ("shop.log.gz", "report-shop-log.html"),
        ("../../etc/passwd", "report-etc-passwd.html"),
        ("журнал", "report-log.html"),
        ("3 files: a.log, b.log and c.log", "report-3-files-a-log-b-log-and-c-log.html"),
    ],
)
def test_the_name_of_the_file(log: str, name: str) -> None:
    assert file_name(log) == name
