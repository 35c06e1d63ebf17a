"""A table of ``text,label[,split,time,entity,id]``: the layout of a visitor's own file."""

from __future__ import annotations

import pandas as pd

from app.counted import counted
from app.problem import Problem
from app.sentiment.corpus.corpus import Corpus, Rejects, require_two_labels
from app.sentiment.corpus.labels import meanings, scale_note
from app.sentiment.corpus.table import Table
from app.sentiment.tokens import cashtags

COLUMNS = {
    "text": ("text", "title", "tweet", "sentence", "headline", "content", "message"),
    "label": ("label", "sentiment", "class", "polarity", "target"),
    "split": ("split", "set", "fold"),
    "time": ("time", "date", "datetime", "timestamp", "created_at"),
    "entity": ("entity", "company", "ticker", "symbol", "cashtag"),
    "id": ("id", "tweet_id", "key"),
}
"""What a column may be called in the file."""

SPLITS = {
    **dict.fromkeys(("train", "training", "learn"), "train"),
    **dict.fromkeys(("test", "testing", "held-back", "validation", "valid", "val", "dev"), "test"),
}


def read_own(table: Table, rejects: Rejects) -> Corpus:
    """The labelled texts of a table. Raises Problem without a text and a label column or with one label."""
    places = {name: table.place(*names) for name, names in COLUMNS.items()}
    for needed in ("text", "label"):
        if places[needed] is None:
            found = ", ".join(f"“{column}”" for column in table.columns[:8])
            raise Problem(
                f"“{table.name}” has no column “{needed}”; its first row names {found}.",
                "Name the columns in the first row: text,label and, if you have them, split,time,entity,id.",
            )

    def cells(name: str) -> list[str]:
        place = places[name]
        return [] if place is None else [row[place] for _, row in table.rows]

    texts, written = cells("text"), cells("label")
    known = meanings(written)
    kept = []
    for row, ((number, _), text, label) in enumerate(zip(table.rows, texts, written, strict=True)):
        if not text.strip():
            rejects.add(number, "text", "the text is empty.")
        elif label not in known:
            spelling = label.strip()[:40]
            reason = f"“{spelling}” is not a label this page knows." if spelling else "it is empty."
            rejects.add(number, "label", reason, text)
        else:
            kept.append(row)
    numbers = [table.rows[row][0] for row in kept]
    frame = pd.DataFrame(
        {
            "text": pd.Series([texts[row] for row in kept], dtype=object),
            "label": pd.Series([known[written[row]] for row in kept], dtype=object),
        }
    )
    require_two_labels(table.name, frame["label"], rejects)
    notes = [*table.notes, *filter(None, [scale_note(known)])]
    given = cells("id")
    frame.insert(0, "id", _distinct([given[row].strip() for row in kept] if given else [], numbers, notes))
    if times := cells("time"):
        frame["time"] = _times([times[row] for row in kept], numbers, notes)
    if entities := cells("entity"):
        split = [tuple(filter(None, (part.strip() for part in entities[row].split(";")))) for row in kept]
        frame["entity"] = pd.Series(split, dtype=object)
    else:
        tagged = frame["text"].map(cashtags)
        if tagged.map(bool).any():
            frame["entity"] = tagged
    if splits := cells("split"):
        _add_split(frame, [splits[row].strip().lower() for row in kept], numbers, notes)
    return Corpus(
        table.name,
        table.name,
        frame,
        notes=tuple(notes),
        rejected=tuple(rejects.first),
        rejections=rejects.count,
    )


def _distinct(given: list[str], numbers: list[int], notes: list[str]) -> pd.Series:
    """Ids that tell every text apart: the given ones, a repeated or missing one replaced by its row."""
    if not given:
        return pd.Series([str(number) for number in numbers], dtype=object)
    met: dict[str, int] = {}
    repeated: list[str] = []
    ids = []
    taken = set(given)
    for identity, number in zip(given, numbers, strict=True):
        own = identity
        if not identity or identity in met:
            own = f"{identity}#{number}"
            while own in taken:
                own += "#"
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


def _times(written: list[str], numbers: list[int], notes: list[str]) -> pd.Series:
    """Times without a zone; those with one are turned to UTC."""
    stripped = pd.Series([text.strip() for text in written], dtype=object)
    times = pd.to_datetime(stripped, errors="coerce", format="mixed", utc=True).dt.tz_localize(None)
    unread = times.isna() & (stripped != "")
    if unread.any():
        first = int(unread.to_numpy().argmax())
        notes.append(
            f"Column time: {counted(int(unread.sum()), 'cell is', 'cells are')} no time, the first in row "
            f"{numbers[first]:,} (“{stripped[first][:40]}”): kept without one."
        )
    return times


def _add_split(frame: pd.DataFrame, written: list[str], numbers: list[int], notes: list[str]) -> None:
    split = pd.Series([SPLITS.get(text, "") for text in written], dtype=object)
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
