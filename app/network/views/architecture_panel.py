"""The rows of the network, with shapes and parameters as they are edited, and its drawing."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v

from app.charts import Card, Choices
from app.network import engine
from app.network.architecture import LAYERS, layer_type
from app.network.architecture.layer import shape_words
from app.network.architecture.stack import RowState
from app.network.model import NetworkModel
from app.network.settings import Spec
from app.network.views.drawing import NetworkDrawing
from app.network.views.fields import PATH, layer_fields
from app.network.views.layer_columns import network_columns
from app.network.views.settings_form import SettingsForm
from app.network.views.viewpoint import Viewpoint
from app.problem import Problem

INPUT = "input"


class ArchitecturePanel(v.Html):
    """Rows that are added, removed, moved and duplicated, by mouse and keyboard."""

    def __init__(self, model: NetworkModel, viewpoint: Viewpoint) -> None:
        self._model, self._viewpoint = model, viewpoint
        self._shown: Any = None
        self.form = SettingsForm(self._set, self._use, rows=True)
        self.adding = Choices(
            label="Add a layer before the output",
            nothing="Add a layer…",
            options=[kind.title for kind in LAYERS.values()],
            on_choose=self._add,
        )
        self.drawing = NetworkDrawing(height=300)
        self.card = Card("Layers", self.form, actions=self.adding, table=self.table, size="vt-n8")
        self.drawing_card = Card("Network", self.drawing, table=self.drawing.table, size="vt-n4")
        super().__init__(tag="div", class_="vt-grid vt-learning", children=[self.card, self.drawing_card])

    # ---- what a visitor does ----

    def _add(self, title: str) -> None:
        name = next((name for name, kind in LAYERS.items() if kind.title == title), None)
        if name is not None:
            values = {"vocabulary": self._model.data.vocabulary} if name == "Embedding" else {}
            place = 0 if name == "Embedding" else None
            self.form.forget()
            self._edit(lambda stack: stack.add(name, place, **{k: n for k, n in values.items() if n}))
        self.adding.choose("")

    def _use(self, group: str, tool: str, to: int) -> None:
        place = int(group)
        count = len(self._model.settings.rows) - 1
        edits = {
            "up": lambda stack: stack.move(place, max(place - 1, 0)),
            "down": lambda stack: stack.move(place, min(place + 1, count - 1)),
            "duplicate": lambda stack: stack.duplicate(place),
            "remove": lambda stack: stack.remove(place),
            "move": lambda stack: stack.move(place, to),
        }
        self._edit(edits[tool])

    def _edit(self, edit: Any) -> None:
        try:
            self._model.edit(edit)
        except Problem as problem:
            self.card.reading = str(problem)

    def _set(self, group: str, name: str, value: Any) -> None:
        if not group.isdigit() or int(group) >= len(self._model.settings.rows):
            return
        place = int(group)
        outer, _, inner = name.partition(PATH)
        if inner:
            before = self._model.settings.rows[place].values.get(outer)
            field = next((one for one in self._kind(place).fields if one.name == outer), None)
            spec = before if isinstance(before, Spec) else Spec(before) if before else field and field.default
            if spec is None:
                return
            values = {**spec.values, inner: value}
            value = Spec(spec.name, {key: one for key, one in values.items() if one is not None})
        self._model.edit(
            lambda stack: stack.change(place, **{outer: value or None if value == "" else value})
        )

    def _kind(self, place: int) -> Any:
        return layer_type(self._model.settings.rows[place].name)

    # ---- what a visitor sees ----

    def redraw(self) -> None:
        """Show the rows as they are set, once Keras can say what they may be."""
        if not engine.ready() or self._viewpoint.data is None:
            self.form.waiting = (
                "Choose a data set first."
                if self._viewpoint.data is None
                else "Loading Keras, which knows what layers can be…"
            )
            self._draw_network()
            return
        self.form.waiting = ""
        seen = (id(self._model.settings), id(self._model.data))
        if seen != self._shown:
            self._shown = seen
            self.form.show(self._groups(self._model.rows))
            self._sum_up()
        self._draw_network()

    def look(self) -> None:
        """Colour the drawing by the epoch that is looked at."""
        self._draw_network()

    def _groups(self, rows: list[RowState]) -> list[dict[str, Any]]:
        model = self._model
        wrong: dict[int, list[str]] = {}
        for finding in model.findings():
            if isinstance(finding.place, int):
                wrong.setdefault(finding.place, []).append(str(finding.problem))
        data = model.data
        kind = "tokens" if data.vocabulary else "numbers"
        groups: list[dict[str, Any]] = [
            {
                "key": INPUT,
                "title": "Input",
                "note": f"{shape_words(data.shape)} {kind} a row",
                "fields": [],
            }
        ]
        for place, row in enumerate(rows):
            last = place == len(rows) - 1
            groups.append(
                {
                    "key": str(place),
                    "title": "Output" if last else f"{place + 1} · {row.title}",
                    "note": f"{row.shape_words} · {row.parameters:,} parameters" if row.shape else "–",
                    "fields": self._fields(row.spec, output=last),
                    "problem": " ".join(wrong.get(place, ())),
                    "movable": not last,
                }
            )
        return groups

    def _fields(self, spec: Spec, *, output: bool) -> list[dict[str, Any]]:
        try:
            kind = layer_type(spec.name)
        except Problem:
            return []
        return [
            field
            for one in kind.fields
            for field in layer_fields(one, spec.values.get(one.name, one.default), output=output)
        ]

    def _draw_network(self) -> None:
        self.drawing.show(network_columns(self._model, self._viewpoint))
        self.drawing_card.refresh_table()

    def _sum_up(self) -> None:
        wrong = any(isinstance(one.place, int) for one in self._model.findings())
        total = f"{self._model.parameters:,} parameters"
        self.card.reading = (
            "one row cannot stand as it is" if wrong else f"{total}; shapes as they come out of each row"
        )
        self.drawing_card.reading = "as far as it goes" if wrong else total
        self.card.refresh_table()

    def table(self) -> tuple[list[str], list[list[Any]]]:
        """A row a layer: its name, its shape, its parameters."""
        rows = self._model.rows if engine.ready() else []
        return (
            ["layer", "activation", "shape", "parameters"],
            [[row.title, row.activation, row.shape_words, row.parameters] for row in rows],
        )
