"""The exact versions that are tested. ``python -m tests.pins`` writes them into ``constraints.txt``.

They are those of the environment it runs in: of what ``pyproject.toml`` names, of what that needs, and so on.
"""

from __future__ import annotations

import tomllib
from importlib.metadata import Distribution, distribution

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from tests.source import ROOT

FILE = ROOT / "constraints.txt"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# It installs the others, and comes with the environment.
UNPINNED = {"pip"}

_HEAD = """\
# The exact versions that are tested. The ranges that are allowed stand in pyproject.toml.
# To move them: upgrade in .venv, `make test`, then `.venv/bin/python -m tests.pins`.
"""


def requirements() -> list[Requirement]:
    """What the project names: to run, and to test."""
    extras = PROJECT["optional-dependencies"].values()
    return [Requirement(line) for lines in (PROJECT["dependencies"], *extras) for line in lines]


def installed() -> dict[str, Distribution]:
    """Everything that the project needs here, by its name in canonical form."""
    found: dict[str, Distribution] = {}
    waiting, known = requirements(), set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), *sorted(wanted.extras))
        if key in known:
            continue
        known.add(key)
        found[key[0]] = distribution(wanted.name)
        needs = [Requirement(line) for line in found[key[0]].requires or []]
        waiting += [need for need in needs if _applies(need, wanted.extras)]
    return {name: found[name] for name in sorted(found) if name not in UNPINNED}


def _applies(need: Requirement, extras: set[str]) -> bool:
    return need.marker is None or any(need.marker.evaluate({"extra": extra}) for extra in ("", *extras))


def pin(name: str, package: Distribution) -> str:
    """A line of ``constraints.txt``: it does not bind a Python that the package itself does not take."""
    takes = SpecifierSet(package.metadata.get("Requires-Python", ""))
    oldest = next((bound.version for bound in takes if bound.operator == ">="), "0")
    binds = "" if "3.11.0" in takes else f' ; python_full_version >= "{oldest}"'
    return f"{name}=={package.version}{binds}"


def pinned() -> list[Requirement]:
    """The pins of ``constraints.txt``."""
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


if __name__ == "__main__":
    pins = [pin(name, package) + "\n" for name, package in installed().items()]
    FILE.write_text(_HEAD + "".join(pins), encoding="utf-8")
