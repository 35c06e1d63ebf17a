"""A Parquet or Arrow file as rows of cells, with the names that Hugging Face's sets keep of labels."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from app.problem import Problem
from app.tables.nested import rows_of_records

if TYPE_CHECKING:
    import polars as pl

MARK = b"PAR1"
ARROW_FILE, ARROW_STREAM = b"ARROW1", b"\xff\xff\xff\xff"
_TOLD = b'{"info": {"'
_HEAD = 200_000


Columns = tuple[list[str], list[list[str]]]
"""Columns as they are named, and rows of cells."""


def column_table(content: bytes, name: str, most: int) -> Columns | None:
    """The columns and the first ``most`` rows of a Parquet or Arrow file; None for any other.

    Arrow's may be a stream, as ``save_to_disk`` of Hugging Face writes. A number that stands for a label
    becomes the label's name, where the file says so. Raises Problem where it is damaged.
    """
    if content.startswith(MARK):
        return _parquet(content, name, most)
    if content.startswith((ARROW_FILE, ARROW_STREAM)):
        return _arrow(content, name, most)
    return None


def _parquet(content: bytes, name: str, most: int) -> Columns:
    # It takes half a second to load, and few files need it.
    import polars as pl

    try:
        frame = pl.read_parquet(io.BytesIO(content), n_rows=most)
        kept = pl.read_parquet_metadata(io.BytesIO(content))
    except Exception as error:
        # A panic of its Rust code is no polars error.
        raise Problem(
            f"“{name}” begins like a Parquet file and cannot be read.", "Export the table as CSV."
        ) from error
    return _cells_of(frame, _label_names(kept.get("huggingface", "")))


def _arrow(content: bytes, name: str, most: int) -> Columns:
    import polars as pl

    try:
        read = pl.read_ipc if content.startswith(ARROW_FILE) else pl.read_ipc_stream
        frame = read(io.BytesIO(content), n_rows=most)
    except Exception as error:
        raise Problem(
            f"“{name}” begins like an Arrow file and cannot be read.", "Export the table as CSV."
        ) from error
    # polars does not tell what a schema says of itself; it stands there as plain text.
    place = content.find(_TOLD, 0, _HEAD)
    told = ""
    if place >= 0:
        text = content[place : place + _HEAD].decode("utf-8", errors="replace")
        try:
            told = json.dumps(json.JSONDecoder().raw_decode(text)[0])
        except ValueError:
            told = ""
    return _cells_of(frame, _label_names(told))


def _cells_of(frame: pl.DataFrame, names: dict[str, list[str]]) -> Columns:
    columns = [
        [_named(value, names[series.name]) for value in series.to_list()]
        if series.name in names
        else series.to_list()
        for series in frame.get_columns()
    ]
    if any("Struct" in str(kind) for kind in frame.dtypes):
        records = [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]
        titles, rows = rows_of_records(list(enumerate(records)))
        return titles, [cells for _, cells in rows]
    return frame.columns, [[_cell(value) for value in row] for row in zip(*columns, strict=True)]


def _named(value: Any, names: list[str]) -> Any:
    """A label's name for its number, alone or in a list."""
    if isinstance(value, list):
        return [_named(one, names) for one in value]
    if isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return value


def _label_names(told: str) -> dict[str, list[str]]:
    """The names of the labels by column (``ClassLabel``, alone or in a list), from a file's own notes."""
    try:
        features = json.loads(told)["info"]["features"]
        found = {
            column: kind.get("names") or (kind.get("feature") or {}).get("names")
            for column, kind in features.items()
            if isinstance(kind, dict)
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {column: [str(one) for one in names] for column, names in found.items() if names}


def _cell(value: Any) -> str:
    if value is None:
        return ""
    # A date or a decimal is as it is written, not as JSON would quote it.
    plain = isinstance(value, bool | int | float | list | dict)
    return json.dumps(value, default=str, ensure_ascii=False) if plain else str(value)
