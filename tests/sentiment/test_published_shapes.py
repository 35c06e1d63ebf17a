"""Sets in the shapes of public hubs, tools and exports; ``right.json`` holds what a person reads in them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import pytest

from app.problem import Problem
from app.sentiment.corpus import read_file
from tests.tables.test_shapes import workbook

FOLDER = Path(__file__).with_name("published")
RIGHT = json.loads((FOLDER / "right.json").read_text(encoding="utf-8"))
KINDS = ("positive", "negative", "neutral")
TEXTS = {
    "The battery lasts two days, great phone": "positive",
    "Screen cracked after a week": "negative",
    "It is a phone with a case": "neutral",
    "Love it! Would buy again": "positive",
    "Never again, terrible support": "negative",
    "Arrived on Tuesday as stated": "neutral",
    "Best purchase this year": "positive",
    "The worst charger I have owned": "negative",
    "Works perfectly, and so quiet": "positive",
}


def rows_of(corpus):
    return sorted(zip(corpus.frame["text"].str.strip(), corpus.frame["label"], strict=True))


@pytest.mark.parametrize("name", RIGHT)
def test_a_set_as_it_is_published(name):
    right = RIGHT[name]
    if "refused" in right:
        with pytest.raises(Problem, match=re.escape(right["refused"])):
            read_file(FOLDER / name)
        return
    corpus = read_file(FOLDER / name)
    if isinstance(right, list):
        named = dict(zip(KINDS, right, strict=False))
        assert rows_of(corpus) == sorted((text, named[kind]) for text, kind in TEXTS.items() if kind in named)
    elif "rows" in right:
        assert rows_of(corpus) == sorted((text.strip(), label) for text, label in right["rows"])
    elif "splits" in right:
        assert corpus.frame["split"].value_counts().to_dict() == right["splits"]
    elif "classes" in right:
        assert len(corpus.counts) == right["classes"]
    else:
        assert corpus.counts == right["counts"]


def test_every_set_has_its_right_reading():
    assert {path.name for path in FOLDER.iterdir()} - {"right.json"} == set(RIGHT)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("surveymonkey.csv", "The second row goes on with the heading (“Open-Ended Response”, “Response”"),
        ("qualtrics.csv", "The two rows below the names were left out"),
        ("booking_columns.csv", "Every cell of “negative_review”, “positive_review” was read as a text"),
        ("zero_shot.jsonl", "Columns “labels” and “scores” list every label with its score: the highest was"),
        ("token_lists.csv", "Column “tokens” holds lists of tokens: they were joined by blanks."),
        ("few_scores.csv", "up to -0.05 they were read as negative, from 0.05 on as positive"),
        ("nli_numbers.tsv", "“sentence1” and “sentence2” were joined, with “|” between, to one text"),
        ("tsv_quoted_column.tsv", "The quotes around every cell of column “text” were taken off."),
    ],
)
def test_what_was_made_of_a_set_is_said(name, said):
    assert any(said in note for note in read_file(FOLDER / name).notes)


@pytest.mark.parametrize(
    ("written", "right"),
    [
        # Words that are a label's, or a bar that is a table's, make no such shape.
        (
            "text,label\nso be it,response\nwhy is it,question\nyes indeed,response\nwho is it,question\n",
            None,
        ),
        ("1|good film\n0|bad film\n1|nice film\n0|sad film\n", None),
        (
            "tags,text,label\n\"['a', 'b', 'c', 'd']\",so be it,yes\n\"['a', 'b', 'c', 'd']\",not it,no\n"
            * 2,
            None,
        ),
        (
            'text\tlabel\n"up" it went\tyes\nso it "is"\tno\n"up"\tyes\n"no"\tno\n',
            ['"up" it went', 'so it "is"'],
        ),
        ("text,label\nso be it,-1\nnot it,-0.5\nit is,0.5\nit was,-0.5\nis it,0.5\n", ["-0.5", "0.5"]),
    ],
    ids=["responses", "bars", "tags", "quotes", "halves"],
)
def test_what_only_looks_like_such_a_set_is_read_as_before(tmp_path, written, right):
    path = tmp_path / "own.csv"
    path.write_text(written)
    corpus = read_file(path)
    marks = ("heading", "tokens", "Every cell", "every cell", "to one text", "the highest was")
    assert not [note for note in corpus.notes if any(mark in note for mark in marks)]
    held = {*corpus.frame["text"], *corpus.frame["label"]}
    assert len(corpus.frame) >= 4
    assert set(right or ()) <= held


def test_a_text_of_a_hundred_thousand_characters_is_one_text(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text(
        "text,label\n" + "".join(f'"{text}{" word" * 20_000}",{kind}\n' for text, kind in TEXTS.items())
    )
    assert read_file(path).counts == {"negative": 3, "neutral": 2, "positive": 4}


def test_what_names_the_labels_says_so_and_is_left_where_it_does_not_fit(tmp_path):
    def packed(names: str, called: str = "labels.txt") -> Path:
        path = tmp_path / "set.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(
                "train.csv", "text,label\n" + "".join(f'"{t}",{n % 3}\n' for n, t in enumerate(TEXTS))
            )
            archive.writestr(called, names)
        return path

    corpus = read_file(packed("bug\nquestion\npraise\n"))
    assert corpus.counts == {"bug": 3, "praise": 3, "question": 3}
    assert "“labels.txt” of “set.zip” was taken to name the labels." in corpus.notes
    # Names for two of three numbers name none of them.
    moods = {"negative": 3, "neutral": 3, "positive": 3}
    assert read_file(packed("bug\nquestion\n")).counts == moods
    # JSON that is no list names nothing.
    for other in ("3", "null", '"bug"'):
        assert read_file(packed(other, "labels.json")).counts == moods


def test_the_sheet_of_a_web_page_below_its_title(tmp_path):
    page = io.StringIO()
    page.write("<html><body><table><tr><td>menu</td></tr></table><table><tr><td colspan=2>Reviews</td></tr>")
    page.write(f"<tr><th colspan=²>Text<th colspan={'0' * 5_000}1>Label")
    for text, kind in TEXTS.items():
        page.write(f"<tr><td>{text} &amp; so<br>on<td>{kind}")
    path = tmp_path / "reviews.xls"
    path.write_text(page.getvalue() + "</table></body></html>")
    assert rows_of(read_file(path)) == sorted((f"{text} & so\non", kind) for text, kind in TEXTS.items())


def test_yaml_that_refers_to_itself_is_refused(tmp_path):
    path = tmp_path / "bomb.yml"
    path.write_text("- text: &a up\n  label: good\n- text: *a\n  label: bad\n")
    with pytest.raises(Problem, match="refers to parts of itself"):
        read_file(path)


def test_a_survey_as_a_workbook_reads_as_its_csv(tmp_path):
    source, sheet = FOLDER / "surveymonkey.csv", tmp_path / "survey.xlsx"
    rows = list(csv.reader(source.read_text(encoding="utf-8-sig").splitlines()))
    # Spreadsheets keep numbers as numbers.
    sheet.write_bytes(workbook(Sheet=[[int(c) if c.isdecimal() else c for c in row] for row in rows]))
    there, here = read_file(source), read_file(sheet)
    assert here.frame.equals(there.frame)
    assert here.notes == there.notes
