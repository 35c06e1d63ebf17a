"""What a page's kernel does without, so that it starts sooner and shares more memory with the others."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any, ClassVar

MODULES = (
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "encodings.idna",
    "tornado.platform.asyncio",
    "tornado.queues",
)
"""What every kernel imports while it starts, and can share instead."""


def no_debugger() -> None:
    """Let ipykernel find no debugger: no page is debugged, and it brings 110 modules and 11 MB to each."""
    sys.modules.setdefault("debugpy", None)  # type: ignore[arg-type]


@contextmanager
def few_modules() -> Iterator[None]:
    """While a kernel is made, let ipykernel and IPython see no modules.

    The one lists the files of all that are loaded, for its debugger, the other their names, for ``%reset``.
    To look at a module, or at its name, is to write its count of references, and some 3,000 of each, on pages
    of their own, are 17 and 6 MB that are shared no more.
    """
    looking: list[Any] = [sys.modules["ipykernel.ipkernel"], sys.modules["IPython.core.shellapp"]]
    for module in looking:
        module.sys = _WithoutModules("sys")
    try:
        yield
    finally:
        for module in looking:
            module.sys = sys


class _WithoutModules(ModuleType):
    modules: ClassVar[dict[str, ModuleType]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(sys, name)
