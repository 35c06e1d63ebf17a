"""What the log page counts: requests, visitors, errors, bytes, or how long responses took.

Requests, errors and bytes add up: what two values have together is the sum of both. Visitors and percentiles
do not, since one visitor may be under both values; each is found from the requests themselves.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """What is counted: its ``name`` in a link, its ``title``, and what one of it is called (``noun``).

    ``unit`` is "count", "bytes" or "seconds"; ``adds`` says whether parts sum up to the whole; ``quantile``
    is the part of the responses that take no longer, where that is what is told; of requests only those are
    counted whose ``status`` is at least so.
    """

    name: str
    title: str
    noun: str
    unit: str = "count"
    adds: bool = True
    quantile: float = 0.0
    status: int = 0

    @property
    def words(self) -> str:
        """The part of a quantile in words: ``half`` or ``95%``."""
        return "half" if self.quantile == 0.5 else f"{self.quantile:.0%}"

    @property
    def short(self) -> str:
        """A quantile in a word: ``median`` or ``95%``."""
        return "median" if self.quantile == 0.5 else self.words


ERROR, SERVER_ERROR = 400, 500
"""The lowest status that counts as an error, and the lowest that is the server's fault."""

REQUESTS = Measure("requests", "Requests", "requests")
VISITORS = Measure("visitors", "Visitors", "visitors", adds=False)
ERRORS = Measure("errors", "Errors", "errors", status=ERROR)
SERVER_ERRORS = Measure("5xx", "Server errors", "server errors", status=SERVER_ERROR)
BYTES = Measure("bytes", "Bytes sent", "bytes", "bytes")
MEDIAN = Measure("p50", "Response time, median", "seconds", "seconds", False, 0.50)
P95 = Measure("p95", "Response time, 95%", "seconds", "seconds", False, 0.95)
P99 = Measure("p99", "Response time, 99%", "seconds", "seconds", False, 0.99)

MEASURES = {measure.name: measure for measure in (REQUESTS, VISITORS, ERRORS, BYTES, MEDIAN, P95, P99)}
"""Every measure by its name, in the order in which a visitor chooses among them."""
