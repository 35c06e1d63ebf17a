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


@pytest.mark.parametrize(
    ("heading", "name"), [("emot,field1", 1), ("field1,emot", 0), ("label,label_name", 1)]
)
def test_what_numbers_count_is_called_by_the_words_beside_them(tmp_path, heading, name):
    named = [("10", "joy"), ("20", "fear"), ("30", "anger")]
    told = [pair if name else pair[::-1] for pair in named]
    rows = [f"1,some words {n},{','.join(told[n % 3])}" for n in range(12)]
    found = own(tmp_path, f"sex,situation,{heading}\n" + "".join(f"{row}\n" for row in rows))
    assert found.frame["label"].tolist() == ["joy", "fear", "anger"] * 4


@pytest.mark.parametrize("heading", ["text,label,source", "text,label,city"])
def test_a_column_in_step_with_a_named_one_of_another_name_is_no_label(tmp_path, heading):
    rows = [f"some words {n},{n % 2},{['imdb', 'yelp'][n % 2]}" for n in range(12)]
    assert labels(tmp_path, heading, rows) == ["negative", "positive"] * 6


def test_words_that_tell_more_or_less_than_the_numbers_are_no_names_of_them(tmp_path):
    rows = [f"some words {n},{n % 2},{['red', 'blue', 'grey'][n % 3]}" for n in range(12)]
    assert labels(tmp_path, "text,label,colour", rows) == ["negative", "positive"] * 6


def test_a_score_of_its_own_for_each_of_a_few_texts_is_a_score(tmp_path):
    rows = [f"some words {n},{n / 12:.4f}" for n in range(13)]
    # Up to .4 negative, from .6 on positive: 0 to 4 of 12, 5 to 7, 8 to 12.
    right = ["negative"] * 5 + ["neutral"] * 3 + ["positive"] * 5
    assert labels(tmp_path, "text,target", rows) == right


def test_labels_that_a_split_hides_are_none(tmp_path):
    rows = [f"some words {n},{n % 2},{'train' if n < 8 else 'validation'}" for n in range(12)]
    hidden = [f"other words {n},-1,test" for n in range(5)]
    found = own(tmp_path, "sentence,label,split\n" + "".join(f"{row}\n" for row in rows + hidden))
    assert found.counts == {"negative": 6, "positive": 6}
    assert set(found.unlabelled) == {f"other words {n}" for n in range(5)}
    more = [f"still other words {n},-1,test_mismatched" for n in range(3)]
    found = own(tmp_path, "sentence,label,split\n" + "".join(f"{row}\n" for row in rows + hidden + more))
    assert found.counts == {"negative": 6, "positive": 6}
    found = own(tmp_path, "sentence,label,split\n" + "".join(f"{row}\n" for row in [*rows, hidden[0]]))
    assert found.counts == {"negative": 1, "neutral": 6, "positive": 6}
    # Where −1 stands in every split it is a label.
    shown = [row.replace("words 1,1", "words 1,-1") for row in rows]
    found = own(tmp_path, "sentence,label,split\n" + "".join(f"{row}\n" for row in shown + hidden))
    assert found.counts == {"negative": 6, "neutral": 6, "positive": 5}


def test_dates_are_no_texts_whatever_their_column_is_called(tmp_path):
    rows = [f"2015-04-{10 + n},some words {n},{'45'[n % 2]}" for n in range(12)]
    found = own(tmp_path, "date_review,remarks,overall_rating\n" + "".join(f"{row}\n" for row in rows))
    assert found.roles["text"] == "remarks"
    assert "time" in found.frame


def test_of_columns_that_nothing_names_the_last_is_the_label(tmp_path):
    browser, device, said = ("Edge", "Opera"), ("phone", "desk"), ("fine", "not fine")
    rows = [f"some words {n},{browser[n // 2 % 2]},{device[n % 2]},{said[n // 6]}" for n in range(12)]
    found = labels(tmp_path, "description,browser used,device used,is_response", rows)
    assert found == ["fine"] * 6 + ["not fine"] * 6
