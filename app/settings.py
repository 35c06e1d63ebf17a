"""What an operator may set by environment, and what each setting means when it is not set.

The server reads them once, at its start; a bad value stops it with a sentence. Kernels read the
same names, since the server passes on the values it found good.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app import places
from app.problem import Problem


@dataclass(frozen=True)
class Setting:
    """One environment variable: its name, its default as text, and its meaning in one sentence."""

    name: str
    default: str
    meaning: str


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
DATA = Setting(
    places.DATA,
    "",
    "folder of the bundled data; without it `data/made` in a checkout, "
    "`~/.local/share/vitrine/data` elsewhere",
)
MAX_SESSIONS = Setting("VITRINE_MAX_SESSIONS", "40", "open pages at a time; one more gets a friendly 503")
MAX_UPLOAD_MB = Setting(
    "VITRINE_MAX_UPLOAD_MB", "500", "largest file that a visitor may upload, in megabytes"
)
IDLE_MINUTES = Setting(
    "VITRINE_IDLE_MINUTES", "480", "minutes without any action after which an open page is put to rest"
)
SETTINGS = (PORT, ADDRESS, LOGS, TEXTS, VISITORS, DATA, MAX_SESSIONS, MAX_UPLOAD_MB, IDLE_MINUTES)


@dataclass(frozen=True)
class Settings:
    """The settings, checked. ``logs`` are absolute paths or globs, ``texts``, ``visitors`` and
    ``data`` absolute paths; the rest is as named in `SETTINGS`.
    """

    port: int
    address: str
    logs: tuple[str, ...]
    texts: tuple[str, ...]
    visitors: str
    data: str
    max_sessions: int
    max_upload_mb: float
    idle_minutes: float

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
            logs=paths(LOGS),
            texts=paths(TEXTS),
            visitors=str(Path(text(VISITORS)).expanduser().absolute()),
            data=str(places.data_folder(found)),
            max_sessions=int(number(MAX_SESSIONS, int, 1, 10_000, "a whole number from 1 to 10,000")),
            max_upload_mb=number(MAX_UPLOAD_MB, float, 0.001, 1e6, "a number of megabytes above 0"),
            idle_minutes=number(IDLE_MINUTES, float, 0.01, 1e6, "a number of minutes above 0"),
        )

    def environment(self) -> dict[str, str]:
        """Give the settings as the variables that `read` reads them from."""
        return {
            PORT.name: str(self.port),
            ADDRESS.name: self.address,
            LOGS.name: os.pathsep.join(self.logs),
            TEXTS.name: os.pathsep.join(self.texts),
            VISITORS.name: self.visitors,
            DATA.name: self.data,
            MAX_SESSIONS.name: str(self.max_sessions),
            MAX_UPLOAD_MB.name: f"{self.max_upload_mb:g}",
            IDLE_MINUTES.name: f"{self.idle_minutes:g}",
        }
