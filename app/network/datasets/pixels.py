"""From pictures to numbers; the functions stand in the programs of runs, too."""

from __future__ import annotations

import inspect
import io
import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.tables.packed import SPLITS

PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".pgm", ".ppm")
"""Endings of files that are pictures."""

FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "PPM")
"""What Pillow may read them as."""


def pictures_of(paths: Iterable[str]) -> list[str]:
    """The pictures among the ``paths`` of files, in order, without those that systems hide."""
    shown = [path for path in sorted(paths) if PurePosixPath(path).suffix.lower() in PICTURES]
    return [
        path
        for path in shown
        if not any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(path).parts)
    ]


def classes_of(paths: Iterable[str]) -> dict[str, str]:
    """The class of each picture among the ``paths`` of files, as ``cats/1.png`` or ``cat.1.png`` tell it.

    That is the first folder below what all have in common, or below one that holds a part of the set; where
    there is none, the name without the number at its end.

    >>> classes_of(["pets/train/cats/1.png", "pets/test/dogs/2.png", "pets/about.txt"])
    {'pets/test/dogs/2.png': 'dogs', 'pets/train/cats/1.png': 'cats'}
    >>> classes_of(["cat.12.jpg", "dog_1.jpg"])
    {'cat.12.jpg': 'cat', 'dog_1.jpg': 'dog'}
    """
    found = {path: PurePosixPath(path).parts for path in pictures_of(paths)}
    for _ in range(3):
        while found and all(len(one) > 2 for one in found.values()):
            if len({one[0] for one in found.values()}) > 1:
                break
            found = {path: one[1:] for path, one in found.items()}
        if not any(len(one) > 2 and one[0].lower() in SPLITS for one in found.values()):
            break
        found = {path: one[1:] if one[0].lower() in SPLITS else one for path, one in found.items()}
    if len({one[0] for one in found.values() if len(one) > 1}) > 1:
        return {path: one[0] for path, one in found.items() if len(one) > 1}
    return {path: re.sub(r"[\W_]*\(?\d+\)?$", "", PurePosixPath(one[-1]).stem) for path, one in found.items()}


def pixels(content: bytes, size: tuple[int, int], mode: str) -> NDArray[Any]:
    """The pixels of a picture's file, uint8 of shape (height, width, channels), at ``size`` (width, height).

    It stands upright, its first image is taken of several, what is transparent is white. ``mode`` is "L" for
    shades of grey, "RGB" for colours.
    """
    from PIL import Image, ImageOps

    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        # A JPEG can be read at an eighth of its size, which takes a part of the time.
        image.draft(None, (4 * size[0], 4 * size[1]))
        upright = ImageOps.exif_transpose(image)
        if upright.mode.startswith("I"):
            # 16 bits a pixel: the upper eight of them.
            upright = Image.fromarray((np.asarray(upright, np.int64) >> 8).clip(0, 255).astype(np.uint8))
        if upright.mode in ("LA", "PA", "RGBA") or "transparency" in upright.info:
            seen = upright.convert("RGBA")
            upright = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
        shown = upright.convert(mode)
        if shown.size != size:
            shown = shown.resize(size, Image.Resampling.BILINEAR)
        return np.atleast_3d(np.asarray(shown))


SOURCES = "\n\n".join(inspect.getsource(one) for one in (pictures_of, classes_of, pixels))
"""Read with the module, since its file may be another one by the time a run's program is written."""
