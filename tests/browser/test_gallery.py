"""What a person does on the gallery page, and sees."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from app.gallery.prices import SP500
from tests.browser.conftest import PHONE, App, Elsewhere, in_both_themes, opened, shot

needs_index = pytest.mark.skipif(not SP500.exists(), reason="data/made/sp500.csv is fetched by “make data”")


@pytest.fixture
def gallery(page: Page, app: App) -> Page:
    """The page, open."""
    return opened(page, app.page("gallery"))


def card(page: Page, title: str) -> Locator:
    return page.locator(".vt-card").filter(has=page.get_by_role("heading", name=title))


def fact(page: Page, name: str | re.Pattern[str]) -> Locator:
    return page.locator(".vt-numbers > div").filter(has_text=name).locator("dd")


def curve(page: Page) -> str:
    """The shape of the blue curve of the kernel regression."""
    lines = card(page, "Kernel regression").locator(".bqplot path.line")
    shape: str = lines.evaluate_all(
        "all => all.find((line) => line.style.stroke === 'var(--v-blue)').getAttribute('d')"
    )
    return shape


def place(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the kernel regression lies on the screen."""
    plot = card(page, "Kernel regression").locator(".plotarea_events")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    return box["x"] + box["width"] * x / 10, box["y"] + box["height"] * (3 - y) / 6


def expect_points(page: Page, count: int) -> None:
    expect(fact(page, "points’ worth of weight there")).to_contain_text(f"of {count}")
    dots = card(page, "Kernel regression").locator(".bqplot .dot[style*='fill: var(--v-text)']")
    expect(dots).to_have_count(count + 1)  # and the test point


def presses(page: Page, key: str, times: int) -> None:
    for _ in range(times):
        page.keyboard.press(key)


def query(page: Page, holds: str) -> None:
    page.wait_for_function("text => location.search.includes(text)", arg=holds)


def test_slider_and_box_follow_each_other(gallery: Page) -> None:
    demo = card(gallery, "A slider and its value")
    box, handle = demo.get_by_label("or type"), demo.get_by_label("slide", exact=True)
    box.fill("64")
    box.press("Enter")
    expect(handle).to_have_attribute("aria-valuenow", "64.0")
    expect(fact(gallery, "the square of 64")).to_have_text("4,096")
    # The box takes digits alone.
    for typed, value in (("3.7", "37"), ("101", "100"), ("-5", "0"), ("", "0"), ("64", "64")):
        box.press("Control+A")
        box.press("Delete")
        gallery.keyboard.type(typed)
        box.press("Enter")
        expect(box).to_have_value(value)
        expect(handle).to_have_attribute("aria-valuenow", f"{value}.0")
    handle.focus()
    handle.press("ArrowRight")
    expect(box).to_have_value("65")
    expect(demo.locator(".progress-bar")).to_have_attribute("style", re.compile("width: 65%"))
    expect(fact(gallery, "the square of 65")).to_have_text("4,225")


def test_the_normal_curve_follows_its_sliders(gallery: Page) -> None:
    demo = card(gallery, "Normal distribution")
    before = demo.locator(".bqplot path.line").last.get_attribute("d")
    demo.get_by_label("mean μ", exact=True).focus()
    presses(gallery, "Shift+ArrowLeft", 6)
    presses(gallery, "ArrowRight", 10)
    expect(demo.get_by_role("heading")).to_have_text("Normal distribution, μ = −0.5, σ = 1.0")
    typed = demo.get_by_label("standard deviation σ, typed")
    typed.fill("9")
    typed.press("Enter")
    expect(typed).to_have_text("3.00")
    expect(demo.get_by_role("heading")).to_have_text("Normal distribution, μ = −0.5, σ = 3.0")
    expect(fact(gallery, "within 2σ")).to_have_text("95.4% −6.5 to 5.5")
    assert demo.locator(".bqplot path.line").last.get_attribute("d") != before
    query(gallery, "mu=-0.5&sigma=3")


