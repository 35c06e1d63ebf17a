"""The state of the log page, without a browser: filters, chips, links, and a log that is still being read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.model.time_chart import interval_seconds, over_time, trend_line, unusual
from app.logs.search.rules import Not
from app.logs.store.events import events_of
from tests.shared_data import shared

LINE = '192.0.2.{host} - - [{day}/Feb/2021:{hour:02d}:30:00] "GET {target} HTTP/1.1" {status} 10 "-" "-"\n'


@pytest.fixture
def model(tmp_path: Path) -> LogModel:
    """Six requests over two days: three of product A (one failed), one of product B, two of none."""
    requests = [
        (1, 15, 1, "/p?productId=A&q=tea", 200),
        (2, 15, 1, "/p?productId=A&q=mug", 404),
        (1, 15, 5, "/p?productId=A", 200),
        (3, 16, 5, "/p?productId=B", 200),
        (3, 16, 6, "/", 200),
        (4, 16, 7, "/", 500),
    ]
    path = tmp_path / "access.log"
    path.write_text(
        "".join(LINE.format(host=h, day=d, hour=t, target=p, status=s) for h, d, t, p, s in requests)
    )
    return LogModel(read_log(path))


def values(model: LogModel, dimension: str) -> dict[str, int]:
    shown = model.projection(dimension)
    return dict(zip(shown.labels, shown.values, strict=True))


def test_a_filter_changes_every_chart_but_its_own(model: LogModel) -> None:
    model.select("product", ["A"])
    assert model.summary == "3 of 6 requests selected"
    assert values(model, "product") == {"A": 3, "B": 1, "(none)": 2}
    assert values(model, "status") == {"200": 2, "404": 1, "500": 0}
    model.select("product", [])
    assert model.summary == "6 of 6 requests selected"


def test_a_log_of_one_request_has_no_requests(tmp_path: Path) -> None:
    path = tmp_path / "one.log"
    path.write_text(LINE.format(host=1, day=15, hour=1, target="/", status=200))
    assert LogModel(read_log(path)).summary == "1 of 1 request selected"


def test_chips_say_the_filters_in_words(model: LogModel) -> None:
    model.select("status", ["404", "500"])
    model.select("day", ["2021-02-15"])
    model.select("hour", ["01", "02", "05"])
    model.select("weekhour", [f"Mon{hour:02d}" for hour in range(24)] + ["Tue05"])
    assert {chip.title: chip.text for chip in model.chips()} == {
        "Status": "404, 500",
        "Day": "15 Feb",
        "Hour": "01:00–02:59, 05:00–05:59",
        "Weekday × hour": "Mon, Tue 05:00–05:59",
    }


def test_a_link_restores_the_view(model: LogModel, tmp_path: Path) -> None:
    model.select("status", ["404"])
    model.select_interval(*model.points.seconds(0, 10))
    model.trend = True
    other = LogModel(read_log(tmp_path / "access.log"))
    assert other.restore(model.query) == []
    assert other.filters == model.filters
    assert other.trend
    assert other.query == model.query


def test_an_interval_is_as_long_as_its_words_say(model: LogModel) -> None:
    """05:30:00 on the 15th has one request, and nothing is near; the chart's points are far longer."""
    half_past = 1_613_367_000
    model.select_interval(half_past - 90, half_past)
    assert model.summary == "0 of 6 requests selected"
    model.select_interval(half_past - 90, half_past + 1)
    assert model.summary == "1 of 6 requests selected"
    assert [chip.text for chip in model.chips()] == ["15 Feb 05:28:30 – 15 Feb 05:30:01"]
    assert "time=2021-02-15T05:28:30..2021-02-15T05:30:01" in model.query
    assert interval_seconds(model) == [half_past - 90, half_past + 1]
    model.select_interval(*model.points.seconds(0, 10))
    assert interval_seconds(model) == []


def test_a_link_to_values_that_are_not_there_says_so(model: LogModel) -> None:
    notices = model.restore("status=999&hour=77&day=2031-01-01&param=nope&time=1999-01-01..1999-01-02")
    assert model.summary == "6 of 6 requests selected"
    assert len(notices) == 5


def test_filters_wait_for_a_log_that_is_still_being_read(model: LogModel) -> None:
    log = model.log
    waiting = LogModel()
    assert waiting.restore("product=B&value=tea&param=q") == []
    assert log is not None
    waiting.show(log, finished=False)
    assert waiting.filters["product"] == ("B",)
    assert waiting.filters["param:q"] == ("tea",)


def test_a_parameter_becomes_a_chart(model: LogModel) -> None:
    assert model.parameters == ["productId", "q"]
    assert model.param == "q"
    assert values(model, "param:q") == {"(none)": 4, "mug": 1, "tea": 1}
    model.select("param:q", ["tea"])
    assert model.selected == 1
    model.choose_param("productId")
    assert model.selected == 6


def test_the_only_parameter_is_shown_even_where_it_has_a_chart_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    targets = ("/p?productId=A", "/p?productId=A", "/p?productId=B")
    path.write_text(
        "".join(LINE.format(host=1, day=15, hour=1, target=target, status=200) for target in targets)
    )
    model = LogModel(read_log(path))
    assert model.param == "productId"
    assert values(model, "param:productId") == {"A": 2, "B": 1}


