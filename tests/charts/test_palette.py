"""Each status has a shade of its own, in both themes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from app.charts import palette
from app.charts.palette import class_colours, status_colour, status_colours

SHEET = Path(palette.__file__).with_name("palette.css").read_text()
DARK, LIGHT = SHEET.split('[data-theme="light"]')

COMMON = {
    "2": ["200", "201", "202", "204", "206", "207"],
    "3": ["301", "302", "303", "304", "307", "308"],
    "4": ["400", "401", "403", "404", "405", "406", "408", "410", "413", "422", "429", "499"],
    "5": ["500", "501", "502", "503", "504", "505"],
}


def rgb(colour: str, theme: str) -> tuple[int, ...]:
    """What a variable is in a theme's part of the style sheet."""
    found = re.search(rf"{colour[4:-1]}: #([0-9a-f]{{6}});", theme)
    assert found is not None, colour
    return tuple(bytes.fromhex(found[1]))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
@pytest.mark.parametrize("kind", COMMON)
def test_statuses_that_are_common_are_told_apart(kind: str, theme: str) -> None:
    shades = {status: rgb(status_colour(status), theme) for status in COMMON[kind]}
    for (one, a), (other, b) in combinations(shades.items(), 2):
        assert sum((x - y) ** 2 for x, y in zip(a, b, strict=True)) ** 0.5 > 22, (one, other)


def test_rare_statuses_take_what_shades_are_left() -> None:
    statuses = ["402", "404", "409", "411", "412", "415", "416", "417", "418", "421", "423", "424"]
    colours = status_colours(statuses)
    assert len(set(colours)) == len(statuses)
    assert colours[1] == status_colour("404")
    # 402 would have the shade of 405, which is common and keeps it.
    assert status_colours(["402", "405"])[1] == status_colour("405")
    assert all("4xx" in colour for colour in colours)


def test_what_is_no_status_is_grey() -> None:
    assert status_colours(["(none)", "999", "(none)"]) == ["var(--v-muted)"] * 3


def linear(colour: tuple[int, ...]) -> list[float]:
    """The light of each channel, as sRGB defines it (IEC 61966-2-1)."""
    shares = [channel / 255 for channel in colour]
    return [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]


def oklab(colour: tuple[int, ...]) -> tuple[float, ...]:
    """Lightness and two opponent axes, alike for the eye in every direction (Ottosson 2020)."""
    r, g, b = linear(colour)
    l, m, s = (  # noqa: E741
        (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3),
        (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3),
        (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3),
    )
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def luminance(colour: tuple[int, ...]) -> float:
    """Relative luminance (WCAG 2)."""
    return sum(part * share for part, share in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_twenty_classes_and_the_moods_are_told_apart_and_readable_on_a_card(theme: str) -> None:
    labels = ["negative", "neutral", "positive", *(f"class {place}" for place in range(20))]
    colours = {label: rgb(colour, theme) for label, colour in zip(labels, class_colours(labels), strict=True)}
    assert len(set(colours.values())) == 23
    for (one, a), (other, b) in combinations(colours.items(), 2):
        assert sum((x - y) ** 2 for x, y in zip(oklab(a), oklab(b), strict=True)) ** 0.5 > 0.09, (one, other)
    card = luminance(rgb("var(--v-card)", theme))
    for label, colour in colours.items():
        light, dark = sorted((luminance(colour), card), reverse=True)
        assert (light + 0.05) / (dark + 0.05) > 4.5, label
