"""Tables that look like another kind at some place of them, and are read by their columns all the same."""

from __future__ import annotations

import pytest

from app.sentiment.corpus import read_file
from app.sentiment.corpus.labels import read_labels

PARTS = ["food: 5; service: 3", "food: 2; service: 4", "food: 1; service: 5", "food: 4; service: 2"]
PLACES = ["{'sleep quality': 4.0, 'value': 5.0}", "{'sleep quality': 3.0, 'value': 2.0}"]
VOTES = ["{'useful': 3, 'funny': 1}", "{'useful': 0, 'funny': 2}"]


def own(tmp_path, content, name="own.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return read_file(path)


def labels(tmp_path, heading, rows):
    return own(tmp_path, f"{heading}\n" + "".join(f"{row}\n" for row in rows)).frame["label"].tolist()


@pytest.mark.parametrize(
    ("heading", "told", "cells"),
    [
        ("sentiment,text,aspects", ["positive", "negative"], PARTS),
        ("rating,text,property_dict", ["5", "1"], PLACES),
        ("stars,text,votes", ["5", "2"], VOTES),
        ("helpful,text,aspects", ["yes", "no"], PARTS),
    ],
)
def test_scores_in_a_cell_beside_a_label_are_about_parts(tmp_path, heading, told, cells):
    rows = [f'{told[n % 2]},some words {n},"{cells[n // 2 % len(cells)]}"' for n in range(16)]
    assert labels(tmp_path, heading, rows) == told * 8


@pytest.mark.parametrize("heading", ["text,sentiment,city", "text,scores,city", "text,label,rating"])
def test_scores_of_moods_in_a_cell_are_the_label_beside_other_columns(tmp_path, heading):
    cells = ["positive: 0.91; negative: 0.09", "negative: 0.8; positive: 0.2"]
    city = ["3", "4", "5"] if heading.endswith("rating") else ["Rome", "Oslo", "Bern"]
    rows = [f"some words {n},{cells[n % 2]},{city[n % 3]}" for n in range(12)]
    assert labels(tmp_path, heading, rows) == ["positive", "negative"] * 6


@pytest.mark.parametrize(("label", "scores"), [("good/nice", ["4,5", "3,5"]), ("good/nice", ["4/5", "2,5"])])
def test_one_label_with_a_slash_beside_one_score_is_one_label(tmp_path, label, scores):
    rows = [f'some words {n},{[label, "bad/sad"][n % 2]},"{scores[n % 2]}"' for n in range(8)]
    assert set(labels(tmp_path, "text,label,score", rows)) == {label, "bad/sad"}


@pytest.mark.parametrize(
    ("column", "yes", "no"),
    [
        ("goods damaged", "yes", "no"),
        ("bullying", "yes", "no"),
        ("covid_positive", "yes", "no"),
        ("looks like a robot", "yes", "no"),
        ("recommended or not", "yes", "no"),
        ("would never recommend", "negative", "positive"),
        ("wouldn't recommend", "negative", "positive"),
        ("would you recommend this product to a friend?", "positive", "negative"),
        ("satisfied with the delivery", "positive", "negative"),
        ("not_satisfied", "negative", "positive"),
        ("disliked", "negative", "positive"),
        ("recommended ind", "positive", "negative"),
        ("is_bullish", "positive", "negative"),
        ("is_negative", "negative", "positive"),
    ],
)
def test_a_column_asks_for_praise_or_blame_or_for_something_else(column, yes, no):
    assert read_labels(["yes", "no"] * 4, column).meaning == {"yes": yes, "no": no}


@pytest.mark.parametrize(
    ("column", "percents", "classes"),
    [
        ("label", "10% 20% 30%", 3),
        ("discount", "10% 20% 30%", 3),
        ("score", "10% 20% 30%", 3),
        ("discount", "30% 50% 70%", 3),
        ("label", "5% 50% 95%", 0),
        ("sentiment score", "30% 50% 70%", 0),
    ],
)
def test_percents_are_a_score_where_low_and_high_ones_are(column, percents, classes):
    read = read_labels(percents.split() * 4, column)
    moods = ["negative", "neutral", "positive"]
    assert list(read.meaning.values()) == (percents.replace("%", "").split() if classes else moods)
    assert read.scored is not bool(classes)


def test_hours_beside_a_label_are_no_labels(tmp_path):
    rows = [f"some words {n},Mon: {9 + n % 2}; Tue: 10,{['up', 'down'][n % 2]}" for n in range(12)]
    assert labels(tmp_path, "text,hours,label", rows) == ["up", "down"] * 6
