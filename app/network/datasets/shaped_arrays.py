"""NumPy's arrays whose rows are images or sequences: they keep their shape, where a table would lose it."""

from __future__ import annotations

import inspect
import re
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets.notebook_data import notebook_data
from app.network.datasets.numpy_arrays import SPLIT, arrays_of, whole
from app.network.datasets.source import MOST_CLASSES, Data
from app.tables.archive_names import names_in
from app.tables.opening import unpacked
from app.tables.packed import members
from app.uploads import MEGABYTE, shown_name

MOST_BYTES = 50 * MEGABYTE
MOST_ROWS = 10_000

_LABELS = ("y", "t", "label", "labels", "target", "targets", "class", "classes")


@dataclass(frozen=True)
class ShapedArrays:
    """A file of arrays: ``inputs`` and ``target`` name those that are learned from, as ``rows``."""

    name: str
    path: Path
    inputs: str
    target: str
    rows: Data
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> Data:
        """The rows."""
        return replace(self.rows, notes=self.notes)

    def code(self) -> str:
        """Python that leaves ``x`` and ``y`` of the same file, with `numpy` as ``np`` at hand."""
        numbers = "y.astype(np.float32).reshape(len(y), -1)"
        classes = "np.unique(y, return_inverse=True)[1].astype(np.int32)"
        file = self.name if self.name.endswith(".npz") else f"{self.inputs}.npz"
        made = "" if file == self.name else f"  # {self.name}, saved as one by np.savez"
        return "\n".join(
            [
                "import re\nfrom collections.abc import Mapping\nfrom typing import Any\n",
                "from numpy.typing import NDArray\n",
                f"SPLIT = re.compile({SPLIT.pattern!r}, re.IGNORECASE)\n\n",
                _SOURCES,
                "",
                f"with np.load({file!r}) as file:{made}",
                "    arrays = whole({title: file[title] for title in file.files})",
                f"x, y = shaped(arrays[{self.inputs!r}], {MOST_ROWS}), arrays[{self.target!r}]",
                "y = answers(y)[:: -(-len(y) // len(x))]",
                f"y = {classes if self.rows.classes else numbers}",
            ]
        )


def read_shaped(path: Path, name: str = "") -> ShapedArrays | None:
    """The images or sequences of an ``.npz``; None for any other file, and where no array is their target.

    Raises Problem, in words, for those that cannot be learned from.
    """
    name = shown_name(name or path.name)
    if not zipfile.is_zipfile(path):
        return None
    listed = names_in(path, name, MOST_BYTES)
    if not listed or any(not one.endswith(".npy") for one in listed):
        return None
    content = unpacked(path, name, [], MOST_BYTES, "trained on here", "Save fewer rows.")
    arrays = arrays_of(b"", members(content, name, MOST_BYTES), name) or {}
    deep = [title for title, one in arrays.items() if one.ndim in (3, 4) and one.dtype.kind in "biuf"]
    if len(deep) != 1 or not arrays[deep[0]].size:
        return None
    rows = arrays[deep[0]]
    flat = [
        title
        for title, one in arrays.items()
        if one.dtype.kind in "biufUS"
        and one.shape[:1] == rows.shape[:1]
        and (one.ndim == 1 or (one.ndim == 2 and one.shape[1] <= MOST_CLASSES))
    ]
    named = [title for title in flat if re.split(r"[\W_]", title.lower())[-1] in _LABELS]
    target = (named or flat)[:1]
    if not target or (len(flat) > 1 and len(named) != 1):
        return None
    x, y = shaped(rows, MOST_ROWS), answers(arrays[target[0]])
    y = y[:: -(-len(y) // len(x))]
    data = notebook_data((x, y), task="classification" if y.dtype.kind in "US" else None)
    notes = (*_notes(deep[0], rows, x), *data.notes)
    return ShapedArrays(name, path, deep[0], target[0], replace(data, target=target[0]), notes)


def shaped(x: NDArray[Any], most: int) -> NDArray[np.float32]:
    """Images, (rows, height, width, channels), from 0 to 1 and about 32 pixels a side at most; or sequences.

    Channels may stand before the pixels, or be missing. Of more than ``most`` rows every second is taken, or
    every third. Numbers below 0 are no shades and stay as they are.
    """
    x = x[:: -(-len(x) // most)]
    if x.ndim == 3 and (x.dtype == np.uint8 or x.shape[1] == x.shape[2]):
        x = x[..., None]
    if x.ndim == 3:
        return x.astype(np.float32)
    if x.shape[1] in (1, 3, 4) and x.shape[3] not in (1, 3, 4):
        x = np.moveaxis(x, 1, 3)
    largest, x = float(x.max()), x.astype(np.float32)
    if x.min() >= 0 and largest > 1:
        x = x / np.float32(255 if largest > 64 else largest)
    side = -(-max(x.shape[1:3]) // 32)
    rows, high, wide, channels = x.shape
    x = x[:, : high // side * side, : wide // side * side]
    parts = x.reshape(rows, high // side, side, wide // side, side, channels)
    return np.asarray(parts.mean(axis=(2, 4)), np.float32)


def answers(y: NDArray[Any]) -> NDArray[Any]:
    """Targets in one dimension: classes one-hot as their numbers, bytes as texts."""
    if y.dtype.kind == "S":
        y = np.char.decode(y, "utf-8", "replace")
    if y.ndim == 2 and y.shape[1] == 1:
        return y[:, 0]
    if y.ndim == 2 and y.dtype.kind in "biuf" and ((y == 0) | (y == 1)).all() and (y.sum(1) == 1).all():
        y = y.argmax(1)
    return y


_SOURCES = "\n\n".join(inspect.getsource(one) for one in (whole, shaped, answers))
"""Read with the module, since its file may be another one by the time a run's program is written."""


def _notes(title: str, rows: NDArray[Any], x: NDArray[np.float32]) -> list[str]:
    size = " × ".join(map(str, rows.shape[1:]))
    what = "sequences: steps, and what is known at each" if x.ndim == 3 else "images"
    found = [f"Rows of “{title}” are {size}, taken as {what}."]
    if x.ndim == 4 and rows.ndim == 4 and rows.shape[1] == x.shape[3] != rows.shape[3]:
        found.append("Channels stand first and are put last, as Keras wants them.")
    if x.ndim == 4 and float(x.max()) != float(rows.max()):
        found.append(f"From 0 to {float(rows.max()):g}, they are brought to 0 to 1.")
    if x.ndim == 4 and max(rows.shape[1:]) > max(x.shape[1:]):
        found.append(f"They are made smaller, {x.shape[1]} × {x.shape[2]} pixels.")
    if len(x) < len(rows):
        found.append(f"Of {len(rows):,} rows {len(x):,} are used, from all parts of the file.")
    return found
