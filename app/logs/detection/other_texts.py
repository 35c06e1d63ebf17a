"""What a text is that holds nothing of a log: a stack trace, metrics, source, settings."""

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
        "a difference between files (diff)", 0.6,
        rb"diff --git", rb"index [0-9a-f]{7}", rb"\+\+\+ ", rb"--- ", rb"@@ ", rb"\+", rb"-",
    ),
    _kind(
        "a program's source", 0.4,
        rb"(?:def|class|import|const|let|var|public|private|static|void|package|func|fn|echo) ",
        rb"(?:return|function|else|except|try|elif)\b", rb"from \S+ import", rb"#include",
        rb"(?:if|for|while) ?\(",
        rb"for \w+ in ", rb"@\w+$", rb"\w+\(.*\)[;:]?$", rb"(?:end|then|fi|done)$", rb"SELECT ", rb"\$\w+ ?=",
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
