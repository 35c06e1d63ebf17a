"""How much of the log is selected, and by which filters."""

from __future__ import annotations

from typing import Any

import ipyvuetify as v
import traitlets

from app.logs.model import LogModel


class Summary(v.VuetifyTemplate):
    """``492 of 13,628 requests selected``, a chip a filter, *Reset all*; Escape resets too."""

    template_file = (__file__, "summary.vue")

    text = traitlets.Unicode().tag(sync=True)
    chips = traitlets.List(traitlets.Dict()).tag(sync=True)

    def __init__(self, model: LogModel) -> None:
        self._model = model
        super().__init__()
        self.redraw()

    def redraw(self) -> None:
        """Show what the model says now."""
        with self.hold_sync():
            self.text = self._model.summary
            self.chips = [vars(chip) for chip in self._model.chips()]

    def vue_clear(self, dimension: str) -> None:
        """A chip was dismissed."""
        self._model.clear(str(dimension))

    def vue_reset(self, _data: Any = None) -> None:
        """All filters were dismissed."""
        self._model.clear()