def test_a_dragged_point_moves_the_curve(gallery: Page) -> None:
    gallery.mouse.click(*place(gallery, 6.5, -2.0))
    expect_points(gallery, 41)
    gallery.wait_for_timeout(300)
    before = curve(gallery)
    gallery.mouse.move(*place(gallery, 6.5, -2.0))
    gallery.mouse.down()
    gallery.mouse.move(*place(gallery, 7.0, 1.0), steps=5)
    gallery.mouse.move(*place(gallery, 7.0, 2.5), steps=5)
    gallery.mouse.up()
    query(gallery, ",7:2.5")
    assert curve(gallery) != before
    expect_points(gallery, 41)
    demo = card(gallery, "Kernel regression")
    demo.get_by_role("button", name="deletes").click()
    expect(demo.get_by_role("button", name="deletes")).to_have_attribute("aria-pressed", "true")
    gallery.mouse.click(*place(gallery, 7.0, 2.5))
    expect_points(gallery, 40)
    gallery.mouse.click(*place(gallery, 9.0, -2.5))
    gallery.wait_for_timeout(300)
    expect_points(gallery, 40)


def test_points_by_keyboard(gallery: Page) -> None:
    demo = card(gallery, "Kernel regression")
    demo.get_by_role("button", name="Add a point").press("Enter")
    expect_points(gallery, 41)
    number = demo.get_by_label("point", exact=True)
    expect(number).to_have_value("41")
    demo.get_by_label("y", exact=True).fill("0.06")
    demo.get_by_label("x", exact=True).fill("5.1")
    demo.get_by_label("x", exact=True).press("Enter")
    query(gallery, ",5.1:0.06")
    demo.get_by_role("button", name="Delete the chosen point").press("Enter")
    expect_points(gallery, 40)
    expect(number).to_have_value("0")
    expect(demo.get_by_role("button", name="Delete the chosen point")).to_be_disabled()
    number.press("ArrowUp")
    expect(demo.get_by_label("x", exact=True)).to_have_value("0.36")
    demo.get_by_role("button", name="Delete the chosen point").press("Enter")
    expect_points(gallery, 39)


def test_the_test_point_lights_the_dots_near_it(gallery: Page) -> None:
    gallery.get_by_role("slider", name="test point").focus()
    gallery.keyboard.press("Home")
    query(gallery, "at=0")
    expect(fact(gallery, "curve at 0.00")).to_be_visible()
    x, y = place(gallery, 0.0, 3.0)
    gallery.mouse.move(x, y)
    gallery.mouse.down()
    gallery.mouse.move(*place(gallery, 8.0, 0.0), steps=6)
    gallery.mouse.up()
    gallery.wait_for_function("/at=(7.9[5-9]|8(.0[1-5])?)(&|$)/.test(location.search)")
    expect(fact(gallery, re.compile(r"curve at (7\.9|8\.0)\d"))).to_be_visible()
    expect_points(gallery, 40)


def test_order_band_polynomial_and_the_best_bandwidth(gallery: Page) -> None:
    demo = card(gallery, "Kernel regression")
    demo.get_by_label("order, typed").fill("3.2")
    demo.get_by_label("order, typed").press("Enter")
    query(gallery, "order=3")
    demo.get_by_role("combobox", name="kernel").select_option("tricube")
    demo.get_by_role("combobox", name="sd").select_option("standard error of the curve")
    demo.get_by_label("ordinary polynomial (dashed)").check()
    query(gallery, "polynomial=1")
    demo.get_by_label("bandwidth, typed").fill("5")
    demo.get_by_label("bandwidth, typed").press("Enter")
    query(gallery, "bandwidth=5")
    expect(fact(gallery, "leave-one-out error")).to_contain_text("0.")
    worse = float(fact(gallery, "leave-one-out error").inner_text().split()[0])
    demo.get_by_role("button", name="Best bandwidth").click()
    gallery.wait_for_function("!location.search.includes('bandwidth=5&')")
    gallery.wait_for_timeout(500)
    assert float(fact(gallery, "leave-one-out error").inner_text().split()[0]) < worse
    shot(gallery, "gallery-regression")


