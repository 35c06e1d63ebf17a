"""The shop whose log is bundled: an invented seller of candles and blankets, and what it serves."""

from __future__ import annotations

from typing import NamedTuple

SITE = "https://www.tallow-and-twill.example"

CATEGORIES: dict[str, float] = {
    "CANDLES": 30,
    "LANTERNS": 22,
    "BLANKETS": 26,
    "CUSHIONS": 14,
    "RUGS": 9,
    "BASKETS": 7,
    "GIFTS": 16,
}


class Product(NamedTuple):
    """A thing on sale: its number, the category that lists it, how much it is looked at, its page's bytes."""

    number: str
    category: str
    weight: float
    size: int


def _catalogue() -> tuple[Product, ...]:
    products = []
    for category, popularity in CATEGORIES.items():
        for rank in range(1, 8):
            # Within a category, views fall off as one over the rank, as they do in real shops.
            number = f"{category[:2]}-{category[2:4]}{len(category)}-{rank:02}"
            size = 14_200 + (rank * 7_919 + len(category) * 1_301) % 9_700
            products.append(Product(number, category, popularity / rank, size))
    return tuple(products)


PRODUCTS: tuple[Product, ...] = _catalogue()

SEARCHES: dict[str, float] = {
    "wool+blanket": 24,
    "beeswax+candle": 20,
    "storm+lantern": 16,
    "gift+under+30": 12,
    "throw": 9,
    "candle+holder": 8,
    "linen+cushion+50x50": 7,
    "seagrass+basket": 6,
    "d%C3%A9cor": 4,
    "w%C3%A4rmflasche": 2,
    "rug+%26+runner": 2,
    "%F0%9F%95%AF": 1,
}

# Path, size in bytes: what a page pulls in with it.
STYLE = ("/static/css/shop.7c1e.css", 21_804)
SCRIPT = ("/static/js/shop.d20b.js", 64_117)
FONT = ("/static/fonts/twill.woff2", 38_240)
ICON = ("/favicon.ico", 4_286)

NEWSLETTER = "https://news.tallow-and-twill.example/"
CAMPAIGNS: tuple[str, ...] = ("autumn-evenings", "first-frost", "advent-early")

# Where shoppers come from. None is the newsletter, which brings its own parameters.
REFERRERS: dict[str | None, float] = {
    "-": 38,
    "https://www.google.com/": 34,
    "https://www.bing.com/": 6,
    "https://duckduckgo.com/": 5,
    "https://www.ecosia.org/": 1,
    "https://slow-rooms.example/winter-light": 4,
    "https://forum.candlemakers.example/t/wicks/411": 2,
    None: 10,
}
