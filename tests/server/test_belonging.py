"""A session is its browser's, and the server is asked by its own names only."""

from __future__ import annotations

import http.client
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import websocket
from tornado.httputil import HTTPHeaders

from app.server.belonging import COOKIE, welcome
from app.server.hosts import Hosts
from app.server.routes import LEAVING
from tests.browser.conftest import App
from tests.page_client import PROTOCOL, PageClient, opened
from tests.server.test_routes import answer

BOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(
        tmp_path_factory.mktemp("belonging"),
        "--Sessions.interval=1",
        VITRINE_MAX_SESSIONS="40",
        VITRINE_HOSTS="*.example.org",
    )
    yield running
    assert not running.stop()


def refusal(address: str, cookies: str = "", **headers: str) -> int:
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(
            address, subprotocols=[PROTOCOL], cookie=cookies, timeout=30, header=headers
        )
    return refused.value.status_code


def test_another_browser_neither_joins_nor_ends_a_session(app: App) -> None:
    kernel, cookies = opened(app.page("gallery"))
    address = f"ws{app.url[4:]}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
    assert refusal(address) == 403
    assert refusal(address, f"{COOKIE}={'A' * 43}") == 403
    other = f"{opened(app.page('gallery'))[1]}; _xsrf=x"
    assert refusal(address, other) == 403
    assert answer(f"{app.url}/api/kernels/{kernel}", Cookie=other)[0] == 403
    tried = urllib.request.Request(
        f"{app.url}/voila/api/shutdown/{kernel}", data=b"_xsrf=x", headers={"Cookie": other}
    )
    with urllib.request.urlopen(tried, timeout=30) as got:
        assert got.status in (204, 403)
    own = PageClient(app.page("gallery"), (kernel, cookies))
    assert own.answers() < 30
    assert answer(f"{app.url}/api/kernels/{kernel}", Cookie=cookies)[0] == 200
    own.close()


def test_the_cookie_is_read_by_the_server_alone_and_lasts(app: App) -> None:
    headers = urllib.request.urlopen(app.page("gallery"), timeout=60).headers
    ours = next(one for one in headers.get_all("Set-Cookie") if one.startswith(COOKIE))
    assert "HttpOnly" in ours
    assert "SameSite=Lax" in ours
    shown = ours.partition(";")[0]
    again = answer(app.page("gallery"), Cookie=shown)[1]
    assert COOKIE not in again.get("Set-Cookie", "")


def test_cookies_that_nobody_was_given_open_a_page_like_none(app: App) -> None:
    """They are no paths, name nobody's session, and a browser that has them gets its own."""
    forged = [
        f"{COOKIE}=../../../etc/passwd; {LEAVING}=../../in-use",
        f"{COOKIE}={'A' * 44}; _xsrf=2|zz|zz|zz",
        f"{COOKIE}=%00; {LEAVING}=%00; _xsrf=",
        f"{COOKIE}; ={COOKIE};;;=; _xsrf={'x' * 4_000}",
        f"{COOKIE}='; drop table visitors; --; {LEAVING}=<script>",
    ]
    # Who leaves while a session starts, as others do here, may leave one too.
    before = app.log.read_text().count("Traceback")
    for cookies in forged:
        asking = urllib.request.Request(app.page("gallery"), headers={"Cookie": cookies})
        with urllib.request.urlopen(asking, timeout=60) as got:
            given = "\n".join(got.headers.get_all("Set-Cookie"))
            assert got.read()
        assert re.search(rf"^{COOKIE}=[A-Za-z0-9_-]{{43}};", given, re.MULTILINE), cookies
    assert app.log.read_text().count("Traceback") == before


def asked(framed: bool, **headers: str) -> str:
    given: dict[str, str] = {}
    handler: Any = SimpleNamespace(
        settings={"framed": framed},
        request=SimpleNamespace(headers=HTTPHeaders(headers)),
        get_cookie=lambda _, default: default,
        set_cookie=lambda name, value, **_: given.update({name: value}),
    )
    browser = welcome(handler)
    assert given.get(COOKIE, "") == browser
    return browser


def test_a_page_in_another_site_s_frame_is_bound_to_nothing_where_cookies_would_not_come() -> None:
    frame = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}
    assert asked(True, **frame) == ""
    assert asked(True) == ""
    assert asked(True, **{"Sec-Fetch-Dest": "document", "Sec-Fetch-Site": "cross-site"})
    assert asked(True, **{"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site"})
    # Where no other site may frame a page, saying so opens nothing.
    assert asked(False, **frame)


