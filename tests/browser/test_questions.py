"""What people ask of a log, asked on the page with at most three clicks, against what awk says of the file.

A search, or a choice from a list, counts as a click; what is read off needs no arithmetic.
"""

from __future__ import annotations

import gzip
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page

from tests.browser.conftest import WIDE, App, opened
from tests.shared_data import shared

ELASTIC, SHOP = "elastic_apache_logs.log.gz", "buttercup_www1_access.log.gz"


def awk(log: str, program: str) -> list[tuple[str, int]]:
    """What an awk program prints of a log, a word and a number a line, the greatest number first."""
    text = gzip.decompress(shared(f"logs/{log}").read_bytes())
    said = subprocess.run(["awk", program], input=text, capture_output=True, check=True).stdout.decode()
    pairs = [line.rsplit(" ", 1) for line in said.splitlines()]
    return sorted(((word, int(number)) for word, number in pairs), key=lambda pair: (-pair[1], pair[0]))


def number(text: str) -> int:
    """The first number of a text."""
    return int(re.search(r"\d[\d,]*", text)[0].replace(",", ""))


class Asker:
    """A person on the log page, whose clicks are counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def card(self, title: str) -> Locator:
        return self.page.locator(f"section[aria-label='{title}']")

    def click(self, where: Locator, **how: Any) -> None:
        self.clicks += 1
        where.click(**how)

    def search(self, text: str) -> None:
        self.clicks += 1
        box = self.page.get_by_label("Search all requests")
        box.fill(text)
        box.press("Enter")

    def choose(self, label: str, option: str) -> None:
        self.clicks += 1
        self.page.get_by_role("combobox", name=label, exact=True).select_option(option)

    def count(self, measure: str) -> None:
        self.click(self.page.locator(f".vt-headline-pick[data-name='{measure}']"))

    def selected(self) -> int:
        return number(self.page.locator(".vt-summary-text").inner_text())

    def listed(self, title: str) -> list[tuple[str, int]]:
        texts = (
            self.card(title)
            .locator(".vt-bar")
            .evaluate_all("bars => bars.map((bar) => bar.getAttribute('aria-label'))")
        )
        return [(text[: text.rindex(": ")], number(text[text.rindex(": ") :])) for text in texts]

    def reads(self, wanted: Any, read: Callable[[], Any]) -> None:
        """Wait until what is read off the page is what is wanted."""
        until = time.monotonic() + 60
        while (found := read()) != wanted and time.monotonic() < until:
            self.page.wait_for_timeout(100)
        assert found == wanted


@pytest.fixture(scope="module")
def page_of(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """One page for each log, which all questions of it are asked on."""
    logs = ":".join(str(shared(f"logs/{name}")) for name in (ELASTIC, SHOP))
    app = App(tmp_path_factory.mktemp("questions"), VITRINE_LOGS=logs)
    context = browser.new_context(viewport=WIDE, color_scheme="dark")
    pages: dict[str, Page] = {}
    errors: list[str] = []

    def open_once(log: str) -> Page:
        if log not in pages:
            pages[log] = opened(context.new_page(), app.page("logs", f"log={log}"))
            pages[log].on("pageerror", lambda error: errors.append(str(error)))
            pages[log].locator(".vt-facts", has_text="lines read").wait_for(timeout=30_000)
        return pages[log]

    yield open_once
    context.close()
    assert not app.stop()
    assert not errors


@pytest.fixture
def asked(page_of: Callable[[str], Page]) -> Iterator[Callable[[str], Asker]]:
    """Asks a question of a log, from the page as it opens; fails if that took more than three clicks."""
    askers: list[Asker] = []

    def ask(log: str) -> Asker:
        page = page_of(log)
        page.locator(".vt-headline-pick[data-name='requests']").click()
        if page.locator(".vt-chip").count():
            page.get_by_role("button", name="Reset all").click()
        whole = number(page.locator(".vt-summary-text").inner_text().split(" of ")[1])
        askers.append(Asker(page))
        askers[-1].reads(whole, askers[-1].selected)
        return askers[-1]

    yield ask
    assert all(asker.clicks <= 3 for asker in askers)


NOT_FOUND = '$9 == 404 {split($7, p, "?"); n[p[1]]++} END {for (i in n) print i, n[i]}'
ASKED_IN_VAIN = "$9 == 404 {n[$1]++} END {for (i in n) print i, n[i]}"


def test_which_paths_are_not_found_most(asked: Callable[[str], Asker]) -> None:
    ask, wanted = asked(ELASTIC), awk(ELASTIC, NOT_FOUND)
    ask.click(ask.page.locator(".vt-slice[aria-label^='404:']"))
    ask.reads(sum(n for _, n in wanted), ask.selected)
    ask.reads(wanted[:3], lambda: ask.listed("Paths")[:3])


def test_who_asks_for_what_is_not_found(asked: Callable[[str], Asker]) -> None:
    ask, wanted = asked(ELASTIC), awk(ELASTIC, ASKED_IN_VAIN)
    ask.click(ask.page.locator(".vt-slice[aria-label^='404:']"))
    ask.reads(wanted[:4], lambda: sorted(ask.listed("Hosts")[:4], key=lambda pair: (-pair[1], pair[0])))


def test_what_others_than_the_busiest_ask_for_in_vain(asked: Callable[[str], Asker]) -> None:
    """A click with Alt on the host leaves it out, and the list of paths ranks by the others."""
    ask = asked(ELASTIC)
    busiest = awk(ELASTIC, ASKED_IN_VAIN)[0][0]
    wanted = awk(ELASTIC, f'$1 != "{busiest}" && {NOT_FOUND}')
    ask.click(ask.page.locator(".vt-slice[aria-label^='404:']"))
    ask.reads(busiest, lambda: ask.listed("Hosts")[0][0])
    ask.click(ask.card("Hosts").locator(".vt-bar").first, modifiers=["Alt"])
    ask.reads(sum(n for _, n in wanted), ask.selected)
    ask.reads(wanted[0], lambda: ask.listed("Paths")[0])
    assert "not Host" in ask.page.locator(".vt-chip.not").inner_text().replace("\n", " ")
    # Back undoes it.
    ask.page.go_back()
    ask.reads(213, ask.selected)


def test_how_much_was_sent_and_by_which_path_most(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    ((_, whole),) = awk(ELASTIC, '{s += $10} END {printf "all %.0f\\n", s}')
    wanted = awk(
        ELASTIC, '{split($7, p, "?"); n[p[1]] += $10} END {for (i in n) printf "%s %.0f\\n", i, n[i]}'
    )
    ask.count("bytes")
    ask.reads(wanted[0], lambda: ask.listed("Paths")[0])
    shown = ask.page.locator(".vt-headline-pick[data-name='bytes'] .vt-headline-value").get_attribute("title")
    assert number(shown) == pytest.approx(whole, rel=1e-6)


def test_which_host_took_most_bytes(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    wanted = awk(ELASTIC, '{n[$1] += $10} END {for (i in n) printf "%s %.0f\\n", i, n[i]}')
    ask.count("bytes")
    ask.reads(wanted[:2], lambda: ask.listed("Hosts")[:2])


def test_how_many_requests_do_not_name_googlebot(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    ((_, wanted),) = awk(ELASTIC, '!/Googlebot/ {n++} END {print "all", n}')
    ask.search("-googlebot")
    ask.reads(wanted, ask.selected)


def test_from_which_site_other_than_its_own_people_come(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    found = awk(
        ELASTIC,
        '{split($11, u, "/"); h = u[3]; sub(/^"?www\\./, "", h); sub(/"$/, "", h)} '
        'h != "" {n[h]++} END {for (i in n) print i, n[i]}',
    )
    ask.choose("What is listed of referrers", "Referring site")
    own, other = found[:2]
    assert own == ("semicomplete.com", 5039)
    ask.reads(True, lambda: dict(ask.listed("Referring site")).get(other[0]) == other[1])
    listed = [(name, n) for name, n in ask.listed("Referring site") if name != "(none)"]
    assert listed[0][1] == own[1]
    assert listed[1] == other
    ask.choose("What is listed of referrers", "Referrers")


def test_what_happened_on_one_day(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    ((_, wanted),) = awk(ELASTIC, '/\\[17\\/May\\/2015/ {n++} END {print "all", n}')
    ((_, failed),) = awk(ELASTIC, '/\\[17\\/May\\/2015/ && $9 >= 400 {n++} END {print "all", n}')
    ask.click(ask.card("Requests a day").locator(".vt-column").first)
    ask.reads(wanted, ask.selected)
    errors = ask.page.locator(".vt-headline-pick[data-name='errors'] .vt-headline-value")
    ask.reads(failed, lambda: number(errors.inner_text()))


def test_how_many_different_hosts_there_are(asked: Callable[[str], Asker]) -> None:
    ask = asked(ELASTIC)
    wanted = len(awk(ELASTIC, "{n[$1]++} END {for (i in n) print i, n[i]}"))
    ask.reads(wanted, lambda: number(ask.card("Hosts").locator("header p").inner_text()))


def test_which_requests_name_both(asked: Callable[[str], Asker]) -> None:
    ask = asked(SHOP)
    ((_, wanted),) = awk(SHOP, '/addtocart/ && /EST-19/ {n++} END {print "all", n}')
    ask.search("addtocart EST-19")
    ask.reads(wanted, ask.selected)
    ask.page.go_back()
    ask.reads(13_628, ask.selected)


def test_which_products_were_bought_most(asked: Callable[[str], Asker]) -> None:
    """The product of a purchase stands in the address of the page before."""
    ask = asked(SHOP)
    bought = '/action=purchase/ && / 200 [0-9]+ "/ && match($0, /productId=[A-Z0-9-]+/)'
    wanted = awk(
        SHOP, f"{bought} {{n[substr($0, RSTART + 10, RLENGTH - 10)]++}} END {{for (i in n) print i, n[i]}}"
    )
    ask.search("action=purchase status:200")
    ask.choose("URL parameter", "referrer.productId")
    ask.reads(1860, ask.selected)
    ask.reads(
        wanted[:4],
        lambda: sorted(
            [pair for pair in ask.listed("URL parameter") if pair[0] != "(none)"][:4],
            key=lambda pair: (-pair[1], pair[0]),
        ),
    )


def test_whether_one_day_is_quieter_than_another(asked: Callable[[str], Asker]) -> None:
    ask = asked(SHOP)
    days = dict(awk(SHOP, '{split($4, t, ":"); n[substr(t[1], 2)]++} END {for (i in n) print i, n[i]}'))
    labels = (
        ask.card("Requests a day")
        .locator(".vt-column")
        .evaluate_all("all => all.map((one) => one.getAttribute('aria-label'))")
    )
    shown = {text.split(":")[0]: number(text.split(": ")[1]) for text in labels}
    assert shown["Tue 16 Feb 2021"] == days["16/Feb/2021"] == 2111
    assert shown["Wed 17 Feb 2021"] == days["17/Feb/2021"] == 1887


def test_how_many_server_errors_one_day_had(asked: Callable[[str], Asker]) -> None:
    ask = asked(SHOP)
    ((_, wanted),) = awk(SHOP, '/\\[17\\/Feb\\/2021/ && / 5[0-9][0-9] [0-9]+ "/ {n++} END {print "all", n}')
    ask.click(ask.card("Requests a day").locator(".vt-column").nth(2))
    ask.search("status:5xx")
    ask.reads(wanted, ask.selected)


def test_a_search_that_is_wrong_says_where(asked: Callable[[str], Asker]) -> None:
    ask = asked(SHOP)
    ask.search("status:5xx colour:red")
    told = ask.page.locator(".vt-logs-bar .vt-search-told")
    told.locator("mark", has_text="colour:red").wait_for()
    assert "no field “colour”" in told.inner_text()
    assert ask.selected() == 13_628
    ask.page.get_by_label("Search all requests").fill("")
    told.wait_for(state="detached")
