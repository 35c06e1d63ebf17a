"""How many planted stories the insights tell, and how often they tell one where there is none.

``python -m tests.bench.insights [seeds] [words]`` (2 seeds and all kinds unless given; words choose kinds
whose name holds one of them). Every kind of story is planted in made traffic of several lengths and rates;
beside them stand controls: with and without a rhythm, over-dispersed, sparse, of one day. Recall is to
be at least 0.95, and false alarms at most 1 in 50 controls. What a rhythm is (quiet hours, weekends) is told
rightly of traffic that has one, and of others it is an alarm.
"""

from __future__ import annotations

import sys
import time as clock
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from app.logs.insights.insights import Insight, find_insights
from tests.bench.made_traffic import DAY, HOUR, MONDAY, Kind, Traffic, made

RECALL, ALARMS = 0.95, 1 / 50

ONE_DAY = (Kind(1, 60), Kind(1, 600), Kind(1, 4000))
WEEK = (Kind(7, 40), Kind(7, 400), Kind(7, 150, dispersed=True))
MONTH = (Kind(35, 12), Kind(35, 90), Kind(35, 60, dispersed=True))
SPARSE = (Kind(60, 0.5), Kind(90, 1.5), Kind(30, 2))
FLAT = (Kind(1, 200, "flat"), Kind(10, 60, "flat"), Kind(28, 30, "flat", dispersed=True))
LARGE = (Kind(7, 40), Kind(7, 400), Kind(35, 90), Kind(35, 60, dispersed=True))
CONTROLS = (*ONE_DAY, *WEEK, *MONTH, *SPARSE, *FLAT, Kind(2, 100), Kind(14, 25, dispersed=True))
RHYTHM = {"quiet", "weekend"}

Wanted = Callable[[Sequence[Insight]], bool]


class Story(NamedTuple):
    """A kind of story, in which traffic it is planted, and how: the planter says what must be told."""

    kind: str
    traffic: Sequence[Kind]
    plant: Callable[[Traffic], Wanted]


def links(insight: Insight) -> list[dict]:
    """What the phrases of a sentence select."""
    return [dict(link.selection) for link in insight.links]


def speaks_of(dimension: str, label: str, within: tuple[int, int] | None = None) -> Wanted:
    """A sentence that selects this label; ``within`` an interval that it has to name about rightly."""

    def told(insights: Sequence[Insight]) -> bool:
        for insight in insights:
            chosen = links(insight)
            if any(label in selection.get(dimension, ()) for selection in chosen):
                spans = [selection["time"] for selection in chosen if "time" in selection]
                if within is None or any(overlap(span, within) >= 0.5 for span in spans):
                    return True
        return False

    return told


def happened(start: int, end: int, *kinds: str, least: float = 0.5) -> Wanted:
    """A sentence of one of these kinds about this interval, about rightly told."""

    def told(insights: Sequence[Insight]) -> bool:
        return any(
            insight.kind in kinds
            and any(
                "time" in selection and overlap(selection["time"], (start, end)) >= least
                for selection in links(insight)
            )
            for insight in insights
        )

    return told


def of_kind(*kinds: str) -> Wanted:
    """A sentence of one of these kinds."""
    return lambda insights: any(insight.kind in kinds for insight in insights)


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The part of both intervals together that they share."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(shared, 0) / (max(one[1], other[1]) - min(one[0], other[0]))


