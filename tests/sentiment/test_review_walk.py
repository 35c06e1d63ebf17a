"""Going through candidates: ranked within cells, many at once, along a selection, with a second reviewer."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.corpus import read_file
from app.sentiment.decisions import Decisions
from app.sentiment.doubt import within_cells
from app.sentiment.labelled import labelled
from app.sentiment.review import Review
from app.sentiment.review_walk import ALL, CONFLICTS, PREFER, SELECTED, TWINS, ReviewWalk
from app.sentiment.trained import prepare
from app.sentiment.views.label_review import LabelReview
from app.settings import Settings
from app.visitor import Visitor, new_identity
from tests.sentiment.mislabelled import mixed_up, pressed, repeated


@pytest.fixture
def walk() -> ReviewWalk:
    going = ReviewWalk()
    going.take(Review(prepare(mixed_up())))
    return going


def test_the_first_of_every_cell_come_before_the_second_of_any(walk):
    review = walk.review
    preferred = review.probabilities.argmax(axis=1)
    rows = walk._rows
    assert set(rows) == set(review.queue())
    cells = [(int(review.given[row]), int(preferred[row])) for row in rows]
    # By hand: the k-th of a cell stands behind every first, second … (k−1)-th of the others.
    ranks = [cells[:place].count(cell) for place, cell in enumerate(cells)]
    assert ranks == sorted(ranks)
    for cell in set(cells):
        inside = [row for row, other in zip(rows, cells, strict=True) if other == cell]
        assert (np.diff(review.margins[inside]) <= 0).all()
    walk.order_by_doubt(True)
    assert walk._rows == review.queue()
    # Rows 4, 2 and 0 are of one cell, row 1 of another.
    given, liked = np.array([0, 1, 0, 0, 0]), np.array([1, 0, 1, 1, 1])
    assert within_cells(np.array([4, 2, 0, 1]), given, liked).tolist() == [4, 1, 2, 0]


def test_all_that_is_left_of_a_queue_is_decided_at_once_and_undone_at_once(walk):
    decisions = walk.review.decisions
    queue = max(walk.queues(), key=lambda one: one.texts)
    walk.look_at(queue.given, queue.preferred)
    walk.keep()
    walk.decide_rest(PREFER)
    assert decisions.counts() == {"keep": 1, "relabel": queue.texts - 1, "ambiguous": 0}
    assert {one.label for _, one in decisions.items() if one.action == "relabel"} == {queue.preferred}
    assert walk.rest == []
    walk.undo()
    assert decisions.counts() == {"keep": 1, "relabel": 0, "ambiguous": 0}
    walk.decide_rest("ambiguous")
    assert decisions.counts()["ambiguous"] == queue.texts - 1
    walk.undo()
    walk.undo()
    assert len(decisions) == 0


def test_two_keys_before_any_answer_count_on_two_texts(walk):
    shown = LabelReview(walk)
    decisions = walk.review.decisions
    # Both texts as the page knew them before the first key: the one in sight, and the first of those ahead.
    first, second = dict(shown.text), dict(shown.ahead[0])
    pressed(shown, first, "keep", 1)
    pressed(shown, second, "keep", 2)
    assert [identity for identity, _ in decisions.items()] == [first["id"], second["id"]]
    assert shown.answered == 2
    assert shown.text["id"] not in (first["id"], second["id"])
    assert shown.aside == ""
    # A key about a text that is not the one looked at any more is about that text, and moves nobody.
    looked_at = shown.text["id"]
    pressed(shown, first, "ambiguous", 3)
    assert decisions.get(first["id"]).action == "ambiguous"
    assert shown.text["id"] == looked_at


def test_what_is_ahead_is_what_comes(walk):
    shown = LabelReview(walk)
    decisions = walk.review.decisions
    for number in range(len(walk.review.queue()) - 1):
        known = [one["id"] for one in shown.ahead]
        at = known.index(shown.text["id"]) + 1 if shown.text["id"] in known else 0
        pressed(shown, dict(shown.text), "keep", number)
        # The page looked up what comes next by itself.
        assert shown.text["id"] == known[at]
    assert shown.ahead[-1]["id"] == shown.text["id"]
    pressed(shown, dict(shown.text), "keep", 99)
    assert decisions.counts()["keep"] == len(walk.review.queue(decided=True))


def test_a_key_pressed_just_after_the_texts_were_replaced_decides_nothing(walk):
    shown = LabelReview(walk)
    in_sight, queue = dict(shown.text), shown.queue
    other = mixed_up()
    # The same ids, one label turned: "keep" would keep another label than the one that was asked about.
    labels = other.frame["label"].tolist()
    row = walk.review.row_of(in_sight["id"])
    other.frame["label"] = [*labels[:row], in_sight["preferred"], *labels[row + 1 :]]
    walk.take(Review(prepare(other)))
    pressed(shown, in_sight, "keep", 1)
    assert len(walk.review.decisions) == 0
    assert shown.aside == "The text had just changed: nothing was decided. Look at the one that is here now."
    shown.vue_decide_rest({"action": "keep", "mark": queue})
    assert len(walk.review.decisions) == 0
    assert shown.aside.startswith("The queue had just changed: nothing was decided.")
    assert shown.answered == 1
    walk.take(None)
    pressed(shown, in_sight, "keep", 2)
    assert shown.answered == 2


def test_a_bulk_decision_is_about_the_queue_that_was_shown(walk):
    shown = LabelReview(walk)
    first, second = sorted(walk.queues(), key=lambda one: one.texts)[:2]
    shown.vue_look([first.given, first.preferred])
    mark = shown.queue
    shown.vue_look([second.given, second.preferred])
    shown.vue_decide_rest({"action": "prefer", "mark": mark})
    assert len(walk.review.decisions) == 0
    assert shown.aside != ""
    # One decided meanwhile does not make it another queue.
    mark = shown.queue
    pressed(shown, dict(shown.text), "keep", 1)
    shown.vue_decide_rest({"action": "prefer", "mark": mark})
    assert walk.review.decisions.counts() == {"keep": 1, "relabel": second.texts - 1, "ambiguous": 0}
    assert shown.aside == ""


def test_many_decisions_are_all_made_or_none():
    decisions = Decisions(mixed_up().frame, "mixed")
    with pytest.raises(Problem, match="is not a label of this set"):
        decisions.decide_all({"t1": ("keep", ""), "t2": ("relabel", "sarcastic")})
    with pytest.raises(Problem, match="not in the set any more"):
        decisions.decide_all({"t1": ("keep", ""), "x": ("keep", "")})
    assert len(decisions) == 0
    decisions.decide_all({})
    assert decisions.undo() == ""


def test_as_preferred_keeps_what_is_preferred_already(walk):
    review = walk.review
    walk.look_at("good", "good")
    agreeing = list(walk._rows)
    assert agreeing
    walk.decide_rest(PREFER)
    assert review.decisions.counts() == {"keep": len(agreeing), "relabel": 0, "ambiguous": 0}


def test_the_queue_of_what_is_selected(walk):
    every = walk._rows
    assert walk.selected is None
    walk.follow([*every[:4], *(row for row in range(60) if row not in every)])
    assert walk.selected.texts == 4
    walk.look_at(*SELECTED)
    assert (walk.cell, walk.place) == (SELECTED, (1, 4))
    walk.keep()
    assert walk.selected.decided == 1
    walk.follow(())
    assert walk.cell == ALL
    assert walk.selected is None


def test_a_second_reviewers_file_is_merged_and_conflicts_are_listed(walk):
    mine = walk.review.decisions
    theirs = Decisions(mixed_up().frame, "mixed")
    shown = LabelReview(walk)
    mine.keep("t1")
    mine.relabel("t2", "good")
    mine.ambiguous("t3")
    theirs.keep("t1")
    theirs.relabel("t2", "bad")
    theirs.keep("t3")
    theirs.relabel("t4", "flat")
    told = mine.load_csv(theirs.to_csv())
    assert told == ["1 decision was new, 1 the same as here; 2 differ from yours and wait below."]
    assert mine["t4"].label == "flat"
    assert (mine["t2"].label, mine["t3"].action) == ("good", "ambiguous")
    assert [(one["id"], one["mine"], one["theirs"]) for one in shown.conflicts] == [
        ("t2", "now good", f"{'kept' if mine['t2'].given == 'bad' else 'now bad'}"),
        ("t3", "ambiguous", "kept"),
    ]
    shown.vue_settle({"id": "t2", "theirs": True})
    assert mine["t2"].label == "bad"
    assert [one["id"] for one in shown.conflicts] == ["t3"]
    mine.undo()
    assert mine["t2"].label == "good"
    shown.vue_settle({"id": "", "theirs": False})
    assert shown.conflicts == []
    assert mine["t3"].action == "ambiguous"


def test_the_cleaned_data_have_every_column_and_the_labels_as_they_are_now(tmp_path):
    path = tmp_path / "own.csv"
    rows = [f"{n},u{n},some words {n},{('pos', 'neg')[n % 2]},=1+{n}" for n in range(20)]
    path.write_text("\n".join(["key,user,text,mark,formula", *rows, "21,u,,pos,"]) + "\n", encoding="utf-8")
    corpus = read_file(path)
    decisions = Decisions(corpus.frame, corpus.name)
    ids = corpus.frame["id"].tolist()
    decisions.relabel(ids[0], "negative")
    decisions.ambiguous(ids[3])
    table = list(labelled(corpus, decisions))
    assert table[0] == (
        *("key", "user", "text", "mark", "formula"),
        *("id", "label before", "decision", "label now"),
    )
    assert len(table) == 21
    assert table[1] == ("0", "u0", "some words 0", "pos", "=1+0", ids[0], "positive", "relabel", "negative")
    assert table[4][-3:] == ("negative", "ambiguous", "")
    assert table[2][-3:] == ("negative", "", "negative")
    other = list(labelled(mixed_up(3, 1), Decisions(mixed_up(3, 1).frame, "mixed")))
    assert other[0] == ("text", "id", "label before", "decision", "label now")


def test_texts_that_are_like_others_are_queues_of_their_own(walk):
    walk.take(Review(prepare(repeated())))
    assert walk.alike == []
    walk.look_at(*TWINS)
    assert walk.cell == ALL
    walk.compare()
    review = walk.review
    assert [one[:2] for one in walk.alike] == [CONFLICTS, TWINS]
    walk.look_at(*CONFLICTS)
    assert [review.ids[row] for row in walk._rows] == ["x1", "x2"]
    assert review.ids[walk.candidate.twin.row] == "x2"
    walk.relabel("good")
    assert walk.candidate.id == "x2"
    assert walk.alike[0].decided == 1
    walk.look_at(*TWINS)
    assert [review.ids[row] for row in walk._rows] == ["y1", "y2"]


def test_decisions_of_a_visit_whose_visitor_came_late_are_undone_one_by_one(tmp_path):
    settings = Settings.read({"VITRINE_VISITORS": str(tmp_path)})
    visitor = Visitor(new_identity(tmp_path), settings=settings)
    Decisions(mixed_up().frame, "mixed", visitor).relabel("t1", "flat")
    early = Decisions(mixed_up().frame, "mixed")
    early.keep("t1")
    early.keep("t2")
    early.withdraw("t2")
    early.ambiguous("t3")
    known = Decisions(mixed_up().frame, "mixed", visitor)
    known.take_over(early)
    assert [(one, made.action) for one, made in known.items()] == [("t1", "keep"), ("t3", "ambiguous")]
    assert known.undo() == "t3"
    assert [known.undo(), known.get("t2").action] == ["t2", "keep"]
    assert [known.undo(), known.get("t2")] == ["t2", None]
    # Before this visit it was decided otherwise.
    assert [known.undo(), known["t1"].label] == ["t1", "flat"]
    assert known.undo() == ""
    assert len(Decisions(mixed_up().frame, "mixed", visitor)) == 1


def test_the_decisions_table_is_one_for_a_spreadsheet(walk):
    walk.decide_rest("keep")
    rows = list(csv.DictReader(io.StringIO(walk.review.decisions.to_csv())))
    assert {row["decision"] for row in rows} == {"keep"}
    assert len(rows) == len(walk.review.queue(decided=True))


def test_the_review_follows_what_is_selected():
    board = PerformanceAnalysisDashboard()
    board.show(prepare(mixed_up(900, 300)))
    review = board.walk.review
    board.state.search = "number 1"
    board.state.tab = "review"
    candidates = set(review.queue())
    held = board.state.analysis.frame
    sought = {review.row_of(one) for one in held["id"][held["text"].str.contains("number 1")]}
    assert board.walk.cell == SELECTED
    assert set(board.walk._rows) == candidates & sought
    assert board._views["review"].review.chosen == [len(candidates & sought)]
    assert board._views["review"].review.measured.startswith("Measured here: of 900 labels 45 were turned")
    board.state.tab = "explore"
    board.state.clear()
    board.state.tab = "review"
    assert board.walk.cell == ALL
    assert board._views["review"].review.chosen == []
