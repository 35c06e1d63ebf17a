"""Which column is what, and what labels mean, in the shapes in which public sets come."""

import zipfile

import pytest

from app.problem import Problem
from app.sentiment.corpus import Choice, load_corpus, read_file
from tests.sentiment.sets import read
from tests.shared_data import shared_cases


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
    corpus = read(tmp_path, "\n".join([heading, *lines]))
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
    frame = read(tmp_path, content).frame
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
    corpus = read(tmp_path, content)
    assert corpus.frame["label"].tolist() == classes * 3
    assert corpus.meaning == dict(zip(written, classes, strict=True))
    assert bool(corpus.notes) == (written != ["negativo", "neutro", "positivo"])


def test_numbers_of_a_class_are_no_moods(tmp_path):
    content = "count,hate_speech,class,tweet\n" + "".join(f"3,{n % 2},{n % 3},words {n}\n" for n in range(9))
    assert read(tmp_path, content).counts == {"0": 3, "1": 3, "2": 3}


def test_one_slip_is_rejected_and_no_class(tmp_path):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS * 10))
    corpus = read(tmp_path, content + "hm,sarcastic\n")
    assert corpus.counts == {"negative": 40, "neutral": 40, "positive": 40}
    assert [reject.row for reject in corpus.rejected] == [122]


@pytest.mark.parametrize(
    "cell", ['"positive,negative"', "positive;negative", "\"['positive', 'negative']\"", "positive|negative"]
)
def test_a_row_with_several_labels_is_named(tmp_path, cell):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS))
    corpus = read(tmp_path, content + f"mixed,{cell}\n")
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
    assert read(tmp_path, content).frame["text"].tolist() == ["I <3 it & more\n\nyes", "caf\u00e9"]


def test_a_split_of_texts_without_labels_is_left_out(tmp_path):
    lines = [f"some words {n},{label},{'train' if n < 8 else 'test'}" for n, (_, label) in enumerate(MOODS)]
    corpus = read(tmp_path, "\n".join(["text,label,split", *lines, "whatever,positive,unsup"]) + "\n")
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
    corpus = read(tmp_path, "\n".join([f"text,label,{column}", *lines]) + "\n")
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
    assert read(tmp_path, content).frame["time"].astype(str).tolist() == [
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
    corpus = read(tmp_path, "\n".join(["text,score", *lines]) + "\n")
    assert corpus.frame["label"].tolist()[:7] == moods.split()
    assert any("Labels are numbers from" in note for note in corpus.notes)


def test_numbers_below_zero_are_moods_by_any_name(tmp_path):
    content = "comment,category\n" + "".join(f"some words {n},{n % 3 - 1}\n" for n in range(12))
    assert read(tmp_path, content).counts == {"negative": 4, "neutral": 4, "positive": 4}


def test_decimal_commas_are_numbers(tmp_path):
    cells = ("-1,0", "0,0", "1,0")
    content = "text;score\n" + "".join(f"some words {n};{cells[n % 3]}\n" for n in range(12))
    assert read(tmp_path, content).counts == {"negative": 4, "neutral": 4, "positive": 4}


def test_what_programs_write_for_nothing_is_nothing(tmp_path):
    content = "text,label\n" + "".join(f"some words {n},{label}\n" for n, (_, label) in enumerate(MOODS * 3))
    corpus = read(tmp_path, content + "nan,positive\nwhatever,nan\nsome,NULL\n")
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
    corpus = read(tmp_path, content)
    assert (corpus.roles["text"], corpus.roles["label"]) == ("review text", "rating")


def test_dates_are_found_under_any_name(tmp_path):
    content = "TweetAt,OriginalTweet,Sentiment\n" + "".join(
        f"{16 + n % 9}-03-2020,some words {n},{label}\n" for n, (_, label) in enumerate(MOODS)
    )
    assert read(tmp_path, content).frame["time"].astype(str).iat[0] == "2020-03-16"


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
