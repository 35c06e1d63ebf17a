"""Queues of texts that are like others: they come later than the page, and links keep them."""

from __future__ import annotations

from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.review import Review
from app.sentiment.review_walk import ALL, CONFLICTS, TWINS
from app.sentiment.trained import prepare
from app.sentiment.views.label_review import LabelReview
from app.settings import Settings
from app.visitor import Visitor, new_identity
from tests.sentiment.mislabelled import pressed, repeated


def test_a_link_keeps_the_queue_of_texts_that_are_like_others():
    board = PerformanceAnalysisDashboard()
    board.show(prepare(repeated()))
    board.state.tab = "review"
    shown = board._views["review"].review
    assert [(one["words"], one["left"]) for one in shown.alike] == [
        ("one text under two labels", 2),
        ("near-duplicates", 2),
    ]
    shown.vue_look(shown.alike[0]["cell"])
    assert board.state.query == "tab=review&queue=conflicts"
    assert (shown.text["id"], shown.text["twin"]["label"]) == ("x1", "good")
    pressed(shown, dict(shown.text), "relabel", 1, "good")
    assert (shown.text["id"], shown.text["twin"]["decision"]) == ("x2", "now good")
    # What a page shows at once is what then comes.
    assert shown.ahead[0]["twin"]["label"] == "bad"
    shown.vue_look(["", ""])
    assert board.state.query == "tab=review"
    again = PerformanceAnalysisDashboard()
    assert again.state.restore("tab=review&queue=twins") == []
    again.show(prepare(repeated()))
    assert again.walk.cell == TWINS
    assert again.state.query == "tab=review&queue=twins"
    again.state.restore("tab=review")
    assert again.walk.cell == ALL


def test_a_link_keeps_its_queue_where_a_review_is_made_just_as_texts_are_compared(tmp_path):
    texts = prepare(repeated())
    board = PerformanceAnalysisDashboard()
    board.state.restore("queue=twins")
    board.show(texts)
    # The job has compared them in its thread, and did not say so yet, when the visitor is known.
    texts.compare()
    board.decide_as(
        Visitor(new_identity(tmp_path), settings=Settings.read({"VITRINE_VISITORS": str(tmp_path)}))
    )
    assert (board.walk.cell, board.state.query) == (TWINS, "queue=twins")
    # Texts that were compared in an earlier look are gone through in that queue at once.
    again = PerformanceAnalysisDashboard()
    again.state.restore("queue=conflicts")
    again.show(texts)
    assert (again.walk.cell, again.state.query) == (CONFLICTS, "queue=conflicts")


def test_a_queue_that_is_chosen_while_texts_are_compared_stays():
    board = PerformanceAnalysisDashboard()
    board.state.restore("tab=review&queue=twins")
    # The texts are not compared yet when the review is there and a queue is clicked.
    board.walk.take(Review(prepare(repeated())))
    LabelReview(board.walk).vue_look(["", ""])
    assert board.state.query == "tab=review"
    # A link that asks for one after that is heard again.
    board.state.restore("tab=review&queue=twins")
    board.walk.keep()
    assert board.state.query == "tab=review&queue=twins"


def test_a_queue_that_these_texts_do_not_have_is_that_of_all():
    board = PerformanceAnalysisDashboard()
    board.state.restore("tab=review&queue=conflicts")
    board.show(prepare(repeated([])))
    assert board.walk.cell == ALL
    assert board.state.query == "tab=review"
