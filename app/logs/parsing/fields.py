"""Lines whose fields are known by name, many at a time: what each text is, is decided once.

The exact reader decides of every value of a line which field it is. Here lines of one shape, the same names
in the same order, are columns; a column's distinct texts are decided by the same functions, and lines of
which all was decided alike have their fields in the same columns. What is left over is read line by line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

import numpy as np
import polars as pl
from polars.datatypes import DataTypeClass

from app.logs.formats.answered import UNSAID
from app.logs.formats.build import PHASES, clock_of, decoded, host_of, request_of, status_of
from app.logs.formats.candidates import candidates_of
from app.logs.formats.named import ADDRESSED, assigned, decided
from app.logs.parsing.block import TEXTS
from app.logs.parsing.clock import NO_ZONE
from app.logs.parsing.further import UNKNOWN, seconds_of, told
from app.logs.parsing.shape import METHODS, Shape
from app.logs.written.durations import UNITS, in_seconds, unit_of
from app.logs.written.lines import LONGEST_SIZE, Refused
from app.logs.written.requests import split_request, version_of
from app.logs.written.sizes import plain_size
from app.logs.written.times import LONGEST

FEWEST = 32
"""Lines that a shape must have to be read as columns."""

Fields = Mapping[str, pl.Series]
R = TypeVar("R")

_CLIENTS = {"host", "forwarded"}
_METHODS = {method: number for number, method in enumerate(METHODS)}
_HOSTS = ("host", "peer", "forwarded")
_CLOCKS = ("time", "date", "clock", "american date", "zone")
_PARTS = ("method", "target", "path", "query", "protocol")
_PLAIN = r"^([A-Z]{3,7}) (/[^ ?]*)(?:\?([^ ]*))? (HTTP/[0-9](?:\.[0-9])?)$"


_FREE = (
    "user",
    "ident",
    "query",
    "protocol",
    "upstream",
    "cache",
    "tls",
    "cipher",
    "scheme",
    "country",
)
_ANYTHING = r"(?s)^.+$"
_USUAL = {
    "host": (r"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$", ADDRESSED),
    "request": (_PLAIN, "request"),
    "target": (r"^/", "target"),
    "path": (r"^/", "path"),
    "method": (r"^[A-Z]{1,32}$", "method"),
    "status": (r"^[0-9]{3}$", "status"),
    "size": (r"^[0-9]{1,15}$", "size"),
    "seconds": (r"^[0-9][0-9.,]*$", "seconds"),
    "vhost": (r"(?s)[^0-9]", "vhost"),
    "referrer": (r'(?s)^[^"](?:.*[^"])?$', "referrer"),
    "agent": (r'(?s)^[^"](?:.*[^"])?$', "agent"),
}
"""How the usual text of a field looks, and what `decided` says of it, which the text itself then is."""


def named_fields(names: tuple[str, ...], columns: Sequence[pl.Series]) -> Iterator[tuple[np.ndarray, Fields]]:
    """The fields of lines whose values stand in ``columns``: which lines, and each field of theirs."""
    candidates = candidates_of(names)
    if not columns:
        return
    place_of = {name: place for place, name in enumerate(names)}
    texts, kinds = [], []
    signature = np.zeros(len(columns[0]), np.int64)
    for name, field in candidates:
        text, kind, number = _decided(field, name, columns[place_of[name]])
        texts.append(text)
        kinds.append((kind, number))
        if len(kind) > 1:
            signature = np.unique(signature * len(kind) + number, return_inverse=True)[1]
    for one in range(int(signature.max(initial=-1)) + 1):
        rows = np.flatnonzero(signature == one)
        used = assigned(candidates, [kind[number[rows[0]]] for kind, number in kinds])
        every = len(rows) == len(signature)
        fields = {
            field: texts[place] if every else texts[place].gather(rows) for place, field in used.items()
        }
        if is_whole(fields) and len(rows) >= FEWEST:
            taken = next((candidates[place][0] for place, field in used.items() if field == "seconds"), "")
            yield rows, _in_units(fields, taken, names) if taken else fields


def _in_units(fields: Fields, name: str, names: Sequence[str]) -> Fields:
    """The fields with the time taken in seconds: its unit may be another where it has no fraction."""
    text = fields["seconds"]
    whole, part = (_seconds(text, unit_of(name, number, names)) for number in ("0", "0.5"))
    return {**fields, "seconds": pl.Series(np.where(text.str.contains(r"^[0-9]+$").to_numpy(), whole, part))}


def _decided(field: str, name: str, column: pl.Series) -> tuple[pl.Series, list[str], np.ndarray]:
    """What `decided` says of every text of a column: the text, and the number of its field among those."""
    if field == "time":
        column = _whole_seconds(column)
    look, meant = _USUAL.get(field, (_ANYTHING if field in _FREE else "", field))
    usual = column.str.contains(look) if look else pl.Series([False]).new_from_index(0, len(column))
    number = np.zeros(len(column), np.int64)
    odd = (~usual).arg_true()
    if not len(odd):
        return column, [meant], number
    known, index = _distinct(column.gather(odd))
    decisions = [decided(field, text, name) for text in known]
    found = ["" if decision is None else decision[0] for decision in decisions]
    kind = sorted({*found, meant})
    number[:] = kind.index(meant)
    number[odd.to_numpy()] = np.array([kind.index(one) for one in found], np.int64)[index]
    texts = pl.Series(["" if decision is None else decision[1] for decision in decisions], dtype=pl.String)
    return column.scatter(odd, texts.gather(index)), kind, number


def _whole_seconds(texts: pl.Series) -> pl.Series:
    """Times without fractions, which are cut off anyway: far fewer differ."""
    fraction = r"^([^ ,;]{1,16}[T :]\d\d:\d\d(?::\d\d)?)[.,]\d{1,9}((?:[^.,\d].*)?)$"
    texts = texts.str.replace(fraction, "${1}${2}")
    return texts.str.replace(r"^(\d{10})(?:\d{3}|[.,]\d{1,9})$", "${1}")


def is_whole(fields: Fields) -> bool:
    """Whether these fields make a request without a look at anything else of the line."""
    dated = "time" in fields or ("clock" in fields and fields.keys() & {"date", "american date"})
    asked = "request" in fields or ("method" in fields and fields.keys() & {"target", "path"})
    return bool(dated and asked and fields.keys() & _CLIENTS)


def each(texts: pl.Series, of: Callable[[str], str]) -> pl.Series:
    """What a function says of every text, asked once for each that differs."""
    known, index = _distinct(texts)
    return pl.Series(texts.name, [of(text) for text in known], pl.String).gather(index)


class Part(NamedTuple):
    """Lines of a block that were read together, as `Block` has them."""

    shape: Shape
    texts: pl.DataFrame
    seconds: np.ndarray
    sites: pl.Series


def columns_of(fields: Fields, latest: int | None, *, begun: bool = False) -> Part:
    """The usual lines of these fields, by their places among them.

    With ``begun``, so are lines without a status, which then is 0: they tell that a request came.
    """
    rows = len(next(iter(fields.values())))
    time, zone, good = _times(fields, latest)
    known, index = _distinct(_column(fields, "status", rows))
    status = np.array([0 if begun and text in UNSAID else _status(text) for text in known], np.int64)[index]
    size, plain = _sizes(_column(fields, "size" if "size" in fields else "sent", rows))
    method, path, query, version = _requests(fields, rows)
    hosts = [fields[name].rename(name) for name in _HOSTS if name in fields]
    texts = pl.DataFrame(
        {
            "host": _each(hosts, host_of, pl.String) if len(hosts) > 1 else hosts[0],
            "path": path,
            "query": query,
            "referrer": _column(fields, "referrer", rows).replace("", "-"),
            "agent": _agents(_column(fields, "agent", rows).replace("", "-")),
        }
    ).select(TEXTS)
    usual = np.flatnonzero(good & (status >= 0) & plain & (method >= 0))
    numbers = (number[usual] for number in (time, zone, status, size, method, version))
    sites = _column(fields, "vhost", rows)
    if len(usual) < rows:
        texts, sites = texts[usual], sites.gather(usual)
    return Part(Shape(usual, usual, *numbers), texts, _durations(fields, rows)[usual], sites)


def _agents(texts: pl.Series) -> pl.Series:
    return each(texts, decoded) if texts.str.contains("%20", literal=True).any() else texts


def _durations(fields: Fields, rows: int) -> np.ndarray:
    """How long responses took, in seconds (float32); `UNKNOWN` where that is not told."""
    if all(phase in fields for phase in PHASES):
        phases = [fields[phase].cast(pl.Float64, strict=False).fill_null(-1).to_numpy() for phase in PHASES]
        return told(np.where(np.min(phases, axis=0) < 0, UNKNOWN, np.sum(phases, axis=0)))
    # As in `build`: of several, the last one counts.
    unit = next((unit for unit in reversed(UNITS) if unit in fields), "")
    if not unit:
        return np.full(rows, UNKNOWN, np.float32)
    return fields[unit].to_numpy() if fields[unit].dtype == pl.Float32 else _seconds(fields[unit], unit)


def _seconds(texts: pl.Series, unit: str) -> np.ndarray:
    seconds = told((texts.cast(pl.Float64, strict=False).fill_null(0) * UNITS[unit]).to_numpy())
    odd = (~texts.str.contains(r"^[0-9]+(?:\.[0-9]+)?$")).arg_true()
    known, index = _distinct(texts.gather(odd))
    exact = np.array([seconds_of(in_seconds(text, unit)) for text in known], np.float32)
    if len(odd):
        seconds[odd.to_numpy()] = exact[index]
    return seconds


def _distinct(texts: pl.Series) -> tuple[list[str], np.ndarray]:
    """The distinct texts of a column, and the place of each line's among them."""
    known = texts.unique(maintain_order=True)
    index = texts.replace_strict(known, pl.Series(np.arange(len(known), dtype=np.uint32)))
    return known.to_list(), index.to_numpy().astype(np.intp)