def _window(traffic: Traffic, requests: int, least: int = 600) -> tuple[int, int]:
    """An interval in the busy middle of the log that holds about as many requests, in whole minutes."""
    days = max(int(traffic.kind.days), 1)
    day = int(traffic.rng.integers(1, days - 1)) if days > 2 else 0
    start = MONDAY + day * DAY + int(traffic.rng.integers(10, 18)) * HOUR + int(traffic.rng.integers(60)) * 60
    time = np.sort(traffic.time[traffic.time >= start])
    end = int(time[min(requests, len(time) - 1)]) if len(time) else start
    return start, min(start + max(least, -(-(end - start) // 300) * 300), traffic.end - HOUR)


def _inside(traffic: Traffic, start: int, end: int) -> np.ndarray:
    return (traffic.time >= start) & (traffic.time < end)


def _break(traffic: Traffic, rows: np.ndarray, status: str, share: float) -> None:
    traffic.put(np.flatnonzero(rows & (traffic.rng.random(len(rows)) < share)), status=status)


def outage(share: float, requests: int) -> Callable[[Traffic], Wanted]:
    """A share of all requests fails for as long as about so many requests come."""

    def plant(traffic: Traffic) -> Wanted:
        start, end = _window(traffic, requests)
        _break(traffic, _inside(traffic, start, end), "503", share)
        return happened(start, end, "outage")

    return plant


def gone(requests: int) -> Callable[[Traffic], Wanted]:
    """Nothing at all is logged where about so many requests are usual."""

    def plant(traffic: Traffic) -> Wanted:
        start, end = _window(traffic, requests, 2 * HOUR if traffic.kind.days > 14 else 600)
        traffic.keep(~_inside(traffic, start, end))
        return happened(start, end, "silence")

    return plant


def error_rate_up(dimension: str, label: str, status: str) -> Callable[[Traffic], Wanted]:
    """One value fails often, from some time in the middle on for a while or all along."""

    def plant(traffic: Traffic) -> Wanted:
        if dimension in ("host", "path"):
            common = np.flatnonzero(traffic.rng.random(len(traffic.time)) < 0.03)
            traffic.put(common, **{dimension: label})
        rows = traffic.rows(dimension, label)
        if traffic.rng.random() < 0.5:
            times = np.sort(traffic.time[rows])
            start, end = np.quantile(times, [0.4, 0.8]).astype(int) if len(times) else (0, 1)
            rows = rows & _inside(traffic, start, end)
        _break(traffic, rows, status, 0.4)
        return speaks_of(dimension, label)

    return plant


def always_fails(dimension: str, label: str) -> Callable[[Traffic], Wanted]:
    """Requests for or by something new, of which none succeeds."""

    def plant(traffic: Traffic) -> Wanted:
        many = max(25, len(traffic.time) // 200)
        rows = traffic.rng.choice(len(traffic.time), many, replace=False)
        traffic.put(rows, **{dimension: label})
        _break(traffic, traffic.rows(dimension, label), "404", 1.1)
        return speaks_of(dimension, label)

    return plant


def client_errors_all_along(traffic: Traffic) -> Wanted:
    _break(traffic, np.ones(len(traffic.time), bool), "404", 0.3)
    return of_kind("errors")


def large_share(dimension: str, label: str, share: float) -> Callable[[Traffic], Wanted]:
    """One client or agent sends a large part of all requests, all along."""

    def plant(traffic: Traffic) -> Wanted:
        rows = np.flatnonzero(traffic.rng.random(len(traffic.time)) < share)
        traffic.put(rows, **{dimension: label})
        if dimension == "agent":
            hosts = traffic.rng.integers(0, 40, len(rows))
            traffic.codes["host"][rows] = [traffic.code("host", f"203.0.113.{h}") for h in hosts]
        return speaks_of(dimension, label)

    return plant


def crawler_burst(traffic: Traffic) -> Wanted:
    start, end = _window(traffic, 150)
    start = start // HOUR * HOUR
    end = min(start + 2 * HOUR, traffic.end)
    many = max(400, int(6 * _inside(traffic, start, end).sum()))
    paths = np.array(traffic.labels["path"][1:])[traffic.rng.integers(0, 60, many)]
    traffic.add(
        traffic.rng.integers(start, end, many), status="200", method="GET", path=paths,
        host="192.0.2.77", agent="bot: MothBot", version="HTTP/1.1",
    )  # fmt: skip
    return speaks_of("agent", "bot: MothBot", (start, end))


def brute_force(traffic: Traffic) -> Wanted:
    length = int(min(traffic.kind.days * DAY / 4, 9 * HOUR))
    start = int(traffic.start + traffic.kind.days * DAY / 2)
    many = max(300, len(traffic.time) // 40)
    times = np.sort(traffic.rng.integers(start, start + length, many))
    traffic.add(times, status="401", method="POST", path="/login", host="192.0.2.13", agent="Python Requests",
                version="HTTP/1.1")  # fmt: skip
    return speaks_of("host", "192.0.2.13", (start, start + length))


def scan(traffic: Traffic) -> Wanted:
    start = int(traffic.start + traffic.kind.days * DAY * 0.6)
    many = 150
    paths = [f"/{word}{n}.php" for n in range(50) for word in ("wp-", "admin", ".env")]
    traffic.add(
        np.sort(traffic.rng.integers(start, start + 600, many)), status="404", method="GET",
        path=np.array(paths), host="192.0.2.66", agent="Other", version="HTTP/1.1",
    )  # fmt: skip
    return speaks_of("host", "192.0.2.66", (start, start + 600))


def hotlinking(traffic: Traffic) -> Wanted:
    many = max(200, len(traffic.time) // 12)
    site = np.array([f"http://forum.test/thread{n}" for n in range(6)])[traffic.rng.integers(0, 6, many)]
    hosts = np.array([f"203.0.113.{h}" for h in range(200)])[traffic.rng.integers(0, 200, many)]
    traffic.add(
        traffic.time[traffic.rng.integers(0, len(traffic.time), many)], status="200", method="GET",
        path="/static/picture3.jpg", referrer=site, host=hosts, agent="Chrome", version="HTTP/2.0",
    )  # fmt: skip
    return lambda told: any(insight.kind == "hotlink" and "forum.test" in str(insight) for insight in told)


def new_value(dimension: str, label: str) -> Callable[[Traffic], Wanted]:
    """A value that was never there takes a part of the requests from the middle on."""

    def plant(traffic: Traffic) -> Wanted:
        start = int(traffic.start + traffic.kind.days * DAY * traffic.rng.uniform(0.45, 0.75))
        rows = (traffic.time >= start) & (traffic.rng.random(len(traffic.time)) < 0.06)
        traffic.put(np.flatnonzero(rows), **{dimension: label})
        return speaks_of(dimension, label)

    return plant


def vanished_value(dimension: str, label: str) -> Callable[[Traffic], Wanted]:
    """A value that has a part of the requests is not met any more."""

    def plant(traffic: Traffic) -> Wanted:
        start = int(traffic.start + traffic.kind.days * DAY * traffic.rng.uniform(0.3, 0.6))
        rows = (traffic.time < start) & (traffic.rng.random(len(traffic.time)) < 0.06)
        traffic.put(np.flatnonzero(rows), **{dimension: label})
        return speaks_of(dimension, label)

    return plant


def slower(traffic: Traffic) -> Wanted:
    start, end = _window(traffic, max(200, len(traffic.time) // 20))
    traffic.seconds[_inside(traffic, start, end)] *= 3
    return happened(start, end, "slow")


def slow_path(traffic: Traffic) -> Wanted:
    traffic.put(np.flatnonzero(traffic.rng.random(len(traffic.time)) < 0.02), path="/search")
    traffic.seconds[traffic.rows("path", "/search")] *= 6
    return speaks_of("path", "/search")


def larger(traffic: Traffic) -> Wanted:
    start, end = _window(traffic, max(200, len(traffic.time) // 20))
    traffic.size[_inside(traffic, start, end)] *= 4
    return happened(start, end, "large")


def grows(traffic: Traffic) -> Wanted:
    age = (traffic.time - traffic.start) / (traffic.end - traffic.start)
    traffic.keep(traffic.rng.random(len(age)) < 0.35 + 0.65 * age)
    return of_kind("growth")


def falls(traffic: Traffic) -> Wanted:
    age = (traffic.time - traffic.start) / (traffic.end - traffic.start)
    traffic.keep(traffic.rng.random(len(age)) < 1 - 0.65 * age)
    return of_kind("fall")


def stops(traffic: Traffic) -> Wanted:
    """Traffic breaks down for good: but for a few requests nothing comes any more."""
    start = int(traffic.start + traffic.kind.days * DAY * 0.7)
    traffic.keep((traffic.time < start) | (traffic.rng.random(len(traffic.time)) < 0.02))
    return of_kind("stop", "silence", "fall", "level")


def starts(traffic: Traffic) -> Wanted:
    start = int(traffic.start + traffic.kind.days * DAY * 0.35)
    traffic.keep((traffic.time >= start) | (traffic.rng.random(len(traffic.time)) < 0.02))
    return of_kind("start", "silence", "growth", "level")


def silent_days(traffic: Traffic) -> Wanted:
    days = 5 if traffic.kind.rate * 24 < 20 else 3
    start = MONDAY + int(traffic.kind.days * 0.5) * DAY
    traffic.keep(~_inside(traffic, start, start + days * DAY))
    return happened(start, start + days * DAY, "silence", least=0.6)


def quiet_hours(_traffic: Traffic) -> Wanted:
    return of_kind("quiet")


def weekend(_traffic: Traffic) -> Wanted:
    return of_kind("weekend")


def partial_days(traffic: Traffic) -> Wanted:
    traffic.keep(_inside(traffic, traffic.start + 17 * HOUR, traffic.end - 15 * HOUR))
    return of_kind("partial")


def jumped_clock(traffic: Traffic) -> Wanted:
    traffic.add(np.arange(3) * 40, status="200", method="GET", path="/", host="198.51.0.1", agent="Chrome")
    return of_kind("clock")


STORIES = (
    Story("total outage, 5xx", (*ONE_DAY, *LARGE), outage(0.95, 90)),
    Story("partial outage, 5xx", (*ONE_DAY[1:], *LARGE), outage(0.3, 250)),
    Story("total outage, nothing", (*ONE_DAY, *LARGE), gone(90)),
    *(
        Story(f"error rate up, {name}", LARGE, error_rate_up(name, label, status))
        for name, label, status in (
            ("path", "/checkout", "500"), ("path", "/search", "404"), ("product", "SF-003", "500"),
            ("host", "198.51.9.9", "403"), ("agent", "Firefox", "400"), ("method", "POST", "500"),
            ("version", "HTTP/2.0", "502"),
        )
    ),
    *(
        Story(f"always failing, {name}", (*ONE_DAY, *LARGE), always_fails(name, label))
        for name, label in (
            ("path", "/old/page"), ("product", "SF-OLD"), ("category", "CAT-OLD"), ("host", "192.0.2.5"),
            ("agent", "Wget"), ("method", "PROPFIND"), ("referrer", "https://gone.example/x"),
        )
    ),
    Story("client errors all along", (*ONE_DAY, *LARGE), client_errors_all_along),
    Story("one client's large share", (*ONE_DAY, *LARGE), large_share("host", "192.0.2.99", 0.25)),
    Story("one agent's large share", (*ONE_DAY, *LARGE), large_share("agent", "bot: GreedyBot", 0.35)),
    Story("crawler burst", (*ONE_DAY, *LARGE), crawler_burst),
    Story("brute force", (*ONE_DAY, *LARGE), brute_force),
    Story("scan", (*ONE_DAY, *LARGE), scan),
    Story("hotlinking", (*ONE_DAY, *LARGE), hotlinking),
    *(
        Story(f"{word} {name}", (*ONE_DAY[1:], *LARGE), plant(name, label))
        for word, plant in (("new", new_value), ("vanished", vanished_value))
        for name, label in (
            ("referrer", "https://social.example/"), ("path", "/campaign"), ("agent", "bot: NewBot"),
        )
    ),
    Story("slower", (*ONE_DAY[1:], *LARGE), slower),
    Story("slow path", (*ONE_DAY[1:], *LARGE), slow_path),
    Story("larger", (*ONE_DAY[1:], *LARGE), larger),
    Story("grows", (*WEEK, *MONTH), grows),
    Story("falls", (*WEEK, *MONTH), falls),
    Story("stops", (*WEEK, *MONTH), stops),
    Story("starts", (*WEEK, *MONTH), starts),
    Story("silence of days", (*SPARSE, *MONTH), silent_days),
    Story("quiet hours", (*WEEK, *MONTH), quiet_hours),
    Story("weekend", MONTH, weekend),
    Story("partial days", (*WEEK[1:], *MONTH[1:]), partial_days),
    Story("clock jump", (*WEEK, *MONTH), jumped_clock),
)  # fmt: skip


def found(traffic: Traffic) -> list[Insight]:
    """All that is told of this traffic."""
    log = traffic.crossfilter()
    return find_insights(log, most=99)


def main() -> int:
    """Print what was missed or wrongly told, and both shares by kind; return 1 if one misses its target."""
    words = [word for word in sys.argv[1:] if not word.isdigit()]
    seeds = next((int(word) for word in sys.argv[1:] if word.isdigit()), 2)
    began = clock.perf_counter()
    recalls: dict[str, list[bool]] = defaultdict(list)
    for number, story in enumerate(STORIES):
        if words and not any(word in story.kind for word in words):
            continue
        for place, kind in enumerate(story.traffic):
            for seed in range(seeds):
                traffic = made(kind, seed * 1_000_003 + number * 101 + place)
                wanted = story.plant(traffic)
                told = found(traffic)
                recalls[story.kind].append(wanted(told))
                if not recalls[story.kind][-1]:
                    said = "; ".join(str(insight) for insight in told[:5]) or "nothing"
                    print(f"  missed {story.kind} in {kind}, seed {seed}: {said}", flush=True)
    alarms: dict[str, list[bool]] = defaultdict(list)
    for place, kind in enumerate(CONTROLS if not words or "control" in words else ()):
        for seed in range(seeds * 6):
            told = found(made(kind, 7_000_000 + seed * 1009 + place))
            false = [i for i in told if not (kind.rhythm == "shop" and i.kind in RHYTHM)]
            alarms[str(kind)].append(bool(false))
            for insight in false:
                print(f"  false alarm in {kind}, seed {seed}: {insight.kind}: {insight}", flush=True)
    for name, hits in recalls.items():
        print(f"{name}: {sum(hits)} of {len(hits)}")
    for name, wrong in alarms.items():
        print(f"control {name}: {sum(wrong)} of {len(wrong)} with a false alarm")
    hits = [hit for found_ in recalls.values() for hit in found_]
    wrong = [one for found_ in alarms.values() for one in found_]
    recall = float(np.mean(hits)) if hits else 1.0
    alarm = float(np.mean(wrong)) if wrong else 0.0
    print(f"recall {recall:.3f} of {len(hits)} (at least {RECALL}), false alarms {alarm:.3f} of {len(wrong)} "
          f"(at most {ALARMS}), {clock.perf_counter() - began:.0f} s")  # fmt: skip
    return int(recall < RECALL or alarm > ALARMS)


if __name__ == "__main__":
    sys.exit(main())
