"""Sets of labelled texts: the bundled ones, those the operator names, and a visitor's own.

>>> frame = load_texts("tweets")                                     # doctest: +SKIP
>>> frame[["text", "label"]].head()                                  # doctest: +SKIP

To add a bundled set is to add a `DataSet` to `BUNDLED`; to add a file's layout, a `Layout` to `LAYOUTS`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from app.problem import Problem
from app.registry import Registry
from app.sentiment.corpus.choice import Choice
from app.sentiment.corpus.column_names import known_names
from app.sentiment.corpus.corpus import Corpus
from app.sentiment.corpus.headlines import is_headlines, read_headlines
from app.sentiment.corpus.label_columns import with_label
from app.sentiment.corpus.labelled_table import read_labelled_table
from app.sentiment.corpus.labels import ALIASES
from app.sentiment.corpus.listed_texts import a_row_each
from app.sentiment.corpus.rated import RATED, read_rated
from app.sentiment.corpus.several import joined
from app.sentiment.corpus.table_reading import TableReading, reading_of
from app.sentiment.corpus.text_columns import with_texts
from app.sentiment.corpus.wire import read_wire
from app.settings import Settings, named
from app.tables import Rejected, Rejects, Table, read_table
from app.uploads import shown_name

__all__ = [
    "Choice",
    "Corpus",
    "DataSet",
    "Layout",
    "Rejected",
    "TableReading",
    "data_sets",
    "load_corpus",
    "load_texts",
    "read_file",
]


@dataclass(frozen=True)
class DataSet:
    """A set to choose: its ``name`` in links, its ``title`` on the page, and how it is read.

    ``path`` is the file of a set whose columns and labels can be chosen.
    """

    name: str
    title: str
    read: Callable[[], Corpus]
    path: Path | None = None


@dataclass(frozen=True)
class Layout:
    """A layout of files: whether a table has it, and what is read from one that does."""

    fits: Callable[[Table], bool]
    read: Callable[[Table, Rejects, Choice | None], Corpus]


BUNDLED: Registry[DataSet] = Registry("vitrine.texts", "set of texts", lambda one: BUNDLED.add(one.name, one))
"""The sets that need no file of somebody's own, by name; the page opens on the first."""

BUNDLED.add("wire", DataSet("wire", "A financial wire (made)", read_wire))
for _rated in RATED:
    BUNDLED.add(_rated.name, DataSet(_rated.name, _rated.title, partial(read_rated, _rated)))

# The last one fits every table and says what it lacks.
LAYOUTS = (Layout(is_headlines, read_headlines), Layout(lambda _: True, read_labelled_table))


def data_sets(settings: Settings | None = None) -> tuple[DataSet, ...]:
    """The bundled sets, then the files of ``VITRINE_TEXTS``."""
    texts = (settings or Settings.read()).texts
    return (
        *BUNDLED.values(),
        *(
            DataSet(title, title, lambda path=path, title=title: read_file(path, title), Path(path))  # type: ignore[misc]
            for title, path in named(texts, list(BUNDLED)).items()
        ),
    )


def read_file(
    path: Path | str,
    name: str = "",
    choice: Choice | None = None,
    on_reading: Callable[[TableReading], Any] | None = None,
) -> Corpus:
    """The labelled texts of a file; ``name`` is what a visitor calls it, ``choice`` what they say of it.

    ``on_reading`` hears how the table is read, also where no texts come of it; it is not called for a
    layout that leaves nothing to choose. Raises Problem, naming row and column, when it cannot be used.
    """
    shown = shown_name(name or Path(path).name)
    rejects = Rejects()
    table = read_table(
        Path(path),
        shown,
        rejects,
        known_names=known_names() | {"decisions"},
        known_values=ALIASES,
        has_heading=choice.has_heading if choice else None,
    )
    chosen = choice.columns if choice else None
    table = with_label(joined(with_texts(a_row_each(table, chosen), chosen)))
    layout = next(layout for layout in LAYOUTS if layout.fits(table))
    if on_reading is not None and layout.read is read_labelled_table:
        on_reading(reading_of(table, choice))
    return layout.read(table, rejects, choice)


def load_corpus(path_or_name: str | Path, settings: Settings | None = None) -> Corpus:
    """A set by its name, or a file by its path, with all that is known about it."""
    sets = {data_set.name: data_set for data_set in data_sets(settings)}
    if not isinstance(path_or_name, str | os.PathLike):
        kind = type(path_or_name).__name__
        raise Problem(
            f"Texts are loaded by the name of a set or the path of a file; this is of the kind {kind}.",
            f"The sets are: {', '.join(sets)}.",
        )
    if str(path_or_name) in sets:
        return sets[str(path_or_name)].read()
    if not Path(path_or_name).is_file():
        raise Problem(
            f"“{shown_name(str(path_or_name))}” is neither a set of texts nor a file.",
            f"The sets are: {', '.join(sets)}.",
        )
    return read_file(path_or_name)


def load_texts(path_or_name: str | Path = "tweets") -> pd.DataFrame:
    """The texts of a set or file: ``id``, ``text``, ``label`` and what else it has (see `Corpus`)."""
    return load_corpus(path_or_name).frame
