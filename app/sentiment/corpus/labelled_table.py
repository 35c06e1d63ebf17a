"""A table of texts and labels, and perhaps of splits, times, entities and ids: a visitor's own file."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

import pandas as pd

from app.counted import counted
from app.problem import Problem
from app.sentiment.corpus.choice import Choice
from app.sentiment.corpus.column_names import SPLITS
from app.sentiment.corpus.corpus import Corpus, require_two_labels
from app.sentiment.corpus.labels import is_missing, names_several
from app.sentiment.corpus.several import parts
from app.sentiment.corpus.table_reading import UNLABELLED, read_columns
from app.sentiment.tokens import cashtags
from app.tables import Rejects, Table, is_number, read_times

_MOST_JUDGED = 2
UNLABELLED_SPLITS = (*UNLABELLED, "predict")
_BREAK = re.compile(r"<\s*+(?:/\s*+)?br\s*+(?:/\s*+)?>", re.IGNORECASE)
# The marks of HTML that stand in texts, with or without attributes; other words between < and > are text.
_TAG = re.compile(
    r"</?(?:p|b|i|u|em|strong|span|div|a|ul|ol|li|small|sup|sub|img|font|h[1-6]|blockquote|code|pre)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_REMEDY = "Choose the columns of the texts and the labels, or name them text,label in the first row."


def clean(text: str) -> str:
    """A text as a person reads it: HTML's signs for characters and line breaks, and accents in one piece.

    >>> clean("I &lt;3 it &amp; more<br />cafe\\u0301")
    'I <3 it & more\\ncafé'
    """
    if "&" in text:
        text = html.unescape(text)
    if "<" in text:
        text = _TAG.sub("", _BREAK.sub("\n", text))
    if "\ufeff" in text:
        text = text.replace("\ufeff", "")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def read_labelled_table(table: Table, rejects: Rejects, choice: Choice | None = None) -> Corpus:
    """The labelled texts of a table. Raises Problem without a text and a label column or with one label."""
    read = read_columns(table, choice)
    places, written, reading = read.places, read.written, read.labels
    if "label" not in places:
        raise _lacks(table, "label" if "text" in places else "text")
    if "text" not in places:
        raise _lacks(table, "text")
    texts = [clean(cell) for cell in _cells(table, places, "text")]
    splits = [cell.strip().lower() for cell in _cells(table, places, "split")]
    kept, unlabelled = [], []
    for row, ((number, _), text, label) in enumerate(zip(table.rows, texts, written, strict=True)):
        if is_missing(text):
            empty = "the text is empty." if not text.strip() else f"“{text.strip()}” stands for no text."
            rejects.add(number, "text", empty)
        elif splits and splits[row] in UNLABELLED_SPLITS:
            unlabelled.append(text)
        elif label not in reading.meaning:
            rejects.add(number, "label", _no_label(label, read.choice.meaning), text)
            if not label.strip():
                unlabelled.append(text)
        else:
            kept.append(row)
    numbers = [table.rows[row][0] for row in kept]
    frame = pd.DataFrame(
        {
            "text": pd.Series([texts[row] for row in kept], dtype=object),
            "label": pd.Series([reading.meaning[written[row]] for row in kept], dtype=object),
        }
    )
    require_two_labels(table.name, frame["label"], rejects)
    notes = [*table.notes, *read.notes, *filter(None, [_roles_note(table, places), reading.note])]
    given = _cells(table, places, "id")
    frame.insert(0, "id", _distinct([given[row].strip() for row in kept] if given else [], numbers, notes))
    if times := _time_cells(table, places):
        frame["time"] = _times([times[row] for row in kept], numbers, notes)
    if entities := _cells(table, places, "entity"):
        split = [tuple(filter(None, (part.strip() for part in entities[row].split(";")))) for row in kept]
        frame["entity"] = pd.Series(split, dtype=object)
    else:
        tagged = frame["text"].map(cashtags)
        if tagged.map(bool).any():
            frame["entity"] = tagged
    if splits:
        if len(unlabelled) and any(split in UNLABELLED_SPLITS for split in splits):
            are = counted(sum(split in UNLABELLED_SPLITS for split in splits), "text")
            notes.append(f"{are} of a split without labels: left out of training and of the scores.")
        column = table.columns[places["split"]]
        _add_split(frame, column, [splits[row] for row in kept], numbers, notes)
    mark = read.choice.mark
    return Corpus(
        # Decisions are kept by this name: those about labels of another meaning stay as they are.
        f"{table.name} {mark}" if mark else table.name,
        table.name,
        frame,
        notes=tuple(notes),
        rejected=tuple(rejects.first),
        rejections=rejects.count,
        columns=tuple(table.columns),
        roles={role: table.columns[place] for role, place in places.items()},
        meaning={spelling.strip(): label for spelling, label in reading.meaning.items()},
        unlabelled=tuple(unlabelled),
        cells=[table.rows[row][1] for row in kept],
    )


def _cells(table: Table, places: Mapping[str, int], role: str) -> list[str]:
    return table.cells(places[role]) if role in places else []


def _time_cells(table: Table, places: Mapping[str, int]) -> list[str]:
    """The cells of the time, a day and a time of day joined where they stand apart."""
    days, clocks = _cells(table, places, "time"), _cells(table, places, "clock")
    if not clocks:
        return days
    return [
        f"{day.strip()} {clock.strip()}".strip() if day.strip() else ""
        for day, clock in zip(days, clocks, strict=True)
    ]


def _lacks(table: Table, needed: str) -> Problem:
    found = ", ".join(f"“{column}”" for column in table.columns[:8])
    if needed == "label" and len(table.columns) == 1:
        return Problem(
            f"“{table.name}” has no column “label”: its only column, {found}, holds texts without labels.",
            "Bring labelled texts to train and judge a classifier; for answers to others, give their file "
            "under “Try a text”.",
        )
    remedy = (
        _REMEDY if needed == "text" else f"{_REMEDY} Texts without labels are predicted under “Try a text”."
    )
    return Problem(f"“{table.name}” has no column “{needed}” among {found}.", remedy)


def _no_label(written: str, chosen: Mapping[str, str]) -> str:
    spelling = written.strip()[:40]
    if not spelling:
        return "it is empty."
    if spelling in chosen:
        return f"“{spelling}” was left out by choice."
    if names_several(written):
        if not parts(written):
            return "it lists no label."
        return f"“{spelling}” names several labels, and a text can have one here."
    return f"“{spelling}” is not a label this page knows."


def _roles_note(table: Table, places: Mapping[str, int]) -> str:
    """Which columns were taken, where their names are not the ones that are asked for."""
    read = {role: table.columns[place] for role, place in places.items()}
    if all(role == column for role, column in read.items() if role in ("text", "label")):
        return ""
    return f"The texts were taken from column “{read['text']}”, the labels from “{read['label']}”."


def _distinct(given: list[str], numbers: list[int], notes: list[str]) -> pd.Series:
    """Ids that tell every text apart: the given ones, a repeated or missing one replaced by its row."""
    if not given:
        return pd.Series([str(number) for number in numbers], dtype=object)
    met: dict[str, int] = {}
    repeated: list[str] = []
    ids = []
    taken = set(given)
    again: Counter[str] = Counter()
    for identity, number in zip(given, numbers, strict=True):
        own = identity
        if not identity or identity in met:
            row = f"{identity}#{number}"
            own = row if not again[row] else f"{row}.{again[row]}"
            while own in taken:
                again[row] += 1
                own = f"{row}.{again[row]}"
            again[row] += 1
            taken.add(own)
            repeated.append(
                f"row {number:,} (“{identity}” is in row {met[identity]:,} already)"
                if identity
                else f"row {number:,} (empty)"
            )
        met.setdefault(own, number)
        ids.append(own)
    if repeated:
        rest = f" and {len(repeated) - 1:,} more" if len(repeated) > 1 else ""
        notes.append(f"Column id is not unique: {repeated[0]}{rest} got an id with the row's number.")
    return pd.Series(ids, dtype=object)


def _times(written: Sequence[str], numbers: Sequence[int], notes: list[str]) -> pd.Series:
    """Times without a zone; those with one are turned to UTC."""
    times = read_times(written)
    notes.extend(times.notes)
    if times.unread:
        first = times.unread[0]
        notes.append(
            f"Column time: {counted(len(times.unread), 'cell is', 'cells are')} no time, the first in row "
            f"{numbers[first]:,} (“{written[first].strip()[:40]}”): kept without one."
        )
    return pd.Series(times.values)


def _add_split(
    frame: pd.DataFrame, column: str, written: list[str], numbers: list[int], notes: list[str]
) -> None:
    most, rows = Counter(written).most_common(1)[0]
    others = sorted(set(written) - {most})
    # So counts the Stanford Sentiment Treebank: 1 is what is learnt from, 2 and 3 are judged. Folds are more,
    # or are called so.
    counts = 1 <= len(others) <= _MOST_JUDGED and "fold" not in column and all(map(is_number, written))
    if counts and 2 * rows > len(written):
        judged = " and ".join(others)
        notes.append(f"Column {column}: {most}, which most rows have, was read as train, {judged} as test.")
        split = pd.Series(["train" if text == most else "test" for text in written], dtype=object)
    else:
        # So CLINC calls what is out of scope: oos_train, oos_val.
        told = {text: SPLITS.get(text) or SPLITS.get(text.rpartition("_")[2], "") for text in set(written)}
        split = pd.Series([told[text] for text in written], dtype=object)
    unknown = split == ""
    if unknown.any():
        first = int(unknown.to_numpy().argmax())
        notes.append(
            f"Column split: row {numbers[first]:,} says “{written[first][:40]}”, neither train nor test; "
            "the column is ignored and a fifth of the texts is held back instead."
        )
        return
    labels = frame["label"]
    if (split == "test").any() and labels[split == "train"].nunique() == labels.nunique():
        frame["split"] = split
    else:
        notes.append(
            "Column split leaves no text to judge, or a label without texts to learn from; "
            "it is ignored and a fifth of the texts is held back instead."
        )
