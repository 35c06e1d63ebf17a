"""Where the program is that sessions run: the system's, Python's, and packages wherever they were installed.

Most lie in the folders of ``sys.path``. Installers that link what they unpacked once (uv, conda) and those of
checkouts (``pip install -e``) leave there only what leads elsewhere.
"""

from __future__ import annotations

import functools
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store")
"""Where systems have programs and libraries."""
_FINDER = "__editable__"
"""How the modules begin by which setuptools finds the packages of checkouts."""
_OF_PACKAGES = {".py", ".so", ".libs"}
"""How modules end, and the folders in which packages have libraries of their own."""


def interpreter() -> set[str | Path]:
    """Where Python and what is installed for it are."""
    return {sys.prefix, sys.base_prefix, sys.exec_prefix, Path(sys.executable).resolve().parent}


@functools.cache
def packages() -> frozenset[Path]:
    """The folders and files of packages that lie outside of those of the system, Python and ``sys.path``.

    Asked before sessions are forked: to look at a module is to write its count of references, after which its
    memory is shared no more.
    """
    known = [os.path.realpath(path) for path in (*SYSTEM, *interpreter(), *sys.path)]
    found = {os.path.realpath(path) for path in (*_imported(), *_linked())}
    return frozenset(
        Path(path) for path in found if not any(Path(path).is_relative_to(folder) for folder in known)
    )


def _imported() -> Iterator[str]:
    """Where the packages and modules are that were imported, and those that checkouts may still bring."""
    for name, module in list(sys.modules.items()):
        told = getattr(module, "__dict__", {})
        # A package's path may be worked out when it is asked for, and fail.
        with suppress(Exception):
            if name.startswith(_FINDER):
                yield from map(str, told["MAPPING"].values())
            elif "." not in name:
                yield from map(str, told.get("__path__") or filter(None, [told.get("__file__")]))


def _linked() -> Iterator[str]:
    """Where links lead that stand in the place of packages, or of their first files."""
    for folder in sys.path:
        with suppress(OSError):
            for entry in os.scandir(folder):
                first = Path(entry.path, "__init__.py")
                if entry.is_symlink():
                    # A checkout may have links to what is no package.
                    if first.exists() or Path(entry.path).suffix in _OF_PACKAGES:
                        yield entry.path
                elif first.is_symlink():
                    real = Path(os.path.realpath(first)).parent
                    # What was unpacked with it lies beside it.
                    yield str(real.parent if real.name == entry.name else real)
