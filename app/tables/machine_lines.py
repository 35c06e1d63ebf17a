"""Lines as learning programs read them: Vowpal Wabbit's words, and libsvm's numbers, which are no texts.

Vowpal Wabbit: ``1 2.0 'id |title good film |body so good``, a label, perhaps a weight and a tag, then the
words of each namespace, each perhaps with a value behind a colon. libsvm: ``+1 3:0.5 7:1``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from app.problem import Problem

_HEAD = 200_000
_SAMPLE = 50
_MOST_NUMBERS = 3


class _Example(NamedTuple):
    """A line's label, its tag, and the words of each namespace with its name ("": it has none)."""

    label: str
    tag: str
    spaces: list[tuple[str, list[str]]]


def are_examples(text: str) -> bool:
    """Whether every line is an example of Vowpal Wabbit's, whose namespaces come again.

    >>> are_examples("1 |t it is good\\n-1 |t it is bad\\n"), are_examples("1|good\\n0|bad\\n")
    (True, False)
    """
    lines = _sample(text)
    if not lines or any("|" not in line for line in lines):
        return False
    found = [_example(line) for line in lines]
    examples = [one for one in found if one is not None]
    if len(examples) < len(found) or not any(one.label for one in examples):
        return False
    if all(one.label and one.tag for one in examples):
        return True
    names = [name for one in examples for name, _ in one.spaces if name]
    named = all(one.spaces[0][0] for one in examples)
    # Words behind the bars of a table differ from line to line.
    return named and 2 * len(set(names)) <= len(names)


def example_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The label of each example, its words in all namespaces, and its tag where there are tags."""
    del name  # A line that is no example keeps its place and has no label.
    rows = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            found = _example(line) or _Example("", "", [("", line.split())])
            rows.append((number, found))
    tagged = any(one.tag for _, one in rows)
    columns = ["label", "text", "id"] if tagged else ["label", "text"]
    return columns, ((number, _cells(one)[: len(columns)]) for number, one in rows)


def require_no_features(text: str, name: str) -> None:
    """Raises Problem where every line is a label and numbered values (libsvm, svmlight)."""
    lines = [line.partition("#")[0].split() for line in _sample(text)]
    lines = [line for line in lines if line]
    if any(len(line) > 1 for line in lines) and all(map(_is_vector, lines)):
        raise Problem(
            f"“{name}” holds numbered features with their values (libsvm), and no texts.",
            "Bring the texts that the features were counted from, each with its label.",
        )


def _sample(text: str) -> list[str]:
    head = text[:_HEAD]
    lines = head.split("\n")
    if len(text) > _HEAD:
        # A line that is cut ends within a word.
        lines = lines[:-1] or [head.rpartition(" ")[0]]
    return [line for line in lines if line.strip()][:_SAMPLE]


def _is_vector(words: list[str]) -> bool:
    label, *values = words
    if not all(map(_is_number, label.split(","))):
        return False
    pairs = [value.partition(":") for value in values]
    return all((key.isdecimal() or key == "qid") and _is_number(value) for key, _, value in pairs)


def _example(line: str) -> _Example | None:
    head, bar, rest = line.partition("|")
    told = head.split()
    tag = ""
    if told and (told[-1].startswith("'") or (not head[-1].isspace() and len(told) > 1)):
        tag = told.pop().lstrip("'")
    elif told and not head[-1].isspace():
        return None
    if not bar or len(told) > _MOST_NUMBERS or not all(map(_is_number, told)):
        return None
    spaces = []
    for part in rest.split("|"):
        words = part.split()
        name = words.pop(0) if words and not part[0].isspace() else ""
        spaces.append((name, words))
    return _Example(told[0] if told else "", tag, spaces)


def _cells(one: _Example) -> list[str]:
    words = [_without_value(word) for _, words in one.spaces for word in words]
    return [one.label, " ".join(words), one.tag]


def _without_value(word: str) -> str:
    name, colon, value = word.rpartition(":")
    return name if colon and name and _is_number(value) else word


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True
