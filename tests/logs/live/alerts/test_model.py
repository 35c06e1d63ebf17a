"""The alert of a page, over a log that a reader counts: what is said, drawn and sent."""

from __future__ import annotations

from typing import Any

import pytest

from app.logs.crossfilter.measures import BYTES, ERRORS, REQUESTS
from app.logs.live.alerts import model
from app.logs.live.alerts.line import line
from app.logs.live.alerts.model import Alerts
from app.logs.live.alerts.rules import Limit
from app.logs.live.following import FollowedFiles
from app.logs.live.reading import LiveReader

FIVE = 1_431_857_100
"""17 May 2015, 10:05:00."""


def lines(first: int, last: int, status: int) -> str:
    """A request each second from one second after 10:05 up to another."""
    return "".join(
        f'10.0.0.1 - - [17/May/2015:10:{5 + n // 60:02d}:{n % 60:02d} +0000] "GET / HTTP/1.1" {status} 5\n'
        for n in range(first, last)
    )


class Followed:
    """A log, its reader, an alert over it, and clocks that are put by hand."""

    def __init__(self, folder: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sent: list[dict[str, Any]] = []
        self.shelf = folder / "shelf"
        self.shelf.mkdir()
        self.log = folder / "access.log"
        self.log.touch()
        self.reader, self.source = LiveReader(self.shelf, 1000.0), FollowedFiles([str(self.log)])
        self.wall = 0.0
        monkeypatch.setattr(model, "monotonic", lambda: self.wall)
        self.alerts = Alerts("https://hook", lambda _address, message, _sent: self.sent.append(message))
        self.alerts.forget("access.log")

    def written(self, text: str) -> None:
        with self.log.open("a") as file:
            file.write(text)
        self.reader.turn(self.source)

    def look(self, second: int, times: int = 6) -> None:
        for _ in range(times):
            self.wall += 1
            self.alerts.look(self.reader.log, FIVE + second, True, self.shelf)


@pytest.fixture
def followed(tmp_path, monkeypatch):
    made = Followed(tmp_path, monkeypatch)
    yield made
    made.source.close()


def test_it_fires_is_told_once_and_is_over(followed):
    alerts = followed.alerts
    alerts.rule = "errors  >  5 % for 1 min"
    followed.written(lines(0, 100, 200))
    followed.look(100)
    assert (alerts.alarm, alerts.words) == ("", "now 0% (0 of 60 requests)")
    followed.written(lines(100, 110, 404))
    followed.look(115)
    assert alerts.alarm == "errors > 5% for 1 min: 16.7% (10 of 60 requests), since 17 May 10:06:55."
    assert [(one["firing"], one["log"], one["rule"], one["at"]) for one in followed.sent] == [
        (True, "access.log", "errors > 5% for 1 min", "2015-05-17T10:06:55")
    ]
    followed.written(lines(110, 180, 200))
    followed.look(180)
    assert alerts.alarm == ""
    assert alerts.words.endswith("; it held from 17 May 10:06:55 to 17 May 10:08:00")
    assert [one["firing"] for one in followed.sent] == [True, False]


def test_what_is_typed_meanwhile(followed):
    """A limit as soon as it is one, a fault at its place, another rule from its start."""
    alerts = followed.alerts
    followed.written(lines(0, 100, 404))
    for typed, limit, place in (
        ("errors >", None, (8, 8)),
        ("errors > 5%", Limit("errors", ">", 5, "%"), (11, 11)),
    ):
        alerts.rule = typed
        assert alerts.limit == limit
        assert (alerts.fault.start, alerts.fault.end) == place
    alerts.rule = "errors > 5% for 1 min"
    followed.look(100)
    assert alerts.alarm
    alerts.rule = "errors > 5% for 2 min"
    assert (alerts.alarm, alerts.fault) == ("", None)
    followed.look(100)
    assert alerts.words == "needs 2 minutes of the log"
    alerts.rule = ""
    followed.look(100)
    assert (alerts.words, alerts.limit, alerts.alarm) == ("", None, "")


def test_who_cannot_be_told_is_said(followed):
    followed.alerts.rule = "errors > 5% for 1 min"
    followed.written(lines(0, 100, 404))
    followed.shelf = followed.shelf / "gone"
    followed.look(100)
    assert followed.alerts.alarm
    assert followed.alerts.words == model.UNTOLD
    assert followed.sent == []


def test_it_stands_in_the_link(followed):
    followed.alerts.rule = "rate < 10/min for 10 min"
    other = Alerts()
    assert other.restore(followed.alerts.query) == []
    assert other.rule == "rate < 10/min for 10 min"
    assert other.limit == Limit("rate", "<", 10, "/min")


def test_lines_of_any_kind_of_limit():
    requests = [100, 0, 50]
    share, rate = Limit("errors", ">", 5, "%"), Limit("rate", "<", 10, "/min")
    assert line(share, REQUESTS, False, 60, requests) == [5, 0, 2.5]
    assert line(share, ERRORS, True, 60, requests) == [0.05] * 3
    assert line(rate, REQUESTS, False, 300, requests) == pytest.approx([50, 50, 50])
    few = line(Limit("errors", ">", 6, "/h"), ERRORS, True, 3600, requests)
    assert [few[0], few[2]] == pytest.approx([0.06, 0.12])
    assert few[1] is None
    assert line(rate, ERRORS, False, 60, requests) == []
    assert line(share, BYTES, False, 60, requests) == []
