"""Who is told of an alert: one program, once, by no other address than the one that was set."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from app.logs.live.alerts import webhook
from app.logs.live.alerts.webhook import MOST, OF_NEW, OF_ONE, OVER, Ledger, send
from app.problem import Problem
from app.settings import Settings


class Hook(BaseHTTPRequestHandler):
    got: list[tuple[str, dict[str, Any]]]
    answer = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.got.append((self.path, json.loads(body)))
        self.send_response(self.answer)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def do_GET(self) -> None:
        self.got.append((self.path, {}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words: Any) -> None:
        pass


@pytest.fixture
def hook() -> Iterator[tuple[str, type[Hook]]]:
    handler = type("Own", (Hook,), {"got": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook?key=1", handler
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_posted(hook):
    address, handler = hook
    assert send(address, {"rule": "errors > 5% for 5 min"})
    assert handler.got == [("/hook?key=1", {"rule": "errors > 5% for 5 min"})]


@pytest.mark.parametrize("answer", [301, 302, 303, 307, 308, 404, 500])
def test_a_redirect_is_not_followed_and_a_refusal_is_known(hook, answer):
    address, handler = hook
    handler.answer = answer
    assert not send(address, {})
    assert [path for path, _ in handler.got] == ["/hook?key=1"]


def test_nobody_there(monkeypatch):
    monkeypatch.setattr(webhook, "PATIENCE", 1.0)
    assert not send("http://127.0.0.1:9/", {})


def test_ten_pages_tell_once(tmp_path):
    pages = [Ledger(tmp_path) for _ in range(10)]
    assert [page.tells("errors > 5% for 5 min", True) for page in pages] == [True] + 9 * [False]
    assert pages[3].tells("rate < 1/s for 5 min", True)
    assert [page.tells("errors > 5% for 5 min", False) for page in pages] == [True] + 9 * [False]
    assert pages[0].tells("errors > 5% for 5 min", True)


def test_what_no_page_tells_of_any_more_is_over(tmp_path, monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(webhook.time, "time", lambda: now)
    ledger = Ledger(tmp_path)
    assert ledger.tells("a", True)
    now += OVER - 1
    assert not ledger.tells("a", True)
    now += OVER - 1
    assert not ledger.tells("a", True)
    now += OVER + 1
    assert ledger.tells("a", True)


def test_nobody_is_flooded(tmp_path, monkeypatch):
    now = 1_000.0
    monkeypatch.setattr(webhook.time, "time", lambda: now)
    ledger = Ledger(tmp_path)
    watched = [f"watched {n}" for n in range(100)]
    for rule in watched:
        ledger.note(rule)
    now += 3_601
    # Whoever types a hundred rules uses up what is for new ones, and nothing of what older ones may say.
    assert sum(ledger.tells(f"rule {n}", True) for n in range(100)) == OF_NEW
    assert sum(ledger.tells(rule, True) for rule in watched) == MOST - OF_NEW
    now += 3_601
    assert ledger.tells("rule 0", True)


def test_one_rule_that_comes_and_goes_leaves_room_for_the_others(tmp_path):
    ledger = Ledger(tmp_path)
    assert sum(ledger.tells("errors > 5% for 1 min", n % 2 == 0) for n in range(60)) == OF_ONE
    assert ledger.tells("rate < 1/s for 5 min", True)


@pytest.mark.parametrize(
    "address", ["https://hooks.example.org/T0/secret", "http://[::1]:9000/x", "http://a:1"]
)
def test_an_address_that_can_be_set(address):
    assert Settings.read({"VITRINE_ALERT_WEBHOOK": address}).alert_webhook == address


@pytest.mark.parametrize(
    "address",
    ["file:///etc/passwd", "ftp://a/b", "hooks.example.org", "https://", "https://u:p@a/b", "http://a b"],
)
def test_an_address_that_cannot_be_set_is_not_repeated(address):
    with pytest.raises(Problem, match="VITRINE_ALERT_WEBHOOK is not an address") as told:
        Settings.read({"VITRINE_ALERT_WEBHOOK": address})
    assert address.removeprefix("https://") in ("", "u:p@a/b") or address not in str(told.value)
    assert "u:p" not in str(told.value)
    assert "secret" not in repr(Settings.read({"VITRINE_ALERT_WEBHOOK": "https://a/secret"}))
