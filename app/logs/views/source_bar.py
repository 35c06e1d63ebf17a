"""Which log is shown, how its reading goes, what was rejected (also as CSV), how to bring one's own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.download import CsvDownload
from app.charts.progress import Progress
from app.logs.formats import formats
from app.logs.formats.strings import LONGEST
from app.logs.own_places import OwnPlaces
from app.logs.reading.preview import Preview
from app.logs.reading.reading import Reading
from app.logs.store.rejects import Reject
from app.logs.views.places_choice import PlacesChoice
from app.problem import Problem
from app.visitor.own_file import OwnFile
from app.visitor.views.source_choice import SourceChoice

LONGEST_ZONE = 100
"""Characters of a zone's name that are looked at."""

ADDRESSES = {
    "forwarded": "whom a proxy forwarded for (X-Forwarded-For, the first)",
    "connection": "whom the server was asked by (the connection)",
}
"""What fields of addresses are called on the page; others go by their own names."""

REJECTS = 200
"""Rejected lines that are listed; the rest are counted."""


class SourceBar(Component):
    """The log on show, with its format, time span and line counts; ``choice`` is where another is chosen.

    ``on_choose(name)`` is called for an offer; files of at most ``limit`` bytes each go to ``own``;
    ``on_format(name)`` is called when a visitor overrides the format. ``on_preview(text)`` gives the first
    lines as a typed format string reads them; ``on_client(field)`` is called when another address of the
    lines is chosen to be the client, ``on_zone(name)`` when times are to be told by the clock of a zone or,
    which is an empty name, by the log's own. ``places`` is where a file comes from that tells
    where hosts are.
    """

    vue_file = (__file__, "source_bar.vue")

    facts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    rejected = traitlets.Int().tag(sync=True)
    rejects = traitlets.List(traitlets.Dict()).tag(sync=True)
    notes = traitlets.List(traitlets.Unicode()).tag(sync=True)
    formats = traitlets.List(traitlets.Dict()).tag(sync=True)
    format = traitlets.Unicode().tag(sync=True)
    why = traitlets.Unicode().tag(sync=True)
    clients = traitlets.List(traitlets.Dict()).tag(sync=True)
    client = traitlets.Unicode().tag(sync=True)
    zone = traitlets.Unicode().tag(sync=True)
    clock = traitlets.Unicode().tag(sync=True)
    zoned = traitlets.Bool().tag(sync=True)
    preview = traitlets.Dict().tag(sync=True)
    download = traitlets.Instance(CsvDownload).tag(sync=True, **ipywidgets.widget_serialization)
    places = traitlets.Instance(PlacesChoice).tag(sync=True, **ipywidgets.widget_serialization)
    choice = traitlets.Instance(SourceChoice).tag(sync=True, **ipywidgets.widget_serialization)
    progress = traitlets.Instance(Progress).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self,
        reading: Reading,
        own: OwnFile,
        *,
        limit: int,
        on_choose: Callable[[str], Any],
        on_format: Callable[[str], Any],
        on_preview: Callable[[str], Preview] | None = None,
        on_client: Callable[[str], Any] | None = None,
        on_zone: Callable[[str], Any] | None = None,
        places: PlacesChoice | None = None,
    ) -> None:
        self._on_format, self._on_preview, self._on_client = on_format, on_preview, on_client
        self._on_zone = on_zone
        self._every_reject: Iterable[Reject] = ()
        super().__init__(
            download=CsvDownload("rejected.csv", self._rejected, "All rejected lines", on_problem=self.tell),
            formats=[{"name": form.name, "title": form.title} for form in formats()],
            places=places or PlacesChoice(OwnPlaces("", lambda _: None), limit=limit, tell=self.tell),
            choice=SourceChoice(
                own,
                "Your own log",
                title="Log",
                limit=limit,
                tell=self.tell,
                on_choose=on_choose,
                several=True,
                drop_words="Drop a log to read it",
            ),
            progress=Progress(reading),
        )

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.progress.tell(problem)

    def show(self, facts: Sequence[str], log: Any) -> None:
        """Show what is known of a log: facts in a row, rejected lines, notes on its files."""
        first = log.files[0] if log.files else None
        with self.hold_sync():
            self.facts = list(facts)
            self.rejected, self._every_reject = log.rejected, log.every_reject
            self.rejects = [
                {
                    "line": reject.line_number,
                    "reason": reject.reason,
                    "text": reject.text[:300],
                    "file": record.name,
                }
                for record in log.files
                for reject in record.rejects
            ][:REJECTS]
            self.notes = [f"{record.name}: {note}" for record in log.files for note in record.notes]
            self.format = first.format.name if first is not None and first.format is not None else ""
            self.why = first.why if first is not None else ""

    def _rejected(self) -> Iterator[Sequence[str | int]]:
        yield "file", "line", "reason", "text"
        for reject in self._every_reject:
            yield reject.file, reject.line_number, reject.reason, reject.text

    def forget(self) -> None:
        """Show nothing of the log before: another one is being opened."""
        with self.hold_sync():
            self.facts, self.rejected, self.rejects, self.notes = [], 0, [], []
            self._every_reject = ()
            self.format = self.why = ""
            self.preview = {}
            self.clients, self.client = [], ""
            self.clock, self.zone, self.zoned = "", "", False

    def vue_look(self, text: str) -> None:
        """A format string was typed: show the first lines as it reads them, or what is wrong with it."""
        if self._on_preview is None:
            return
        try:
            found = self._on_preview(str(text)[: LONGEST + 1])
        except Problem as problem:
            self.preview = {"problem": f"{problem.what} {problem.remedy}".strip()}
            return
        self.preview = {
            "fields": found.fields,
            "rows": found.rows,
            "refused": [
                {"line": line, "reason": reason, "text": text} for line, reason, text in found.refused
            ],
        }

    def offer_clients(self, fields: Sequence[str], chosen: str) -> None:
        """Offer the fields whose address can be the client's, where there are any."""
        with self.hold_sync():
            self.clients = [{"name": field, "title": ADDRESSES.get(field, field)} for field in fields]
            self.client = chosen

    def vue_choose_client(self, field: str) -> None:
        """Another address of the lines was chosen to be the client; an empty one is the usual."""
        if self._on_client is not None and (not field or field in {one["name"] for one in self.clients}):
            self.tell(None)
            self._on_client(str(field))

    def offer_clocks(self, clock: str, chosen: str, *, zoned: bool) -> None:
        """Offer the clocks of all zones beside the log's own, which is ``clock`` in words; that alone where
        the log is not ``zoned``: no line of it names a zone."""
        with self.hold_sync():
            self.clock, self.zone, self.zoned = clock, chosen, zoned

    def vue_choose_zone(self, zone: str) -> None:
        """The clock of another zone was chosen; an empty one is the log's own."""
        if self._on_zone is None:
            return
        try:
            self._on_zone(str(zone)[:LONGEST_ZONE])
        except Problem as problem:
            self.tell(problem)
        else:
            self.tell(None)

    def vue_read_as(self, name: str) -> None:
        """The format was overridden; an empty name detects it again."""
        self.tell(None)
        self._on_format(str(name))
