"""The figures above the charts of a log, reckoned beside the clicks that change them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from app.charts import Headline, Headlines
from app.logs.model import LogModel
from app.logs.views.headlines import each_headline


class FigureRow:
    """The figures of a log in ``widget``; ``on_drawn()`` is called whenever all of them are there."""

    def __init__(self, model: LogModel, on_drawn: Callable[[], None]) -> None:
        self._model, self._on_drawn = model, on_drawn
        self._later: asyncio.TimerHandle | None = None
        self._asked: tuple[Any, ...] = ()
        self.widget = Headlines(model.count)

    def redraw(self) -> None:
        """Reckon the figures one by one, once the messages already on their way are out.

        They never delay a click: one that comes between two of them is answered first, and begins them anew.
        Those of a log that grows are reckoned at once where nothing was asked anew, and tell of the same
        requests as the charts.
        """
        if self._later is not None:
            self._later.cancel()
        before, self._asked = self._asked, self._model.question
        coming = each_headline(self._model) if self._model.rows else iter(())
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            loop = None
        if loop is None or (self._model.growing and before == self._asked):
            self._show(list(coming))
            return
        figures: list[Headline] = []

        def reckon() -> None:
            figure = next(coming, None)
            if figure is None:
                self._show(figures)
                return
            figures.append(figure)
            self._later = loop.call_later(0.002, reckon)

        self._later = loop.call_later(0.15, reckon)

    def _show(self, figures: list[Headline]) -> None:
        self.widget.show(figures, self._model.counted.name)
        self._on_drawn()
