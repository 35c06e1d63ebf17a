"""The bar over the log page: a log of one's own, and what goes wrong with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.formats import compiled
from app.logs.formats.strings import LONGEST
from app.logs.reading.preview import Preview
from app.logs.reading.reading import Reading
from app.logs.views.source_bar import SourceBar
from app.problem import Problem
from app.visitor.own_file import OwnFile


class Page:
    """Notes what the bar asks of it."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.uploads: list[tuple[str, bytes]] = []
        self.reading = Reading(lambda _log, _finished: None)
        self.own = OwnFile(on_open=lambda files: [self._upload(*file) for file in files])
        self.bar = SourceBar(
            self.reading,
            self.own,
            limit=1_000,
            on_choose=lambda name: self.asked.append(("choose", name)),
            on_format=lambda name: self.asked.append(("format", name)),
        )

        self.bar.choice.offer([("shop", "A shop")])

    def _upload(self, name: str, path: Path) -> None:
        self.uploads.append((name, path.read_bytes()))


@pytest.fixture(autouse=True)
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A session's folder of its own: what it may hold is bounded, and other tests leave files in theirs."""
    folder = tmp_path / "session"
    folder.mkdir()
    monkeypatch.setattr("app.visitor.views.source_choice.session_folder", lambda: folder)


@pytest.fixture
def page() -> Page:
    return Page()


def test_no_other_log_can_be_chosen_while_one_is_uploaded(page: Page) -> None:
    page.bar.choice.file.vue_begin({"name": "mine.log", "size": 2})
    assert page.bar.choice.uploading
    page.bar.choice.file.vue_part({"offset": 0}, [memoryview(b"ab")])
    assert not page.bar.choice.uploading
    assert page.uploads == [("mine.log", b"ab")]


def test_the_largest_size_is_said_before_and_after(page: Page) -> None:
    assert page.bar.choice.file.drop_words == "Drop a log to read it (up to 1 kB)"
    page.bar.choice.file.vue_begin({"name": "mine.log", "size": 2_000})
    assert page.bar.progress.note.what == "“mine.log” has 2 kB; at most 1 kB can be uploaded."
    assert not page.bar.choice.uploading


def test_what_a_visitor_does_next_takes_a_problem_away(page: Page) -> None:
    for act in (page.bar.choice.vue_choose, page.bar.vue_read_as):
        page.reading.problem = Problem("This is no log.")
        assert page.bar.progress.note.what == "This is no log."
        act("shop")
        assert page.bar.progress.note.what == ""
    assert page.asked == [("choose", "shop"), ("format", "shop")]


def test_a_format_string_is_looked_at_up_to_its_longest() -> None:
    looked: list[str] = []

    def preview(text: str) -> Preview:
        looked.append(text)
        compiled(text)
        return Preview([], [], [])

    bar = SourceBar(
        Reading(lambda _log, _finished: None),
        OwnFile(on_open=lambda _files: None),
        limit=1,
        on_choose=lambda _name: None,
        on_format=lambda _name: None,
        on_preview=preview,
    )
    text = "$remote_addr [$time_local] $request" + " " * LONGEST
    bar.vue_look(text[:LONGEST])
    assert (looked[-1], "problem" in bar.preview) == (text[:LONGEST], False)
    bar.vue_look(text[: LONGEST + 1])
    assert f"more than {LONGEST:,} characters" in bar.preview["problem"]


def test_nothing_of_a_log_stays_when_another_one_is_opened(page: Page, tmp_path: Path) -> None:
    path = tmp_path / "mine.log"
    path.write_text('192.0.2.1 - - [15/Feb/2021:01:30:00] "GET / HTTP/1.1" 200 10\nnonsense\n')
    page.bar.show(["Common"], read_log(path))
    assert (page.bar.rejected, page.bar.rejects[0]["text"], page.bar.format) == (1, "nonsense", "common")
    page.bar.forget()
    told = (page.bar.facts, page.bar.rejected, page.bar.rejects, page.bar.notes, page.bar.why)
    assert told == ([], 0, [], [], "")
