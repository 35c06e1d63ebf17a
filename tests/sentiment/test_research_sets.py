"""Sets in the shapes in which research publishes them: dialogues, ratings, counted words."""

from __future__ import annotations

import json

import pytest

from app.problem import Problem
from app.sentiment.corpus import read_file
from tests.sentiment.sets import CODES, ROWS, TEST, TRAIN, lines, pairs, read
from tests.tables.test_packed import zipped

TALKS = (ROWS[:2], ROWS[2:4], ROWS[4:6], ROWS[6:])
EMOTIONS = {"negative": "1", "neutral": "0", "positive": "4"}
FELT = {"negative": "Anger", "neutral": "Trust", "positive": "Joy"}
NAMED = {"negative": "Mad", "neutral": "Neutral", "positive": "Joyful"}
POLES = {"negative": "NEG", "neutral": "NEU", "positive": "POS"}
MEANS = {"negative": 1.3, "neutral": 2.9, "positive": 4.1}


def told(names, rows=ROWS):
    return sorted((text, names[kind]) for text, kind in rows)


def cell(listed):
    return '"' + str(listed).replace('"', '""') + '"'


def said(talks, end="\n"):
    return "".join("".join(f"{text} __eou__ " for text, _ in talk).rstrip() + end for talk in talks)


def felt(talks):
    return lines(" ".join(EMOTIONS[kind] for _, kind in talk) for talk in talks)


def rated(*readers, sentiment=False):
    """WRIME: a column a reader and emotion, from 0 to 3."""
    names = [f"{reader}_{emotion}" for reader in readers for emotion in ("Joy", "Sadness", "Anger", "Trust")]
    head = ["Sentence", "UserID", "Train/Dev/Test", *names, *(["Writer_Sentiment"] if sentiment else [])]
    rows = []
    for number, (text, kind) in enumerate(ROWS):
        sizes = [3 if name.endswith(FELT[kind]) else number % 2 for name in names]
        own = [{"negative": -2, "neutral": 0, "positive": 1}[kind]] if sentiment else []
        rows.append("\t".join(map(str, [text, number % 3, "train", *sizes, *own])))
    return lines(["\t".join(head), *rows])


def turns(talk):
    return [
        {"speaker": "AB"[n % 2], "utterance": text, "emotion": NAMED[kind]}
        for n, (text, kind) in enumerate(talk)
    ]


DIALOGUES = {
    "lists as numpy prints them": (
        "talk.csv",
        "dialog,act,emotion\n"
        + lines(
            cell("[" + " ".join(repr(text) for text, _ in talk) + "]")
            + f",[{' '.join('1' for _ in talk)}],"
            + cell("[" + " ".join(EMOTIONS[kind] for _, kind in talk) + "]")
            for talk in TALKS
        ),
        EMOTIONS,
    ),
    "lists in JSON": (
        "talk.jsonl",
        lines(
            json.dumps({"dialog": [t for t, _ in talk], "emotion": [int(EMOTIONS[k]) for _, k in talk]})
            for talk in TALKS
        ),
        EMOTIONS,
    ),
    "ends of what is said": (
        "talk.csv",
        "dialog,emotion\n" + lines(f"{cell(said([talk], ''))},{felt([talk]).strip()}" for talk in TALKS),
        EMOTIONS,
    ),
    "a dialogue a list": ("talk.json", json.dumps([turns(talk) for talk in TALKS]), NAMED),
    "scenes of an episode": (
        "talk.json",
        json.dumps(
            {"episodes": [{"id": "e1", "scenes": [{"place": "x", "utterances": turns(t)} for t in TALKS]}]}
        ),
        NAMED,
    ),
    "dialogues by their ids": (
        "talk.json",
        json.dumps({f"t{n}": {"config": "C", "content": turns(talk)} for n, talk in enumerate(TALKS)}),
        NAMED,
    ),
}


@pytest.mark.parametrize(("name", "content", "names"), DIALOGUES.values(), ids=DIALOGUES.keys())
def test_all_that_is_said_in_a_dialogue_is_a_text_with_its_label(tmp_path, name, content, names):
    corpus = read(tmp_path, content, name)
    assert pairs(corpus) == told(names)
    assert corpus.frame["id"].is_unique


def test_dialogues_and_their_emotions_in_files_of_their_own(tmp_path):
    files = {"talk/dialogues_text.txt": said(TALKS), "talk/dialogues_emotion.txt": felt(TALKS)}
    assert pairs(read(tmp_path, zipped(files), "talk.zip")) == told(EMOTIONS)
    for split, talks in (("train", TALKS[:3]), ("test", TALKS[3:])):
        files[f"talk/{split}/dialogues_{split}.txt"] = said(talks)
        files[f"talk/{split}/dialogues_emotion_{split}.txt"] = felt(talks)
    # Those of the splits are the same dialogues once more.
    corpus = read(tmp_path, zipped(files), "talk.zip")
    assert pairs(corpus) == told(EMOTIONS)
    assert corpus.frame["split"].value_counts().to_dict() == {"train": 6, "test": 3}


