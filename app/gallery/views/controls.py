"""The small controls of the demos: each has a ``value`` that can be linked to a model's trait."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component


class _Bounded(Component):
    """What has a ``value`` from ``min`` to ``max``; what lies beyond becomes the nearer of both."""

    label = traitlets.Unicode().tag(sync=True)

    @traitlets.validate("value")
    def _within(self, proposal: Any) -> Any:
        return min(max(proposal["value"], self.min), self.max)


class Slider(_Bounded):
    """A number from ``min`` to ``max`` in steps, dragged, stepped by the arrow keys, or ``typed``."""

    vue_file = (__file__, "slider_control.vue")

    value = traitlets.Float().tag(sync=True)
    min = traitlets.Float(0.0).tag(sync=True)
    max = traitlets.Float(1.0).tag(sync=True)
    step = traitlets.Float(0.1).tag(sync=True)
    typed = traitlets.Bool(True).tag(sync=True)


class NumberBox(_Bounded):
    """A whole number from ``min`` to ``max``, typed; what is typed between two goes to the nearest."""

    vue_file = (__file__, "number_control.vue")

    value = traitlets.CInt().tag(sync=True)
    min = traitlets.Int(0).tag(sync=True)
    max = traitlets.Int(100).tag(sync=True)


class Choice(Component):
    """One word of several ``options``."""

    vue_file = (__file__, "choice_control.vue")

    label = traitlets.Unicode().tag(sync=True)
    value = traitlets.Unicode().tag(sync=True)
    options = traitlets.List(traitlets.Unicode()).tag(sync=True)

    @traitlets.validate("value")
    def _known(self, proposal: Any) -> str:
        value: str = proposal["value"]
        return value if value in self.options else self.options[0]


class Switch(Component):
    """On or off."""

    vue_file = (__file__, "switch_control.vue")

    label = traitlets.Unicode().tag(sync=True)
    value = traitlets.Bool().tag(sync=True)


class Buttons(Component):
    """Words to click: ``on_click`` is told which. The one in ``pressed`` looks so."""

    vue_file = (__file__, "buttons_control.vue")

    label = traitlets.Unicode().tag(sync=True)
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    pressed = traitlets.Unicode().tag(sync=True)

    def __init__(self, words: Sequence[str], on_click: Callable[[str], Any], **state: Any) -> None:
        self._on_click = on_click
        super().__init__(words=list(words), **state)

    def vue_click(self, word: str) -> None:
        """A word was clicked."""
        if word in self.words:
            self._on_click(word)


class Row(Component):
    """Controls side by side, as many as fit; the rest below."""

    vue_file = (__file__, "row.vue")

    controls = traitlets.List(traitlets.Instance(ipywidgets.Widget)).tag(
        sync=True, **ipywidgets.widget_serialization
    )

    def __init__(self, *controls: ipywidgets.Widget) -> None:
        super().__init__(controls=list(controls))
