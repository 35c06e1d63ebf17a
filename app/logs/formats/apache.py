"""The directives of Apache's ``LogFormat`` (mod_log_config, mod_logio, mod_ssl)."""

from __future__ import annotations

import re

Pieces = tuple[tuple[str, str, str], ...]

DIRECTIVE = re.compile(
    r"%(?:!?\d{3}(?:,\d{3})*)?[<>]?(?:\{(?P<name>[^}]*)\})?[<>]?(?P<letter>\^[A-Za-z]{2}|[A-Za-z%])"
)

_FIELDS: dict[str, tuple[str, str]] = {
    "h": ("host", "hosts"),
    "a": ("host", "hosts"),
    "l": ("ident", "word"),
    "u": ("user", "phrase"),
    "r": ("request", "phrase"),
    "m": ("method", "word"),
    "U": ("path", "word"),
    "q": ("query", "query"),
    "H": ("protocol", "word"),
    "s": ("status", "status"),
    "b": ("size", "size"),
    "B": ("size", "size"),
    "O": ("sent", "size"),
    "I": ("received", "size"),
    "S": ("transferred", "size"),
    "D": ("microseconds", "word"),
    "T": ("seconds", "word"),
    "X": ("connection", "word"),
    "v": ("vhost", "word"),
    "V": ("vhost", "word"),
    "p": ("port", "word"),
    "P": ("process", "word"),
    "k": ("kept alive", "word"),
    "L": ("log id", "word"),
    "f": ("file", "word"),
    "R": ("handler", "word"),
    "A": ("server address", "word"),
}
_HEADERS = {
    "referer": ("referrer", "phrase"),
    "referrer": ("referrer", "phrase"),
    "user-agent": ("agent", "phrase"),
    "x-forwarded-for": ("forwarded", "list"),
    "x-real-ip": ("forwarded", "list"),
    "host": ("vhost", "word"),
}
_UNITS = {"": "seconds", "s": "seconds", "ms": "milliseconds", "us": "microseconds"}


def apache_piece(match: re.Match[str]) -> Pieces | None:
    """What a directive writes, as pieces of a template; None where Apache has no such directive."""
    letter, name = match["letter"], match["name"] or ""
    if letter == "%":
        return None
    if letter == "t":
        return _time(name)
    if letter in ("^FU", "^FB"):
        return (("", letter, "word"),)
    if letter in ("i", "o", "e", "n", "C", "x", "c") or letter.startswith("^"):
        known = _HEADERS.get(name.lower()) if letter == "i" else None
        if letter == "x":
            known = {"SSL_PROTOCOL": ("tls", "word"), "SSL_CIPHER": ("cipher", "word")}.get(name.upper())
        return (("", *(known or (name.lower() or letter, "word"))),) if name else None
    if letter == "T":
        return (("", _UNITS[name], "word"),) if name in _UNITS else None
    if letter in ("a", "h") and name == "c":
        return (("", "proxy", "hosts"),)
    return (("", *_FIELDS[letter]),) if letter in _FIELDS else None


def _time(name: str) -> Pieces:
    """``%t`` writes brackets around the time; with a name it is a part of the time, or a strftime format."""
    name = name.removeprefix("begin:").removeprefix("end:")
    if not name:
        return (("[", "time", "time"),)
    if name.endswith("_frac"):
        return (("", "fraction", "timer"),)
    if name in ("sec", "msec", "usec"):
        return (("", "time", "time"),)
    if name == "%z":
        return (("", "zone", "zone"),)
    date = re.search(r"%[dDFYye]", name) is not None
    clock = re.search(r"%[HTIRr]", name) is not None
    return (
        ("", "time" if date == clock else "date" if date else "clock", "time" if date == clock else "word"),
    )
