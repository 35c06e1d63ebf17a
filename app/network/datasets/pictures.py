"""A visitor's pictures, a folder a class or with a table of labels, as rows to learn from."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.counted import counted
from app.network.datasets.picture_code import code_of
from app.network.datasets.picture_labels import TABLES, labelled
from app.network.datasets.pixels import FORMATS, PICTURES, classes_of, pictures_of, pixels
from app.network.datasets.source import FEWEST_ROWS, MOST_CLASSES, Data
from app.network.datasets.split import split_note
from app.problem import Problem
from app.tables.archive_names import names_in
from app.tables.opening import unpacked
from app.tables.packed import SPLITS, Member, members
from app.uploads import MEGABYTE, shown_name

MOST_BYTES = 50 * MEGABYTE
MOST_PICTURES = 10_000
LARGEST = 32
"""Pixels of a row's longer side: what is larger is made smaller."""

MOST_PIXELS = 50_000_000
"""Pixels of one picture, more than cameras have."""

MOST_OF_ALL = 1_000_000_000
"""Pixels of all pictures together, some ten seconds of reading."""

FROM_FOLDER = b"from a folder"
"""The comment of an archive that a browser packed (`app/charts/folders.js`)."""

_ORIENTATION, _ON_ITS_SIDE = 0x0112, range(5, 9)
"""Where EXIF (CIPA DC-008, 4.6.4) says how a camera was held, and the values for held upright."""

_REMEDY = "Pack a zip with a folder a class (cats/1.png), or a table of names and labels beside them."

_MOST_TABLES = 100


@dataclass(frozen=True)
class Pictures:
    """Pictures as they were read: ``x`` of shape (pictures, height, width, channels), from 0 to 1.

    ``labels`` are their classes, by the places of ``classes``; ``size`` is width and height, ``mode`` as
    `pixels` takes it, ``without`` the paths that could not be read. ``table`` is the path of the table that
    tells the classes, "" where folders or names do.
    """

    name: str
    path: Path
    x: NDArray[np.float32]
    labels: NDArray[np.int32]
    classes: tuple[str, ...]
    size: tuple[int, int]
    mode: str
    without: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    table: str = ""

    @cached_property
    def data(self) -> Data:
        """The rows."""
        high, wide, channels = self.x.shape[1:]
        names = tuple(f"x{place + 1}" for place in range(high * wide * channels))
        found = Data(self.x, self.labels, names, "class", self.classes, notes=self.notes)
        said = split_note(found)
        return replace(found, notes=(*self.notes, said)) if said else found

    def code(self) -> str:
        """Python that leaves ``x`` and ``y`` of the same archive, or folder that was packed, with `numpy` as
        ``np`` at hand."""
        name, packed = self.name, "tarfile"
        if zipfile.is_zipfile(self.path):
            with zipfile.ZipFile(self.path) as archive:
                is_folder = archive.comment == FROM_FOLDER
            packed = "contextlib" if is_folder else "zipfile"
            name = name.removesuffix(".zip") if is_folder else name
        return code_of(name, packed, self.size, self.mode, self.without, self.table)


def read_pictures(path: Path, name: str = "") -> Pictures | None:
    """The pictures of an archive, or of a folder; None for a file that holds none.

    Raises Problem, in words, for those that cannot be learned from.
    """
    name = shown_name(name or path.name)
    if not path.is_dir() and not _holds_pictures(path, name):
        return None
    notes: list[str] = []
    if path.is_dir():
        found = _in_folder(path, name)
    else:
        content = unpacked(path, name, notes, MOST_BYTES, "trained on here", "Pack fewer, or smaller ones.")
        found = members(content, name, MOST_BYTES)
    return _read(found, path, name, notes)


