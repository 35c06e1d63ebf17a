"""Many lines of JSON at once, as columns by the names of their values: what `Keyed` gives for each line."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from app.logs.formats.keyed import DEEPEST, number_text
from app.logs.formats.named import candidates_of
from app.logs.parsing.usual import texts_of

_SURROGATES = r"(?i)\\ud[89a-f]"
_BREAKS = r"[\n\r\x0b\x0c\x1c-\x1e\u0085\u2028\u2029]"


def objects(
    lines: Sequence[bytes],
) -> tuple[np.ndarray, tuple[str, ...], list[pl.Series]] | None:
    """The lines that are JSON objects, the names that may be fields, and a column of texts for each of these.

    A value that a line lacks is empty there. None where the lines hold what only one by one can be told.
    """
    texts = texts_of(lines)
    if texts is None:
        return None
    texts = texts.str.strip_chars(" \t\r").str.strip_chars_end(",")
    whole = texts.str.starts_with("{") & texts.str.ends_with("}") & ~texts.str.contains(_SURROGATES)
    numbers = whole.arg_true().to_numpy().astype(np.int64)
    texts = texts.gather(numbers)
    decoded = _decoded(texts)
    if decoded is None:
        good = np.fromiter(map(_is_json, texts), bool, len(texts))
        numbers, texts = numbers[good], texts.filter(good)
        decoded = _decoded(texts)
    if decoded is None:
        return None
    leaves = list(_leaves(decoded, "", 0))
    names = tuple(name for name, _ in leaves)
    if max(Counter(names).values(), default=2) > 1:
        return None
    wanted = dict(leaves)
    fields = {name for name, _ in candidates_of(names)}
    good = np.ones(len(texts), bool)
    columns: dict[str, pl.Series] = {}
    for name in names:
        column = _texts(wanted[name]) if name in fields else pl.Series([], dtype=pl.String)
        if column is None:
            return None
        if name in fields:
            # Objects written as texts are looked into, and texts of several lines put on one: not here.
            odd = column.str.starts_with("{") | column.str.contains(_BREAKS)
            good &= ~odd.to_numpy()
            columns[name] = column
    if good.all():
        return numbers, tuple(columns), list(columns.values())
    return numbers[good], tuple(columns), [column.filter(good) for column in columns.values()]


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
    for inner in column.struct.unnest():
        yield from _leaves(inner, f"{name}.{inner.name}" if name else inner.name, depth + 1)


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
