"""The files that a visitor brought: kept by a hash of their content, so that a link can name one.

What a visitor calls a file is shown, and stands in a list beside it; it never is a path. The oldest make room
for the newest.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import secrets
import shutil
import stat
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.problem import Problem
from app.uploads import session_folder, shown_name, size_in_words
from app.visitor.disk import UNFINISHED, replacing
from app.visitor.visitor import Visitor

FOLDER = "files"
MOST_PARTS = 500
MOST_FILES = 50
"""Files, or several that are one, that one visitor keeps; the longest unused make room."""
_KEY = re.compile(r"[0-9a-f]{32}", re.ASCII)
_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True)
class Part:
    """One file: what its visitor calls it, its bytes, and the SHA-256 of its content in hexadecimal."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class KeptFile:
    """A file, or several that are one: the key that a link has of it, and when it was last used (seconds
    since 1970)."""

    key: str
    parts: tuple[Part, ...]
    used: float = 0.0

    @classmethod
    def of(cls, files: Sequence[tuple[str, Path]]) -> KeptFile:
        """Files, given by names and paths, as one."""
        parts = tuple(Part(shown_name(name), path.stat().st_size, _digest(path)) for name, path in files)
        return cls(_key_of(parts), parts)

    @property
    def name(self) -> str:
        """What its visitor calls it: the first of several, and how many more there are."""
        more = len(self.parts) - 1
        return self.parts[0].name + (f" and {more:,} more" if more else "")

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(part.size for part in self.parts)


class Files:
    """What ``visitor`` brought; ``room`` bytes are kept of it."""

    def __init__(self, visitor: Visitor, room: int) -> None:
        self._visitor, self._room = visitor, room
        self._folder = visitor.folder / FOLDER

    def keep(self, files: Sequence[tuple[str, Path]]) -> KeptFile:
        """Keep files, given by names and paths, as one. Raises Problem where there is no room for them."""
        kept = KeptFile.of(files)
        if kept.size > self._room:
            size, most = size_in_words(kept.size), size_in_words(self._room)
            raise Problem(
                f"“{kept.name}” has {size}; at most {most} are kept.",
                "It can be looked at until you leave this page.",
            )
        with self._visitor.alone():
            self._make_room(kept)
            missing = {
                part.digest: (part.size, path)
                for part, (_, path) in zip(kept.parts, files, strict=True)
                if not (self._folder / part.digest).exists()
            }
            manifest = json.dumps([[part.name, part.size, part.digest] for part in kept.parts]).encode()
            with self._visitor.keeping(sum(size for size, _ in missing.values()) + len(manifest)):
                self._folder.mkdir(exist_ok=True, mode=0o700)
                for digest, (_, path) in missing.items():
                    _put(path, self._folder / digest)
                _written(self._folder / f"{kept.key}.json", manifest)
        return kept

    def all(self) -> list[KeptFile]:
        """What is kept, the latest used first."""
        found = [self.find(path.stem) for path in self._folder.glob("*.json")]
        return sorted((one for one in found if one is not None), key=lambda one: -one.used)

    def find(self, key: str) -> KeptFile | None:
        """What is kept under a key, or None."""
        return kept_in(self._visitor.folder, key)

    def lend(self, key: str) -> list[tuple[str, Path]]:
        """Names and paths of what is kept, for this session to read. Raises Problem if it is gone."""
        files = lent(self._visitor.folder, key)
        with suppress(OSError):
            os.utime(self._folder / f"{key}.json")
        return files

    def forget(self, key: str) -> None:
        """Keep this no longer; harmless where it is not kept."""
        with self._visitor.alone():
            if self.find(key) is not None:
                with self._visitor.keeping(0):
                    self._remove([key])

    def _make_room(self, coming: KeptFile) -> None:
        """Let the longest unused go until there is room."""
        others = [one for one in self.all() if one.key != coming.key]
        going = []
        while others and (len(others) >= MOST_FILES or _bytes_of([*others, coming]) > self._room):
            going.append(others.pop().key)
        if going:
            with self._visitor.keeping(0):
                self._remove(going)

    def _remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            for ending in ("json", "share"):
                (self._folder / f"{key}.{ending}").unlink(missing_ok=True)
        needed = {part.digest for one in self.all() for part in one.parts}
        for path in self._folder.iterdir():
            if _DIGEST.fullmatch(path.name) and path.name not in needed:
                path.unlink(missing_ok=True)


def kept_in(folder: Path, key: str) -> KeptFile | None:
    """What the visitor whose folder this is keeps under a key, or None: nothing else is looked at."""
    if not _KEY.fullmatch(key):
        return None
    path = folder / FOLDER / f"{key}.json"
    try:
        listed = json.loads(path.read_bytes())
        parts = tuple(Part(shown_name(str(name)), int(size), str(digest)) for name, size, digest in listed)
        whole = 0 < len(parts) <= MOST_PARTS and all(_DIGEST.fullmatch(part.digest) for part in parts)
        return KeptFile(key, parts, path.stat().st_mtime) if whole and _key_of(parts) == key else None
    except (OSError, ValueError, TypeError):
        return None


def lent(folder: Path, key: str) -> list[tuple[str, Path]]:
    """Names and paths of what is kept under a key, held by this session's own folder: it can be read from
    there also after its visitor has forgotten it. Raises Problem if it is gone."""
    kept = kept_in(folder, key)
    gone = Problem("The file is not kept here any more.", "Bring it again.")
    if kept is None:
        raise gone
    held = []
    for part in kept.parts:
        own = session_folder() / secrets.token_hex(16)
        try:
            _hold(folder / FOLDER / part.digest, own)
        except OSError as error:
            raise gone from error
        held.append((part.name, own))
    return held


def _hold(path: Path, own: Path) -> None:
    """Have the same content as ``own``. Raises OSError for whatever is no plain file."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError(errno.EINVAL, "no plain file")
    _linked_or_copied(path, own)


def _put(path: Path, place: Path) -> None:
    """Have the content of an upload at a place, whole or not at all."""
    unfinished = place.with_name(f".{secrets.token_hex(8)}{UNFINISHED}")
    try:
        _linked_or_copied(path, unfinished)
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)


def _linked_or_copied(path: Path, other: Path) -> None:
    try:
        os.link(path, other, follow_symlinks=False)
    except OSError:
        # On another disk, or one that has no links.
        with path.open("rb") as source, other.open("xb") as target:
            shutil.copyfileobj(source, target)
            os.fchmod(target.fileno(), 0o600)


def _written(path: Path, content: bytes) -> None:
    with replacing(path) as file:
        file.write(content)
    os.utime(path, (time.time(), time.time()))


def _bytes_of(kept: Iterable[KeptFile]) -> int:
    """What they take together; content that several have counts once."""
    return sum({part.digest: part.size for one in kept for part in one.parts}.values())


def _key_of(parts: Sequence[Part]) -> str:
    """The first 128 bits of the hash: of the content, or of the list of several."""
    if len(parts) == 1:
        return parts[0].digest[:32]
    listed = "\n".join(f"{part.digest} {part.name}" for part in parts)
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
