"""Texts that a person brings to the sentiment page: good ones, odd ones and broken ones."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import serious_findings
from tests.browser.conftest import PHONE, WIDE, App, fits, opened, shot
from tests.browser.sentiment_page import CLASSES, card, on_page, selected, tab, told_of_tweets


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no-text.csv", b"size,label\n1,positive\n2,negative\n", "no column “text”"),
        ("one-class.csv", b"text,label\ngood,positive\nfine,positive\n", "labelled “positive”"),
        ("strange.csv", b"text,label\ngood,sarcastic\nfine,ironic\n", "“sarcastic” is not a label"),
        ("empty.csv", b"", "“empty.csv” is empty"),
        ("quotes.csv", b'text,label\n"good,positive\nfine,negative\n', "never closed"),
        ("cat.csv", b"\x00\x01\x02" * 400, "is not a text file"),
        ("few.csv", b"text,label\ngood,positive\nbad,negative\n", "“positive”"),
    ],
)
def test_a_bad_table_is_explained_and_the_page_lives_on(
    page: Page, app: App, name: str, content: bytes, words: str
) -> None:
    on_page(page, app)
    page.set_input_files(
        "input[aria-label='Your own']", {"name": name, "mimeType": "text/csv", "buffer": content}
    )
    expect(page.locator(".vt-problem")).to_contain_text(words)
    page.locator("[data-at='0-0']").click()
    expect(page.locator(".vt-chip")).to_have_count(1)


def own_table(tmp_path: Path) -> Path:
    """Texts of two companies over three weeks, labels by other names, and two rows of no use."""
    says = {"pos": "great quarter, buying", "neg": "terrible guidance, selling", "neu": "reports on Thursday"}
    lines = ["text,label,time"]
    for day in range(1, 22):
        for hour, (company, label) in enumerate(
            [("AAPL", "pos"), ("TSLA", "neg"), ("AAPL", "neu"), ("TSLA", "pos"), ("AAPL", "neg")], 10
        ):
            lines.append(f'"${company} {says[label]} {day} {hour}",{label} ,2024-03-{day:02d} {hour}:00')
    lines += ['"",pos,2024-03-01', '"\u05e9\u05dc\u05d5\u05dd \U0001f44d",maybe,2024-03-01']
    path = tmp_path / "mine.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_texts_of_ones_own_by_company(page: Page, app: App, tmp_path: Path) -> None:
    on_page(page, app)
    page.set_input_files("input[aria-label='Your own']", own_table(tmp_path))
    expect(
        page.get_by_text("A guess: texts from “text”, labels from “label”, times from “time”")
    ).to_be_visible()
    page.get_by_role("button", name="change", exact=True).click()
    about = page.locator(".vt-about")
    expect(about).to_contain_text("row 108, label")
    for label, count in (("negative", 42), ("neutral", 21), ("positive", 42)):
        expect(about.locator(".vt-classes")).to_contain_text(re.compile(rf"{label}\s*{count}"))
    selected(page, 21, 21)
    tab(page, "By company")
    names = card(page, "Companies").locator(".vt-bar")
    expect(names).to_have_count(2)
    counts = {
        text.split(":")[0]: int(re.search(r": (\d+)", text)[1])
        for text in names.evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    }
    assert sum(counts.values()) == 21
    names.filter(has_text="TSLA").click()
    selected(page, counts["TSLA"], 21)
    point = page.locator(".vt-mood-points button").first
    texts = int(re.search(r", (\d+) text", point.get_attribute("aria-label") or "")[1])
    point.focus()
    page.keyboard.press("Enter")
    selected(page, texts, 21)
    page.get_by_role("button", name="Share view").click()
    expect(page.locator(".vt-toast")).to_contain_text("Only this browser has the file “mine.csv”")


def test_a_set_without_companies_says_so(page: Page, app: App) -> None:
    opened(page, app.page("sentiment", "tab=company"))
    expect(card(page, "By company")).to_contain_text("name no company")


def odd_table(tmp_path: Path) -> Path:
    """Texts under a name that nobody guesses, labels 0 negative, 1 positive, 2 neutral: 60, 45 and 45."""
    says = (
        "terrible service, never again",
        "wonderful service, thank you",
        "the service desk is at the door",
    )
    lines = ["ref,wording,kind"]
    lines += [
        f'{n},"{says[kind]} {n}",{kind}' for n, kind in enumerate([0] * 60 + [1] * 45 + [2] * 45, start=100)
    ]
    path = tmp_path / "odd.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_columns_and_labels_are_asked_with_a_guess(page: Page, app: App, tmp_path: Path) -> None:
    """Wrong guess → mended by keyboard → the matrix follows → the link waits for the file and reads it so."""
    table = odd_table(tmp_path)
    on_page(page, app)
    page.set_input_files("input[aria-label='Your own']", table)
    guess = page.get_by_text(
        "A guess: texts from “wording”, labels from “kind”: 0 = negative, 1 = neutral, 2 = positive"
    )
    expect(guess).to_be_visible()
    page.get_by_role("button", name="change", exact=True).click()
    asked = page.get_by_role("region", name="How odd.csv is read")
    expect(asked.get_by_role("combobox", name="Text", exact=True)).to_have_value("wording")
    expect(asked.get_by_role("combobox", name="Label", exact=True)).to_have_value("kind")
    expect(asked.get_by_role("combobox", name="1 means")).to_have_value("neutral")
    classes = page.locator(".vt-about .vt-classes")
    selected(page, 30, 30)
    asked.get_by_role("combobox", name="1 means").focus()
    page.keyboard.press("p")
    expect(classes).to_contain_text(re.compile(r"positive\s*90"))
    expect(page.locator(".vt-confusion-row")).to_have_text(["negative", "positive", "precision"])
    asked.get_by_role("combobox", name="2 means").select_option("another name…")
    page.keyboard.type("about the desk")
    page.keyboard.press("Enter")
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))
    expect(page.locator(".vt-confusion-cell")).to_have_count(9)
    # A fifth of each class is held back, and the words of each are its own.
    expect(page.locator("[data-at='0-0'] b")).to_have_text("9")
    expect(page).to_have_url(re.compile(r"labels=\S*2:about\+the\+desk"))
    assert serious_findings(page) == []
    shot(page, "sentiment-columns-asked")

    link = page.url
    page.goto(link)
    page.get_by_role("button", name="change", exact=True).click()
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))
    page.goto(re.sub(r"file=[^&]*&", "", link))
    expect(page.get_by_text("how to read a file that it does not hold")).to_be_visible()
    page.set_input_files("input[aria-label='Your own']", table)
    page.get_by_role("button", name="change", exact=True).click()
    expect(classes).to_contain_text(re.compile(r"about the desk\s*45"))

    unread = tmp_path / "unread.csv"
    rows = [f"{'fine' if n % 2 else 'bad'} day {n},{'ok' if n % 2 else 'ko'} {n // 2}" for n in range(60)]
    unread.write_text("\n".join(["wording,remark", *rows]) + "\n", encoding="utf-8")
    page.set_input_files("input[aria-label='Your own']", unread)
    expect(page.locator(".vt-problem")).to_contain_text("no column “label”")
    asked = page.get_by_role("region", name="How unread.csv is read")
    expect(asked.get_by_role("combobox", name="Label", exact=True)).to_have_value("")
    page.set_viewport_size(PHONE)
    fits(page, "sentiment-columns-unread")
    asked.get_by_role("button", name="Leave this file").click()
    expect(asked).to_have_count(0)
    expect(page.locator(".vt-problem")).to_have_count(0)

    # Where a text can have several labels, one stands against the rest, and another can.
    page.set_viewport_size(WIDE)
    several = tmp_path / "several.csv"
    words = {"joy": "glad", "anger": "cross", "love": "dear"}
    sets = [["joy"], ["joy", "love"], ["anger"]] * 30
    lines = [f"{' '.join(words[one] for one in has)} day {n},{';'.join(has)}" for n, has in enumerate(sets)]
    several.write_text("\n".join(["text,labels", *lines]) + "\n", encoding="utf-8")
    page.set_input_files("input[aria-label='Your own']", several)
    asked = page.get_by_role("region", name="How several.csv is read")
    against = asked.get_by_role("combobox", name="Class against the rest")
    expect(against).to_have_value("joy")
    expect(classes).to_contain_text(re.compile(r"joy\s*60.*not joy\s*30", re.DOTALL))
    against.select_option("love")
    expect(classes).to_contain_text(re.compile(r"love\s*30.*not love\s*60", re.DOTALL))
    assert "one=love" in page.url
    shot(page, "sentiment-several-labels")


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_what_is_asked_about_a_file_leaves_the_first_screen_to_the_texts(
    page: Page, app: App, tmp_path: Path, size: dict[str, int]
) -> None:
    on_page(page, app)
    page.set_viewport_size(size)
    page.set_input_files("input[aria-label='Your own']", odd_table(tmp_path))
    change = page.get_by_role("button", name="change", exact=True)
    expect(change).to_have_attribute("aria-expanded", "false")
    selected(page, 30, 30)
    cells = page.locator(".vt-confusion-cell")
    in_sight = [change, page.get_by_role("tab", name="Explore"), cells.first]
    for one in in_sight:
        box = one.bounding_box()
        assert box
        assert box["y"] + box["height"] <= size["height"]
    fits(page, "sentiment-file-asked")
    change.press("Enter")
    expect(page.get_by_role("region", name="How odd.csv is read")).to_be_visible()
    page.get_by_role("button", name="fold", exact=True).press("Enter")
    expect(page.get_by_role("region", name="How odd.csv is read")).to_have_count(0)


def test_of_four_classes_a_person_chooses_the_three_of_the_triangle(
    page: Page, app: App, tmp_path: Path
) -> None:
    """Four topics, of which *food* and *farms* share their words: both stand at a corner at first."""
    says = {
        "food": "the farm sells bread",
        "farms": "the farm sells wheat",
        "sports": "a late goal wins the match",
        "space": "the probe lands on the moon",
    }
    rows = [f"{words} {n},{topic}" for n in range(40) for topic, words in says.items()]
    # Every fourth text about farms is a word for word text about food.
    rows += [f"the farm sells bread {n},farms" for n in range(100, 120)]
    path = tmp_path / "topics.csv"
    path.write_text("\n".join(["text,label", *rows]) + "\n", encoding="utf-8")
    opened(page, app.page("sentiment"))
    page.set_input_files("input[aria-label='Your own']", path)
    triangle = card(page, "Probability triangle")
    corners = [triangle.get_by_label(f"{place} corner") for place in ("Left", "Top", "Right")]
    expect(corners[0]).to_be_visible(timeout=60_000)
    chosen = [corner.input_value() for corner in corners]
    assert {"food", "farms"} < set(chosen)
    expect(triangle).to_contain_text("p of these three classes alone")
    other = next(topic for topic in says if topic not in chosen)
    corners[0].select_option(other)
    expect(triangle.locator("svg text").first).to_have_text(other)
    assert f"corners={other},{chosen[1]},{chosen[2]}" in page.url
    page.go_back()
    expect(triangle.locator("svg text").first).to_have_text(chosen[0])


def test_a_file_without_labels_comes_back_with_predictions(page: Page, app: App, tmp_path: Path) -> None:
    told = told_of_tweets()
    texts = ["what a wonderful day", "this is awful :(", "zzyzx quaggaish"]
    table = tmp_path / "new.csv"
    table.write_text("who,comment\n" + "".join(f"=w{n},{text}\n" for n, text in enumerate(texts)))
    on_page(page, app)
    tab(page, "Try a text")
    many = card(page, "Many texts")
    many.locator("input[type=file]").set_input_files(table)
    expect(many).to_contain_text("3 texts of “new.csv” predicted")
    expect(many).to_contain_text("Of 1 (33.3%) no word is known")
    expect(many.get_by_label("Text", exact=True)).to_have_value("comment")
    with page.expect_download() as download:
        many.get_by_role("button", name="Predictions as CSV").click()
    download.value.save_as(tmp_path / "predictions.csv")
    rows = list(csv.DictReader((tmp_path / "predictions.csv").open(encoding="utf-8-sig")))
    assert [row["comment"] for row in rows] == texts
    assert [row["who"] for row in rows] == ["'=w0", "'=w1", "'=w2"]
    assert [row["predicted"] for row in rows] == told.pipeline.predict(texts).tolist()
    shares = np.array([[float(row[f"p({label})"]) for label in CLASSES] for row in rows])
    assert shares == pytest.approx(told.pipeline.predict_proba(texts), abs=1e-6)
    assert serious_findings(page) == []
    shot(page, "sentiment-many-texts")
