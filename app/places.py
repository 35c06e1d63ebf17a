"""Where things are, in a checkout and in an installed wheel alike.

A checkout keeps the notebooks and what makes the bundled data beside ``app/``, where people look for them.
A wheel carries the same inside of ``app``, since nothing else there is ours to fill.
"""

from __future__ import annotations

import glob
import os
import site
from collections.abc import Mapping
from pathlib import Path

APP = Path(__file__).resolve().parent
"""The package itself."""

INSTALLED = (APP / "pages").is_dir()
"""Whether this is what a wheel installs, away from any checkout."""

_TOP = APP if INSTALLED else APP.parent

PAGES = _TOP / "pages"
"""The notebooks of the pages."""

VOILA = (APP / "server" if INSTALLED else _TOP) / "voila.json"
"""Voilà's settings for our pages, under our application's name: whatever other Voilà starts in a checkout
reads this file, too, and must find nothing in it that it knows."""

MAKER = "app.data.make" if INSTALLED else "data.make"
"""The module that makes the bundled data when it is run; with `python_path` it is found from everywhere."""

MAKE_DATA = "vitrine data" if INSTALLED else "make data"
"""What a person types to make the bundled data."""

COMPONENTS = "VITRINE_COMPONENTS"
"""The variable that names the folder from which a server hands browsers what its widgets are drawn by."""

DATA = "VITRINE_DATA"
"""The variable that names another folder for the bundled data."""


def data_folder(environment: Mapping[str, str]) -> Path:
    """The folder of the bundled data: as ``environment`` names it, else a checkout's own, else the user's."""
    named = environment.get(DATA, "").strip()
    if not named and not INSTALLED:
        return _TOP / "data" / "made"
    shared = Path(environment.get("XDG_DATA_HOME", ""))
    # The XDG specification wants a relative path to be ignored.
    default = (shared if shared.is_absolute() else Path("~/.local/share")) / "vitrine" / "data"
    return _expanded(Path(named) if named else default).absolute()


def _expanded(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        # Nobody's home is known, as in some containers: `app.server.paths` says so.
        return path


MADE = data_folder(os.environ)
"""The folder of the bundled data, as this process found it when it started."""


def is_there(path: str) -> bool:
    """Whether there is such a file or folder, or one that the path matches as a pattern."""
    return Path(path).exists() or any(glob.iglob(path, recursive=True))  # noqa: PTH207


def python_path(environment: Mapping[str, str]) -> str:
    """The ``PYTHONPATH`` with which another process finds this very package, whatever folder it starts in."""
    given = environment.get("PYTHONPATH", "")
    installed = {Path(folder).resolve() for folder in (*site.getsitepackages(), site.getusersitepackages())}
    if APP.parent in installed:
        # Found without it; named here, it would come before Python's own modules.
        return given
    parts = [part for part in given.split(os.pathsep) if part and part != str(APP.parent)]
    return os.pathsep.join([str(APP.parent), *parts])
