"""How a table is read, column by column and label by label: guessed, or as a visitor chose."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.counted import counted
from app.sentiment.corpus.choice import Choice
from app.sentiment.corpus.column_names import SPLITS, is_named
from app.sentiment.corpus.labels import Reading, is_missing, read_labels
from app.sentiment.corpus.roles import guess
from app.sentiment.corpus.scores import number
from app.sentiment.corpus.several import ENOUGH, REST, Several, parts, several_labels
from app.sentiment.corpus.text_columns import PAIR
from app.tables import Table

SHOWN_ROWS = 5
SHOWN_CLASSES = 6
TAKEN = {
    "text": "texts from",
    "label": "labels from",
    "time": "times from",
    "entity": "companies from",
    "split": "split by",
}
LONGEST_CELL = 200
UNLABELLED = ("unsup", "unsupervised", "unlabelled", "unlabeled")
"""What stands for no label in a column of labels, or as the name of a folder of texts."""

_HIDDEN = "-1"
_LISTED_ONE = re.compile(r"""\[(?:\s*+(['"])([^'",\[\]]+)\1\s*+|([^'",\[\]]+))\]""")


@dataclass(frozen=True)
class ColumnsRead:
    """The place of each role's column, the cells of the labels and what these mean.

    ``choice`` is what of a visitor's choice means something for the table, ``notes`` say what does not.
    Where texts can have ``several`` labels, ``written`` is ``one`` class or the rest; "" where it is not.
    """

    places: Mapping[str, int]
    written: Sequence[str]
    labels: Reading
    choice: Choice
    notes: Sequence[str]
    several: Several | None = None
    one: str = ""


def read_columns(table: Table, choice: Choice | None = None) -> ColumnsRead:
    """Which column of a table is what. A choice may come with a link that was made for another file."""
    asked = choice or Choice()
    known = {role: column for role, column in asked.columns.items() if not column or column in table.columns}
    notes = [
        f"There is no column “{column[:40]}”, which was chosen as {role}: guessed instead."
        for role, column in asked.columns.items()
        if role not in known
    ]
    chosen = replace(asked, columns=known)
    places = guess(table, known)
    if "label" not in places:
        return ColumnsRead(places, (), Reading({}, False, ""), chosen, notes)
    cells = table.cells(places["label"])
    spelled = {cell: _written(cell) for cell in set(cells)}
    if table.label_names:
        spelled = _named(spelled, table.label_names)
    written = [spelled[cell] for cell in cells]
    if "split" in places:
        written = _shown(written, table.cells(places["split"]))
    several = several_labels(written)
    one = several.named(asked.one) if several is not None and asked.one else ""
    if asked.one and not one:
        notes.append(f"No text has the label “{asked.one[:40]}”, which was chosen.")
        chosen = replace(chosen, one="")
    if several is not None and not one and several.share >= ENOUGH:
        one = several.first
    if several is not None and one:
        written = several.versus_rest(one)
        notes.append(
            f"A text can have several of {len(several.classes)} labels here. Shown is one against the rest: "
            f"{one}, which {counted(several.classes[one], 'text has', 'texts have')}; choose another one "
            "where the columns are chosen."
        )
    if chosen.meaning and not any(label.strip() in chosen.meaning for label in set(written)):
        notes.append("None of the labels chosen before stands in the column of labels: guessed instead.")
        chosen = replace(chosen, meaning={})
    if one and not chosen.meaning:
        labels = Reading({label: label for label in (one, REST + one)}, True, "")
    else:
        of_pairs = "text" in places and table.columns[places["text"]] == PAIR
        labels = read_labels(written, table.columns[places["label"]], chosen.meaning, of_pairs)
    return ColumnsRead(places, written, labels, chosen, notes, several, one)


def _shown(written: Sequence[str], splits: Sequence[str]) -> list[str]:
    """The labels without those of the splits to judge that have −1 alone, where no other has it and these
    have two labels: so Hugging Face's sets hide what a competition asks for."""
    rows = Counter(zip(splits, written, strict=True))
    told = {split for split, label in rows if label != _HIDDEN}
    hiding = {split for (split, _), count in rows.items() if split not in told and count > 1}
    hiding = {split for split in hiding if SPLITS.get(split.strip().lower()) != "train"}
    shown = {label for split, label in rows if split not in hiding}
    if not hiding or len(shown) < 2 or _HIDDEN in shown:
        return list(written)
    return ["" if split in hiding else label for label, split in zip(written, splits, strict=True)]


