"""Thirty stories and thirty controls of other trades: ``python -m tests.bench.insights_trades [seeds]``.

Written down before the rules saw them: a canteen, a newspaper, evenings of films, a shop without a night;
newsletters, paydays, feeds that are asked at each full hour, logins that are refused once by design, pages
with their pictures. Prints and judges as `insights_unseen` does (2 seeds unless given).
"""

from __future__ import annotations

import sys
from functools import partial

import numpy as np

from tests.bench.insights_unseen import Case, judge, nothing
from tests.bench.made_traffic import HOUR
from tests.bench.trades_ordinary import (
    FILMS,
    app_of_a_phone,
    both,
    closed_wednesdays,
    digest,
    feeds,
    files_of_all_sizes,
    kept_copies,
    logins,
    newsletter,
    paths_differ,
    paydays,
    polls,
    probes_of_health,
    rate_by,
    sale_of_a_day,
    season,
    slower_when_busy,
    summer_time,
    two_designs,
    weekends_for_games,
    with_pictures,
)
from tests.bench.trades_stories import (
    doubles,
    every_product,
    fails,
    fails_twice,
    greedy_robot,
    looked_for,
    lost,
    never,
    next_to_nothing,
    of_a_value,
    renamed,
    seen,
    shown_elsewhere,
    slow_report,
    times_as,
    tried_by_three,
    tries,
)

NOON = np.array([0.05] * 7 + [0.2, 0.5, 0.9, 1.8, 3, 2.6, 1.2, 0.6, 0.4, 0.3, 0.3, 0.2] + [0.1] * 5)
NEWS = np.array([0.2] * 5 + [1.2, 2.4, 2.8, 2.2, 1.4] + [0.9] * 7 + [1.3, 1.5, 1.2, 0.9, 0.7, 0.5, 0.3])
WAVES = 1 + 0.25 * np.sin(np.arange(24) / 24 * 2 * np.pi)