@pytest.mark.parametrize(
    ("queries", "shown"),
    [
        # The most frequent one has a single value.
        ([f"v=1&q={word}" for word in ("tea", "mug", "tea", "mug")] + ["v=1"] * 4, ("q", "v")),
        # Sessions, of which each asks for much, and what was searched for, as many different words.
        (
            [f"sid={n % 60}a&q={'abcdefgh'[n % 8]}{'ijklmnop'[n // 8 % 8]}x" for n in range(640)]
            + ["sid=1a"] * 99,
            ("q", "sid"),
        ),
        # Nothing repeats, nothing has two values: the most frequent one.
        ([f"once={n}" for n in range(60)] + ["v=1"] * 3, ("once", "v")),
    ],
    ids=["one value", "sessions", "none"],
)
def test_the_parameter_that_is_shown_first_tells_requests_apart(
    tmp_path: Path, queries: list[str], shown: tuple[str, str]
) -> None:
    path = tmp_path / "access.log"
    path.write_text(
        "".join(LINE.format(host=1, day=15, hour=1, target=f"/?{query}", status=200) for query in queries)
    )
    model = LogModel(read_log(path))
    assert (model.param, model.param2) == shown
    # A filter on it stands in the link with its name, which another log may not show first.
    assert "param=" not in model.query
    model.select(f"param:{model.param}", [model.projection(f"param:{model.param}").labels[0]])
    assert f"param={model.param}&" in model.query + "&"


def test_rows_come_in_the_order_of_time(model: LogModel) -> None:
    model.select("status", ["200"])
    assert model.log is not None
    found = events_of(model.log.store, model.selected_rows())
    assert list(found["time"]) == sorted(found["time"])
    assert len(found["time"]) == 4


def test_ranking_by_the_selection_lists_what_is_rare_in_the_whole() -> None:
    model = LogModel(read_log(shared("logs/buttercup_www1_access.log.gz")))
    model.select("status", ["503"])
    model.rank("host", True)
    ranked = model.projection("host")
    assert ranked.values == sorted(ranked.values, reverse=True)
    assert sum(ranked.values) + ranked.beyond["value"] == 324


def test_lists_rank_by_what_is_selected_unless_all_requests_are_asked_for() -> None:
    """Of 213 requests with status 404 awk counts 61, 32 and 12 for the first paths, 60 and 14 for hosts."""
    model = LogModel(read_log(shared("logs/elastic_apache_logs.log.gz")))
    before = model.projection("path").labels
    model.select("status", ["404"])
    hosts = model.projection("host")
    assert list(zip(hosts.labels, hosts.values, strict=True))[:2] == [
        ("208.91.156.11", 60),
        ("144.76.95.39", 14),
    ]
    paths = model.projection("path")
    assert paths.values[:3] == [61, 32, 12]
    assert paths.labels[2] == "/wp-login.php"
    assert sum(paths.values) + paths.beyond["value"] == 213
    assert min(paths.values) > 0
    model.rank("path", False)
    assert model.projection("path").labels == before
    assert "rank=path:all" in model.query
    other = LogModel(model.log)
    assert other.restore(model.query) == []
    assert other.projection("path").labels == before
    model.rank("path", True)
    assert "rank" not in model.query


def test_what_is_left_out_is_left_out_of_everything_else(model: LogModel) -> None:
    model.select("product", ["A", "B"], without=True)
    assert model.summary == "2 of 6 requests selected"
    # A chart never filters itself, and says what it leaves out.
    shown = model.projection("product")
    assert dict(zip(shown.labels, shown.values, strict=True)) == {"A": 3, "B": 1, "(none)": 2}
    assert {shown.labels[place] for place in shown.excluded} == {"A", "B"}
    assert shown.chosen == []
    model.select("hour", ["07"], without=True)
    assert model.selected == 1
    assert [(chip.title, chip.text, chip.without) for chip in model.chips()] == [
        ("Product", "A, B", True),
        ("Hour", "07:00–07:59", True),
    ]
    assert "not.product=A,B" in model.query
    assert "not.hour=07" in model.query
    other = LogModel(model.log)
    assert other.restore(model.query) == []
    assert (other.filters, other.selected, other.query) == (model.filters, 1, model.query)
    model.turn("product")
    assert model.filters["product"] == ("A", "B")
    assert model.selected == 4
    model.turn("product")
    assert model.selected == 1


def test_a_link_that_selects_and_leaves_out_in_one_dimension(model: LogModel) -> None:
    assert model.restore("host=192.0.2.1,192.0.2.3&not.host=192.0.2.3&not.value=mug") == []
    assert model.filters == {"host": ("192.0.2.1",), "param:q": Not(("mug",))}
    assert model.selected == 2


