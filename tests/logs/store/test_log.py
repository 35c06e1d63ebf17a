"""The counts and requests of a log, by hand."""

import pandas as pd
import pytest

from app.logs import read_log
from app.problem import Problem

LINES = """\
1.1.1.1 - - [28/Feb/2020:23:59:59 +0000] "GET /a?Product_ID=x%20y HTTP/1.1" 200 10 "-" "curl/8"
1.1.1.1 - - [02/Mar/2020:00:00:00 +0000] "GET /a?product=NULL HTTP/1.1" 404 - "-" "curl/8"
2.2.2.2 - - [02/Mar/2020:05:00:00 +0000] "POST /b?categoryId=c&product= HTTP/1.1" 503 7 "http://r/" "-"
2.2.2.2 - - [29/Feb/2020:05:00:00 +0000] "-" 408 0 "-" "-"
"""


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    path = tmp_path_factory.mktemp("log") / "a.log"
    path.write_text(LINES)
    return read_log(path)


def test_statuses_are_numbers_in_order(log):
    assert log.counts("status").to_dict() == {200: 1, 404: 1, 408: 1, 503: 1}
    assert log.counts("status").index.tolist() == [200, 404, 408, 503]


def test_others_are_sorted_by_count_then_label(log):
    assert list(log.counts("method").items()) == [("GET", 2), ("(none)", 1), ("POST", 1)]
    assert list(log.counts("host").items()) == [("1.1.1.1", 2), ("2.2.2.2", 2)]


def test_null_is_a_value_and_empty_is_none(log):
    assert log.counts("product").to_dict() == {"(none)": 2, "NULL": 1, "x y": 1}
    assert log.counts("category").to_dict() == {"(none)": 3, "c": 1}


def test_every_day_of_the_span_is_there(log):
    days = log.counts("day")
    assert list(days.index) == list(pd.date_range("2020-02-28", "2020-03-02"))
    assert days.tolist() == [1, 1, 0, 2]
    assert log.counts("day", where={"status": 200}).tolist() == [1, 0, 0, 0]


def test_hours_and_weekdays_are_all_there(log):
    assert log.counts("hour").to_dict() == {h: {23: 1, 0: 1, 5: 2}.get(h, 0) for h in range(24)}
    assert log.counts("weekday").tolist() == [2, 0, 0, 0, 1, 1, 0]


@pytest.mark.parametrize(
    ("where", "paths"),
    [
        (None, ["/a", "(none)", "/a", "/b"]),
        ({"status": [404, "503"]}, ["/a", "/b"]),
        ({"status": 404.0}, ["/a"]),
        ({"product": float("nan"), "method": "POST"}, ["/b"]),
        ({"product": None, "method": "POST"}, ["/b"]),
        ({"hour": 5}, ["(none)", "/b"]),
        ({"weekday": [4, 5]}, ["/a", "(none)"]),
        ({"weekday": ["Friday", "sat"]}, ["/a", "(none)"]),
        ({"day": "2020-02-29"}, ["(none)"]),
        ({"time": ("2020-03-02", "2020-03-02 05:00")}, ["/a"]),
        ({"param:product": "NULL"}, ["/a"]),
        ({"host": "nobody"}, []),
    ],
)
def test_filters(log, where, paths):
    assert log.requests(where)["path"].tolist() == paths
    assert log.counts("path", where).sum() == len(paths)


def test_requests_are_frames_of_fields(log):
    first = log.requests().iloc[0]
    assert first["time"] == pd.Timestamp("2020-02-28 23:59:59")
    assert first["line"] == LINES.splitlines()[0]
    assert (first["query"], first["status"], first["size"], first["user_agent"]) == (
        "Product_ID=x%20y", 200, 10, "curl/8",
    )  # fmt: skip
    assert log.requests()["size"].isna().tolist() == [False, False, True, False]


def test_an_unknown_dimension_is_a_problem(log):
    with pytest.raises(Problem, match="“colour” is not a dimension"):
        log.counts("colour")


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ({"weekday": "Mo"}, "“Mo” is not a number of weekdays. Use 0 to 6, Monday being 0, or its name."),
        ({"hour": [5, 24]}, "“24” is not a number of hours. Use 0 to 23."),
        ({"hour": 5.5}, "“5.5” is not a number of hours."),
        ({"day": "notaday"}, "“notaday” is not a time. Write it as 2021-02-15"),
        ({"day": None}, "A time is missing"),
        ({"time": "2021"}, "“2021” is not a start and an end. Give both"),
        ({"time": ("2021", "soon")}, "“soon” is not a time."),
        ({"time": ("2021", None)}, "A time is missing"),
        ({"colour": "red"}, "“colour” is not a dimension of a log. Use day, .* to filter, also time."),
        ({"status"}, "A filter maps dimensions to values."),
    ],
)
def test_a_filter_that_cannot_be_used_is_a_problem(log, where, words):
    for ask in (log.requests, lambda where: log.counts("status", where)):
        with pytest.raises(Problem, match=words):
            ask(where)


def test_requests_are_not_counted_by_time(log):
    with pytest.raises(Problem, match=r"only filtered\. Count by day, hour, weekday"):
        log.counts("time")


@pytest.mark.parametrize("dimension", ["status", "day", "hour", "weekday", "path", "agent", "param:product"])
def test_counts_name_their_values_by_the_dimension(log, dimension):
    counts = log.counts(dimension)
    assert (counts.index.name, counts.name) == (dimension, "requests")


def test_a_log_says_what_it_is(log, tmp_path):
    assert repr(log) == "<Log a.log: 4 requests, 0 rejected, Combined (Apache, nginx)>"
    for name in ("x.log", "y.log"):
        (tmp_path / name).write_text(LINES + "junk\n")
    both = read_log([tmp_path / "x.log", tmp_path / "y.log"])
    assert repr(both) == "<Log 2 files: 8 requests, 2 rejected, Combined (Apache, nginx)>"
    assert [(reject.file, reject.line_number) for reject in both.rejects] == [("x.log", 5), ("y.log", 5)]
