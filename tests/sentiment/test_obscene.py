"""Obscene texts of the bundled sets: out of the tables, in the counts, and back when asked for."""

import numpy as np
import pandas as pd
import pytest

from app.sentiment.analysis import Analysis
from app.sentiment.corpus.obscene import obscene
from app.sentiment.model import SentimentModel
from app.sentiment.review import Review
from app.sentiment.review_walk import ReviewWalk
from app.sentiment.views.text_table import TextTable


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What the FUCK", True),
        ("holy shit!", True),
        ("damned if I do", True),
        ("such a jackass", True),
        ("kick his ass.", True),
        ("f*** this", True),
        ("you bastards, what porn", True),
        ("pricked by a prickly pear, retardant foam", False),
        ("a class act, assessed en masse", False),
        ("Scunthorpe and Matsushita", False),
        ("Dick Cheney spoke", False),
        ("a cockpit, a peacock, a Wankel engine", False),
        ("awful, hell of a day", False),
    ],
)
def test_words(text, found):
    assert obscene(text) is found


def test_the_tweets_hold_about_as_many_as_were_counted_by_hand(tweets):
    """217 by the list of whoever counted first; two lists need not agree about the last word.

    Of better-profanity's 916 words (0.7.0), those in tweets that are not marked are mild (*hell*, *crap*) or
    mean something else as often (*ugly*, *kill*); it misses 13 tweets that are marked.
    """
    assert abs(int(tweets.corpus.frame["obscene"].sum()) - 217) <= 10


class Sure:
    """Says of every text what its first number is."""

    classes_ = np.array(["negative", "positive"])

    def predict_proba(self, texts):
        shares = np.array([float(text.split()[0]) for text in texts])
        return np.column_stack([1 - shares, shares])


FRAME = pd.DataFrame(
    {
        "id": list("abcd"),
        "text": [".9 nice", ".8 damn", ".2 bad", ".1 shit"],
        "label": ["positive", "negative", "negative", "negative"],
        "obscene": [False, True, False, True],
    }
)


def test_they_are_counted_and_not_listed_until_asked_for():
    model = SentimentModel(Analysis.of(Sure(), FRAME))
    table = TextTable(model)
    table.redraw()
    assert (model.selected, model.total) == (4, 4)
    assert sorted(model.rows()) == [0, 2]
    assert (table.found, table.unlisted) == (2, 2)
    assert {row["text"] for row in table.rows} == {".9 nice", ".2 bad"}
    model.obscene = True
    table.redraw()
    assert sorted(model.rows()) == [0, 1, 2, 3]
    assert "obscene=1" in model.query
    again = SentimentModel(Analysis.of(Sure(), FRAME))
    assert again.restore(model.query) == []
    assert again.obscene


def test_a_visitors_own_texts_are_all_listed():
    model = SentimentModel(Analysis.of(Sure(), FRAME.drop(columns="obscene")))
    assert len(model.rows()) == 4
    assert model.unlisted == 0


def test_the_review_leaves_them_out_too(tweets):
    walk = ReviewWalk()
    walk.take(Review(tweets))
    marked = tweets.corpus.frame["obscene"].to_numpy()
    queued = walk.left
    assert not marked[walk.review.queue()].any()
    assert walk.left == sum(queue.texts for queue in walk.queues())
    walk.list_obscene(True)
    assert walk.left > queued
    assert marked[walk.review.queue()].any()
