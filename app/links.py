"""A model's state <-> the URL's query, in short readable keys.

A model declares once what of its state a link carries:

>>> link = LinkState(Labels("status"), Interval("time"), Flag("trend"))
>>> link.to_query({"status": ("404", "503"), "trend": True})
'status=404,503&trend=1'
>>> state, notices = link.from_query("status=404,503&colour=red")
>>> state["status"], state["time"], notices
(('404', '503'), None, ['“colour” is not a setting of this page: ignored.'])

What an address says is a visitor's word: it is checked, never trusted, and never raises.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote

LONGEST = 2_000  # characters of a query that every mail program, chat and proxy passes on whole
MOST_NOTICES = 5

# Voilà's and Jupyter's own parameters, and secrets: dropped without a word, never kept, never echoed.
PRIVATE = frozenset(
    {"token", "access_token", "id_token", "_xsrf", "password", "secret", "reset", "template", "kernel_name"}
)
PRIVATE_PREFIXES = ("voila-", "voila_", "jupyter-")

# Characters that mean something only in a label's own text; everything else outside of ASCII's letters and
# digits is percent-encoded, so that programs which turn an address in a text into a link take all of it.
_READABLE = "-._~:@/!*(),"

_EPOCH = datetime(1970, 1, 1)


class UnreadableError(ValueError):
    """A value in an address that its field cannot read."""


def is_private(key: str) -> bool:
    """Whether a key belongs to the server or holds a secret, and so must never be kept or shown."""
    key = key.strip().lower()
    return key in PRIVATE or key.startswith(PRIVATE_PREFIXES)


@dataclass(frozen=True)
class Field:
    """One linkable setting: its ``key`` in the address, and what the visitor calls it (``title``)."""

    key: str
    default: Any = None
    title: str = ""

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
class Interval(Field):
    """From one time up to, not including, another: wall-clock seconds since 1970 as ``(int, int)``, or None.

    Written as ``2021-02-15T18:22..2021-02-16T06:00:30``: no zone, as in the log itself.
    """

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
    """Words that a visitor typed."""

    default: str = ""

    def write(self, value: str) -> str:
        """The words themselves."""
        return value

    def read(self, text: str) -> str:
        """The words themselves; any text is readable."""
        return text


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


@dataclass(frozen=True, init=False)
class LinkState:
    """The settings of a page that a link carries, in the order in which the link names them.

    Two of them add up, so that the frame's settings and a page's share one address.
    """

    fields: Mapping[str, Field] = field(default_factory=dict)

    def __init__(self, *fields: Field) -> None:
        by_key = {item.key: item for item in fields}
        if len(by_key) < len(fields):
            raise ValueError("two settings share a key")
        for key in by_key:
            if is_private(key) or not re.fullmatch(r"[a-z][a-z0-9_.-]*", key):
                raise ValueError(f"{key!r} cannot be a key of a link")
        object.__setattr__(self, "fields", by_key)

    def __add__(self, other: LinkState) -> LinkState:
        return LinkState(*self.fields.values(), *other.fields.values())

    def defaults(self) -> dict[str, Any]:
        """The state of a page opened without a query."""
        return {key: item.default for key, item in self.fields.items()}

    def to_query(self, state: Mapping[str, Any]) -> str:
        """The query, without "?", that restores a state: only what differs from the defaults, plain ASCII.

        Beyond LONGEST characters the biggest settings are left out; ``lacks`` names them.
        """
        return self._fitted(state)[0]

    def lacks(self, state: Mapping[str, Any]) -> list[str]:
        """What a link to this state cannot carry, a sentence each; mostly empty."""
        left_out = self._fitted(state)[1]
        return [
            f"The link lacks {self.fields[key].extent(state[key])}: the view is too long for a link."
            for key in left_out
        ]

    def _fitted(self, state: Mapping[str, Any]) -> tuple[str, list[str]]:
        parts = {}
        for key, item in self.fields.items():
            if key in state and (value := item.normal(state[key])) != item.default:
                parts[key] = f"{key}={_encoded(item.write(value))}"
        left_out = []
        while len("&".join(parts.values())) > LONGEST:
            biggest = max(parts, key=lambda key: len(parts[key]))
            del parts[biggest]
            left_out.append(biggest)
        return "&".join(parts.values()), left_out

    def from_query(self, query: str) -> tuple[dict[str, Any], list[str]]:
        """The state that an address asks for, all keys filled in, and a notice for all that was ignored.

        A list may be written with commas or by repeating its key. Never raises.
        """
        state = self.defaults()
        notices: list[str] = []
        given: set[str] = set()
        for part in query.removeprefix("?").split("&"):
            raw_key, _, raw_value = part.partition("=")
            key = _decoded(raw_key)
            if not part or key is None or is_private(key):
                continue
            item = self.fields.get(key)
            if item is None:
                notices.append(f"“{_shown(key)}” is not a setting of this page: ignored.")
            elif key in given and not isinstance(item, Labels):
                notices.append(f"“{key}” is given more than once: the first is used.")
            else:
                self._take(item, raw_value, state, given, notices.append)
        return state, _few(notices)

    def _take(
        self,
        item: Field,
        raw: str,
        state: dict[str, Any],
        given: set[str],
        notice: Callable[[str], None],
    ) -> None:
        text = _decoded(raw)
        try:
            if text is None:
                raise UnreadableError(raw)
            value = item.read(text)
        except UnreadableError:
            must = "written in UTF-8" if text is None else item.wanted
            notice(f"“{item.key}” must be {must}: ignored.")
            return
        state[item.key] = item.normal(state[item.key] + value) if item.key in given else value
        given.add(item.key)


def _encoded(text: str) -> str:
    # Labels of raw bytes hold lone surrogates, which plain UTF-8 refuses.
    return quote(text, safe=_READABLE + " ", errors="surrogatepass").replace(" ", "+")


def _decoded(text: str) -> str | None:
    """The text behind the percent signs, or None if it is not UTF-8."""
    try:
        return unquote(text.replace("+", " "), errors="surrogatepass")
    except UnicodeDecodeError:
        return None


def _shown(key: str) -> str:
    """A key as a notice may show it: short, without characters that draw nothing or turn text round."""
    printable = "".join(character for character in key if character.isprintable())
    return printable if len(printable) <= 40 else printable[:39] + "…"


def _few(notices: list[str]) -> list[str]:
    distinct = list(dict.fromkeys(notices))
    if len(distinct) <= MOST_NOTICES:
        return distinct
    rest = len(distinct) - MOST_NOTICES
    return [*distinct[:MOST_NOTICES], f"{rest} more of the link's settings could not be used."]