def test_pages_that_nobody_looks_at_keep_nobody_out(tmp_path, request) -> None:
    running = App(tmp_path, VITRINE_MAX_SESSIONS="4")
    request.addfinalizer(running.stop)
    for _ in range(4):
        assert answer(running.page("gallery"))[0] == 200
    client = PageClient(running.page("gallery"))
    assert client.answers() < 30
    client.close()


def test_a_picture_of_another_site_a_crawler_and_a_look_ahead_cost_no_kernel(app: App) -> None:
    before = {process.pid for process in app.kernels()}
    assert answer(app.page(), **{"Sec-Fetch-Dest": "image", "Accept": "image/png,*/*"})[0] == 403
    assert answer(app.page(), Accept="image/avif,image/webp,*/*;q=0.8")[0] == 403
    assert answer(app.page(), **{"Sec-Purpose": "prefetch;prerender"})[0] == 403
    status, _, body = answer(app.page(), **{"User-Agent": BOT})
    assert status == 200
    assert b"landing-card" in body
    assert answer(app.page(), "HEAD")[::2] == (200, b"")
    assert answer(f"{app.url}/voila/render/nothing.ipynb", "HEAD")[0] == 404
    assert answer(f"{app.url}/", "HEAD")[0] == answer(f"{app.url}/health", "HEAD")[0] == 200
    assert b"/voila/render/" in answer(f"{app.url}/robots.txt")[2]
    assert {process.pid for process in app.kernels()} <= before


def host_answers(app: App, host: str, path: str = "/") -> int:
    connection = http.client.HTTPConnection(app.url.removeprefix("http://"), timeout=30)
    connection.request("GET", path, headers={"Host": host})
    return connection.getresponse().status


@pytest.mark.parametrize("host", ["evil.test", "127.0.0.1.evil.test", "localhost.evil.test:80"])
def test_a_name_that_is_not_ours_opens_nothing(app: App, host: str) -> None:
    """DNS rebinding: a site lets its own name point to this machine, and its script asks by that name."""
    assert host_answers(app, host) == 400
    assert host_answers(app, host, "/voila/render/gallery.ipynb") == 400
    kernel, cookies = opened(app.page("gallery"))
    address = f"ws{app.url[4:]}/api/kernels/{kernel}/channels?session_id=x"
    assert refusal(address, cookies, Host=host, Origin=f"http://{host}") == 400


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:1", "[::1]", "192.0.2.7", "logs.example.org"])
def test_a_name_that_is_ours_opens_the_landing_page(app: App, host: str) -> None:
    assert host_answers(app, host) == 200


def test_the_machine_s_own_names() -> None:
    hosts = Hosts(own=["desk.example.net"])
    assert all(hosts.include(name) for name in ("desk.example.net", "DESK.example.net.", "desk.local"))
    assert not hosts.include("desk.evil.test")
    assert Hosts(["*"]).include("whatever.test")


def test_figures_are_for_who_may_see_them(app: App) -> None:
    opened(app.page())
    until = time.monotonic() + 60
    while True:
        status, headers, body = answer(f"{app.url}/metrics")
        assert status == 200
        assert headers["Content-Type"].startswith("text/plain")
        told = [line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#")]
        figures = {name: float(value) for name, value in told}
        # A session of a test before this one may be just ending.
        if figures["vitrine_sessions"] == len(app.kernels()) or time.monotonic() > until:
            break
        time.sleep(0.2)
    assert figures["vitrine_seats"] == 40
    assert figures["vitrine_sessions"] == len(app.kernels())
    assert figures["vitrine_page_seconds_count"] > 0


def test_figures_are_hidden_from_others_and_the_log_is_json_when_asked(tmp_path, request) -> None:
    running = App(tmp_path, VITRINE_METRICS="192.0.2.7", VITRINE_LOG_LINES="json", VITRINE_PROXY="127.0.0.1")
    request.addfinalizer(running.stop)
    assert answer(f"{running.url}/metrics")[0] == 404
    assert answer(f"{running.url}/metrics", **{"X-Forwarded-For": "192.0.2.7"})[0] == 200
    # A proxy that the operator named looks at names itself.
    assert host_answers(running, "vitrine.test") == 200
    lines = [json.loads(line) for line in running.log.read_text().splitlines() if line.startswith("{")]
    assert any("Vitrine is open at" in line["said"] for line in lines)
    assert all(line["time"].startswith("20") and line["level"] for line in lines)
