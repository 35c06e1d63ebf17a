"""The bundled data, made where they are missing: on the first start of a version, or when asked to."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from app import places
from app.settings import Settings

_STAMP = "made-for.txt"


def vitrine_version() -> str:
    """The version of the app, or that it is a checkout that nobody installed."""
    try:
        return version("vitrine")
    except PackageNotFoundError:
        return "of a checkout"


def make(settings: Settings) -> int:
    """Make what is missing, saying what. Return 0, or 1 where nothing could be written.

    What would need a network and found none is said, and counts as done.
    """
    ran = subprocess.run(
        [sys.executable, "-m", places.MAKER],
        # Not where the command was given: another “app” or “data” may lie there.
        cwd=places.PAGES,
        env=os.environ | {"PYTHONPATH": places.python_path(os.environ), places.DATA: settings.data},
        check=False,
    )
    if not ran.returncode:
        (Path(settings.data) / _STAMP).write_text(_made_for(), encoding="utf-8")
    return ran.returncode


def make_once(settings: Settings) -> None:
    """Make what is missing, unless this version tried before: a server without a network starts at once."""
    try:
        known = (Path(settings.data) / _STAMP).read_text(encoding="utf-8")
    except OSError:
        known = ""
    if known != _made_for():
        make(settings)


def _made_for() -> str:
    # A classifier is of use to the version of the library that trained it, and to no other.
    return f"vitrine {vitrine_version()}, scikit-learn {version('scikit-learn')}\n"
