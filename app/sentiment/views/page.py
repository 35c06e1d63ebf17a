"""The sentiment page: choose texts, see where the classifier is wrong and why, and mend labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ipyvuetify as v
import traitlets

from app.charts.file_button import FileButton
from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.corpus import BUNDLED, DataSet, data_sets, read_file
from app.sentiment.dashboard import PerformanceAnalysisDashboard
from app.sentiment.model import SentimentModel
from app.sentiment.trained import Trained, open_kept, prepare
from app.sentiment.views.help import HELP
from app.sentiment.views.source_choice import SourceChoice
from app.sentiment.views.source_details import SourceDetails
from app.sentiment.working import Tell, Working
from app.settings import Settings
from app.uploads import MEGABYTE, Upload, session_folder, shown_name
from app.visitor import Visitor
from app.visitor.views.arrival import Arrival

UPLOAD = "upload"


class SentimentPage(v.Html):
    """Everything of the page but its frame. ``state`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.read()
        self._sets = {one.name: one for one in data_sets(self._settings)}
        self._default = BUNDLED[0].name
        self._uploaded: tuple[str, Path] | None = None
        self.state = SentimentModel()
        self.working = Working()
        self.details = SourceDetails(self.working)
        self.arrival = Arrival(self._settings, self._decide_as)
        self.memory = self.arrival.memory
        self.source = SourceChoice(
            FileButton(
                "Your own",
                receive=self._receive,
                on_file=self._take_file,
                on_problem=self.details.tell,
                drops=True,
                drop_words="Drop a CSV of labelled texts",
                accept=".csv,.tsv,.txt,.gz,.bz2,.zst",
            ),
            self._choose,
        )
        self.dashboard = PerformanceAnalysisDashboard(
            state=self.state, source=self.source, below=[self.details], receive=self._receive
        )
        traitlets.link((self.source, "unfolded"), (self.details, "unfolded"))
        super().__init__(tag="div", class_="vt-sentiment-page", children=[self.arrival, self.dashboard])
        self._offer()
        self._open(self._default)
        self.state.observe(self._source_changed, "source")
        self.working.observe(self._fall_back, "running")

    def _offer(self) -> None:
        offers = [(one.name, one.title) for one in self._sets.values()]
        if self._uploaded is not None:
            offers.append((UPLOAD, f"Yours: {self._uploaded[0]}"))
        self.source.offer(offers)

    # ---- which texts ----

    def _choose(self, name: str) -> None:
        self.details.tell(None)
        if name == UPLOAD and self._uploaded is not None:
            self._read_upload()
            return
        self.dashboard.lack("file", "")
        self.state.clear()
        self.state.text_id = self.state.shown_class = ""
        if self.source.chosen == UPLOAD:
            self._open(name)
        self.state.source = "" if name == self._default else name

    def _source_changed(self, _change: Any) -> None:
        name = self.state.source or self._default
        if name == self.source.chosen or self.source.chosen == UPLOAD:
            return
        if name in self._sets:
            # What the link or the visitor asked for is about those texts: none are shown until they come.
            self.dashboard.forget()
            self._open(name)
        else:
            shown = shown_name(name)
            self.details.tell(
                Problem(
                    f"This server offers no texts called “{shown}”.", "The bundled ones are shown instead."
                )
            )
            self.state.source = ""

    def _fall_back(self, _change: Any) -> None:
        """Where texts could not be used and none are shown, show the bundled ones."""
        if not self.working.running and self.state.analysis is None:
            self.state.source = ""
            self._open(self._default)

    def _receive(self, name: str, size: int) -> Upload:
        return Upload(name, size, session_folder(), int(self._settings.max_upload_mb * MEGABYTE))

    def _take_file(self, name: str, path: Path) -> None:
        self._uploaded = (name, path)
        self._read_upload()

    def _read_upload(self) -> None:
        if self._uploaded is None:
            return
        name, path = self._uploaded
        self._begin(UPLOAD, DataSet(UPLOAD, name, lambda: read_file(path, name)))

    def _open(self, name: str) -> None:
        """Show a set on offer: at once where set-up made its classifier, else by training one."""
        chosen = self._sets[name]
        if name in {one.name for one in BUNDLED}:
            try:
                corpus = chosen.read()
            except Problem as problem:
                self.source.chosen = name
                self.details.tell(problem)
                return
            try:
                trained = open_kept(corpus)
            except Problem:
                self._begin(name, DataSet(name, chosen.title, lambda: corpus))
                return
            self.working.stop()
            self.source.chosen = name
            self._show(trained, trained.analysis())
        else:
            self._begin(name, chosen)

    def _begin(self, name: str, chosen: DataSet) -> None:
        """Read and train beside the page; what was shown stays until it is known that this can be used."""

        def work(tell: Tell) -> tuple[Trained, Analysis]:
            tell(f"Reading {chosen.title}", 0.0)
            corpus = chosen.read()
            trained = prepare(corpus, progress=tell)
            tell("Judging the held-back texts", 0.9)
            return trained, trained.analysis()

        def done(result: tuple[Trained, Analysis]) -> None:
            self.source.chosen = name
            if name == UPLOAD:
                self._offer()
                self.dashboard.lack("file", "The link does not hold the file you uploaded.")
                self.source.unfolded = True
            self._show(*result)

        self.working.start(f"Reading {chosen.title}", work, done)

    def _show(self, trained: Trained, analysis: Analysis) -> None:
        notices = self.dashboard.show(trained, analysis)
        self.details.show(trained.corpus, notices)

    # ---- who looks at them ----

    def _decide_as(self, visitor: Visitor | None) -> None:
        if visitor is not None:
            self.dashboard.decide_as(visitor)