def _named(spelled: dict[str, str], names: Mapping[str, str]) -> dict[str, str]:
    """The spellings of labels with names for numbers, where a name is known for every one of them.

    Names that were listed without numbers count from 1 where there is no 0.
    """
    listed = {cell: parts(written) for cell, written in spelled.items() if written}
    numbers = {part.removesuffix(".0") for found in listed.values() for part in found}
    shifted = {str(int(key) + 1): name for key, name in names.items()}
    fitting = next((known for known in (names, shifted) if numbers and numbers <= known.keys()), None)
    if fitting is None:
        return spelled
    named = {cell: [fitting[part.removesuffix(".0")] for part in found] for cell, found in listed.items()}
    return {
        cell: written if cell not in named else named[cell][0] if len(named[cell]) == 1 else str(named[cell])
        for cell, written in spelled.items()
    }


def _written(cell: str) -> str:
    """A label as it stands in its cell, without a list around it; "" for what stands for nothing."""
    bare = cell.strip().lower()
    return "" if is_missing(bare) or bare in UNLABELLED else listed_one(cell)


def listed_one(cell: str) -> str:
    """A label that stands alone in a list, without it: ``['joy']`` is joy, ``[([0], [1], 'POS')]`` is POS."""
    if cell.startswith("[(") and len(listed := parts(cell)) == 1:
        return listed[0]
    found = _LISTED_ONE.fullmatch(cell.strip())
    return (found[2] or found[3].lstrip()) if found else cell


class Spelling(NamedTuple):
    """A label as the file writes it, the rows that have it, and the class it is read as ("": left out)."""

    written: str
    rows: int
    label: str


@dataclass(frozen=True)
class TableReading:
    """What a visitor is asked about a table, with the answers as they are: guessed, or chosen before.

    ``roles`` are the columns by role; ``spellings`` the labels, the most frequent first; ``rows`` the first
    rows, all columns. ``has_heading`` tells whether the first row was taken to name the columns. ``several``
    are the labels that a text can have several of, with their rows, and ``one`` the one shown against the
    rest; "" where rows of several are left out.
    """

    name: str
    columns: tuple[str, ...]
    roles: Mapping[str, str]
    spellings: tuple[Spelling, ...]
    has_heading: bool
    rows: tuple[tuple[str, ...], ...]
    several: Mapping[str, int] = field(default_factory=dict)
    one: str = ""

    @property
    def meaning(self) -> dict[str, str]:
        """The class of every spelling."""
        return {spelling.written: spelling.label for spelling in self.spellings}

    @property
    def is_certain(self) -> bool:
        """Whether names tell all: the columns are called after what they hold, and no label is a number, or
        left out."""
        named = all(is_named(self.roles.get(role, ""), role) for role in ("text", "label"))
        told = bool(self.spellings) and not self.several
        return named and told and all(one.label and not _is_guess(one) for one in self.spellings)

    @property
    def summary(self) -> str:
        """Which columns were taken for what, and the classes, in a line."""
        taken = [f"{TAKEN[role]} “{column}”" for role, column in self.roles.items() if role in TAKEN]
        classes = list(dict.fromkeys(_told(one) for one in self.spellings if one.label))
        listed = ", ".join(classes[:SHOWN_CLASSES]) + (" …" if len(classes) > SHOWN_CLASSES else "")
        return ", ".join(taken) + (f": {listed}" if listed and "label" in self.roles else "")


def _told(spelling: Spelling) -> str:
    same = spelling.label.lower() == spelling.written.lower()
    return spelling.label if same else f"{spelling.written} = {spelling.label}"


def _is_guess(spelling: Spelling) -> bool:
    """Whether nothing but a number tells what a label means, or *True* and *False*."""
    return number(spelling.written) is not None or spelling.written.lower() in ("true", "false")


def reading_of(table: Table, choice: Choice | None = None) -> TableReading:
    """How a table is read under a choice; never raises, however little of it can be used."""
    read = read_columns(table, choice)
    counts = Counter(cell.strip() for cell in read.written if cell.strip())
    known = {spelling.strip(): label for spelling, label in read.labels.meaning.items()}
    headed = read.choice.has_heading
    return TableReading(
        table.name,
        tuple(table.columns),
        {role: table.columns[place] for role, place in read.places.items()},
        ()
        if read.labels.scored
        else tuple(Spelling(one, count, known.get(one, "")) for one, count in counts.most_common()),
        table.dialect.has_heading if headed is None else headed,
        tuple(tuple(cell[:LONGEST_CELL] for cell in cells) for _, cells in table.rows[:SHOWN_ROWS]),
        read.several.classes if read.several is not None else {},
        read.one,
    )
