"""The grammar of a rule: what, compared with how much, for how long.

>>> parse("errors > 5% for 5 min").rule
Rule(limit=Limit(what='errors', sign='>', number=5.0, unit='%'), minutes=5)
>>> parse("rate below 10").fault.words
'After “rate” comes one of >, >=, <, <=.'
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from fractions import Fraction

from app.counted import counted
from app.logs.crossfilter.measures import ERROR, SERVER_ERROR
from app.logs.search.grammar import Fault

WHAT = {"rate": 0, "errors": ERROR, "5xx": SERVER_ERROR}
"""What a rule can speak of, and the least status of the requests that are counted."""

SIGNS = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le}

SHARE = "%"

PER = {"/s": 1, "/min": 60, "/h": 3600}
"""Seconds of each unit of a rate."""

LONGEST = 24 * 60
"""Minutes that a rule can look back."""

EXAMPLE = "errors > 5% for 5 min"

_WORD = re.compile(r"\s*([A-Za-z0-9]+)")
_SIGN = re.compile(r"\s*(>=|<=|>|<|≥|≤)")
_NUMBER = re.compile(r"\s*(\d{1,9}(?:\.\d{1,4})?)")
_UNIT = re.compile(r"\s*(%|/\s*[A-Za-z]+)")
_ASIDE = {"requests": "rate", "error": "errors", "≥": ">=", "≤": "<="}
_TIMES = {
    1: ("m", "min", "mins", "minute", "minutes"),
    60: ("h", "hr", "hour", "hours"),
}
_MINUTES = {word: minutes for minutes, words in _TIMES.items() for word in words}
_RATES = {
    "s": "/s",
    "sec": "/s",
    "second": "/s",
    **dict.fromkeys(_TIMES[1], "/min"),
    **dict.fromkeys(_TIMES[60], "/h"),
}


@dataclass(frozen=True)
class Limit:
    """``number`` of ``what`` in a ``unit``: a share of the requests ("%"), or so many a time ("/min").

    ``sign`` says on which side of it a rule holds.
    """

    what: str
    sign: str
    number: float
    unit: str

    @property
    def is_share(self) -> bool:
        """Whether it is a share of the requests, not a rate."""
        return self.unit == SHARE

    @property
    def a_second(self) -> float:
        """A rate as requests a second; a share as it is, from 0 to 1."""
        return self.number / 100 if self.is_share else self.number / PER[self.unit]

    @property
    def of_silence(self) -> bool:
        """Whether it may hold because nothing came."""
        return not self.is_share and self.sign in ("<", "<=")

    @property
    def words(self) -> str:
        """``errors > 5%``."""
        return f"{self.what} {self.sign} {self.number:.14g}{self.unit}"

    def passed_by(self, some: int, of: int) -> bool:
        """Whether ``some`` of so many requests, or in so many seconds, lie on the side that is spoken of.

        Reckoned in fractions: 5 of 100 are not more than 5%, whatever 0.05 is in binary.
        """
        limit = Fraction(f"{self.number:.14g}") / (100 if self.is_share else PER[self.unit])
        return bool(SIGNS[self.sign](Fraction(some, of), limit))


@dataclass(frozen=True)
class Rule:
    """A limit, and over how many ``minutes`` together it is looked at."""

    limit: Limit
    minutes: int

    @property
    def words(self) -> str:
        """The rule in its shortest spelling, which is the same for every spelling of it."""
        length = f"{self.minutes // 60} h" if self.minutes % 60 == 0 else f"{self.minutes} min"
        return f"{self.limit.words} for {length}"


@dataclass(frozen=True)
class Parsed:
    """What was made of a text: the rule, or the ``fault`` in it; the ``limit`` as soon as that is known."""

    limit: Limit | None = None
    rule: Rule | None = None
    fault: Fault | None = None


def parse(text: str) -> Parsed:
    """Read a rule, in any case and with any spaces; an empty text is none. Never raises."""
    if not text.strip():
        return Parsed()
    reader = _Reader(text)
    try:
        limit = reader.limit()
    except _Fault as fault:
        return Parsed(fault=fault.fault)
    try:
        return Parsed(limit, Rule(limit, reader.minutes()))
    except _Fault as fault:
        return Parsed(limit, fault=fault.fault)


class _Fault(ValueError):
    def __init__(self, start: int, end: int, words: str) -> None:
        super().__init__(words)
        self.fault = Fault(start, end, words)


class _Reader:
    """Takes one word after the other off the front of a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def limit(self) -> Limit:
        what = self._word(_WORD, lambda word: word in WHAT, "A rule begins with errors, 5xx or rate.")
        sign = self._word(_SIGN, lambda word: word in SIGNS, f"After “{what}” comes one of >, >=, <, <=.")
        start = self._start()
        number = float(self._word(_NUMBER, bool, f"After “{sign}” comes a number, as in {_example(what)}."))
        example = f"{number:.10g}% or {number:.10g}/min" if WHAT[what] else f"{number:.10g}/min"
        found = self._word(_UNIT, bool, f"A number of what? Write {example}.")
        unit = SHARE if found == SHARE else _RATES.get(found.removeprefix("/").strip(), "")
        if not unit:
            raise _Fault(start, self._at, f"Write {example}, or with /s or /h.")
        if unit == SHARE and not WHAT[what]:
            raise _Fault(start, self._at, "A rate is no share: write 10/min, or /s or /h.")
        if unit == SHARE and number > 100:
            raise _Fault(start, self._at, "A share is at most 100%.")
        limit = Limit(what, sign, number, unit)
        if (sign == "<" and number == 0) or (sign == ">" and unit == SHARE and number == 100):
            raise _Fault(start, self._at, f"Nothing is ever {'below' if sign == '<' else 'above'} that.")
        return limit

    def minutes(self) -> int:
        self._word(_WORD, lambda word: word == "for", "Say for how long: … for 5 min.")
        start = self._start()
        number = float(self._word(_NUMBER, bool, "After “for” comes a number of minutes or hours."))
        factor = _MINUTES.get(self._word(_WORD, lambda word: word in _MINUTES, "Write it in min or h."), 0)
        minutes = number * factor
        if minutes != int(minutes) or not 1 <= minutes <= LONGEST:
            whole = f"from 1 min to {counted(LONGEST // 60, 'hour')}"
            raise _Fault(start, self._at, f"Whole minutes, {whole}.")
        rest = self._start()
        if rest < len(self._text.rstrip()):
            raise _Fault(rest, len(self._text.rstrip()), "The rule ended before this: one at a time.")
        return int(minutes)

    def _start(self) -> int:
        """Where the next word begins."""
        return self._at + len(self._text[self._at :]) - len(self._text[self._at :].lstrip())

    def _word(self, pattern: re.Pattern[str], fits: object, wanted: str) -> str:
        found = pattern.match(self._text, self._at)
        word = found[1].lower() if found else ""
        word = _ASIDE.get(word, word)
        if found is None or not (callable(fits) and fits(word)):
            start = self._start()
            behind = re.match(r"\S*", self._text[start:])
            raise _Fault(start, start + (behind.end() if behind else 0), wanted)
        self._at = found.end()
        return word


def _example(what: str) -> str:
    return "5%" if WHAT[what] else "10/min"