def _column(fields: Fields, name: str, rows: int) -> pl.Series:
    return fields[name] if name in fields else pl.Series([], dtype=pl.String).extend_constant("-", rows)


def _each(
    columns: Sequence[pl.Series], of: Callable[[dict[str, str]], R], dtype: pl.DataType | DataTypeClass
) -> pl.Series:
    """What a function of several fields says of every line, asked once for each combination of theirs."""
    frame = pl.DataFrame(list(columns)).with_row_index("row")
    names = frame.columns[1:]
    known = frame.select(names).unique(maintain_order=True)
    answers = pl.Series("answer", [of(row) for row in known.iter_rows(named=True)], dtype)
    return frame.join(known.with_columns(answers), names, "left", maintain_order="left")["answer"]


def _times(fields: Fields, latest: int | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Wall-clock seconds, zones in minutes, and whether there is a time at all."""
    columns = {name: fields[name] for name in _CLOCKS if name in fields}
    short = np.ones(len(next(iter(columns.values()))), bool)
    for name in ("time", "clock"):
        if name in columns:
            short &= (columns[name].str.len_chars() <= LONGEST).to_numpy()
            columns[name] = _whole_seconds(columns[name])

    def read(found: dict[str, str]) -> list[int]:
        try:
            seconds, zone = clock_of(found, latest)
        except Refused:
            return [0, NO_ZONE, 0]
        return [seconds, NO_ZONE if zone is None else zone, 1]

    named = [text.rename(name) for name, text in columns.items()]
    found = _each(named, read, pl.Array(pl.Int64, 3)).to_numpy()
    return found[:, 0], found[:, 1].astype(np.int16), short & (found[:, 2] == 1)


def _status(text: str) -> int:
    """A status of three digits as a number, -1 for what is rare."""
    status = status_of(text)
    return int(status) if len(status) == 3 and status.isascii() and status.isdecimal() else -1


def _sizes(texts: pl.Series) -> tuple[np.ndarray, np.ndarray]:
    digits = texts.str.strip_chars_start("+")
    marked = (~digits.str.contains(r"^(?:[0-9]*|-)$")).arg_true()
    if len(marked):
        digits = digits.scatter(marked, each(digits.gather(marked), plain_size))
    short = (digits.str.len_chars() <= LONGEST_SIZE).to_numpy()
    decimal = digits.str.contains(rf"^[0-9]{{1,{LONGEST_SIZE}}}$")
    sizes = digits.set(~decimal, "-1").cast(pl.Int64).to_numpy()
    return sizes, short


def _requests(fields: Fields, rows: int) -> tuple[np.ndarray, pl.Series, pl.Series, np.ndarray]:
    """The number of each method, -1 for a rare one, the paths, the queries and the versions of HTTP."""
    if "request" in fields:
        texts = fields["request"]
    else:
        texts = _each([fields[name].rename(name) for name in _PARTS if name in fields], request_of, pl.String)
    parts = texts.str.extract_groups(_PLAIN).struct.unnest()
    method, path, query, protocol = (parts.to_series(place) for place in range(4))
    others = method.is_null().arg_true()
    if len(others):
        rare = [(split_request(text), text) for text in texts.gather(others)]
        method = method.scatter(others, [request.method for request, _ in rare])
        path = path.scatter(others, [request.path for request, _ in rare])
        query = query.scatter(others, [request.query for request, _ in rare])
        protocol = protocol.scatter(others, [text for _, text in rare])
    if "request" not in fields:
        protocol = _column(fields, "protocol", rows)
    known, index = _distinct(method)
    numbers = np.array([_METHODS.get(one, -1) for one in known], np.int64)[index]
    written, at = _distinct(protocol)
    versions = np.array([version_of(text) for text in written], np.uint8)[at]
    return numbers, path, query.fill_null(""), versions
