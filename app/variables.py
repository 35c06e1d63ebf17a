"""The environment variables that an operator may set: each one's name, its default and its meaning."""

from __future__ import annotations

import os
from dataclasses import dataclass

from app import places

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
    f"separated by `{os.pathsep}`; one that is not there yet is named in a warning; with `VITRINE_DASK` also "
    "addresses that its workers read, such as `s3://bucket/logs`",
)
DASK = Setting(
    "VITRINE_DASK",
    "",
    "address of a Dask scheduler, such as `tcp://10.0.0.5:8786`, whose workers read the logs of "
    "`VITRINE_LOGS`",
)
MMDB = Setting(
    "VITRINE_MMDB",
    "",
    "file in MaxMind's format (MMDB) that tells the country or the network of an address: hosts are then "
    "listed by it too; none is shipped, and `pip install vitrine[places]` brings what reads it; "
    "visitors can bring one of their own under the ⓘ",
)
KAFKA = Setting(
    "VITRINE_KAFKA",
    "",
    "topics of Kafka that the log page offers, separated by `,`: `host:9092/topic`, or "
    "`host:9092/topic?from=now` (or from a time in UTC) where it is not to be read from its beginning",
)
KAFKA_CONFIG = Setting(
    "VITRINE_KAFKA_CONFIG",
    "",
    "file of settings for Kafka's client, a `name=value` a line, for TLS and SASL",
)
LIVE_MB = Setting(
    "VITRINE_LIVE_MB",
    "2000",
    "room for what is kept of one log that is followed from one start, in megabytes; beyond it the older "
    "half goes",
)
ALERT_WEBHOOK = Setting(
    "VITRINE_ALERT_WEBHOOK",
    "",
    "address that alerts of followed logs are posted to as JSON, `https://…`; browsers never learn it, and "
    "no page can name another",
)
FIRST_LOG = Setting(
    "VITRINE_FIRST_LOG",
    BUNDLED_LOG,
    "log that the log page opens on: `shop`, the bundled one, or the name of a file or folder of "
    "`VITRINE_LOGS` or of a topic of `VITRINE_KAFKA`",
)
TEXTS = Setting(
    "VITRINE_TEXTS",
    "",
    "CSV files of labelled texts that the sentiment page offers besides the bundled set, "
    f"separated by `{os.pathsep}`",
)
READABLE = Setting(
    "VITRINE_READABLE",
    "",
    f"further files and folders that pages may read on the server, separated by `{os.pathsep}`, as those of "
    "plug-ins may have to; `/` for all. Else a page reads the program, what is named here, and its visitor's "
    "own, where the system can keep it to that (Landlock, Linux 5.19)",
)
WRITABLE = Setting(
    "VITRINE_WRITABLE",
    "",
    f"files and folders that pages may also write on the server, separated by `{os.pathsep}`, such as a "
    "plug-in's database or the cache of a library; a folder has to be there when a page is opened",
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
ADDRESS_SESSIONS = Setting(
    "VITRINE_ADDRESS_SESSIONS", "30", "open pages at a time that one address may have of these"
)
OPENINGS = Setting("VITRINE_OPENINGS_PER_MINUTE", "60", "pages that one address may open within a minute")
PAGES_AHEAD = Setting(
    "VITRINE_PAGES_AHEAD",
    "4",
    "pages that are built before anybody asks for them, one of each kind, so that they open at once; each "
    "takes some 60 MB, and none is built where memory is short; `0` for none",
)
SESSION_MB = Setting(
    "VITRINE_SESSION_MB",
    "4000",
    "memory that one open page may take on the server, in megabytes; one that takes more is ended, and says "
    "so",
)
READ_MB = Setting(
    "VITRINE_READ_MB",
    "10000",
    "disk that the logs which a visitor brings to one open page may take unpacked and read, in megabytes; "
    "reading ends there, and what was read stays",
)
ALL_READ_MB = Setting("VITRINE_ALL_READ_MB", "40000", "the same of all open pages together, in megabytes")
METRICS = Setting(
    "VITRINE_METRICS",
    "127.0.0.1,::1",
    "addresses or networks that may read `/metrics`, separated by `,`",
)
LOG_LINES = Setting(
    "VITRINE_LOG_LINES", "text", "how the server writes its log: `text`, or `json` for one object a line"
)
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
HOSTS = Setting(
    "VITRINE_HOSTS",
    "",
    "further names that the server may be asked by, separated by spaces, such as `logs.example.org` or "
    "`*.example.org`; its addresses, the machine's own name and what a proxy of `VITRINE_PROXY` passes on "
    "need none, and `*` takes any",
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
    HOSTS,
    FRAME_ANCESTORS,
    LOGS,
    DASK,
    MMDB,
    KAFKA,
    KAFKA_CONFIG,
    LIVE_MB,
    ALERT_WEBHOOK,
    FIRST_LOG,
    TEXTS,
    READABLE,
    WRITABLE,
    VISITORS,
    VISITORS_MB,
    VISITORS_DAYS,
    FILES_MB,
    DATA,
    MAX_SESSIONS,
    ADDRESS_SESSIONS,
    OPENINGS,
    PAGES_AHEAD,
    SESSION_MB,
    MAX_UPLOAD_MB,
    READ_MB,
    ALL_READ_MB,
    IDLE_MINUTES,
    STALL_SECONDS,
    METRICS,
    LOG_LINES,
)