def test_two_parameters_at_once(model: LogModel) -> None:
    assert (model.param, model.param2) == ("q", "productId")
    model.select("param:q", ["tea"])
    model.select("param:productId", ["B"], without=True)
    assert model.selected == 1
    assert "value=tea" in model.query
    assert "not.value2=B" in model.query
    other = LogModel()
    assert other.restore(model.query) == []
    assert model.log is not None
    assert other.show(model.log) == []
    assert other.filters == model.filters
    # Chosen in the second place, the first one's parameter changes places.
    model.choose_param("q", 1)
    assert (model.param, model.param2) == ("productId", "q")


def test_clearing_restores_every_chart(model: LogModel) -> None:
    before = {name: values(model, name) for name in ("status", "product", "path", "host")}
    model.select("status", ["404"])
    model.select("host", ["192.0.2.2"])
    model.clear()
    assert {name: values(model, name) for name in before} == before


def test_the_trend_is_the_line_of_least_squares_over_the_interval(model: LogModel) -> None:
    assert trend_line(model) is None
    model.trend = True
    counts = np.array(over_time(model))
    seconds = model.points.starts
    for first, end in ((0, len(counts)), (1, len(counts) - 1)):
        if first:
            model.select_interval(*model.points.seconds(first, end))
        slope, start = np.polyfit(seconds[first:end] - seconds[first], counts[first:end], 1)
        found = trend_line(model)
        assert found is not None
        assert found[:2] == (first, end)
        assert found[2].slope == pytest.approx(slope * 3600)
        assert found[2].start == pytest.approx(start)


def test_unusual_hours_are_ringed_only_where_all_requests_are_shown(tmp_path: Path) -> None:
    path = tmp_path / "burst.log"
    hours = [(day, hour) for day in range(1, 5) for hour in range(24)]
    many = {(2, 13): 200}
    path.write_text(
        "".join(
            LINE.format(host=1, day=f"{day:02d}", hour=hour, target="/", status=200)
            * many.get((day, hour), 4)
            for day, hour in hours
        )
    )
    model = LogModel(read_log(path))
    (ring,) = unusual(model)
    assert (ring.requests, ring.words[:8]) == (200, "far more")
    model.select_interval(*model.points.seconds(0, 10))
    assert unusual(model) == [ring]
    model.select("status", ["200"])
    assert unusual(model) == []


def test_a_search_is_a_filter_like_any_other(model: LogModel) -> None:
    model.search = "status:200 -q=tea"
    assert model.summary == "3 of 6 requests selected"
    assert values(model, "product") == {"A": 1, "B": 1, "(none)": 1}
    assert [(chip.dimension, chip.title, chip.text, chip.turns) for chip in model.chips()] == [
        ("search", "Search", "status:200 -q=tea", False)
    ]
    assert "search=status:200+-q%3Dtea" in model.query
    other = LogModel()
    assert other.restore(model.query) == []
    assert model.log is not None
    other.show(model.log)
    assert (other.selected, other.filters, other.query) == (3, model.filters, model.query)
    model.select("product", ["A"])
    assert model.selected == 1
    model.search = "status:404"
    assert model.selected == 1
    assert model.filters == {"product": ("A",), "search": "status:404"}
    model.clear("product")
    assert model.selected == 1
    model.clear()
    assert (model.search, model.selected, model.chips()) == ("", 6, [])


def test_a_search_with_a_fault_filters_nothing_and_says_where_it_is(model: LogModel) -> None:
    model.search = "status:200"
    model.search = "status:200 colour:red"
    assert model.selected == 6
    fault = model.finding.fault
    assert fault is not None
    assert (fault.start, fault.end) == (11, 21)
    assert "colour" in fault.words
    model.select("status", ["404"])
    assert (model.search, model.selected) == ("status:200 colour:red", 1)
    model.search = "status:200"
    assert model.finding.fault is None
    assert model.selected == 0
    model.search = "path:cart"
    assert model.finding.notes


def test_an_insight_takes_the_place_of_a_search(model: LogModel) -> None:
    model.search = "tea"
    model.select_all({"status": ("404",)})
    assert (model.search, model.selected) == ("", 1)
    model.select_all({"status": ("200",), "search": "tea"})
    assert (model.search, model.selected) == ("tea", 1)


def test_all_values_of_a_list_can_be_taken_away(tmp_path: Path) -> None:
    """120 hosts of which a list shows 50: host n asked n times, half of them for what is not there."""
    path = tmp_path / "hosts.log"
    path.write_text(
        "".join(
            LINE.format(host=n, day=15, hour=1, target="/", status=404 if n % 2 else 200) * n
            for n in range(1, 121)
        )
    )
    model = LogModel(read_log(path))
    assert len(model.projection("host").labels) == 50
    assert model.projection("host").distinct == 120
    wanted = [(f"192.0.2.{n}", n, n) for n in range(120, 0, -1)]
    assert list(model.every_value("host")) == wanted
    model.select("status", ["404"])
    assert model.projection("host").distinct == 60
    odd = [(label, n, n) for label, n, _ in wanted if n % 2]
    even = [(label, 0, n) for label, n, _ in wanted if not n % 2]
    assert list(model.every_value("host")) == odd + even
    # What is missing is no value.
    assert model.projection("referrer").distinct == 0