@needs_index
def test_a_presets_return_and_a_drawn_interval(gallery: Page) -> None:
    gallery.get_by_role("button", name="2008", exact=True).click()
    expect(fact(gallery, "total return")).to_contain_text("−38.5%")
    expect(gallery.get_by_role("button", name="2008", exact=True)).to_have_attribute("aria-pressed", "true")
    query(gallery, "period=2007-12-31..2008-12-31")
    demo = card(gallery, "S&P 500")
    demo.locator("input[type=date]").last.fill("2008-06-30")
    demo.locator("input[type=date]").last.press("Enter")
    # 1,280.00 at the end of June, after 1,468.36.
    expect(fact(gallery, "total return")).to_contain_text("−12.8%")
    plot = demo.locator(".plotarea_events")
    demo.get_by_role("button", name="all days").press("Enter")
    expect(fact(gallery, "total return")).to_contain_text("+104.1%")
    expect(fact(gallery, "worst drawdown")).to_contain_text("−56.8%")
    plot.scroll_into_view_if_needed()
    box = plot.bounding_box()
    assert box is not None
    gallery.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 80)
    gallery.mouse.down()
    gallery.mouse.move(box["x"] + box["width"] * 0.95, box["y"] + 80, steps=6)
    gallery.mouse.up()
    query(gallery, "period=2011-01")
    demo.get_by_role("button", name="Sweep").click()
    query(gallery, "mode=sweep")
    gallery.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + 120)
    gallery.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 150, steps=3)
    gallery.mouse.click(box["x"] + box["width"] * 0.4, box["y"] + 150)
    gallery.wait_for_function("!location.search.includes('period=2011-01')")


def test_a_csv_of_ones_own(gallery: Page, tmp_path: Path) -> None:
    good, bad = tmp_path / "mine.csv", tmp_path / "bad.csv"
    good.write_text("date,value\n2020-01-01,100\n2021-01-01,110\n2022-01-01,99\n")
    bad.write_text("2020-01-01,100\nyesterday,110\n")
    chooser = gallery.locator("input[type=file]")
    chooser.set_input_files(bad)
    expect(gallery.get_by_role("alert")).to_contain_text("Line 2 of bad.csv begins with “yesterday”")
    chooser.set_input_files(good)
    expect(gallery.get_by_role("heading", name="mine.csv, 2020 to 2022")).to_be_visible()
    expect(fact(gallery, "total return")).to_contain_text("−1.0%")
    expect(gallery.get_by_role("alert")).to_have_count(0)
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    gallery.get_by_role("button", name="Share view").click()
    expect(gallery.locator(".vt-toast")).to_contain_text("Only this browser has the file “mine.csv”")
    gallery.reload()
    expect(gallery.get_by_role("heading", name="mine.csv, 2020 to 2022")).to_be_visible()


def test_the_code_is_shown_and_copied_by_keyboard(gallery: Page) -> None:
    gallery.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = gallery.get_by_role("button", name="Show the code").nth(1)
    button.focus()
    button.press("Enter")
    code = gallery.get_by_role("region", name="Code of NormalDemo")
    expect(code).to_contain_text("class NormalDemo(Card):")
    assert code.locator("span").count() > 100
    gallery.get_by_role("button", name="Copy").press("Enter")
    expect(gallery.get_by_role("button", name="Copied")).to_be_visible()
    copied = gallery.evaluate("navigator.clipboard.readText()")
    assert copied == Path("app/gallery/views/normal.py").read_text(encoding="utf-8")
    query(gallery, "code=normal")
    shot(gallery, "gallery-code")
    gallery.get_by_role("button", name="Hide the code").click()
    expect(code).to_have_count(0)


