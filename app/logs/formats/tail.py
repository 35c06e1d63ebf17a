"""What follows the fields that a format declares: more fields, as far as a line has them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from app.logs.written.durations import UNITS, in_seconds

Pieces = tuple[tuple[str, str, str], ...]
"""The text before each field, its name (empty for what is passed over), and its form: "word" or "quoted"."""

_FORMS = {"word": r"[^\s\"]+", "quoted": r"(?:[^\"\\]|\\.)*+", "bracket": r"[^\[\]]*"}


class Tail:
    """Reads the fields of a line's end; a line that ends early has the first ones only."""

    def __init__(self, pieces: Sequence[tuple[str, str, str]]) -> None:
        self._pieces = pieces

    @cached_property
    def _expression(self) -> re.Pattern[str]:
        text = ""
        for before, field, form in reversed(self._pieces):
            literal = r"[ \t]{1,32}".join(map(re.escape, re.split(r"[ \t]+", before)))
            one = f"({_FORMS[form]})" if field else f"(?:{_FORMS[form]})"
            text = f"(?:{literal}{one}{text})?" if field else f"{literal}{one}{text}"
        return re.compile(text, re.DOTALL)

    def read(self, tail: str) -> Mapping[str, str]:
        """The fields of what follows a line's declared ones; a response time is in seconds."""
        match = self._expression.match(tail)
        fields = [field for _, field, _ in self._pieces if field]
        if match is None:
            return {}
        found = {name: text for name, text in zip(fields, match.groups(), strict=True) if text}
        for unit in UNITS:
            if unit in found:
                found["response time"] = in_seconds(found.pop(unit), unit)
        return found
