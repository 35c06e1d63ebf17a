"""The page opens on the strongest candidate, with a question and its three answers."""

import pytest

from app.sentiment.views.dashboard import PerformanceAnalysisDashboard


@pytest.fixture
def dashboard(tweets):
    shown = PerformanceAnalysisDashboard()
    shown.show(tweets)
    assert shown.walk.review is not None
    return shown


def test_the_strongest_candidate_is_asked_about_and_each_answer_is_a_decision(dashboard):
    explore = dashboard._views["explore"]
    analysis = dashboard.state.analysis
    row = explore.looked_at()
    listed = ~analysis.obscene
    assert analysis.margin[row] == analysis.margin[listed].max()
    given, other = analysis.classes[analysis.actual[row]], analysis.classes[analysis.predicted[row]]
    assert explore.question._words.children == [f"The label says {given}. Is it?"]
    identity = str(analysis.frame["id"].iat[row])
    decisions = dashboard.walk.review.decisions
    for answer, action, label in (
        (explore.question.no, "relabel", other),
        (explore.question.unclear, "ambiguous", ""),
        (explore.question.yes, "keep", given),
    ):
        answer.vue_press()
        assert (decisions.get(identity).action, decisions.get(identity).label) == (action, label)
    assert explore.question._made.children == [f"kept as {given}"]


def test_a_text_that_is_predicted_as_labelled_asks_nothing(dashboard):
    right = int(dashboard.state.analysis.right.argmax())
    dashboard.state.choose_row(right)
    assert "d-none" in dashboard._views["explore"].question.class_
    dashboard.state.choose_row(int((~dashboard.state.analysis.right).argmax()))
    assert "d-none" not in (dashboard._views["explore"].question.class_ or "")
