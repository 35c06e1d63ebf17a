"""What every log format is: a name, a title, a way to read a line, and a record that JSON can keep."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Protocol

from app.logs.written.lines import Event, Refused, opened


class Lines(Protocol):
    """Reads lines one by one."""

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""


class TextReader:
    """Reads lines one by one, each from its text."""

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        try:
            return self.event(opened(line))
        except Refused as refused:
            return str(refused)

    def event(self, text: str) -> Event:
        """The event of a line's text. Raises Refused."""
        raise NotImplementedError


class LogFormat:
    """A way in which the lines of a log are written.

    A format is a frozen dataclass of what JSON can hold; its ``kind`` names its class in what is kept.
    """

    kinds: ClassVar[dict[str, type[LogFormat]]] = {}
    kind: ClassVar[str] = ""
    name: str
    title: str

    def __init_subclass__(cls, kind: str, **more: Any) -> None:
        super().__init_subclass__(**more)
        cls.kind = kind
        cls.kinds[kind] = cls

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        raise NotImplementedError

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        raise NotImplementedError

    def entry(self) -> dict[str, Any]:
        """This format, ready for JSON; `kept` reads it back."""
        return {"kind": self.kind, **asdict(self)}  # type: ignore[call-overload]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> LogFormat:
        """The format of these fields, where lists stand for tuples."""
        return cls(**{name: _tuple(value) for name, value in entry.items()})


def kept(entry: dict[str, Any]) -> LogFormat:
    """The format that was kept as ``entry``."""
    fields = dict(entry)
    return LogFormat.kinds[fields.pop("kind")].of(fields)


def _tuple(value: Any) -> Any:
    return tuple(map(_tuple, value)) if isinstance(value, list) else value
