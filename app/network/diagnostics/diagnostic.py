"""What a diagnostic is: something that looks at a trained model and its data, and shows what it saw."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from numpy.typing import NDArray

from app.network.settings import BINARY, CLASSES, REGRESSION
from app.registry import Registry


class Diagnostic(ABC):
    """A view of a trained network. To add one is to write such a class and to `register` it.

    The page calls `build` once, `update` after each training, and `reset` when the data change. ``tasks`` are
    those that it is for.
    """

    title: str
    tasks: tuple[str, ...] = (REGRESSION, BINARY, CLASSES)

    @abstractmethod
    def build(self) -> Any:
        """Make what is shown, once: a widget, or anything else that a notebook displays."""

    @abstractmethod
    def update(self, model: Any, x: NDArray[Any], y_true: NDArray[Any]) -> None:
        """Show how ``model``, a Keras model, does on these validation rows, as it takes them."""

    @abstractmethod
    def reset(self) -> None:
        """Show nothing again."""


DIAGNOSTICS: Registry[type[Diagnostic]] = Registry(
    "vitrine.diagnostics", "diagnostic", lambda diagnostic: register(diagnostic)
)
"""The diagnostics of the page by title, in its order."""


def register(diagnostic: type[Diagnostic]) -> type[Diagnostic]:
    """Add a diagnostic to the page. Raises Problem where another has its title."""
    DIAGNOSTICS.add(diagnostic.title, diagnostic)
    return diagnostic
