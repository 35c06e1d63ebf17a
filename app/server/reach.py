"""Which files a session may open, where its system has Landlock: what it needs of the server's, and its own.

It runs our code and nobody else's; this is for the day on which a file that somebody brought makes a library
do what it should not. What other visitors keep is given up once its visitor is known (`app.visitor.beyond`).
"""

from __future__ import annotations

import glob
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path

from app import landlock, places
from app.landlock import CHANGE, READ, RUN, Access
from app.problem import Problem
from app.server import program
from app.settings import Settings
from app.shell.pages import PAGES
from app.uploads import session_folder, shared_folder
from app.urls import is_url

_ETC = (
    *("hosts", "host.conf", "gai.conf", "nsswitch.conf", "resolv.conf", "services", "protocols", "passwd"),
    *("group", "localtime", "timezone", "locale.conf", "ld.so.cache", "ld.so.conf", "ld.so.conf.d"),
    *("alternatives", "ssl", "pki", "ca-certificates", "crypto-policies", "krb5.conf", "krb5.conf.d"),
    *("mime.types", "os-release", "machine-id", "fonts", "ipython"),
)
TOLD = (
    *("/proc", "/sys", "/run/systemd/resolve", "/var/lib/ca-certificates", "/var/cache/fontconfig"),
    *(f"/etc/{name}" for name in _ETC),
)
"""Where systems tell of themselves; of other processes Landlock tells nothing."""
DEVICES = ("null", "zero", "full", "random", "urandom", "nvidia*", "dri", "kfd")
"""Devices, those among them on which a library of a plug-in may compute."""
CLOUDS = (".aws", ".azure", ".config/gcloud", ".config/fsspec", ".netrc")
"""Where the home of a user tells whoever reads an address who they are."""
CLUSTERS = ("/etc/dask", f"{sys.prefix}/etc/dask")
"""Where a client of Dask is told of certificates and more, besides a home (``dask.config.paths``)."""
MOST_LOOKED_AT = 5_000
"""Entries of a folder of logs among which links are looked for, which are followed to where they lead."""
_NAMED = re.compile(r"""^[^#\n]*?[=:]\s*["']?(/[^"'#\n]*[^"'#\s])""", re.MULTILINE)


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
        logs = {place for log in chosen.logs if not is_url(log) for place in _around(log)}
        return landlock.restrict(
            landlock.ALL,
            _needed(chosen, logs, own, connection),
            growing={*logs, *map(Path, (*chosen.readable, *chosen.writable))},
            signals=True,
        )
    except Exception:
        # Whatever it is: without a session there is no page at all.
        logging.getLogger(__name__).exception("a session cannot be confined to its files")
        return False


def _needed(chosen: Settings, logs: set[Path], own: Path, connection: str) -> dict[Path, Access]:
    needed: dict[Path, Access] = {}

    def need(access: Access, paths: Iterable[str | Path]) -> None:
        for path in map(Path, paths):
            needed[path] = needed.get(path, Access(0)) | access

    need(RUN, program.SYSTEM)
    need(READ, TOLD)
    need(READ | Access.WRITE_FILE, (one for name in DEVICES for one in Path("/dev").glob(name)))
    # Locks between processes of one session lie there; libraries that compute in several make them.
    need(READ | CHANGE, ["/dev/shm"])
    need(RUN, program.interpreter())
    need(READ, [*filter(os.path.isabs, sys.path), *program.packages()])
    # Where its notebook is, with what that may have beside it, and what Keras reads when it is imported.
    need(READ, [Path.cwd(), places.APP, places.PAGES, *(page.folder for page in PAGES if page.folder)])
    need(READ, map(_made, (home / ".keras" for home in _home())))
    need(READ, [chosen.data])
    # Replaced by newer ones now and then.
    need(READ, (place for file in (*chosen.texts, chosen.mmdb) if file for place in _around(file)))
    need(READ, _told_of_others(chosen))
    need(READ, chosen.readable)
    need(READ | CHANGE, chosen.writable)
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
    yield from map(_made, (*shelves, *compiled, Path(chosen.visitors)))


def _made(folder: Path) -> Path:
    """A folder that is there if it can be: only what is there can be left open."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _told_of_others(chosen: Settings) -> Iterator[Path]:
    """How to find brokers and a scheduler, what is to be believed of them, and who asks."""
    files = [Path(chosen.kafka_config)] if chosen.kafka_config else []
    if chosen.dask:
        folders = [*map(Path, CLUSTERS), *(home / ".config" / "dask" for home in _home())]
        yield from folders
        files += [file for folder in folders for file in folder.glob("*.y*ml")]
    for file in files:
        yield file
        yield from _named_in(file)
    if chosen.dask or chosen.kafka:
        # In another network another file takes its place.
        yield _led_to(Path("/etc/resolv.conf"))
    far = {log.partition("://")[0] for log in chosen.logs if is_url(log)}
    for home in _home() if far else ():
        yield from (home / name for name in (*CLOUDS, *([".ssh"] if far & {"sftp", "ssh"} else [])))


def _home() -> list[Path]:
    """The user's home, none where nobody's is known, as in some containers."""
    with suppress(RuntimeError):
        return [Path.home()]
    return []


def _around(file: str) -> Iterator[Path]:
    """Where the files of a log are, where those will be that take their place, and where links lead."""
    path = Path(file)
    # What cannot be looked at is no reason to leave all else open, or a page without its session.
    with suppress(OSError):
        while glob.has_magic(str(path)) and not path.exists():
            path = path.parent
        yield path if path.is_dir() else _folder_of(path)
        if path.is_symlink():
            yield _led_to(path)
        yield from _led_from(path)


def _led_from(folder: Path) -> Iterator[Path]:
    """Where the links in a folder lead, and those in the folders that they lead to."""
    known = {folder}
    waiting = [folder] if folder.is_dir() else []
    left = MOST_LOOKED_AT
    while waiting:
        for inner in islice(waiting.pop().rglob("*"), left):
            left -= 1
            if inner.is_symlink() and (led := _led_to(inner)) not in known:
                known.add(led)
                yield led
                if inner.is_dir():
                    waiting.append(led)


def _led_to(link: Path) -> Path:
    """What a link opens: the folder that it leads to, or that of its file; a circle opens nothing."""
    real = Path(os.path.realpath(link))
    return real if real.is_dir() else _folder_of(real)


def _folder_of(file: Path) -> Path:
    """The folder in which a file is replaced by another of its name; a file in the root is opened alone."""
    return file if file.parent == Path("/") else file.parent


def _named_in(settings: Path) -> Iterator[Path]:
    """What settings name, of Kafka's client or of Dask's: certificates, keys, tables of keys."""
    with suppress(OSError, UnicodeDecodeError):
        yield from (Path(found[1]) for found in _NAMED.finditer(settings.read_text("utf-8")))
