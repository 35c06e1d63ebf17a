"""Who is let in, over HTTP and over the socket: whoever knows the password, or whom the proxy names."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest
from jupyter_server.auth import passwd

from app.problem import Problem
from app.server.attempts import Attempts
from app.server.identity import KEY, cookie_secret, unguarded
from app.server.kernel_environment import PASSED_ON
from app.settings import Settings
from tests.browser.conftest import App

PASSWORD = "correct horse, battery"
HASH = passwd(PASSWORD)
SOCKET = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "eHh4eHh4eHh4eHh4eHh4eA==",
    "Sec-WebSocket-Protocol": "v1.kernel.websocket.jupyter.org",
}
NOBODY = "00000000-0000-0000-0000-000000000000"
SCRIPT = json.loads((Path(__file__).parents[2] / "app/server/preload.json").read_text())[0]


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: str


class Client:
    """A browser's cookies, and the address that it asks from."""

    def __init__(self, app: App, source: str = "127.0.0.1", **headers: str) -> None:
        self.app = app
        self.source = source
        self.cookies: dict[str, str] = {}
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        place = urlsplit(self.app.url)
        connection = http.client.HTTPConnection(
            place.hostname or "", place.port, timeout=60, source_address=(self.source, 0)
        )
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = {**self.headers, **headers, **({"Cookie": jar} if jar else {})}
        body = None
        if form is not None:
            body = urlencode(form)
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request("GET" if form is None else "POST", place.path + path, body, sent)
        got = connection.getresponse()
        for line in got.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        answer = Answer(
            got.status, got.headers, "" if got.status == 101 else got.read().decode("utf-8", "replace")
        )
        connection.close()
        return answer

    def sign_in(self, password: str, following: str = "") -> Answer:
        path = "/sign-in" + (f"?{urlencode({'next': following})}" if following else "")
        self.ask(path)
        return self.ask(path, {"password": password, "_xsrf": self.cookies["_xsrf"]})

    def kernel(self) -> str:
        """Open a page; give its session."""
        found = re.search(r'"kernelId": ?"([0-9a-f-]+)"', self.ask("/voila/render/gallery.ipynb").body)
        assert found is not None
        return found[1]


def everything_is_refused(client: Client, kernel: str) -> None:
    for path in ("/", "/voila/render/logs.ipynb?status=404", "/voila/render/nothing.ipynb", "/nothing"):
        answer = client.ask(path)
        assert answer.status in (302, 403), path
        assert "landing-card" not in answer.body
        assert "kernelId" not in answer.body
    for path in (
        f"/api/kernels/{kernel}",
        f"/{SCRIPT}",
        "/voila/static/voila.js",
        "/voila/components/x.js",
        "/voila/api/themes/x",
    ):
        assert client.ask(path).status == 403, path
    assert client.ask(f"/api/kernels/{kernel}/channels", **SOCKET).status == 403
    assert (
        client.ask(f"/voila/api/shutdown/{kernel}", {"_xsrf": client.cookies.get("_xsrf", "")}).status == 403
    )
    assert client.ask("/health")[::2] == (200, "ok\n")


def everything_is_given(client: Client, kernel: str) -> None:
    assert "landing-card" in client.ask("/").body
    assert client.ask(f"/api/kernels/{kernel}").status == 200
    assert client.ask(f"/{SCRIPT}").status == 200
    assert client.ask(f"/api/kernels/{kernel}/channels", **SOCKET).status == 101


@pytest.fixture(scope="module", params=[PASSWORD, HASH], ids=["as it is", "as a hash"])
def locked(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("locked"), VITRINE_PASSWORD=request.param)
    yield running
    assert not running.stop()


