"""What an operator may set by environment, and what each setting means when it is not set.

The server reads them once, at its start; a bad value stops it with a sentence. Kernels read the
same names, since the server passes on the values it found good.
"""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app import places
from app.problem import Problem

BUNDLED_LOG = "shop"
"""The name of the bundled log, in links and in settings."""


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default as text, and its meaning in one sentence.

    A ``secret`` one is the server's alone: no session learns it.
    """

    name: str
    default: str
    meaning: str
    secret: bool = False


PORT = Setting("PORT", "8866", "port that the server listens on")
ADDRESS = Setting(
    "VITRINE_ADDRESS",
    "127.0.0.1",
    "address that the server listens on; `0.0.0.0` opens it to the network, as a container needs",
)
LOGS = Setting(
    "VITRINE_LOGS",
    "",
    "files, folders or globs that the log page offers besides the bundled log, "
    f"separated by `{os.pathsep}`; one that is not there yet is named in a warning",
)
FIRST_LOG = Setting(
    "VITRINE_FIRST_LOG",
    BUNDLED_LOG,
    "log that the log page opens on: `shop`, the bundled one, or the name of a file or folder of "
    "`VITRINE_LOGS`",
)
TEXTS = Setting(
    "VITRINE_TEXTS",
    "",
    "CSV files of labelled texts that the sentiment page offers besides the bundled set, "
    f"separated by `{os.pathsep}`",
)
VISITORS = Setting(
    "VITRINE_VISITORS",
    "~/.local/share/vitrine/visitors",
    "folder for what a visitor's browser keeps from one visit to the next",
)
FILES_MB = Setting(
    "VITRINE_FILES_MB",
    "250",
    "room for the files that one visitor brought, in megabytes, within the room of all; the longest unused "
    "make room for new ones, and `0` keeps none",
)
DATA = Setting(
    places.DATA,
    "",
    "folder of the bundled data; without it `data/made` in a checkout, "
    "`~/.local/share/vitrine/data` elsewhere",
)
VISITORS_MB = Setting(
    "VITRINE_VISITORS_MB",
    "5000",
    "room for what all visitors keep there together, in megabytes; when it is taken, what is past its time "
    "goes, the longest unused first, and else keeping more is refused",
)
VISITORS_DAYS = Setting(
    "VITRINE_VISITORS_DAYS",
    "90",
    "days after a visitor's last visit for which the pages promise that what they keep stays",
)
MAX_SESSIONS = Setting("VITRINE_MAX_SESSIONS", "40", "open pages at a time; one more gets a friendly 503")
MAX_UPLOAD_MB = Setting(
    "VITRINE_MAX_UPLOAD_MB", "500", "largest file that a visitor may upload, in megabytes"
)
IDLE_MINUTES = Setting(
    "VITRINE_IDLE_MINUTES", "480", "minutes without any action after which an open page is put to rest"
)
STALL_SECONDS = Setting(
    "VITRINE_STALL_SECONDS",
    "30",
    "seconds for which the server may stand still, answering nobody, before it is started anew; `0` for ever",
)
BASE_URL = Setting(
    "VITRINE_BASE_URL",
    "/",
    "path under which everything stands, such as `/tools/vitrine/`; a proxy passes it on whole",
)
PROXY = Setting(
    "VITRINE_PROXY",
    "",
    "addresses or networks of the proxies whose `X-Forwarded-For`, `-Proto` and `-Host` are believed, "
    "separated by `,`",
)
FRAME_ANCESTORS = Setting(
    "VITRINE_FRAME_ANCESTORS",
    "",
    "other sites that may show a page in a frame, each by scheme and host, separated by spaces",
)
PASSWORD = Setting(
    "VITRINE_PASSWORD",
    "",
    "password that visitors sign in with, as it is or as a hash; without one, nobody has to",
    secret=True,
)
USER_HEADER = Setting(
    "VITRINE_USER_HEADER",
    "",
    "header in which the proxy names whom it has signed in; a request without it is refused",
)
SETTINGS = (
    PORT,
    ADDRESS,
    PASSWORD,
    USER_HEADER,
    BASE_URL,
    PROXY,
    FRAME_ANCESTORS,
    LOGS,
    FIRST_LOG,
    TEXTS,
    VISITORS,
    VISITORS_MB,
    VISITORS_DAYS,
    FILES_MB,
    DATA,
    MAX_SESSIONS,
    MAX_UPLOAD_MB,
    IDLE_MINUTES,
    STALL_SECONDS,
)

_BASE_URL = re.compile(r"/?(?:[\w.~-]+/)*(?:[\w.~-]+)?", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*", re.ASCII)
_HASH = re.compile(r"argon2:\$argon2(?:id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/-]+\$[\w+/-]+", re.ASCII)
_OLD_HASH = re.compile(r"(?:md5|sha\d+):[0-9a-f]+:[0-9a-f]+", re.ASCII)
_SITE = re.compile(
    r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True)
class Settings:
    """The settings, checked. ``logs`` are absolute paths or globs, ``texts``, ``visitors`` and
    ``data`` absolute paths; ``base_url`` begins and ends with a slash, ``proxies`` are networks as
    `ipaddress.ip_network` reads them; the rest is as named in `SETTINGS`.
    """

    port: int
    address: str
    password: str = field(repr=False)
    user_header: str
    base_url: str
    proxies: tuple[str, ...]
    frame_ancestors: tuple[str, ...]
    logs: tuple[str, ...]
    first_log: str
    texts: tuple[str, ...]
    visitors: str
    visitors_mb: float
    visitors_days: int
    files_mb: float
    data: str
    max_sessions: int
    max_upload_mb: float
    idle_minutes: float
    stall_seconds: float

    @classmethod
    def read(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Take the settings from ``environment`` (the process's own if none is given).

        Raises `Problem`, naming the variable and its value, if one cannot be used.
        """
        found = os.environ if environment is None else environment

        def text(setting: Setting) -> str:
            return found.get(setting.name, "").strip() or setting.default

        def paths(setting: Setting) -> tuple[str, ...]:
            parts = (part.strip() for part in text(setting).split(os.pathsep))
            return tuple(str(Path(part).expanduser().absolute()) for part in parts if part)

        def number(
            setting: Setting, kind: Callable[[str], float], low: float, high: float, words: str
        ) -> float:
            try:
                value = kind(text(setting))
            except ValueError:
                value = float("nan")
            if not low <= value <= high:
                raise Problem(
                    f"{setting.name} is “{text(setting)}”, which is not {words}.",
                    f"Give such a number, or leave it out for {setting.default}.",
                )
            return value

        return cls(
            port=int(number(PORT, int, 1, 65535, "a port from 1 to 65535")),
            address=text(ADDRESS),
            password=_password(text(PASSWORD)),
            user_header=_user_header(text(USER_HEADER), text(PASSWORD), text(PROXY)),
            base_url=_base_url(text(BASE_URL)),
            proxies=tuple(_network(part.strip()) for part in text(PROXY).split(",") if part.strip()),
            frame_ancestors=tuple(_site(part) for part in text(FRAME_ANCESTORS).split()),
            logs=paths(LOGS),
            first_log=text(FIRST_LOG),
            texts=paths(TEXTS),
            visitors=str(Path(text(VISITORS)).expanduser().absolute()),
            visitors_mb=number(VISITORS_MB, float, 0.1, 1e9, "a number of megabytes from 0.1"),
            visitors_days=int(
                number(VISITORS_DAYS, int, 0, 36_500, "a whole number of days from 0 to 36,500")
            ),
            files_mb=number(FILES_MB, float, 0, 1e6, "a number of megabytes from 0"),
            data=str(places.data_folder(found)),
            max_sessions=int(number(MAX_SESSIONS, int, 1, 10_000, "a whole number from 1 to 10,000")),
            max_upload_mb=number(MAX_UPLOAD_MB, float, 0.001, 1e6, "a number of megabytes above 0"),
            idle_minutes=number(IDLE_MINUTES, float, 0.01, 1e6, "a number of minutes above 0"),
            stall_seconds=number(
                STALL_SECONDS,
                _seconds_to_stand_still,
                0,
                86_400,
                "0 or a number of seconds from 5 to 86,400",
            ),
        )

    def named_logs(self) -> dict[str, str]:
        """Give the entries of ``logs`` by their names in links: the file's or folder's, numbered if taken.

        >>> list(Settings.read({"VITRINE_LOGS": "/a/x.log:/b/x.log:/shop"}).named_logs())
        ['x.log', 'x.log-2', 'shop-2']
        """
        return named(self.logs, (BUNDLED_LOG,))

    def environment(self) -> dict[str, str]:
        """Give the settings, save secret ones, as the variables that `read` reads them from."""
        return {
            PORT.name: str(self.port),
            ADDRESS.name: self.address,
            USER_HEADER.name: self.user_header,
            BASE_URL.name: self.base_url,
            PROXY.name: ",".join(self.proxies),
            FRAME_ANCESTORS.name: " ".join(self.frame_ancestors),
            LOGS.name: os.pathsep.join(self.logs),
            FIRST_LOG.name: self.first_log,
            TEXTS.name: os.pathsep.join(self.texts),
            VISITORS.name: self.visitors,
            VISITORS_MB.name: f"{self.visitors_mb:g}",
            VISITORS_DAYS.name: str(self.visitors_days),
            FILES_MB.name: f"{self.files_mb:g}",
            DATA.name: self.data,
            MAX_SESSIONS.name: str(self.max_sessions),
            MAX_UPLOAD_MB.name: f"{self.max_upload_mb:g}",
            IDLE_MINUTES.name: f"{self.idle_minutes:g}",
            STALL_SECONDS.name: f"{self.stall_seconds:g}",
        }


