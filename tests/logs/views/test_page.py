"""The log page without a browser: one log gives way to another, and to one that cannot be read."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from app.logs.reading import offers
from app.logs.views.page import LogPage
from app.settings import Settings
from app.visitor import Visitor, new_identity

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl/8"\n'


@pytest.fixture
def on_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Acts on a page that offers ``good.log``, of 20 lines, and ``missing.log``, which is not there."""
    good, missing = tmp_path / "good.log", tmp_path / "missing.log"
    good.write_text(LINE * 20)
    monkeypatch.setattr(offers, "BUNDLED", good)
    monkeypatch.setattr(offers, "shelf", lambda: tmp_path / "shelf")
    settings = Settings.read(
        {
            "VITRINE_LOGS": os.pathsep.join((str(good), str(missing))),
            "VITRINE_VISITORS": str(tmp_path / "visitors"),
        }
    )

    def run(act: Callable[[LogPage], Awaitable[None]]) -> None:
        async def visit() -> None:
            await act(LogPage(settings))

        asyncio.run(visit())

    return run


def test_a_log_that_is_missing_leaves_the_one_before_on_the_page_under_its_own_name(
    on_page: Callable[..., None],
) -> None:
    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert page.state.summary == "20 of 20 requests selected"
        page.source.choice.vue_choose("missing.log")
        await page.reading.finished()
        assert page.reading.problem is not None
        assert page.reading.problem.what == "There is no file “missing.log”."
        # Nothing of a log stays beside the name of one that is missing: the name goes back, too.
        assert page.source.choice.chosen == "good.log"
        assert "20 lines read" in page.source.facts
        assert page.state.summary == "20 of 20 requests selected"
        assert "log=good.log" in page.view.query
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert page.state.summary == "20 of 20 requests selected"

    on_page(act)


def test_a_broken_file_of_ones_own_leaves_the_filtered_log_before_it(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    own, broken = tmp_path / "upload", tmp_path / "broken"
    own.write_text(LINE * 3)
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8)

    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        page.state.select("status", ["200"], without=True)
        view = page.view.query
        page.arrive(Visitor(new_identity(tmp_path / "visitors"), settings=page._settings))
        page.own.bring([("cat.png", broken)])
        await page.reading.finished()
        assert page.reading.problem is not None
        assert "PNG" in page.reading.problem.what
        assert (page.state.summary, page.view.query) == ("0 of 20 requests selected", view)
        page.state.clear()
        # A file of one's own is there again after a broken one as well.
        page.own.bring([("mine.log", own)])
        await page.reading.finished()
        view = page.view.query
        page.own.bring([("cat.png", broken)])
        await page.reading.finished()
        await page.reading.finished()
        assert (page.state.summary, page.view.query) == ("3 of 3 requests selected", view)
        assert "PNG" in page.source.progress.note.what

    on_page(act)