def test_the_password_opens_everything_and_nothing_is_open_without_it(locked: App) -> None:
    known = Client(locked)
    refused = known.ask("/voila/render/logs.ipynb?status=404")
    assert (refused.status, refused.headers["Location"]) == (
        302,
        "/sign-in?next=%2Fvoila%2Frender%2Flogs.ipynb%3Fstatus%3D404",
    )
    entered = known.sign_in(PASSWORD, "/voila/render/logs.ipynb?status=404")
    assert (entered.status, entered.headers["Location"]) == (302, "/voila/render/logs.ipynb?status=404")
    kernel = known.kernel()
    everything_is_given(known, kernel)
    everything_is_refused(Client(locked), kernel)
    forged = Client(locked)
    forged.cookies = {
        name: value[:-1] + ("1" if value[-1] == "0" else "0")
        for name, value in known.cookies.items()
        if name != "_xsrf"
    }
    everything_is_refused(forged, kernel)
    assert PASSWORD not in locked.log.read_text()
    assert locked.kernels()
    told = locked.kernels()[0].environ()
    assert not [
        name for name, value in told.items() if "PASSWORD" in name or HASH in value or PASSWORD in value
    ]


def test_the_cookie_is_for_the_browser_alone(locked: App) -> None:
    entered = Client(locked, "127.0.0.3").sign_in(PASSWORD)
    (cookie,) = [line for line in entered.headers.get_all("Set-Cookie", []) if line.startswith("username-")]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie


@pytest.mark.parametrize("password", ["", "Correct horse, battery", HASH, "x" * 100_000, "\x00"])
def test_another_password_does_not(locked: App, password: str) -> None:
    client = Client(locked, f"127.0.1.{len(password) % 250 + 1}")
    answer = client.sign_in(password)
    assert answer.status == 401
    assert "That is not the password." in answer.body
    assert client.ask("/").status == 302


def test_a_form_of_another_page_does_not(locked: App) -> None:
    client = Client(locked, "127.0.0.4")
    answer = client.ask("/sign-in", {"password": PASSWORD})
    assert answer.status == 403
    assert "Allow cookies" in answer.body
    assert client.ask("/").status == 302


def test_who_guesses_too_often_has_to_wait_and_others_need_not(locked: App) -> None:
    guessing = Client(locked, "127.0.0.5")
    assert [guessing.sign_in(f"guess {number}").status for number in range(5)] == [401] * 5
    answer = guessing.sign_in(PASSWORD)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    assert "Try again in" in answer.body
    # A made-up header gives no further attempts.
    assert Client(locked, "127.0.0.5", X_Forwarded_For="192.0.2.1").sign_in(PASSWORD).status == 429
    assert Client(locked, "127.0.0.6").sign_in(PASSWORD).status == 302


@pytest.mark.parametrize(
    "following",
    ["https://example.org/", "//example.org", "/\\example.org", "https:example.org", "javascript:1"],
)
def test_nobody_is_led_to_another_site(locked: App, following: str) -> None:
    answer = Client(locked, "127.0.0.7").sign_in(PASSWORD, following)
    assert answer.status == 302
    assert answer.headers["Location"] in ("/", "/%5Cexample.org")


def test_who_signs_out_is_out(locked: App) -> None:
    client = Client(locked, "127.0.0.8")
    client.sign_in(PASSWORD)
    assert 'action="/sign-out"' in client.ask("/").body
    assert client.ask("/sign-out", {}).status == 403
    assert client.ask("/").status == 200
    assert client.ask("/sign-out", {"_xsrf": client.cookies["_xsrf"]}).status == 302
    assert client.ask("/").status == 302


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(
        tmp_path_factory.mktemp("named"), VITRINE_USER_HEADER="X-Remote-User", VITRINE_PROXY="127.0.0.1"
    )
    yield running
    assert not running.stop()


def test_whom_the_proxy_names_is_let_in_and_nobody_else(named: App) -> None:
    ada = Client(named, X_Remote_User="ada")
    kernel = ada.kernel()
    everything_is_given(ada, kernel)
    everything_is_refused(Client(named), kernel)
    everything_is_refused(Client(named, X_Remote_User=" "), kernel)
    everything_is_refused(Client(named, "127.0.0.2", X_Remote_User="ada"), kernel)
    everything_is_refused(
        Client(named, "127.0.0.2", X_Remote_User="ada", X_Forwarded_For="127.0.0.1"), kernel
    )
    # Each request is judged by itself: who was let in once has nothing to show without the header.
    later = Client(named)
    later.cookies = ada.cookies
    everything_is_refused(later, kernel)
    assert "This is not open to you" in Client(named).ask("/").body
    for path in ("/sign-in", "/sign-out", "/login", "/logout"):
        assert ada.ask(path).status == 404
    assert "Traceback" not in named.log.read_text()


