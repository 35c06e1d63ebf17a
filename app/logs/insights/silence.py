"""Stretches without requests, or nearly so, where there should be many.

How much should be there is counted in visits, which come by chance, not in requests, which come in clusters.
The visits that a stretch leads to expect are what its hours of the day have on other days (and its weekdays,
where there are weeks), no more than a half above what is usual around it; without other days, the least of
what the stretches beside it had.
The chance of meeting none is then that of Poisson's distribution, times the number of visits: after each of
them a silence could have begun. Where hours differ by more than that, it is also the negative binomial's of
their spread. Without other days, the hours of the night may be as quiet every night.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from app.logs.crossfilter.tails import most
from app.logs.insights.evidence import Evidence
from app.logs.insights.sentence import Insight, Link, minutes, stretch
from app.seconds import DAY, HOUR

WEEK = 7 * DAY

CHANCE = 1e-3
"""How unlikely a silence must be, for all stretches of the log together; a tenth of it without other days."""

BY_HOURS = 1e-2
"""How unlikely a silence must also be if hours differ as they do in this log, for all stretches together."""

NIGHT, AT_NIGHT = 8, 0.3
"""The hour at which the night ends, and the part of what is around it that may be usual then: sites are asked
least in the small hours."""

UNSURE = 0.85
"""The part of the expected visits that is reckoned with: rates change, too."""

LEFT, LEFT_VISITS = 0.1, 0.3
"""The part of the usual requests, and of the usual visits, that may be left in a silence."""

DAYS, WEEKS = 3, 2
"""Days from which on the hours of other days tell what is usual, and weeks for the weekdays; weeks from which
on weekends are known."""

EDGE = 0.2
"""The part of the log's time that stands still to its end, or from its start, to be a stop or a start."""

WEEKLY, FEW = 0.3, 5
"""The part of the expected visits that each other week has at most where it is as silent at that time; or
half of the hours or days beside it. Visits that are as good as none in a quarter of a day of a weekend."""

BESIDE = 4
"""Hours, and days, before and after a silence that are looked at for one at the same time."""

GAPS, ALIKE = 40, 6
"""Longest gaps that are looked at, and how many of them may miss half as much as one that is told."""

TOLD = 3