def pictures(path: Path | str) -> tuple[NDArray[np.float32], NDArray[np.str_]]:
    """Pictures of a folder, or of an archive, a folder a class or with a table of labels, as
    ``(x, y)`` to train a network on.

    ``x`` is of shape (pictures, height, width, channels), from 0 to 1, ``y`` the names of their classes.
    Raises Problem where there are none that can be learned from.
    """
    found = read_pictures(Path(path))
    if found is None:
        raise Problem(f"“{Path(path).name}” holds no pictures.", _REMEDY)
    return found.x, np.array(found.classes)[found.labels]


def _holds_pictures(path: Path, name: str) -> bool:
    """Whether most files of an archive are pictures, by their names."""
    listed = [
        one
        for one in names_in(path, name, MOST_BYTES)
        if not any(part.startswith((".", "__")) for part in one.split("/"))
    ]
    shown = sum(PurePosixPath(one).suffix.lower() in PICTURES for one in listed)
    return shown > len(listed) / 2


def _in_folder(path: Path, name: str) -> list[Member]:
    found: list[Member] = []
    total = 0
    for file in sorted(path.rglob("*")):
        place = PurePosixPath(file.relative_to(path).as_posix())
        if file.suffix.lower() not in (*PICTURES, *TABLES) or not file.is_file():
            continue
        total += file.stat().st_size
        if len(found) == MOST_PICTURES + _MOST_TABLES:
            raise _crowded(name)
        if total > MOST_BYTES:
            raise Problem(f"“{name}” holds more than {MOST_BYTES // MEGABYTE} MB.", "Take a part of them.")
        found.append(Member(place, file.read_bytes()))
    return found


def _read(found: Sequence[Member], path: Path, name: str, notes: list[str]) -> Pictures:
    files = {str(member.path): member.content for member in found}
    table, classes = _told(files, notes)
    if len(classes) > MOST_PICTURES:
        raise _crowded(name)
    seen = {one: shape for one in classes if (shape := _shape(files[one], one)) is not None}
    labels = {one: classes[one] for one in seen}
    without = tuple(one for one in classes if one not in seen)
    _check(labels, name, without)
    if sum(wide * high for wide, high, _ in seen.values()) > MOST_OF_ALL:
        raise Problem(
            f"The pictures of “{name}” have more than {MOST_OF_ALL // 10**6:,} million pixels together.",
            "Make them smaller, or pack fewer.",
        )
    sizes = Counter((wide, high) for wide, high, _ in seen.values())
    size = _size(sizes)
    mode = "L" if all(grey for _, _, grey in seen.values()) else "RGB"
    rows: dict[str, NDArray[Any]] = {}
    for one in seen:
        try:
            rows[one] = pixels(files[one], size, mode)
        except Exception:
            # Pillow's decoders raise whatever damage leads them to.
            without += (one,)
    labels = {one: labels[one] for one in rows}
    _check(labels, name, without)
    x = np.stack(list(rows.values()))
    if mode == "RGB" and (x == x[..., :1]).all():
        # Shades of grey, written in three channels.
        mode, x = "L", x[..., :1]
    names, places = np.unique(list(labels.values()), return_inverse=True)
    notes += _notes(sizes, size, mode, without)
    if any(part.lower() in SPLITS for one in labels for part in PurePosixPath(one).parts[:-1]):
        notes.append("What is for training and for testing was read as one set: its rows are split anew.")
    if missing := len(pictures_of(files)) - len(classes):
        where = "is not in that table" if table else "lies in no folder of a class"
        several = "are not in that table" if table else "lie in no folder of a class"
        notes.append(f"{counted(missing, f'picture {where}', f'pictures {several}')}: left out.")
    scaled = x.astype(np.float32) / np.float32(255)
    return Pictures(
        name, path, scaled, places.astype(np.int32), tuple(map(str, names)), size, mode,
        tuple(sorted(without)), tuple(notes), table,
    )  # fmt: skip


