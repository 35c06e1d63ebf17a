"""Which values of settings can be used, and what is said of the others: each check raises a `Problem`."""

from __future__ import annotations

import ipaddress
import re
from pathlib import Path

from app.problem import Problem
from app.urls import is_url, without_secrets
from app.variables import (
    ALERT_WEBHOOK,
    BASE_URL,
    DASK,
    FRAME_ANCESTORS,
    HOSTS,
    KAFKA,
    LOG_LINES,
    LOGS,
    MMDB,
    PASSWORD,
    PROXY,
    USER_HEADER,
    Setting,
)

_BASE_URL = re.compile(r"/?(?:[\w.~-]+/)*(?:[\w.~-]+)?", re.ASCII)
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*", re.ASCII)
_HASH = re.compile(r"argon2:\$argon2(?:id|i|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[\w+/-]+\$[\w+/-]+", re.ASCII)
_OLD_HASH = re.compile(r"(?:md5|sha\d+):[0-9a-f]+:[0-9a-f]+", re.ASCII)
_SITE = re.compile(
    r"https?://(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?", re.ASCII | re.IGNORECASE
)
_SCHEDULER = re.compile(r"(?:tcp|tls|ws|wss|ucx)://[^\s/]+:\d{1,5}", re.ASCII)
_TOPIC = re.compile(r"[^/\s,]+:\d{1,5}/[\w.-]{1,249}(?:\?from=[^\s,]+)?", re.ASCII)
_WEBHOOK = re.compile(r"https?://[a-z0-9\[][^\s/?#@]*(?::\d{1,5})?(?:[/?][^\s#]*)?", re.ASCII | re.IGNORECASE)
_LOG = re.compile(
    # An address has its scheme, who asks, host and port before it may end at a colon.
    r"\s*[A-Za-z][\w+.-]*://(?:[^/@]*@)?(?:\[[^]]*\]|[^/:]*)(?::\d+(?![^/:]))?[^:]*|[^:]+",
    re.ASCII,
)
_HOST = re.compile(r"\*|(?:\*\.)?[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?", re.ASCII | re.IGNORECASE)


def password(text: str) -> str:
    """The password, or a hash of the kind that is kept."""
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


def user_header(text: str, password: str, proxy: str) -> str:
    """A header's name, where only a proxy may send it and no password decides."""
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


def topics(text: str) -> tuple[str, ...]:
    """The addresses of topics of Kafka, ``host:port/topic``."""
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    for one in found:
        if not _TOPIC.fullmatch(one):
            raise Problem(
                f"{KAFKA.name} names “{one}”, which is not the address of a topic.",
                "Write each as host:9092/topic; several brokers of one topic as host:9092+other:9092/topic.",
            )
    return found


def logs(text: str, dask: str) -> tuple[str, ...]:
    """Paths, which become absolute, and addresses such as ``s3://bucket/logs``, which only a cluster reads.

    >>> logs("/var/log:s3://bucket/logs:http://host:8080/a.log:b://c", "tcp://10.0.0.5:8786")
    ('/var/log', 's3://bucket/logs', 'http://host:8080/a.log', 'b://c')
    """
    found = [part.strip() for part in _LOG.findall(text)]
    far = [part for part in found if is_url(part)]
    if far and not dask:
        raise Problem(
            f"{LOGS.name} names “{without_secrets(far[0])}”, which only the workers of a cluster read.",
            f"Set {DASK.name} to its scheduler, or name a file or folder of this machine.",
        )
    return tuple(part if part in far else str(Path(part).expanduser().absolute()) for part in found if part)


def scheduler(text: str) -> str:
    """The address of a Dask scheduler, or none."""
    if text and not _SCHEDULER.fullmatch(text):
        raise Problem(
            f"{DASK.name} is “{text}”, which is not the address of a scheduler.",
            "Write it as tcp://10.0.0.5:8786, or leave it out to read here.",
        )
    return text


def mmdb(text: str) -> str:
    """The path of a file that tells of addresses, or none."""
    path = Path(text).expanduser().absolute() if text else None
    if path is not None and not path.is_file():
        raise Problem(
            f"{MMDB.name} is “{text}”, which is no file.", "Write the path of an MMDB file, or leave it out."
        )
    return str(path or "")


def webhook(text: str) -> str:
    """The address that alerts are posted to, or none. What was set is not repeated: it may hold a secret."""
    if text and not _WEBHOOK.fullmatch(text):
        raise Problem(
            f"{ALERT_WEBHOOK.name} is not an address that can be posted to.",
            "Write it whole, with https:// or http:// before the host, or leave it out.",
        )
    return text


def seconds_to_stand_still(text: str) -> float:
    """Seconds: none, or enough that a busy moment is no standstill."""
    value = float(text)
    return value if value == 0 or value >= 5 else float("nan")


def base_url(text: str) -> str:
    """A path that begins and ends with a slash."""
    if not _BASE_URL.fullmatch(text):
        raise Problem(
            f"{BASE_URL.name} is “{text}”, which is not a path like “/tools/vitrine/”.",
            "Give the path alone, without host or query, or leave it out for /.",
        )
    return f"/{text.strip('/')}/".replace("//", "/")


def networks(setting: Setting, text: str) -> tuple[str, ...]:
    """Networks as `ipaddress.ip_network` writes them, from addresses and networks between commas."""
    return tuple(_network(setting, part.strip()) for part in text.split(",") if part.strip())


def _network(setting: Setting, text: str) -> str:
    try:
        return str(ipaddress.ip_network(text))
    except ValueError as refused:
        raise Problem(
            f"{setting.name} names “{text}”, which is neither an address nor a network.",
            "Give addresses as this server sees them: 127.0.0.1, or a network like 172.18.0.0/16.",
        ) from refused


def host(text: str) -> str:
    """A host's name, or a pattern of names."""
    if not _HOST.fullmatch(text):
        raise Problem(
            f"{HOSTS.name} names “{text}”, which is not a host's name.",
            "Give names without scheme and port, such as logs.example.org or *.example.org.",
        )
    return text.lower()


def log_lines(text: str) -> str:
    """How the log is written."""
    if text not in ("text", "json"):
        raise Problem(f"{LOG_LINES.name} is “{text}”, which is neither text nor json.", "Give one of them.")
    return text


def site(text: str) -> str:
    """A site's scheme and host."""
    if not _SITE.fullmatch(text):
        raise Problem(
            f"{FRAME_ANCESTORS.name} names “{text}”, which is not a site's scheme and host.",
            "Give each site as “https://” and its name, with the port if it is not the usual one.",
        )
    return text
