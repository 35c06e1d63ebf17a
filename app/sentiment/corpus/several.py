"""Several labels a text: read from cells that list them, or from columns of 0 and 1, and shown one by one.

A text with several labels has no place in one confusion matrix. What can be shown is one class against the
rest: every text has it or not (one versus rest).
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.sentiment.corpus.scores import number
from app.tables import Table

ENOUGH = 1 / 8
"""The share of rows with several labels from which on a set is taken for one of several labels a text."""

MOST = 500
"""Different labels beyond which a column's cells are no labels."""

FEWEST_COLUMNS = 3
_FIRST = 1_000
_NUMBERS = frozenset(("0", "1", "0.0", "1.0"))
_WORDS = (frozenset(("true", "false")), frozenset(("yes", "no")), frozenset(("x", "")))
REST = "not "
# As Stack Exchange writes the tags of a question.
_TAGS = re.compile(r"(?:<[^<>]+>)+")


@lru_cache(maxsize=100_000)
def parts(cell: str) -> tuple[str, ...]:
    """The labels that a cell lists, without what lists them.

    >>> parts("['joy', 'fear']"), parts("pos;neg"), parts("Sci/Tech"), parts("[]"), parts("[3 17]")
    (('joy', 'fear'), ('pos', 'neg'), ('Sci/Tech',), (), ('3', '17'))
    """
    bare = cell.strip()
    if bare.startswith(("[", "{", "(")):
        try:
            found = ast.literal_eval(bare)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            found = None
        if isinstance(found, list) and found and all(map(_is_part, found)):
            # What is said of parts of a text, each with its places: ``([0], [3], 'POS')``.
            return tuple(dict.fromkeys(one for part in found for one in part if isinstance(one, str)))
        if isinstance(found, list | tuple | set | dict):
            return tuple(str(one).strip() for one in found if str(one).strip())
        # As numpy prints an array, or a list without quotes.
        if len(bare) > 1 and bare.endswith(("]", ")", "}")):
            return tuple(filter(None, re.split(r"[,;|\s]+", bare[1:-1])))
    if bare.startswith("<") and _TAGS.fullmatch(bare):
        return tuple(bare[1:-1].split("><"))
    if bare.startswith("#") and all(part.startswith("#") for part in bare.split()):
        return tuple(filter(None, (part.lstrip("#") for part in bare.split())))
    split = [part.strip() for part in re.split(r"[,;|]", bare)]
    return tuple(split) if len(split) > 1 and all(split) else (bare,)


def _is_part(one: object) -> bool:
    return (
        isinstance(one, tuple)
        and sum(isinstance(inner, str) for inner in one) == 1 < len(one)
        and isinstance(one[0], list)
    )


@dataclass(frozen=True)
class Several:
    """``labels`` of every row ("" cells have None), and how many rows have each of the ``classes``."""

    labels: Sequence[frozenset[str] | None]
    classes: Mapping[str, int]

    @property
    def share(self) -> float:
        """The share of the rows with a label, or a list of none, that do not have exactly one."""
        held = [row for row in self.labels if row is not None]
        return sum(len(row) != 1 for row in held) / max(len(held), 1)

    def versus_rest(self, one: str) -> list[str]:
        """Each row's label where one class stands against the rest; "" where nothing is known of it."""
        return ["" if row is None else one if one in row else REST + one for row in self.labels]

    def named(self, one: str) -> str:
        """The class so called, in other capitals too, as older links have it; "" where there is none."""
        if one in self.classes:
            return one
        return next((known for known in self.classes if known.lower() == one.lower()), "")

    @property
    def first(self) -> str:
        """The class to begin with: the most frequent that some texts lack."""
        rows = sum(row is not None for row in self.labels)
        return next((one for one, count in self.classes.items() if count < rows), "")


def several_labels(written: Sequence[str]) -> Several | None:
    """The labels of a column whose cells list several here and there; None where none does.

    A comma between digits is a decimal's, unless most of what stands on its sides stands alone elsewhere.
    """
    distinct = Counter(cell.strip() for cell in written)
    listed = {cell: parts(cell) for cell in distinct if cell}
    alone = {found[0] for found in listed.values() if len(found) == 1}
    decimals = {cell for cell in listed if "," in cell and number(cell.replace(",", ".")) is not None}
    sides = {side for cell in decimals for side in listed[cell]}
    if decimals and len(sides & alone) <= len(sides) / 2:
        listed.update({cell: (cell,) for cell in decimals})
    if all(len(found) == 1 for found in listed.values()):
        return None
    classes: Counter[str] = Counter()
    for cell, found in listed.items():
        for one in set(found):
            classes[one] += distinct[cell]
    if len(classes) > MOST:
        return None
    sets = {cell: frozenset(found) for cell, found in listed.items()}
    order = dict(sorted(classes.items(), key=lambda item: (-item[1], item[0])))
    return Several([sets.get(cell.strip()) for cell in written], order)


def joined(table: Table) -> Table:
    """The table with one column more, which lists the labels of each row, where it has a column a label.

    Such columns stand side by side and hold 0 and 1 alone (GoEmotions, toxic comments), or true and false,
    yes and no, crosses and nothing.
    """
    runs: list[list[int]] = [[]]
    kinds = [_flag_kind(table.cells(place)) for place in range(len(table.columns))]
    if any(name in table.columns for name in ("label", "sentiment", "class")):
        # Beside a label, what is true or not says something else of a text.
        kinds = [kind if kind == _NUMBERS else frozenset() for kind in kinds]
    for place, kind in enumerate(kinds):
        if kind and (not runs[-1] or kinds[runs[-1][-1]] == kind):
            runs[-1].append(place)
        elif runs[-1]:
            runs.append([place] if kind else [])
    run = max(runs, key=len)
    used = sum(any(map(_is_on, table.cells(place))) for place in run)
    if len(run) < FEWEST_COLUMNS or used < 2 or not any(table.columns[place] for place in run):
        return table
    name = "labels" if "labels" not in table.columns else f"labels ({len(run)} columns)"
    names = [table.called(table.columns[place]) for place in run]
    rows = [
        (number, [*cells, _listed([n for n, place in zip(names, run, strict=True) if _is_on(cells[place])])])
        for number, cells in table.rows
    ]
    note = (
        f"The {len(run)} columns of {_kind_in_words(kinds[run[0]])}, from “{names[0]}” to “{names[-1]}”, "
        f"were read as a label each: column “{name}” lists them."
    )
    return replace(table, columns=[*table.columns, name], rows=rows, notes=[*table.notes, note])


def _flag_kind(cells: Sequence[str]) -> frozenset[str]:
    """In which words a column says of every row whether it has something; empty for other columns, and where
    it says of every row that it has."""
    for told in (cells[:_FIRST], cells):
        # Most columns say in their first rows that they are none.
        held = {cell.strip().lower() for cell in told}
        kind = next((kind for kind in (_NUMBERS, *_WORDS) if held <= kind), frozenset())
        if not kind:
            return frozenset()
    return kind if any(held) and not all(map(_is_on, held)) else frozenset()


def _is_on(cell: str) -> bool:
    return cell.strip().lower() not in ("", "0", "0.0", "false", "no")


def _kind_in_words(kind: frozenset[str]) -> str:
    words = ("0 and 1", "True and False", "yes and no", "crosses")
    return dict(zip((_NUMBERS, *_WORDS), words, strict=True))[kind]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else str(list(names))
