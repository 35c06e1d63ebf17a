"""The theme of a link is the frame's, and no page's."""

import pytest
import traitlets

from app.charts import Card
from app.charts.problem_note import ProblemNote
from app.links import Flag, LinkState
from app.shell import PageFrame
from app.shell.theme import take_theme


class State(traitlets.HasTraits):
    query, link_lacks = traitlets.Unicode(), traitlets.Unicode()
    trend = traitlets.Bool()

    def restore(self, query):
        state, notices = LinkState(Flag("trend")).from_query(query)
        self.trend = state["trend"]
        return notices


@pytest.fixture
def frame():
    content = Card("A page", ProblemNote())
    return PageFrame("logs", content, state=State())


@pytest.mark.parametrize("arrived", ["theme=dark", "theme=light", "trend=1&theme=dark", "?th%65me=dark", ""])
def test_a_link_with_a_theme_opens_without_a_word(frame, arrived):
    frame.arrived = arrived
    assert frame.notices == []
    assert frame._state.trend == ("trend" in arrived)


def test_a_theme_that_is_none_is_noticed_beside_what_else_is_wrong(frame):
    frame.arrived = "theme=purple&colour=red&trend=1"
    assert frame.notices == [
        "“theme” must be “light” or “dark”: ignored.",
        "“colour” is not a setting of this page: ignored.",
    ]
    assert frame._state.trend


@pytest.mark.parametrize(
    ("query", "rest"),
    [("", ""), ("a=theme", "a=theme"), ("themes=dark", "themes=dark"), ("x&theme=dark&%ff=1", "x&%ff=1")],
)
def test_all_else_is_left_as_it_was(query, rest):
    assert take_theme(query) == (rest, [])