def test_a_dialogue_with_fewer_labels_than_texts_keeps_its_texts_without(tmp_path):
    rows = [
        f"{cell([f'{text} {turn}' for text, _ in talk])},{cell([EMOTIONS[kind] for _, kind in talk])}"
        for turn in range(4)
        for talk in TALKS
    ]
    short = f"{cell(['so it was said', 'and so on it went'])},{cell(['1'])}"
    corpus = read(tmp_path, "dialog,emotion\n" + lines([*rows, short]), "talk.csv")
    assert len(corpus.frame) == 4 * len(ROWS)
    assert set(corpus.unlabelled) == {"so it was said", "and so on it went"}
    assert any(
        "“dialog” lists several texts in a row, and “emotion” as many" in note for note in corpus.notes
    )


def test_lists_of_tokens_with_a_tag_each_are_no_texts(tmp_path):
    rows = [(text.split(), [len(word) % 3 for word in text.split()], kind) for text, kind in ROWS]
    content = lines(json.dumps({"tokens": t, "ner_tags": tags, "label": kind}) for t, tags, kind in rows)
    assert pairs(read(tmp_path, content, "ner.jsonl")) == sorted(ROWS)


def test_a_record_with_a_text_of_its_own_is_one_row(tmp_path):
    def opinions(kind):
        return [{"aspect": f"what is said of it {n}", "polarity": kind} for n in range(2)]

    content = json.dumps(
        [{"text": f"{text}, so they said again and again", "opinions": opinions(kind)} for text, kind in ROWS]
    )
    corpus = read(tmp_path, content, "aspects.json")
    assert len(corpus.frame) == len(ROWS)


READERS = {
    "one reader": rated("Writer"),
    "several readers": rated("Writer", "Reader1", "Reader2"),
    "their mean": rated("Writer", "Reader1", "Avg. Readers"),
}


@pytest.mark.parametrize("content", READERS.values(), ids=READERS.keys())
def test_the_emotion_that_readers_rate_highest_is_the_label(tmp_path, content):
    assert pairs(read(tmp_path, content, "wrime.tsv")) == told(FELT)


def test_the_mean_of_readers_decides_over_each_of_them(tmp_path):
    head = "text,Reader1_Joy,Reader1_Anger,Reader1_Fear,Mean_Joy,Mean_Anger,Mean_Fear\n"
    means = ["1,2,0", "2.5,0,1", "0,1.5,1"]
    rows = [f'"{text}",3,0,0,{means[n % 3]}' for n, (text, _) in enumerate(ROWS)]
    assert read(tmp_path, head + lines(rows), "means.csv").counts == {"Anger": 6, "Joy": 3}


def test_a_mood_that_is_rated_beside_emotions_is_the_label(tmp_path):
    grades = {"negative": "-2", "neutral": "0", "positive": "1"}
    corpus = read(tmp_path, rated("Writer", "Reader1", sentiment=True), "wrime.tsv")
    assert pairs(corpus) == told(grades)
    assert corpus.roles["label"] == "writer_sentiment"


@pytest.mark.parametrize("heading", ["id,split,V,A,D,text", "id,split,valence,arousal,dominance,text"])
def test_valence_is_a_score(tmp_path, heading):
    # From 1 to 5: up to 2.6 negative, from 3.4 on positive.
    rows = [f'r{n},train,{MEANS[k] + n / 100:.2f},{3 + n / 50},2.9,"{t}"' for n, (t, k) in enumerate(ROWS)]
    assert pairs(read(tmp_path, f"{heading}\n" + lines(rows), "bank.csv")) == sorted(ROWS)


def test_of_many_kinds_of_questions_the_first_part_is_the_class(tmp_path):
    kinds = [
        f"{kind}:{part}"
        for kind in ("ENTY", "HUM", "DESC", "LOC")
        for part in ("aa", "bb", "cc", "dd", "ee", "ff")
    ]
    content = lines(f"{kinds[n % 24]} How many of {n} were there ?" for n in range(240))
    corpus = read(tmp_path, content, "train_5500.label")
    assert corpus.counts == {"DESC": 60, "ENTY": 60, "HUM": 60, "LOC": 60}
    assert any("There are 24 classes here: what is before “:” in them was taken" in n for n in corpus.notes)


def test_a_column_that_only_counts_what_is_said_is_no_label(tmp_path):
    head = "conv_id,utterance_idx,context,prompt,speaker_idx,utterance\n"
    rows = [
        f'c{n // 2},{1 + n % 2},{NAMED[kind]},p{n // 2},{n % 2},"{text}"'
        for n, (text, kind) in enumerate(ROWS)
    ]
    assert pairs(read(tmp_path, head + lines(rows), "empathetic.csv")) == told(NAMED)


