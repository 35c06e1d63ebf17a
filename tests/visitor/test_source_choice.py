"""Choosing what a page shows: sets on offer, and a visitor's own files, kept, shared and forgotten."""

import re

import pytest

from app.settings import Settings
from app.visitor import Visitor, new_identity
from app.visitor.own_file import OwnFile
from app.visitor.views.source_choice import OWN, SourceChoice


class Page:
    """Notes what is asked of it."""

    def __init__(self, root, sets=(("one", "Set one"), ("two", "Set two"))):
        self.chosen, self.opened, self.problem = [], [], None
        self.left = 0
        settings = Settings.read({"VITRINE_VISITORS": str(root)})
        self.own = OwnFile(settings, on_open=self._open, on_leave=self._leave)
        self.choice = SourceChoice(
            self.own,
            "Your own",
            limit=100,
            tell=lambda problem: setattr(self, "problem", problem),
            on_choose=self.chosen.append,
        )
        if sets:
            self.choice.offer(sets)
            self.choice.chosen = "one"
        self.own.arrive(Visitor(new_identity(root), settings=settings))

    def _open(self, files):
        self.opened.append([path.read_bytes() for _, path in files])
        self.choice.show_own(files[0][0])

    def _leave(self):
        self.left += 1
        self.choice.chosen = "one"


@pytest.fixture(autouse=True)
def session(tmp_path, monkeypatch):
    """A session's folder of its own: what it may hold is bounded, and other tests leave files in theirs."""
    folder = tmp_path / "session"
    folder.mkdir()
    monkeypatch.setattr("app.visitor.views.source_choice.session_folder", lambda: folder)


@pytest.fixture
def page(tmp_path):
    return Page(tmp_path / "visitors")


def upload(page, name, content):
    page.choice.file.vue_begin({"name": name, "size": len(content)})
    page.choice.file.vue_part({"offset": 0}, [memoryview(content)])


def titles(page):
    return [offer["title"] for offer in page.choice.offers]


def test_an_upload_stands_among_the_sets_and_is_chosen_again(page):
    upload(page, "a.log", b"aaa")
    assert titles(page) == ["Set one", "Set two", "Yours: a.log"]
    assert page.choice.chosen == f"{OWN}{page.own.file[0]}"
    page.choice.vue_choose("two")
    assert page.chosen == ["two"]
    page.choice.chosen = "two"
    page.own.leave()
    assert page.choice.said == ""
    page.choice.vue_choose(page.choice.offers[-1]["name"])
    assert page.opened == [[b"aaa"], [b"aaa"]]
    for unknown in ("three", "own:", f"own:{'0' * 32}", "own:../../x"):
        page.choice.vue_choose(unknown)
    assert (page.chosen, len(page.opened)) == (["two"], 2)


def test_a_file_is_shared_and_forgotten_by_its_buttons(page):
    upload(page, "a.log", b"aaa")
    assert page.choice.kept
    assert "“a.log”, 3 bytes: kept on this server for at least 90 days" in page.choice.said
    assert [term["words"] for term in page.choice.terms] == ["for 1 day", "for 1 week", "for 30 days"]
    page.choice.vue_share(365)
    assert (page.choice.shared, page.problem.what) == (False, "A file cannot be shared for 365 days.")
    page.choice.vue_share(1)
    assert page.choice.shared
    assert re.search(
        r"whoever has the link can open it until \d{1,2} \w{3} \d{4} \d\d:\d\d UTC", page.choice.said
    )
    page.choice.vue_share(0)
    assert not page.choice.shared
    page.choice.vue_forget()
    assert (page.left, titles(page), page.choice.said) == (1, ["Set one", "Set two"], "")
    page.choice.vue_forget()
    assert page.left == 1


def test_what_is_too_large_is_said_and_changes_nothing(page):
    upload(page, "big.log", b"x" * 101)
    assert page.problem.what == "“big.log” has 101 bytes; at most 100 bytes can be uploaded."
    assert (page.opened, page.choice.chosen) == ([], "one")


def test_without_sets_the_choice_is_of_own_files_alone(tmp_path):
    page = Page(tmp_path / "visitors", sets=())
    assert (page.choice.offers, page.choice.chosen) == ([], "")
    upload(page, "a.csv", b"a")
    upload(page, "b.csv", b"b")
    assert titles(page) == ["Yours: b.csv", "Yours: a.csv"]
    assert page.choice.chosen == page.choice.offers[0]["name"]
    page.own.leave()
    assert page.choice.chosen == ""