def test_the_warning_of_a_server_that_is_open_to_all() -> None:
    def warned(**environment: str) -> bool:
        return unguarded(Settings.read(environment)) != ""

    assert warned(VITRINE_ADDRESS="0.0.0.0")
    assert warned(VITRINE_ADDRESS="::")
    assert warned(VITRINE_ADDRESS="192.0.2.1")
    assert not warned()
    assert not warned(VITRINE_ADDRESS="localhost")
    assert not warned(VITRINE_ADDRESS="::1")
    assert not warned(VITRINE_ADDRESS="0.0.0.0", VITRINE_PASSWORD="x")
    assert not warned(VITRINE_ADDRESS="0.0.0.0", VITRINE_USER_HEADER="X-User", VITRINE_PROXY="192.0.2.1")


def test_the_key_outlives_a_restart_and_goes_with_the_password(tmp_path: Path) -> None:
    def key(password: str, folder: Path = tmp_path) -> bytes:
        return cookie_secret(Settings.read({"VITRINE_PASSWORD": password, "VITRINE_VISITORS": str(folder)}))

    first = key("a")
    assert key("a") == first
    assert key("b") != first
    assert key("a", tmp_path / "other") != first
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [KEY]
    (tmp_path / KEY).write_bytes(b"short")
    assert key("a") != first
    assert len(key("a", Path("/dev/null/x"))) == 32


def test_attempts_come_back_with_time() -> None:
    now = 0.0
    attempts = Attempts(clock=lambda: now)
    for second in (0, 10, 20, 30, 40):
        now = second
        assert attempts.take("192.0.2.1") == 0
    assert attempts.take("192.0.2.1") == 20
    assert attempts.take("192.0.2.2") == 0
    now = 60.0
    assert attempts.take("192.0.2.1") == 0
    assert attempts.take("192.0.2.1") == 10
    attempts.forget("192.0.2.1")
    assert attempts.take("192.0.2.1") == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
        ("192.0.2.1", "192.0.2.2", False),
    ],
)
def test_a_line_has_one_count_however_many_addresses_it_has(one: str, other: str, same: bool) -> None:
    attempts = Attempts(clock=lambda: 0.0)
    for _ in range(5):
        attempts.take(one)
    assert (attempts.take(other) > 0) == same


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"VITRINE_PASSWORD": "argon2:=19=10240,t=10,p=8"}, "not a whole one"),
        ({"VITRINE_PASSWORD": HASH[: HASH.rindex("$")]}, "not a whole one"),
        ({"VITRINE_PASSWORD": "sha1:0e112c3ddfce:a68df677475c2b47b6e86d0467eec97ac5f4b85a"}, "old kind"),
        ({"VITRINE_USER_HEADER": "X-User"}, "VITRINE_PROXY names no proxy"),
        ({"VITRINE_USER_HEADER": "X User", "VITRINE_PROXY": "127.0.0.1"}, "not a header's name"),
        (
            {"VITRINE_USER_HEADER": "X-User", "VITRINE_PROXY": "127.0.0.1", "VITRINE_PASSWORD": "p"},
            "only one can decide",
        ),
    ],
)
def test_a_setting_that_cannot_be_used_is_a_sentence_without_the_password(
    given: dict[str, str], said: str
) -> None:
    with pytest.raises(Problem, match=re.escape(said)) as refused:
        Settings.read(given)
    assert "argon2:" not in str(refused.value)
    assert refused.value.remedy


def test_a_session_never_learns_the_password() -> None:
    found = Settings.read({"VITRINE_PASSWORD": PASSWORD})
    assert "VITRINE_PASSWORD" not in PASSED_ON
    assert PASSWORD not in str(found.environment())
    assert PASSWORD not in repr(found)
