"""Lines by their shape: the kinds of their tokens, and what stands around each of these."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from app.logs.detection.tokens import Token
from app.logs.written.names import field_of

_OPENING = "[({<"


def by_shape(lines: Iterable[Sequence[Token]]) -> list[list[Sequence[Token]]]:
    """Lines of the same shape together.

    A query or a message in brackets may look like a name and its value in one line and not in the next:
    where brackets of lines that are alike otherwise differ in that, what is in them is one text.
    """
    found: list[list[Sequence[Token]]] = []
    for alike in _grouped(lines, without_labels=True):
        columns = enumerate(zip(*alike, strict=True))
        places = {place for place, column in columns if _is_no_label(map(_label, column))}
        if places:
            alike = [
                [_whole(token) if place in places else token for place, token in enumerate(line)]
                for line in alike
            ]
        found += _grouped(alike, without_labels=False)
    return found


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
