"""Many lines of JSON at once, as columns by the names of their values: what `Keyed` gives for each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Container, Iterator, Sequence
from itertools import islice, pairwise

import numpy as np
import polars as pl

from app.logs.formats.candidates import candidates_of
from app.logs.formats.keyed import DEEPEST, TYPES, name_inside, number_text
from app.logs.parsing.usual import texts_of

_SURROGATES = r"(?i)\\ud[89a-f]"
_BREAKS = r"[\n\r\x0b\x0c\x1c-\x1e\u0085\u2028\u2029]"

MOST_NAMES = 1_000
"""Different names that lines decoded together may have: every line then has a place for each."""

MOST_PLACES = 1 << 22
"""What objects times names, each counted by its marks, may come to in lines that are decoded together."""


def objects(
    lines: Sequence[bytes], fractions: Container[str] = ()
) -> tuple[np.ndarray, tuple[str, ...], list[pl.Series]] | None:
    """The lines that are JSON objects, the names that may be fields, and a column of texts for each of these.

    Numbers of the names in ``fractions`` have fractions; see `Keyed`. A value that a line lacks is empty
    there. None where the lines hold what only one by one can be told. From where more than `MOST_NAMES`
    different names come together, lines are left out.
    """
    texts = texts_of(lines)
    if texts is None:
        return None
    texts = texts.str.strip_chars(" \t\r").str.strip_chars_end(",")
    whole = texts.str.starts_with("{") & texts.str.ends_with("}") & ~texts.str.contains(_SURROGATES)
    numbers = whole.arg_true().to_numpy().astype(np.int64)
    texts = texts.gather(numbers)
    if not len(texts):
        return None
    kept, frames = [numbers[:0]], []
    for rows, decoded in _decoded_parts(texts):
        some = _columns(numbers[rows], decoded, fractions)
        if some is None:
            return None
        kept.append(some[0])
        frames.append(some[1])
    together = pl.concat(frames, how="diagonal").fill_null("") if frames else pl.DataFrame()
    return np.concatenate(kept), tuple(together.columns), together.get_columns()


def _ends(texts: pl.Series) -> list[int]:
    """Where to part lines so that few enough places are needed, whatever their names are: 0, …, all."""
    inside = np.cumsum(texts.str.count_matches("{", literal=True).to_numpy())
    named = np.cumsum(texts.str.count_matches(":", literal=True).to_numpy())
    ends = [0]
    while ends[-1] < len(texts):
        start = ends[-1]
        before = (inside[start - 1], named[start - 1]) if start else (0, 0)
        places = (inside[start:] - before[0]) * (named[start:] - before[1])
        ends.append(start + max(1, int(np.searchsorted(places, MOST_PLACES))))
    return ends


def _decoded_parts(texts: pl.Series) -> Iterator[tuple[np.ndarray, pl.Series | None]]:
    """Lines and what they hold, as many at a time as hold the same names and types; None for what cannot be
    told. It ends before lines that hold more than `MOST_NAMES` names together."""
    rows: list[np.ndarray] = []
    same: list[pl.Series] = []
    for start, end in pairwise(_ends(texts)):
        some, numbers = texts[start:end], np.arange(start, end)
        decoded = _decoded(some)
        if decoded is None:
            good = np.fromiter(map(_is_json, some), bool, len(some))
            numbers, decoded = numbers[good], _decoded(some.filter(good))
        if decoded is None and len(numbers):
            yield numbers, None
            return
        if decoded is None:
            continue
        if len(list(islice(_leaves(decoded, "", 0), MOST_NAMES + 1))) > MOST_NAMES:
            break
        if same and same[0].dtype != decoded.dtype:
            yield np.concatenate(rows), pl.concat(same)
            rows, same = [], []
        rows.append(numbers)
        same.append(decoded)
    if same:
        yield np.concatenate(rows), pl.concat(same)


def _columns(
    numbers: np.ndarray, decoded: pl.Series | None, fractions: Container[str]
) -> tuple[np.ndarray, pl.DataFrame] | None:
    """The numbers of lines that are objects, and the texts of what may be fields, by their names."""
    if decoded is None or _told_by_lines(decoded.dtype):
        return None
    leaves = [
        (name, leaf.cast(pl.Float64) if name in fractions and leaf.dtype.is_integer() else leaf)
        for name, leaf in _leaves(decoded, "", 0)
    ]
    names = tuple(name for name, _ in leaves)
    if max(Counter(names).values(), default=2) > 1:
        return None
    wanted = dict(leaves)
    fields = {name for name, _ in candidates_of(names)}
    good = np.ones(len(numbers), bool)
    columns: dict[str, pl.Series] = {}
    for name in names:
        column = _texts(wanted[name]) if name in fields else pl.Series([], dtype=pl.String)
        if column is None:
            return None
        if name in fields:
            # Objects written as texts are looked into, and texts of several lines put on one: not here.
            odd = column.str.starts_with("{") | column.str.contains(_BREAKS)
            good &= ~odd.to_numpy()
            if wanted[name].dtype.is_float() and name not in fractions:
                # Whether 1.0 was written as 1 can be told from the line only.
                good &= (wanted[name].floor() != wanted[name]).fill_null(True).to_numpy()
            columns[name] = column
    return numbers[good], pl.DataFrame(columns).filter(good) if columns else pl.DataFrame()


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False


def _decoded(texts: pl.Series) -> pl.Series | None:
    if not len(texts):
        return None
    try:
        found = texts.str.json_decode(infer_schema_length=None)
    except pl.exceptions.PolarsError:
        return None
    return found if isinstance(found.dtype, pl.Struct) else None


def _leaves(column: pl.Series, name: str, depth: int) -> Iterator[tuple[str, pl.Series]]:
    """The values of objects by their names, with points between the names of objects in objects."""
    if not isinstance(column.dtype, pl.Struct) or depth >= DEEPEST:
        yield name, column
        return
    among = len(column.dtype.fields)
    for inner in column.struct.unnest():
        yield from _leaves(inner, name_inside(name, inner.name, among), depth + 1)


def _told_by_lines(dtype: object) -> bool:
    """Whether names depend on what each single line holds: on the type of a value, or on a list of names."""
    if isinstance(dtype, pl.List) and isinstance(dtype.inner, pl.Struct):
        names = {field.name for field in dtype.inner.fields}
        return "value" in names and bool(names & {"name", "key"})
    if not isinstance(dtype, pl.Struct):
        return False
    several = len(dtype.fields) > 1 and any(field.name in TYPES for field in dtype.fields)
    return several or any(_told_by_lines(field.dtype) for field in dtype.fields)


def _texts(column: pl.Series) -> pl.Series | None:
    """The values of a column as texts, empty where there is none; None for those that no column can hold."""
    kind = column.dtype
    if kind == pl.String:
        return column.fill_null("")
    if kind.is_integer():
        return column.cast(pl.String).fill_null("")
    if kind in (pl.Boolean, pl.Null):
        return pl.Series(column.name, [""], pl.String).new_from_index(0, len(column))
    if kind.is_float():
        known = column.unique(maintain_order=True)
        written = ["" if number is None else number_text(number) for number in known]
        return pl.DataFrame({"number": column}).join(
            pl.DataFrame({"number": known, "text": pl.Series(written, dtype=pl.String)}),
            "number", "left", nulls_equal=True, maintain_order="left",
        )["text"]  # fmt: skip
    if kind == pl.List(pl.String):
        return column.list.drop_nulls().list.join(", ").fill_null("")
    return None
