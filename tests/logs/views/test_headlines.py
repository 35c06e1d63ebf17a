"""The figures above the charts, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.model.time_chart import by_day, over_time
from app.logs.views.headlines import headlines

LINE = '{host} - - [{day}/Feb/2021:{hour:02d}:00:00] "GET / HTTP/1.1" {status} {size} "-" "{agent}"\n'
BROWSER, BOT = "Mozilla/5.0 Firefox/78.0", "Googlebot/2.1"
REQUESTS = (
    # host, day, hour, status, size, agent
    ("a", 15, 0, 200, 1000, BROWSER),
    ("a", 15, 23, 200, 1000, BROWSER),
    ("b", 16, 0, 404, 48, BROWSER),
    ("b", 16, 5, 200, 1000, BOT),
    ("a", 17, 0, 200, 500, BROWSER),
    ("c", 17, 8, 500, 0, "curl/7"),
    ("a", 17, 23, 200, "-", BROWSER),
    ("a", 18, 1, 200, 500, BROWSER),
)


@pytest.fixture
def model(tmp_path: Path) -> LogModel:
    return of(tmp_path / "access.log", [""])


def of(path: Path, others: list[str]) -> LogModel:
    """The model of a log in which each request was made by its host and each of these others of its name."""
    lines = [
        LINE.format(host=h + other, day=d, hour=t, status=s, size=n, agent=a)
        for h, d, t, s, n, a in REQUESTS
        for other in others
    ]
    path.write_text("".join(lines))
    return LogModel(read_log(path))


def told(model: LogModel) -> dict[str, tuple[str, str]]:
    return {figure.title: (figure.value, figure.note) for figure in headlines(model)}


def test_each_figure_tells_of_the_requests_that_are_selected(model: LogModel) -> None:
    # a on the 15th, 17th and 18th, b on the 16th, c on the 17th; Googlebot is no visitor.
    assert told(model) == {
        "Requests": ("8", ""),
        "Visitors": ("5", "a client a day, no bots"),
        "Errors": ("2", "25.0% of requests"),
        "Bytes sent": ("4.0 KiB", "4,048 bytes"),
    }
    model.select("host", ["b"])
    assert told(model) == {
        "Requests": ("2", "of 8"),
        "Visitors": ("1", "a client a day, no bots"),
        "Errors": ("1", "50.0% of requests"),
        "Bytes sent": ("1.0 KiB", "1,048 bytes"),
    }


def test_a_figure_changes_from_the_time_before(tmp_path: Path) -> None:
    model = of(tmp_path / "ten.log", list("0123456789"))
    changes = {figure.title: (figure.change, figure.versus) for figure in headlines(model)}
    # The 17th is the last whole day: 30 requests after 20, 20 visitors after 10, 5,000 bytes after 10,480.
    assert changes["Requests"] == ("+50%", "17 Feb, on the day before (20)")
    assert changes["Visitors"] == ("+100%", "17 Feb, on the day before (10)")
    assert changes["Bytes sent"] == ("−52%", "17 Feb, on the day before (10.2 KiB)")
    begin = 1_613_520_000  # date -u -d 2021-02-17 +%s
    model.select_interval(begin, begin + 43_200)
    changes = {figure.title: (figure.change, figure.versus) for figure in headlines(model)}
    # The night and morning of the 17th have 20 requests, the afternoon and evening of the 16th none.
    assert changes["Requests"] == ("", "")
    model.select_interval(begin, begin + 86_400)
    assert headlines(model)[0].change == "+50%"


def test_few_are_told_as_they_are_and_not_in_percent(model: LogModel) -> None:
    changes = {figure.title: (figure.change, figure.versus) for figure in headlines(model)}
    # 3 requests after 2, 2 visitors after 1, and the bytes of so few requests: 500 after 1,048.
    assert changes["Requests"] == ("3", "on 17 Feb after 2 on the day before")
    assert changes["Visitors"] == ("2", "on 17 Feb after 1 on the day before")
    assert changes["Bytes sent"] == ("500 B", "on 17 Feb after 1.0 KiB on the day before")
    begin = 1_613_520_000  # date -u -d 2021-02-17 +%s
    model.select_interval(begin, begin + 86_400)
    assert (headlines(model)[0].change, headlines(model)[0].versus) == ("3", "after 2 on the day before")


def test_the_whole_page_counts_what_is_chosen(model: LogModel) -> None:
    model.count("bytes")
    shown = model.projection("host")
    assert dict(zip(shown.labels, shown.values, strict=True)) == {"a": 3000, "b": 1048, "c": 0}
    assert by_day(model) == [2000, 1048, 500, 500]
    assert sum(over_time(model)) == 4048
    assert "measure=bytes" in model.query
    model.count("visitors")
    assert by_day(model) == [1, 1, 2, 1]
    shown = model.projection("status", sort="label")
    assert dict(zip(shown.labels, shown.values, strict=True)) == {"200": 3, "404": 1, "500": 1}


def test_a_link_to_what_a_log_does_not_tell_counts_requests_and_says_so(model: LogModel) -> None:
    assert model.restore("measure=p95") == [
        "This log does not tell of “response time, 95%”: requests are counted."
    ]
    assert sum(by_day(model)) == 8
    assert model.restore("measure=visitors") == []
