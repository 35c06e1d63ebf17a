"""Picks as short readable text, as links carry them: ``Dense(units:16,activation:tanh)``."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

from app.network.settings import MOST_ROWS, Spec
from app.problem import Problem

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)
_CONSTANTS = {"true": True, "false": False, "none": None}
_DEEPEST = 3


def write(spec: Spec) -> str:
    """A spec as text; `read` gives an equal one."""
    values = ",".join(f"{name}:{_written(value)}" for name, value in spec.values.items())
    return f"{spec.name}({values})" if values else spec.name


def write_all(specs: Sequence[Spec]) -> str:
    """Several, with a slash between."""
    return "/".join(map(write, specs))


def _written(value: Any) -> str:
    if isinstance(value, Spec):
        return write(value)
    if isinstance(value, list | tuple):
        return f"({','.join(map(_written, value))})"
    if isinstance(value, str) and (not _WORD.fullmatch(value) or value in _CONSTANTS):
        return json.dumps(value)
    if value is None or isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else repr(value)


def read(text: str) -> Spec:
    """The spec that a text describes. Raises Problem, whatever the text."""
    reader = _Reader(text)
    found = reader.spec()
    reader.end()
    return found


def read_all(text: str) -> tuple[Spec, ...]:
    """Several, with a slash between. Raises Problem."""
    reader = _Reader(text)
    found = [reader.spec()]
    while reader.takes("/"):
        found.append(reader.spec())
        if len(found) > MOST_ROWS:
            raise reader.refused()
    reader.end()
    return tuple(found)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text, self.place = text, 0

    def refused(self) -> Problem:
        return Problem("A setting in the link cannot be read.", "Copy the link again.")

    def takes(self, mark: str) -> bool:
        if self.text.startswith(mark, self.place):
            self.place += len(mark)
            return True
        return False

    def end(self) -> None:
        if self.place < len(self.text):
            raise self.refused()

    def word(self) -> str:
        match = _WORD.match(self.text, self.place)
        if match is None:
            raise self.refused()
        self.place = match.end()
        return match[0]

    def spec(self, depth: int = 0) -> Spec:
        name = self.word()
        return Spec(name, self.values(depth) if self.takes("(") else {})

    def values(self, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not self.takes(")"):
            if values and not self.takes(","):
                raise self.refused()
            name = self.word()
            if name in values or len(values) > 50 or not self.takes(":"):
                raise self.refused()
            values[name] = self.value(depth)
        return values

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise self.refused()
        if self.takes("("):
            items: list[Any] = []
            while not self.takes(")"):
                if items and not self.takes(","):
                    raise self.refused()
                items.append(self.value(depth + 1))
            return tuple(items)
        if self.text.startswith('"', self.place):
            try:
                found, self.place = json.JSONDecoder().raw_decode(self.text, self.place)
            except ValueError as error:
                raise self.refused() from error
            return found
        match = _NUMBER.match(self.text, self.place)
        if match is not None:
            self.place = match.end()
            number = match[0]
            found = int(number) if re.fullmatch(r"[+-]?\d{1,15}", number) else float(number)
            if not math.isfinite(found):
                raise self.refused()
            return found
        spec = self.spec(depth + 1)
        if not spec.values:
            return _CONSTANTS.get(spec.name, spec.name)
        return spec
