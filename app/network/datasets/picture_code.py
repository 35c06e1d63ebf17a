"""Writes the Python that reads a visitor's archive of pictures as the page does."""

from __future__ import annotations

from collections.abc import Sequence

from app.network.datasets.picture_labels import SOURCE
from app.network.datasets.pixels import FORMATS, PICTURES, SOURCES
from app.tables.packed import SPLITS

_OPENED = {
    "zipfile": ("zipfile.ZipFile", "archive.namelist()", "archive.read({})"),
    "tarfile": (
        "tarfile.open",
        "[one.name for one in archive if one.isfile()]",
        "archive.extractfile({}).read()",
    ),
    "contextlib": (
        "contextlib.nullcontext",
        "[one.as_posix() for one in Path(archive).rglob('*')]",
        "Path({}).read_bytes()",
    ),
}
"""How a module of Python's own opens an archive, lists its files, and reads one; the last one a folder."""


def code_of(
    name: str, packed: str, size: tuple[int, int], mode: str, without: Sequence[str], table: str
) -> str:
    """Python that leaves ``x`` and ``y`` of an archive or a folder, with `numpy` as ``np`` at hand.

    ``packed`` is a key of `_OPENED`; the others are those of `Pictures`.
    """
    opened, listed, read = _OPENED[packed]
    told = "labelled(table, pictures_of({}))[1]" if table else "classes_of({})"
    left = f" if name not in {set(without)!r}" if without else ""
    return "\n".join(
        [
            *(["import csv"] if table else []),
            f"import io\nimport re\nimport {packed}\nfrom collections.abc import Iterable",
            "from pathlib import Path, PurePosixPath\nfrom typing import Any\n",
            "from numpy.typing import NDArray\n",
            f"FORMATS = {FORMATS!r}",
            f"PICTURES = {PICTURES!r}",
            f"SPLITS = {SPLITS!r}\n\n",
            SOURCES,
            *(["\n" + SOURCE] if table else []),
            "",
            f"with {opened}({name!r}) as archive:",
            *([f"    table = {read.format(repr(table))}.decode('utf-8-sig')"] if table else []),
            f"    labels = {told.format(listed)}",
            f"    files = {{name: {read.format('name')} for name in labels}}",
            f"names = {{name: label for name, label in sorted(labels.items()){left}}}",
            f"rows = [pixels(files[name], {size!r}, {mode!r}) for name in names]",
            "x = np.stack(rows).astype(np.float32) / np.float32(255)",
            "y = np.unique(list(names.values()), return_inverse=True)[1].astype(np.int32)",
        ]
    )
