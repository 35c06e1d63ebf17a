"""The ids of browsers: 256 random bits, signed with a key that lies in the visitors' folder.

Whoever cannot sign cannot have a folder made. The signature says no more than that: what leads to a folder
is the random part, so that ids from before there were signatures, and those that a lost key had signed, still
lead to what was kept under them.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import logging
import os
import re
import secrets
from contextlib import suppress
from pathlib import Path

from app.visitor.beyond import beyond
from app.visitor.lock import held, made

KEY = ".key"
"""The key's file, made once; where it is damaged or gone another is made, and nothing kept is lost by it."""

_KEY_BYTES = 32
_read: dict[Path, tuple[tuple[int, int], bytes]] = {}
_ID = re.compile(r"([A-Za-z0-9_-]{43})(?:\.([A-Za-z0-9_-]{43}))?", re.ASCII)


def new_identity(root: Path) -> str:
    """An id to be kept by the browser, signed with the key in ``root``. Raises OSError without a key."""
    return signed(secrets.token_urlsafe(32), root)


def is_identity(text: object) -> bool:
    """Whether this looks like an id of ours: what a browser sends is checked before it is used."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def is_signed(identity: str, root: Path) -> bool:
    """Whether this server, or another one with the same visitors' folder, gave this id."""
    found = _ID.fullmatch(identity)
    if found is None or found[2] is None:
        return False
    return hmac.compare_digest(_signature(found[1], root), found[2])


def signed(identity: str, root: Path) -> str:
    """The same id with a signature of today's key."""
    bits = identity.partition(".")[0]
    return f"{bits}.{_signature(bits, root)}"


def folder_name(identity: str) -> str:
    """The name of an id's folder: a hash, so that whoever sees the folders cannot pretend to be a visitor."""
    return hashlib.sha256(identity.partition(".")[0].encode("ascii")).hexdigest()[:40]


def _signature(bits: str, root: Path) -> str:
    digest = hmac.digest(_known_key(root), bits.encode("ascii"), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode("ascii")


def _known_key(root: Path) -> bytes:
    """The key, read anew where its file is another than before."""
    mark = None
    with suppress(OSError):
        found = (root / KEY).stat()
        mark = (found.st_ino, found.st_mtime_ns)
        before, key = _read.get(root, (None, b""))
        if before == mark:
            return key
    key = beyond(lambda: _key(root))
    if mark is not None:
        _read[root] = (mark, key)
    return key


def _key(root: Path) -> bytes:
    key = _read_key(root)
    if key is None:
        made(root)
        # Several processes may want the first key at once: all get the one that the first of them makes.
        with held(root, "key"):
            key = _read_key(root)
            if key is None:
                key = _make_key(root)
    return key


def _read_key(root: Path) -> bytes | None:
    try:
        key = (root / KEY).read_bytes()
    except FileNotFoundError:
        return None
    if len(key) == _KEY_BYTES:
        return key
    logging.getLogger(__name__).error("the visitors' key was damaged: another is made")
    return None


def _make_key(root: Path) -> bytes:
    key = secrets.token_bytes(_KEY_BYTES)
    unfinished = root / f"{KEY}.part"
    unfinished.unlink(missing_ok=True)
    opened = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_CLOEXEC, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(root / KEY)
    return key
