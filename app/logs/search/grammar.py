"""The grammar of a search: words, “phrases”, ``field:value``; what each finds: `store/searching.py`.

Each of them must hold. ``-`` before one of them leaves out what it finds; ``*`` stands for any characters.

>>> [(term.field, term.sign, term.text) for term in parse('cart status:5xx bytes>1e6 -"GET /a b"')]
[('', '', 'cart'), ('status', ':', '5xx'), ('bytes', '>', '1e6'), ('', '', 'GET /a b')]
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# A field is a name; what follows "://" or "::" is no value but a part of a word, as in an address.
_FIELD = re.compile(r"((?:param:)?[^\W\d][\w.-]*|param:[^\s:<>\"]+)(:(?!//|:)|>=|<=|>|<)")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_BARE = re.compile(r"\S*")


@dataclass(frozen=True)
class Fault:
    """What in a search cannot be understood: from which character to which, and why."""

    start: int
    end: int
    words: str


class SearchError(ValueError):
    """A search that cannot be understood; ``fault`` says where and why."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.words)
        self.fault = fault


@dataclass(frozen=True)
class Term:
    """One condition of a search.

    ``text`` is looked for in the whole line, or compared by ``sign`` (``:``, ``>``, ``>=``, ``<``, ``<=``)
    with a ``field``. A quoted text stands for itself, also where it holds ``*``. ``start`` and ``end`` are
    its place in the search.
    """

    text: str
    field: str = ""
    sign: str = ""
    without: bool = False
    quoted: bool = False
    start: int = 0
    end: int = 0

    def fault(self, words: str) -> SearchError:
        """The error that says why this term cannot be understood."""
        return SearchError(Fault(self.start, self.end, words))

    @property
    def pattern(self) -> str:
        """The text as a regular expression in which ``*`` stands for anything but a space."""
        if self.quoted:
            return re.escape(self.text)
        return r"[^\s]*".join(re.escape(part) for part in self.text.split("*"))

    @property
    def wild(self) -> bool:
        """Whether a ``*`` stands for other characters."""
        return "*" in self.text and not self.quoted


def parse(search: str) -> list[Term]:
    """The terms of a search, in their order. Raises SearchError."""
    terms: list[Term] = []
    at = 0
    while at < len(search):
        if search[at].isspace():
            at += 1
            continue
        term = _term(search, at)
        terms.append(term)
        at = term.end
    return terms


def _term(search: str, start: int) -> Term:
    without = search[start] == "-" and not search[start + 1 : start + 2].isspace() and start + 1 < len(search)
    at = start + without
    field = sign = ""
    named = _FIELD.match(search, at)
    if named is not None:
        field, sign = named.groups()
        at = named.end()
    quoted = _QUOTED.match(search, at)
    if quoted is not None:
        text, end = re.sub(r'\\(["\\])', r"\1", quoted[1]), quoted.end()
        if not quoted[2]:
            raise SearchError(Fault(quoted.start(), end, "This quote is not closed."))
    else:
        bare = _BARE.match(search, at)
        assert bare is not None
        text, end = bare[0], bare.end()
    if field and not text:
        raise SearchError(Fault(start, end, f"After “{field}{sign}” a value is missing."))
    if text == "-" and quoted is None and not field:
        told = 'After “-” stands what is to be left out. A dash itself is written "-".'
        raise SearchError(Fault(start, end, told))
    return Term(text, field, sign, without, quoted is not None, start, end)
