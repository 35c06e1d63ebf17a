"""Lines as learning programs read them: Vowpal Wabbit's words, Mallet's, counted ones, and libsvm's numbers.

Mallet: ``doc1 good so well done``, a name, a label, then the text. Vowpal Wabbit:
``1 2.0 'id |title good film |body so good``, a label, perhaps a weight and a tag, then the words of each
namespace, each perhaps with a value behind a colon. Counted words (Blitzer et al. 2007):
``good:2 so_good:1 #label#:positive``. libsvm, which holds no texts: ``+1 3:0.5 7:1``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from app.problem import Problem
from app.tables.marks import mark_of

_HEAD = 200_000
_SAMPLE = 50
_MOST_NUMBERS = 3
_FEWEST_INSTANCES = 6
# A name with a number, or of a path: a sentence seldom begins so, and each with another one never.
_NAME = re.compile(r"(?=.*[A-Za-z/_])(?=.*\d)[\w./:#@-]+")
_LABELLED = "__label__"
_BETWEEN_CELLS = ",;|"
_LABEL_BEHIND = "#label#:"
_COUNTED = re.compile(rf"(?:\S+:\d+\s+)+{_LABEL_BEHIND}\S+")
MOST_WORDS = 5_000_000
"""Counted words of a file: written out, each stands as often as it was counted."""

# A number of so many digits is more than `MOST_WORDS`, whatever follows.
_DIGITS = 8
_LABEL = re.compile(r"[A-Za-z][\w./-]*")


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


def are_instances(text: str) -> bool:
    r"""Whether every line is an instance of Mallet's: a name of its own, one of few labels, a text.

    >>> are_instances("a1 up so it is\na2 up it is\na3 no so not\na4 no not\na5 up so\na6 no no\n")
    True
    """
    lines = _sample(text)
    found = [line.split(None, 2) for line in lines]
    if (
        len(found) < _FEWEST_INSTANCES
        or any("\t" in line for line in lines)
        or any(len(parts) < 3 for parts in found)
    ):
        return False
    marked = all(_LABELLED in line for line in lines) or mark_of(lines) is not None
    if marked or _are_separated(lines):
        return False
    names, labels = {parts[0] for parts in found}, {parts[1] for parts in found}
    named = len(names) == len(found) and all(map(_NAME.fullmatch, names))
    return named and 1 < len(labels) <= len(found) // 3 and all(map(_LABEL.fullmatch, labels))


def _are_separated(lines: list[str]) -> bool:
    """Whether every line has a sign between cells, either as often as the others or before a last word that
    comes again."""
    for sign in _BETWEEN_CELLS:
        counts = {line.count(sign) for line in lines}
        last = {line.rpartition(sign)[2].strip() for line in lines}
        if 0 not in counts and (len(counts) == 1 or len(last) <= max(2, len(lines) // 3)):
            return True
    return False


def instance_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The name, the label and the text of each instance."""
    del name  # A line that lacks one of them keeps its place with what it has.
    lines = ((number, line.split(None, 2)) for number, line in enumerate(text.split("\n"), 1) if line.strip())
    return ["id", "label", "text"], ((number, [*parts, "", ""][:3]) for number, parts in lines)


def are_counted(text: str) -> bool:
    """Whether every line is of words with their counts, and a label behind ``#label#``.

    >>> are_counted("good:2 so_good:1 #label#:yes\\nbad:1 #label#:no\\n"), are_counted("good:2 #label#\\n")
    (True, False)
    """
    lines = _sample(text)
    return bool(lines) and all(map(_COUNTED.fullmatch, map(str.strip, lines)))


def counted_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The words of each line, as often as they were counted, and its label; none for a line of another kind.

    Raises Problem where they are counted more than `MOST_WORDS` times in all.
    """
    rows: list[tuple[int, list[str]]] = []
    total = 0
    for number, line in enumerate(text.split("\n"), 1):
        words, _, label = line.strip().partition(_LABEL_BEHIND)
        pairs = [word.rpartition(":") for word in words.split()]
        counts = [(word, int(count[:_DIGITS])) for word, _, count in pairs if count.isdecimal()]
        total += sum(count for _, count in counts)
        if total > MOST_WORDS:
            raise Problem(
                f"“{name}” counts more than {MOST_WORDS:,} words, the most that can be used.",
                "Choose a part of its lines.",
            )
        told = " ".join(word for word, count in counts for _ in range(count))
        if line.strip():
            rows.append((number, [told.replace("_", " "), label]))
    return ["text", "label"], iter(rows)


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
