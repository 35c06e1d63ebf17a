"""The demos as a notebook author meets them: short, linked both ways, each alone."""

import inspect
from datetime import date
from html import unescape
from math import exp, pi, sqrt
from pathlib import Path

import numpy as np
import pytest

import app.gallery
from app.gallery import GalleryPage, IndexDemo, KernelRegressionDemo, NormalDemo, SliderDemo
from app.gallery.prices import SP500
from app.gallery.source_code import coloured, source

DEMOS = (SliderDemo, NormalDemo, KernelRegressionDemo, IndexDemo)


@pytest.mark.parametrize("demo", DEMOS)
def test_a_demo_is_one_file_of_under_a_hundred_lines(demo):
    assert len(source(demo).splitlines()) < 100


@pytest.mark.parametrize("demo", DEMOS)
def test_the_code_shown_is_the_demos_own_file(demo):
    text = source(demo)
    assert text == Path(inspect.getsourcefile(demo)).read_text(encoding="utf-8")
    html = coloured(text)
    words = unescape("".join(part.partition(">")[2] for part in f">{html}".split("<")))
    assert words.strip() == text.strip()
    assert "<script" not in html


def test_slider_and_box_follow_each_other():
    demo = SliderDemo()
    demo.slider.value = 64
    assert (demo.model.value, demo.box.value) == (64, 64)
    demo.box.value = 12
    assert (demo.model.value, demo.slider.value) == (12, 12)
    assert demo.square.facts[0].value == "144"
    assert "144" in demo.square.value
    demo.model.value = 90
    assert demo.table()[1] == [[90, 8100]]


def test_the_normal_curve_and_its_areas():
    demo = NormalDemo()
    demo.model.mu, demo.model.sigma = 1.5, 2.0
    assert demo.title == "Normal distribution, μ = 1.5, σ = 2.0"
    at = int(np.argmin(abs(demo.curve.x - 3.5)))
    assert demo.curve.y[at] == pytest.approx(exp(-((demo.curve.x[at] - 1.5) ** 2) / 8) / (2 * sqrt(2 * pi)))
    # The 68–95–99.7 rule, as every table has it.
    assert [fact.value for fact in demo.facts.facts] == ["68.3%", "95.4%", "99.7%"]
    assert (demo.areas[2].x[0], demo.areas[2].x[-1]) == (-2.5, 5.5)
    whole = np.sum(demo.areas[1].y[1:] + demo.areas[1].y[:-1]) / 2 * np.diff(demo.areas[1].x)[0]
    assert whole == pytest.approx(0.6827, abs=1e-3)


def test_the_normal_curves_axes_stand_still():
    demo = NormalDemo()
    scales = demo.curve.scales
    before = [(scales[name].min, scales[name].max) for name in "xy"]
    demo.model.sigma = 0.5
    assert max(demo.curve.y) < scales["y"].max
    demo.model.sigma = 3.0
    assert [(scales[name].min, scales[name].max) for name in "xy"] == before


def drag(mark, index, x, y):
    """Do what a pointer does with ``enable_move``: new arrays, both coordinates in one message."""
    xs, ys = np.array(mark.x), np.array(mark.y)
    xs[index], ys[index] = x, y
    say(mark, xs, ys)


def say(mark, xs, ys):
    state = {
        name: {
            "value": memoryview(np.asarray(places, float).tobytes()),
            "dtype": "float64",
            "shape": [len(places)],
        }
        for name, places in (("x", xs), ("y", ys))
    }
    mark.set_state({name: {**sent, "type": None} for name, sent in state.items()})


def test_a_moved_point_moves_the_curve_and_its_dot():
    demo = KernelRegressionDemo()
    before = np.array(demo.chart.curve.y)
    drag(demo.chart.dots, 3, 2.0, 2.9)
    assert demo.model.points[3] == (2.0, 2.9)
    assert (demo.chart.dots.x[3], demo.chart.dots.y[3]) == (2.0, 2.9)
    assert len(demo.model.points) == 40
    assert abs(np.array(demo.chart.curve.y) - before)[30:50].max() > 0.05
    demo.model.move(3, 4.0, -1.0)
    assert (demo.chart.dots.x[3], demo.chart.dots.y[3]) == (4.0, -1.0)


