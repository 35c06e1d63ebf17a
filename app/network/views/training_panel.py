"""The heart of the page: curves, saturation, activations and sentences of a run, live."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ipyvuetify as v

from app.charts import Card, InsightList
from app.network import engine
from app.network.model import NetworkModel
from app.network.pace import JUDGE
from app.network.presets import STORIES
from app.network.settings import REGRESSION, SCORES, score_of
from app.network.slopes import FLAT
from app.network.verdicts import Remedy, Verdict
from app.network.views.comparison import against, facts, same_loss, same_score
from app.network.views.curves import SCORE_COLOUR, Rows, curves, steps_of
from app.network.views.drawing import NetworkDrawing
from app.network.views.epoch_slider import EpochSlider
from app.network.views.facts import FactList
from app.network.views.histogram import HistogramChart, Outline
from app.network.views.layer_columns import activation_of, network_columns
from app.network.views.layer_strip import LayerStrip
from app.network.views.learning_curve import LearningCurve
from app.network.views.measures import MEASURED
from app.network.views.sentences import Sentence, Taken, sentences
from app.network.views.ticks import number
from app.network.views.viewpoint import Viewpoint
from app.network.wording import spec_words
from app.pace import Pace

DEEPEST = -1.0
"""A score below this is drawn there: twice the error of answering the mean."""

_WAITING = "Press Train: the loss appears here, epoch by epoch."
_COMPILING = "Keras compiles the network: the loss appears after the first epoch."


class TrainingPanel(v.Html):
    """Everything about one run at a glance.

    ``on_try(remedy)`` is called when one is to be tried, ``on_take(remedy)`` when one is to be trained with.
    """

    def __init__(
        self,
        model: NetworkModel,
        viewpoint: Viewpoint,
        on_try: Callable[[Remedy], Any],
        on_take: Callable[[Remedy], Any],
    ) -> None:
        self._model, self._viewpoint = model, viewpoint
        self._on_try, self._on_take = on_try, on_take
        self._sentences: list[Sentence] = []
        self._judged: Any = None
        self._pace = Pace(least=JUDGE)
        self._counted: tuple[Any, int] = (None, 0)
        self._marked: Verdict | None = None
        self.loss = LearningCurve(
            "Loss",
            bounds=(0.0, None),
            on_epoch=viewpoint.pick_epoch,
            empty=_WAITING,
        )
        self.score = LearningCurve("Score", bounds=(0.0, 1.0), deepest=DEEPEST, on_epoch=viewpoint.pick_epoch)
        self.insights = InsightList(self._followed)
        self.strip = LayerStrip("Saturation", on_pick=viewpoint.pick)
        self.histogram = HistogramChart(
            "Activations", empty="A histogram of what a layer gives, at any epoch."
        )
        self.slider = EpochSlider(viewpoint.pick_epoch)
        self.drawing = NetworkDrawing()
        self.run_facts = FactList(empty="No run yet.")
        self.other_facts = FactList(
            empty="Train another network, or choose a run in Runs: both are compared here."
        )
        self._make_cards()
        super().__init__(tag="div", class_="vt-grid vt-learning", children=list(self._cards))

    def _make_cards(self) -> None:
        self.loss_card = Card("Loss", self.loss, table=self.loss.table, size="vt-n5")
        self.score_card = Card("R² on validation", self.score, table=self.score.table, size="vt-n4")
        self.insight_card = Card("What stands out", self.insights, size="vt-3 vt-n3")
        self.strip_card = Card("Saturation", self.strip, table=self.strip.table, size="vt-n7")
        self.histogram_card = Card(
            "Activations",
            v.Html(tag="div", class_="vt-stacked", children=[self.histogram, self.slider]),
            table=self.histogram.table,
            size="vt-n5",
        )
        self.drawing_card = Card("Network", self.drawing, table=self.drawing.table, size="vt-n6")
        self.run_card = Card("This run", self.run_facts, size="vt-n3")
        self.other_card = Card("Against another run", self.other_facts, size="vt-n3")
        self._cards = (
            self.loss_card,
            self.score_card,
            self.insight_card,
            self.strip_card,
            self.histogram_card,
            self.drawing_card,
            self.run_card,
            self.other_card,
        )

    # ---- what a visitor does ----

    def _followed(self, sentence: int, link: int) -> None:
        target = self._sentences[sentence].links[link]
        if isinstance(target, Remedy):
            self._on_try(target)
            return
        if isinstance(target, Taken):
            self._on_take(target.remedy)
            return
        self._marked = target
        if target.evidence in MEASURED:
            self._viewpoint.pick_measure(target.evidence)
        epoch = sum(target.epochs) // 2
        if target.layers:
            self._viewpoint.pick(epoch, target.layers[-1])
        else:
            self._viewpoint.pick_epoch(epoch)
        self._draw_curves()

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show the run at hand, and the curves of those that it is compared with."""
        for _ in self.in_parts():
            pass

    def in_parts(self) -> Iterator[None]:
        """`redraw` part by part, so that a click in between does not wait for the whole."""
        for draw in (self._judge, self._draw_curves, self._draw_strip):
            draw()
            yield
        yield from self._looks()
        self._draw_facts()
        for card in self._cards:
            card.refresh_table()

    def look(self) -> None:
        """Show the epoch and the layer that are looked at."""
        for _ in self._looks():
            pass

    def _looks(self) -> Iterator[None]:
        viewpoint = self._viewpoint
        epoch = viewpoint.epoch
        self.loss.epoch = self.score.epoch = epoch
        self.strip.select(epoch, viewpoint.place)
        self.slider.show(epoch, viewpoint.last)
        yield
        self._draw_histogram()
        yield
        self._draw_network()
        yield

    def _draw_curves(self) -> None:
        run, viewpoint = self._model.run, self._viewpoint
        rows: Rows = list(run.epoch_logs) if run is not None else []
        score = run.score if run is not None else score_of(self._task())
        others = viewpoint.others
        shown = [(title, other) for title, other in others if run is not None and same_loss(run, other)]
        band = self._band()
        loss = spec_words((run.settings if run is not None else self._model.settings).loss)
        span = viewpoint.span
        training = self._model.training
        self.loss.empty = _COMPILING if training is not None and training.busy else _WAITING
        self.loss.show(curves(rows, "loss", others=shown), span, band, steps_of(run) if run else None)
        same = [(title, other) for title, other in others if run is not None and same_score(run, other)]
        self.score.show(curves(rows, score, colour=SCORE_COLOUR, others=same), span, band)
        marked = "; red band: " + (self._marked.name if self._marked else "") if band else ""
        self.loss_card.reading = f"{loss}, validation dashed{marked}"
        self.score_card.title = f"{SCORES[score].capitalize()} on training and validation"
        self.score_card.reading = (
            "1 is perfect, 0 predicts the mean" if score == "r2" else "share of rows with the right class"
        )
        if any(row.get(name, 0.0) < DEEPEST for row in rows for name in (score, f"val_{score}")):
            self.score_card.reading += f", less than {number(DEEPEST)} is drawn there"
        for card in (self.loss_card, self.score_card):
            card.reading += viewpoint.whose

    def _task(self) -> str:
        data = self._viewpoint.data
        return data.task if data is not None else REGRESSION

    def _band(self) -> list[int]:
        run = self._model.run
        if run is None or self._marked is None or not run.epoch_logs:
            return []
        return [self._marked.epochs[0], min(self._marked.epochs[1], len(run.epoch_logs))]

    def _judge(self) -> None:
        """Find what stands out: at once when something else is shown, now and then while it trains."""
        run = self._model.run
        training = self._model.training
        busy = training is not None and training.busy
        tried = self._model.tried
        rows = len(run.epoch_logs) if run is not None else 0
        seen = (id(run), rows, busy, self._model.settings.title, tuple(tried.items()))
        before = self._judged
        if seen == before or (busy and before is not None and before[0] == seen[0] and not self._pace.due):
            return
        if before is None or before[0] != seen[0]:
            self._marked = None
        if run is None or not run.epoch_logs or not engine.ready():
            story = STORIES.get(self._model.settings.title, "")
            self._sentences = []
            self.insights.show([[(story or "Press Train, and what stands out is said here.", None)]])
            self.insight_card.reading = "what this preset shows" if story else "before training"
            return
        self._judged = seen
        with self._pace.drawing():
            found = run.verdicts
            self._sentences = sentences(found, tried)
            self.insights.show([list(sentence.parts) for sentence in self._sentences])
        self.insight_card.reading = "a phrase selects what it speaks of, or tries what may help"
        if self._marked is None or self._marked.name not in {one.name for one in found}:
            self._marked = next((one for one in found if one.name == "plateau"), None)
        else:
            self._marked = next(one for one in found if one.name == self._marked.name)

    def _draw_strip(self) -> None:
        measure = self._viewpoint.measure
        self.strip_card.title = measure.title
        self.strip_card.reading = measure.reading + self._viewpoint.whose
        self.strip.follow(self._viewpoint)

    def _draw_histogram(self) -> None:
        run, viewpoint = self._model.run, self._viewpoint
        found = viewpoint.histogram("activations")
        if run is None or found is None:
            self.histogram_card.title = "Activations"
            self.histogram_card.reading = "at the epoch of the slider"
            self.histogram.show(None)
            return
        epoch = viewpoint.epoch
        flat = FLAT.get(activation_of(run.settings.rows[viewpoint.place]))
        self.histogram_card.title = f"Activations of {viewpoint.layer_name} at epoch {epoch}"
        self.histogram_card.reading = "training rows" + ("; red: the flat ends" if flat else "")
        self.histogram.label = self.histogram_card.title
        self.histogram.show(found, flat, outline_of(viewpoint, "activations"))

    def _draw_network(self) -> None:
        model, viewpoint = self._model, self._viewpoint
        run = model.run
        columns = network_columns(model, viewpoint)
        self.drawing.show(columns)
        parts = []
        if self._count():
            parts.append(f"{self._counted[1]:,} parameters")
        if run is not None and len(run.snapshots):
            named = dict.fromkeys(column.ailing for column in columns if column.heat is not None)
            if named:
                parts.append(f"colour: {' or '.join(named)} units at epoch {viewpoint.epoch}")
        self.drawing_card.reading = " · ".join(parts)

    def _count(self) -> int:
        """The network's parameters, counted once an edit; 0 while Keras cannot say."""
        settings = self._model.settings
        if self._counted[0] is not settings and engine.ready() and self._viewpoint.data is not None:
            self._counted = settings, self._model.parameters
        return self._counted[1] if self._counted[0] is settings else 0

    def _draw_facts(self) -> None:
        run = self._model.run
        self.run_facts.show(facts(run, run.data) if run is not None else [])
        self.run_card.title = "The run before" if self._model.shows_other else "This run"
        self.run_card.reading = run.title if run is not None else ""
        if self._model.shows_other:
            self.run_card.reading += ", with other settings than those set now"
        others = self._viewpoint.others
        if run is not None and others:
            title, other = others[0]
            self.other_card.title = f"Against: {title}"
            self.other_card.reading = "its numbers, and how this run differs"
            self.other_facts.show(against(run, other))
        else:
            self.other_card.title, self.other_card.reading = "Against another run", ""
            self.other_facts.show([])


def outline_of(viewpoint: Viewpoint, quantity: str) -> Outline | None:
    """The same quantity, layer and epoch of the run beside the one on show."""
    beside = viewpoint.beside
    found = beside and beside.histogram(quantity, viewpoint.place, len(viewpoint.layers), viewpoint.epoch)
    return Outline(beside.title, beside.colour, found) if beside and found else None
