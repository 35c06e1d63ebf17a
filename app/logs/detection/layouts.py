"""From the roles of tokens to layouts: as few templates as read the lines of a sample."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

from app.logs.detection.columns import Columns
from app.logs.detection.roles import find_roles, more_roles
from app.logs.detection.shapes import by_shape
from app.logs.detection.tokens import Token, cells, tokens
from app.logs.formats.tail import Pieces
from app.logs.formats.template import Template, TemplateReader
from app.logs.written.lines import Refused, opened

OWN = "own"
"""The name of layouts that nobody declared."""

MOST_LAYOUTS = 12
"""Layouts that one file may mix; the rest of its lines is refused."""

LONGEST = 16_384
"""Characters of a line that a layout is looked for in."""

MARKS = ("\t", "||", "|", ";", ",", "^^", "^", "~", "\x01", " # ", "§", "¦", "::", "[**]")
"""What parts the fields of a line besides spaces."""

_MARK = re.compile(r" ?[#@$*!~^|\xa6&%+\\]{1,3} ?")
"""A mark of a log's own, with the blanks around it."""
_OFTEN, _MOST_OWN = 4, 2
"""Times that one stands in a line at least, and how many of them are tried."""
_LOOKED_AT = 50
"""Lines in which they are counted."""

_PLAIN = re.compile(r"[+]?[0-9]+|-1?")
"""A size without a unit and without marks between its digits."""

_FORMS = {"time": "time", "status": "status", "size": "size", "user": "phrase"}
_PHRASES = ("agent", "referrer")
_WEIGHTS = {
    "request": 3,
    "method": 2,
    "target": 2,
    "time": 3,
    "date": 2,
    "clock": 1,
    "host": 2,
    "status": 2,
    "size": 1,
    "agent": 2,
    "referrer": 1,
    "seconds": 1,
    "milliseconds": 1,
    "microseconds": 1,
}


def infer(lines: Sequence[bytes], latest: int | None = None) -> list[Template]:
    """The layouts of these lines, the one of most lines first; none where nothing looks like a request."""
    texts = [text for text in map(_text, lines) if text and len(text) <= LONGEST]
    found: list[Template] = []
    while texts and len(found) < MOST_LAYOUTS:
        layout = _best(texts, latest)
        if layout is None:
            break
        reader = TemplateReader(layout)
        left = [text for text in texts if reader.read_text(text, strict=True) is None]
        if len(left) == len(texts):
            left = [text for text in texts if reader.read_text(text) is None]
            if len(left) == len(texts):
                break
        found.append(layout)
        texts = left
    return found


def fields_after(tails: Sequence[str], texts: bool = False) -> Pieces:
    """The fields of what follows the declared ones of lines, up to the last that is known; see `Tail`.

    With ``texts`` a referrer and a user agent are looked for as well.
    """
    shapes: dict[tuple[tuple[str, str, str], ...], list[list[Token]]] = {}
    for tail in tails:
        if parts := tokens(tail):
            shapes.setdefault(tuple((t.kind, t.before.strip(), t.after) for t in parts), []).append(parts)
    if not shapes:
        return ()
    columns = Columns(max(shapes.values(), key=len))
    roles = more_roles(columns, texts)
    pieces: list[tuple[str, str, str]] = []
    after = " "
    for place in range(max(roles, default=-1) + 1):
        token = columns.tokens[place]
        form = "word"
        if token.before.endswith('"'):
            form = "quoted"
        elif token.kind == "bracket" or token.after.startswith("]"):
            form = "bracket"
        elif token.kind in ("time", "zone first", "request"):
            break
        before = (
            after.rstrip() + " " + token.before.strip() if token.before[:1] in " \t" or not place else after
        )
        pieces.append((before, roles.get(place, ""), form))
        after = token.after
    return tuple(pieces)


def _text(line: bytes) -> str:
    try:
        return opened(line)
    except Refused:
        return ""


