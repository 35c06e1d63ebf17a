"""What is known by name: Vitrine's own, and what installed packages bring.

A plug-in is a package whose metadata name an entry point of a registry's group::

    [project.entry-points."vitrine.layers"]
    attention = "my_layers.attention:Attention"

What it names is registered as if Vitrine's own code had done it, when the registry is first asked.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Self, TypeVar

from app.problem import Problem

T = TypeVar("T")


@cache
def _plugins() -> dict[str, list[EntryPoint]]:
    """What installed packages name, by group; looked for once, also for processes that are forked later."""
    every = entry_points()
    return {group: [*every.select(group=group)] for group in every.groups if group.startswith("vitrine.")}


class Registry(Mapping[str, T]):
    """Things by name, in the order in which they were added; those of plug-ins come last.

    ``group`` is that of the plug-ins' entry points, ``noun`` what a thing is called in words. What an entry
    point names goes to ``register``, by default to `add` under the name of the entry point. A plug-in that
    cannot be loaded, or that brings a name which is taken, is told in the log and left out.

    >>> shapes = Registry("vitrine.examples", "shape")
    >>> shapes.add("round", 1)
    >>> shapes.add("round", 2)
    Traceback (most recent call last):
    app.problem.Problem: There is a shape “round” already. Give yours another name.
    """

    def __init__(self, group: str, noun: str, register: Callable[[Any], Any] | None = None) -> None:
        self.group, self._noun, self._register = group, noun, register
        self._things: dict[str, T] = {}
        self._asked = False

    def add(self, name: str, thing: T) -> None:
        """Make a thing known. Raises Problem where another has its name."""
        if name in self._things:
            raise Problem(f"There is a {self._noun} “{name}” already.", "Give yours another name.")
        self._things[name] = thing

    def copy(self) -> Self:
        """A registry of the same things, to which others can be added."""
        other = type(self)(self.group, self._noun, self._register)
        other._things, other._asked = dict(self._things), self._asked
        return other

    def _all(self) -> dict[str, T]:
        if not self._asked:
            self._asked = True
            for entry in _plugins().get(self.group, ()):
                try:
                    found = entry.load()
                    if self._register is not None:
                        self._register(found)
                    else:
                        self.add(entry.name, found)
                except Exception as error:
                    # Whatever a stranger's package raises, the pages open without it.
                    package = entry.dist.name if entry.dist is not None else entry.value
                    logging.getLogger(__name__).warning(
                        "The %s “%s” of the package %s was left out: %s",
                        self._noun, entry.name, package, error,
                    )  # fmt: skip
        return self._things

    def __getitem__(self, name: str) -> T:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._all()))

    def __len__(self) -> int:
        return len(self._all())