def test_what_was_being_read_does_not_come_back_over_a_log_that_was_ready(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    long = tmp_path / "long.log"
    long.write_text(LINE * 400_000)

    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        page.own.bring([("long.log", long)])
        await asyncio.sleep(0.3)
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        await asyncio.sleep(1)
        assert page.state.summary == "20 of 20 requests selected"
        assert not page.reading.running

    on_page(act)


def test_a_link_to_a_log_of_ones_own_shows_it_or_no_log_at_all(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    own = tmp_path / "upload"
    own.write_text(LINE * 3)
    links: list[str] = []

    async def bring(page: LogPage) -> None:
        visitor = Visitor(new_identity(tmp_path / "visitors"), settings=page._settings)
        page.arrive(visitor)
        await page.reading.finished()
        page.own.bring([("mine.log", own)])
        await page.reading.finished()
        page.state.select("status", ["200"])
        assert page.source.choice.offers[-1]["title"] == "Yours: mine.log"
        links.append(page.view.query)
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert "file=" not in page.view.query
        # Back: the file that the browser keeps, under the filter that was set.
        page.view.restore(links[0])
        await page.reading.finished()
        assert page.state.summary == "3 of 3 requests selected"
        assert page.view.query == links[0]
        page.view.restore("log=good.log")
        await page.reading.finished()
        assert page.state.summary == "20 of 20 requests selected"

    async def open_elsewhere(page: LogPage) -> None:
        await page.reading.finished()
        page.arrive(Visitor(new_identity(tmp_path / "visitors"), settings=page._settings))
        assert page.view.restore(links[0]) == []
        assert page.state.summary == "0 of 0 requests selected"
        assert page.source.facts == []
        assert "needs the file “mine.log”" in page.source.progress.note.what
        # The view is kept until the file comes.
        assert page.view.query == links[0]
        page.own.bring([("mine.log", own)])
        await page.reading.finished()
        assert (page.state.summary, page.view.query) == ("3 of 3 requests selected", links[0])

    on_page(bring)
    on_page(open_elsewhere)


def test_a_log_is_followed_from_where_it_is_chosen(on_page: Callable[..., None], tmp_path: Path) -> None:
    """A link keeps it, also for who opens it elsewhere; the bar offers what there is to choose."""
    links: list[str] = []

    async def counts(page: LogPage, lines: int) -> None:
        for _ in range(900):
            if page.live.watching and f"{lines} lines read" in page.source.facts:
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"{page.source.facts}, not {lines}; {page.live.words} {page.live.trouble}")

    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        page.live_bar.vue_follow()
        await counts(page, 20)
        bar = page.live_bar
        assert [(one["name"], one["title"]) for one in bar.starts] == [
            ("", "from its beginning"),
            ("now", "from now"),
            ("time", "from a time…"),
        ]
        bar.vue_begin("2021-02-15T10:06")
        with (tmp_path / "good.log").open("a") as file:
            file.write(LINE.replace("10:00", "10:06") * 3)
        await counts(page, 3)
        assert (bar.start, bar.starts[-1]["title"]) == ("2021-02-15T10:06", "from 15 Feb 2021 10:06")
        assert page.source.notes == [
            "good.log: counted from 2021-02-15 10:06:00 on: 20 earlier lines were left out, and files that "
            "were not changed since not read"
        ]
        links.append(page.view.query)
        assert "from=2021-02-15T10:06&follow=1" in links[0]
        bar.vue_begin("nonsense")
        assert bar.start == "2021-02-15T10:06"
        bar.vue_begin("now")
        await asyncio.sleep(1)
        with (tmp_path / "good.log").open("a") as file:
            file.write(LINE * 2)
        await counts(page, 2)
        assert bar.starts[-1]["title"].endswith(" UTC")
        links.append(page.view.query)
        bar.vue_begin("")
        await counts(page, 25)
        assert "from=" not in page.view.query

    async def open_elsewhere(page: LogPage) -> None:
        for link, lines in zip(links, (3, 2), strict=True):
            assert page.view.restore(link) == []
            await counts(page, lines)
            assert page.view.query == link

    on_page(act)
    on_page(open_elsewhere)


def test_a_log_is_followed_and_left_again(on_page: Callable[..., None], tmp_path: Path) -> None:
    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        page.live_bar.vue_follow()

        async def shows(summary: str) -> None:
            for _ in range(900):
                if page.state.summary == summary:
                    return
                await asyncio.sleep(0.1)
            raise AssertionError(
                f"{page.state.summary}, not {summary}; {page.live.words} {page.live.trouble}"
            )

        await shows("20 of 20 requests selected")
        page.state.select("status", ["200"])
        with (tmp_path / "good.log").open("a") as file:
            file.write(LINE * 5 + LINE.replace(" 200 ", " 404 "))
        await shows("25 of 26 requests selected")
        assert "follow=1" in page.view.query
        assert "status=200" in page.view.query
        page.live_bar.vue_hold()
        with (tmp_path / "good.log").open("a") as file:
            file.write(LINE)
        await asyncio.sleep(1.5)
        assert page.state.summary == "25 of 26 requests selected"
        assert page.live_bar.words.startswith("paused")
        page.live_bar.vue_hold()
        await shows("26 of 27 requests selected")
        page.live_bar.vue_roll("5min")
        await shows("26 of 27 requests selected")
        assert "window=5min" in page.view.query
        assert "time=" not in page.view.query
        page.state.clear()
        assert page.live.window == "all"
        page.state.search = '"curl/8" status:404'
        await shows("1 of 27 requests selected")
        with (tmp_path / "good.log").open("a") as file:
            file.write(LINE.replace(" 200 ", " 404 ") * 2)
        await shows("3 of 29 requests selected")
        page.live_bar.vue_follow()
        await page.reading.finished()
        assert (page.live.watching, page.live_bar.words) == (False, "")
        await shows("3 of 29 requests selected")

    on_page(act)


def hosts_of(page: LogPage) -> list[str]:
    assert page.state.log is not None
    return [str(host) for host in page.state.log.counts("host").index]


def test_another_address_of_the_lines_becomes_the_client_by_the_page_and_by_a_link(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    line = LINE.rstrip("\n") + ' "203.0.113.{n}, 10.0.0.2"\n'
    (tmp_path / "good.log").write_text("".join(line.format(n=n % 4) for n in range(20)))

    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert [one["name"] for one in page.source.clients] == ["forwarded"]
        assert hosts_of(page) == ["192.0.2.1"]
        page.source.vue_choose_client("forwarded")
        await page.reading.finished()
        assert sorted(hosts_of(page)) == [f"203.0.113.{n}" for n in range(4)]
        assert "client=forwarded" in page.view.query
        assert page.source.client == "forwarded"
        # What nobody offered is nothing to choose.
        page.source.vue_choose_client("path")
        assert page.state.client == "forwarded"
        page.source.choice.vue_choose("shop")
        await page.reading.finished()
        assert "client" not in page.view.query

    async def arrive(page: LogPage) -> None:
        page.view.restore("log=good.log&client=forwarded")
        await page.reading.finished()
        assert len(hosts_of(page)) == 4
        page.view.restore("log=good.log&client=nobody")
        await page.reading.finished()
        assert hosts_of(page) == ["192.0.2.1"]
        assert any("no address called “nobody”" in note for note in page.source.notes)

    on_page(act)
    on_page(arrive)


def test_times_are_told_by_the_clock_that_is_chosen_until_a_log_has_no_zone(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    own = tmp_path / "upload"
    own.write_text(LINE.replace(" +0000", "") * 3)

    async def act(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert (page.source.clock, page.source.zone, page.source.zoned) == ("UTC", "", True)
        page.source.vue_choose_zone("Asia/Tokyo")
        # Ten o'clock in the morning is seven in the evening there; the table comes once all else is drawn.
        for _ in range(600):
            rows = page.dashboard.requests.rows
            if rows and rows[0][0] == "2021-02-15 19:00:00":
                break
            await asyncio.sleep(0.1)
        assert page.dashboard.requests.rows[0][0] == "2021-02-15 19:00:00"
        assert page.dashboard.hour_card.reading == "by the clock of Asia/Tokyo"
        assert any("19:00" in fact and "by the clock of Asia/Tokyo" in fact for fact in page.source.facts)
        assert page.source.zone == "Asia/Tokyo"
        assert "zone=Asia/Tokyo" in page.view.query
        page.source.vue_choose_zone("Asia/Nowhere")
        assert page.source.progress.note.what == "“Asia/Nowhere” is no time zone that is known."
        assert page.source.zone == "Asia/Tokyo"
        page.arrive(Visitor(new_identity(tmp_path / "visitors"), settings=page._settings))
        page.own.bring([("mine.log", own)])
        await page.reading.finished()
        assert page.source.clock == "of the server’s clock; the log names no zone"
        assert (page.source.zone, page.source.zoned) == ("", False)
        assert any("name no time zone" in note for note in page.source.notes)
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert page.source.zone == "Asia/Tokyo"
        page.view.restore("log=good.log")
        assert page.source.zone == ""
        assert not any("by the clock" in fact for fact in page.source.facts)
        assert page.dashboard.hour_card.reading == "by the server's clock"

    on_page(act)


def test_a_visitor_brings_a_file_of_countries_which_is_there_again_until_it_is_forgotten(
    on_page: Callable[..., None], tmp_path: Path
) -> None:
    countries, identity = tmp_path / "mine.mmdb", new_identity(tmp_path / "visitors")
    writer = MMDBWriter(6, "Test", ipv4_compatible=True)
    writer.insert_network(IPSet(["192.0.2.0/24"]), {"country": {"names": {"en": "Sweden"}}})
    writer.to_db_file(str(countries))

    def bring(page: LogPage, name: str, content: bytes) -> None:
        button = page.source.places.file
        button.vue_begin({"name": name, "size": len(content), "turn": 1})
        button.vue_part({"offset": 0, "turn": 1}, [memoryview(content)])

    def listed(page: LogPage) -> list[str]:
        return page.state.projection("country").labels

    async def first(page: LogPage) -> None:
        page.arrive(Visitor(identity, tmp_path / "visitors"))
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        bring(page, "broken.mmdb", countries.read_bytes()[:200])
        assert "“broken.mmdb” cannot be read as an MMDB file" in page.source.progress.note.what
        assert not listed(page)
        bring(page, "mine.mmdb", countries.read_bytes())
        assert listed(page) == ["Sweden"]
        assert (page.source.places.name, page.source.places.lacking) == ("mine.mmdb", "")

    async def again(page: LogPage) -> None:
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert not listed(page)
        page.arrive(Visitor(identity, tmp_path / "visitors"))
        assert listed(page) == ["Sweden"]
        assert page.source.places.name == "mine.mmdb"
        page.source.places.vue_forget()
        assert not listed(page)
        assert page.state.summary == "20 of 20 requests selected"

    async def stranger(page: LogPage) -> None:
        page.arrive(None)
        page.source.choice.vue_choose("good.log")
        await page.reading.finished()
        assert not listed(page)
        bring(page, "mine.mmdb", countries.read_bytes())
        assert listed(page) == ["Sweden"]
        assert page.source.places.lacking.startswith("It is used until this page is closed")

    for visit in (first, again, stranger):
        on_page(visit)
