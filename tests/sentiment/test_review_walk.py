"""Going through candidates: ranked within cells, many at once, along a selection, with a second reviewer."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest
from cleanlab.rank import get_label_quality_scores

from app.problem import Problem
from app.sentiment import PerformanceAnalysisDashboard
from app.sentiment.corpus import Corpus, read_file
from app.sentiment.decisions import Decisions
from app.sentiment.doubt import within_cells
from app.sentiment.labelled import labelled
from app.sentiment.out_of_fold import out_of_fold
from app.sentiment.planted import measured, turned
from app.sentiment.review import Review
from app.sentiment.review_walk import ALL, CONFLICTS, PREFER, SELECTED, TWINS, ReviewWalk
from app.sentiment.trained import prepare
from app.sentiment.views.label_review import LabelReview
from app.settings import Settings
from app.visitor import Visitor, new_identity

WORDS = {"good": "fine nice lovely", "bad": "poor sad awful", "flat": "table chair shelf"}


def mixed_up(rows: int = 240, wrong: int = 24) -> Corpus:
    """Texts whose words tell their label, ``wrong`` of which are labelled otherwise: mostly as flat."""
    rng = np.random.default_rng(1)
    names = list(WORDS)
    meant = [names[n % 3] for n in range(rows)]
    given = list(meant)
    for n in range(wrong):
        row = n * (rows // wrong)
        given[row] = "flat" if meant[row] != "flat" and n % 6 else names[(names.index(meant[row]) + 1) % 3]
    texts = [f"{' '.join(rng.choice(WORDS[m].split(), 2))} number {n}" for n, m in enumerate(meant)]
    frame = pd.DataFrame({"id": [f"t{n}" for n in range(rows)], "text": texts, "label": given}, dtype=object)
    return Corpus("mixed", "Mixed", frame)


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


def pressed(shown: LabelReview, text: dict, action: str, number: int, label: str = "") -> None:
    """What the page sends for a key, with ``text`` in sight."""
    shown.vue_act(
        {"action": action, "label": label, "id": text["id"], "mark": text["mark"], "number": number}
    )


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


def test_what_the_queue_is_good_at_is_measured_by_turned_labels():
    corpus = mixed_up(900, 1)
    labels = corpus.frame["label"].to_numpy(object)
    changed, which = turned(labels)
    assert which.sum() == round(0.05 * len(labels))
    assert (changed != labels).tolist() == which.tolist()
    found = measured(labels, lambda given: out_of_fold(corpus.frame["text"], given))
    assert found is not None
    assert found.found[20] >= 18
    # With words that tell everything, what is named first is what was turned; cleanlab agrees.
    names = np.unique(labels.astype(str))
    given = np.searchsorted(names, changed.astype(str))
    shares = out_of_fold(corpus.frame["text"], changed)
    first = np.argsort(get_label_quality_scores(given, shares, method="normalized_margin"))[: which.sum()]
    assert which[first].mean() > 0.9


def test_of_labels_by_chance_the_queue_is_as_good_as_chance():
    rng = np.random.default_rng(5)
    labels = rng.choice(["a", "b"], 2_000).astype(object)
    noise = rng.random((2_000, 2))
    found = measured(labels, lambda _: noise / noise.sum(axis=1, keepdims=True))
    assert found is not None
    # Of the candidates a twentieth is turned: of 50 more than ten by chance once in ten thousand times.
    assert found.found[50] <= 10
    assert found.turned == 100
    assert "of 2,000 labels 100 were turned on purpose" in str(found)


def test_a_perfect_judge_finds_what_was_turned_and_nothing_else():
    labels = np.array(["a", "b", "c"] * 400, object)
    codes = np.searchsorted(["a", "b", "c"], labels.astype(str))
    found = measured(labels, lambda _: np.eye(3)[codes] * 0.8 + 0.1)
    assert found is not None
    assert found.found == found.over_all == {20: 20, 50: 50}


REPEATED = [
    ("x1", "The bus was late again, as it is on every single Monday", "bad"),
    ("x2", "the bus was late again, as it is on every single monday", "good"),
    ("y1", "The whole kitchen smelled of warm bread this morning", "good"),
    ("y2", "The whole kitchen smelled of warm bread on this morning", "good"),
]


def repeated(rows: list[tuple[str, str, str]] = REPEATED) -> Corpus:
    """Texts whose words tell their label, a word of its own in each, and these ``rows``."""
    frame = mixed_up(240, 1).frame
    spelled = frame["text"].str.translate(str.maketrans("0123456789", "abcdefghij"))
    more = pd.DataFrame(rows, columns=["id", "text", "label"], dtype=object)
    return Corpus("repeated", "Repeated", pd.concat([frame.assign(text=spelled), more], ignore_index=True))


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
