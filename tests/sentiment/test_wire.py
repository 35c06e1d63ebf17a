"""What is planted in the wire is found by what the page computes."""

import numpy as np
import pytest
from sklearn.metrics import accuracy_score

from app.problem import Problem
from app.sentiment.by_entity import by_time, sentiment
from app.sentiment.corpus import BUNDLED, load_corpus
from app.sentiment.review import Review
from app.sentiment.tokens import stem
from app.sentiment.trained import prepare
from data.wire import messages
from data.wire_stories import WIRE_STORIES as PLANTED


@pytest.fixture(scope="module")
def wire():
    try:
        return prepare(load_corpus("wire"))
    except Problem as problem:
        pytest.skip(f"needs the made wire: {problem}")


@pytest.fixture(scope="module")
def written(wire):
    """What the maker planted, a message a row of the set."""
    found = messages()
    assert [one.id for one in found] == wire.corpus.frame["id"].tolist()
    return found


@pytest.fixture(scope="module")
def review(wire):
    return Review(wire)


def test_the_page_opens_with_it_and_says_that_it_is_made(wire):
    assert next(iter(BUNDLED)) == "wire"
    assert "made" in wire.corpus.title
    assert "no company" in wire.corpus.about


def test_a_bag_of_words_scores_as_on_real_texts(wire):
    frame = wire.corpus.frame[wire.held]
    score = accuracy_score(frame["label"], wire.pipeline.predict(frame["text"].to_numpy(object)))
    assert 0.75 <= score <= 0.88
    assert wire.analysis().evaluation.accuracy.value == score


@pytest.mark.parametrize("misread", PLANTED.misread, ids=lambda one: one.word)
def test_misread_labels_are_queued_in_their_cell(review, written, misread):
    queue = review.queue((misread.taken, misread.meant))
    holding = [row for row in queue if written[row].planted == misread.word]
    wrong = [row for row in holding if written[row].label != written[row].meant]
    assert len(wrong) >= 0.8 * misread.texts
    # Whoever looks for the word there finds hardly anything else.
    assert len(wrong) >= 0.9 * len(holding)


def test_the_queue_finds_what_is_wrong(review, written):
    """Half of the first fifty are labels that were not meant; by chance it would be one in thirty."""
    wrong = [written[row].label != written[row].meant for row in review.queue()[:50]]
    assert np.mean(wrong) > 0.5


@pytest.mark.parametrize("unseen", PLANTED.unseen, ids=lambda one: one.word)
def test_an_unseen_word_is_named(wire, unseen):
    analysis = wire.analysis()
    rows = [row for row, text in enumerate(analysis.texts) if unseen.word in text]
    assert len(rows) == unseen.texts
    for row in rows:
        told = {share.token: share for share in analysis.explainer.explain(analysis.texts[row]).tokens}
        assert not told[stem(unseen.word)].known


def test_losses_that_slimmed_are_taken_for_bad_news(wire):
    analysis = wire.analysis()
    rows = [row for row, text in enumerate(analysis.texts) if "slimmed" in text]
    predicted = [analysis.classes[analysis.predicted[row]] for row in rows]
    assert predicted.count("negative") > len(rows) / 2


def test_sarcasm_is_taken_for_praise(review, written):
    rows = [row for row, one in enumerate(written) if one.planted == "sarcasm"]
    preferred = [review.classes[code] for code in review.probabilities[rows].argmax(axis=1)]
    assert preferred.count("positive") >= 8


def test_the_mood_about_one_company_turns_on_its_day(wire):
    analysis = wire.analysis()
    values = sentiment(analysis.probabilities, analysis.classes)
    course = by_time(analysis.frame, values, PLANTED.turn.company)
    before = course["time"].dt.date < PLANTED.turn.day
    assert np.average(course["mean"][before], weights=course["count"][before]) > 0.2
    assert np.average(course["mean"][~before], weights=course["count"][~before]) < -0.2


def test_none_is_learned_from_and_judged(wire):
    assert not wire.alike.leaked.any()
    assert not wire.alike.conflicting.any()
