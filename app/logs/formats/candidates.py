"""Which of a line's names could be which field, the likeliest first; each name alone: `written/names.py`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from app.logs.written.name_words import field_by_words
from app.logs.written.names import LONGEST, field_of, rank_of

_NOT_OF_REQUEST = re.compile(
    r"(?i)(?:^|[._])(?:resp|res|response)[._]?headers?[._](?!content.length)|req(?:uest)?[._]headers[._]content.length|origin(?!al)|upstream_status|(?:^|\.)req(?:uest)?\.(?:body[._]?)?(?:size|bytes|length)$"
)
_TYPED = re.compile(r"_[sdbtg]$")
"""The type behind a column's name, as Azure Monitor has it."""
_UNITS = ("_ms", "_us", "_ns", "_s", "_secs", "_seconds", "_millis", "_micros", "_nanos", "Ms", "Us", "Ns")
"""What is behind the name of a length of time beside another one that names no unit."""

_UNKNOWN = 1000
"""The rank of names that only their words tell of."""


@lru_cache(maxsize=1024)
def candidates_of(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """Names with the field that each could be, the likeliest first."""
    found = []
    shared = _shared(names)
    typed = sum(1 for name in names if _TYPED.search(name)) * 2 > len(names)
    pair = any(name.lower() == "date" for name in names)
    for place, name in enumerate(names):
        if len(name) > LONGEST or _NOT_OF_REQUEST.search(name) or name.lower() == "us":
            # Among names “us” is a country; as a label within a text it is the unit of a time.
            continue
        plain = _TYPED.sub("", name) if typed else name.removeprefix(shared)
        for depth, spelling in enumerate(_spellings(plain)):
            field = field_of(spelling)
            if field == "seconds" and any(f"{name}{unit}" in names for unit in _UNITS):
                break
            if field == "time" and pair and name.lower() == "time":
                field = "clock"
            if field:
                found.append((rank_of(spelling), depth, place, name, field))
                if "time" in spelling.lower() and field == "seconds":
                    found.append((90, depth, place, name, "time"))
                break
        else:
            if field := field_by_words(plain):
                found.append((_UNKNOWN, 0, place, name, field))
    return [(name, field) for _, _, _, name, field in sorted(found)]


def _shared(names: tuple[str, ...]) -> str:
    """The word that most names begin with, as of the product that writes them: ``haproxy_`` of all."""
    words = Counter(name[: name.find("_") + 1] for name in names if name.find("_") > 0)
    word, times = words.most_common(1)[0] if words else ("", 0)
    return word if times > 3 and times * 3 > len(names) * 2 else ""


def fields_named(names: tuple[str, ...]) -> set[str]:
    """The fields that these names could be."""
    return {field for _, field in candidates_of(names)}


def _spellings(name: str) -> Iterable[str]:
    """A name, then its last parts: a field may be deep inside an object."""
    parts = name.split(".")
    yield name
    for start in range(1, len(parts)):
        yield "_".join(parts[start:])
    if len(parts) > 2:
        yield f"{parts[-2]}_{parts[-1]}"
