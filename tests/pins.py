"""The exact versions that are tested. ``python -m tests.pins`` writes them into ``constraints.txt``.

They are those of the environment it runs in: of what ``pyproject.toml`` names, of what that needs, and so on.
"""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.source import ROOT

FILE = ROOT / "constraints.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# It installs the others, and comes with the environment.
UNPINNED = {"pip"}

_HEAD = """\
# The exact versions that are tested, on every supported Python. pyproject.toml has the ranges that are allowed.
# To move them: upgrade in .venv, `make test`, then `.venv/bin/python -m tests.pins`.
"""


def requirements() -> list[Requirement]:
    """What the project names: to run, and to test."""
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(line) for lines in (PROJECT["dependencies"], *extras) for line in lines]


def installed() -> dict[str, str]:
    """The version of everything that the project needs here, by its name in canonical form."""
    found: dict[str, str] = {}
    waiting, known = requirements(), set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), *sorted(wanted.extras))
        if key in known:
            continue
        known.add(key)
        here = distribution(wanted.name)
        found[key[0]] = here.version
        needs = [Requirement(line) for line in here.requires or []]
        waiting += [need for need in needs if _applies(need, wanted.extras)]
    return {name: found[name] for name in sorted(found) if name not in UNPINNED}


def _applies(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def pinned() -> dict[str, str]:
    """The versions in ``constraints.txt``. Raises ValueError for a line that is no pin."""
    pins: dict[str, str] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        match = re.fullmatch(r"([a-z0-9-]+)==([0-9][0-9a-z.+!]*)", line)
        if match is None or match[1] in pins:
            raise ValueError(f"no pin, or a second one: {line}")
        pins[match[1]] = match[2]
    return pins


if __name__ == "__main__":
    lines = [f"{name}=={version}\n" for name, version in installed().items()]
    FILE.write_text(_HEAD + "".join(lines), encoding="utf-8")
