"""The limit of an alert on the chart over time, while it is typed and for as long as it holds."""

from __future__ import annotations

from typing import Any

from app.charts import TimeSeries
from app.logs.crossfilter.measures import ERRORS, REQUESTS
from app.logs.live.alerts.line import line
from app.logs.live.alerts.model import Alerts
from app.logs.model import LogModel
from app.logs.model.time_chart import over_time


class AlertLine:
    """Draws the ``limit`` of ``alerts`` over what ``model`` shows on ``chart``."""

    def __init__(self, alerts: Alerts, model: LogModel, chart: TimeSeries) -> None:
        self._alerts, self._model, self._chart = alerts, model, chart
        alerts.observe(self._draw, "limit")
        # Made after the dashboard, so it hears of a change after the chart was drawn.
        model.observe(self._draw, "revision")

    def _draw(self, _change: Any = None) -> None:
        limit, model = self._alerts.limit, self._model
        if limit is None or not model.growing:
            self._chart.show_limit([])
            return
        measure = model.counted
        requests = over_time(model, REQUESTS, filtered=False)
        as_share = measure is ERRORS and model.rate
        heights = line(limit, measure, as_share, model.points.step, requests)
        self._chart.show_limit(heights, limit.words)
