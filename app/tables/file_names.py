"""What the names of files tell of these, once the words are taken off that all of them share.

So hold ``train_pos.csv`` and ``train_neg.csv`` texts of two classes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from app.tables.packed import SPLITS

_BETWEEN_WORDS = re.compile(r"([_\-. ]+)")
_MOST = 20


def apart(names: Sequence[str]) -> list[str]:
    """Names of files without the words that all of them begin or end with.

    >>> apart(["book_usersays_en", "cancel_usersays_en"]), apart(["True", "Fake"]), apart(["so", "so"])
    (['book', 'cancel'], ['True', 'Fake'], ['so', 'so'])
    """
    parts = [_BETWEEN_WORDS.split(name) for name in names]
    for end in (0, -1):
        while all(len(words) > 2 for words in parts) and len({words[end] for words in parts}) == 1:
            parts = [words[2:] if end == 0 else words[:-2] for words in parts]
    return ["".join(words) for words in parts]


def are_few_words(names: Collection[str]) -> bool:
    """Whether names are so few, and without numbers, that they can be classes."""
    return len(set(names)) <= _MOST and not any(map(str.isdigit, "".join(names)))


def names_in_splits(files: Sequence[tuple[str, str]]) -> list[str]:
    """What the files of splits, each given by its split and its name, are called beside it; empty where
    no split has two files, or names do not tell these apart.

    >>> names_in_splits([("train", "train_pos"), ("train", "train_neg"), ("test", "test")])
    ['pos', 'neg', '']
    >>> names_in_splits([("train", "train_1"), ("train", "train_2"), ("test", "test")])
    []
    """
    told = [split for split, _ in files]
    names = [
        "_".join(word for word in _BETWEEN_WORDS.split(name)[::2] if word.lower() not in SPLITS)
        for _, name in files
    ]
    several = [name for name, split in zip(names, told, strict=True) if told.count(split) > 1]
    once = len(set(zip(told, names, strict=True))) == len(files)
    return apart(names) if several and all(several) and once and are_few_words(names) else []
