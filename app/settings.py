"""The settings that an operator chose by environment, read and checked.

The server reads them once, at its start; a bad value stops it with a sentence. Kernels read the
same names, since the server passes on the values it found good.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app import places
from app import setting_values as values
from app.problem import Problem
from app.urls import without_secrets
from app.variables import (
    ADDRESS,
    ADDRESS_SESSIONS,
    ALERT_WEBHOOK,
    ALL_READ_MB,
    BASE_URL,
    BUNDLED_LOG,
    DASK,
    DATA,
    FILES_MB,
    FIRST_LOG,
    FRAME_ANCESTORS,
    HOSTS,
    IDLE_MINUTES,
    KAFKA,
    KAFKA_CONFIG,
    LIVE_MB,
    LOG_LINES,
    LOGS,
    MAX_SESSIONS,
    MAX_UPLOAD_MB,
    METRICS,
    MMDB,
    OPENINGS,
    PAGES_AHEAD,
    PASSWORD,
    PORT,
    PROXY,
    READ_MB,
    READABLE,
    SESSION_MB,
    SETTINGS,
    STALL_SECONDS,
    TEXTS,
    USER_HEADER,
    VISITORS,
    VISITORS_DAYS,
    VISITORS_MB,
    WRITABLE,
    Setting,
)

__all__ = [
    "ADDRESS",
    "ADDRESS_SESSIONS",
    "ALERT_WEBHOOK",
    "ALL_READ_MB",
    "BASE_URL",
    "BUNDLED_LOG",
    "DASK",
    "DATA",
    "FILES_MB",
    "FIRST_LOG",
    "FRAME_ANCESTORS",
    "HOSTS",
    "IDLE_MINUTES",
    "KAFKA",
    "KAFKA_CONFIG",
    "LIVE_MB",
    "LOGS",
    "LOG_LINES",
    "MAX_SESSIONS",
    "MAX_UPLOAD_MB",
    "METRICS",
    "MMDB",
    "OPENINGS",
    "PAGES_AHEAD",
    "PASSWORD",
    "PORT",
    "PROXY",
    "READABLE",
    "READ_MB",
    "SESSION_MB",
    "SETTINGS",
    "STALL_SECONDS",
    "TEXTS",
    "USER_HEADER",
    "VISITORS",
    "VISITORS_DAYS",
    "VISITORS_MB",
    "WRITABLE",
    "Setting",
    "Settings",
    "named",
]


@dataclass(frozen=True)
class Settings:
    """The settings, checked. ``logs`` are absolute paths, globs or addresses, ``texts``, ``visitors``
    and ``data`` absolute paths; ``base_url`` begins and ends with a slash, ``proxies`` are networks as
    `ipaddress.ip_network` reads them; the rest is as named in `SETTINGS`.
    """

    port: int
    address: str
    password: str = field(repr=False)
    user_header: str
    base_url: str
    proxies: tuple[str, ...]
    hosts: tuple[str, ...]
    frame_ancestors: tuple[str, ...]
    logs: tuple[str, ...]
    dask: str
    mmdb: str
    kafka: tuple[str, ...]
    kafka_config: str
    live_mb: float
    alert_webhook: str = field(repr=False)
    first_log: str
    texts: tuple[str, ...]
    readable: tuple[str, ...]
    writable: tuple[str, ...]
    visitors: str
    visitors_mb: float
    visitors_days: int
    files_mb: float
    data: str
    max_sessions: int
    address_sessions: int
    openings: int
    pages_ahead: int
    session_mb: float
    max_upload_mb: float
    read_mb: float
    all_read_mb: float
    idle_minutes: float
    stall_seconds: float
    metrics: tuple[str, ...]
    log_lines: str

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
            password=values.password(text(PASSWORD)),
            user_header=values.user_header(text(USER_HEADER), text(PASSWORD), text(PROXY)),
            base_url=values.base_url(text(BASE_URL)),
            proxies=values.networks(PROXY, text(PROXY)),
            hosts=tuple(values.host(part) for part in text(HOSTS).split()),
            frame_ancestors=tuple(values.site(part) for part in text(FRAME_ANCESTORS).split()),
            logs=values.logs(text(LOGS), text(DASK)),
            dask=values.scheduler(text(DASK)),
            mmdb=values.mmdb(text(MMDB)),
            kafka=values.topics(text(KAFKA)),
            kafka_config=str(Path(text(KAFKA_CONFIG)).expanduser().absolute()) if text(KAFKA_CONFIG) else "",
            live_mb=number(LIVE_MB, float, 1, 1e9, "a number of megabytes from 1"),
            alert_webhook=values.webhook(text(ALERT_WEBHOOK)),
            first_log=text(FIRST_LOG),
            texts=paths(TEXTS),
            readable=paths(READABLE),
            writable=paths(WRITABLE),
            visitors=str(Path(text(VISITORS)).expanduser().absolute()),
            visitors_mb=number(VISITORS_MB, float, 0.1, 1e9, "a number of megabytes from 0.1"),
            visitors_days=int(
                number(VISITORS_DAYS, int, 0, 36_500, "a whole number of days from 0 to 36,500")
            ),
            files_mb=number(FILES_MB, float, 0, 1e6, "a number of megabytes from 0"),
            data=str(places.data_folder(found)),
            max_sessions=int(number(MAX_SESSIONS, int, 1, 10_000, "a whole number from 1 to 10,000")),
            address_sessions=int(number(ADDRESS_SESSIONS, int, 1, 10_000, "a whole number from 1 to 10,000")),
            openings=int(number(OPENINGS, int, 1, 1e6, "a whole number from 1 to 1,000,000")),
            pages_ahead=int(number(PAGES_AHEAD, int, 0, 100, "a whole number from 0 to 100")),
            session_mb=number(SESSION_MB, float, 500, 1e7, "a number of megabytes from 500"),
            max_upload_mb=number(MAX_UPLOAD_MB, float, 0.001, 1e6, "a number of megabytes above 0"),
            read_mb=number(READ_MB, float, 1, 1e9, "a number of megabytes from 1"),
            all_read_mb=number(ALL_READ_MB, float, 1, 1e9, "a number of megabytes from 1"),
            idle_minutes=number(IDLE_MINUTES, float, 0.01, 1e6, "a number of minutes above 0"),
            stall_seconds=number(
                STALL_SECONDS,
                values.seconds_to_stand_still,
                0,
                86_400,
                "0 or a number of seconds from 5 to 86,400",
            ),
            metrics=values.networks(METRICS, text(METRICS)),
            log_lines=values.log_lines(text(LOG_LINES)),
        )

    def named_logs(self) -> dict[str, str]:
        """Give the entries of ``logs`` by their names in links: the file's or folder's, numbered if taken.

        >>> list(Settings.read({"VITRINE_LOGS": "/a/x.log:/b/x.log:/shop"}).named_logs())
        ['x.log', 'x.log-2', 'shop-2']
        """
        return named(self.logs, (BUNDLED_LOG,))

    def named_topics(self) -> dict[str, str]:
        """Give the topics of ``kafka`` by their names in links: the topic's, numbered if taken."""
        logs = (BUNDLED_LOG, *self.named_logs())
        own = [where.partition("?")[0] for where in self.kafka]
        return dict(zip(named(own, logs), self.kafka, strict=True))

    def environment(self) -> dict[str, str]:
        """Give the settings, save secret ones, as the variables that `read` reads them from."""
        return {
            PORT.name: str(self.port),
            ADDRESS.name: self.address,
            USER_HEADER.name: self.user_header,
            BASE_URL.name: self.base_url,
            PROXY.name: ",".join(self.proxies),
            HOSTS.name: " ".join(self.hosts),
            FRAME_ANCESTORS.name: " ".join(self.frame_ancestors),
            LOGS.name: os.pathsep.join(self.logs),
            DASK.name: self.dask,
            MMDB.name: self.mmdb,
            KAFKA.name: ",".join(self.kafka),
            KAFKA_CONFIG.name: self.kafka_config,
            LIVE_MB.name: f"{self.live_mb:g}",
            ALERT_WEBHOOK.name: self.alert_webhook,
            FIRST_LOG.name: self.first_log,
            TEXTS.name: os.pathsep.join(self.texts),
            READABLE.name: os.pathsep.join(self.readable),
            WRITABLE.name: os.pathsep.join(self.writable),
            VISITORS.name: self.visitors,
            VISITORS_MB.name: f"{self.visitors_mb:g}",
            VISITORS_DAYS.name: str(self.visitors_days),
            FILES_MB.name: f"{self.files_mb:g}",
            DATA.name: self.data,
            MAX_SESSIONS.name: str(self.max_sessions),
            ADDRESS_SESSIONS.name: str(self.address_sessions),
            OPENINGS.name: str(self.openings),
            PAGES_AHEAD.name: str(self.pages_ahead),
            SESSION_MB.name: f"{self.session_mb:g}",
            MAX_UPLOAD_MB.name: f"{self.max_upload_mb:g}",
            READ_MB.name: f"{self.read_mb:g}",
            ALL_READ_MB.name: f"{self.all_read_mb:g}",
            IDLE_MINUTES.name: f"{self.idle_minutes:g}",
            STALL_SECONDS.name: f"{self.stall_seconds:g}",
            METRICS.name: ",".join(self.metrics),
            LOG_LINES.name: self.log_lines,
        }


def named(paths: Sequence[str], taken: Sequence[str] = ()) -> dict[str, str]:
    """Paths by names for links: that of the file or folder, numbered where it is taken.

    A file that is really called so has a number's name before another that would get it.

    >>> named(["/a/x.log", "/b/x.log", "/c/x.log-2"])
    {'x.log': '/a/x.log', 'x.log-3': '/b/x.log', 'x.log-2': '/c/x.log-2'}
    """
    own = [Path(without_secrets(path)).name or path for path in paths]
    used = {*taken}
    found: dict[str, str] = {}
    for place, (name, path) in enumerate(zip(own, paths, strict=True)):
        unique, count = name, 2
        while unique in used or (unique != name and unique in own[place + 1 :]):
            unique, count = f"{name}-{count}", count + 1
        used.add(unique)
        found[unique] = path
    return found
