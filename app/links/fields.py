"""The kinds of settings that a link carries: how each is written, and read where it can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1)


class UnreadableError(ValueError):
    """A value in an address that its field cannot read."""


@dataclass(frozen=True)
class Field:
    """One linkable setting: its ``key`` in the address, and what the visitor calls it (``title``).

    ``trait`` is what its model calls it, where that is another name. A setting that ``flows`` is typed or
    dragged: all of one gesture is one step of a view's history, where any other change is a step of its own.
    One that is ``only_whole`` is heeded only in a link of which nothing had to be ignored.
    """

    key: str
    default: Any = None
    title: str = ""
    trait: str = field(default="", kw_only=True)
    flows: bool = field(default=False, kw_only=True)
    only_whole: bool = field(default=False, kw_only=True)

    # What a notice says this setting must look like.
    wanted = "a value"

    def write(self, value: Any) -> str:
        """The text of a value, before percent-encoding."""
        raise NotImplementedError

    def read(self, text: str) -> Any:
        """The value of a text. Raises UnreadableError."""
        raise NotImplementedError

    def normal(self, value: Any) -> Any:
        """A model's value as ``read`` would give it, so that it compares with the default."""
        return value

    def extent(self, value: Any) -> str:
        """How much a link lacks that lacks this value, in words."""
        del value
        return f"“{self.title or self.key}”"


@dataclass(frozen=True)
class Labels(Field):
    """Several labels, in order and without repeats, as a tuple of str.

    Written with commas between; a comma in a label is ``~,``, a tilde ``~~``, the empty label ``~0``.
    """

    default: tuple[str, ...] = ()

    def write(self, value: Sequence[str]) -> str:
        """``("a,b", "c")`` as ``a~,b,c``."""
        return ",".join(label.replace("~", "~~").replace(",", "~,") or "~0" for label in value)

    def read(self, text: str) -> tuple[str, ...]:
        """``a~,b,c`` as ``("a,b", "c")``; any text is readable."""
        if not text:
            return ()
        labels = [""]
        for piece in re.findall(r"~.|,|[^~,]+|~", text, re.DOTALL):
            if piece == ",":
                labels.append("")
            elif piece in ("~~", "~,"):
                labels[-1] += piece[1]
            elif piece != "~0":
                labels[-1] += piece
        return self.normal(labels)

    def normal(self, value: Iterable[str]) -> tuple[str, ...]:
        """The labels as a tuple without repeats."""
        return tuple(dict.fromkeys(value))

    def extent(self, value: Any) -> str:
        """The number of labels that a link lacks."""
        return f"the {len(value):,} values of {super().extent(value)}"


@dataclass(frozen=True)
class Pairs(Field):
    """Words that stand for words, as pairs of str in order; the last of two pairs with one key holds.

    Written ``a:b,c:d``; a comma, colon or tilde in a word has a tilde before it. A word may be empty.
    """

    default: tuple[tuple[str, str], ...] = ()
    wanted = "pairs such as 0:negative,1:positive"

    def write(self, value: Iterable[tuple[str, str]]) -> str:
        """``(("a:b", "c"), ("d", ""))`` as ``a~:b:c,d:``."""
        return ",".join(":".join(re.sub(r"[~,:]", r"~\g<0>", word) for word in pair) for pair in value)

    def read(self, text: str) -> tuple[tuple[str, str], ...]:
        """``a~:b:c`` as ``(("a:b", "c"),)``. Raises UnreadableError unless all between commas are pairs."""
        if not text:
            return ()
        pairs = [[""]]
        for piece in re.findall(r"~.|[,:]|[^~,:]+|~", text, re.DOTALL):
            if piece == ",":
                pairs.append([""])
            elif piece == ":":
                pairs[-1].append("")
            else:
                pairs[-1][-1] += piece[1:] if len(piece) > 1 and piece[0] == "~" else piece
        if any(len(pair) != 2 for pair in pairs):
            raise UnreadableError(text)
        return self.normal((key, value) for key, value in pairs)

    def normal(self, value: Mapping[str, str] | Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The pairs as a tuple, each key once."""
        return tuple(dict(value).items())


@dataclass(frozen=True)
class Interval(Field):
    """From one time up to, not including, another: wall-clock seconds since 1970 as ``(int, int)``, or None.

    Written as ``2021-02-15T18:22..2021-02-16T06:00:30``: no zone, as in the log itself.
    """

    flows: bool = field(default=True, kw_only=True)
    wanted = "an interval such as 2021-02-15T18:00..2021-02-16T06:00"

    def write(self, value: tuple[int, int] | None) -> str:
        """Both ends, seconds only where there are any."""
        if value is None:
            return ""
        times = (_EPOCH + timedelta(seconds=int(second)) for second in value)
        return "..".join(time.isoformat(timespec="seconds").removesuffix(":00") for time in times)

    def read(self, text: str) -> tuple[int, int] | None:
        """Both ends in seconds. Raises UnreadableError unless the first comes before the second."""
        if not text:
            return None
        pattern = r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?"
        match = re.fullmatch(rf"({pattern})\.\.({pattern})", text, re.ASCII)
        if match is None:
            raise UnreadableError(text)
        try:
            ends = [(datetime.fromisoformat(end) - _EPOCH) // timedelta(seconds=1) for end in match.groups()]
        except ValueError as error:
            raise UnreadableError(text) from error
        if ends[0] >= ends[1]:
            raise UnreadableError(text)
        return ends[0], ends[1]

    def normal(self, value: Sequence[int] | None) -> tuple[int, int] | None:
        """A pair of Python ints, whatever kind of integers the model has."""
        return None if value is None else (int(value[0]), int(value[1]))


@dataclass(frozen=True)
class Choice(Field):
    """One of the ``options``, a str."""

    default: str = ""
    options: tuple[str, ...] = ()
    wanted = "one of this setting's choices"

    def write(self, value: str) -> str:
        """The option itself."""
        return value

    def read(self, text: str) -> str:
        """The option itself. Raises UnreadableError if it is none."""
        if text not in self.options and text != self.default:
            raise UnreadableError(text)
        return text


@dataclass(frozen=True)
class Text(Field):
    """Any words, such as a name, or what a visitor typed."""

    default: str = ""

    def write(self, value: str) -> str:
        """The words themselves."""
        return value

    def read(self, text: str) -> str:
        """The words themselves; any text is readable."""
        return text


@dataclass(frozen=True)
class FileName(Field):
    """A visitor's file, or several that are one: the key of their content, and a name to show, or None.

    Written as ``3f2a…:access.log``, the key being 32 hexadecimal digits.
    """

    default: tuple[str, str] | None = None
    wanted = "the name of a file that this page wrote"

    def write(self, value: tuple[str, str] | None) -> str:
        """Key and name."""
        return ":".join(value) if value else ""

    def read(self, text: str) -> tuple[str, str] | None:
        """Key and name. Raises UnreadableError if that is none."""
        if not text:
            return None
        found = re.fullmatch(r"([0-9a-f]{32}):(.{1,200})", text, re.ASCII | re.DOTALL)
        if found is None:
            raise UnreadableError(text)
        return found[1], found[2]


@dataclass(frozen=True)
class Flag(Field):
    """On or off, written 1 or 0."""

    default: bool = False
    wanted = "1 or 0"

    def write(self, value: bool) -> str:
        """1 for on, 0 for off."""
        return "1" if value else "0"

    def read(self, text: str) -> bool:
        """On for 1, off for 0. Raises UnreadableError for all else."""
        if text not in ("0", "1"):
            raise UnreadableError(text)
        return text == "1"
