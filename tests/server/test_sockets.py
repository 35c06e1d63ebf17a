"""What a connection takes and what it tells, on a running server: nothing said on one ends it for others."""

from __future__ import annotations

import contextlib
import random
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import websocket

from app.server.frames import Unreadable
from app.server.incoming import Unwanted, read
from app.server.sockets import PATIENCE
from tests.browser.conftest import App
from tests.page_client import PROTOCOL, PageClient, closed_after, frame, opened
from tests.server.test_frames import ALTERED, another_message

ROOT = Path(__file__).resolve().parents[2]
SOCKETS = 100


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("sockets"), "--Sessions.grace=5", "--Sessions.interval=1")
    yield running
    assert not running.stop()


@pytest.fixture(scope="module")
def session(app: App) -> tuple[str, str]:
    return opened(app.page("gallery"))


@pytest.fixture
def client(app: App, session: tuple[str, str]) -> Iterator[PageClient]:
    connected = PageClient(app.page("gallery"), session)
    yield connected
    connected.close()


def health(app: App) -> float:
    """Give the seconds after which the server answers; fails after five."""
    began = time.monotonic()
    try:
        urllib.request.urlopen(f"{app.url}/health", timeout=5).close()
    except OSError as silent:
        raise AssertionError(f"the server answers nobody any more: {silent}") from None
    return time.monotonic() - began


def numbers(*words: int) -> bytes:
    return b"".join(word.to_bytes(8, "little") for word in words)


def test_a_page_s_own_messages_are_answered(client: PageClient) -> None:
    assert client.answers() < 30
    states = client.states()
    assert len(states) > 20
    slider = next(name for name, state in states.items() if state.get("_model_name") == "LinearScaleModel")
    client.is_answered(client.update(slider, stabilized=True))
    assert not {heard.kind for heard in client.heard} & {"error", "stream"}


@pytest.mark.parametrize(
    "sent",
    [
        bytes.fromhex("ffffffffffffff7f"),
        numbers(1 << 24) + bytes(100),
        numbers(200) + bytes(200 * 8),
        b"",
        b"\x00",
        b"\x00" * 14,
        bytes.fromhex("7fffffff") + bytes(10),
        numbers(6, 56, 61, 63, 65, 67, 1 << 60) + b"shell{}{}{}{}",
        numbers(6, 56, 61, 63, 65, 67, 69) + b"shell" + b"[" * 2 + b"{}" * 3,
        '{"header": {"msg_type": "kernel_info_request"}, "channel": "shell"}',
    ],
    ids=lambda sent: repr(sent[:16]),
)
def test_a_frame_that_is_none_closes_its_own_connection_only(
    app: App, client: PageClient, session: tuple[str, str], sent: bytes | str
) -> None:
    other = PageClient(app.page("gallery"), session)
    client.send(sent)
    assert health(app) < 5
    assert closed_after(client) == 1008
    assert other.answers() < 30
    other.close()


def test_deep_json_closes_the_connection(app: App, client: PageClient) -> None:
    deep = b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    ends = [56, 61]
    for part in (b"{}", b"{}", b"{}", deep):
        ends.append(ends[-1] + len(part))
    client.send(numbers(6, *ends) + b"shell{}{}{}" + deep)
    assert closed_after(client) == 1008
    assert health(app) < 5


@pytest.mark.parametrize("offered", [[], ["legacy"], ["v2.kernel.websocket.jupyter.org"]])
def test_a_client_of_another_protocol_is_refused_at_the_door(
    app: App, session: tuple[str, str], offered: list[str]
) -> None:
    kernel, cookies = session
    address = f"ws{app.url[4:]}/api/kernels/{kernel}/channels?session_id=x"
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(address, subprotocols=offered, cookie=cookies, timeout=30)
    assert refused.value.status_code == 400
    assert health(app) < 5


@pytest.mark.parametrize("name", ["a%0A%5BVitrine%5D%20all%20is%20well", "", "x" * 300, "%00"])
def test_a_session_s_name_is_one_that_a_page_has(app: App, session: tuple[str, str], name: str) -> None:
    kernel, cookies = session
    address = f"ws{app.url[4:]}/api/kernels/{kernel}/channels?session_id={name}"
    with pytest.raises(websocket.WebSocketBadStatusException) as refused:
        websocket.create_connection(address, subprotocols=[PROTOCOL], cookie=cookies, timeout=30)
    assert refused.value.status_code == 400
    assert not [line for line in app.log.read_text().splitlines() if line.endswith("all is well")]