COUNTED = lines(" ".join(f"{w}:1" for w in f"{t} so_so".split()) + f" #label#:{k}" for t, k in ROWS)
BESIDE = {
    "ratings.json": json.dumps(
        {f"{n:06}": {"rating": k, "language": "nb", "split": "train"} for n, (_, k) in enumerate(ROWS)}
    )
}
WHOLE = {
    "counted words": ("books.review", COUNTED, [(f"{text} so so", kind) for text, kind in ROWS]),
    "what is said of parts": (
        "aste.txt",
        lines(f"{text} .####[([{n}], [1, 2], '{POLES[k]}')]" for n, (text, k) in enumerate(ROWS * 3)),
        [(f"{text} .", kind) for text, kind in ROWS * 3],
    ),
    "quoted phrases in lists": (
        "spans.json",
        json.dumps(
            [
                {"spans": [text], "sentiment score": (MEANS[kind] - 2.9) / 2 + n / 1000}
                for n, (text, kind) in enumerate(ROWS)
            ]
        ),
        ROWS,
    ),
    "texts beside a table of them": (
        "norec.zip",
        zipped({**BESIDE, **{f"data/train/{n:06}.txt": text for n, (text, _) in enumerate(ROWS)}}),
        ROWS,
    ),
    "parts for cross-validation": (
        "spam.zip",
        zipped({f"{kind}/fold{n % 3}/{n}.txt": text for n, (text, kind) in enumerate(ROWS)}),
        ROWS,
    ),
    "files of one set whose texts are few": (
        "labelled.zip",
        zipped(
            {
                f"{name}_labelled.txt": lines(f"{text}  \t{CODES[kind]}" for text, kind in rows)
                for name, rows in (("imdb", TRAIN), ("yelp", TEST))
            }
        ),
        ROWS,
    ),
    "rows that were written as one cell each": (
        "own.csv",
        lines(f'"{line}"' for line in ["text;label", *(f"{text};{kind}" for text, kind in ROWS)]),
        ROWS,
    ),
    "columns that pandas counts": (
        "own.csv",
        ",0,1\n" + lines(f'{n},"{text}",{kind}' for n, (text, kind) in enumerate(ROWS)),
        ROWS,
    ),
    "a heading with what else is to be said": (
        "visits.csv",
        "Place;Rating (out of 5);Review text\n"
        + lines(f"House {n % 2};{kind};{text}" for n, (text, kind) in enumerate(ROWS)),
        ROWS,
    ),
    "files named after labels and a split": (
        "set.zip",
        zipped({f"{k}_train.txt": lines(text for text, own in ROWS if own == k) for k in CODES}),
        ROWS,
    ),
    "attributes of elements": (
        "posts.xml",
        "<posts>"
        + "".join(f'<row Id="{n}" Body="{t}" Label="{k}"/>' for n, (t, k) in enumerate(ROWS))
        + "</posts>",
        ROWS,
    ),
}


@pytest.mark.parametrize(("name", "content", "right"), WHOLE.values(), ids=WHOLE.keys())
def test_a_set_is_read_whole(tmp_path, name, content, right):
    assert pairs(read(tmp_path, content, name)) == sorted(right)


def test_tags_in_brackets_are_several_labels(tmp_path):
    rows = [f'"{text}",<{kind}><{"so" if n % 3 else "not"}>' for n, (text, kind) in enumerate(ROWS)]
    corpus = read(tmp_path, "body,tags\n" + lines(rows), "posts.csv")
    assert corpus.counts == {"so": 6, "not so": 3}


SPLITS = {
    "glued names": {
        f"drugsCom{split}_raw.tsv": "review\trating\n" + lines(f"{t}\t{CODES[k]}" for t, k in rows)
        for split, rows in (("Train", TRAIN), ("Test", TEST))
    },
    "names behind a point": {
        f"stsa.binary.{split}": lines(f"{CODES[kind]} {text}" for text, kind in rows * 3)
        for split, rows in (("train", TRAIN), ("test", TEST))
    },
    "folders of a split": {
        f"news-bydate-{split}/{kind}/{split}{n}": text
        for split, rows in (("train", TRAIN), ("test", TEST))
        for n, (text, kind) in enumerate(rows * 2)
    },
}


@pytest.mark.parametrize("files", SPLITS.values(), ids=SPLITS.keys())
def test_splits_by_the_names_of_files_and_folders(tmp_path, files):
    found = read(tmp_path, zipped(files), "set.zip").frame["split"].value_counts()
    assert found["train"] == 2 * found["test"]


def test_mails_in_parts_whose_names_alone_tell_are_refused(tmp_path):
    files = {
        f"bare/part{n % 3}/{'spmsg' if k == 'negative' else ''}{n}.txt": t for n, (t, k) in enumerate(ROWS)
    }
    (path := tmp_path / "lingspam.zip").write_bytes(zipped(files))
    with pytest.raises(Problem):
        read_file(path)
