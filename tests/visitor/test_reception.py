"""How a page receives a browser, and the attack that once pushed a real visitor's decisions out."""

import secrets
import time
from pathlib import Path

import pandas as pd
import pytest

from app.sentiment.decisions import Decisions
from app.settings import Settings
from app.visitor import Reception, Visitor
from app.visitor.identity import KEY
from app.visitor.reception import MOST_GIVEN
from app.visitor.views.arrival import Arrival
from tests.visitor.test_visitor import folders

FRAME = pd.DataFrame(
    {"id": ["a", "b", "c"], "text": ["up", "down", "flat"], "label": ["positive", "negative", "neutral"]}
)
DAY = 86_400


@pytest.fixture
def settings(tmp_path):
    return Settings.read(
        {
            "VITRINE_VISITORS": str(tmp_path / "visitors"),
            "VITRINE_VISITORS_MB": "2",
            "VITRINE_VISITORS_DAYS": "30",
        }
    )


@pytest.mark.whole
def test_made_up_ids_push_nobody_out_and_leave_not_one_folder(settings):
    visitor, notice = Reception(settings).receive("")
    assert notice is None
    decisions = Decisions(FRAME, "tweets", visitor)
    for identity in "abc":
        decisions.keep(identity)
    heard = []
    page = Arrival(settings, heard.append)
    for _ in range(5_100):
        page.memory.vue_arrive(secrets.token_urlsafe(32))
        assert "did not give it" in page.note.what
    assert folders(Path(settings.visitors)) == {visitor.folder.name}
    assert len({one.identity for one in heard}) == MOST_GIVEN
    back, notice = Reception(settings).receive(visitor.identity)
    assert notice is None
    assert dict(Decisions(FRAME, "tweets", back).items()) == dict(decisions.items())
    assert len(decisions) == 3


def test_a_page_gives_few_ids_whatever_its_browser_shows(settings):
    reception = Reception(settings)
    taken = set()
    for _ in range(100):
        visitor, _ = reception.receive("")
        shown, _ = reception.receive(secrets.token_urlsafe(32))
        taken |= {visitor.identity, shown.identity}
    assert len(taken) == MOST_GIVEN


def test_a_browser_without_an_id_gets_one_and_keeps_it(settings):
    visitor, notice = Reception(settings).receive("")
    again, told = Reception(settings).receive(visitor.identity)
    assert notice is told is None
    assert again.identity == visitor.identity


def test_an_evicted_visitor_reads_so(settings, monkeypatch):
    at = [1_700_000_000.0]  # 14 November 2023 in UTC
    monkeypatch.setattr(time, "time", lambda: at[0])
    first, *others = (Reception(settings).receive("")[0] for _ in range(4))
    for visitor in (first, *others[:2]):
        visitor.write("a", b"x" * 600_000)
    for _ in range(40):
        at[0] += DAY
        for visitor in others:
            visitor.visit()
    others[2].write("a", b"x" * 600_000)
    _, notice = Reception(settings).receive(first.identity)
    # 40 days after 14 November.
    assert "was removed on 24 Dec 2023" in notice.what
    assert "after 40 days without a visit" in notice.what
    assert "Load your downloaded decisions" in notice.remedy
    _, none = Reception(settings).receive(others[0].identity)
    assert none is None


def test_where_the_server_cannot_tell_a_browser_keeps_its_id(settings, tmp_path):
    visitor, _ = Reception(settings).receive("")
    visitor.write("a", b"mine")
    key = Path(settings.visitors) / KEY
    key.rename(tmp_path / "key")
    key.mkdir()
    heard = []
    page = Arrival(settings, heard.append)
    for shown in (visitor.identity, ""):
        page.memory.vue_arrive(shown)
        assert page.note.what.startswith("The server could not keep") or "cannot keep" in page.note.what
        assert page.memory.kept == ""
    assert heard == [None, None]
    key.rmdir()
    (tmp_path / "key").rename(key)
    assert Visitor(visitor.identity, settings=settings).read("a") == b"mine"


def test_the_promise_is_the_operator_s(settings):
    visitor, _ = Reception(settings).receive("")
    assert visitor.promise == "kept on this server for at least 30 days after your last visit"
    assert Decisions(FRAME, "tweets", visitor).promise == visitor.promise
    assert Decisions(FRAME, "tweets").promise == ""
