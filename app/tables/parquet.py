"""A Parquet file as rows of cells, with the names that Hugging Face's data sets keep of their labels."""

from __future__ import annotations

import io
import json
from typing import Any

from app.problem import Problem

MARK = b"PAR1"


def parquet_table(content: bytes, name: str, most: int) -> tuple[list[str], list[list[str]]]:
    """Its columns as they are named, and its first ``most`` rows.

    A number that stands for a label becomes the label's name, where the file says so. Raises Problem where
    it is damaged.
    """
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
    names = _label_names(kept.get("huggingface", ""))
    columns = []
    for series in frame.get_columns():
        named = names.get(series.name)
        columns.append([_cell(value, named) for value in series.to_list()])
    return frame.columns, [list(row) for row in zip(*columns, strict=True)]


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


def _cell(value: Any, names: list[str] | None) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return json.dumps([_cell(one, names) for one in value], ensure_ascii=False)
    if names is not None and isinstance(value, int) and 0 <= value < len(names):
        return names[value]
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
