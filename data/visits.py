"""What one visit asks of the shop: a walk from the landing page to, sometimes, the checkout."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from .shop import (
    CAMPAIGNS,
    CATEGORIES,
    FONT,
    ICON,
    NEWSLETTER,
    PRODUCTS,
    REFERRERS,
    SCRIPT,
    SEARCHES,
    SITE,
    STYLE,
    Product,
)
from .stories import Failing

ERROR_PAGE = 1_911


class Asked(NamedTuple):
    """One request of a visit and its answer: ``wait`` seconds after the one before, ``size`` in bytes."""

    wait: float
    method: str
    target: str
    status: int
    size: int
    referrer: str


T = TypeVar("T")


class _Weighted(Generic[T]):
    """Draws from a table of weights; the running sums are made once, since a draw happens 100,000 times."""

    def __init__(self, table: Mapping[T, float]) -> None:
        self._items = list(table)
        self._sums: list[float] = []
        total = 0.0
        for weight in table.values():
            total += weight
            self._sums.append(total)

    def draw(self, chance: random.Random) -> T:
        """One item of the table."""
        return chance.choices(self._items, cum_weights=self._sums)[0]


_CATEGORY = _Weighted(CATEGORIES)
_SEARCH = _Weighted(SEARCHES)
_REFERRER = _Weighted(REFERRERS)
_PRODUCT = _Weighted({product: product.weight for product in PRODUCTS})
_LISTED = {
    name: _Weighted({product: product.weight for product in PRODUCTS if product.category == name})
    for name in CATEGORIES
}
_ACTION = _Weighted({"product": 44, "category": 25, "search": 8, "home": 5, "cart": 13, "login": 5})


def category_target(category: str) -> str:
    """The address of a category's page."""
    return f"/category?categoryId={category}"


def product_target(number: str) -> str:
    """The address of a product's page."""
    return f"/product?productId={number}"


class Visit:
    """One shopper's walk. Iterating gives its requests in order, the page's own files included."""

    def __init__(self, chance: random.Random, failing: Failing | None, returning: bool) -> None:
        self._chance = chance
        self._failing = failing
        self._cached = returning
        self._referrer = "-"
        self._category = ""
        self._pictures: set[str] = set()

    def __iter__(self) -> Iterator[Asked]:
        chance = self._chance
        yield from self._landing()
        if self._failing is not None:
            yield from self._meet(self._failing)
            if chance.random() < 0.35:
                return
        elif chance.random() < 0.30:
            return
        steps = 1 + int(chance.expovariate(1 / 3.1))
        for _ in range(min(steps, 30)):
            action = _ACTION.draw(chance)
            if action == "cart":
                yield from self._buy()
            elif action == "login":
                yield from self._log_in()
            elif action == "product":
                yield from self._view(self._wanted())
            elif action == "category":
                yield from self._list()
            elif action == "search":
                yield self._page(f"/search?q={_SEARCH.draw(chance)}", 9_800)
            else:
                yield self._page("/", 18_240)

    def _page(
        self, target: str, size: int, method: str = "GET", status: int = 200, wait: float | None = None
    ) -> Asked:
        """One page after a pause for reading; now and then the visitor does not wait for it, or it breaks."""
        chance = self._chance
        luck = chance.random()
        if status == 200 and luck < 0.011:
            status, size = (499, 0) if luck < 0.007 else (500, ERROR_PAGE)
        elif status == 200:
            size += chance.randrange(-180, 181)
        asked = Asked(
            chance.expovariate(1 / 34) + 2 if wait is None else wait,
            method,
            target,
            status,
            size,
            self._referrer,
        )
        self._referrer = SITE + target if method == "GET" else self._referrer
        return asked

    def _file(self, path: str, size: int) -> Asked:
        status, size = (304, 0) if self._cached else (200, size)
        return Asked(self._chance.random() * 0.6, "GET", path, status, size, self._referrer)

    def _landing(self) -> Iterator[Asked]:
        chance = self._chance
        referrer = _REFERRER.draw(chance)
        if referrer is None:
            self._referrer = NEWSLETTER
            campaign = f"utm_source=newsletter&utm_medium=email&utm_campaign={chance.choice(CAMPAIGNS)}"
            yield self._page(f"{category_target(_CATEGORY.draw(chance))}&{campaign}", 23_400, wait=0)
        else:
            self._referrer = referrer
            searched = referrer.count("/") == 3
            luck = chance.random()
            if luck < 0.42 or (referrer == "-" and luck < 0.7):
                yield self._page("/", 18_240, wait=0)
            elif luck < 0.75:
                yield from self._view(_PRODUCT.draw(chance), wait=0)
            elif luck < 0.9:
                yield from self._list(wait=0)
            elif luck < 0.93:
                yield self._page("/index.html", 178, status=301, wait=0)
                yield self._page("/", 18_240, wait=0.1)
            elif luck < 0.95:
                story = chance.choice(("wick-care", "felting", "old-stock"))
                yield self._page(f"/blog/{story}", ERROR_PAGE, status=404, wait=0)
            else:
                query = _SEARCH.draw(chance)
                source = "&utm_source=partner&utm_medium=referral" if not searched else ""
                yield self._page(f"/search?q={query}{source}", 9_800, wait=0)
        yield self._file(*STYLE)
        if not self._cached:
            yield self._file(*SCRIPT)
            if chance.random() < 0.5:
                yield self._file(*FONT)
            if chance.random() < 0.3:
                yield self._file(*ICON)

    def _meet(self, failing: Failing) -> Iterator[Asked]:
        category = failing.value == "NULL"
        target = category_target(failing.value) if category else product_target(failing.value)
        yield self._page(target, ERROR_PAGE, status=failing.status)

    def _wanted(self) -> Product:
        table = _LISTED[self._category] if self._category else _PRODUCT
        return table.draw(self._chance)

    def _view(self, product: Product, wait: float | None = None) -> Iterator[Asked]:
        yield self._page(product_target(product.number), product.size, wait=wait)
        if product.number not in self._pictures and self._chance.random() < 0.5:
            self._pictures.add(product.number)
            yield self._file(f"/static/img/{product.number}.webp", 30_000 + product.size * 5 % 60_000)

    def _list(self, wait: float | None = None) -> Iterator[Asked]:
        chance = self._chance
        self._category = _CATEGORY.draw(chance)
        target = category_target(self._category)
        luck = chance.random()
        if luck < 0.12:
            target += f"&sort={chance.choice(('price', 'price', 'newest', 'rating'))}"
        elif luck < 0.2:
            target += f"&page={chance.choice((2, 2, 2, 3))}"
        yield self._page(target, 22_600, wait=wait)

    def _buy(self) -> Iterator[Asked]:
        chance = self._chance
        yield self._page(f"/cart?action=add&productId={self._wanted().number}", 0, "POST", 302)
        yield self._page("/cart", 6_120, wait=0.2)
        if chance.random() < 0.45:
            yield self._page("/checkout", 8_450)
            if chance.random() < 0.15:
                yield self._page("/checkout?coupon=FIRSTFROST", 8_510)
            yield self._page("/checkout", 0, "POST", 302)
            yield self._page("/checkout/thanks", 5_230, wait=0.4)

    def _log_in(self) -> Iterator[Asked]:
        yield self._page("/login", 4_870)
        if self._chance.random() < 0.12:
            yield self._page("/login", 4_990, "POST", 401, 6)
        yield self._page("/login", 0, "POST", 302, 7)
        yield self._page("/account", 7_730, wait=0.2)
