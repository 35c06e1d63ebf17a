"""Five requests, and a line of any shape that holds them: what is written is what must be read.

A shape is text with marks: ``«h»`` the client, ``«m»`` the method, ``«P»`` the target (``«p»`` its path,
``«q»`` its query or a dash, ``«q0»`` nothing in its place, ``«?q»`` with its mark), ``«C»`` the status,
``«B»`` the bytes, ``«r»`` the referrer, ``«a»`` the user agent, ``«t:FORMAT»`` the time after strftime, with
``«t+0200:…»`` for another zone's clock, and ``«Dms»`` and the like how long the response took.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

WINDOWS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/122.0.0.0 "
    "Safari/537.36"
)
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.3 Mobile/15E148 Safari/604.1"
)
SHOP = "https://shop.example/"
NAMES = ("time", "host", "method", "path", "query", "status", "size", "took", "referrer", "agent")
REQUESTS: list[dict[str, Any]] = [
    dict(zip(NAMES, values, strict=True))
    for values in (
        ("2026-03-24T22:58:07.412", "198.51.100.23", "GET", "/index.html", "", 200, 5316, 0.037, "-",
         WINDOWS),
        ("2026-03-24T22:58:09.005", "203.0.113.77", "POST", "/api/v1/login", "next=%2Fhome", 302, 312, 0.214,
         f"{SHOP}login", PHONE),
        ("2026-03-24T23:01:40.250", "198.51.100.23", "GET", "/static/app.9f2c.js", "v=3", 304, 187, 0.002,
         SHOP, WINDOWS),
        ("2026-03-24T23:59:59.999", "192.0.2.140", "DELETE", "/api/v1/items/42", "", 404, 23, 1.532, "-",
         "curl/8.5.0"),
        ("2026-03-25T00:00:01.000", "203.0.113.77", "GET", "/search", "q=caf%C3%A9&page=2", 500, 1843, 12.006,
         SHOP, PHONE),
    )
]  # fmt: skip
_MARK = re.compile("«([^»]+)»")
_TIME = re.compile(r"t(?:([+-])(\d\d)(\d\d))?:(.*)")
_EPOCHS = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def _stamp(request: dict[str, Any], sign: str, hours: str, minutes: str, form: str) -> str:
    time = datetime.fromisoformat(request["time"]).replace(tzinfo=UTC)
    if form in _EPOCHS:
        return str(round(time.timestamp() * 1000) * _EPOCHS[form] // 1000)
    if form == "s.ms":
        return f"{time.timestamp():.3f}"
    time += timedelta(hours=int(f"{sign}{hours}"), minutes=int(f"{sign}{minutes}")) if sign else timedelta()
    plain = {"%L": f"{time.microsecond // 1000:03d}", "%-m": str(time.month), "%-I": f"{time:%I}".lstrip("0")}
    for mark, text in plain.items():
        form = form.replace(mark, text)
    return time.strftime(form)


_TEXTS: dict[str, Callable[[dict[str, Any]], str]] = {
    "h": lambda r: r["host"],
    "h6": lambda r: "2001:db8::" + r["host"].split(".")[-1],
    "m": lambda r: r["method"],
    "p": lambda r: r["path"],
    "P": lambda r: r["path"] + f"?{r['query']}" * bool(r["query"]),
    "Ps": lambda r: _TEXTS["P"](r).replace("/", "\\/"),
    "Pu": lambda r: _TEXTS["P"](r).replace("&", "\\u0026"),
    "Pa": lambda r: _TEXTS["P"](r).replace("&", "&amp;"),
    "q": lambda r: r["query"] or "-",
    "q0": lambda r: r["query"],
    "?q": lambda r: f"?{r['query']}" * bool(r["query"]),
    "C": lambda r: str(r["status"]),
    "B": lambda r: str(r["size"]),
    "B,": lambda r: f"{r['size']:,}",
    "B_": lambda r: f"{r['size']:,}".replace(",", "\u00a0"),
    "r": lambda r: r["referrer"],
    "r0": lambda r: r["referrer"] if r["referrer"] != "-" else "",
    "a": lambda r: r["agent"],
    "a+": lambda r: r["agent"].replace(" ", "+"),
    "a%": lambda r: r["agent"].replace(" ", "%20"),
    "Ds": lambda r: f"{r['took']:.3f}",
    "Ds6": lambda r: f"{r['took']:.6f}",
    "Dc": lambda r: f"{r['took']:.3f}".replace(".", ","),
    "Di": lambda r: str(int(r["took"])),
    "Dms": lambda r: str(round(r["took"] * 1e3)),
    "D.ms": lambda r: f"{r['took'] * 1e3:.3f}",
    "Dus": lambda r: str(round(r["took"] * 1e6)),
    "Dns": lambda r: str(round(r["took"] * 1e9)),
    "Dgo": lambda r: f"{r['took'] * 1e3:g}ms" if r["took"] < 1 else f"{r['took']:g}s",
}


def written(line: str, request: dict[str, Any]) -> str:
    """A line of this shape about a request."""

    def text(mark: re.Match[str]) -> str:
        time = _TIME.fullmatch(mark[1])
        return _stamp(request, time[1], time[2], time[3], time[4]) if time else _TEXTS[mark[1]](request)

    return _MARK.sub(text, line)


def file_of(shape: dict[str, Any]) -> bytes:
    """A file of all requests in one shape, with what stands before, between and after its lines."""
    lines = shape.get("join", "\n").join(written(shape["line"], request) for request in REQUESTS)
    return (shape.get("head", "") + lines + shape.get("foot", "\n")).encode()


def expected(shape: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """What a line says of a request; ``unsaid`` lists what it does not say, or nobody can tell, ``untold``
    that of which nothing may be told."""
    said = dict(shape.get("expect", {}))
    line, unsaid = shape["line"], (*shape.get("unsaid", ()), *shape.get("untold", ()))
    minutes = said.pop("zone", 0)
    clock = datetime.fromisoformat(request["time"]).replace(microsecond=0) + timedelta(minutes=minutes)
    found = {**request, "time": clock, **said}
    for name, mark in (("took", "«D"), ("referrer", "«r"), ("agent", "«a")):
        if mark not in line and name not in said:
            del found[name]
    return {name: value for name, value in found.items() if name not in unsaid}
