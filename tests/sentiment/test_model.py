from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from app.sentiment.analysis import Analysis
from app.sentiment.decisions import Decisions
from app.sentiment.model import SentimentModel
from app.sentiment.selection import ANY
from app.sentiment.trained import retrain


class Told:
    """A classifier whose probabilities are written in the text: ``.7 .2 .1``."""

    classes_ = np.array(["negative", "neutral", "positive"])

    def predict_proba(self, texts):
        return np.array([[float(part) for part in text.split()[:3]] for text in texts])


ROWS = [
    (".8 .1 .1 alpha", "negative"),
    (".7 .2 .1 beta", "negative"),
    (".2 .5 .3 alpha", "negative"),
    (".1 .6 .3", "neutral"),
    (".02 .03 .95", "neutral"),
    (".1 .2 .7 ALPHA", "neutral"),
    (".3 .3 .4", "positive"),
    (".1 .6 .3", "positive"),
]
FRAME = pd.DataFrame(ROWS, columns=["text", "label"]).assign(
    id=list("abcdefgh"),
    time=pd.to_datetime(["2021-02-15 09:00"] * 4 + ["2021-02-16 09:00"] * 4),
    entity=[("ACME",), (), ("ACME", "XYZ"), (), ("XYZ",), (), (), ()],
)


@pytest.fixture
def model():
    return SentimentModel(Analysis.of(Told(), FRAME))


def chosen(model):
    return "".join(model.analysis.frame["id"].iloc[sorted(model.rows())])


def test_the_matrix_and_the_summary_by_hand(model):
    assert model.matrix().matrix.tolist() == [[2, 1, 0], [0, 1, 2], [0, 1, 1]]
    assert model.summary == "8 of 8 texts selected"
    model.select_cells([("neutral", "positive")])
    assert chosen(model) == "ef"
    assert model.summary == "2 of 8 texts selected"


def test_rows_columns_and_many_cells(model):
    model.select_cells([("negative", ANY)])
    assert chosen(model) == "abc"
    model.select_cells([(ANY, "neutral")])
    assert chosen(model) == "cdh"
    model.select_cells([("negative", "neutral"), ("positive", "positive")])
    assert chosen(model) == "cg"
    model.select_cells([])
    assert model.selected == 8


def test_a_chart_never_filters_itself(model):
    model.select_cells([("neutral", "positive")])
    assert model.matrix().matrix.sum() == 8
    assert "".join(FRAME["id"].iloc[np.flatnonzero(model.mask(without="lasso"))]) == "ef"
    model.search = "alpha"
    assert model.matrix().matrix.tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 0]]
    assert chosen(model) == "f"
    # Around the right corner: the sure positives.
    model.search = ""
    model.select_lasso([(0.9, -0.1), (1.1, -0.1), (1.1, 0.2), (0.9, 0.2)])
    assert chosen(model) == "e"
    assert "".join(FRAME["id"].iloc[np.flatnonzero(model.mask(without="lasso"))]) == "ef"
    assert model.matrix().matrix.sum() == 1


def test_confidence_company_and_time(model):
    model.select_sure(0.7, 1)
    assert chosen(model) == "abef"
    model.select_company("ACME")
    assert chosen(model) == "a"
    model.clear("sure")
    model.select_company("XYZ")
    assert chosen(model) == "ce"
    start = int(pd.Timestamp("2021-02-16").timestamp())
    model.select_company("XYZ", start, start + 86_400)
    assert chosen(model) == "e"
    assert [chip.title for chip in model.chips()] == ["Company"]
    model.clear("company")
    assert model.selected == 8


def test_orders(model):
    # Margins by hand: a -.7 b -.5 c .3 d -.3 e .92 f .5 g -.1 h .3
    assert "".join(FRAME["id"].iloc[model.rows()]) == "efchgdba"
    model.sort = "sure"
    assert "".join(FRAME["id"].iloc[model.rows()]) == "eabfdhcg"
    model.sort = "order"
    assert "".join(FRAME["id"].iloc[model.rows()]) == "abcdefgh"


def test_insights_by_hand(model):
    told = [insight.sentence for insight in model.insights()]
    assert told[0] == "Most errors are about neutral: 4 of 4 touch it."
    assert (
        told[1] == "1 text labelled neutral is predicted positive with p above 0.9: look at its label first."
    )
    model.follow(model.insights()[1])
    assert chosen(model) == "e"
    assert model.insights()[1].sentence.startswith("In this cell 1 text is predicted positive")
    model.follow(model.insights()[0])
    assert chosen(model) == "cefh"


class TwoWays:
    """Of two classes, whose probability of the second is written in the text."""

    classes_ = np.array(["ham", "spam"])

    def predict_proba(self, texts):
        second = np.array([float(text.split()[0]) for text in texts])
        return np.column_stack([1 - second, second])


