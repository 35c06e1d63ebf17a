import gzip
import subprocess
import sys
import zipfile

import pytest

from app.problem import Problem
from app.sentiment import load_texts
from app.sentiment.corpus import Choice, data_sets, load_corpus, read_file
from app.settings import Settings
from app.tables import reader
from tests.shared_data import shared, shared_cases


def own(tmp_path, content, name="mine.csv"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path)


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
    corpus = own(tmp_path, "\n".join(rows))
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
    corpus = own(tmp_path, "Text , LABEL\n" + rows)
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
    corpus = own(tmp_path, "text,label\n" + "".join(f"text {n},{n}\n" for n in numbers))
    assert corpus.frame["label"].tolist() == meaning


def test_all_columns(tmp_path):
    corpus = own(
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
    frame = own(tmp_path, "text,label\n$aapl up,1\n$MSFT $AAPL down,-1\nnothing,0\n").frame
    assert frame["entity"].tolist() == [("AAPL",), ("MSFT", "AAPL"), ()]


def test_rows_that_cannot_be_used_are_named(tmp_path):
    corpus = own(tmp_path, GOOD + "  ,positive\nhm,sarcastic\nhm,\none,two,three\n\n")
    assert [str(reject) for reject in corpus.rejected] == [
        "Row 8, column count: 3 cells where the first row has 2.",
        "Row 5, column text: the text is empty.",
        "Row 6, column label: “sarcastic” is not a label this page knows.",
        "Row 7, column label: it is empty.",
    ]
    assert corpus.rejections == 4
    assert len(corpus.frame) == 3


def test_repeated_ids_are_told_apart(tmp_path):
    corpus = own(tmp_path, "id,text,label\n7,up,1\n7,down,-1\n,flat,0\n")
    assert corpus.frame["id"].tolist() == ["7", "7#3", "#4"]
    assert any("row 3 (“7” is in row 2 already) and 1 more" in note for note in corpus.notes)


@pytest.mark.parametrize("above", ["\n", "\r\n \t\r\n", ";\n\n", "\ufeff\n", "\n" * 20_000])
def test_blank_lines_above_the_first_row_are_skipped(tmp_path, above):
    corpus = own(tmp_path, above + "text;label\nup, up;1\ndown;-1\nhm;maybe\n")
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
        own(tmp_path, content)


def test_encodings(tmp_path):
    latin = own(tmp_path, "text,label\ncafé,1\nnon,-1\n".encode("latin-1"))
    assert latin.frame["text"].iat[0] == "café"
    assert any("not UTF-8 (line 2)" in note for note in latin.notes)
    for encoding in ("utf-8-sig", "utf-16"):
        assert own(tmp_path, GOOD.encode(encoding)).frame["text"].iat[0] == "up"
    assert own(tmp_path, gzip.compress(GOOD.encode())).frame["text"].iat[0] == "up"
    mixed = own(tmp_path, f"text,label\n{HEBREW},1\n{ARABIC},-1\n")
    assert mixed.frame["text"].tolist() == [HEBREW, ARABIC]


def test_size_limits(tmp_path, monkeypatch):
    monkeypatch.setattr(reader, "MOST_BYTES", 1_000)
    with pytest.raises(Problem, match="at most"):
        own(tmp_path, GOOD + "x" * 1_000)
    with pytest.raises(Problem, match="unpacks to more than"):
        own(tmp_path, gzip.compress((GOOD + "x" * 5_000).encode()))
    monkeypatch.setattr(reader, "MOST_ROWS", 2)
    corpus = own(tmp_path, GOOD)
    assert len(corpus.frame) == 2
    assert any("the first 2 are used" in note for note in corpus.notes)


def test_a_split_that_cannot_be_used_is_ignored(tmp_path):
    for cells in (("train", "train", "train"), ("train", "test", "maybe"), ("train", "test", "test")):
        rows = zip(("up,1", "down,-1", "up up,1"), cells, strict=True)
        corpus = own(tmp_path, "text,label,split\n" + "".join(f"{row},{cell}\n" for row, cell in rows))
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


# ---- the shapes in which public sets come: each with what a person expects ----


def rows(*cells, separator=","):
    return "".join(separator.join(row) + "\n" for row in cells)


MOODS = [("good stock rises", "positive"), ("bad stock falls", "negative"), ("flat as ever", "neutral")] * 4


@pytest.mark.parametrize(
    ("heading", "row"),
    [
        ("review,sentiment", "{0},{1}"),
        (
            "tweet_id,airline_sentiment,airline_sentiment_confidence,airline,text,tweet_created",
            "{2},{1},0.9,Delta,{0},x",
        ),
        ("label;headline text", "{1};{0}"),
        ("Unnamed: 0,selected_text,sentiment,Time of Tweet", "{2},{0},{1},noon"),
        ("OriginalTweet,Sentiment,UserName", "{0},{1},u{2}"),
        ("id\tscore\tcomment_text", "{2}\t{1}\t{0}"),
        ("reviewText|overall|asin", "{0}|{1}|B{2}"),
    ],
)
def test_columns_by_the_names_of_public_sets(tmp_path, heading, row):
    lines = [row.format(text, label, number) for number, (text, label) in enumerate(MOODS)]
    corpus = own(tmp_path, "\n".join([heading, *lines]))
    assert list(zip(corpus.frame["text"], corpus.frame["label"], strict=True)) == MOODS


@pytest.mark.parametrize(
    ("content", "first"),
    [
        (
            rows(*[(label, f'"{text} , as they say"') for text, label in MOODS]),
            ("good stock rises , as they say", "positive"),
        ),
        (rows(*MOODS, separator="@"), ("good stock rises", "positive")),
        (
            rows(
                *[
                    ('"0"', f'"{n}"', '"Mon Apr 06 22:19:45 PDT 2009"', f'"is sad today {n}"')
                    for n in range(3)
                ]
            )
            + rows(
                *[
                    ('"4"', f'"{n}"', '"Mon Apr 06 22:19:45 PDT 2009"', f'"so glad of it {n}"')
                    for n in range(3, 6)
                ]
            ),
            ("is sad today 0", "negative"),
        ),
        (
            "".join(f"__label__{1 + n % 2} Great CD: song {n}\n" for n in range(6)),
            ("Great CD: song 0", "negative"),
        ),
        (
            "".join(f'{{"headline": "news of the day {n}", "is_sarcastic": {n % 2}}}\n' for n in range(6)),
            ("news of the day 0", "0"),
        ),
    ],
)
def test_columns_by_what_stands_in_them(tmp_path, content, first):
    frame = own(tmp_path, content).frame
    assert (frame["text"].iat[0], frame["label"].iat[0]) == first


@pytest.mark.parametrize(
    ("written", "classes"),
    [
        (["0", "4"], ["negative", "positive"]),
        (["1", "2"], ["negative", "positive"]),
        (["-1", "1"], ["negative", "positive"]),
        (["0.0", "1.0"], ["negative", "positive"]),
        (["False", "True"], ["negative", "positive"]),
        (["1", "2", "3"], ["negative", "neutral", "positive"]),
        (["LABEL_0", "LABEL_1", "LABEL_2"], ["negative", "neutral", "positive"]),
        (["negativo", "neutro", "positivo"], ["negative", "neutral", "positive"]),
        (["ham", "spam"], ["ham", "spam"]),
        (["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5"]),
        (
            ["Extremely Negative", "Negative", "Neutral", "Positive"],
            ["Extremely Negative", "Negative", "Neutral", "Positive"],
        ),
        (["World", "Sports", "Business", "Sci/Tech"], ["World", "Sports", "Business", "Sci/Tech"]),
        ([f"topic {n}" for n in range(20)], [f"topic {n}" for n in range(20)]),
    ],
)
def test_what_labels_mean(tmp_path, written, classes):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, label in enumerate(written * 3))
    corpus = own(tmp_path, content)
    assert corpus.frame["label"].tolist() == classes * 3
    assert corpus.meaning == dict(zip(written, classes, strict=True))
    assert bool(corpus.notes) == (written != ["negativo", "neutro", "positivo"])


