"""Lines by their shape: the kinds of their tokens, and what stands around each of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.logs.detection.numbers import is_status
from app.logs.detection.tokens import Token
from app.logs.written.names import field_of

JOINED = re.compile(r"[\w.\-%\[\]]{1,64}=[^?&\s\"]*&[\w.\-%\[\]]{1,64}=[^?\s\"]*")
"""Parameters of a query, which nothing but a query joins so."""

_OPENING = "[({<"
_STATUS_FIRST = re.compile(r"(\d{3})/(\d{1,15}|-)")
_STATUS_LAST = re.compile(r"([A-Za-z_]{2,40})/(\d{3})")


def by_shape(lines: Iterable[Sequence[Token]]) -> list[list[Sequence[Token]]]:
    """Lines of the same shape together.

    A query or a message in brackets may look like a name and its value in one line and not in the next:
    where brackets of lines that are alike otherwise differ in that, what is in them is one text. So it is of
    a query that stands apart from its path. What a stroke parts is two values where one is the status.
    """
    found: list[list[Sequence[Token]]] = []
    for alike in _grouped(_with_queries(list(lines)), without_labels=True):
        columns = enumerate(zip(*alike, strict=True))
        places = {place for place, column in columns if _is_no_label(map(_label, column))}
        if places:
            alike = [
                [_whole(token) if place in places else token for place, token in enumerate(line)]
                for line in alike
            ]
        found += map(_parted, _grouped(alike, without_labels=False))
    return found


def _with_queries(lines: list[Sequence[Token]]) -> list[Sequence[Token]]:
    """Lines in which names and values right behind a path are one word each, if they are a query in any."""
    if not any(JOINED.fullmatch(_pair(*two)) for line in lines for two in pairwise(line)):
        return lines
    return [
        [*line[:1], *(_as_word(token) if _pair(path, token) else token for path, token in pairwise(line))]
        for line in lines
    ]


def _pair(path: Token, token: Token) -> str:
    """A name and its value that stand behind a path and may be of its query; else empty."""
    label = token.before.strip()
    name = label.removesuffix("=")
    behind = path.kind == "word" and path.text.startswith("/") and token.kind == "named"
    may_be = name != label and not token.after.strip() and (len(name) == 1 or not field_of(name))
    return label + token.text if behind and may_be else ""


def _as_word(token: Token) -> Token:
    label = token.before.strip()
    return token._replace(kind="word", text=label + token.text, before=token.before.removesuffix(label))


def _parted(lines: list[Sequence[Token]]) -> list[Sequence[Token]]:
    """Lines whose status has a stroke and its size, or what a cache did, beside it: each is a token.

    Only where the lines have no other status: anything may stand on both sides of a stroke.
    """
    columns = list(zip(*lines, strict=True))
    if any(all(is_status(token.text) for token in column) for column in columns):
        return lines
    for shape, status in ((_STATUS_FIRST, 1), (_STATUS_LAST, 2)):
        for place, column in enumerate(columns):
            glued = [shape.fullmatch(token.text) for token in column if token.kind in ("word", "cell")]
            known = [one for one in glued if one is not None and is_status(one[status])]
            if None not in glued and len(known) > 0.9 * len(lines):
                return [[*line[:place], *_two(line[place]), *line[place + 1 :]] for line in lines]
    return lines


def _two(token: Token) -> tuple[Token, Token]:
    first, _, second = token.text.partition("/")
    return (
        token._replace(kind="word", text=first, after=""),
        Token("word", second, "/", token.after, inside=True),
    )


def _grouped(lines: Iterable[Sequence[Token]], without_labels: bool) -> list[list[Sequence[Token]]]:
    groups: dict[tuple[tuple[str, str, str], ...], list[Sequence[Token]]] = {}
    for line in lines:
        tokens = map(_whole, line) if without_labels else line
        shape = tuple((token.kind, token.before.strip(), token.after) for token in tokens)
        groups.setdefault(shape, []).append(line)
    return list(groups.values())


def _opening(token: Token) -> int:
    """Where the bracket around a token opens in the text before it; -1 without one."""
    return max(token.before.rfind(mark) for mark in _OPENING)


def _label(token: Token) -> str:
    at = _opening(token)
    return token.before[at + 1 :] if at >= 0 else ""


def _whole(token: Token) -> Token:
    """A bracket without its label told apart; other tokens are themselves."""
    label = _label(token)
    if not label:
        return token
    return Token("bracket", label + token.text, token.before[: len(token.before) - len(label)], token.after)


def _is_no_label(labels: Iterable[str]) -> bool:
    """Whether these are none of a layout: several, or one of no field that some of the lines lack."""
    found = set(labels)
    names = found - {""}
    return len(names) > 1 or (len(found) > 1 and not any(field_of(name.rstrip("=: ")) for name in names))
