"""Runs of the network page: kept, named in a link, deleted, and opened elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.conftest import App, Elsewhere, opened, shot
from tests.browser.network_page import TRAINED, card, look_at_epoch, numbers, set_field, tab, train


def test_a_reload_and_a_link_show_the_trained_network(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network", "epochs=4"))
    train(page)
    look_at_epoch(page, 2)
    expect(page).to_have_url(re.compile("epoch=2&trained=1"))
    page.reload()
    expect(page.locator(".vt-epoch output:visible")).to_have_text("2 / 4")
    expect(page.locator(".vt-training-words")).to_contain_text("4 epochs")
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    # Whoever has no such run sees it trained anew: same seed, same numbers.
    score = numbers(page, "R²")
    other = elsewhere(page)
    expect(other.locator(".vt-epoch output:visible")).to_have_text("2 / 4", timeout=TRAINED)
    expect(other.get_by_role("button", name="Train again")).to_be_visible(timeout=TRAINED)
    assert numbers(other, "R²") == score


def test_runs_survive_a_reload_and_can_be_deleted(page: Page, app: App) -> None:
    opened(page, app.page("network", "epochs=2"))
    train(page)
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    opened(page, app.page("network", "step=runs"))
    expect(page.get_by_role("tab", name="Runs · 1")).to_be_visible()
    page.get_by_role("button", name="Show run 1 and its settings").click()
    expect(page.locator(".vt-training-words")).to_contain_text("2 epochs")
    expect(page).to_have_url(re.compile("epochs=2"))
    tab(page, "Diagnostics")
    expect(card(page, "Predicted against actual")).to_contain_text("price: R²")
    closer = card(page, "Closer looks")
    expect(
        closer.get_by_role("img", name=re.compile("^Errors of “price” over moneyness and T"))
    ).to_be_visible()
    shot(page, "network-surface")
    closer.get_by_role("tab", name="Which inputs matter").click()
    closer.get_by_role("button", name=re.compile("^moneyness")).click(timeout=30_000)
    expect(closer).to_contain_text("when every validation row had this moneyness")
    tab(page, "Runs")
    page.get_by_role("textbox", name="Note on run 1").fill("before the talk")
    page.get_by_role("textbox", name="Note on run 1").press("Enter")
    with page.expect_download() as waiting:
        page.get_by_role("combobox", name="Save more of run 1").select_option("model card")
    assert waiting.value.suggested_filename == "black-scholes-prices-4-16-tanh.html"
    assert "<p>before the talk</p>" in Path(waiting.value.path()).read_text(encoding="utf-8")
    with page.expect_download() as waiting:
        page.get_by_role("combobox", name="Save more of run 1").select_option("log for TensorBoard")
    assert waiting.value.suggested_filename == "events.out.tfevents.1.black-scholes-prices-4-16-tanh"
    assert b"brain.Event:2" in Path(waiting.value.path()).read_bytes()[:40]
    page.get_by_role("button", name="Delete run 1").click()
    page.get_by_role("button", name="Really delete run 1").click()
    expect(page.get_by_text("No runs yet")).to_be_visible()
    sweep = card(page, "Sweep of settings")
    sweep.get_by_role("checkbox", name="What is varied: use Learning rate").uncheck()
    sweep.get_by_role("textbox", name="Units").fill("4, 8")
    sweep.get_by_role("textbox", name="Units").press("Enter")
    sweep.get_by_role("button", name="Train 2 combinations").click()
    expect(sweep).to_contain_text("2 trained (Black-Scholes prices, 4 × 16 tanh)", timeout=TRAINED)
    expect(sweep.locator("svg polyline.seen")).to_have_count(2)
    sweep.get_by_role("button", name="Use units 8").press("Enter")
    expect(sweep.get_by_role("button", name="Train 2 combinations")).to_be_enabled()
    tab(page, "Architecture")
    expect(page.get_by_role("textbox", name="Units").first).to_have_value("8")


def test_a_shared_link_opens_the_same_view_elsewhere(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network"))
    page.get_by_label("Preset").select_option("scaled")
    tab(page, "Architecture")
    rows = page.locator(".vt-form-rows .vt-form-group")
    expect(rows).to_have_count(6)
    page.get_by_role("button", name="Remove 4 · Dense").click()
    expect(rows).to_have_count(5)
    tab(page, "Parameters")
    set_field(page, "Training", "Seed", "7")
    expect(page).to_have_url(re.compile("seed=7"))
    other = elsewhere(page)
    expect(other.get_by_role("tab", name="Parameters")).to_have_attribute("aria-selected", "true")
    seed = other.locator(".vt-form-group[aria-label='Training']").get_by_label("Seed", exact=True)
    expect(seed).to_have_value("7")
    tab(other, "Architecture")
    expect(other.locator(".vt-form-rows .vt-form-group")).to_have_count(5)


def test_a_link_holds_the_layer_and_the_measure_looked_at(page: Page, app: App, elsewhere: Elsewhere) -> None:
    opened(page, app.page("network", "epochs=3&step=distributions"))
    train(page)
    tab(page, "Distributions")
    page.get_by_title("Measure", exact=True).locator("visible=true").select_option("gradient norm")
    page.get_by_title("Layer", exact=True).select_option("layer 2")
    expect(page).to_have_url(re.compile("layer=2&measure=gradient_norm"))
    other = elsewhere(page)
    expect(card(other, "Gradient norm, layer by epoch")).to_be_visible()
    expect(card(other, "Weights")).to_contain_text("layer 2, epoch 3", timeout=TRAINED)
