"""One set of labelled texts, to be laid out as public sets are, and how it is read."""

from __future__ import annotations

from app.sentiment.corpus import read_file
from tests.sentiment.test_published_shapes import TEXTS

ROWS = list(TEXTS.items())
CODES = {"negative": "0", "neutral": "1", "positive": "2"}
TRAIN, TEST = ROWS[:6], ROWS[6:]


def lines(cells):
    return "".join(f"{cell}\n" for cell in cells)


def read(tmp_path, content, name="mine.csv"):
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