def test_a_shared_link_opens_the_same_view_elsewhere(gallery: Page, elsewhere: Elsewhere) -> None:
    gallery.get_by_role("button", name="Add a point").press("Enter")
    expect_points(gallery, 41)
    card(gallery, "Normal distribution").get_by_label("mean μ, typed").fill("2.5")
    gallery.keyboard.press("Enter")
    query(gallery, "mu=2.5")
    gallery.get_by_role("button", name="Show the code").first.click()
    query(gallery, "code=slider")
    gallery.get_by_role("button", name="Switch to the light theme").click()
    query(gallery, "theme=light")
    before = curve(gallery)
    other = elsewhere(gallery)
    expect_points(other, 41)
    expect(other.get_by_role("heading", name="Normal distribution, μ = 2.5, σ = 1.0")).to_be_visible()
    expect(other.get_by_role("region", name="Code of SliderDemo")).to_be_visible()
    assert other.evaluate("document.documentElement.dataset.theme") == "light"
    expect(other.locator(".vt-notice")).to_have_count(0)
    assert curve(other) == before
    assert other.url == gallery.url


def test_what_a_link_says_wrongly_is_noticed(page: Page, app: App) -> None:
    opened(page, app.page("gallery", "mu=99&value=12&nonsense=1"))
    expect(page.locator(".vt-notice")).to_contain_text("“mu” must be a number from -5 to 5: ignored.")
    expect(page.locator(".vt-notice")).to_contain_text("“nonsense” is not a setting of this page")
    expect(fact(page, "the square of 12")).to_have_text("144")


@pytest.mark.parametrize("context", [{"viewport": PHONE, "has_touch": True}], indirect=True)
def test_a_finger_drags_a_point_on_a_phone(gallery: Page) -> None:
    assert gallery.evaluate("document.documentElement.scrollWidth <= innerWidth")
    gallery.touchscreen.tap(*place(gallery, 6.5, -2.0))
    expect_points(gallery, 41)
    gallery.wait_for_timeout(400)
    fingers = gallery.context.new_cdp_session(gallery)
    scrolled = gallery.evaluate("scrollY")
    for kind, x, y in (("Start", 6.5, -2.0), ("Move", 6.7, 0.0), ("Move", 6.9, 1.5), ("Move", 7.0, 2.5)):
        a, b = place(gallery, x, y)
        fingers.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": a, "y": b}]})
        gallery.wait_for_timeout(60)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    gallery.wait_for_function("/,(6.9\\d|7|7.0\\d):2.[45]/.test(location.search)")
    assert gallery.evaluate("scrollY") == scrolled
    shot(gallery, "gallery-phone")


@in_both_themes
def test_the_charts_follow_the_theme(gallery: Page) -> None:
    def colour() -> str:
        line = card(gallery, "Normal distribution").locator(".bqplot path.line").last
        return line.evaluate("node => getComputedStyle(node).stroke")

    before = colour()
    gallery.get_by_role("button", name="Switch to the").click()
    gallery.wait_for_timeout(400)
    assert colour() != before


def test_a_pointer_over_a_chart_brings_up_nothing_that_covers_the_card(gallery: Page) -> None:
    demo = card(gallery, "Normal distribution")
    demo.locator(".bqplot").first.hover()
    gallery.wait_for_timeout(500)
    expect(gallery.locator(".toolbar_div").filter(visible=True)).to_have_count(0)
    demo.get_by_role("button", name="show the numbers as a table").click()
    expect(demo.get_by_role("region", name="numbers")).to_be_visible()


def test_in_a_gap_the_page_says_so(page: Page, app: App) -> None:
    opened(page, app.page("gallery", "kernel=uniform&bandwidth=0.1&at=5"))
    expect(fact(page, "curve at 5.00")).to_have_text("none no point is within the kernel there")
    page.get_by_role("slider", name="test point").press("Home")
    page.wait_for_timeout(500)
