"""The log page: choose a log, watch it being read, explore it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipyvuetify as v

from app.counted import counted
from app.logs.crossfilter.phrases import period
from app.logs.model import LogModel
from app.logs.reading.offers import Offer, offers
from app.logs.reading.offers import reader as open_offer
from app.logs.reading.preview import Preview, preview
from app.logs.reading.reader import Reader
from app.logs.reading.reading import Reading
from app.logs.sources import LogPath, find
from app.logs.store.log import Log
from app.logs.store.shelf import KeptReader
from app.logs.views.dashboard import LogDashboard
from app.logs.views.source_bar import SourceBar
from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE

UPLOAD = "upload"

HELP = (
    (
        "Every picture is a filter",
        "Click a bar, a slice, a cell or a word to see only the requests it stands for; all other charts "
        "follow at once, and the grey behind them stays the whole log. Ctrl- or cmd-click adds, "
        "shift-click takes a range, a second click removes. A chart never filters itself.",
    ),
    (
        "An interval of time",
        "Draw: drag over the time chart, then drag the interval or its edges. Sweep: click, move to place "
        "it, up and down to widen it, click to freeze. By keyboard: arrows move and widen, Delete clears; "
        "or type the times.",
    ),
    (
        "By keyboard",
        "Tab reaches every chart, arrows move within it, Enter selects, Escape resets all filters, ? opens "
        "this help.",
    ),
    (
        "Your own log",
        "Drop files anywhere on the page or press “Your own log”: of Apache, nginx, IIS or a proxy, as text "
        "or JSON, plain, .gz, .bz2, .xz, .zst, .zip or .tar; several are read as one. They stay on the "
        "server for this session only. Every line is counted: as a request, or as rejected with a reason. "
        "The ⓘ says how a log was read, and takes the format string of your server.",
    ),
    (
        "Take it away",
        "Each card saves as PNG, each table as CSV. “Share view” copies a link that opens exactly this view.",
    ),
)


class LogPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.read()
        self._offers = {offer.name: offer for offer in offers(self._settings)}
        self._uploaded: list[LogPath] = []
        self._format: str | None = None
        self.state = LogModel()
        self.reading = Reading(self._show)
        self.source = SourceBar(
            self.reading,
            limit=int(self._settings.max_upload_mb * MEGABYTE),
            on_choose=self._choose,
            on_upload=self._take_upload,
            on_uploads=self._take_uploads,
            on_preview=self._preview,
            on_format=self._read_as,
        )
        self.dashboard = LogDashboard(model=self.state)
        super().__init__(tag="div", class_="vt-log-page", children=[self.source, self.dashboard])
        self._offer()
        self._open(next(iter(self._offers.values())))
        self.state.observe(self._source_changed, "source")

    def _offer(self) -> None:
        entries = [{"name": offer.name, "title": offer.title} for offer in self._offers.values()]
        if self._uploaded:
            more = f" and {len(self._uploaded) - 1:,} more" if len(self._uploaded) > 1 else ""
            entries.append({"name": UPLOAD, "title": f"Yours: {self._uploaded[0].name}{more}"})
        self.source.offers = entries

    # ---- which log ----

    def _choose(self, name: str) -> None:
        self._format = None
        if name == UPLOAD and self._uploaded:
            self._read(self._uploaded)
        elif name in self._offers:
            self.state.unshared = ""
            default = next(iter(self._offers))
            self.state.source = "" if name == default else name
            self._open(self._offers[name])

    def _source_changed(self, _change: Any) -> None:
        name = self.state.source or next(iter(self._offers))
        if name == self.source.chosen:
            return
        if name in self._offers:
            self._open(self._offers[name])
        else:
            self.source.tell(
                Problem(
                    f"This server offers no log called “{name[:60]}”.",
                    f"“{next(iter(self._offers.values())).title}” is shown instead.",
                )
            )
            self.state.source = ""

    def _take_upload(self, name: str, path: Path) -> None:
        self._take_uploads([(name, path)])

    def _take_uploads(self, files: list[tuple[str, Path]]) -> None:
        self._uploaded = [LogPath(path, name) for name, path in files]
        self._format = None
        self._offer()
        self._read(self._uploaded)

    def _preview(self, text: str) -> Preview:
        if self.source.chosen == UPLOAD:
            return preview(self._uploaded[0], text)
        return preview(find(self._offers[self.source.chosen].paths)[0], text)

    def _read_as(self, name: str) -> None:
        self._format = name or None
        if self.source.chosen == UPLOAD and self._uploaded:
            self._read(self._uploaded)
        elif self.source.chosen in self._offers:
            self._open(self._offers[self.source.chosen])

    def _open(self, offer: Offer) -> None:
        """Show an offered log: at once where a session has read it before, else by reading it."""
        self.source.chosen = offer.name
        try:
            reader = open_offer(offer, self._format)
        except Problem:
            # The reading meets it again, and tells it where nothing of the log before is left.
            self._begin(lambda: open_offer(offer, self._format))
            return
        if reader.ready:
            self.reading.abandon()
            self._show(reader.log, True)
        else:
            self._begin(lambda: reader)

    def _read(self, paths: list[LogPath]) -> None:
        self.source.chosen = UPLOAD
        self.state.unshared = "The link does not hold the file you uploaded."
        self._begin(lambda: Reader(paths, self._format))

    def _begin(self, open_reader: Callable[[], Reader | KeptReader]) -> None:
        self.state.forget()
        self.source.forget()
        self.reading.start(open_reader)

    # ---- what is known of it ----

    def _show(self, log: Log, finished: bool) -> None:
        notices = self.state.show(log, finished=finished)
        facts = [f"{log.format.title}"]
        if log.accepted:
            time = log.store.time
            facts.append(period(int(time.min()), int(time.max())))
        facts.append(f"{counted(log.lines, 'line')} read")
        self.source.show(facts, log)
        if finished and notices:
            self.source.notes = [*self.source.notes, *notices]
