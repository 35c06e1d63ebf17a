"""Requests whose values stand on a line each, name by name, as databases and shells print a row at a time."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable

from app.logs.formats.candidates import fields_named
from app.logs.written.names import ASKED

_NAME = rb"[A-Za-z_@][\w.@\-]{0,40}(?: [\w.@\-()]{1,20}){0,3}"
_VALUE = re.compile(
    rb"[ \t]*[\"'\[]?(" + _NAME + rb")[\"'\]]?[ \t]*(?:=>|:(?!//)|=|\|)[ \t]*([^\r\n]*?),?[ \t]*\r?"
)
_BETWEEN = re.compile(
    rb"[ \t]*(?:-\[ RECORD \d+ \][\-+]*|\*{3,} ?\d+\. row ?\*{3,}|[\-=*#_]{3,}|[({\[]|[)}\]][,;]?"
    rb"|(?i:array|hash|object|stdclass object))?[ \t]*\r?"
)
"""What stands between two records, or opens or closes one; an empty line as well."""

_FAIR = 0.9
_FEWEST, _MOST = 4, 200
"""Values of a record."""

_NOTHING = frozenset({"", "NULL", "null", "(null)"})


def is_of_blocks(head: bytes) -> bool:
    """Whether a file that begins so holds records with a value a line, which tell of requests.

    >>> is_of_blocks(b"time: 12:00\\nip: ::1\\nmethod: GET\\nurl: /\\nstatus: 200\\n\\n" * 2)
    True
    """
    lines = [line for line in head.split(b"\n")[:-1] if not _BETWEEN.fullmatch(line)]
    found = [_VALUE.fullmatch(line) for line in lines]
    names = Counter(one[1] for one in found if one is not None)
    told = sum(names.values())
    if (
        not names
        or told < _FAIR * len(lines)
        or not _FEWEST <= len(names) <= _MOST
        or head.startswith(b"---")
    ):
        return False
    first = next(one[1] for one in found if one is not None)
    if names[first] < 2 or told < 1.5 * len(names):
        return False
    # Pairs in any order, all of a record on one line.
    further = re.compile(rb"(?:^|[\s,;])(?:" + b"|".join(map(re.escape, names)) + rb")[=:]")
    if sum(len(further.findall(one[2])) > 1 for one in found if one is not None) * 2 > told:
        return False
    fields = fields_named(tuple(name.decode() for name in names))
    return bool(fields & {"time", "date"} and fields & ASKED and "status" in fields)


def blocks() -> Callable[[bytes], bytes | None]:
    """What puts the values of a record on one line, as an object of JSON; an empty line ends one."""
    held: dict[str, str] = {}
    first = ""

    def whole() -> bytes | None:
        nonlocal held
        line = json.dumps(held, ensure_ascii=False).encode("utf-8", "replace") if held else None
        held = {}
        return line

    def turn(line: bytes) -> bytes | None:
        nonlocal first
        if _BETWEEN.fullmatch(line):
            return whole()
        found = _VALUE.fullmatch(line)
        if found is None:
            return line
        name, value = found[1].decode("utf-8", "replace"), found[2].decode("utf-8", "replace").strip()
        first = first or name
        done = whole() if name in held and (name == first or len(held) >= _MOST) else None
        if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        if value not in _NOTHING:
            held.setdefault(name, value)
        return done

    return turn
