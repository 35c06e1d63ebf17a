"""The habits of a log: partial days, quiet hours, weekends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.dates import clock, day
from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.crossfilter.phrases import WEEKDAYS
from app.logs.insights.outliers import DAYS, Hours, Outlier, usual
from app.logs.insights.sentence import Insight, Link
from app.seconds import DAY, HOUR

QUIET = (0.5, 0.8)
"""Parts of the daily mean that quiet hours stay below: the first for which there are such hours is told."""

SUPPORT = 20
"""Requests that the mean hour of the day must have, all days together, for quiet hours to be told."""

LONGEST = 12
"""Hours a quiet time may last."""

SLOT, USUALLY = 300, 8
"""Seconds of a slot, and the slots with requests that the missing part of a partial day has on other days, on
average: what one client asks for in a row, be it much, is of one or two."""

WEEKEND = 0.1
"""How much weekend days must differ from weekdays, as a part; also by three standard errors (Welch)."""


def partial_days(log: Crossfilter) -> list[Insight]:
    """A first day that starts late, or a last day that ends early, compared with the days between."""
    first, last = _main_stretch(log)
    numbers = log.timeline.numbers[first:last]
    if len(numbers) == 0 or np.ptp(numbers) * log.bucket < DAYS * DAY:
        return []
    start, end = log.timeline.starts[first], log.timeline.starts[last - 1] + log.bucket
    inside = (log.time >= start) & (log.time < end)
    begin = int(log.time.min(where=inside, initial=np.iinfo(np.int64).max))
    stop = int(log.time.max(where=inside, initial=np.iinfo(np.int64).min))
    slots = np.unique(log.time[inside] // SLOT) * SLOT
    between = (slots // DAY > begin // DAY) & (slots // DAY < stop // DAY)

    def usually(part: NDArray[np.bool_]) -> bool:
        """Whether most days between have requests in this part of the day, and not few."""
        days, there = (len(np.unique(slots[some] // DAY)) for some in (between, between & part))
        return bool(days) and (between & part).sum() >= USUALLY * days and there >= 0.8 * days

    def like_other_weeks(day: int, part: NDArray[np.bool_]) -> bool:
        """Whether the same day of the other weeks of the log had few in this part, too: so it is then."""
        same = between & (slots // DAY % 7 == day % 7)
        days = len(np.unique(slots[same] // DAY))
        return bool(days) and bool((same & part).sum() < USUALLY * days)

    said = []
    late = slots % DAY + SLOT <= begin % DAY - HOUR
    if begin % DAY > HOUR and usually(late) and not like_other_weeks(begin // DAY, late):
        said.append(("starts", begin))
    early = slots % DAY >= stop % DAY + HOUR
    if stop % DAY < DAY - HOUR and usually(early) and not like_other_weeks(stop // DAY, early):
        said.append(("ends", stop))
    if not said:
        return []
    # A number of a partial day is compared with those of whole ones all the time: that is worth a word.
    weight = 0.05 * log.rows
    links = tuple(Link(day(second), {"day": (str(np.datetime64(second, "s"))[:10],)}) for _, second in said)
    told = " and ".join(
        f"{{{number}}} {verb} at {clock(second)}" for number, (verb, second) in enumerate(said)
    )
    return [
        Insight("partial", f"{told}: {'partial days' if len(said) > 1 else 'a partial day'}.", links, weight)
    ]


def quiet_hours(hours: Hours, odd: list[Outlier]) -> list[Insight]:
    """The longest run of hours of the day, past midnight too, that stays clearly below the mean."""
    judged = hours.whole & ~np.isin(hours.starts, [o.start for o in odd])
    hour = hours.starts % DAY // HOUR
    covered = np.bincount(hour[judged], minlength=24)
    if covered.min() < DAYS:
        return []
    requests = np.bincount(hour[judged], hours.requests[judged], minlength=24)
    level = requests / covered
    mean = level.mean()
    if requests.mean() < SUPPORT:
        return []
    for part in QUIET:
        first, length = _longest_run(level < part * mean)
        if 2 <= length <= LONGEST:
            chosen = [(first + step) % 24 for step in range(length)]
            less = 1 - level[chosen].mean() / mean
            words = f"between {first:02}:00 and {(first + length) % 24:02}:00"
            link = Link(words, {"hour": tuple(f"{number:02}" for number in sorted(chosen))})
            return [
                Insight(
                    "quiet",
                    f"Quiet hours: {{0}} traffic is {less:.0%} below the daily mean.",
                    (link,),
                    weight=0.04 * float(requests.sum()),
                )
            ]
    return []


def weekends(hours: Hours, odd: list[Outlier]) -> list[Insight]:
    """A difference between the days of the weekend and the others, over at least two of each weekend day."""
    requests = hours.requests.astype(float)
    strange = np.isin(hours.starts, [o.start for o in odd])
    requests[strange] = usual(hours)[strange]
    numbers, place = np.unique(hours.starts // DAY, return_inverse=True)
    complete = np.bincount(place, hours.whole) == 24
    daily = np.bincount(place, requests)[complete]
    weekday = (numbers[complete] + 3) % 7
    free, busy = daily[weekday >= 5], daily[weekday < 5]
    if len(free) < 4 or len(busy) < 4 or not busy.mean():
        return []
    more = free.mean() / busy.mean() - 1
    error = np.sqrt(free.var(ddof=1) / len(free) + busy.var(ddof=1) / len(busy))
    if abs(more) < WEEKEND or abs(free.mean() - busy.mean()) < 3 * error:
        return []
    links = (Link("Weekend days", _weekdays(5, 7)), Link("weekdays", _weekdays(0, 5)))
    sentence = (
        f"{{0}} have {abs(more):.0%} {'more' if more > 0 else 'fewer'} requests than {{1}}: "
        f"{free.mean():,.0f} a day against {busy.mean():,.0f}."
    )
    return [Insight("weekend", sentence, links, weight=0.03 * float(requests.sum()))]


def _weekdays(first: int, end: int) -> dict[str, tuple[str, ...]]:
    return {"weekhour": tuple(f"{name}{hour:02}" for name in WEEKDAYS[first:end] for hour in range(24))}


def _longest_run(flags: NDArray[np.bool_]) -> tuple[int, int]:
    """The first hour and the length of the longest run of true flags round the clock."""
    best = (0, 0)
    for first in range(len(flags)):
        turned = np.roll(flags, -first)
        length = len(flags) if turned.all() else int(np.argmin(turned))
        if length > best[1]:
            best = (first, length)
    return best


def _main_stretch(log: Crossfilter) -> tuple[int, int]:
    """The buckets (first, end) of the stretch without a cut in the clock that has most requests."""
    edges = np.r_[0, np.flatnonzero(np.diff(log.timeline.numbers) > 1) + 1, len(log.timeline)]
    if len(log.timeline) == 0:
        return 0, 0
    main = int(np.argmax(np.add.reduceat(log.total("time"), edges[:-1])))
    return int(edges[main]), int(edges[main + 1])
