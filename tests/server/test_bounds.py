"""What one page can make the server hold for it is bounded: connections, bodies, messages, answers."""

from __future__ import annotations

import contextlib
import http.client
import signal
import socket
import struct
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

import psutil
import pytest
import websocket

from app.server.proxy import LARGEST_BODY
from app.server.sockets import MOST_AHEAD
from tests.browser.conftest import App
from tests.page_client import PageClient, closed_after, frame, once_back, opened
from tests.server.test_sockets import health

CUSTOM = {"comm_id": "x", "data": {"method": "custom", "content": {"event": "x"}}}
Session = tuple[str, str]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    running = App(tmp_path_factory.mktemp("bounds"), module="tests.server.little_room")
    yield running
    assert not running.stop()


@pytest.fixture(scope="module")
def session(app: App) -> Session:
    return opened(app.page("gallery"))


@pytest.fixture
def server(app: App, session: Session) -> psutil.Process:
    """The process that serves, which the one that was started watches."""
    (serving,) = psutil.Process(app.process.pid).children()
    return serving


def grown(server: psutil.Process, before: int) -> int:
    """Give the megabytes by which its memory grew."""
    return (server.memory_info().rss - before) // 1_000_000


def test_a_page_with_many_connections_takes_few_descriptors(
    app: App, session: Session, server: psutil.Process
) -> None:
    before, held = server.num_fds(), []
    for _ in range(40):
        with contextlib.suppress(websocket.WebSocketException, OSError):
            held.append(PageClient(app.page("gallery"), session, patience=10))
    taken = server.num_fds() - before
    assert taken < 120, f"{taken} descriptors for one page, and the server has some thousand for all"
    # The newest goes on, as the one of a page that comes back must.
    assert held[-1].answers() < 30
    other = PageClient(app.page("gallery"))
    assert other.answers() < 30
    other.close()
    for client in held:
        with contextlib.suppress(OSError):
            client.close()
    until = time.monotonic() + 20
    while server.num_fds() > before + 30 and time.monotonic() < until:
        time.sleep(0.2)
    assert server.num_fds() <= before + 30, "they are not given back"


def test_a_body_that_no_page_sends_is_not_taken(app: App, server: psutil.Process) -> None:
    before, connections = server.memory_info().rss, []
    for _ in range(4):
        connections.append(http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=10))
        connections[-1].putrequest("POST", "/voila/api/shutdown/x")
        connections[-1].putheader("Content-Length", "60000000")
        connections[-1].endheaders()
        with contextlib.suppress(OSError):
            for _ in range(59):
                connections[-1].send(bytes(1_000_000))
    assert grown(server, before) < 60
    assert health(app) < 5
    for connection in connections:
        connection.close()
    small = http.client.HTTPConnection(urlsplit(app.url).netloc, timeout=10)
    small.request("POST", "/voila/api/shutdown/x", body=bytes(LARGEST_BODY - 1))
    assert small.getresponse().status == 403
    small.close()


def test_a_session_that_does_not_answer_is_not_told_without_end(
    app: App, session: Session, server: psutil.Process
) -> None:
    client = PageClient(app.page("gallery"), session)
    assert client.answers() < 30
    before = server.memory_info().rss
    stopped = app.kernels()
    for process in stopped:
        process.send_signal(signal.SIGSTOP)
    try:
        with contextlib.suppress(OSError, websocket.WebSocketException):
            for _ in range(60):
                client.say("comm_msg", CUSTOM, (bytes(4_000_000),))
        assert grown(server, before) < 3 * MOST_AHEAD // 1_000_000
        assert health(app) < 5
    finally:
        for process in stopped:
            process.send_signal(signal.SIGCONT)
    assert "bytes to answer" in app.log.read_text()
    again = PageClient(app.page("gallery"), session)
    assert again.answers() < 30
    again.close()


def test_an_id_is_said_once_until_it_is_answered(app: App, session: Session) -> None:
    client = PageClient(app.page("gallery"), session)
    assert client.answers() < 30
    _, made = frame("comm_msg", CUSTOM, (bytes(3_000_000),))
    for _ in range(60):
        client.send(made)
    assert closed_after(client) == 1008
    assert "a second message of the same id" in app.log.read_text()


def ask_for_states(client: PageClient) -> None:
    """Ask for much, and do not wait for it."""
    control = uuid.uuid4().hex
    opening = {"comm_id": control, "target_name": "jupyter.widget.control", "data": {}}
    client.say("comm_open", opening, metadata={"version": "1.0.0"})
    client.say("comm_msg", {"comm_id": control, "data": {"method": "request_states"}})


def test_what_a_session_tells_a_page_that_is_away_is_not_kept_without_end(app: App) -> None:
    client = PageClient(app.page("gallery"))
    assert client.answers() < 30
    for _ in range(100):
        ask_for_states(client)
    client.close()
    until = time.monotonic() + 60
    while "bytes that its page did not take" not in app.log.read_text() and time.monotonic() < until:
        time.sleep(0.2)
    assert "bytes that its page did not take" in app.log.read_text()
    states = once_back(app.page("gallery"), (client.kernel, client.cookies), PageClient.states)
    assert len(states) > 20


def test_a_page_fills_few_lines_of_the_log(app: App) -> None:
    session = opened(app.page("gallery"))
    for _ in range(12):
        client = PageClient(app.page("gallery"), session)
        for _ in range(49):
            client.say("execute_request", {"code": "1"})
        assert client.answers() < 30
        client.close()
    said = [line for line in app.log.read_text().splitlines() if session[0] in line]
    ignored = [line for line in said if "ignored a message" in line]
    assert 300 < len(ignored) <= 400, "of 588"
    assert sum("nothing more of what its page does wrong" in line for line in said) == 1


def test_a_page_that_goes_while_it_is_told_something_is_not_worth_a_line(app: App) -> None:
    client = PageClient(app.page("gallery"))
    assert client.answers() < 30
    before = app.log.read_text().count("Traceback")
    for _ in range(10):
        ask_for_states(client)
    time.sleep(2)
    # Reset, and not closed: what is on its way is lost, as when a laptop's lid is shut.
    connection = client._socket.sock
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    time.sleep(2)
    assert app.log.read_text().count("Traceback") == before


def test_a_page_that_takes_nothing_is_dropped(app: App, session: Session) -> None:
    client = PageClient(app.page("gallery"), session)
    assert client.answers() < 30
    until = time.monotonic() + 60
    with contextlib.suppress(OSError, websocket.WebSocketException):
        while "takes nothing it is told" not in app.log.read_text() and time.monotonic() < until:
            ask_for_states(client)
            time.sleep(0.05)
    assert "takes nothing it is told" in app.log.read_text()
    assert once_back(app.page("gallery"), session, PageClient.answers) < 30