def test_points_are_added_and_deleted_and_the_test_point_moves():
    demo = KernelRegressionDemo()
    dots, before = demo.chart.dots, demo.model.points
    assert dots.interactions == {"click": "add"}
    say(dots, [*dots.x, 5.0], [*dots.y, 1.0])
    assert len(dots.x) == 41
    assert demo.model.points == (*before, (5.0, 1.0))
    demo.click.value = "delete"
    assert dots.interactions == {"click": "delete"}
    say(dots, dots.x[:-1], dots.y[:-1])
    assert demo.model.points == before
    drag(demo.chart.test, 0, 99.0, 1.0)
    assert demo.model.at == 10.0
    assert (demo.chart.test.x[0], demo.chart.test.y[0]) == (10.0, 3.0)
    nearest = int(np.argmin(abs(dots.x - 10.0)))
    assert dots.opacities[nearest] == max(dots.opacities) == 1.0


def test_what_cannot_be_taken_from_the_chart_goes_back():
    demo = KernelRegressionDemo()
    dots, before = demo.chart.dots, demo.model.points
    for xs, ys in (([], []), ([5.0] * 101, [0.0] * 101), ([np.nan, 1], [0, 0]), ([1, 2], [0])):
        say(dots, xs, ys)
        assert demo.model.points == before
        assert (len(dots.x), len(dots.y)) == (40, 40)
    drag(dots, 0, -4.0, 9.0)
    assert demo.model.points[0] == (dots.x[0], dots.y[0]) == (0.0, 3.0)


def test_points_are_chosen_typed_added_and_deleted_by_fields():
    demo = KernelRegressionDemo()
    fields, ring = demo.fields, demo.chart.ring
    assert fields.x.disabled
    assert not ring.visible
    fields.add.click()
    assert (fields.number.value, demo.model.points[40]) == (41, (5.0, 0.0))
    fields.y.value = 2.25
    fields.x.value = 6.5
    assert demo.model.points[40] == (ring.x[0], ring.y[0]) == (6.5, 2.25)
    fields.number.value = 1
    assert (fields.x.value, fields.y.value) == demo.model.points[0]
    assert demo.model.points[40] == (6.5, 2.25)
    fields.number.value = 41
    fields.delete.click()
    assert len(demo.model.points) == 40
    assert fields.delete.disabled
    assert not ring.visible


def test_bands_and_polynomial_come_and_go():
    demo = KernelRegressionDemo()
    assert all(band.visible for band in demo.chart.bands)
    widths = [np.ptp(band.y, axis=0) for band in demo.chart.bands]
    np.testing.assert_allclose(widths[1], 2 * widths[0])
    assert not demo.chart.ordinary.visible
    demo.controls["band"].value = "no band"
    demo.controls["polynomial"].value = True
    demo.controls["order"].value = 3
    assert not any(band.visible for band in demo.chart.bands)
    fitted = np.polynomial.Polynomial.fit(*demo.model.xy, 3)
    np.testing.assert_allclose(demo.chart.ordinary.y, fitted(demo.chart.ordinary.x), atol=1e-6)


@pytest.mark.skipif(not SP500.exists(), reason="data/made/sp500.csv is fetched by “make data”")
def test_a_preset_shows_its_return_and_a_falling_line():
    demo = IndexDemo()
    demo.presets.value = "2008"
    assert demo.facts.facts[0].value == "−38.5%"
    assert demo.facts.facts[2].value.startswith("−")
    first, last = demo.chart.selectors["draw"].selected.astype("datetime64[D]")
    assert (last - first).astype(int) == 366
    assert [field.value.isoformat() for field in demo.days] == ["2007-12-31", "2008-12-31"]
    assert demo.facts.facts[3].colour == "var(--v-negative)"
    assert demo.chart.trend.y[1] < demo.chart.trend.y[0]
    demo.chart.selectors["draw"].selected = None
    assert demo.model.period is None
    assert demo.presets.value == "all days"
    assert demo.facts.facts[2].value == "−56.8%"
    assert demo.table()[1][0] == ["1999-01-04", 1228.1]


