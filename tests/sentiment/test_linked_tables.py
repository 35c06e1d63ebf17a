"""Tables of one archive that name one another's rows."""

from __future__ import annotations

import pytest

from app.problem import Problem
from tests.sentiment.sets import ROWS, lines, pairs, read
from tests.sentiment.test_published_shapes import TEXTS
from tests.tables.test_packed import zipped


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
