"""NumPy's files, ``.npy`` and ``.npz``: their arrays by name, whose bytes are all there."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.problem import Problem
from app.tables.packed import Member

ARRAY = b"\x93NUMPY"
"""How a file of one array begins."""

REMEDY = "Save rows of numbers or texts: numpy.savez(file, x=…, y=…)."
SPLIT = re.compile(r"^(?:train|test|valid|val)_|_(?:train|test|valid|val)$", re.IGNORECASE)

_OF_COLUMNS = re.compile("feature|column|input|variable|attribute", re.IGNORECASE)
_OF_CLASSES = re.compile("target|class|label", re.IGNORECASE)


def arrays_of(content: bytes, found: Sequence[Member] | None, name: str) -> Mapping[str, NDArray[Any]] | None:
    """The arrays of a NumPy file by name; None where it is none."""
    if content.startswith(ARRAY):
        array: NDArray[Any] = _array(content, name)
        # A record array is a table already: its fields are columns.
        fields = array.dtype.names
        return {"x": array} if fields is None else {field: np.asarray(array[field]) for field in fields}
    if not found or any(member.path.suffix != ".npy" for member in found):
        return None
    return whole({member.path.stem: _array(member.content, name) for member in found})


def whole(arrays: Mapping[str, NDArray[Any]]) -> Mapping[str, NDArray[Any]]:
    """Rows that are split by the names of their arrays (``x_train``, ``x_test``) put together again."""
    parts: dict[str, list[NDArray[Any]]] = {}
    for title, array in sorted(arrays.items(), key=lambda one: "train" not in one[0].lower()):
        parts.setdefault(SPLIT.sub("", title) or title, []).append(array)
    joined = {title: found for title, found in parts.items() if len({one.shape[1:] for one in found}) == 1}
    if len(parts) == len(arrays) or len({len(found) for found in parts.values()}) > 1 or joined != parts:
        return arrays
    return {title: np.concatenate(found) for title, found in joined.items()}


class Named(NamedTuple):
    """Arrays of one number of rows, and what others beside them call the columns of the wide one: ``titles``,
    none where they are not called."""

    arrays: Mapping[str, NDArray[Any]]
    titles: tuple[str, ...] = ()


def named(arrays: Mapping[str, NDArray[Any]]) -> Named:
    """The arrays without lists of names beside them, as scikit-learn's sets have them: those of columns are
    taken, and those of classes stand in the place of their numbers.
    """
    texts = {title: one for title, one in arrays.items() if one.ndim == 1 and one.dtype.kind in "US"}
    wide = next((one for one in arrays.values() if one.ndim == 2 and one.dtype.kind in "biuf"), None)
    lists = {title: one for title, one in texts.items() if wide is not None and len(one) != len(wide)}
    if wide is None or not lists:
        return Named(arrays)
    found = {title: one for title, one in arrays.items() if title not in lists}
    titles: tuple[str, ...] = ()
    for title_of_list, words in sorted(lists.items(), key=lambda one: not _OF_CLASSES.search(one[0])):
        coded = [
            title
            for title, one in found.items()
            if one.ndim == 1 and one.dtype.kind in "biu" and set(np.unique(one)) == set(range(len(words)))
        ]
        names_columns = len(words) == wide.shape[1] and len(set(words.tolist())) == len(words)
        # There may be as many columns as classes.
        if len(coded) == 1 and not (names_columns and _OF_COLUMNS.search(title_of_list)):
            found[coded[0]] = words[found[coded[0]].astype(int)]
        elif names_columns:
            titles = tuple(map(str, words.tolist()))
        else:
            return Named(arrays)
    return Named(found, titles)


def _array(content: bytes, name: str) -> NDArray[Any]:
    """An array whose bytes are all there; objects, which could run code, are never read."""
    try:
        file = io.BytesIO(content)
        version = np.lib.format.read_magic(file)
        # Version 3 is 2 with names in another encoding.
        head = np.lib.format.read_array_header_1_0
        head = head if version == (1, 0) else np.lib.format.read_array_header_2_0
        shape, _, kind = head(file)
        # Before room is made for what a header claims; also of texts without a letter.
        if math.prod(shape) * max(kind.itemsize, 1) > len(content):
            raise ValueError("fewer bytes than the header says")
        found = np.lib.format.read_array(io.BytesIO(content), allow_pickle=False)
    except (ValueError, OSError, EOFError, MemoryError, OverflowError, SyntaxError, TypeError) as error:
        raise Problem(
            f"“{name}” begins like NumPy's arrays and cannot be read: it is damaged, or holds objects.",
            REMEDY,
        ) from error
    return np.asarray(found)
