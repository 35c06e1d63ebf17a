"""Sets of texts as they are published, and as visitors bring them: rows, encodings, sizes, refusals."""

import gzip
import subprocess
import sys

import pytest

from app.problem import Problem
from app.sentiment import load_texts
from app.sentiment.corpus import data_sets, load_corpus
from app.settings import Settings
from app.tables import reader
from tests.sentiment.sets import read
from tests.shared_data import shared

HEBREW = "\u05e9\u05dc\u05d5\u05dd 🚀"
ARABIC = "\u0645\u0631\u062d\u0628\u0627"
GOOD = "text,label\nup,positive\ndown,negative\nflat,neutral\n"


def test_headlines_as_published():
    corpus = load_corpus(shared("sentiment/SEntFiN.csv"))
    assert corpus.counts == {"negative": 2711, "neutral": 3446, "positive": 3363}
    assert len(corpus.frame) == 9520
    assert corpus.rejections == 0
    assert any("1,233 headlines have different labels" in note for note in corpus.notes)
    assert any("not a Python literal in 13 rows" in note and "3,616" in note for note in corpus.notes)
    first = corpus.frame.iloc[0]
    assert (first["id"], first["label"], first["entity"]) == ("1", "neutral", ("SpiceJet",))
    fund = corpus.frame.set_index("id").loc["3615", "entity"]
    assert fund == ("Sebi", "Osian's Art Fund")


def test_headlines_that_cannot_be_read_are_named(tmp_path):
    rows = ["S No.,Title,Decisions,Words", "1,Up,{'A': 'positive'},1", "2,Down,{'A': 'negative'},1"]
    rows += ["3,What,nonsense,1", "4,Which,{'A': 'sideways'},1", "5,,{'A': 'neutral'},1", "6,List,[1],1"]
    corpus = read(tmp_path, "\n".join(rows))
    assert [(r.row, r.column) for r in corpus.rejected] == [
        (4, "Decisions"),
        (5, "Decisions"),
        (6, "Title"),
        (7, "Decisions"),
    ]
    assert len(corpus.frame) == 2


def test_tweets_as_published(tweets):
    corpus = tweets.corpus
    assert corpus.counts == {"negative": 1133, "neutral": 719, "positive": 2348}
    assert corpus.frame["ratings"].map(len).agg(["min", "max"]).tolist() == [20, 99]
    assert corpus.frame["id"].is_unique
    assert "general" in corpus.about
    assert "Hutto" in corpus.citation
    assert "MIT" in corpus.licence


def test_aliases_case_and_blanks(tmp_path):
    labels = ["POS", " positive ", "+1", "bullish", "Neg ", "-1", "bearish", "negative", "0", "Neutral"]
    rows = "".join(f'text {n},"{label}"\n' for n, label in enumerate(labels))
    corpus = read(tmp_path, "Text , LABEL\n" + rows)
    assert corpus.counts == {"negative": 4, "neutral": 2, "positive": 4}
    assert "Labels that are numbers were read as -1 = negative, 0 = neutral, 1 = positive." in corpus.notes


@pytest.mark.parametrize(
    ("numbers", "meaning"),
    [
        ("01", ["negative", "positive"]),
        ("012", ["negative", "neutral", "positive"]),
        ("024", ["negative", "neutral", "positive"]),
    ],
)
def test_scales_of_numbers(tmp_path, numbers, meaning):
    corpus = read(tmp_path, "text,label\n" + "".join(f"text {n},{n}\n" for n in numbers))
    assert corpus.frame["label"].tolist() == meaning


def test_all_columns(tmp_path):
    corpus = read(
        tmp_path,
        "id;text;label;time;entity;split\n"
        "a;up;pos;2021-02-15 18:00;Acme; train\n"
        "b;down;neg;2021-02-15T19:00:00+01:00;Acme; Train\n"
        "c;flat;pos;yesterday;;test\n"
        'd;"fell; hard";neg;;Acme;test\n',
    )
    frame = corpus.frame
    assert frame["time"].dropna().astype(str).tolist() == ["2021-02-15 18:00:00", "2021-02-15 18:00:00"]
    assert frame["time"].isna().tolist() == [False, False, True, True]
    assert frame["entity"].tolist() == [("Acme",), ("Acme",), (), ("Acme",)]
    assert frame["split"].tolist() == ["train", "train", "test", "test"]
    assert frame["text"].iat[3] == "fell; hard"
    assert any("row 4 (“yesterday”)" in note for note in corpus.notes)


def test_cashtags_are_entities(tmp_path):
    frame = read(tmp_path, "text,label\n$aapl up,1\n$MSFT $AAPL down,-1\nnothing,0\n").frame
    assert frame["entity"].tolist() == [("AAPL",), ("MSFT", "AAPL"), ()]


def test_rows_that_cannot_be_used_are_named(tmp_path):
    corpus = read(tmp_path, GOOD + "  ,positive\nhm,sarcastic\nhm,\none,two,three\n\n")
    assert [str(reject) for reject in corpus.rejected] == [
        "Row 8, column count: 3 cells where the first row has 2.",
        "Row 5, column text: the text is empty.",
        "Row 6, column label: “sarcastic” is not a label this page knows.",
        "Row 7, column label: it is empty.",
    ]
    assert corpus.rejections == 4
    assert len(corpus.frame) == 3


