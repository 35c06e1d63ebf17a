"""How high the limit of a rule lies on the chart over time."""

from __future__ import annotations

from collections.abc import Sequence

from app.logs.crossfilter.measures import ERRORS, REQUESTS, Measure
from app.logs.live.alerts.rules import Limit


def line(
    limit: Limit, measure: Measure, as_share: bool, step: int, requests: Sequence[float | None]
) -> list[float | None]:
    """The limit at each point of ``step`` seconds, where so many ``requests`` came; empty if it has none.

    A share of the requests is as many requests as that at each point; a rate as many in that time. On a chart
    of shares (``as_share``) it is the other way round. Visitors, bytes and times have no such limit.
    """
    if measure not in (REQUESTS, ERRORS) or (limit.what == "rate" and measure is ERRORS):
        return []
    at = limit.a_second
    if not as_share:
        return [at * (some or 0) if limit.is_share else at * step for some in requests]
    return [at if limit.is_share else at * step / some if some else None for some in requests]
