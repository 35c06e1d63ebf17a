"""What a made file came from, as one hash: it is made anew where that has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path


def fingerprint(files: Iterable[Path], libraries: Iterable[str] = ()) -> str:
    """A hash (SHA-256) of the content of files and of the versions of libraries, in their order."""
    digest = hashlib.sha256()
    for name in libraries:
        digest.update(version(name).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()
