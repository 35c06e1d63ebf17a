"""What a report says, held against counts of the raw lines by a loop and against awk's published answers."""

from __future__ import annotations

import gzip
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from app.logs import read_log
from app.logs.crossfilter.comparison import in_percent
from app.logs.model import LogModel
from app.logs.parsing.clock import NO_ZONE
from app.logs.report import Report, report_of, words_of, zone_of
from tests.shared_data import shared

MADE = datetime(2026, 11, 26, 15, 0, tzinfo=UTC)
LINE = re.compile(r'(\S+) \S+ \S+ \[(\d+)/May/2015:(\d\d):[^]]*\] "(\S+) ([^ ?"]*)[^"]*" (\d{3}) (\S+)')


@pytest.fixture(scope="module")
def elastic() -> Path:
    return shared("logs/elastic_apache_logs.log.gz")


@pytest.fixture(scope="module")
def raw(elastic: Path) -> list[tuple[str, ...]]:
    """Host, day, hour, method, path, status and size of each line, but of the one whose agent has no end."""
    with gzip.open(elastic, "rt") as lines:
        whole = (line for number, line in enumerate(lines, 1) if number != 8899)
        return [found.groups() for line in whole if (found := LINE.match(line))]


@pytest.fixture
def model(elastic: Path) -> LogModel:
    return LogModel(read_log(elastic))


def figures(report: Report) -> dict[str, float]:
    return {figure.measure.name: figure.value for figure in report.figures}


def test_a_day_of_the_elastic_log_is_reported_as_awk_counts_it(model: LogModel, raw) -> None:
    model.select("day", ["2015-05-17"])
    report = report_of(model, MADE)
    day = [line for line in raw if line[1] == "17"]
    assert (report.selected, figures(report)["errors"]) == (1632, 30)
    assert figures(report)["bytes"] == sum(int(size) for *_, size in day if size.isdigit())
    by_hour = Counter(int(line[2]) for line in day)
    assert report.hours.values == [by_hour[hour] for hour in range(24)]
    assert sum(report.over_time.values) == 1632
    assert sum(report.over_time.parts) == 30
    assert report.days.passing == {0}
    assert report.hours.passing == set(range(24))
    # A chart never filters itself: the days are those of the whole log.
    assert (
        report.days.values
        == report.days.totals
        == [Counter(li[1] for li in raw)[d] for d in report_days(raw)]
    )
    hosts = Counter(line[0] for line in day)
    shown = next(ranking for ranking in report.lists if ranking.title == "Host")
    assert dict(zip(shown.labels, shown.values, strict=True)).items() <= hosts.items()
    assert shown.values == [count for _, count in hosts.most_common(6)]
    assert shown.distinct == len(hosts)
    assert [words_of(chip) for chip in report.filters] == ["Day 17 May"]
    assert report.zone == "UTC"


def report_days(raw) -> list[str]:
    return sorted({line[1] for line in raw}, key=int)


def test_what_is_not_found_most_is_listed_with_what_is_counted(model: LogModel) -> None:
    model.select("status", ["404"])
    report = report_of(model, MADE)
    paths = next(ranking for ranking in report.lists if ranking.title == "Path")
    assert report.selected == 213
    assert paths.values[0] == 61
    assert paths.labels[0].endswith("logstash-1.3.2-monolithic.jar")
    statuses = report.statuses
    assert [statuses.labels[place] for place in statuses.passing] == ["404"]
    assert "200" in statuses.labels


def test_bytes_are_listed_where_bytes_are_counted(model: LogModel) -> None:
    model.count("bytes")
    report = report_of(model, MADE)
    paths = next(ranking for ranking in report.lists if ranking.title == "Path")
    assert (paths.labels[0], paths.values[0]) == ("/misc/sample.log", 1_303_362_072)
    assert report.over_time.part is None


def test_two_days_are_compared(model: LogModel, raw) -> None:
    model.select("day", ["2015-05-19"])
    model.compare_with("before")
    report = report_of(model, MADE)
    assert report.periods is not None
    requests = next(figure for figure in report.figures if figure.measure.name == "requests")
    by_day = Counter(line[1] for line in raw)
    assert (requests.now, requests.then) == (by_day["19"], by_day["18"])


def test_lists_tell_how_each_value_changed(model: LogModel, raw) -> None:
    model.select("day", ["2015-05-19"])
    assert not report_of(model, MADE).statuses.changes
    model.compare_with("before")
    then, now = (Counter(line[5] for line in raw if line[1] == day) for day in ("18", "19"))
    told = report_of(model, MADE).statuses
    assert dict(zip(told.labels, told.changes, strict=True)) == {
        status: in_percent(now[status], then[status]) for status in told.labels
    }


def test_what_still_is_looked_for_is_not_told_as_nothing(model: LogModel) -> None:
    assert report_of(model, MADE).insights is None
    model.analysis.look()
    assert report_of(model, MADE).insights


@pytest.mark.parametrize(
    ("zones", "words"),
    [
        ([0, 0], "UTC"),
        ([-210], "UTC−03:30"),
        ([60, NO_ZONE], "as written, in UTC+01:00 and without a zone"),
        ([NO_ZONE], "of the server’s clock; the log names no zone"),
        ([0, 60, 120, 180, 240], "as written, in UTC, UTC+01:00, UTC+02:00 and 2 more"),
    ],
)
def test_the_zones_in_words(zones: list[int], words: str) -> None:
    assert zone_of(np.array(zones, np.int16)) == words
