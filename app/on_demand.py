"""Names of a package that are imported when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def on_demand(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """A package's ``__getattr__``: finds each name in its module, given from the package on.

    For what brings a library that the rest of the package does without. Type checkers do not see these
    names: import them under ``TYPE_CHECKING`` too.
    """

    def find(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}", name=name)
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return find