@pytest.mark.skipif(not SP500.exists(), reason="data/made/sp500.csv is fetched by “make data”")
@pytest.mark.parametrize("mode", ["draw", "sweep"])
def test_an_interval_in_the_chart_is_of_whole_days(mode):
    demo = IndexDemo()
    demo.mode.value = mode
    assert demo.model.mode == mode
    selector = demo.chart.figure.interaction
    assert selector is demo.chart.selectors[mode]
    selector.selected = np.array(["2007-12-30T13:00", "2008-12-31T11:59"], "datetime64[ms]")
    assert demo.presets.value == "2008"
    assert demo.facts.facts[0].value == "−38.5%"
    demo.days[1].value = date(2008, 6, 30)
    # 1,280.00 at the end of June, after 1,468.36.
    assert demo.facts.facts[0].value == "−12.8%"
    assert demo.presets.value is None
    # Half of a year that is typed, days that no price covers, and an end before the beginning.
    for day in (date(20, 6, 30), date(2020, 1, 1), date(2007, 1, 1), None):
        demo.days[1].value = day
        assert demo.facts.facts[0].value == "−12.8%"


def hand_over(demo, name, content):
    demo.file.file.vue_begin({"name": name, "size": len(content)})
    demo.file.file.vue_part({"offset": 0}, [content])


def test_a_visitors_csv_is_shown_and_a_bad_one_is_answered():
    demo = IndexDemo()
    hand_over(demo, "C:\\mine.csv", b"2020-01-01,10\n2020-03-01,15\n")
    assert demo.title == "mine.csv, 2020 to 2020"
    assert demo.facts.facts[0].value == "+50.0%"
    assert demo.facts.facts[1].value == "under a year"
    hand_over(demo, "bad.csv", b"hello")
    assert "bad.csv" in demo.note.what
    assert demo.title.startswith("mine.csv")
    demo.file.file.vue_begin({"name": "big.csv", "size": 6_000_000})
    assert demo.note.what == "“big.csv” has 6 MB; at most 5 MB can be uploaded."
    assert demo.note.remedy == "Choose a file with one line a day."
    hand_over(demo, "mine.csv", b"2020-01-01,10\n2020-03-01,15\n")
    assert demo.note.what == ""


def test_a_century_of_prices_is_drawn_in_steps():
    demo = IndexDemo()
    lines = [f"{year}-01-01,{year}" for year in range(1800, 2020)]
    hand_over(demo, "long.csv", "\n".join(lines).encode())
    assert 5_000 < len(demo.chart.line.x) <= 10_000
    demo.chart.selectors["draw"].selected = np.array(["1800-01-01", "2019-01-01"], "datetime64[ms]")
    assert demo.model.performance.total == pytest.approx(2019 / 1800 - 1, abs=0.01)


def test_a_demos_link_opens_its_code():
    page = GalleryPage()
    assert page.state.restore("code=index,slider&value=5") == []
    assert [name for name, exhibit in page.exhibits.items() if exhibit.shown] == [
        "slider",
        "index",
    ]
    page.exhibits["index"].shown = False
    assert page.state.query == "value=5&code=slider"
    assert "class SliderDemo" in page.exhibits["slider"].code


def test_only_what_is_named_can_be_had():
    assert {demo.__name__ for demo in DEMOS} | {"GalleryPage"} == set(app.gallery.__all__)
    with pytest.raises(AttributeError):
        _ = app.gallery.nothing
