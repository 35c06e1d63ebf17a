"""What the layers hold and do, epoch by epoch: a strip of one measure, histograms of four quantities."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ipyvuetify as v

from app.charts import Card, Choices
from app.network.model import NetworkModel
from app.network.slopes import FLAT
from app.network.snapshots import QUANTITIES
from app.network.views.epoch_slider import EpochSlider
from app.network.views.histogram import HistogramChart
from app.network.views.layer_strip import LayerStrip
from app.network.views.learning_curve import Curve, LearningCurve
from app.network.views.looking import Looking
from app.network.views.measures import MEASURED
from app.network.views.training_panel import activation_of

_READINGS = {
    "activations": "what it gives",
    "gradients": "how the loss pulls",
    "weights": "what it multiplies by",
    "biases": "what it adds",
}
_COLOURS = (
    "var(--v-3xx-0)",
    "var(--v-4xx-0)",
    "var(--v-2xx-0)",
    "var(--v-5xx-0)",
    "var(--v-3xx-3)",
    "var(--v-4xx-2)",
)


class DistributionsPanel(v.Html):
    """The snapshots of a run: any measure of any layer, any quantity at any epoch."""

    def __init__(self, model: NetworkModel, looking: Looking) -> None:
        self._model, self._looking = model, looking
        self.strip = LayerStrip("Measure", on_pick=looking.pick)
        self.measure = Choices(
            label="Measure", options=[one.word for one in MEASURED.values()], on_choose=self._measured
        )
        self.slider = EpochSlider(looking.pick_epoch)
        self.layer = Choices(label="Layer", options=["layer 1"], on_choose=self._layered)
        self.lines = LearningCurve("Measure", height=210, bounds=(0.0, None), on_epoch=looking.pick_epoch)
        self.histograms = {
            name: HistogramChart(name.capitalize(), empty="No run yet: press Train.") for name in _READINGS
        }
        self.strip_card = Card(
            "Saturation",
            v.Html(tag="div", class_="vt-stacked vt-filling", children=[self.strip, self.slider]),
            actions=self.measure,
            table=self.strip.table,
            size="vt-n7",
        )
        self.lines_card = Card("By layer", self.lines, table=self.lines.table, size="vt-n5")
        self.cards = {
            name: Card(
                name.capitalize(),
                chart,
                reading=_READINGS[name],
                table=chart.table,
                actions=self.layer if name == "activations" else None,
                size="vt-3 vt-n6",
            )
            for name, chart in self.histograms.items()
        }
        super().__init__(
            tag="div",
            class_="vt-grid vt-learning",
            children=[self.strip_card, self.lines_card, *self.cards.values()],
        )

    def _measured(self, word: str) -> None:
        self._looking.measure = next(name for name, one in MEASURED.items() if one.word == word)
        self.redraw()

    def _layered(self, name: str) -> None:
        if name in self._looking.layers:
            self._looking.layer = self._looking.layers.index(name)

    def redraw(self, _others: Sequence[Any] = ()) -> None:
        """Show the run's snapshots so far."""
        run, looking = self._model.run, self._looking
        shown = looking.shown_measure
        measure = MEASURED[shown]
        self.strip_card.title, self.strip_card.reading = measure.title, measure.reading
        self.measure.choose(measure.word)
        if run is not None:
            values = run.snapshots.measure(shown)
            epochs = run.snapshots.epochs[: values.shape[1]]
            count = len(values) - 1 if measure.is_share and len(values) > 1 else len(values)
            self.strip.colour = measure.colour
            self.strip.show(
                looking.layers[:count],
                epochs,
                values[:count],
                bright=measure.bright(values[:count]),
                span=looking.span,
                say=measure.say,
            )
            self.layer.offer(looking.layers, looking.layer_name)
            # A curve has a value an epoch: where every second epoch is kept, the one before stands for it.
            places = [run.snapshots.at(epoch) for epoch in range(1, looking.last + 1)] if len(epochs) else []
            self.lines.show(
                [
                    Curve(
                        looking.layers[layer],
                        values[layer][[min(place, values.shape[1] - 1) for place in places]].astype(float),
                        _COLOURS[layer % len(_COLOURS)],
                    )
                    for layer in range(count)
                ]
                if places
                else [],
                looking.span,
            )
        self.lines_card.title = f"{measure.word.capitalize()} by layer"
        self.lines_card.reading = "one line a layer; log for orders of magnitude"
        self.look()
        for card in (self.strip_card, self.lines_card, *self.cards.values()):
            card.refresh_table()

    def look(self) -> None:
        """Show the epoch and the layer that are looked at."""
        run, looking = self._model.run, self._looking
        epoch, place = looking.epoch, looking.place
        self.strip.select(epoch, place)
        self.slider.show(epoch, looking.last)
        self.lines.epoch = epoch
        for name, chart in self.histograms.items():
            card = self.cards[name]
            if run is None or not len(run.snapshots) or name not in QUANTITIES:
                chart.show(None)
                continue
            flat = None
            if name == "activations":
                self.layer.choose(looking.layer_name)
                flat = FLAT.get(activation_of(run.settings.rows[place]))
            card.reading = f"{looking.layer_name}, epoch {epoch}: {_READINGS[name]}"
            chart.label = f"{name.capitalize()} of {looking.layer_name} at epoch {epoch}"
            found = run.snapshots.histogram(name, place, epoch)
            chart.empty = "This layer has none." if not found.total and not found.nonfinite else ""
            chart.show(found, flat)
