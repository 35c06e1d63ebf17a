"""The settings of a page as the query of its address: what a link carries, leaves out, cannot read."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from app.links.fields import Field, Labels, UnreadableError

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


def is_private(key: str) -> bool:
    """Whether a key belongs to the server or holds a secret, and so must never be kept or shown."""
    key = key.strip().lower()
    return key in PRIVATE or key.startswith(PRIVATE_PREFIXES)


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
        if notices:
            state |= {key: item.default for key, item in self.fields.items() if item.only_whole}
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
