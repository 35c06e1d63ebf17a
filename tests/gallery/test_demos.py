"""The demos as a notebook author meets them: short, linked both ways, each alone."""

import inspect
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
    assert demo.square.facts[0]["value"] == "144"
    demo.model.value = 90
    assert demo.table()[1] == [[90, 8100]]


def test_the_normal_curve_and_its_areas():
    demo = NormalDemo()
    demo.model.mu, demo.model.sigma = 1.5, 2.0
    assert demo.title == "Normal distribution, μ = 1.5, σ = 2.0"
    at = int(np.argmin(abs(demo.curve.x - 3.5)))
    assert demo.curve.y[at] == pytest.approx(exp(-((demo.curve.x[at] - 1.5) ** 2) / 8) / (2 * sqrt(2 * pi)))
    # The 68–95–99.7 rule, as every table has it.
    assert [fact["value"] for fact in demo.facts.facts] == ["68.3%", "95.4%", "99.7%"]
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


def test_a_moved_point_moves_the_curve_and_its_dot():
    demo = KernelRegressionDemo()
    before = np.array(demo.curve.y)
    demo.pad.vue_act({"what": "point", "index": 3, "x": 2.0, "y": 2.9, "number": 7})
    assert demo.pad.answered == 7
    assert (demo.dots.x[3], demo.dots.y[3]) == (2.0, 2.9)
    assert demo.pad.points[3] == (2.0, 2.9)
    assert abs(np.array(demo.curve.y) - before)[30:50].max() > 0.05


def test_points_are_added_and_deleted_and_the_test_point_moves():
    demo = KernelRegressionDemo()
    demo.pad.vue_act({"what": "add", "x": 5.0, "y": 1.0, "number": 1})
    assert len(demo.dots.x) == 41
    demo.pad.vue_act({"what": "remove", "index": 40, "number": 2})
    assert len(demo.dots.x) == 40
    demo.pad.vue_act({"what": "at", "x": 99.0, "number": 3})
    assert demo.model.at == 10.0
    nearest = int(np.argmin(abs(demo.dots.x - 10.0)))
    assert demo.dots.opacities[nearest] == max(demo.dots.opacities) == 1.0


def test_bands_and_polynomial_come_and_go():
    demo = KernelRegressionDemo()
    assert all(band.visible for band in demo.bands)
    widths = [np.ptp(band.y, axis=0) for band in demo.bands]
    np.testing.assert_allclose(widths[1], 2 * widths[0])
    assert not demo.ordinary.visible
    demo.controls["band"].value = "no band"
    demo.controls["polynomial"].value = True
    demo.controls["order"].value = 3.0
    assert not any(band.visible for band in demo.bands)
    fitted = np.polynomial.Polynomial.fit(*demo.model.xy, 3)
    np.testing.assert_allclose(demo.ordinary.y, fitted(demo.ordinary.x), atol=1e-6)


@pytest.mark.skipif(not SP500.exists(), reason="data/made/sp500.csv is fetched by “make data”")
def test_a_preset_shows_its_return_and_a_falling_line():
    demo = IndexDemo()
    demo.presets.vue_click("2008")
    assert demo.facts.facts[0]["value"] == "−38.5%"
    assert demo.presets.pressed == "2008"
    assert demo.chart.interval[1] - demo.chart.interval[0] == 366
    assert demo.facts.facts[3]["colour"] == "var(--v-negative)"
    demo.chart.vue_span({"first": 0, "end": 0, "number": 1})
    assert demo.model.period is None
    assert demo.presets.pressed == ""
    assert demo.table()[1][0] == ["1999-01-04", 1228.1]


def hand_over(demo, name, content):
    demo.file.vue_begin({"name": name, "size": len(content)})
    demo.file.vue_part({"offset": 0}, [content])


def test_a_visitors_csv_is_shown_and_a_bad_one_is_answered():
    demo = IndexDemo()
    hand_over(demo, "C:\\mine.csv", b"2020-01-01,10\n2020-03-01,15\n")
    assert demo.title == "mine.csv, 2020 to 2020"
    assert demo.facts.facts[0]["value"] == "+50.0%"
    assert demo.facts.facts[1]["value"] == "under a year"
    hand_over(demo, "bad.csv", b"hello")
    assert "bad.csv" in demo.note.what
    assert demo.title.startswith("mine.csv")
    demo.file.vue_begin({"name": "big.csv", "size": 6_000_000})
    assert demo.note.what == "“big.csv” has 6 MB; at most 5 MB can be uploaded."
    assert demo.note.remedy == "Choose a file with one line a day."
    hand_over(demo, "mine.csv", b"2020-01-01,10\n2020-03-01,15\n")
    assert demo.note.what == ""


def test_a_century_of_prices_is_drawn_in_steps():
    demo = IndexDemo()
    lines = [f"{year}-01-01,{year}" for year in range(1800, 2020)]
    hand_over(demo, "long.csv", "\n".join(lines).encode())
    assert len(demo.chart.values) <= 10_000
    demo.chart.vue_span({"first": 0, "end": len(demo.chart.values), "number": 1})
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
