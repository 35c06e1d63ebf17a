"""Separated text as a frame: how it is written, and what pandas makes of it."""

from __future__ import annotations

import csv
import io
import re
import warnings
from pathlib import Path
from typing import Any
from zipfile import is_zipfile

import pandas as pd

from app.decompress import ByteStream
from app.network.datasets.heading import Layout, layout_of
from app.network.datasets.table_refusals import check_surplus
from app.problem import Problem

COMPRESSIONS = {"gzip": "gzip", "bzip2": "bz2", "Zstandard": "zstd", "xz": "xz"}
"""What pandas calls a compression."""


def table_layout(text: str, name: str, names: bool | None, separator: str = "") -> Layout:
    """How a text is written (see `layout_of`). Raises Problem where its heading cannot be read."""
    try:
        return layout_of(text, names, separator)
    except csv.Error as error:
        raise Problem(
            f"The heading of “{name}” cannot be read.", "Check the quotes in its first line."
        ) from error


def compression_of(path: Path) -> str | None:
    """What pandas calls the compression of a file."""
    with ByteStream(path) as stream:
        compression = COMPRESSIONS.get(stream.compressed)
    return "zip" if compression is None and is_zipfile(path) else compression


def parsed(name: str, text: str, parsing: dict[str, Any], layout: Layout, heading: list[str]) -> pd.DataFrame:
    """All cells as texts, read by the options of ``parsing``. Raises Problem where rows have other widths."""
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always", pd.errors.ParserWarning)
            frame: pd.DataFrame = pd.read_csv(
                io.StringIO(text), dtype=str, keep_default_na=False, index_col=False, engine="c", **parsing
            )
        if warned:
            check_surplus(name, text, layout.separator, len(heading))
    except (pd.errors.ParserError, pd.errors.EmptyDataError, csv.Error, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = f" from line {int(line[1]) + layout.skipped} on" if line else ""
        raise Problem(
            f"“{name}” cannot be read{where}: its rows do not all have {len(heading)} columns.",
            "Check separators and quotes there.",
        ) from error
    return frame
