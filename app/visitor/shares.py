"""Files that visitors share: an unguessable name under which others read one of them, for a chosen time.

A share is a pointer to its owner's file, and nothing is copied: what its owner forgets is shared no longer.
Whoever sees the pointers cannot open a file by them: they are called by a hash of the name, which is only in
the owner's folder.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.problem import Problem
from app.seconds import DAY
from app.visitor.beyond import beyond
from app.visitor.disk import replacing
from app.visitor.files import FOLDER as FILES
from app.visitor.files import kept_in, lent
from app.visitor.lock import made
from app.visitor.visitor import Visitor

FOLDER = ".shared"
TERMS = {1: "1 day", 7: "1 week", 30: "30 days"}
"""The days for which a file may be shared, each in words."""

MOST = 20
"""Files that one visitor shares at a time."""

_NAME = re.compile(r"[A-Za-z0-9_-]{32}", re.ASCII)
_OWNER = re.compile(r"[0-9a-f]{40}", re.ASCII)
_POINTER = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Share:
    """A file that is shared: its ``name`` for others, its owner's folder, its key, and its end (seconds since
    1970)."""

    name: str
    owner: Path
    key: str
    until: float


def share(visitor: Visitor, key: str, days: int) -> Share:
    """Share a visitor's file from now on. Raises Problem where that cannot be.

    A file has one name: sharing it again only moves its end.
    """
    if days not in TERMS:
        raise Problem(f"A file cannot be shared for {days} days.", "Choose one of the times offered.")
    if kept_in(visitor.folder, key) is None:
        raise Problem("Only a file that is kept here can be shared.", "Bring it again.")
    root, before = visitor.folder.parent, shared(visitor, key)
    sweep(root)
    others = [path for path in (visitor.folder / FILES).glob("*.share") if path.stem != key]
    if sum(shared(visitor, path.stem) is not None for path in others) >= MOST:
        raise Problem(f"You share {MOST} files already.", "Stop sharing one of them first.")
    # 192 random bits.
    name = before.name if before is not None else secrets.token_urlsafe(24)
    made_share = Share(name, visitor.folder, key, time.time() + days * DAY)
    with visitor.keeping(len(name)):
        _write(visitor.folder / FILES / f"{key}.share", name)
        folder = made(root) / FOLDER
        folder.mkdir(exist_ok=True, mode=0o700)
        pointer = json.dumps([visitor.folder.name, key, made_share.until])
        beyond(lambda: _write(_pointer(root, name), pointer))
    return made_share


def shared(visitor: Visitor, key: str) -> Share | None:
    """How a visitor shares one of their files, or None where they do not."""
    if kept_in(visitor.folder, key) is None:
        return None
    try:
        name = (visitor.folder / FILES / f"{key}.share").read_text("utf-8")
    except (OSError, ValueError):
        return None
    found = find(visitor.folder.parent, name)
    return found if found is not None and (found.owner, found.key) == (visitor.folder, key) else None


def stop(visitor: Visitor, key: str) -> None:
    """Share a file no longer; harmless where it is not shared."""
    found = shared(visitor, key)
    if found is not None:
        _pointer(visitor.folder.parent, found.name).unlink(missing_ok=True)
        with visitor.keeping(0):
            (visitor.folder / FILES / f"{key}.share").unlink(missing_ok=True)


def find(root: Path, name: str) -> Share | None:
    """What is shared under a name; None also where its time has passed or its owner has forgotten it."""
    found = beyond(lambda: _read(root, _pointer(root, name))) if _NAME.fullmatch(name) else None
    return Share(name, *found) if found is not None else None


def borrow(root: Path, name: str, key: str) -> list[tuple[str, Path]]:
    """Names and paths of a file that somebody shares, for this session to read.

    Raises Problem where this is not shared under that name, or not any more.
    """
    found = find(root, name)
    if found is None or found.key != key:
        raise Problem("The file is not shared any more.", "Ask whoever sent the link to share it again.")
    return beyond(lambda: lent(found.owner, key))


def sweep(root: Path) -> None:
    """Remove what is shared no longer."""
    beyond(lambda: _sweep(root))


def _sweep(root: Path) -> None:
    with suppress(OSError):
        for path in list((root / FOLDER).iterdir()):
            if _POINTER.fullmatch(path.name) and _read(root, path) is None:
                path.unlink(missing_ok=True)


def _pointer(root: Path, name: str) -> Path:
    return root / FOLDER / hashlib.sha256(name.encode()).hexdigest()


def _read(root: Path, path: Path) -> tuple[Path, str, float] | None:
    """Owner, key and end of what is shared still, or None."""
    try:
        owner, key, until = json.loads(path.read_text("utf-8"))
        valid = bool(_OWNER.fullmatch(owner)) and until > time.time()
        return (root / owner, key, until) if valid and kept_in(root / owner, key) is not None else None
    except (OSError, ValueError, TypeError):
        return None


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text.encode())
