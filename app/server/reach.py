"""Which files a session may open, where its system has Landlock: what it needs of the server's, and its own.

It runs our code and nobody else's; this is for the day on which a file that somebody brought makes a library
do what it should not. What other visitors keep is given up once its visitor is known (`app.visitor.beyond`).
"""

from __future__ import annotations

import glob
import logging
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from app import landlock, places
from app.landlock import CHANGE, READ, RUN, Access
from app.problem import Problem
from app.settings import Settings
from app.shell.pages import PAGES
from app.uploads import session_folder, shared_folder

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/opt", "/nix/store", "/gnu/store")
"""Where systems have programs and libraries."""
TOLD = (
    *("/proc", "/sys", "/run/systemd/resolve"),
    *(f"/etc/{name}" for name in ("hosts", "host.conf", "gai.conf", "nsswitch.conf", "resolv.conf")),
    *(f"/etc/{name}" for name in ("services", "protocols", "passwd", "group", "localtime", "timezone")),
    *(f"/etc/{name}" for name in ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives")),
    *(f"/etc/{name}" for name in ("ssl", "pki", "ca-certificates", "mime.types", "os-release", "machine-id")),
)
"""Where they tell of themselves; of other processes Landlock tells nothing."""
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
CLOUDS = (".aws", ".azure", ".config/gcloud", ".netrc")
"""Where the home of a user tells whoever reads an address who they are."""
MOST_LOOKED_AT = 5_000
"""Entries of a folder of logs among which links are looked for, which are followed to where they lead."""


def confine_files(environment: Mapping[str, str], connection: str) -> bool:
    """Let this process open only what it needs, and have its temporary files in a folder of its own.

    ``environment`` is the session's, ``connection`` the file that tells it how it is talked to. Returns
    whether the system can do that. Nothing else may run in the process yet: threads that are there stay as
    they are.
    """
    if landlock.abi() < landlock.LEAST:
        return False
    try:
        own = session_folder()
    except Problem:
        logging.getLogger(__name__).exception(
            "a session has no folder for temporary files, and is not confined"
        )
        return False
    tempfile.tempdir = os.environ["TMPDIR"] = os.environ["IPYTHONDIR"] = str(own)
    try:
        chosen = Settings.read(environment)
        far = [log for log in chosen.logs if places.is_address(log)]
        logs = {place for log in chosen.logs if log not in far for place in _around(log)}
        if far:
            # Who may read a bucket stands in the user's home.
            logs |= {home / name for home in _home() for name in CLOUDS}
        return landlock.restrict(
            landlock.ALL,
            _needed(chosen, logs, own, connection),
            growing={*logs, *map(Path, chosen.readable)},
            signals=True,
        )
    except OSError:
        logging.getLogger(__name__).exception("a session cannot be confined to its files")
        return False


def _needed(chosen: Settings, logs: set[Path], own: Path, connection: str) -> dict[Path, Access]:
    needed: dict[Path, Access] = {}

    def need(access: Access, paths: Iterable[str | Path]) -> None:
        for path in map(Path, paths):
            needed[path] = needed.get(path, Access(0)) | access

    need(RUN, SYSTEM)
    need(READ, TOLD)
    need(READ | Access.WRITE_FILE, DEVICES)
    # Locks between processes of one session lie there; libraries that compute in several make them.
    need(READ | CHANGE, ["/dev/shm"])
    need(RUN, {sys.prefix, sys.base_prefix, sys.exec_prefix, Path(sys.executable).resolve().parent})
    need(READ, filter(os.path.isabs, sys.path))
    # Where its notebook is, with what that may have beside it, and what Keras reads when it is imported.
    need(READ, [Path.cwd(), *(home / ".keras" for home in _home())])
    need(READ, [places.APP, places.PAGES, *(page.folder for page in PAGES if page.folder)])
    need(READ, [*chosen.texts, chosen.data])
    if chosen.mmdb:
        # It is replaced by a newer one now and then.
        need(READ, [_folder_of(Path(chosen.mmdb))])
    if chosen.kafka_config:
        need(READ, [chosen.kafka_config, *_named_in(chosen.kafka_config)])
    need(READ, chosen.readable)
    need(READ, logs)
    need(READ | CHANGE, _own_places(chosen, own))
    # Sockets of its own lie beside it, and those of others are reached by what stands in their own files.
    need(READ | Access.WRITE_FILE | Access.TRUNCATE, [connection])
    need(Access.MAKE_SOCK | Access.REMOVE_FILE | Access.READ_DIR, [Path(connection).parent])
    # Names of others' folders, by which their sizes are looked up; what is in their files stays theirs.
    need(Access.READ_DIR, [shared_folder()])
    return needed


def _own_places(chosen: Settings, own: Path) -> Iterator[Path]:
    """What sessions write: each its own, and together what is kept of logs, of networks and of visitors."""
    yield own
    shelves = (Path(chosen.data) / "shelf", shared_folder() / f"vitrine-shelf-{os.getuid()}")
    compiled = [home / ".cache" / "vitrine" for home in _home()]
    for place in (*shelves, *compiled, Path(chosen.visitors)):
        # Only what is there can be left open.
        with suppress(OSError):
            place.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield place


def _home() -> list[Path]:
    """The user's home, none where nobody's is known, as in some containers."""
    with suppress(RuntimeError):
        return [Path.home()]
    return []


def _around(log: str) -> Iterator[Path]:
    """Where the files of a log are, where those will be that take their place, and where links lead."""
    path = Path(log)
    # What cannot be looked at is no reason to leave all else open, or a page without its session.
    with suppress(OSError):
        while glob.has_magic(str(path)) and not path.exists():
            path = path.parent
        yield path if path.is_dir() else _folder_of(path)
        if path.is_symlink():
            yield _led_to(path)
        for inner in islice(path.rglob("*"), MOST_LOOKED_AT) if path.is_dir() else ():
            if inner.is_symlink():
                yield _led_to(inner)


def _led_to(link: Path) -> Path:
    """What a link opens: the folder that it leads to, or that of its file; a circle opens nothing."""
    real = Path(os.path.realpath(link))
    return real if real.is_dir() else _folder_of(real)


def _folder_of(file: Path) -> Path:
    """The folder in which a file is replaced by another of its name; a file in the root is opened alone."""
    return file if file.parent == Path("/") else file.parent


def _named_in(config: str) -> Iterator[str]:
    """The files that the settings of Kafka's client name: certificates, keys, tables of keys."""
    with suppress(OSError, UnicodeDecodeError):
        for line in Path(config).read_text("utf-8").splitlines():
            value = line.partition("=")[2].strip()
            if value.startswith("/"):
                yield value