def _best(texts: Sequence[str], latest: int | None) -> Template | None:
    """The layout of the commonest shape that has one, its fields parted by whatever gives most fields."""
    found = []
    ways: list[tuple[str, Callable[[str], list[Token] | None]]] = [("", tokens)]
    for mark in (*MARKS, *_own_marks(texts)):
        if sum(text.count(mark) for text in texts) >= 4 * len(texts):
            ways.append((mark, lambda text, mark=mark: cells(text, mark)))  # type: ignore[misc]
    for mark, split in ways:
        shapes = by_shape(parts for text in texts if (parts := split(text)))
        for lines in sorted(shapes, key=len, reverse=True)[:MOST_LAYOUTS]:
            columns = Columns(lines)
            roles = find_roles(columns)
            weight = sum(_WEIGHTS.get(role, 0) for role in roles.values())
            weight += any(role == "host" and columns.kind(place) == "hosts" for place, role in roles.items())
            if roles:
                found.append((len(lines) * weight, _template(columns, roles, mark, latest)))
    return max(found, key=lambda one: one[0])[1] if found else None


def _own_marks(texts: Sequence[str]) -> list[str]:
    """The commonest of the marks that no other log parts fields by: each as often in most lines."""
    counts: Counter[tuple[str, int]] = Counter()
    for text in texts[:_LOOKED_AT]:
        counts.update(Counter(_MARK.findall(text[:LONGEST])).items())
    found = [
        (count, mark)
        for (mark, count), lines in counts.items()
        if count >= _OFTEN and mark not in MARKS and lines * 2 > min(len(texts), _LOOKED_AT)
    ]
    return [mark for _, mark in sorted(found, reverse=True)[:_MOST_OWN]]


def _template(columns: Columns, roles: dict[int, str], mark: str, latest: int | None) -> Template:
    """The template of one shape, up to the last column that has a role."""
    pieces: list[tuple[str, str, str]] = []
    after = ""
    for place in range(max(roles) + 1):
        token, role = columns.tokens[place], roles.get(place, "")
        before = after + (mark if place and not token.inside else "") + token.before
        plain = role != "size" or columns.share(place, _PLAIN.fullmatch) == 1
        pieces.append(
            (before, role, _form(token, role) if plain else "cell" if token.kind == "cell" else "word")
        )
        # A path that a sentence goes on behind: “GET /cart, client=…”.
        comma = role == "target" and columns.share(place, lambda text: text.endswith(",")) == 1
        after = "," * comma + token.after
    next_cell = len(pieces) < columns.count and not columns.tokens[len(pieces)].inside
    if mark and pieces[-1][2] in ("cell", "word") and next_cell:
        pieces.append((after + mark, "", "cell"))
        after = ""
    return Template(OWN, "Its own layout", tuple(pieces), after, latest=latest)


def _form(token: Token, role: str) -> str:
    if token.kind == "zone first":
        return "zone first"
    if role == "host":
        return "hosts" if token.kind == "hosts" else "word" if token.kind != "cell" else "cell"
    if role in _FORMS and (role == "time" or token.kind in ("word", "named", "cell", "user")):
        return _FORMS[role]
    if token.kind == "time" and not role and "(" not in token.before:
        return "time"
    if role == "agent" and token.before.endswith("(") and "(" in token.text:
        return "agent"
    if token.kind == "request":
        return "asked"
    if token.kind == "phases":
        return "phases"
    if token.kind == "agent" or (token.kind == "word" and role == "agent"):
        return "agent"
    if role == "query" and token.kind == "word":
        return "query" if token.text.startswith("?") else "word"
    if token.kind == "cell":
        return "cell"
    if token.kind == "named" and (role == "request" or (token.after[:1] in "])}" and role in _PHRASES)):
        return "phrase"
    return "phrase" if token.kind in ("quoted", "bracket", "time") else "word"
