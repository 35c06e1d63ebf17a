"""A run as files that a visitor takes home: its network, its Python code, its numbers, its model card."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any

from app.charts.download import Download, pieces
from app.csv_export import csv_parts
from app.network.export import keras_file
from app.network.model import NetworkModel
from app.network.model_card import model_card
from app.network.run import Run
from app.network.run_tables import curve_rows, histogram_rows
from app.network.tensorboard import event_parts
from app.problem import Problem


class RunFiles:
    """Two ``downloads``, of the run on show and of any kept one; ``tell(problem)`` says why one failed."""

    def __init__(self, model: NetworkModel, tell: Callable[[Problem], Any]) -> None:
        self._model = model
        self._keras = Download("network.keras", self._shown_keras, words="Save .keras", on_problem=tell)
        self._code = Download(
            "network.py", self._shown_code, words="Python code", icon="language-python", on_problem=tell
        )

    @property
    def downloads(self) -> Sequence[Download]:
        """Their buttons."""
        return self._keras, self._code

    def give_keras(self, run: Run) -> None:
        """Save the network of a kept run."""
        self._keras.give(_name(run, "keras"), lambda: _keras_parts(run))

    def give_code(self, run: Run) -> None:
        """Save the Python code of a kept run."""
        self._code.give(_name(run, "py"), lambda: _code_parts(run))

    def give_curves(self, run: Run) -> None:
        """Save the numbers of each epoch of a kept run as CSV."""
        self._code.give(f"{file_name(run.title)}-curves.csv", lambda: csv_parts(curve_rows(run)))

    def give_histograms(self, run: Run) -> None:
        """Save the histograms of each layer and epoch of a kept run as CSV."""
        self._code.give(f"{file_name(run.title)}-histograms.csv", lambda: csv_parts(histogram_rows(run)))

    def give_events(self, run: Run) -> None:
        """Save what a kept run recorded as a log for TensorBoard, which knows such a one by its name."""
        self._code.give(f"events.out.tfevents.1.{file_name(run.title)}", lambda: event_parts(run))

    def give_card(self, run: Run, note: str) -> None:
        """Save the model card of a kept run."""
        self._code.give(f"{file_name(run.title)}.html", lambda: [model_card(run, note).encode()])

    def _shown_keras(self) -> Awaitable[Iterable[bytes]]:
        run = self._shown()
        self._keras.file = _name(run, "keras")
        return _keras_parts(run)

    def _shown_code(self) -> Iterable[bytes]:
        run = self._shown()
        self._code.file = _name(run, "py")
        return _code_parts(run)

    def _shown(self) -> Run:
        if self._model.run is None:
            raise Problem("There is no run to save yet.", "Train one first.")
        return self._model.run


async def _keras_parts(run: Run) -> Iterable[bytes]:
    return pieces(await asyncio.wrap_future(keras_file(run)))


def _code_parts(run: Run) -> Iterable[bytes]:
    return [run.code.encode()]


def _name(run: Run, kind: str) -> str:
    return f"{file_name(run.title)}.{kind}"


def file_name(title: str) -> str:
    """A run's title as the name of a file.

    >>> file_name("Iris, 2 × 8 relu")
    'iris-2-8-relu'
    """
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in title.lower())
    return "-".join(part for part in letters.split("-") if part)[:60] or "network"
