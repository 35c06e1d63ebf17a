"""The rows of a network: editing them, and what each makes of what comes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.network.architecture.layer import (
    MOST_ACTIVATIONS,
    MOST_PARAMETERS,
    Shape,
    layer_type,
    shape_words,
    size,
)
from app.network.call import Call
from app.network.datasets import Data
from app.network.settings import BINARY, CLASSES, MOST_ROWS, REGRESSION, Spec
from app.problem import Problem


@dataclass(frozen=True)
class RowState:
    """A row as the page shows it: its shape going out, its parameters, and what is wrong with it.

    ``shape`` is None from the first impossible row on. ``calls`` are its Keras layers, empty if wrong.
    """

    spec: Spec
    title: str
    shape: Shape | None
    parameters: int
    units: int
    activation: str
    problem: Problem | None = None
    calls: tuple[Call, ...] = field(default=(), repr=False)

    @property
    def shape_words(self) -> str:
        """The shape as a visitor reads it."""
        return "" if self.shape is None else shape_words(self.shape)


def outline(rows: Sequence[Spec], shape: Shape) -> list[RowState]:
    """What each row makes of data whose rows have this shape; never raises."""
    states = []
    input_shape: Shape | None = shape
    for place, spec in enumerate(rows):
        state = _row(spec, input_shape, output=place == len(rows) - 1)
        states.append(state)
        input_shape = state.shape
    return states


def _row(spec: Spec, input_shape: Shape | None, *, output: bool) -> RowState:
    try:
        kind = layer_type(spec.name)
        values = kind.settled(spec.values, output=output)
    except Problem as problem:
        return RowState(spec, spec.name, None, 0, 0, "", problem)
    units, activation = kind.units(values), kind.activation(values)
    title = kind.title
    if input_shape is None:
        # The row above is the one to mend; this one may be all right.
        return RowState(spec, title, None, 0, units, activation)
    try:
        shape = kind.shape(input_shape, values)
        parameters = kind.parameters(input_shape, values)
        if parameters > MOST_PARAMETERS:
            raise Problem(
                f"{title} would have {parameters:,} parameters; at most {MOST_PARAMETERS:,} can be "
                "trained here.",
                "Use fewer units, or pool before it.",
            )
        if size(shape) > MOST_ACTIVATIONS:
            raise Problem(f"{title} would give {size(shape):,} numbers a row.", "Use fewer units or filters.")
        calls = tuple(kind.calls(values))
    except Problem as problem:
        return RowState(spec, title, None, 0, units, activation, problem)
    return RowState(spec, title, shape, parameters, units, activation, calls=calls)


def output_row(data: Data) -> Spec:
    """The output that fits a data set: its width, and the activation of its task."""
    activation = {REGRESSION: "linear", BINARY: "sigmoid", CLASSES: "softmax"}[data.task]
    return Spec("Dense", {"units": data.outputs, "activation": activation})


def fitting_rows(hidden: Sequence[Spec], data: Data) -> tuple[Spec, ...]:
    """Rows for a data set: the ``hidden`` ones if they can read its rows, else usual ones; and the output."""
    kept = tuple(row for row in hidden if row.name != "Embedding")
    dense = bool(kept) and kept[0].name == "Dense"
    if data.vocabulary:
        kept = (Spec("Embedding", {"vocabulary": data.vocabulary}), Spec("LSTM"))
    elif len(data.shape) == 3 and (not kept or dense):
        kept = (Spec("Conv2D"), Spec("MaxPooling2D"), Spec("Flatten"), Spec("Dense"))
    elif len(data.shape) == 2 and (not kept or dense):
        kept = (Spec("LSTM"),)
    elif len(data.shape) == 1 and not dense:
        kept = (Spec("Dense"), Spec("Dense"))
    return (*kept, output_row(data))


class Stack:
    """Edits of rows, each giving new rows; the last row is the output and stays last.

    ``place`` counts from 0. An edit that makes no sense raises Problem.
    """

    def __init__(self, rows: Sequence[Spec]) -> None:
        self.rows = tuple(rows)

    def add(self, name: str, place: int | None = None, **values: Any) -> Stack:
        """A new row of this kind, before the one at ``place``, or before the output."""
        self._room()
        layer_type(name)
        at = len(self.rows) - 1 if place is None else place
        if not 0 <= at < max(len(self.rows), 1):
            raise Problem(
                "A row can only stand between input and output.", "Choose a place above the output."
            )
        return Stack((*self.rows[:at], Spec(name, values), *self.rows[at:]))

    def remove(self, place: int) -> Stack:
        """Without the row."""
        self._hidden(place)
        return Stack((*self.rows[:place], *self.rows[place + 1 :]))

    def duplicate(self, place: int) -> Stack:
        """The row twice."""
        self._room()
        self._hidden(place)
        return Stack((*self.rows[:place], self.rows[place], *self.rows[place:]))

    def move(self, place: int, to: int) -> Stack:
        """The row where another one is now."""
        self._hidden(place)
        self._hidden(to)
        rest = [*self.rows[:place], *self.rows[place + 1 :]]
        rest.insert(to, self.rows[place])
        return Stack(rest)

    def change(self, place: int, **values: Any) -> Stack:
        """The row with some settings changed; None takes one back to its default."""
        if not 0 <= place < len(self.rows):
            raise Problem("There is no such row.", "Choose one of the rows.")
        row = self.rows[place]
        kept = {name: value for name, value in {**row.values, **values}.items() if value is not None}
        changed = Spec(row.name, kept)
        layer_type(row.name).settled(kept, output=place == len(self.rows) - 1)
        return Stack((*self.rows[:place], changed, *self.rows[place + 1 :]))

    def _hidden(self, place: int) -> None:
        if not 0 <= place < len(self.rows) - 1:
            raise Problem("The output stays, and stays last.", "Choose one of the rows above it.")

    def _room(self) -> None:
        if len(self.rows) >= MOST_ROWS:
            raise Problem(f"A network can have at most {MOST_ROWS} rows here.", "Remove one first.")
