"""Whether a rule holds now, and from when to when it did."""

from __future__ import annotations

from dataclasses import dataclass

from app.logs.live.alerts.rules import WHAT, Limit, Rule
from app.logs.live.alerts.seconds import SecondCounts

LATE = 5
"""Seconds behind the log's clock up to which is looked: what is younger may not be written yet."""

STEADY = 3.0
"""Seconds for which a rule has to hold, or not to hold any more, before that is said."""

JUMP = 60.0
"""Seconds by which a log's clock is off the one on the wall before it has jumped."""


@dataclass(frozen=True)
class Reading:
    """What was measured: the ``value`` in the unit of ``Limit.a_second``, ``some`` of ``requests``.

    ``value`` is None where nothing can be said: no request came of which a share could be taken, or the log
    does not reach back far enough.
    """

    value: float | None
    some: int
    requests: int

    def words(self, limit: Limit) -> str:
        """``7.2% (36 of 500 requests)``, ``8.1/min``."""
        if self.value is None:
            return "–"
        if limit.is_share:
            return f"{100 * self.value:.3g}% ({self.some:,} of {self.requests:,} requests)"
        number = self.value * limit.number / limit.a_second if limit.number else 60 * self.value
        return f"{number:,.3g}{limit.unit if limit.number else '/min'}"


class Judge:
    """Looks at one ``rule`` again and again.

    ``firing`` is whether it holds, ``began`` and ``ended`` the log's seconds at which that began and was over
    the last time; ``reading`` is what was measured.

    Where ``look`` cannot tell, as after the log's clock has jumped, what was said last goes on.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.firing = False
        self.began: int | None = None
        self.ended: int | None = None
        self.reading = Reading(None, 0, 0)
        self._off: float | None = None
        self._jumped: int | None = None
        self._other_since: float | None = None

    def look(self, counts: SecondCounts, clock: int, at: float, complete: bool = True) -> bool:
        """Judge at ``clock``, the log's second now; ``at`` is the time on the wall.

        ``complete`` says that all is read that was written: else silence tells nothing. Returns whether
        ``firing`` changed.
        """
        if self._off is not None and abs(clock - at - self._off) > JUMP:
            self._jumped = clock
        self._off = clock - at
        holds = self._holds(counts, clock - LATE, complete)
        if holds is None or holds == self.firing:
            self._other_since = None
            return False
        if self._other_since is None:
            self._other_since = at
        if at - self._other_since < STEADY:
            return False
        self.firing, self._other_since = holds, None
        if holds:
            self.began, self.ended = clock, None
        else:
            self.ended = clock
        return True

    def _holds(self, counts: SecondCounts, stop: int, complete: bool) -> bool | None:
        limit, seconds = self.rule.limit, 60 * self.rule.minutes
        start = stop - seconds
        found = counts.between(start, stop)
        some, requests = found[WHAT[limit.what]], found[0]
        self.reading = Reading(None, some, requests)
        if counts.first is None or start < counts.first:
            return None
        if limit.of_silence and (not complete or (self._jumped is not None and start < self._jumped)):
            return None
        if limit.is_share:
            if not requests:
                # Nothing failed, and nothing went well.
                return False
            self.reading = Reading(some / requests, some, requests)
            return limit.passed_by(some, requests)
        self.reading = Reading(some / seconds, some, requests)
        return limit.passed_by(some, seconds)
