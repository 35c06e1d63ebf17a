"""What the layers hold and do, epoch by epoch: a strip of one measure, histograms of four quantities."""

from __future__ import annotations

import ipyvuetify as v

from app.charts import Card, Choices
from app.network.model import NetworkModel
from app.network.slopes import FLAT
from app.network.views.epoch_slider import EpochSlider
from app.network.views.histogram import HistogramChart
from app.network.views.layer_columns import activation_of
from app.network.views.layer_strip import LayerStrip
from app.network.views.learning_curve import Curve, LearningCurve
from app.network.views.measures import MEASURED
from app.network.views.training_panel import outline_of
from app.network.views.viewpoint import Viewpoint

_READINGS = {
    "activations": "what it gives",
    "gradients": "how the loss pulls",
    "weights": "what it multiplies by",
    "biases": "what it adds",
}
_MEASURES = {one.word: name for name, one in MEASURED.items()}
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

    def __init__(self, model: NetworkModel, viewpoint: Viewpoint) -> None:
        self._model, self._viewpoint = model, viewpoint
        self.strip = LayerStrip("Measure", on_pick=viewpoint.pick)
        self.measure = Choices(label="Measure", options=list(_MEASURES), on_choose=self._measured)
        self.slider = EpochSlider(viewpoint.pick_epoch)
        self.layer = Choices(label="Layer", options=["layer 1"], on_choose=viewpoint.pick_layer)
        self.lines = LearningCurve("Measure", height=210, bounds=(0.0, None), on_epoch=viewpoint.pick_epoch)
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
        self._viewpoint.pick_measure(_MEASURES[word])

    def redraw(self) -> None:
        """Show the run's snapshots so far."""
        viewpoint = self._viewpoint
        measure = viewpoint.measure
        self.strip_card.title = measure.title
        self.strip_card.reading = measure.reading + viewpoint.whose
        self.measure.choose(measure.word)
        self.strip.follow(viewpoint)
        if viewpoint.run is not None:
            self.layer.offer(viewpoint.layers, viewpoint.layer_name)
        self.lines.show(_lines(viewpoint), viewpoint.span)
        self.lines_card.title = f"{measure.word.capitalize()} by layer"
        self.lines_card.reading = f"one line a layer; log for orders of magnitude{viewpoint.whose}"
        self.look()
        for card in (self.strip_card, self.lines_card, *self.cards.values()):
            card.refresh_table()

    def look(self) -> None:
        """Show the epoch and the layer that are looked at."""
        run, viewpoint = self._model.run, self._viewpoint
        epoch, place = viewpoint.epoch, viewpoint.place
        self.strip.select(epoch, place)
        self.slider.show(epoch, viewpoint.last)
        self.lines.epoch = epoch
        for name, chart in self.histograms.items():
            card = self.cards[name]
            found = viewpoint.histogram(name)
            if run is None or found is None:
                card.reading = _READINGS[name]
                chart.show(None)
                continue
            flat = None
            if name == "activations":
                self.layer.choose(viewpoint.layer_name)
                flat = FLAT.get(activation_of(run.settings.rows[place]))
            card.reading = f"{viewpoint.layer_name}, epoch {epoch}: {_READINGS[name]}{viewpoint.whose}"
            chart.label = f"{name.capitalize()} of {viewpoint.layer_name} at epoch {epoch}"
            chart.empty = "This layer has none." if not found.total and not found.nonfinite else ""
            chart.show(found, flat, outline_of(viewpoint, name))


def _lines(viewpoint: Viewpoint) -> list[Curve]:
    """The measure as a curve a layer."""
    run, values = viewpoint.run, viewpoint.measured
    if run is None or not values.shape[1]:
        return []
    # A curve has a value an epoch: where every second epoch is kept, the one before stands for it.
    places = [min(run.snapshots.at(epoch), values.shape[1] - 1) for epoch in range(1, viewpoint.last + 1)]
    return [
        Curve(viewpoint.layers[layer], row[places].astype(float), _COLOURS[layer % len(_COLOURS)])
        for layer, row in enumerate(values)
    ]
