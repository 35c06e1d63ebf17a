"""A table's texts as inputs; the functions stand in the programs of runs, too."""

from __future__ import annotations

import inspect
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.datasets.absent import ABSENT
from app.network.datasets.dates import in_english, moments_in_english, moments_of


def encode(frame: pd.DataFrame, plan: Sequence[tuple[str, str, Any]]) -> NDArray[Any]:
    """Inputs, float32 of shape (rows, inputs), of a frame of texts.

    ``plan`` holds a column's name, what becomes of it, and with what: a "number", with what fills a missing
    one; a "gap", 1 where a number is missing; a "category", with its texts, a column of 0 and 1 for each;
    a "date", with its format and its parts; "words", with how many columns count those that fall to each.
    """
    inputs: list[Any] = []
    for name, how, detail in plan:
        texts = frame[name].str.strip()
        if how in ("number", "gap"):
            found = pd.to_numeric(texts, errors="coerce").to_numpy(np.float64, na_value=np.nan)
            finite = np.abs(found) < 3e38
            inputs.append(np.where(finite, found, detail) if how == "number" else ~finite)
            continue
        texts = texts.mask(texts.str.lower().isin(ABSENT), "")
        if how == "category":
            inputs += [(texts == category).to_numpy() for category in detail]
        elif how == "date":
            moments = moments_of(texts, detail[0])
            inputs += [getattr(moments.dt, part).fillna(fill).to_numpy() for part, fill in detail[1]]
        else:
            counts = np.zeros((len(texts), detail))
            for row, text in enumerate(texts):
                for word in text.lower().split():
                    counts[row, zlib.crc32(word.encode()) % detail] += 1
            inputs += list(counts.T)
    return np.stack(inputs, axis=1).astype(np.float32)


def complete(frame: pd.DataFrame, plan: Sequence[tuple[str, str, Any]]) -> NDArray[np.bool_]:
    """Which rows have a value in every column of a plan."""
    whole = np.ones(len(frame), bool)
    for name, how, _ in plan:
        texts = frame[name].str.strip()
        whole &= ~texts.str.lower().isin(ABSENT).to_numpy(bool)
        if how == "number":
            whole &= pd.to_numeric(texts, errors="coerce").abs().lt(3e38).to_numpy(bool)
    return whole


_SOURCES: dict[Any, str] = {
    one: inspect.getsource(one) for one in (in_english, moments_in_english, moments_of, encode, complete)
}
"""Read with the module, since its file may be another one by the time a run's program is written."""


def encoding_code(plan: Sequence[tuple[str, str, Any]], *, whole_rows: bool) -> str:
    """Python that defines what encodes by this plan, with numpy and pandas at hand."""
    ways = {how for _, how, _ in plan}
    used: list[Any] = [
        *([in_english, moments_in_english, moments_of] if "date" in ways else []),
        encode,
        *([complete] if whole_rows else []),
    ]
    imports = "import zlib\n\n" if "words" in ways else ""
    return imports + f"ABSENT = {ABSENT!r}\n\n\n" + "\n\n".join(_SOURCES[one] for one in used)