def test_repeated_ids_are_told_apart(tmp_path):
    corpus = read(tmp_path, "id,text,label\n7,up,1\n7,down,-1\n,flat,0\n")
    assert corpus.frame["id"].tolist() == ["7", "7#3", "#4"]
    assert any("row 3 (“7” is in row 2 already) and 1 more" in note for note in corpus.notes)


@pytest.mark.parametrize("above", ["\n", "\r\n \t\r\n", ";\n\n", "\ufeff\n", "\n" * 20_000])
def test_blank_lines_above_the_first_row_are_skipped(tmp_path, above):
    corpus = read(tmp_path, above + "text;label\nup, up;1\ndown;-1\nhm;maybe\n")
    assert corpus.frame["text"].tolist() == ["up, up", "down"]
    # A row's number is its place in the file, blank lines and all.
    assert corpus.rejected[0].row == above.count("\n") + 4


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        (" \r\n;;\r\n", "is empty"),
        ('""\n', "is empty"),
        ("size,label\n1,1\n2,0\n", "no column “text”"),
        ("size,label\n1,positive\n2,negative\n", "no column “text”"),
        ("text,nonsense\nup,one\ndown,two\nflat,three\n", "no column “label”"),
        ("text\nup and down\ndown\n", "only column, “text”, holds texts without labels"),
        ("text,label\nup,pos\nmore,positive\n", "is labelled “positive”"),
        ("text,label\nup,x\ndown,y\n", "no row .* Row 2, column label: “x”"),
        ("text,label\n", "no row"),
        (
            'text,label\nup,1\n"down,-1\nflat,0\n',
            r"row 3 \(line 3\) on: a quote opened there",
        ),
        ('text,label\nup,1\n"do"wn,-1\n', "row 3"),
        (b"\xff\xfea", "starts like utf-16"),
        (b"text,label\n\x00\x01,1\n", "not a text file"),
    ],
)
def test_a_file_that_cannot_be_used(tmp_path, content, words):
    with pytest.raises(Problem, match=words):
        read(tmp_path, content)


def test_encodings(tmp_path):
    latin = read(tmp_path, "text,label\ncafé,1\nnon,-1\n".encode("latin-1"))
    assert latin.frame["text"].iat[0] == "café"
    assert any("not UTF-8 (line 2)" in note for note in latin.notes)
    for encoding in ("utf-8-sig", "utf-16"):
        assert read(tmp_path, GOOD.encode(encoding)).frame["text"].iat[0] == "up"
    assert read(tmp_path, gzip.compress(GOOD.encode())).frame["text"].iat[0] == "up"
    mixed = read(tmp_path, f"text,label\n{HEBREW},1\n{ARABIC},-1\n")
    assert mixed.frame["text"].tolist() == [HEBREW, ARABIC]


def test_size_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_BYTES", 1_000)
    with pytest.raises(Problem, match="at most"):
        read(tmp_path, GOOD + "x" * 1_000)
    with pytest.raises(Problem, match="unpacks to more than"):
        read(tmp_path, gzip.compress((GOOD + "x" * 5_000).encode()))
    monkeypatch.setattr(reader, "MOST_ROWS", 2)
    corpus = read(tmp_path, GOOD)
    assert len(corpus.frame) == 2
    assert any("the first 2 are used" in note for note in corpus.notes)


def test_a_split_that_cannot_be_used_is_ignored(tmp_path):
    for cells in (("train", "train", "train"), ("train", "test", "maybe"), ("train", "test", "test")):
        rows = zip(("up,1", "down,-1", "up up,1"), cells, strict=True)
        corpus = read(tmp_path, "text,label,split\n" + "".join(f"{row},{cell}\n" for row, cell in rows))
        assert "split" not in corpus.frame
        assert any("a fifth of the texts is held back" in note for note in corpus.notes)


def test_sets_of_the_operator(tmp_path):
    (tmp_path / "a").mkdir()
    for path in (tmp_path / "mine.csv", tmp_path / "a" / "mine.csv"):
        path.write_text(GOOD)
    settings = Settings.read({"VITRINE_TEXTS": f"{tmp_path}/mine.csv:{tmp_path}/a/mine.csv"})
    assert [data_set.name for data_set in data_sets(settings)] == [
        *("wire", "tweets", "reviews", "editorials", "films"),
        *("mine.csv", "mine.csv-2"),
    ]
    assert len(load_corpus("mine.csv-2", settings).frame) == 3
    assert Settings.read(settings.environment()) == settings
    with pytest.raises(Problem, match="neither a set of texts nor a file"):
        load_texts("nowhere.csv")


@pytest.mark.parametrize("given", [None, 3, ["tweets"]], ids=str)
def test_what_is_no_name_or_path_is_refused(given):
    with pytest.raises(Problem, match="name of a set or the path of a file"):
        load_texts(given)


def test_reading_texts_loads_neither_widgets_nor_scikit_learn():
    code = "import sys, app.sentiment; print(sorted({'sklearn', 'ipywidgets'} & {*sys.modules}))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
