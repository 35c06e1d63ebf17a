"""What a session's process may know of its server's environment."""

from __future__ import annotations

from collections.abc import Mapping

from app import dates
from app.links import asked
from app.settings import SETTINGS

PASSED_ON = (
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "PATH",
    "PYTHONPATH",
    "TMPDIR",
    "TZ",
    asked.VARIABLE,
    dates.VARIABLE,
    *(setting.name for setting in SETTINGS if not setting.secret),
)


# Sessions share few cores: threads of linear algebra in each of them only get in each other's way.
ADDED = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def environment(server: Mapping[str, str]) -> dict[str, str]:
    """Give what a kernel may know of the environment of its server."""
    return {name: server[name] for name in PASSED_ON if name in server} | ADDED
