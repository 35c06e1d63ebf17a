"""What stands out in the last minutes of a log that grows: as in a log that has only those."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.insights.insights import find_insights
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader
from app.logs.model import LogModel
from app.logs.model.counting import crossfilter_of

NINE, HOUR = 1_431_853_200, 3600
"""17 May 2015, 9:00."""


def lines(first: int, last: int, failing: str) -> str:
    """Four requests a second from ``first`` on after nine; those of the path ``failing`` answer 500."""
    return "".join(
        f"10.0.{n % 5}.{n % 40} - - [17/May/2015:{9 + n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET {path} HTTP/1.1" {500 if path == failing else 200} 5 "-" "Mozilla/5.0"\n'
        for n in range(first, last)
        for path in ("/", "/cart", "/search", "/pay")
    )


@pytest.fixture
def grown(tmp_path: Path):
    """An hour in which /cart failed, then ten minutes in which /pay does."""
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    shelf.mkdir()
    log.write_text(lines(0, HOUR, "/cart") + lines(HOUR, HOUR + 600, "/pay"))
    reader, source = LiveReader(shelf, 1000.0), FollowedFiles([str(log)])
    while reader.turn(source):
        pass
    source.close()
    return reader.log


def sentences(insights: list) -> list[str]:
    return ["".join(str(part) for part in insight.parts()) for insight in insights]


def told(model: LogModel) -> list[str]:
    model.analysis.look()
    return sentences(model.analysis.insights)


def test_the_last_minutes_are_judged_as_a_log_of_their_own(grown, tmp_path):
    model = LogModel()
    now = NINE + HOUR + 599
    model.grow(grown, now)
    whole = told(model)
    model.grow(grown, now, rolling=300)
    assert model.analysis.seconds == 300
    latest = told(model)
    alone = tmp_path / "alone.log"
    alone.write_text(lines(HOUR + 300, HOUR + 600, "/pay"))
    assert latest == sentences(find_insights(crossfilter_of(read_log(alone).store, finished=False)))
    assert "/pay" in " ".join(latest)
    assert "/cart" not in " ".join(latest)
    assert "/cart" in " ".join(whole)
    model.grow(grown, now)
    assert told(model) == whole


def test_a_phrase_is_followed_within_the_last_minutes(grown):
    model = LogModel()
    model.grow(grown, NINE + HOUR + 599, rolling=300)
    model.analysis.look()
    place = next(
        (number, link)
        for number, insight in enumerate(model.analysis.insights)
        for link, one in enumerate(insight.links)
        if "time" not in dict(one.selection)
    )
    model.follow(*place)
    assert model.rolling == 300
    assert 0 < model.selected <= 4 * 300


def test_a_window_in_which_nothing_came(grown):
    model = LogModel()
    model.grow(grown, NINE + 5 * HOUR, rolling=300)
    assert told(model) == []
