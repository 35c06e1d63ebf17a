"""Brief trainings that answer a question, and are thrown away."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from app.network.assembly import Assembly
from app.network.control import Control
from app.network.task import Task
from app.problem import Problem

Answer = TypeVar("Answer")


class Experiment(Task, Generic[Answer]):
    """Trains in the thread of `worker`; once it is not ``busy``, ``found`` is there, or ``problem``.

    A stop leaves no answer.
    """

    failed: Problem
    """What is told of an error that nobody foresaw."""

    def __init__(self, lease: Callable[[], bool] | None = None) -> None:
        super().__init__(lease)
        self.found: Answer | None = None

    def start(self) -> None:
        """Begin."""
        self._submit(self._answer)

    def wait(self, seconds: float | None = None) -> Answer | None:
        """Wait for the answer; None where it was stopped. Raises the Problem that kept it from one."""
        super().wait(seconds)
        return self.found

    def _unforeseen(self, _error: Exception) -> Problem:
        return self.failed

    def _answer(self, control: Control) -> None:
        found = self._try(control)
        if not control.stopped:
            self.found = found

    def _try(self, control: Control) -> Answer | None:
        """Train, and say what came of it; in the thread."""
        raise NotImplementedError


def begun(assembly: Assembly) -> Any:
    """A new model, compiled, with the weights that a training with these settings begins with."""
    from app.network.engine import keras

    keras().backend.clear_session()
    keras().utils.set_random_seed(assembly.settings.seed)
    return assembly.compiled()