def test_of_two_classes_it_is_said_which_is_taken_for_the_other():
    labels = ["ham", "ham", "ham", "spam", "spam", "spam"]
    frame = pd.DataFrame({"text": [".7", ".8", ".1", ".2", ".9", ".9"], "label": labels})
    model = SentimentModel(Analysis.of(TwoWays(), frame))
    assert model.insights()[0].sentence == "Most errors are ham taken for spam: 2 of 3."
    model.follow(model.insights()[0])
    assert model.selected == 2
    # As many one way as the other: there is nothing to say of it.
    frame["text"] = [".7", ".1", ".1", ".2", ".9", ".9"]
    told = SentimentModel(Analysis.of(TwoWays(), frame)).insights()
    assert not [one for one in told if "Most errors" in one.sentence]


def test_every_change_is_one_revision(model):
    for act in (
        lambda: model.select_cells([("neutral", "positive")]),
        lambda: setattr(model, "search", "alpha"),
        lambda: setattr(model, "sort", "sure"),
        lambda: model.clear(),
        lambda: model.restore("cell=neutral:positive&search=alpha&sort=sure"),
    ):
        before = model.revision
        act()
        assert model.revision - before in (1, 2)
    before = model.revision
    model.text_id, model.shown_class, model.tab, model.tried = "a", "neutral", "try", "x"
    assert model.revision == before


FULL = (
    "set=mine&tab=review&cell=neutral:positive,negative:*&text=f&class=negative&sure=0.5..1&search=alpha"
    "&sort=sure&lasso=0,0;1,0;0.5,0.9&company=ACME&time=2021-02-15..2021-02-16&try=not+bad"
)


def test_a_link_brings_the_view_back(model):
    assert model.query == ""
    assert model.restore(FULL) == []
    other = SentimentModel()
    assert other.restore(model.query) == []
    assert other.show(Analysis.of(Told(), FRAME)) == []
    assert other.filters == model.filters
    assert other.query == model.query
    assert (other.source, other.tab, other.text_id, other.shown_class) == ("mine", "review", "f", "negative")
    assert (other.sort, other.search, other.tried) == ("sure", "alpha", "not bad")
    assert "cell=negative:*,neutral:positive" in model.query
    other.clear()
    assert "cell" not in other.query


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("cell=glad:sad", "no cell “glad:sad”"),
        ("cell=x", "no cell “x:”"),
        ("sure=2..3", "“sure” must be"),
        ("sure=x", "“sure” must be"),
        ("lasso=1,2", "“lasso” must be"),
        ("text=zz", "no text “zz”"),
        ("class=zz", "no label “zz”"),
        ("company=zz", "company “zz”"),
        ("tab=zz", "“tab” must be"),
        ("colour=red", "“colour” is not a setting"),
    ],
)
def test_what_a_link_gets_wrong_is_said_once_and_ignored(model, query, words):
    notices = model.restore(query)
    assert len(notices) == 1
    assert words in notices[0]
    assert model.selected == 8
    assert model.query == ""


def test_a_link_may_name_classes_as_the_file_writes_them():
    """Older links do: the column that asks whether a text is good was not read as moods then."""
    model = SentimentModel()
    assert model.restore("cell=yes:no&class=yes") == []
    meaning = {"yes": "positive", "no": "negative"}
    assert model.show(Analysis.of(Told(), FRAME, meaning=meaning)) == []
    assert model.query == "cell=positive:negative&class=positive"


def test_a_link_from_before_classes_had_capitals_finds_them():
    shown = replace(Analysis.of(Told(), FRAME), classes=("Late", "VIP", "none"))
    model = SentimentModel()
    assert model.restore("cell=late:vip&class=vip") == []
    assert model.show(shown) == []
    assert model.query == "cell=Late:VIP&class=VIP"


def test_a_link_to_another_set_says_what_that_set_does_not_know(model):
    # A page shows the set that a link names as soon as the model has its name.
    model.observe(lambda _: model.show(model.analysis), "source")
    (notice,) = model.restore("set=other&text=nobody")
    assert "no text “nobody”" in notice
    assert model.restore("set=another&text=d") == []
    assert model.text_id == "d"


def test_what_a_link_lacks(model):
    assert model.link_lacks == ""
    model.tried = "x" * 3_000
    assert "Text to try" in model.link_lacks


def test_a_text_and_its_explanation(tweets):
    model = SentimentModel(tweets.analysis())
    assert model.explanation_of(model.row) is None
    assert model.answer() is None
    model.choose_row(3)
    told = model.explanation_of(model.row)
    assert told.text == model.analysis.texts[3]
    assert told.label == model.classes[model.analysis.predicted[3]]
    assert told.probabilities == pytest.approx(model.analysis.probabilities[3])
    model.shown_class = "negative"
    assert model.explanation_of(model.row).label == "negative"
    model.tried = "not bad"
    assert {share.token for share in model.answer().tokens} == {"not", "bad", "not bad"}
    model.choose_row(-1)
    assert model.row == 3


