"""The sentiment page's widgets without a browser: what they hold, and what they do with what one sends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.metrics import confusion_matrix
from sklearn.pipeline import make_pipeline

from app.charts.messages import deliver
from app.sentiment import (
    PerformanceAnalysisDashboard,
    ProbabilityTriangle,
    TextTable,
    TokenContributions,
    train,
)
from app.sentiment.analysis import Analysis
from app.sentiment.by_entity import named
from app.sentiment.explanation import Explainer
from app.sentiment.model import SentimentModel
from app.sentiment.views.class_probabilities import ClassProbabilities
from app.sentiment.views.explore import Explore
from app.sentiment.views.probability_triangle import ERROR
from app.sentiment.views.try_pane import TryPane, examples
from tests.sentiment.fifteen_texts import CLASSES, LABELS, TEXTS


@pytest.fixture(scope="module")
def pipeline():
    return train(TEXTS, LABELS)


def mask_of(triangle: ProbabilityTriangle, count: int) -> list[int]:
    bits = np.unpackbits(np.frombuffer(triangle.chosen, np.uint8), bitorder="little")[:count]
    return np.flatnonzero(bits).tolist()


def test_a_triangle_holds_places_classes_errors_and_the_chosen_ones() -> None:
    triangle = ProbabilityTriangle()
    triangle.show(CLASSES, [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0.2, 0.5, 0.3]], [0, 1, 0, 2])
    places = np.frombuffer(triangle.points, "<f4").reshape(-1, 2)
    height = 3**0.5 / 2
    assert places == pytest.approx(np.array([[0, 0], [0.5, height], [1, 0], [0.55, height / 2]]), abs=1e-6)
    assert list(triangle.kinds) == [0, 1, 0 + ERROR, 2 + ERROR]
    assert triangle.chosen == b""
    triangle.select(np.array([False, True, False, True]))
    assert mask_of(triangle, 4) == [1, 3]
    assert [row[0] for row in triangle.table()[1]] == ["neutral", "positive"]
    triangle.select(np.ones(4, bool))
    assert triangle.chosen == b""
    triangle.select(np.zeros(4, bool))
    assert mask_of(triangle, 4) == []
    assert triangle.table()[1] == []


def test_a_triangle_of_four_classes_shows_three_and_says_so() -> None:
    heard: list[tuple[int, str]] = []
    triangle = ProbabilityTriangle(on_corner=lambda corner, label: heard.append((corner, label)))
    shares = [[0.4, 0.4, 0.1, 0.1], [0.1, 0.2, 0.3, 0.4], [0, 0, 0, 1], [0, 0, 0, 1]]
    triangle.show(["bad", "good", "odd", "so-so"], shares, [1, 3, 2, 3], corners=["so-so", "good", "bad"])
    assert [triangle.labels[place] for place in triangle.corners] == ["so-so", "good", "bad"]
    height = 3**0.5 / 2
    places = np.frombuffer(triangle.points, "<f4").reshape(-1, 2)
    # By hand: .1 .4 .4 of .9, then .4 .2 .1 of .7, right + top / 2 and top × height; “odd” has no place.
    first, second = [4 / 9 + 2 / 9, 4 / 9 * height], [1 / 7 + 1 / 7, 2 / 7 * height]
    assert places == pytest.approx(np.array([first, second, [np.nan, np.nan], [0, 0]]), abs=1e-6, nan_ok=True)
    assert triangle.note == (
        "p of these three classes alone, made to add up to 1; 1 text has another label and is not drawn."
    )
    assert [row[0] for row in triangle.table()[1]] == ["good", "so-so", "so-so"]
    triangle.mark(shares[1])
    assert triangle.focus == pytest.approx(second)
    for wanted in (
        {"corner": 1, "label": "odd"},
        {"corner": 3, "label": "odd"},
        {"corner": 0, "label": "new"},
        {"label": 1},
    ):
        deliver(triangle, {"event": "turn", "data": wanted})
    assert heard == [(1, "odd")]


def test_rings_are_what_is_predicted_and_not_what_is_most_probable() -> None:
    triangle = ProbabilityTriangle()
    triangle.show(["bad", "good"], [[0.3, 0.7], [0.1, 0.9]], [0, 0], predicted=[0, 1])
    assert list(triangle.kinds) == [0, 0 + ERROR]


def test_two_classes_make_a_line() -> None:
    triangle = ProbabilityTriangle()
    triangle.show(["bad", "good"], [[1, 0], [0.4, 0.6], [0, 1], [0.7, 0.3]], [0, 1, 0, 1])
    assert triangle.note == ""
    places = np.frombuffer(triangle.points, "<f4").reshape(-1, 2)
    assert places[:, 0] == pytest.approx([0, 0.6, 1, 0.3])
    assert ((places[:, 1] >= 0) & (places[:, 1] <= triangle.height)).all()
    assert list(triangle.kinds) == [0, 1, 0 + ERROR, 1 + ERROR]
    # The halves meet in the middle, where neither class is preferred.
    assert [{x for x, _ in region} for region in triangle.regions] == [{0.0, 0.5}, {0.5, 1.0}]
    triangle.mark([0.4, 0.6])
    assert triangle.focus == pytest.approx(places[1].tolist(), abs=1e-6)


def test_a_lasso_on_the_line_selects_by_probability(pipeline) -> None:
    two = TEXTS[LABELS != "neutral"]
    model = SentimentModel(
        Analysis.of(
            train(two, LABELS[LABELS != "neutral"]),
            pd.DataFrame({"text": two, "label": LABELS[LABELS != "neutral"]}),
        )
    )
    assert model.classes == ("negative", "positive")
    model.select_lasso([(0.5, -1), (1.1, -1), (1.1, 1), (0.5, 1)])
    shares = model.analysis.probabilities[:, 1]
    assert sorted(model.rows()) == np.flatnonzero(shares > 0.5).tolist()
    assert 0 < model.selected < model.total


@pytest.mark.parametrize("row", [-1, 4, "1", None, 1.5])
def test_a_triangle_ignores_dots_that_there_are_not(row) -> None:
    heard: list[int] = []
    triangle = ProbabilityTriangle(on_choose=heard.append)
    triangle.show(CLASSES, np.full((4, 3), 1 / 3), [0, 1, 2, 0])
    deliver(triangle, {"event": "choose", "data": row})
    deliver(triangle, {"event": "peek", "data": row})
    assert heard == []
    assert triangle.tip == {}


@pytest.mark.parametrize("outline", [[["a", 1]], None, [[1], [2, 3]], [[float("nan"), 0], [1, 1], [0, 1]]])
def test_a_triangle_ignores_outlines_that_are_none(outline) -> None:
    heard: list = []
    triangle = ProbabilityTriangle(on_lasso=heard.append)
    triangle.show(CLASSES, np.full((4, 3), 1 / 3), [0, 1, 2, 0])
    deliver(triangle, {"event": "lasso", "data": outline})
    assert heard == []


def test_the_ring_shows_probabilities_and_switches_the_class() -> None:
    heard: list[str] = []
    ring = ClassProbabilities(on_class=heard.append)
    ring.show_probabilities(CLASSES, [0.1, 0.2, 0.7])
    assert (ring.centre, ring.caption) == ("0.70", "positive")
    ring.vue_pick({"index": 0})
    ring.vue_pick({"index": 1, "add": True})
    ring.vue_pick({"index": 1})
    assert heard == ["negative", "neutral", ""]


def test_the_bars_add_up_to_the_score(pipeline) -> None:
    bars = TokenContributions()
    text = "what a good bus, unheard of"
    bars.show(Explainer(pipeline).explain(text, "positive"))
    rows = bars.table()[1]
    score = pipeline.decision_function([text])[0][2]
    assert sum(row[3] for row in rows if row[0] not in ("total",)) == pytest.approx(score, abs=1e-9)
    assert rows[-1][3] == pytest.approx(score, abs=1e-9)
    unseen = [token for token in bars.tokens if not token["known"]]
    assert {token["words"] for token in unseen} == {"not in vocabulary"}
    assert "unheard" in {token["token"] for token in unseen}
    assert all(token["value"] == 0 for token in unseen)
    bars.show(None)
    assert bars.tokens == []
    assert bars.sum_line == ""


def test_the_table_follows_the_model_and_checks_what_it_is_sent(pipeline) -> None:
    model = SentimentModel(Analysis.of(pipeline, pd.DataFrame({"text": TEXTS, "label": LABELS})))
    table = TextTable(model)
    table.redraw()
    assert table.found == 15
    model.search = "bus"
    table.redraw()
    assert table.found == sum("bus" in text for text in TEXTS)
    assert all("bus" in row["text"] for row in table.rows)
    table.vue_choose(7)
    assert model.row == 7
    deliver(table, {"event": "choose", "data": 99})
    deliver(table, {"event": "choose", "data": "x"})
    assert model.row == 7
    table.vue_order("nonsense")
    deliver(table, {"event": "limit", "data": [float("nan"), 1]})
    assert model.filters.sure == (0.0, 1.0)
    assert len(table.table()[1]) == table.found


def test_a_dashboard_of_ones_own_classifier(pipeline) -> None:
    board = PerformanceAnalysisDashboard(pipeline, TEXTS, LABELS)
    matrix = board._views["explore"].matrix
    expected = confusion_matrix(LABELS, pipeline.predict(TEXTS), labels=CLASSES)
    assert matrix.counts == expected.tolist()
    assert board.head.text == "15 of 15 texts selected"
    assert [one["name"] for one in board.tabs.tabs] == ["explore", "review", "try", "company"]
    board.state.select_cells([("positive", "positive")])
    assert board.head.text == f"{expected[2, 2]} of 15 texts selected"
    assert board.walk.review is not None
    for tab in ("review", "try", "company"):
        board.state.tab = tab


def test_one_that_is_not_linear_gets_all_but_the_bars_and_is_told_why() -> None:
    forest = make_pipeline(CountVectorizer(), RandomForestClassifier(10, random_state=0)).fit(TEXTS, LABELS)
    board = PerformanceAnalysisDashboard(forest, TEXTS, LABELS)
    explore = board._views["explore"]
    assert "not linear" in explore.text.bars.reason
    assert explore.text.bars.sum_line == ""
    assert all("p changes by" in token["says"] for token in explore.text.bars.tokens)
    assert sum(explore.text.ring.values) == pytest.approx(1)
    assert len(explore.triangle.kinds) == 15


def test_decisions_in_the_table_toggle_and_reach_the_review(pipeline) -> None:
    board = PerformanceAnalysisDashboard(pipeline, TEXTS, LABELS)
    table = board._views["explore"].table
    decisions = board.walk.review.decisions
    row = next(one for one in table.rows if one["row"] == 3)
    seen = {"id": row["id"], "mark": row["mark"]}
    deliver(table, {"event": "decide", "data": {**seen, "action": "ambiguous"}})
    assert decisions.counts()["ambiguous"] == 1
    assert "does not hold your decisions" in board.state.link_lacks
    deliver(table, {"event": "decide", "data": {**seen, "action": "ambiguous"}})
    assert len(decisions) == 0
    deliver(table, {"event": "decide", "data": {**seen, "id": "99", "action": "keep"}})
    deliver(table, {"event": "decide", "data": {**seen, "action": "erase"}})
    deliver(table, {"event": "decide", "data": {"row": 3, "action": "ambiguous"}})
    assert len(decisions) == 0
    assert board.state.link_lacks == ""


def test_companies_are_listed_most_named_first() -> None:
    frame = pd.DataFrame({"entity": [("B", "A"), ("A",), (), ("C", "B")]})
    assert named(frame) == [("A", 2), ("B", 2), ("C", 1)]
    assert named(pd.DataFrame({"text": ["x"]})) == []


@pytest.mark.parametrize("kind", [Explore, TryPane])
def test_other_texts_of_the_same_classifier_are_drawn(pipeline, kind) -> None:
    frame = pd.DataFrame({"text": TEXTS, "label": LABELS})
    model = SentimentModel(Analysis.of(pipeline, frame))
    pane = kind(model)
    pane.redraw()
    assert len(pane.triangle.kinds) == 15
    model.show(Analysis.of(pipeline, frame[:10]))
    pane.redraw()
    assert len(pane.triangle.kinds) == 10


def test_texts_are_not_predicted_again_where_a_corner_is_chosen(pipeline) -> None:
    labels = [*LABELS[:-1], "odd"]
    model = SentimentModel(Analysis.of(pipeline, pd.DataFrame({"text": TEXTS, "label": labels})))
    pane, used = TryPane(model), []
    pane.prediction.use = used.append
    pane.redraw()
    (free,) = set(model.classes) - set(model.shown_corners)
    model.choose_corner(1, free)
    pane.redraw()
    assert pane.triangle.labels[pane.triangle.corners[1]] == free
    assert used == [model.analysis]


def test_examples_to_try_are_right_and_sure_and_one_is_in_doubt(tweets):
    analysis = tweets.analysis()
    offered = examples(analysis)
    rows = [analysis.texts.tolist().index(text) for text in offered]
    assert [analysis.classes[analysis.predicted[row]] for row in rows[:3]] == list(analysis.classes)
    assert analysis.right[rows[:3]].all()
    assert not analysis.obscene[rows].any()
    assert analysis.confidence[rows[3]] < 0.5
    model = SentimentModel(analysis)
    pane = TryPane(model)
    pane.redraw()
    pane.box.vue_example(1)
    pane.box.vue_example(99)
    assert model.tried == pane.box.text == offered[1]
    assert pane.text.reading == f"predicted {analysis.classes[1]}, p {analysis.confidence[rows[1]]:.2f}"