class Silences:
    """The silences of a log, and whether it starts late or stops early."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._visits = evidence.visits
        self._time = evidence.time[evidence.main]
        self.usual = _Usual(self._visits) if len(self._visits) else None

    @property
    def spread(self) -> float:
        """The squared coefficient of variation of an hour's visits around their rhythm."""
        return self.usual.spread if self.usual else 0.0

    def found(self) -> list[Insight]:
        """What is told of them, the one that misses most requests first."""
        if self.usual is None or len(self._visits) < 30:
            return []
        spans = [
            span
            for span in (*self._gaps(), *self._dips())
            if not self._weekly(*span) and not self._by_the_clock(*span)
        ]
        spans.sort(key=lambda span: -span[2])
        kept: list[tuple[int, int, float]] = []
        for span in spans:
            if all(span[1] <= other[0] or span[0] >= other[1] for other in kept):
                kept.append(span)
        return [self._tell(*span) for span in kept[:TOLD]]

    def _weekly(self, start: int, end: int, visits: float) -> bool:
        """Whether no other week of the log has visits then either: an office is closed at each weekend."""
        weeks = int(self._visits[-1] - self._visits[0]) // WEEK + 1
        others = self._elsewhere(start, end, WEEK, weeks, beyond=DAY)
        return bool(max(others) <= WEEKLY * visits) if others else self._free_days(start, end)

    def _free_days(self, start: int, end: int) -> bool:
        """Whether this is of a weekend that is silent as a whole: of its only one a log cannot tell more."""
        # 1 January 1970 was a Thursday: a day later than a Wednesday the week of seconds begins anew.
        saturday = (start + DAY) // WEEK * WEEK + 2 * DAY
        monday = saturday + 2 * DAY
        near = saturday - DAY // 2 <= start and end <= monday + DAY // 2
        # The log has to hold the whole of it, and the silence has to be mostly within.
        held = self._visits[0] <= saturday and monday <= self._visits[-1]
        within = 2 * (min(end, monday) - max(start, saturday)) >= end - start
        if self.usual is None or not (near and held and within):
            return False
        quarters = range(saturday, monday, DAY // 4)
        visits = np.diff(np.searchsorted(self._visits, [*quarters, monday]))
        usual = [self.usual.rhythm(start, start + DAY // 4) for start in quarters]
        # What goes on as ever until it stops was open.
        return all(had <= max(WEEKLY * expected, FEW) for had, expected in zip(visits, usual, strict=True))

    def _by_the_clock(self, start: int, end: int, visits: float) -> bool:
        """Whether most hours, or days, beside it are as silent at that time: jobs come by the clock."""
        return any(
            len(others) > BESIDE and bool(np.median(others) <= WEEKLY * visits)
            for period in (HOUR, DAY)
            for others in (self._elsewhere(start, end, period, BESIDE),)
        )

    def _elsewhere(self, start: int, end: int, period: int, reach: int, beyond: int = 0) -> list[int]:
        """The visits so many periods before and after, where the log has them and they are no part of this;
        ``beyond`` are seconds by which the last may end after the log."""
        low, high = int(self._visits[0]), int(self._visits[-1]) + beyond
        shifts = [turn * period for turn in range(-reach, reach + 1) if abs(turn) * period >= end - start]
        return [
            int(np.searchsorted(self._visits, end + by) - np.searchsorted(self._visits, start + by))
            for by in shifts
            if by and low <= start + by < self._visits[-1] and end + by <= high
        ]

    def _tell(self, start: int, end: int, visits: float) -> Insight:
        time = self._evidence.time
        left = int(np.searchsorted(time, end) - np.searchsorted(time, start))
        depth = len(self._time) / len(self._visits)
        missed = max(visits * depth, 1.0)
        link = Link(stretch(start, end), {"time": (start, end)}, left)
        sentence = f"Requests all but stopped {{0}}: {left:,} where about {_rounded(missed)} are usual."
        kind = "silence"
        first, last = int(self._time[0]), int(self._time[-1])
        if end - start > EDGE * (last - first) and (end >= last - HOUR or start <= first + HOUR):
            kind = "stop" if end >= last - HOUR else "start"
            if kind == "stop":
                sentence = f"Requests all but stop {{0}}: {left:,} where about {_rounded(missed)} were usual."
            else:
                sentence = (
                    f"Requests only start after {{0}}: {left:,} until then, "
                    f"about {_rounded(missed)} in as long a time later."
                )
        return Insight(kind, sentence, (link,), weight=4.0 * missed, tone="bad")

    def _gaps(self) -> list[tuple[int, int, float]]:
        """Stretches between two requests: start, end and the visits that are usual there."""
        time, usual = self._time, self.usual
        assert usual is not None
        steps = np.diff(time)
        longest = most(steps, GAPS)
        spans = [(int(time[place]), int(time[place + 1])) for place in longest.tolist() if steps[place] >= 60]
        expected = [usual.between(start, end) for start, end in spans]
        sure = CHANCE if usual.days >= DAYS else CHANCE / 10
        found = []
        for (start, end), visits in zip(spans, expected, strict=True):
            # Where many gaps miss as much, the log is written so: once an hour, say.
            alike = sum(other >= 0.5 * visits for other in expected)
            chance = np.exp(-UNSURE * visits) * len(self._visits)
            if alike <= ALIKE and chance < sure and self._unlike_other_hours(visits):
                # From the first whole minute, of a long one hour, without a request to the last.
                unit = HOUR if end - start >= 3 * HOUR else 60
                first, last = start // unit * unit + unit, end // unit * unit
                found.append((first, last, visits) if last > first else (*minutes(start, end), visits))
        return found

    def _unlike_other_hours(self, visits: float) -> bool:
        usual = self.usual
        assert usual is not None
        if usual.days < DAYS:
            return True
        none = stats.nbinom.cdf(0, *_negative(np.array([UNSURE * visits]), usual.spread))
        return bool(none[0] * len(self._visits) < BY_HOURS)

    def _dips(self) -> list[tuple[int, int, float]]:
        """Stretches of whole bins with next to no visits, where ``_gaps`` is stopped by the few there are."""
        usual = self.usual
        assert usual is not None
        if usual.days < DAYS:
            return []
        first = int(self._time[0]) // HOUR
        counts = np.bincount((self._visits // HOUR - first).astype(np.int64))
        requests = np.r_[0, np.cumsum(np.bincount((self._time // HOUR - first).astype(np.int64)))]
        sums = np.r_[0, np.cumsum(counts)]
        expected = np.r_[0.0, np.cumsum(usual.hourly(first, len(counts)))]
        depth = len(self._time) / len(self._visits)
        found, width = [], 2
        while width < len(counts) - 12:
            had, want = sums[width:] - sums[:-width], expected[width:] - expected[:-width]
            left = requests[width : len(sums)] - requests[: len(sums) - width]
            low = (had <= LEFT_VISITS * want) & (left <= LEFT * want * depth) & (want >= 10)
            places = np.flatnonzero(low)
            if len(places):
                chance = stats.nbinom.cdf(had[low], *_negative(UNSURE * want[low], usual.spread)) * len(
                    counts
                )
                order = np.argsort(had[low] - want[low])
                for number in order[chance[order] < CHANCE][:3].tolist():
                    start = int(first + places[number]) * HOUR
                    found.append((start, start + width * HOUR, float(want[low][number])))
            width = max(width + 1, int(width * 1.3))
        return found


class _Usual:
    """The visits that a stretch of a log leads to expect."""

    def __init__(self, visits: NDArray[np.int64]) -> None:
        self._visits = visits
        first, last = int(visits[0]) // HOUR, int(visits[-1]) // HOUR
        counts = np.bincount((visits // HOUR - first).astype(np.int64), minlength=last - first + 1)
        hours = first + np.arange(len(counts))
        self.days = (last - first + 1) / 24
        self._by_hour = _mean_of(counts, hours % 24, 24)
        days = (hours // 24 + 3) % 7
        # A weekday is known from some weeks, a weekend sooner.
        alike = np.arange(7) if self.days >= 7 * DAYS else np.array([0] * 5 + [1] * 2)
        weekday = _mean_of(counts, alike[days], 7)[alike]
        self._by_weekday = weekday / max(weekday.mean(), 1e-9) if self.days >= 7 * WEEKS else np.ones(7)
        level = self._by_hour[hours % 24] * self._by_weekday[days]
        # How far hours differ is judged within each day, so that no growth or stop of days counts as noise.
        day = hours // 24 - hours[0] // 24
        of_day = np.bincount(day, counts) / np.maximum(np.bincount(day, level), 1e-9)
        level = level * of_day[day]
        excess = ((counts - level) ** 2 - level).mean()
        self.spread = float(np.clip(excess / max((level**2).mean(), 1e-9), 0, 1))

    def hourly(self, first: int, many: int) -> NDArray[np.float64]:
        """The visits usual in each of so many hours from an hour on (hours since 1970)."""
        hours = first + np.arange(many)
        if self.days < DAYS:
            return np.full(many, len(self._visits) / max(self.days * 24, 1))
        return self._by_hour[hours % 24] * self._by_weekday[(hours // 24 + 3) % 7]

    def rhythm(self, start: int, end: int) -> float:
        """What the hours of the day have on other days, between two seconds."""
        first, last = start // HOUR, (end - 1) // HOUR
        level = self.hourly(first, last - first + 1)
        level[-1] *= (end - last * HOUR) / HOUR
        level[0] -= self.hourly(first, 1)[0] * (start - first * HOUR) / HOUR
        return float(level.sum())

    def beside(self, start: int, end: int) -> float:
        """The least that stretches before and after had, the shorter ones scaled to this length."""
        length = end - start
        low, high = int(self._visits[0]), int(self._visits[-1])
        parts = (0.5, 1.0, 2.0) if self.days < DAYS else (1.0,)
        found = []
        for part in parts:
            reach = max(part * length, 600.0)
            for first, last in ((start - reach, start), (end, end + reach)):
                if first < low or last > high:
                    continue
                had = np.searchsorted(self._visits, last) - np.searchsorted(self._visits, first)
                found.append(had * length / reach)
        return float(min(found)) if found else np.inf

    def between(self, start: int, end: int) -> float:
        """The least of both."""
        if self.days >= DAYS:
            # A silence of days is only beside days; the rhythm knows its hours.
            rhythm = self.rhythm(start, end)
            return rhythm if end - start >= DAY else min(rhythm, 1.5 * self._widely(start, end))
        beside = self.beside(start, end)
        middle = (start + end) // 2 % DAY // HOUR
        return beside * (AT_NIGHT if middle < NIGHT else 1.0) if np.isfinite(beside) else 0.0

    def _widely(self, start: int, end: int) -> float:
        """The most that stretches of the same length before or after had: levels change over weeks."""
        length = end - start
        found = []
        for shift in (-length, length, -DAY, DAY):
            first, last = start + shift, end + shift
            had = np.searchsorted(self._visits, last) - np.searchsorted(self._visits, first)
            found.append(float(had))
        return float(np.median(found))


def _mean_of(counts: NDArray[np.int64], group: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    return np.bincount(group, counts, minlength=size) / np.maximum(np.bincount(group, minlength=size), 1)


def _negative(mean: NDArray[np.float64], spread: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A negative binomial's n and p for this mean and squared coefficient of variation."""
    size = np.full(len(mean), 1 / max(spread, 1e-3))
    return size, size / (size + np.maximum(mean, 1e-9))


def _rounded(number: float) -> str:
    """A number that is about right, without digits that nobody knows."""
    return f"{float(f'{number:.2g}'):,.0f}" if number >= 100 else f"{number:,.0f}"
