"""The sentiment page: choose texts, see where the classifier is wrong and why, and mend labels."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ipyvuetify as v
import traitlets
from traitlets import dlink

from app.job import Job, Tell
from app.links import SharedView, asked
from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.cautions import cautions
from app.sentiment.corpus import BUNDLED, Choice, DataSet, TableReading, data_sets, read_file
from app.sentiment.model import SentimentModel
from app.sentiment.trained import Trained, open_kept, prepare
from app.sentiment.views.dashboard import PerformanceAnalysisDashboard
from app.sentiment.views.help import HELP
from app.sentiment.views.source_details import SourceDetails
from app.settings import Settings
from app.tables import ENDINGS
from app.uploads import MEGABYTE, Upload, session_folder, shown_name
from app.visitor import Visitor
from app.visitor.own_file import Named, OwnFile
from app.visitor.views.source_choice import OWN, SourceChoice

UNNAMED = "tweets"
"""The set of links that name none: they were shared when the tweets were the only ones."""


class SentimentPage(v.Html):
    """Everything of the page but its frame. ``view`` is what a link holds of it."""

    help = HELP

    def __init__(self, settings: Settings | None = None) -> None:
        self._settings = settings or Settings.read()
        self._sets = {one.name: one for one in data_sets(self._settings)}
        self._default = next(iter(BUNDLED))
        # What is asked about: the set that was begun last, how its table was read, and by which choice.
        self._begun: DataSet | None = None
        self._reading: TableReading | None = None
        self._read_by = Choice()
        self.own = OwnFile(
            self._settings, on_open=self._open_own, on_lack=self._lack, on_leave=self._leave_own
        )
        self.state = SentimentModel(unnamed=UNNAMED)
        self.view = SharedView([self.own, self.state])
        dlink((self.own, "file"), (self.state, "holds_file"), bool)
        self.working = Job()
        self.details = SourceDetails(
            self.working,
            on_column=lambda role, column: self._choose_reading(
                lambda choice, _: choice.with_column(role, column)
            ),
            on_value=lambda written, label: self._choose_reading(
                lambda choice, reading: choice.with_meaning(written, label, reading.meaning)
            ),
            on_heading=lambda names: self._choose_reading(lambda choice, _: choice.with_heading(names)),
            on_close=self._give_up,
            on_one=lambda one: self._choose_reading(lambda choice, _: choice.with_one(one)),
        )
        self.source = SourceChoice(
            self.own,
            "Your own",
            title="Texts",
            limit=int(self._settings.max_upload_mb * MEGABYTE),
            tell=self.details.tell,
            on_choose=self._choose,
            drop_words="Drop a CSV of labelled texts",
            accept=",".join(ENDINGS),
            about="About these texts",
        )
        self.dashboard = PerformanceAnalysisDashboard(
            state=self.state, source=self.source, below=[self.details], receive=self._receive
        )
        traitlets.link((self.source, "unfolded"), (self.details, "unfolded"))
        super().__init__(tag="div", class_="vt-sentiment-page", children=[self.dashboard])
        self.source.offer([(one.name, one.title) for one in self._sets.values()])
        self.state.observe(self._source_changed, "source")
        self.state.observe(self._choice_changed, "table_choice")
        self.working.observe(self._fall_back, "running")
        self._begin_as_asked(asked.query())

    # ---- which texts ----

    def _begin_as_asked(self, query: str) -> None:
        """Show what the link asks for from the first; a file of a visitor waits until it is known whose."""
        if self.view.link.from_query(query)[0]["file"] is None:
            # What had to be ignored is told when the browser asks for the same.
            self.view.restore(query)
        if self.source.chosen:
            return
        if self._begun is not None:
            # A set that is still being read and learned from has its name in the choice meanwhile.
            self.source.chosen = self._begun.name
        else:
            self._open(self._default)
            self.state.source = self._default

    def _choose(self, name: str) -> None:
        showed_own = self.source.chosen.startswith(OWN)
        self.own.leave()
        self._start_anew()
        self._ask_nothing()
        if showed_own:
            self._open(name)
        self.state.source = name

    def _start_anew(self) -> None:
        """Drop what was selected of texts that will be other ones."""
        self.state.clear()
        self.state.text_id = self.state.shown_class = self.state.queue = ""

    # ---- how a table is read ----

    def _choose_reading(self, chosen: Callable[[Choice, TableReading], Choice]) -> None:
        """Read the table that is asked about as a visitor says."""
        if self._reading is not None:
            self._start_anew()
            self.state.table_choice = chosen(self.state.table_choice, self._reading)

    def _choice_changed(self, _change: Any) -> None:
        """Another choice, by the visitor or by a link, reads the table again."""
        if self._begun is not None and self._begun.path and self.state.table_choice != self._read_by:
            self._begin(self._begun)

    def _ask(self, reading: TableReading | None, unread: bool = False) -> None:
        self._reading = reading
        self.details.ask(reading, unread)

    def _ask_nothing(self) -> None:
        self._begun = None
        self.state.table_choice = Choice()
        self._ask(None)

    def _give_up(self) -> None:
        """Forget a table that could not be used; what is shown stays."""
        self.details.tell(None)
        self._ask_nothing()
        if not self.source.chosen.startswith(OWN):
            self.own.leave()

    # ---- where they come from ----

    def _source_changed(self, _change: Any) -> None:
        name = self.state.source or self._default
        if self.source.chosen.startswith(OWN):
            return
        if not (self.state.source or self.state.table_choice or self.own.file):
            # Links name their set, so that another one may be the first some day.
            self.state.source = name
            return
        if name == self.source.chosen:
            return
        if name in self._sets:
            self._ask(None)
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
            self.state.source = self._default

    def _fall_back(self, _change: Any) -> None:
        """Where texts could not be used and none are shown, show the bundled ones."""
        if not self.working.running and self.state.analysis is None and not self.own.lacking:
            begun, reading, choice = self._begun, self._reading, self.state.table_choice
            self.source.chosen = self._default
            self.state.source = self._default
            self._open(self._default)
            # The table that could not be used can still be asked about.
            self._begun, self._read_by, self.state.table_choice = begun, choice, choice
            self._ask(reading, unread=True)

    def _receive(self, name: str, size: int) -> Upload:
        return Upload(name, size, session_folder(), int(self._settings.max_upload_mb * MEGABYTE))

    def _open_own(self, files: list[Named]) -> None:
        """Read what a visitor brought, or what a link asks for."""
        # What a link says of a table waits for the file; what was chosen for another file does not.
        if self._begun is not None and self._begun.path:
            self._ask_nothing()
        name, path = files[0]
        self._begin(DataSet(OWN, name, lambda: read_file(path, name), path))

    def _lack(self, problem: Problem | None) -> None:
        """Show no texts: a link asks for a file that is not here."""
        self.working.abandon()
        self._begun = None
        self._ask(None)
        self.source.show_own(self.own.file[1] if self.own.file is not None else "")
        self.dashboard.forget()
        self.details.tell(problem)

    def _leave_own(self) -> None:
        """Show what a page shows to whoever brings nothing."""
        self._start_anew()
        self._ask_nothing()
        self._open(self._default)
        self.state.source = self._default

    def _open(self, name: str) -> None:
        """Show a set on offer: at once where set-up made its classifier, else by training one."""
        chosen = self._sets[name]
        if name in BUNDLED:
            try:
                corpus = chosen.read()
            except Problem as problem:
                self.source.chosen = name
                self.details.tell(problem)
                return
            try:
                trained = open_kept(corpus)
            except Problem:
                self._begin(DataSet(name, chosen.title, lambda: corpus))
                return
            self.working.abandon()
            self.source.chosen = name
            self._show(trained, trained.analysis())
        else:
            self._begin(chosen)

    def _begin(self, chosen: DataSet) -> None:
        """Read and train beside the page; what was shown stays until it is known that this can be used."""
        name, choice = chosen.name, self.state.table_choice
        self._begun, self._read_by = chosen, choice
        heard: list[TableReading] = []

        def work(tell: Tell) -> tuple[Trained, Analysis] | Problem:
            tell(f"Reading {chosen.title}", 0.0)
            try:
                if chosen.path is None:
                    corpus = chosen.read()
                else:
                    corpus = read_file(chosen.path, chosen.title, choice, heard.append)
                trained = prepare(corpus, progress=tell)
                tell("Judging the held-back texts", 0.9)
                analysis = trained.analysis()
                # Found once and kept: for many texts this takes seconds, which the page must not wait for.
                tell("Looking for texts that are the same", 0.95)
                cautions(analysis)
                return trained, analysis
            except Problem as problem:
                return problem

        def done(result: tuple[Trained, Analysis] | Problem) -> None:
            self._ask(heard[0] if heard else None, unread=isinstance(result, Problem))
            if isinstance(result, Problem):
                if name == OWN and not heard:
                    # Nothing can be asked about it, so a link need not name it.
                    self.own.leave()
                raise result
            if name == OWN:
                self.source.show_own(chosen.title)
            else:
                self.source.chosen = name
            self.state.source = "" if name == OWN else name
            self._show(*result)

        self.working.start(f"Reading {chosen.title}", work, done)

    def _show(self, trained: Trained, analysis: Analysis) -> None:
        notices = self.dashboard.show(trained, analysis)
        self.details.show(trained.corpus, notices, trained.alike.conflicts())

    # ---- who looks at them ----

    def arrive(self, visitor: Visitor | None) -> None:
        """The browser showed who it is."""
        self.own.arrive(visitor)
        if visitor is not None:
            self.dashboard.decide_as(visitor)
