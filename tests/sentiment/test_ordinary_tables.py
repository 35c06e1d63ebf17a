"""Tables and archives as people have them at work: what is beside the texts is not taken for them."""

from __future__ import annotations

import json

import pytest

from app.problem import Problem
from tests.sentiment.test_sets_together import CODES, ROWS, lines, pairs, read
from tests.tables.test_packed import zipped

TEXTS = "id,text\n" + lines(f'u{n},"{text}"' for n, (text, _) in enumerate(ROWS))
BESIDE = {
    "labels by ids in CSV": {
        "texts.csv": TEXTS,
        "labels.csv": "id,label\n" + lines(f"u{n},{kind}" for n, (_, kind) in enumerate(ROWS)),
    },
    "labels by ids in JSON": {
        "problems.jsonl": lines(json.dumps({"uuid": f"u{n}", "text": t}) for n, (t, _) in enumerate(ROWS)),
        "labels.jsonl": lines(json.dumps({"uuid": f"u{n}", "label": k}) for n, (_, k) in enumerate(ROWS)),
    },
    "a file without an ending": {
        "MailCollection": lines(f"{kind}\t{text}" for text, kind in ROWS),
        "readme": "Mails of a year.\n",
    },
    "a list of words beside tables that share ids": {
        "texts.csv": TEXTS,
        "marks.csv": "id,label\n" + lines(f"u{n},{kind}" for n, (_, kind) in enumerate(ROWS)),
        "words.txt": lines(["the", "and", "of", "to", "in"] * 3),
    },
    "comments with a file each": {
        "comments.csv": "id,comment,label\n"
        + lines(f'{n:03},"{text}, and so they said it again",{kind}' for n, (text, kind) in enumerate(ROWS)),
        **{f"attached/{n:03}.txt": f"Sent from telephone {n}" for n in range(len(ROWS))},
    },
}


@pytest.mark.parametrize("files", BESIDE.values(), ids=BESIDE.keys())
def test_texts_and_what_lies_beside_them(tmp_path, files):
    found = [
        (text.split(", and so they")[0], label)
        for text, label in pairs(read(tmp_path, zipped(files), "a.zip"))
    ]
    assert sorted(found) == sorted(ROWS)


def test_a_folder_with_a_single_text_is_one_of_the_labels(tmp_path):
    about = {"negative": "returns", "neutral": "orders", "positive": "visits"}
    rows = [(text, about[kind]) for text, kind in ROWS] + [("a contract, to be signed", "legal")]
    files = {f"inbox/{folder}/{n}.txt": text for n, (text, folder) in enumerate(rows)}
    assert pairs(read(tmp_path, zipped(files), "a.zip")) == sorted(rows)


def test_folders_of_splits_are_no_labels_beside_one_of_something_else(tmp_path):
    files = {f"set/{'test' if n % 3 else 'train'}/{n}.txt": text for n, (text, _) in enumerate(ROWS)}
    files["set/about/1.txt"] = "how it was made"
    files["labels.csv"] = "file,label\n" + lines(f"{n}.txt,{kind}" for n, (_, kind) in enumerate(ROWS))
    assert pairs(read(tmp_path, zipped(files), "a.zip")) == sorted(ROWS)


def test_each_text_in_a_folder_of_its_own_has_no_label(tmp_path):
    files = {f"mails/{n}/mail.txt": f"{text}\t{kind}\n" for n, (text, kind) in enumerate(ROWS)}
    files["mails/0/more.txt"] = "it came late\tnegative\n"
    assert set(read(tmp_path, zipped(files), "a.zip").counts) == set(CODES)


def test_what_is_out_of_scope_is_in_the_splits_too(tmp_path):
    sets = {
        split: [[f"{text} {split}", kind] for text, kind in ROWS]
        for split in ("oos_val", "val", "train", "oos_test", "test", "oos_train")
    }
    corpus = read(tmp_path, json.dumps(sets), "data_full.json")
    assert corpus.frame["split"].value_counts().to_dict() == {"test": 4 * len(ROWS), "train": 2 * len(ROWS)}