def test_numbers_of_a_class_are_no_moods(tmp_path):
    content = "count,hate_speech,class,tweet\n" + "".join(f"3,{n % 2},{n % 3},words {n}\n" for n in range(9))
    assert own(tmp_path, content).counts == {"0": 3, "1": 3, "2": 3}


def test_one_slip_is_rejected_and_no_class(tmp_path):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS * 10))
    corpus = own(tmp_path, content + "hm,sarcastic\n")
    assert corpus.counts == {"negative": 40, "neutral": 40, "positive": 40}
    assert [reject.row for reject in corpus.rejected] == [122]


@pytest.mark.parametrize(
    "cell", ['"positive,negative"', "positive;negative", "\"['positive', 'negative']\"", "positive|negative"]
)
def test_a_row_with_several_labels_is_named(tmp_path, cell):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS))
    corpus = own(tmp_path, content + f"mixed,{cell}\n")
    assert len(corpus.frame) == 12
    assert "names several labels" in str(corpus.rejected[0])


def test_a_visitor_chooses_columns_and_meanings(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text(
        "body,title,mark\n" + "".join(f"long long body {n},short {n},{n % 3}\n" for n in range(9))
    )
    guessed = read_file(path)
    assert (guessed.roles["text"], guessed.meaning) == (
        "body",
        {"0": "negative", "1": "neutral", "2": "positive"},
    )
    assert guessed.columns == ("body", "title", "mark")
    choice = Choice({"text": "title", "label": "mark"}, {"0": "negative", "1": "positive", "2": ""})
    chosen = read_file(path, choice=choice)
    assert chosen.frame["text"].tolist()[:2] == ["short 0", "short 1"]
    assert chosen.counts == {"negative": 3, "positive": 3}
    assert "left out by choice" in str(chosen.rejected[0])
    assert "The labels were read as chosen: 0 = negative, 1 = positive, 2 = left out." in chosen.notes


def test_texts_are_read_as_people_write_them(tmp_path):
    content = "text,label\nI &lt;3 it &amp; more<br /><br />yes,1\ncafe\u0301,0\n"
    assert own(tmp_path, content).frame["text"].tolist() == ["I <3 it & more\n\nyes", "caf\u00e9"]


def test_a_split_of_texts_without_labels_is_left_out(tmp_path):
    lines = [f"some words {n},{label},{'train' if n < 8 else 'test'}" for n, (_, label) in enumerate(MOODS)]
    corpus = own(tmp_path, "\n".join(["text,label,split", *lines, "whatever,positive,unsup"]) + "\n")
    assert corpus.frame["split"].tolist() == ["train"] * 8 + ["test"] * 4
    assert corpus.unlabelled == ("whatever",)
    assert any("1 text of a split without labels" in note for note in corpus.notes)


@pytest.mark.parametrize(
    ("column", "numbers", "test"),
    [
        ("split", [1] * 8 + [2, 2, 3, 3], 4),
        ("set", [0] * 8 + [1] * 4, 4),
        ("split", [1] * 12, 0),
        ("split", [1] * 7 + [2, 3, 4, 5, 5], 0),
        ("fold", [0] * 8 + [1, 1, 2, 2], 0),
    ],
    ids=["three sets", "two sets", "one number", "folds", "a column of folds"],
)
def test_numbers_of_two_or_three_sets_are_splits_and_others_are_not(tmp_path, column, numbers, test):
    lines = [f"some words {n},{label},{numbers[n]}" for n, (_, label) in enumerate(MOODS)]
    corpus = own(tmp_path, "\n".join([f"text,label,{column}", *lines]) + "\n")
    held = corpus.frame["split"].tolist() if "split" in corpus.frame else []
    assert held == (["train"] * (12 - test) + ["test"] * test if test else [])
    told = [note for note in corpus.notes if "which most rows have" in note]
    judged = " and ".join(dict.fromkeys(map(str, numbers[8:])))
    assert told == (
        [f"Column {column}: {numbers[0]}, which most rows have, was read as train, {judged} as test."]
        if test
        else []
    )


def test_day_and_time_of_day_in_two_columns_are_one_time(tmp_path):
    content = "text,label,date,time\nup,1,24/02/2015,09:30\ndown,0,05/02/2015,18:00\n"
    assert own(tmp_path, content).frame["time"].astype(str).tolist() == [
        "2015-02-24 09:30:00",
        "2015-02-05 18:00:00",
    ]


def test_every_handed_shape_is_read_or_refused_in_words():
    found = {path.name.split("_")[0]: path for path in shared_cases("texts").glob("a*")}
    counts = {name: load_corpus(path).counts for name, path in found.items() if name != "a52"}
    assert {
        name: sum(count.values())
        for name, count in counts.items()
        if name in ("a01", "a05", "a06", "a20", "a45")
    } == {
        "a01": 2,
        "a05": 25,
        "a06": 27,
        "a20": 27,
        "a45": 481,
    }
    with pytest.raises(Problem, match="holds texts without labels"):
        load_corpus(found["a52"])


SEVEN = "negative negative neutral neutral neutral positive positive"


@pytest.mark.parametrize(
    ("scores", "moods"),
    [
        # VADER's compound score and the Stanford Sentiment Treebank's, as their authors cut them.
        (
            [-0.9, -0.05, -0.04, 0.0, 0.04, 0.05, 0.9],
            SEVEN,
        ),
        (
            [0.0, 0.4, 0.41, 0.5, 0.59, 0.61, 1.0],
            SEVEN,
        ),
    ],
)
def test_scores_are_moods_by_their_range(tmp_path, scores, moods):
    steps = [round(scores[0] + n / 1000, 4) for n in range(30)]
    lines = [f"some words {n},{score}" for n, score in enumerate([*scores, *steps])]
    corpus = own(tmp_path, "\n".join(["text,score", *lines]) + "\n")
    assert corpus.frame["label"].tolist()[:7] == moods.split()
    assert any("Labels are numbers from" in note for note in corpus.notes)


def test_numbers_below_zero_are_moods_by_any_name(tmp_path):
    content = "comment,category\n" + "".join(f"some words {n},{n % 3 - 1}\n" for n in range(12))
    assert own(tmp_path, content).counts == {"negative": 4, "neutral": 4, "positive": 4}


def test_decimal_commas_are_numbers(tmp_path):
    cells = ("-1,0", "0,0", "1,0")
    content = "text;score\n" + "".join(f"some words {n};{cells[n % 3]}\n" for n in range(12))
    assert own(tmp_path, content).counts == {"negative": 4, "neutral": 4, "positive": 4}


def test_what_programs_write_for_nothing_is_nothing(tmp_path):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS * 3))
    corpus = own(tmp_path, content + "nan,positive\nwhatever,nan\nsome,NULL\n")
    assert len(corpus.frame) == 36
    assert [str(one) for one in corpus.rejected] == [
        "Row 38, column text: “nan” stands for no text.",
        "Row 39, column label: it is empty.",
        "Row 40, column label: it is empty.",
    ]
    assert corpus.unlabelled == ("whatever", "some")


def test_the_fuller_name_and_the_column_that_says_something(tmp_path):
    content = "id,Title,Review Text,Always label,Rating\n" + "".join(
        f"{n},,the review {n} of it,False,{n % 2 + 1}\n" for n in range(12)
    )
    corpus = own(tmp_path, content)
    assert (corpus.roles["text"], corpus.roles["label"]) == ("review text", "rating")


def test_dates_are_found_under_any_name(tmp_path):
    content = "TweetAt,OriginalTweet,Sentiment\n" + "".join(
        f"{16 + n % 9}-03-2020,some words {n},{label}\n" for n, (_, label) in enumerate(MOODS)
    )
    assert own(tmp_path, content).frame["time"].astype(str).iat[0] == "2020-03-16"


def test_a_folder_of_texts_without_labels_is_offered_for_prediction(tmp_path):
    path = tmp_path / "set.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for folder in ("train/pos", "train/neg", "train/unsup", "test/pos", "test/neg"):
            for n in range(3):
                archive.writestr(f"aclImdb/{folder}/{n}_7.txt", f"a film {folder} {n}")
    corpus = read_file(path)
    assert corpus.counts == {"negative": 6, "positive": 6}
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 6, "test": 6}
    assert len(corpus.unlabelled) == 3