def named(paths: Sequence[str], taken: Sequence[str] = ()) -> dict[str, str]:
    """Paths by names for links: that of the file or folder, numbered where it is taken.

    A file that is really called so has a number's name before another that would get it.

    >>> named(["/a/x.log", "/b/x.log", "/c/x.log-2"])
    {'x.log': '/a/x.log', 'x.log-3': '/b/x.log', 'x.log-2': '/c/x.log-2'}
    """
    own = [Path(path).name or path for path in paths]
    used = {*taken}
    found: dict[str, str] = {}
    for place, (name, path) in enumerate(zip(own, paths, strict=True)):
        unique, count = name, 2
        while unique in used or (unique != name and unique in own[place + 1 :]):
            unique, count = f"{name}-{count}", count + 1
        used.add(unique)
        found[unique] = path
    return found


def _password(text: str) -> str:
    if text.startswith("argon2:") and not _HASH.fullmatch(text):
        raise Problem(
            f"{PASSWORD.name} begins like a hash, but is not a whole one.",
            "Put it into single quotes, since a shell takes each $ for a variable; for compose, write $$.",
        )
    if _OLD_HASH.fullmatch(text):
        raise Problem(
            f"{PASSWORD.name} is a hash of an old kind, which is quickly guessed.",
            "Make a new one, as docs/authentication.md says.",
        )
    return text


