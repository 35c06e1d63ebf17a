"""Which address of a line is its client, where there are several: a proxy's, and those it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.logs.formats.kinds import Lines, LogFormat, kept
from app.logs.written.addresses import client, is_address_list
from app.logs.written.lines import Event

CONNECTION = "connection"
"""The field that holds whom the server was asked by, where another address was taken for the client."""


@dataclass(frozen=True)
class Addressed(LogFormat, kind="addressed"):
    """A format, None for what the lines look like, whose client is the first address of ``field``.

    Such as ``forwarded``, ``true_client_ip`` or `CONNECTION`. Lines without it keep the client they have.
    """

    form: LogFormat | None
    field: str

    @property
    def name(self) -> str:  # type: ignore[override]
        """The name of the format."""
        return self.form.name if self.form else ""

    @property
    def title(self) -> str:  # type: ignore[override]
        """The title of the format."""
        return self.form.title if self.form else ""

    def entry(self) -> dict[str, Any]:
        """This format, ready for JSON."""
        return {"kind": self.kind, "form": self.form.entry() if self.form else None, "field": self.field}

    @classmethod
    def of(cls, entry: dict[str, Any]) -> LogFormat:
        """The format that was kept as ``entry``."""
        return cls(kept(entry["form"]) if entry["form"] else None, entry["field"])


class AddressedLines:
    """Lines whose client is the first address of a field of theirs."""

    def __init__(self, inner: Lines, field: str) -> None:
        self._inner, self._field = inner, field

    def read(self, line: bytes) -> Event | str:
        """The event of one line without its line feed, or the reason why it is refused."""
        event = self._inner.read(line)
        if isinstance(event, str):
            return event
        found = event.more.get(self._field, "-")
        return event._replace(host=client(found)) if is_address_list(found.strip(' "')) else event
