"""Near-duplicates: found without comparing all pairs, and yet all of them."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics.pairwise import cosine_similarity

from app.sentiment import twins
from app.sentiment.corpus import load_corpus
from app.sentiment.leaks import Alike, bare
from app.sentiment.neighbours import Neighbours
from app.sentiment.twins import LIKE, Twins


def found(texts: list[str], labels: str) -> Twins:
    alike = Alike(texts, list(labels), np.zeros(len(texts), bool))
    return Twins(Neighbours(texts).space, alike)


TEXTS = [
    "The bus was late again, as it is on every single Monday",
    "Nobody answered the telephone for an hour and a half",
    "the BUS was late again, as it is on every single monday https://t.co/x1",
    "Nobody answered the telephone for an hour and half",
    "Warm bread, cold butter and a window on the lake",
    "Nobody answered the telephone for an hour and half of it",
    "Warm bread, cold butter and a window on the lake",
    "",
    "https://t.co/x2",
]


def test_near_duplicates_by_hand():
    one = found(TEXTS, "abacababa")
    # The bus and the bread are in two rows under one label; of the three about the telephone one has another.
    assert one.conflicting.tolist() == []
    assert set(one.rows.tolist()) == {0, 1, 2, 3, 4, 5, 6}
    # Those under two labels come first, with the one that they are nearly the same as.
    assert one.rows[:2].tolist() == [1, 3]
    assert one.of(1).row == 3
    assert one.of(3).row in (1, 5)
    assert [one.of(row).row for row in (0, 2, 4, 6)] == [2, 0, 6, 4]
    assert one.of(0).likeness == one.of(4).likeness == 1
    assert LIKE <= one.of(1).likeness < 1
    assert one.of(7) is one.of(8) is None


def test_one_text_under_two_labels_is_no_near_duplicate():
    one = found(TEXTS, "aabacdbab")
    assert one.conflicting.tolist() == [0, 2, 4, 6]
    assert set(one.rows.tolist()) == {1, 3, 5}
    assert [one.of(row).row for row in (0, 2, 4, 6)] == [2, 0, 6, 4]


def test_texts_of_several_labels_are_compared_with_one_of_another():
    one = found(["The same words"] * 5, "bbaac")
    assert one.conflicting.tolist() == [0, 1, 2, 3, 4]
    assert all("bbaac"[one.of(row).row] != "bbaac"[row] for row in range(5))


@pytest.mark.parametrize("at_once", [100, twins._AT_ONCE])
@pytest.mark.parametrize("numbers", [1_000, twins._NUMBERS])
@pytest.mark.parametrize("name", ["wire", "tweets"])
def test_all_pairs_are_found(monkeypatch, name, numbers, at_once):
    monkeypatch.setattr(twins, "_AT_ONCE", at_once)
    monkeypatch.setattr(twins, "_NUMBERS", numbers)
    frame = load_corpus(name).frame.head(1_200)
    texts, labels = frame["text"].to_numpy(object), frame["label"].to_numpy(str)
    space = Neighbours(texts).space
    one = Twins(space, Alike(texts, labels, np.zeros(len(texts), bool)))
    # Every text with every other, by scikit-learn.
    likeness = cosine_similarity(space)
    kept = np.array([bare(text) for text in texts])
    likeness[kept[:, None] == kept] = 1
    np.fill_diagonal(likeness, 0)
    near = likeness >= LIKE - 1e-9
    for row in range(len(texts)):
        other = near[row] & (labels != labels[row])
        partners = other if other.any() else near[row]
        twin = one.of(row)
        assert (twin is not None) == partners.any()
        if twin is not None:
            assert partners[twin.row]
            assert twin.likeness == pytest.approx(likeness[row][partners].max(), abs=1e-6)


def test_comparing_can_be_ended_between_its_parts(monkeypatch):
    monkeypatch.setattr(twins, "_NUMBERS", 20)
    calls = iter(range(3))
    with pytest.raises(StopIteration):
        Twins(
            Neighbours(TEXTS).space,
            Alike(TEXTS, list("abacababa"), np.zeros(len(TEXTS), bool)),
            calls.__next__,
        )


def test_no_text_at_all():
    one = found([], "")
    assert len(one.rows) == len(one.conflicting) == 0