def _user_header(text: str, password: str, proxy: str) -> str:
    if text and not _HEADER.fullmatch(text):
        raise Problem(
            f"{USER_HEADER.name} is “{text}”, which is not a header's name.",
            "Give a name like X-Remote-User, or leave it out.",
        )
    if text and password:
        raise Problem(
            f"{USER_HEADER.name} and {PASSWORD.name} are both set, but only one can decide who comes in.",
            "Leave one of them out.",
        )
    if text and not proxy:
        raise Problem(
            f"{USER_HEADER.name} is set, but {PROXY.name} names no proxy that may send it.",
            f"Set {PROXY.name} to the proxy's address, such as 127.0.0.1.",
        )
    return text


def _seconds_to_stand_still(text: str) -> float:
    value = float(text)
    return value if value == 0 or value >= 5 else float("nan")


def _base_url(text: str) -> str:
    if not _BASE_URL.fullmatch(text):
        raise Problem(
            f"{BASE_URL.name} is “{text}”, which is not a path like “/tools/vitrine/”.",
            "Give the path alone, without host or query, or leave it out for /.",
        )
    return f"/{text.strip('/')}/".replace("//", "/")


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as refused:
        raise Problem(
            f"{PROXY.name} names “{text}”, which is neither an address nor a network.",
            "Give the proxy's address as this server sees it: 127.0.0.1, or a network like 172.18.0.0/16.",
        ) from refused


def _site(text: str) -> str:
    if not _SITE.fullmatch(text):
        raise Problem(
            f"{FRAME_ANCESTORS.name} names “{text}”, which is not a site's scheme and host.",
            "Give each site as “https://” and its name, with the port if it is not the usual one.",
        )
    return text
