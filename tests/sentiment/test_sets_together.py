"""Sets whose texts and labels stand in several files, or packed more than once."""

from __future__ import annotations

import gzip
import lzma

import pytest

from app.problem import Problem
from tests.sentiment.sets import CODES, ROWS, TEST, TRAIN, lines, pairs, read
from tests.sentiment.test_published_shapes import TEXTS
from tests.tables.test_packed import zipped


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
