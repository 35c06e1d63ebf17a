"""What a text is that holds nothing of a log: a stack trace, metrics, source, settings, and the like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple


class TextKind(NamedTuple):
    """A kind of text: ``words`` for it, how its lines begin, and the part of them that must begin so."""

    words: str
    lines: re.Pattern[bytes]
    share: float


def _kind(words: str, share: float, *beginnings: bytes) -> TextKind:
    return TextKind(words, re.compile(rb"\s*(?:" + b"|".join(beginnings) + rb")"), share)


KINDS = (
    _kind(
        "a program's stack trace", 0.5,
        rb"at \S+[ (]", rb"at async ", rb'File "[^"]+", line \d', rb"Traceback \(", rb"Caused by: ",
        rb"\.\.\. \d+ more", rb"from \S+:\d+:in ",
        rb"#\d+ +\S+\(", rb"[\w/.\-]+\.go:\d+", rb"goroutine \d+ \[",
    ),
    _kind(
        "metrics as Prometheus reads them", 0.5,
        rb"# (?:HELP|TYPE|EOF)\b",
        rb"[a-z_:][\w:]*(?:\{[^{}]*\})? [+\-]?(?:[\d.]+(?:e[+\-]?\d+)?|NaN|Inf)(?: \d+)?\s*$",
    ),
    _kind(
        "figures of a server's state, which are no requests", 0.5,
        rb"(?:Total (?:Accesses|kBytes|Duration)|(?:Req|Bytes|Duration)Per(?:Sec|Req)|(?:Busy|Idle)Workers"
        rb"|Scoreboard|Active connections|Reading|Conns\w+|CPU\w+|Uptime|Load\d+|Server\w+|Processes): ?",
    ),
    _kind(
        "what a command of the network printed", 0.5,
        rb"traceroute to ", rb"\d{1,2}  (?:\S+ \([\d.:a-f]+\)|\*) +[\d.*]+ ", rb"Active (?:Internet|UNIX) ",
        rb"Proto Recv-Q ", rb"(?:tcp|udp)6? +\d+ +\d+ +\S+ +\S+", rb"PING \S+ \(", rb"\d+ bytes from \S+",
    ),
    _kind(
        "messages of HTTP with their headers, which hold no times", 0.5,
        rb"[A-Z]{3,16} \S+ HTTP/[\d.]+\s*$", rb"HTTP/[\d.]+ \d{3}\b",
        rb"(?i:Host|User-Agent|Accept(?:-\w+)?|Connection|Cache-Control|Pragma|Cookie|Set-Cookie|Referer"
        rb"|Content-\w+|Transfer-Encoding|Origin|Authorization|ETag|Vary|Location|Server|X-[\w\-]+): ?\S",
    ),
    _kind(
        "what mitmproxy prints of requests, without their times", 0.5,
        rb"\S+:\d+: [A-Z]{3,16} https?://", rb"<< (?:HTTP/[\d.]+ )?\d{3} ",
    ),
    _kind(
        "a .NET program's log, which tells of no request", 0.4, rb"(?:trce|dbug|info|warn|fail|crit): \S+\["
    ),
    _kind(
        "a difference between files (diff)", 0.6,
        rb"diff --git", rb"index [0-9a-f]{7}", rb"\+\+\+ ", rb"--- ", rb"@@ ", rb"\+", rb"-",
    ),
    _kind(
        "a program's source", 0.4,
        rb"(?:def|class|import|const|let|var|public|private|static|void|package|func|fn|echo) ",
        rb"(?:return|function|else|except|try|elif)\b", rb"from \S+ import", rb"#include",
        rb"(?:if|for|while) ?\(",
        rb"for \w+ in ", rb"@\w+$", rb"[\w.]+\(.*\)[;:]?$",
        rb"(?:end|then|fi|done)$", rb"SELECT ", rb"\$\w+ ?=",
        rb"//", rb"/\*", rb"if __name__",
    ),
    _kind(
        "settings of a program", 0.8,
        rb"[\w\-.]+\s*[=:](?:\s|$)", rb"[a-z_]+\s.*;\s*$", rb"[^{}]{1,80}\{\s*$", rb"\}",
        rb"\[[\w .:\-/]+\]\s*$",
        rb"</?[A-Z]\w+[^>]*>", rb"- ", rb"#", rb"[A-Z][A-Za-z]+ \S*[^\s.,;!?]\s*$",
    ),
)  # fmt: skip


def other_text(written: Sequence[bytes]) -> str:
    """What lines without any request are, in words; empty where that cannot be told."""
    for kind in KINDS:
        if sum(1 for line in written if kind.lines.match(line)) > kind.share * len(written):
            return kind.words
    return ""