@pytest.mark.parametrize("column", ["final", "consensus_label", "majority vote"])
def test_what_raters_came_to_is_the_label_beside_their_votes(tmp_path, column):
    others = {"negative": "neutral", "neutral": "positive", "positive": "negative"}
    rows = [f'"{text}",{others[kind]},{kind},{kind}' for text, kind in ROWS * 2]
    corpus = read(tmp_path, f"text,annotator_1,annotator_2,{column}\n" + lines(rows), "a.csv")
    assert pairs(corpus) == sorted(ROWS * 2)


def test_what_was_decided_may_stand_only_where_votes_differ(tmp_path):
    others = {"negative": "neutral", "neutral": "positive", "positive": "negative"}
    rows = [
        f'"{text}",{others[kind]},{kind},{kind}' if n % 2 else f'"{text}",{kind},{kind},'
        for n, (text, kind) in enumerate(ROWS * 2)
    ]
    corpus = read(tmp_path, "text,annotator_1,annotator_2,final\n" + lines(rows), "a.csv")
    assert pairs(corpus) == sorted(ROWS * 2)


def test_whether_somebody_liked_it_is_no_name_of_a_place(tmp_path):
    rows = [
        f'{("Arena", "Grand")[n % 2]},"{text}",{int(kind == "positive")}'
        for n, (text, kind) in enumerate(ROWS)
    ]
    corpus = read(tmp_path, "hotel_name,review,liked\n" + lines(rows), "a.csv")
    assert pairs(corpus) == sorted((t, "positive" if k == "positive" else "negative") for t, k in ROWS)


def test_of_tasks_that_divide_one_another_the_first_is_the_label(tmp_path):
    told = {"negative": "HOF,HATE,TIN", "neutral": "NOT,NONE,NONE", "positive": "HOF,OFFN,TIN"}
    rows = [f'{n},"{text}",{told[kind]}' for n, (text, kind) in enumerate(ROWS * 2)]
    corpus = read(tmp_path, "text_id,text,task_1,task_2,task_3\n" + lines(rows), "a.csv")
    assert pairs(corpus) == sorted((text, told[kind].split(",")[0]) for text, kind in ROWS * 2)


def test_a_title_is_not_the_text_beside_a_long_one(tmp_path):
    rows = [f'1950,The film {n},"{" ".join([text] * 8)}",{kind}' for n, (text, kind) in enumerate(ROWS)]
    corpus = read(tmp_path, "year,title,plot,genre\n" + lines(rows), "a.csv")
    assert (corpus.roles["text"], corpus.roles["label"]) == ("plot", "genre")
    told = json.dumps(dict.fromkeys("abcdefghijklmnopqrst", 1)).replace('"', '""')
    rows = [
        f'{text.replace(",", "")} {n},"{told[:-1]}, ""z"": {n}}}",{kind}'
        for n, (text, kind) in enumerate(ROWS)
    ]
    assert read(tmp_path, "title,more,genre\n" + lines(rows), "a.csv").roles["text"] == "title"
    answer = "Thank you for your message, which we shall answer within two days at the latest"
    rows = [f'"{text}","{answer}",{kind}' for text, kind in ROWS]
    assert read(tmp_path, "title,reply,category\n" + lines(rows), "a.csv").roles["text"] == "title"


@pytest.mark.parametrize("between", "\t;|")
def test_a_comma_of_each_sentence_is_not_between_cells(tmp_path, between):
    rows = [(f"{text}, {n} times", kind) for n, (text, kind) in enumerate(ROWS)]
    found = pairs(read(tmp_path, lines(f"{text}{between}{kind}" for text, kind in rows), "a.txt"))
    assert found == sorted(rows)


def test_a_comma_and_a_blank_are_between_cells_where_nothing_else_is(tmp_path):
    rows = [(text.replace(",", ""), kind) for text, kind in ROWS]
    assert pairs(read(tmp_path, lines(f"{text}, {kind}" for text, kind in rows), "a.txt")) == sorted(rows)