@pytest.mark.parametrize(
    ("kind", "content", "channel"),
    [
        ("execute_request", {"code": "print('open sesame')", "silent": False}, "shell"),
        ("shutdown_request", {"restart": False}, "shell"),
        ("shutdown_request", {"restart": False}, "control"),
        ("create_subshell_request", {}, "control"),
        ("kernel_info_request", {}, "control"),
        ("kernel_info_request", {}, "iopub"),
        ("kernel_info_request", {}, ""),
        ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {"state": {}}}, "shell"),
        ("comm_open", {"comm_id": "x", "target_name": "no such target", "data": {}}, "shell"),
        ("comm_msg", {"comm_id": ["x"], "data": {}}, "shell"),
        ("comm_msg", {"comm_id": "x", "data": {"method": "__init__"}}, "shell"),
    ],
    ids=str,
)
def test_what_no_page_says_goes_no_further(
    client: PageClient, kind: str, content: object, channel: str
) -> None:
    name = client.say(kind, content, channel=channel)
    client.answers()
    assert not [heard for heard in client.heard if heard.parent == name]
    assert not any(b"sesame" in raw for raw in client.raw)


def test_a_message_for_a_subshell_goes_no_further(client: PageClient) -> None:
    name = client.say("kernel_info_request", {}, subshell_id="x")
    client.answers()
    assert not [heard for heard in client.heard if heard.parent == name]


def test_who_goes_on_saying_such_things_is_cut_off(client: PageClient) -> None:
    for _ in range(60):
        client.say("execute_request", {"code": "1"})
    assert closed_after(client) == 1008


def test_a_value_that_cannot_be_taken_is_told_to_the_log_only(app: App, client: PageClient) -> None:
    layouts = [name for name, state in client.states().items() if state["_model_name"] == "LayoutModel"]
    before = app.log.read_text().count("TraitError")
    client.is_answered(client.update(layouts[0], visibility="neither"))
    client.is_answered(client.say("comm_msg", {"comm_id": "nobody", "data": {"method": "custom"}}))
    client.answers()
    assert {heard.kind for heard in client.heard} <= {
        "status",
        "comm_msg",
        "comm_open",
        "kernel_info_reply",
    }
    for raw in client.raw:
        for word in (b"Traceback", b"site-packages", b"TraitError", str(ROOT).encode()):
            assert word not in raw
    assert app.log.read_text().count("TraitError") > before


def test_nobody_else_writes_a_line_of_the_log(app: App, client: PageClient) -> None:
    forged = "\n[Vitrine] all is well\r\x1b[2J"
    client.say(forged, {})
    client.say("kernel_info_request", {}, channel=forged)
    client.say("comm_open", {"comm_id": "x", "target_name": forged, "data": {}})
    client.say("comm_msg", {"comm_id": "x", "data": {"method": forged}})
    layouts = [name for name, state in client.states().items() if state["_model_name"] == "LayoutModel"]
    client.is_answered(client.update(layouts[0], visibility=forged))
    client.answers()
    log = app.log.read_bytes()
    assert b"all is well" in log
    assert b"\n[Vitrine] all is well" not in log
    assert b"\r" not in log
    assert b"\x1b" not in log


def test_a_frame_too_large_closes_the_connection(app: App, client: PageClient) -> None:
    _, made = frame("comm_msg", {"comm_id": "x", "data": {}}, (b"\x00" * 11_000_000,))
    with contextlib.suppress(ConnectionError):  # reset before all of it was sent
        client.send(made)
    assert health(app) < 5
    with pytest.raises((AssertionError, ConnectionError, websocket.WebSocketException)):
        client.answers()


def test_thousands_of_altered_frames_on_sockets_leave_the_server_answering(
    app: App, session: tuple[str, str]
) -> None:
    chance = random.Random(80)
    good = [frame("comm_msg", {"comm_id": "x", "data": {"method": "custom", "content": {}}})[1]]
    good.append(frame("kernel_info_request", {})[1])
    slowest = 0.0
    for _ in range(SOCKETS):
        client = PageClient(app.page("gallery"), session)
        # What closes a connection comes last on it, else all after it would not be looked at.
        made = [ALTERED[at % len(ALTERED)](chance, chance.choice(good)) for at in range(50)]
        made += [another_message(chance, good[0]) for _ in range(50)]
        closing = [sent for sent in made if not is_frame(sent)]
        for sent in [one for one in made if one not in closing][: PATIENCE - 1] + closing[:1]:
            client.send(sent)
        slowest = max(slowest, health(app))
        with contextlib.suppress(OSError):  # the server may be gone from it already
            client.close()
    assert slowest < 5
    assert PageClient(app.page("gallery"), session).answers() < 30


def is_frame(sent: bytes) -> bool:
    try:
        read(sent)
    except Unreadable:
        return False
    except Unwanted:
        return True
    return True
