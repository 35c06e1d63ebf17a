"""How the lines of one file are read: one format, others that it mixes with, and what is around its lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.logs.formats.addressed import AddressedLines
from app.logs.formats.answered import AnsweredLines
from app.logs.formats.keyed import Keyed
from app.logs.formats.kinds import Lines, LogFormat, kept
from app.logs.formats.positional import Format
from app.logs.formats.template import Template, TemplateReader
from app.logs.wrappers import WRAPPERS
from app.logs.written.addresses import is_address
from app.logs.written.lines import DIRECTIVE, LONGEST_LINE, Event, Refused, opened


@dataclass(frozen=True)
class Mixture(LogFormat, kind="mixture"):
    """``main``, and where a line does not fit it, ``others`` in their order, inside ``wrappers`` by name.

    ``client`` is the field whose address is the client, empty for the one that the formats choose;
    ``answered`` says how lines about answers are told where each request has one when it comes, too.
    """

    main: LogFormat
    others: tuple[LogFormat, ...] = ()
    wrappers: tuple[str, ...] = ()
    client: str = ""
    answered: str = ""

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name of the main format."""
        return self.main.name

    @property
    def title(self) -> str:  # type: ignore[override]
        """The title of the main format."""
        return self.main.title

    @property
    def fields(self) -> str:
        """The fields of the main format in words."""
        return self.main.fields

    def reader(self) -> Lines:
        """What reads the lines of this file."""
        inner: Lines = _MixedLines(self.main, self.others) if self.others else self.main.reader()
        if self.client:
            inner = AddressedLines(inner, self.client)
        if self.answered:
            inner = AnsweredLines(inner, self.answered)
        return _WrappedLines(inner, self.wrappers) if self.wrappers else inner

    def up_to(self, latest: int) -> Mixture:
        """The same, with times that name no year read as of the last one before this day, as 20240105."""
        main, *others = dict.fromkeys(_up_to(form, latest) for form in (self.main, *self.others))
        return replace(self, main=main, others=tuple(others))

    def entry(self) -> dict[str, Any]:
        """This mixture, ready for JSON."""
        others = [form.entry() for form in self.others]
        return {
            "kind": self.kind,
            "main": self.main.entry(),
            "others": others,
            "wrappers": list(self.wrappers),
            "client": self.client,
            "answered": self.answered,
        }

    @classmethod
    def of(cls, entry: dict[str, Any]) -> LogFormat:
        """The mixture that was kept as ``entry``."""
        return cls(
            kept(entry["main"]),
            tuple(map(kept, entry["others"])),
            tuple(entry["wrappers"]),
            entry.get("client", ""),
            entry.get("answered", ""),
        )


def _up_to(form: LogFormat, latest: int) -> LogFormat:
    if isinstance(form, (Keyed, Template)) and form.latest is not None:
        return replace(form, latest=latest)
    return form


def unwrapped(line: bytes, wrappers: Sequence[str]) -> bytes:
    """The line inside of these wrappers; the line itself where they are not around it."""
    for name in wrappers:
        inside = WRAPPERS[name].take(line)
        if inside is not None:
            line = inside
    return line


class _WrappedLines:
    def __init__(self, inner: Lines, wrappers: Sequence[str]) -> None:
        self._inner, self._wrappers = inner, wrappers

    def read(self, line: bytes) -> Event | str:
        if len(line) >= LONGEST_LINE:
            return self._inner.read(line)
        return self._inner.read(unwrapped(line, self._wrappers))


class _MixedLines:
    """Reads a line by the first format that it fits well, else by the first that it fits at all."""

    def __init__(self, main: LogFormat, others: Sequence[LogFormat]) -> None:
        self._main = main
        self._first = main.reader()
        self._others = [form.reader() for form in others if not isinstance(form, Template)]
        self._templates = [TemplateReader(form) for form in others if isinstance(form, Template)]

    def read(self, line: bytes) -> Event | str:
        try:
            text = opened(line)
        except Refused as refused:
            return str(refused)
        first = self._first
        outcome: Event | str = ""
        if isinstance(first, TemplateReader):
            event = first.read_text(text, strict=True)
            if event is not None:
                return event
        else:
            outcome = first.read(line)
            if outcome == DIRECTIVE or (not isinstance(outcome, str) and fits(self._main, outcome)):
                return outcome
        for reader in self._others:
            fitting = _fitting(reader, line)
            if fitting is not None:
                return fitting
        for strict in (True, False):
            for template in self._templates:
                event = template.read_text(text, strict)
                if event is not None:
                    return event
            if not isinstance(outcome, str):
                return outcome
            if strict and isinstance(first, TemplateReader):
                event = first.read_text(text)
                if event is not None:
                    return event
        return outcome or first.read(line)


def _fitting(reader: Lines, line: bytes) -> Event | str | None:
    event = reader.read(line)
    if event == DIRECTIVE:
        return event
    return None if isinstance(event, str) or not fits(getattr(reader, "format", None), event) else event


def fits(form: LogFormat | None, event: Event) -> bool:
    """Whether what was read of a line stands where it belongs, as far as that can be told."""
    if not isinstance(form, Format):
        return True
    # Lists of addresses, times and labels have spaces in them: then the words are not at their places.
    site = event.more.get("vhost", "")
    if site.endswith(",") or site.startswith(("[", "(", '"', "'")):
        return False
    if event.host.startswith(("(", "[")) and not is_address(event.host):
        return False
    brackets = event.user.startswith("[") and event.user.endswith("]")
    return not brackets and form.fits(event.host, event.ident, event.user)
