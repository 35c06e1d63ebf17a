"""Sets whose splits, or other parts, stand in files of their own."""

from __future__ import annotations

import json

import pytest

from app.problem import Problem
from tests.sentiment.sets import CODES, ROWS, TEST, TRAIN, columns_apart, lines, pairs, read
from tests.sentiment.test_published_shapes import TEXTS
from tests.tables.test_packed import zipped

SPLIT = {
    "TweetEval": {
        **columns_apart("sentiment/{}_text.txt", "sentiment/{}_labels.txt"),
        "sentiment/mapping.txt": "0\tnegative\n1\tneutral\n2\tpositive\n",
    },
    "UIT-VSFC": columns_apart(
        "{}/sents.txt", "{}/sentiments.txt", [("{}/topics.txt", lambda row: len(row[0]) % 2)]
    ),
    "SNIPS": columns_apart(
        "snips/{}/seq.in", "snips/{}/label", [("snips/{}/seq.out", lambda row: "O " * len(row[0].split()))]
    ),
    "splits in folders": {
        f"{split}/data.csv": "text,label\n" + lines(f'"{text}",{label}' for text, label in rows)
        for split, rows in (("train", TRAIN), ("test", TEST))
    },
}


@pytest.mark.parametrize("files", SPLIT.values(), ids=SPLIT.keys())
def test_files_side_by_side_in_splits(tmp_path, files):
    corpus = read(tmp_path, zipped(files), "set.zip")
    assert pairs(corpus) == sorted(ROWS)
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 6, "test": 3}


def test_a_split_of_the_texts_alone_is_predicted_and_several_files_are_one_split(tmp_path):
    files = {
        "SST-2/train.tsv": "sentence\tlabel\n" + lines(f"{text}\t{CODES[kind]}" for text, kind in TRAIN),
        "SST-2/dev.tsv": "sentence\tlabel\n" + lines(f"{text}\t{CODES[kind]}" for text, kind in TEST),
        "SST-2/test.tsv": "index\tsentence\n0\tnobody knows of this one\n1\tnor of that one\n",
        "SST-2/phrases.train.tsv": "sentence\tlabel\ngreat phone\t2\nthe worst\t0\n",
    }
    corpus = read(tmp_path, zipped(files), "SST-2.zip")
    more = [("great phone", "positive"), ("the worst", "negative")]
    assert pairs(corpus) == sorted([*ROWS, *more])
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 8, "test": 3}
    assert set(corpus.unlabelled) == {"nobody knows of this one", "nor of that one"}


def test_a_split_whose_labels_have_another_name_is_not_said_to_have_none(tmp_path):
    files = {
        "train.csv": "text,label\n" + lines(f'"{text}",{kind}' for text, kind in TRAIN),
        "test.csv": "text,sentiment\n" + lines(f'"{text}",{kind}' for text, kind in TEST),
    }
    corpus = read(tmp_path, zipped(files), "set.zip")
    assert pairs(corpus) == sorted(TRAIN)
    assert corpus.unlabelled == ()
    assert any("holds 2 tables" in note and "“train.csv”, was read" in note for note in corpus.notes)


@pytest.mark.parametrize(
    "pattern", ["{split}_{kind}.csv", "set/{split}/{kind}.csv", "phones.{kind}.{split}.csv"]
)
def test_files_of_a_split_are_told_apart_by_their_names(tmp_path, pattern):
    files = {
        pattern.format(split=split, kind=kind): "id,text\n"
        + lines(f'{n},"{text}"' for n, (text, own) in enumerate(rows) if own == kind)
        for split, rows in (("train", TRAIN), ("test", TEST))
        for kind in CODES
        if any(own == kind for _, own in rows)
    }
    corpus = read(tmp_path, zipped(files), "set.zip")
    assert pairs(corpus) == sorted(ROWS)
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 6, "test": 3}


def test_texts_of_the_split_to_judge_that_were_learnt_from_stay(tmp_path):
    rows = "text,label\n" + lines(f'"{text}",{kind}' for text, kind in ROWS)
    corpus = read(tmp_path, zipped({"train.csv": rows, "test.csv": rows}), "set.zip")
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 9, "test": 9}


def test_texts_of_a_competition_are_left_to_be_predicted(tmp_path):
    files = {
        "sample_submission.csv": "id,target\n7,0\n",
        "test.csv": "id,text\n7,nobody knows of this one\n" + "8,nor of that one\n" * 30,
        "train.csv": "id,text,target\n"
        + lines(f'{n},"{text}",{kind}' for n, (text, kind) in enumerate(ROWS)),
    }
    corpus = read(tmp_path, zipped(files), "competition.zip")
    assert pairs(corpus) == sorted(ROWS)
    assert set(corpus.unlabelled) == {"nobody knows of this one", "nor of that one"}


def test_a_sample_beside_the_whole_is_no_part_of_it(tmp_path):
    rows = [f'"{text}",{kind}' for text, kind in ROWS]
    files = {"sample.csv": "text,label\n" + lines(rows[:3]), "whole.csv": "text,label\n" + lines(rows)}
    assert pairs(read(tmp_path, zipped(files), "set.zip")) == sorted(ROWS)


def test_texts_without_labels_are_said_to_be_predicted_elsewhere(tmp_path):
    content = lines(json.dumps({"id": n, "full_text": text, "lang": "en"}) for n, text in enumerate(TEXTS))
    with pytest.raises(Problem) as told:
        read(tmp_path, content, "tweets.jsonl")
    assert "“Try a text”" in told.value.remedy


def test_a_set_in_parts_of_which_one_holds_the_others_is_that_one(tmp_path):
    """The Financial PhraseBank: sentences on which half, two thirds, three quarters or all agree."""
    files = {
        f"Sentences_{share}Agree.txt": lines(f"{text}@{kind}" for text, kind in ROWS[:count])
        for share, count in (("All", 4), ("75", 6), ("66", 8), ("50", 9))
    }
    assert pairs(read(tmp_path, zipped({**files, "README.txt": "about"}), "set.zip")) == sorted(ROWS)