def test_the_last_tag_of_a_line_with_a_tag_a_word_is_its_label(tmp_path):
    rows = [f"BOS {text} EOS\tO {'B-city ' * len(text.split())}ask_{kind}" for text, kind in ROWS]
    corpus = read(tmp_path, lines(rows), "atis.train.iob")
    assert pairs(corpus) == sorted((text, f"ask_{kind}") for text, kind in ROWS)


def test_lines_with_tags_alone_are_refused(tmp_path):
    rows = [f"{text}\tB-x{' O' * (len(text.split()) - 1)}" for text, _ in ROWS]
    with pytest.raises(Problem, match="a tag for every word"):
        read(tmp_path, lines(rows), "ner.tsv")


def test_answers_to_numbered_questions_are_no_votes(tmp_path):
    rows = [f'"{text}",{1 + n % 5},{1 + n % 3},{1 + n % 4},{kind}' for n, (text, kind) in enumerate(ROWS * 2)]
    assert pairs(read(tmp_path, "comment,q1,q2,q3,mood\n" + lines(rows), "a.csv")) == sorted(ROWS * 2)


def test_a_comma_within_numbers_is_not_between_cells(tmp_path):
    rows = [f"{text.replace(',', '')};3,{n};{kind}" for n, (text, kind) in enumerate(ROWS)]
    found = read(tmp_path, lines(rows), "a.csv")
    assert pairs(found) == sorted((text.replace(",", ""), kind) for text, kind in ROWS)


@pytest.mark.parametrize("column", ["queue", "genre", "stance", "outcome"])
def test_what_a_table_is_sorted_by_has_a_name(tmp_path, column):
    rows = [f'"{text}",{("open", "done")[n % 2]},{kind[:3]}' for n, (text, kind) in enumerate(ROWS * 2)]
    assert read(tmp_path, f"text,status,{column}\n" + lines(rows), "a.csv").roles["label"] == column


def test_files_of_lines_are_called_by_their_labels(tmp_path):
    about = {"joy": "was glad", "anger": "was cross", "fear": "was afraid"}
    said = [("Ann", "today"), ("Ben", "now"), ("Cid", "then"), ("Dan", "once"), ("Eve", "ever")]
    rows = [
        (f"{who} {felt}{', and so' if n % 2 else ''} {when}", name)
        for name, felt in about.items()
        for n, (who, when) in enumerate(said)
    ]
    files = {f"felt/{name}.txt": lines(text for text, own in rows if own == name) for name in about}
    assert pairs(read(tmp_path, zipped({**files, "felt/notes.json": "{}"}), "a.zip")) == sorted(rows)


def test_lines_may_be_as_long_as_books(tmp_path):
    files = {
        f"{name}.txt": lines(f"{name} {n} {'word ' * 60_000}" for n in range(4)) for name in ("joy", "fear")
    }
    assert read(tmp_path, zipped(files), "a.zip").counts == {"fear": 4, "joy": 4}


NOTES = "Some lines of words here\nand then some more of them\nand a third one of it\nand so it ends\n"


@pytest.mark.parametrize(
    "content",
    [
        "text,label\n" + lines(f'"{text}",{kind}' for text, kind in ROWS),
        lines(f'"{text}",{kind}' for text, kind in ROWS),
        lines(f"{kind} {text}" for text, kind in ROWS),
        lines(f"__label__{kind} {text}" for text, kind in ROWS),
    ],
    ids=["named cells", "cells", "labels first", "fastText"],
)
def test_a_table_beside_notes_is_no_file_called_by_its_label(tmp_path, content):
    assert pairs(read(tmp_path, zipped({"data.txt": content, "notes.txt": NOTES}), "a.zip")) == sorted(ROWS)


def test_folders_of_a_split_may_be_called_its_set(tmp_path):
    files = {
        f"mails/{'test' if n % 2 else 'train'}_set/{kind}/{n}.txt": f"{text} {n}"
        for n, (text, kind) in enumerate(ROWS * 2)
    }
    assert read(tmp_path, zipped(files), "a.zip").frame["split"].value_counts().to_dict() == {
        "train": 9,
        "test": 9,
    }