def _told(files: Mapping[str, bytes], notes: list[str]) -> tuple[str, dict[str, str]]:
    """The path of a table that tells the classes of at least half of the pictures, and each one's class; else
    "", and what folders or names tell."""
    shown = pictures_of(files)
    for path in sorted(one for one in files if PurePosixPath(one).suffix.lower() in TABLES):
        try:
            name, labels = labelled(files[path].decode("utf-8-sig"), shown)
        except (UnicodeDecodeError, csv.Error):
            continue
        if len(labels) >= len(shown) / 2:
            notes.append(f"“{PurePosixPath(path).name[:40]}” tells the classes, by “{name[:60]}”.")
            return path, dict(sorted(labels.items()))
    return "", classes_of(files)


def _shape(content: bytes, path: str) -> tuple[int, int, bool] | None:
    """Width and height, as it stands upright, and whether it is in shades of grey; None for no picture.

    Only its head is read. Raises Problem for one that is too large to be unpacked.
    """
    from PIL import Image

    too_large = Problem(
        f"“{path[:60]}” has more than {MOST_PIXELS // 10**6} million pixels.",
        "Make it smaller, or leave it out.",
    )
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            wide, high = image.size
            grey = image.mode in ("1", "L", "LA") or image.mode.startswith("I")
            turned = image.getexif().get(_ORIENTATION, 1) in _ON_ITS_SIDE
    except Image.DecompressionBombError as error:
        raise too_large from error
    except Exception:
        # As above.
        return None
    if wide * high > MOST_PIXELS:
        raise too_large
    return (high, wide, grey) if turned else (wide, high, grey)


def _size(sizes: Mapping[tuple[int, int], int]) -> tuple[int, int]:
    """The width and height that all rows get: their own if that is one and small, else less of it."""
    if len(sizes) == 1:
        ((wide, high),) = sizes
        share = min(LARGEST / max(wide, high), 1)
        return max(round(wide * share), 1), max(round(high * share), 1)
    longer = np.repeat([max(size) for size in sizes], list(sizes.values()))
    side = min(int(np.median(longer)), LARGEST)
    return side, side


def _check(labels: Mapping[str, str], name: str, without: Sequence[str]) -> None:
    """Raise Problem where pictures and classes are too few, or too many."""
    counts = Counter(labels.values())
    lost = f" {counted(len(without), 'picture')} could not be read." if without else ""
    if len(labels) < FEWEST_ROWS:
        raise Problem(
            f"“{name}” has {counted(len(labels), 'picture')} of a class: too few to learn from.{lost}",
            _REMEDY,
        )
    if len(counts) < 2 or len(counts) > len(labels) / 2:
        raise Problem(
            f"Neither folders nor names of the pictures in “{name}” tell their classes apart.{lost}", _REMEDY
        )
    if len(counts) > MOST_CLASSES:
        raise Problem(
            f"“{name}” has {len(counts):,} folders of pictures; at most {MOST_CLASSES} can be classes.",
            "Pack a part of them.",
        )


def _notes(
    sizes: Mapping[tuple[int, int], int], size: tuple[int, int], mode: str, without: Sequence[str]
) -> list[str]:
    colours = "shades of grey" if mode == "L" else "colours"
    shape = f"{size[0]} × {size[1]} pixels"
    found = [f"Pictures of {shape} in {colours}, as numbers from 0 to 1."]
    if set(sizes) != {size}:
        wide, high = max(sizes, key=lambda one: one[0] * one[1])
        several = f"up to {wide:,} × {high:,}" if len(sizes) > 1 else f"{wide:,} × {high:,}"
        stretched = ", also where that changes their shape" if len(sizes) > 1 else ""
        found.append(f"They are {several}, and were resized to {shape}{stretched}.")
    if without:
        listed = ", ".join(f"“{one[-60:]}”" for one in without[:3])
        more = f" and {len(without) - 3:,} more" if len(without) > 3 else ""
        found.append(f"{listed}{more}: left out, they cannot be read as pictures.")
    return found


def _crowded(name: str) -> Problem:
    return Problem(
        f"“{name}” has more than {MOST_PICTURES:,} pictures, the most that can be trained on here.",
        "Pack a part of them.",
    )
