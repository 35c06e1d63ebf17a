"""The finished run that a visitor meets first, trained when the bundled data are made."""

from __future__ import annotations

import logging
import zipfile
from functools import cache
from pathlib import Path

from app import places
from app.network.link import FIRST
from app.network.presets import presets
from app.network.run import Run
from app.network.run_file import unpacked
from app.problem import Problem

FILE = places.MADE / "network.run.npz"

TITLE = "Learning option prices from four inputs"
"""What it is about, in a few words."""


@cache
def bundled_run(path: Path = FILE) -> Run | None:
    """The run of the first preset, None where it was not made, or of settings that are no longer its."""
    if not path.is_file():
        return None
    try:
        run = unpacked(path)
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, Problem) as error:
        logging.getLogger(__name__).warning("the bundled run cannot be read", exc_info=error)
        return None
    return run if run.settings.trains_like(presets[FIRST]) else None
