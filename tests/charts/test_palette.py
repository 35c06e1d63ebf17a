"""Each status has a shade of its own, in both themes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from app.charts import palette
from app.charts.palette import status_colour, status_colours

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
