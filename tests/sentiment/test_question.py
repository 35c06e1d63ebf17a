"""The page opens on the strongest candidate, with a question and its three answers."""

import pandas as pd
import pytest

from app.sentiment.corpus import Corpus
from app.sentiment.trained import prepare
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
    asked = dict(explore.question.asked)
    assert (asked["given"], asked["other"]) == (given, other)
    identity = str(analysis.frame["id"].iat[row])
    assert asked["id"] == identity
    # On a phone the question stands above all cards, where its text is not.
    assert asked["text"] == analysis.texts[row]
    decisions = dashboard.walk.review.decisions
    for action, label in (("relabel", other), ("ambiguous", ""), ("keep", given)):
        answer(explore.question, asked, action, label)
        assert (decisions.get(identity).action, decisions.get(identity).label) == (action, label)
    assert explore.question.made == f"kept as {given}"


def answer(question, asked, action, label):
    question.vue_answer({"id": asked["id"], "mark": asked["mark"], "action": action, "label": label})


def test_an_answer_about_the_set_before_decides_nothing_and_says_so(dashboard):
    explore = dashboard._views["explore"]
    asked, listed = dict(explore.question.asked), dict(explore.table.rows[1])
    # The ids of the tweets, and other texts behind them.
    ids = dashboard.trained.corpus.frame["id"].tolist()
    texts = [f"a {('good', 'bad')[n % 2]} day of {n} hours" for n in range(len(ids))]
    labels = [("good", "bad")[n % 2] for n in range(len(ids))]
    frame = pd.DataFrame({"id": ids, "text": texts, "label": labels}, dtype=object)
    other = prepare(Corpus("other", "Other texts", frame))
    dashboard.show(other)
    answer(explore.question, asked, "keep", asked["given"])
    explore.table.vue_decide({"id": listed["id"], "mark": listed["mark"], "action": "ambiguous"})
    assert len(dashboard.walk.review.decisions) == 0
    assert explore.question.aside == explore.table.aside
    assert explore.table.aside.startswith("The text had just changed: nothing was decided.")


def test_a_text_that_is_predicted_as_labelled_asks_nothing(dashboard):
    right = int(dashboard.state.analysis.right.argmax())
    dashboard.state.choose_row(right)
    assert not dashboard._views["explore"].question.asked
    dashboard.state.choose_row(int((~dashboard.state.analysis.right).argmax()))
    assert dashboard._views["explore"].question.asked
