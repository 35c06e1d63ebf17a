"""Sets whose texts, labels and splits stand in several files, lines or records, as they are published."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile

import pytest

from app.problem import Problem
from app.sentiment.corpus import read_file
from tests.sentiment.test_published_shapes import TEXTS
from tests.tables.test_packed import zipped
from tests.tables.test_shapes import workbook

ROWS = list(TEXTS.items())
CODES = {"negative": "0", "neutral": "1", "positive": "2"}
TRAIN, TEST = ROWS[:6], ROWS[6:]


def lines(cells):
    return "".join(f"{cell}\n" for cell in cells)


def read(tmp_path, content, name):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path)


def pairs(corpus):
    return sorted(zip(corpus.frame["text"].str.strip(), corpus.frame["label"], strict=True))


def columns_apart(text, label, more=()):
    """A file of texts and one of labels a split, and further files of as many lines."""
    return {
        pattern.format(split): lines(tell(row) for row in rows)
        for split, rows in (("train", TRAIN), ("test", TEST))
        for pattern, tell in ((text, lambda row: row[0]), (label, lambda row: CODES[row[1]]), *more)
    }


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


def by_kind(pattern, row):
    return {
        pattern.format(kind): "".join(row.format(n=n, text=text) for n, text in enumerate(texts))
        for kind in CODES
        if (texts := [text for text, own in ROWS if own == kind])
    }


TOGETHER = {
    "posts and their labels": {
        "gold-posts.txt": lines(TEXTS),
        "gold-labels.txt": lines({"negative": "n", "neutral": "0", "positive": "p"}[k] for _, k in ROWS),
    },
    "a CSV a label": {
        name: "title,text\n" + rows for name, rows in by_kind("{}.csv", 'So {n},"{text}"\n').items()
    },
    "a CSV a label, without headings": by_kind("{}.csv", '"{n}";"138632595";"pleease_shut";"{text}"\n'),
    "records of elements a label": by_kind(
        "books/{}.review",
        "<review>\n<id>\n{n}\n</id>\n<title>\nA & B\n</title>\n<text>\n{text}\n</text>\n</review>\n",
    ),
    "files called after their author": {
        "scale/subj.Dennis+Schwartz": lines(TEXTS),
        "scale/label.3class.Dennis+Schwartz": lines(kind for _, kind in ROWS),
        "scale/id.Dennis+Schwartz": lines(range(100, 109)),
    },
    "an index of the texts": {
        "full/index": lines(f"{label} ../data/inmail.{n}" for n, (_, label) in enumerate(ROWS)),
        **{f"data/inmail.{n}": text for n, (text, _) in enumerate(ROWS)},
    },
    "a table of file names": {
        "labels.csv": lines(f"doc{n}.txt,{label}" for n, (_, label) in enumerate(ROWS)),
        **{f"texts/doc{n}.txt": text for n, (text, _) in enumerate(ROWS)},
    },
    "parts of one table": {
        f"set/part{number}.csv": "id,content,class\n"
        + lines(f'{text[:4]}{number},"{text}",{k}' for text, k in rows)
        for number, rows in ((1, TRAIN), (2, TEST))
    },
    "folders with a licence in each": {
        **{f"text/{k}/LICENSE.txt": "free" for k in CODES},
        **{f"text/{k}/{n}.txt": text for n, (text, k) in enumerate(ROWS)},
    },
}


@pytest.mark.parametrize("files", TOGETHER.values(), ids=TOGETHER.keys())
def test_files_that_are_one_set(tmp_path, files):
    assert pairs(read(tmp_path, zipped(files), "set.zip")) == sorted(ROWS)


NUMBERED = "text,label\n" + lines(f'"{text}",{CODES[kind]}' for text, kind in ROWS)
NAMED = {"0": "billing", "1": "delivery", "2": "praise"}
NAMING = {
    "a codebook": {"codebook.csv": "code,label\n" + lines(f"{n},{name}" for n, name in NAMED.items())},
    "a card": {
        "README.md": "---\n  - name: label\n    dtype:\n      class_label:\n        names:\n"
        + lines(f"          '{n}': {name}" for n, name in NAMED.items())
        + "---\n# About\n"
    },
}


@pytest.mark.parametrize("naming", NAMING.values(), ids=NAMING.keys())
def test_what_stands_beside_names_the_labels(tmp_path, naming):
    corpus = read(tmp_path, zipped({"data/train.csv": NUMBERED, **naming}), "set.zip")
    assert pairs(corpus) == sorted((text, NAMED[CODES[kind]]) for text, kind in ROWS)


def test_texts_and_labels_are_joined_by_what_names_both(tmp_path):
    texts = "id,text\n" + lines(f'{n},"{text}"' for n, text in enumerate(TEXTS))
    labels = "id,mood\n" + lines(f"{n},{kind}" for n, (_, kind) in reversed(list(enumerate(ROWS))))
    corpus = read(tmp_path, zipped({"texts.csv": texts, "labels.csv": labels}), "set.zip")
    assert pairs(corpus) == sorted(ROWS)
    assert any("were joined by column “id”" in note for note in corpus.notes)


BY_ID = "id,text\n" + lines(f'{n},"{text}"' for n, text in enumerate(TEXTS, 1))
LABELS = "id,label\n" + lines(f"{n},{kind}" for n, (_, kind) in enumerate(ROWS, 1))


@pytest.mark.parametrize(
    "others",
    [
        {"lengths.csv": range(1, 5)},
        {"meta.csv": range(1, 8), "users.csv": range(1, 5)},
        {"meta.csv": [1, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8]},
    ],
    ids=["a shorter one", "two shorter ones", "one that names rows twice"],
)
def test_texts_stay_where_another_table_tells_of_some_only(tmp_path, others):
    texts = "id,text,label\n" + lines(f'{n},"{text}",{k}' for n, (text, k) in enumerate(ROWS, 1))
    more = {name: f"id,{name[:4]}\n" + lines(f"{n},{30 + n}" for n in rows) for name, rows in others.items()}
    assert pairs(read(tmp_path, zipped({"reviews.csv": texts, **more}), "set.zip")) == sorted(ROWS)


def test_short_texts_without_blanks_stay_too(tmp_path):
    rows = [
        ("质量很好", "positive"),
        ("非常喜欢", "positive"),
        ("物流太慢", "negative"),
        ("再也不买", "negative"),
    ] * 3
    rows = [
        (f"{text}{sign}", kind) for (text, kind), sign in zip(rows, "甲乙丙丁戊己庚辛壬癸子丑", strict=True)
    ]
    texts = "id,text,label\n" + lines(f"{n},{text},{kind}" for n, (text, kind) in enumerate(rows))
    ages = "id,age\n" + lines(f"{n},{30 + n}" for n in range(5))
    assert pairs(read(tmp_path, zipped({"texts.csv": texts, "ages.csv": ages}), "set.zip")) == sorted(rows)


def test_texts_whose_labels_are_known_for_some_only_stay_to_be_predicted(tmp_path):
    few = "".join(LABELS.splitlines(keepends=True)[:7])
    corpus = read(tmp_path, zipped({"texts.csv": BY_ID, "labels.csv": few}), "set.zip")
    assert pairs(corpus) == sorted(ROWS[:6])
    assert sorted(corpus.unlabelled) == sorted(text for text, _ in ROWS[6:])


def test_the_numbers_of_rows_do_not_name_the_rows_of_other_tables(tmp_path):
    files = {
        "texts.csv": "nr,text\n" + BY_ID.partition("\n")[2],
        "ranks.csv": "place,mood\n" + LABELS.partition("\n")[2],
        "authors.csv": "rank,author\n" + lines(f"{10 - n},Author {n}" for n in range(1, 10)),
    }
    with pytest.raises(Problem, match="has no column “label”"):
        read(tmp_path, zipped(files), "set.zip")


def test_numbers_of_rows_that_begin_anew_in_each_part_join_no_other_parts_labels(tmp_path):
    files = {
        f"{part}_{what}.csv": f"id,{what}\n" + lines(f'{n},"{row[place]}"' for n, row in enumerate(rows, 1))
        for part, rows in (("old", ROWS[:5]), ("new", ROWS[5:]))
        for place, what in enumerate(("text", "label"))
    }
    with pytest.raises(Problem, match=r"has no column “(text|label)”"):
        read(tmp_path, zipped(files), "set.zip")


def test_two_columns_of_one_name_are_both_joined(tmp_path):
    other = "id,label\n" + lines(f"{n},neutral" for n in range(1, 10))
    files = {"annotator_a.csv": LABELS, "annotator_b.csv": other, "texts.csv": BY_ID}
    corpus = read(tmp_path, zipped(files), "set.zip")
    assert pairs(corpus) == sorted(ROWS)
    place = corpus.columns.index("label (annotator_b)")
    assert [cells[place] for cells in corpus.cells] == ["neutral"] * 9


SAID = [(f"{text} , said {who}", kind) for who in ("Ann", "Ben", "Cleo") for text, kind in ROWS]
PHRASES = [("love it", "positive"), *reversed(SAID), ("a case", "neutral"), ("the worst", "negative")]


def test_how_many_texts_are_left_out_is_told(tmp_path):
    texts = "id,text\n" + lines(f'{n},"{text}"' for n, (text, _) in enumerate(SAID))
    # The first text has two labels, the last two have none.
    labels = "id,mood\n" + lines(
        f"{n},{kind}" for n, (_, kind) in [*enumerate(SAID[:25]), (0, ("", "positive"))]
    )
    corpus = read(tmp_path, zipped({"texts.csv": texts, "labels.csv": labels}), "set.zip")
    assert pairs(corpus) == sorted([*SAID[:25], (SAID[0][0], "positive")])
    assert "2 rows with texts that no other table names were left out." in corpus.notes


VALUES = {"negative": 0.2, "neutral": 0.5, "positive": 0.8}
INDEXED = {
    "datasetSentences.txt": "sentence_index\tsentence\n"
    + lines(f"{n}\t{text}" for n, (text, _) in enumerate(SAID, 1)),
    # 1 is what is learnt from, 2 is tested by, 3 is the development set.
    "datasetSplit.txt": "sentence_index,splitset_label\n"
    + lines(f"{n},{1 + n // 17 + n // 25}" for n in range(1, 28)),
    "dictionary.txt": lines(f"{text}|{n}" for n, (text, _) in enumerate(PHRASES)),
    "sentiment_labels.txt": "phrase ids|sentiment values\n"
    + lines(f"{n}|{VALUES[kind] + n / 1000:.5f}" for n, (_, kind) in enumerate(PHRASES)),
}


@pytest.mark.parametrize(
    "more",
    [
        {},
        {
            "README.txt": "Stanford Sentiment Treebank V1.0",
            "SOStr.txt": "Screen|cracked|after\nIt|is|a|phone\n",
        },
    ],
    ids=["alone", "with others"],
)
def test_tables_that_name_one_anothers_rows_are_one(tmp_path, more):
    corpus = read(
        tmp_path, zipped({f"sst/{name}": told for name, told in {**INDEXED, **more}.items()}), "a.zip"
    )
    assert pairs(corpus) == sorted(SAID)
    assert corpus.frame["split"].tolist() == ["train"] * 16 + ["test"] * 11


def test_a_long_dictionary_is_looked_up_whole(tmp_path, monkeypatch):
    monkeypatch.setattr("app.tables.reader.MOST_ROWS", 28)
    assert pairs(read(tmp_path, zipped(INDEXED), "a.zip")) == sorted(SAID)


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


PACKED = {
    "train.csv.zip": zipped({"train.csv": NUMBERED}),
    "data.zip": zipped({"train.csv": NUMBERED}),
    "reviews.csv.gz": gzip.compress(NUMBERED.encode()),
    "reviews.csv.xz": lzma.compress(NUMBERED.encode()),
}


@pytest.mark.parametrize("name", PACKED)
def test_what_is_packed_twice(tmp_path, name):
    corpus = read(tmp_path, zipped({f"set/{name}": PACKED[name], "set/readme.txt": "about"}), "set.zip")
    assert pairs(corpus) == sorted(ROWS)


def test_what_is_packed_twice_stays_within_the_limit(tmp_path):
    bomb = gzip.compress(b"0" * 101_000_000)
    with pytest.raises(Problem, match="unpacks to more than 100 MB"):
        read(tmp_path, zipped({"a.csv.gz": bomb}), "set.zip")


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