def test_a_label_that_the_classifier_does_not_know_is_a_class_of_its_own():
    frame = FRAME.assign(label=["odd", *FRAME["label"][1:]])
    model = SentimentModel(Analysis.of(Told(), frame))
    assert model.classes == ("negative", "neutral", "positive", "odd")
    assert model.matrix().matrix[3].tolist() == [1, 0, 0, 0]
    # The three most confused are the others: of the text under “odd” the triangle says nothing.
    model.select_lasso([(-1, -1), (2, -1), (2, 2), (-1, 2)])
    assert model.selected == 7


def test_retraining_judges_both_on_the_same_texts(tweets):
    frame, held = tweets.corpus.frame, tweets.held
    decisions = Decisions(frame, "tweets")
    learn, judge = frame[~held], frame[held]
    for identity in learn["id"].iloc[:30]:
        decisions.ambiguous(identity)
    flipped = learn[learn["label"] == "positive"].iloc[40:60]
    for identity in flipped["id"]:
        decisions.relabel(identity, "negative")
    decisions.ambiguous(judge["id"].iloc[0])
    found = retrain(tweets, decisions)
    assert (found.relabelled, found.left_out, found.judged_anew) == (20, 30, 1)
    assert found.before.matrix.sum() == found.after.matrix.sum() == held.sum() - 1
    assert np.array_equal(found.before.support, found.after.support)
    nothing = retrain(tweets, Decisions(frame, "tweets"))
    assert np.array_equal(nothing.before.matrix, nothing.after.matrix)
    assert np.array_equal(nothing.before.matrix, tweets.analysis().evaluation.matrix)
    assert "20 new labels and 30 texts left out" in found.sentence()
    one = replace(found, relabelled=1, left_out=1)
    assert "after 1 new label and 1 text left out of training." in one.sentence()


class Four(Told):
    """The same with four probabilities a text, under labels of its own."""

    classes_ = np.array(["a", "b", "c", "d"])

    def predict_proba(self, texts):
        return np.array([[float(part) for part in text.split()[:4]] for text in texts])


def of_four() -> SentimentModel:
    """By hand: a and d are taken for one another three times, b for a once, c never."""
    rows = [
        (".1 .1 .1 .7", "a"),
        (".2 .1 .1 .6", "a"),
        (".6 .1 .1 .2", "d"),
        (".8 .2 .0 .0", "b"),
        (".1 .1 .7 .1", "c"),
        (".0 .0 .9 .1", "c"),
    ]
    frame = pd.DataFrame(rows, columns=["text", "label"]).assign(id=list("stuvwx"))
    return SentimentModel(Analysis.of(Four(), frame))


def test_of_four_classes_the_three_most_confused_make_the_triangle_until_others_are_chosen():
    model = of_four()
    assert model.shown_corners == ("a", "b", "d")
    # Near the right corner, which is d: of .1 .1 .7 d has 7/9. Texts of c have no place there.
    near_d = [(0.75, -0.1), (1.1, -0.1), (1.1, 0.3), (0.75, 0.3)]
    model.select_lasso(near_d)
    assert chosen(model) == "s"
    model.choose_corner(1, "c")
    assert model.shown_corners == ("a", "c", "d")
    assert model.selected == 6
    # A class that stands at another corner changes places with the one that it replaces.
    model.choose_corner(2, "a")
    assert model.shown_corners == ("d", "c", "a")
    # At the right is a now: of .2 .1 .6, which are d, c and a, it has 2/3.
    model.select_lasso([(0.7, -0.1), (1.1, -0.1), (1.1, 0.3), (0.7, 0.3)])
    assert chosen(model) == "u"
    link = model.query
    assert "corners=d,c,a" in link
    elsewhere = of_four()
    assert elsewhere.restore(link) == []
    assert chosen(elsewhere) == "u"
    assert elsewhere.shown_corners == ("d", "c", "a")
    for nothing in (lambda: model.choose_corner(3, "a"), lambda: model.choose_corner(0, "e")):
        nothing()
        assert model.query == link


@pytest.mark.parametrize("corners", ["a,b", "a,b,e", "a,b,c,d"])
def test_corners_that_there_are_not_are_named_and_ignored(corners):
    model = of_four()
    assert "no triangle with the corners" in model.restore(f"corners={corners}")[0]
    assert model.shown_corners == ("a", "b", "d")


def test_three_classes_choose_no_corners(model):
    assert "no triangle" in model.restore("corners=negative,neutral,positive")[0]
    assert model.shown_corners == ()
    model.choose_corner(0, "positive")
    assert model.query == ""
