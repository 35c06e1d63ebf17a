"""What a visitor set on the network page: the data set, the training's settings and the rows of layers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import traitlets

from app.network.architecture.stack import RowState, Stack, fitting_rows, outline
from app.network.checks import Finding, findings
from app.network.datasets import OWN, Data, own_tables, source_of
from app.network.datasets.notebook_data import NOTEBOOK
from app.network.link import FIRST
from app.network.outputs import USUAL_LOSS, usual_activation
from app.network.presets import presets
from app.network.settings import Settings, Spec
from app.network.verdicts import Remedy
from app.network.verdicts.remedies import scale
from app.problem import Problem


class Editing(traitlets.HasTraits):
    """The settings and every way to change them.

    ``revision`` rises with each change, and before it ``replaced`` where other settings are taken over as a
    whole: those of a preset, a remedy, a run or a link. Edits that cannot be are refused with `Problem`; what
    can be set but not trained is in `findings`.
    """

    revision = traitlets.Int()
    replaced = traitlets.Int()

    def __init__(self, settings: Settings | None = None) -> None:
        super().__init__()
        self.settings = settings or presets[FIRST]
        self.notebook_data: Data | None = None
        self._data: tuple[Spec, Data] | None = None
        self._preset = FIRST

    @property
    def data(self) -> Data:
        """The rows of the data set chosen. Raises Problem if they cannot be had."""
        if self.notebook_data is not None:
            return self.notebook_data
        spec = self.settings.data
        if self._data is None or self._data[0] != spec:
            self._data = spec, source_of(spec.name).load(spec.values)
        return self._data[1]

    def choose_data(self, name: str, **values: Any) -> None:
        """Another data set; output, loss and input layer follow where they must, and settings whose story is
        that they fail do not stay for a visitor's own rows. Raises Problem."""
        spec = Spec(name, values)
        data = source_of(name).load(values)
        try:
            before: Data | None = self.data
        except Problem:
            before = None
        self._data = spec, data
        changes: dict[str, Any] = {"data": spec}
        if before is None or _form(data) != _form(before):
            same = before is not None and len(data.shape) == len(before.shape)
            rows = fitting_rows(self.settings.rows[:-1] if same else (), data)
            changes |= {"rows": rows, "loss": Spec(USUAL_LOSS[data.task]), "metrics": ()}
        if name == OWN != self.settings.data.name:
            changes |= _sound(self.settings.changed(**changes), data)
        self.change(**changes)

    def set_value(self, name: str, value: Any) -> None:
        """Change a value of the data set; those that depend on it follow. Raises Problem, and changes
        nothing, where it has no such rows."""
        spec = self.settings.data
        self.choose_data(spec.name, **source_of(spec.name).changed(spec.values, name, value))

    def use_column(self, name: str, *, as_input: bool) -> None:
        """A column of a visitor's table becomes inputs from now on, or none. Raises Problem."""
        self.choose_data(OWN, **own_tables().use(self.settings.data.values, name, as_input=as_input))

    def use(self, data: Data) -> None:
        """Rows that a notebook's author gave, in place of all data sets; layers and loss follow."""
        # The page shows what was guessed: a loss that does not go with it is refused in words.
        self.notebook_data = replace(data, guessed=())
        self.change(
            data=Spec(NOTEBOOK),
            rows=fitting_rows((), data),
            loss=Spec(USUAL_LOSS[data.task]),
            metrics=(),
        )

    def tell_column(self, file: str, column: str, own: str) -> None:
        """A column of the table is called by its ``own`` name in one of several files ("": it has none).
        Raises Problem."""
        self.choose_data(OWN, **own_tables().tell(self.settings.data.values, file, column, own))

    def receive(self, path: Path, name: str, key: str = "") -> None:
        """A visitor's table, known by a ``key`` if one is given, becomes the data set, or is what the
        settings speak of. Raises Problem."""
        values = own_tables().receive(path, name, key)
        if self.settings.data.name == OWN and self.settings.data.values.get("file") == values["file"]:
            self._data = None
            self._changed()
        else:
            self.choose_data(OWN, **values)

    # ---- settings ----

    def change(self, **changes: Any) -> None:
        """Change settings, checked for their kind; whether they can be trained is in `findings`. Raises
        Problem."""
        self.settings = Settings.from_json(self.settings.changed(**{"title": "", **changes}).as_json())
        self._changed()

    def choose_loss(self, spec: Spec) -> None:
        """Another loss, and the output activation that it needs. Raises Problem."""
        output = self.settings.rows[-1]
        wanted = usual_activation(self.data.task, spec.name)
        self.change(loss=spec, rows=(*self.settings.rows[:-1], output.with_values(activation=wanted)))

    def edit(self, edit: Callable[[Stack], Stack]) -> None:
        """Change the rows: ``edit(lambda rows: rows.duplicate(1))``. Raises Problem."""
        self.change(rows=edit(Stack(self.settings.rows)).rows)

    def choose_preset(self, title: str) -> None:
        """Take over a preset. Raises Problem if there is none of this title."""
        if title not in presets:
            raise Problem(f"There is no preset “{title[:40]}”.", "Choose one of the list.")
        self._preset = title
        self._replace(presets[title])

    def apply(self, remedy: Remedy) -> None:
        """Take over what a verdict recommends."""
        self._replace(remedy.apply(self.settings))

    def take_over(self, settings: Settings) -> None:
        """Take over the settings of a training that was tried."""
        self._replace(settings)

    @property
    def rows(self) -> list[RowState]:
        """The rows with shapes and parameters. Imports Keras, as `findings` does."""
        return outline(self.settings.rows, self.data.shape)

    @property
    def parameters(self) -> int:
        """All parameters of the network."""
        return sum(row.parameters for row in self.rows)

    def findings(self) -> list[Finding]:
        """What keeps these settings from being trained, each with its place; empty if nothing."""
        try:
            return findings(self.settings, self.data)
        except Problem as problem:
            return [Finding("data", problem)]

    def _replace(self, settings: Settings) -> None:
        self.settings = settings
        self.replaced += 1
        self._changed()

    def _changed(self) -> None:
        self.revision += 1


def _sound(settings: Settings, data: Data) -> dict[str, Any]:
    """What changes for a visitor's own rows: they are scaled, and nothing stays of a preset, which has a
    title for as long as nobody changed it."""
    changes: dict[str, Any] = {}
    if settings.title:
        loss = Spec(USUAL_LOSS[data.task])
        usual = Settings(settings.data, fitting_rows((), data), loss, batch_size=32, seed=settings.seed)
        changes = {name: value for name, value in vars(usual).items() if name not in ("data", "title")}
    if not data.vocabulary:
        for remedy in scale(settings.changed(**changes), data.task):
            changes |= remedy.changes
    return changes


def _form(data: Data) -> tuple[Any, ...]:
    return data.task, data.outputs, data.shape, data.vocabulary
