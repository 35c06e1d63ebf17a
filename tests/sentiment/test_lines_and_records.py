"""Sets in one file: lines, records and sheets, as they are published."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from app.problem import Problem
from tests.sentiment.sets import CODES, ROWS, TEST, TRAIN, lines, pairs, read
from tests.sentiment.test_published_shapes import TEXTS
from tests.tables.test_shapes import workbook


def test_sheets_under_the_same_names_are_parts_of_one_table(tmp_path):
    head = ["text", "label"]
    corpus = read(
        tmp_path, workbook(train=[head, *TRAIN], test=[head, *TEST], about=[["made by hand"]]), "set.xlsx"
    )
    assert pairs(corpus) == sorted(ROWS)
    assert corpus.frame["split"].tolist() == ["train"] * 6 + ["test"] * 3


def merged(book, *ranges):
    """A workbook whose sheets have these cells merged."""
    found = io.BytesIO()
    listed = "".join(f'<mergeCell ref="{one}"/>' for one in ranges)
    cells = f"</sheetData><mergeCells>{listed}</mergeCells>".encode()
    with zipfile.ZipFile(io.BytesIO(book)) as plain, zipfile.ZipFile(found, "w") as whole:
        for name in plain.namelist():
            whole.writestr(name, plain.read(name).replace(b"</sheetData>", cells))
    return found.getvalue()


def test_a_cell_merged_downwards_holds_for_each_of_its_rows(tmp_path):
    rows = [
        ["Label", "Text"],
        ["positive", "so good"],
        ["", "good too"],
        ["negative", "so bad"],
        ["", "bad too"],
    ]
    sheet = merged(workbook(S=rows), "A2:A3", "A4:A5")
    right = [
        ("bad too", "negative"),
        ("good too", "positive"),
        ("so bad", "negative"),
        ("so good", "positive"),
    ]
    assert pairs(read(tmp_path, sheet, "set.xlsx")) == right


def test_a_long_text_that_many_cells_share_is_as_long_as_all_of_them(tmp_path, monkeypatch):
    monkeypatch.setattr("app.tables.reader.MOST_BYTES", 1_000_000)
    sheet = merged(workbook(S=[["so good " * 1_000, "positive"], *[["", "negative"]] * 200]), "A1:A201")
    assert len(sheet) < 100_000
    with pytest.raises(Problem, match="unpacks to more than 1 MB"):
        read(tmp_path, sheet, "set.xlsx")


def test_a_quote_that_is_not_closed_costs_its_row_alone(tmp_path):
    written = [f'"{text}",{kind}' for text, kind in ROWS * 2]
    written[4] = '"never closed,positive'
    corpus = read(tmp_path, "text,label\n" + lines(written), "set.csv")
    assert len(corpus.frame) == 17
    assert [str(row) for row in corpus.rejected] == ["Row 6, column count: its quotes do not pair."]


LINED = {
    "SNAP's named lines": "".join(
        f"product/productId: B{n}\nreview/score: {kind}\nreview/time: 1303862{n:03}\nreview/text: {text}\n\n"
        for n, (text, kind) in enumerate(ROWS)
    ),
    "PubMed's articles": "".join(
        f"###2429357{n}\n" + lines(f"{kind}\t{text}" for text, kind in part)
        for n, part in enumerate((TRAIN, TEST))
    ),
    "R's tables": '"text" "label"\n'
    + lines(f'"{n}" "{text}" "{kind}"' for n, (text, kind) in enumerate(ROWS)),
    "R's tables between tabs": "text\tlabel\n"
    + lines(f"{n}\t{text}\t{kind}" for n, (text, kind) in enumerate(ROWS)),
    "signs between cells": lines(f"65524{n}_!_{kind}_!_{text}_!_a, b" for n, (text, kind) in enumerate(ROWS)),
    "Hive's cells": lines(f"{n}\x01{kind}\x01{text}" for n, (text, kind) in enumerate(ROWS)),
    "Python's objects": lines(
        repr({"asin": n, "reviewText": t, "label": k}) for n, (t, k) in enumerate(ROWS)
    ),
    "a list of Python's objects": repr([{"text": text, "label": kind} for text, kind in ROWS]),
    "headings of another language": "Отзыв;Лайки;Оценка\n"
    + lines(f"{text};{n % 3};{kind}" for n, (text, kind) in enumerate(ROWS)),
    "a score by any name": "comentario;puntos\n"
    + lines(
        f"{text};{ {'negative': '-0,5', 'neutral': '0,00', 'positive': '0,8'}[kind] + str(n) }"
        for n, (text, kind) in enumerate(ROWS)
    ),
    "headings that are questions": "id. Response ID,seed. Seed,G01. How was it?,G02. Why?\n"
    + lines(f'{n},1748{n},{kind},"{text}"' for n, (text, kind) in enumerate(ROWS)),
}


@pytest.mark.parametrize("content", LINED.values(), ids=LINED.keys())
def test_lines_of_public_sets(tmp_path, content):
    assert pairs(read(tmp_path, content, "set.txt")) == sorted(ROWS)


RECORDS = {
    "Reddit's listing": {
        "kind": "Listing",
        "data": {
            "after": "t3_x",
            "children": [
                {
                    "kind": "t3",
                    "data": {"selftext": text, "title": f"Post {n}", "link_flair_text": kind, "score": 3 * n},
                }
                for n, (text, kind) in enumerate(ROWS)
            ],
        },
    },
    "patterns of a chat bot": {
        "intents": [
            {"tag": kind, "patterns": [text for text, own in ROWS if own == kind], "responses": ["So it is"]}
            for kind in CODES
        ]
    },
    "tokens beside the document": [
        {"document": text, "tokens": [{"text": w} for w in text.split()], "classifications": [kind]}
        for text, kind in ROWS
    ],
    "parts of a text with marks": {
        "messages": [
            {"text": [text[:5], {"type": "bold", "text": text[5:]}], "label": kind} for text, kind in ROWS
        ]
    },
    "what a model was tuned by": [
        {
            "contents": [
                {"role": who, "parts": [{"text": said}]} for who, said in (("user", text), ("model", kind))
            ]
        }
        for text, kind in ROWS
    ],
    "what a model is examined by": [
        {
            "input": [{"role": "system", "content": "Judge."}, {"role": "user", "content": text}],
            "ideal": kind,
        }
        for text, kind in ROWS
    ],
    "what most of three annotators say": [
        {
            "post_tokens": text.split(),
            "annotators": [
                {"annotator_id": n, "label": kind if n < 2 else ["neutral", "positive"][place % 2]}
                for n in range(3)
            ],
        }
        for place, (text, kind) in enumerate(ROWS)
    ],
    "stars beside a kind of product": [
        {"stars": kind, "review_body": text, "product_category": ["book", "phone"][n % 2]}
        for n, (text, kind) in enumerate(ROWS)
    ],
}


@pytest.mark.parametrize("found", RECORDS.values(), ids=RECORDS.keys())
def test_records_of_answers_and_tools(tmp_path, found):
    assert pairs(read(tmp_path, json.dumps(found), "set.json")) == sorted(ROWS)


def test_a_score_below_zero_is_a_mood_whatever_stands_beside(tmp_path):
    score = {"negative": -0.6, "neutral": 0.0, "positive": 0.4}
    found = {
        str(n): {"sentence": text, "info": [{"target": ["A", "B"][n % 2], "sentiment_score": score[kind]}]}
        for n, (text, kind) in enumerate(ROWS)
    }
    assert pairs(read(tmp_path, json.dumps(found), "fiqa.json")) == sorted(ROWS)


@pytest.mark.parametrize(
    ("column", "right"),
    [("is_clickbait", {"0", "1"}), ("claim", {"0", "1"}), ("label", {"negative", "positive"})],
)
def test_whether_it_is_so_is_no_mood(tmp_path, column, right):
    content = f"text,{column}\n" + lines(f'"{text}",{n % 2}' for n, text in enumerate(TEXTS))
    assert set(read(tmp_path, content, "set.csv").frame["label"]) == right


def test_two_texts_that_a_label_is_about_stand_together(tmp_path):
    content = "index\tquestion\tsentence\tlabel\n" + lines(
        f"{n}\tWhat of it, {n}?\t{text}\t{kind}" for n, (text, kind) in enumerate(ROWS)
    )
    found = pairs(read(tmp_path, content, "qnli.tsv"))
    assert found == sorted((f"What of it, {n}? | {text}", kind) for n, (text, kind) in enumerate(ROWS))
