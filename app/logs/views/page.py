"""The log page: choose a log, watch it being read, explore it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import ipyvuetify as v

from app.charts.together import drawing
from app.links import SharedView
from app.logs.formats import LogFormat, addressed
from app.logs.live.alerts.model import Alerts
from app.logs.live.model import Live
from app.logs.live.sources import Watched, watched
from app.logs.live.watching import Standing
from app.logs.model import LogModel
from app.logs.own_places import OwnPlaces
from app.logs.reading.kept import KeptReader
from app.logs.reading.offers import Offer, first_file, offers, shelf
from app.logs.reading.offers import reader as open_offer
from app.logs.reading.preview import PREVIEWED, Preview, preview
from app.logs.reading.reader import Reader
from app.logs.reading.reading import Reading
from app.logs.sources import LogPath
from app.logs.store.geography import LOOKED_AT
from app.logs.store.log import Log
from app.logs.views.alert_line import AlertLine
from app.logs.views.dashboard import LogDashboard
from app.logs.views.help import HELP
from app.logs.views.live_bar import LiveBar
from app.logs.views.places_choice import PlacesChoice
from app.logs.views.source_bar import SourceBar
from app.logs.views.source_facts import describe
from app.problem import Problem
from app.session_room import SessionRoom
from app.settings import Settings
from app.uploads import MEGABYTE
from app.visitor import Visitor
from app.visitor.own_file import Named, OwnFile
from app.visitor.views.source_choice import OWN


@dataclass(frozen=True)
class _Shown:
    """A log that was read, and by which choice: to be shown again where the next one cannot be read."""

    log: Log
    chosen: str
    source: str
    brought: list[LogPath]
    format: str | None


class LogPage(v.Html):
    """Everything of the page but its frame. ``view`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.read()
        self._offers = {offer.name: offer for offer in offers(self._settings)}
        self._brought: list[LogPath] = []
        self._format: str | None = None
        self._client_read = ""
        self.own = OwnFile(
            self._settings, on_open=self._open_own, on_lack=self._lack, on_leave=self._open_chosen
        )
        self.state = LogModel()
        self.state.mmdb = self._settings.mmdb
        self.places = OwnPlaces(self._settings.mmdb, self._tell_places)
        self.live = Live(self._grow, self._heed, drawing)
        self.alerts = Alerts(self._settings.alert_webhook)
        self.view = SharedView([self.own, self.live, self.alerts, self.state])
        self.reading = Reading(self._show)
        self._shown: _Shown | None = None
        self.source = SourceBar(
            self.reading,
            self.own,
            limit=int(self._settings.max_upload_mb * MEGABYTE),
            on_choose=self._choose,
            on_preview=self._preview,
            on_format=self._read_as,
            on_client=lambda field: self.state.set_trait("client", field),
            on_zone=self.state.choose_zone,
            places=PlacesChoice(
                self.places,
                limit=int(self._settings.max_upload_mb * MEGABYTE),
                tell=lambda problem: self.source.tell(problem),
                hosts=lambda: self.state.crossfilter.values.get("host", ())[:LOOKED_AT],
            ),
        )
        self.live_bar = LiveBar(self.live, self.alerts)
        self.dashboard = LogDashboard(model=self.state)
        self._alert_line = AlertLine(self.alerts, self.state, self.dashboard.time)
        super().__init__(
            tag="div", class_="vt-log-page", children=[self.source, self.live_bar, self.dashboard]
        )
        self.source.choice.offer([(offer.name, offer.title) for offer in self._offers.values()])
        self._open_chosen()
        self.state.observe(self._source_changed, "source")
        self.state.observe(self._client_changed, "client")
        self.state.observe(lambda _: describe(self.source, self.state), "zone")
        self.state.observe(self._window_left, "revision")
        self.live.observe(self._follow_switched, "following")
        self.live.observe(self._start_chosen, "start")
        self.live.observe(lambda _: self.state.roll(self.live.seconds), "window")
        self.reading.observe(self._ended, "problem")

    def arrive(self, visitor: Visitor | None) -> None:
        """The browser showed who it is."""
        self.own.arrive(visitor)
        self.places.arrive(visitor)

    def _tell_places(self, file: str) -> None:
        """Another file tells where hosts are: list them by it, so that it is seen at once."""
        self.state.tell_places(file)
        describe(self.source, self.state)

    # ---- which log ----

    @property
    def _shows_own(self) -> bool:
        return self.source.choice.chosen.startswith(OWN)

    def _choose(self, name: str) -> None:
        self._format = None
        self._usual_client()
        self.own.leave()
        self.state.source = "" if name == next(iter(self._offers)) else name
        self._open(self._offers[name])

    def _source_changed(self, _change: Any) -> None:
        name = self.state.source or next(iter(self._offers))
        if name == self.source.choice.chosen or self._shows_own:
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

    def _client_changed(self, _change: Any) -> None:
        """Read the log again where another address of its lines is the client now."""
        if self.state.client != self._client_read:
            self._read_as(self._format or "")

    def _usual_client(self) -> None:
        """Another log is coming: its client is the usual one."""
        self._client_read = self.state.client = ""

    def _open_chosen(self) -> None:
        """Show the offered log that the view names."""
        self._format = None
        self._open(self._offers.get(self.state.source) or next(iter(self._offers.values())))

    def _open_own(self, files: list[Named]) -> None:
        """Show what a visitor brought."""
        self._brought = [LogPath(path, name) for name, path in files]
        self._format = None
        more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
        self.source.choice.show_own(files[0][0] + more)
        self.state.source = ""
        self._read_own()

    def _lack(self, problem: Problem | None) -> None:
        """Show no log: a link asks for a file that is not here."""
        self.reading.abandon()
        self._shown = None
        self.source.choice.show_own(self.own.file[1] if self.own.file is not None else "")
        self.state.forget()
        self.source.forget()
        self.source.tell(problem)

    def _preview(self, text: str) -> Preview:
        if self._shows_own:
            return preview(self._brought[0], text)
        offer = self._offers[self.source.choice.chosen]
        if offer.topic:
            raise Problem("A topic has no first lines to look at.", "“Read it so” reads it so.")
        with first_file(offer, PREVIEWED) as path:
            return preview(path, text)

    def _read_as(self, name: str) -> None:
        self._format = name or None
        if not self._shows_own:
            self._open(self._offers[self.source.choice.chosen])
        elif self._brought and not self.own.lacking:
            self._read_own()

    def _open(self, offer: Offer) -> None:
        """Show an offered log: at once where a session has read it before, else by reading it."""
        self.source.choice.chosen = offer.name
        source = watched(offer, self._settings, self.live.start)
        self.live_bar.offer(source is not None, offer.topic)
        if source is not None and (self.live.following or offer.topic):
            self._follow(source)
            return
        self.live.end()
        self.alerts.forget()
        reader: KeptReader | None = None
        # To ask what is at an address takes a while; problems are met, and told, by the reading.
        with suppress(Problem):
            reader = None if offer.far else self._reader(offer)
        if reader is not None and reader.ready:
            self.reading.abandon()
            self._show(reader.log, True)
        else:
            self._begin(lambda: reader or self._reader(offer))

    def _reader(self, offer: Offer) -> KeptReader:
        return open_offer(offer, self._reads_as, self._settings.dask)

    @property
    def _reads_as(self) -> LogFormat | str | None:
        """The format that was chosen, with the address that was."""
        self._client_read = self.state.client
        return addressed(self._format, self.state.client) if self.state.client else self._format

    def _follow(self, source: Watched) -> None:
        """Show a log as it is being written."""
        self.reading.abandon()
        self.state.forget()
        self.source.forget()
        self.source.tell(None)
        if self.state.sort == "time":
            # What came last is what somebody waits for.
            self.state.sort = "-time"
        self.alerts.forget(self.source.choice.chosen)
        self.live.begin(replace(source, format=self._format or ""), shelf())

    def _grow(self, log: Log, standing: Standing) -> bool:
        """Show what came to a log that is followed; whether the search has to look at it yet."""
        self.state.grow(log, standing.now, self.live.seconds)
        describe(self.source, self.state)
        return self.state.searches_on

    def _heed(self, log: Log, standing: Standing) -> None:
        """Judge the alert's rule, also while the picture stands and when nothing comes."""
        self.alerts.look(log, standing.now, standing.caught_up, self.live.folder)

    def _follow_switched(self, _change: Any) -> None:
        if not self._shows_own:
            self._open(self._offers[self.source.choice.chosen])

    def _start_chosen(self, _change: Any) -> None:
        if self.live.watching or self.live.trouble:
            self._open(self._offers[self.source.choice.chosen])

    def _window_left(self, _change: Any) -> None:
        # Whoever draws an interval, or clears the filters, has left the window that rolls.
        if self.state.growing and self.live.seconds and not self.state.rolling:
            self.live.window = "all"

    def _read_own(self) -> None:
        self.live_bar.offer(False)
        self.live.end()
        self.alerts.forget()
        paths = self._brought
        megabytes = self._settings.read_mb, self._settings.all_read_mb
        room = SessionRoom(*(int(most * MEGABYTE) for most in megabytes))
        self._begin(lambda: Reader(paths, self._reads_as, room=room))

    def _begin(self, open_reader: Callable[[], Reader | KeptReader]) -> None:
        self.state.forget()
        self.source.forget()
        self.reading.read(open_reader)

    def _ended(self, _change: Any) -> None:
        """Show what was shown before where nothing could be read in its place; the problem stays in words."""
        shown = self._shown
        if self.reading.problem is None or self.state.rows or shown is None:
            return
        self._brought, self._format = shown.brought, shown.format
        if shown.chosen in self._offers:
            self.own.leave()
            self.source.choice.chosen = shown.chosen
            self.state.source = shown.source
            self._show(shown.log, True)
        else:
            problem = self.reading.problem
            self.own.choose(shown.chosen.removeprefix(OWN))
            self.source.tell(problem)

    def _show(self, log: Log, finished: bool) -> None:
        if finished and log.accepted:
            self._shown = _Shown(
                log, self.source.choice.chosen, self.state.source, self._brought, self._format
            )
        self.state.show(log, finished=finished)
        describe(self.source, self.state)