CASES = (
    Case("morning paper", 9, 200, NEWS, nothing),
    Case("canteen", 16, 150, NOON, nothing),
    Case("evenings of films", 25, 120, FILMS, nothing),
    Case("round the globe", 30, 100, WAVES, rate_by(HOUR, 0.25)),
    Case("two days", 2, 400, WAVES, nothing),
    Case("six hours", 0.25, 3000, WAVES, nothing),
    Case("three days", 3, 250, FILMS, nothing),
    Case("a sparse quarter", 90, 2, WAVES, nothing),
    Case("closed Wednesdays", 28, 120, NOON, closed_wednesdays),
    Case("paydays", 45, 100, NEWS, paydays),
    Case("a day's sale", 12, 250, FILMS, sale_of_a_day),
    Case("weekends for games", 21, 120, FILMS, weekends_for_games),
    Case("a season", 60, 60, WAVES, season),
    Case("polls", 5, 120, NEWS, polls),
    Case("probes of health", 4, 200, FILMS, probes_of_health),
    Case("feeds at full hours", 10, 150, NEWS, feeds),
    Case("paths differ", 14, 150, WAVES, paths_differ),
    Case("kept copies", 8, 200, NOON, kept_copies),
    Case("a letter on Thursdays", 28, 150, NEWS, newsletter),
    Case("two designs", 7, 200, FILMS, two_designs),
    Case("logins", 10, 100, NOON, logins),
    Case("asked for a password", 6, 150, WAVES, digest),
    Case("an app of a phone", 9, 150, FILMS, app_of_a_phone),
    Case("files of all sizes", 12, 120, NEWS, files_of_all_sizes),
    Case("slower when busy", 10, 250, FILMS, slower_when_busy),
    Case("summer time", 24, 120, NEWS, summer_time),
    Case("with pictures", 14, 30, NOON, with_pictures),
    Case("wild minutes", 4, 600, WAVES, rate_by(300, 0.6)),
    Case("wild quarters, closed", 28, 200, NOON, both(rate_by(900, 0.5), closed_wednesdays)),
    Case("pictures in a wild week", 7, 60, FILMS, both(rate_by(HOUR, 0.4), with_pictures)),
    Case("down at noon", 10, 200, NOON, partial(fails, 4.48, 1 / 3, 1.0, "503")),
    Case("a quarter fails at night", 12, 250, FILMS, partial(fails, 5.83, 3, 0.25, "500")),
    Case("six minutes", 2, 3000, WAVES, partial(fails, 1.4, 0.1, 0.9, "504")),
    Case("two days of few", 90, 2, WAVES, partial(fails, 50, 48, 0.95, "502")),
    Case("down twice", 9, 300, NEWS, fails_twice),
    Case("three hours lost", 30, 150, FILMS, partial(lost, 17.85, 3)),
    Case("nothing since", 25, 120, NEWS, next_to_nothing),
    Case("a day of few lost", 90, 4, WAVES, partial(lost, 40, 24)),
    Case("three who guess", 8, 200, WAVES, tried_by_three),
    Case("guesses answered 200", 14, 150, NEWS, partial(tries, 9.1, 10, 60, "200", "/wp-login.php")),
    Case("a flood of calls", 7, 200, FILMS, partial(tries, 3.3, 0.7, 5000, "200", "/xmlrpc.php")),
    Case("sixty paths", 10, 200, NOON, partial(looked_for, 60, 5, "404")),
    Case("eighty forbidden", 5, 300, NEWS, partial(looked_for, 80, 30, "403")),
    Case("every product", 6, 150, WAVES, every_product),
    Case("a robot all along", 14, 120, FILMS, partial(greedy_robot, 0, 14, 0.3)),
    Case("a robot for two days", 14, 150, NEWS, partial(greedy_robot, 6, 2, 2.0)),
    Case("shown elsewhere", 9, 200, FILMS, shown_elsewhere),
    Case("a new referrer", 14, 150, NOON,
         partial(seen, 10, 99, 0.05, "referrer", "https://partner.example/a")),
    Case("a new path", 60, 30, WAVES, partial(seen, 30, 99, 0.04, "path", "/v3/start")),
    Case("a gone agent", 9, 150, NEWS, partial(seen, 0, 5, 0.05, "agent", "OldApp")),
    Case("renamed", 12, 150, FILMS, renamed),
    Case("never a product", 10, 150, NEWS, partial(never, 60, "product", "SF-090", "500")),
    Case("never a method", 7, 200, WAVES, partial(never, 80, "method", "DELETE", "405")),
    Case("since a release", 14, 150, FILMS,
         partial(of_a_value, "path", "/api/find", 0.05, 8.4, 99, 0.35, "404")),
    Case("a browser refused", 10, 200, WAVES,
         partial(of_a_value, "agent", "Safari", 0.04, 4, 7, 0.5, "400")),
    Case("a client slowed down", 12, 200, NEWS,
         partial(of_a_value, "host", "192.0.2.1", 0.03, 0, 99, 0.3, "429")),
    Case("slow in the evening", 8, 250, FILMS, partial(times_as, "seconds", 3.83, 1.5, 4, "slow")),
    Case("slow report", 9, 200, NOON, slow_report),
    Case("large for hours", 10, 200, NEWS, partial(times_as, "size", 5.25, 4, 6, "large")),
    Case("twice as many", 30, 120, FILMS, doubles),
)  # fmt: skip

TRUE_OF = {
    "a season": {"growth", "fall", "level"},
    "polls": {"share"},
    "probes of health": {"share"},
    "feeds at full hours": {"share"},
    "a letter on Thursdays": {"new"},
    "asked for a password": {"rate", "path", "errors"},
}
"""What may be said of controls, since it is so."""


if __name__ == "__main__":
    sys.exit(judge(CASES, TRUE_OF, *map(int, sys.argv[1:] or ["2"])))
