"""Frames from browsers: what is one, what a page may say, and that nothing else is ever let through."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

import pytest
from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_binary_message,
    serialize_msg_to_ws_v1,
)

from app.server.frames import MOST_BUFFERS, Unreadable, join, split
from app.server.incoming import DEEPEST, LARGEST_CONTENT, Message, Unwanted, read
from app.server.outgoing import for_page
from tests.page_client import frame
from tests.server.limited import verdicts

JUPYTER = "jupyter_server.services.kernels.connection.base"
CASES = 100_000
# Sent by the log page in Chromium, as recorded.
RECORDED = [
    (
        "kernel_info_request",
        b'{"date":"2026-11-26T02:45:11.363Z","msg_id":"b4401749-e23f-4802-84a6-ae795e1a7435",'
        b'"msg_type":"kernel_info_request","session":"05ce7b78-c2d7-4911-b09b-24a20a6af554",'
        b'"username":"","version":"5.2"}',
        b"{}",
        b"{}",
    ),
    (
        "comm_open",
        b'{"date":"2026-11-26T02:45:11.272Z","msg_id":"d19accb5-07ea-4d34-83eb-65a4e1aaa93c",'
        b'"msg_type":"comm_open","session":"05ce7b78-c2d7-4911-b09b-24a20a6af554","username":"",'
        b'"version":"5.2"}',
        b'{"version":"1.0.0"}',
        b'{"comm_id":"26c9259c-523c-45fe-b5f3-2c94bbe79e64","target_name":"jupyter.widget.control",'
        b'"data":{}}',
    ),
    (
        "comm_msg",
        b'{"date":"2026-11-26T02:45:15.508Z","msg_id":"4ab4a979-c6ce-41a9-8eef-30850b99d861",'
        b'"msg_type":"comm_msg","session":"05ce7b78-c2d7-4911-b09b-24a20a6af554","username":"",'
        b'"version":"5.2"}',
        b"{}",
        b'{"comm_id":"a84074a1d6a34d3aa185fe6b729165ec","data":{"method":"custom","content":'
        b'{"event":"pick","data":{"index":0,"add":false,"span":false}}}}',
    ),
]


def numbers(*words: int) -> bytes:
    return b"".join(word.to_bytes(8, "little") for word in words)


@pytest.mark.parametrize(("kind", "header", "metadata", "content"), RECORDED, ids=lambda part: part[:16])
def test_what_a_page_sends_passes(kind: str, header: bytes, metadata: bytes, content: bytes) -> None:
    sent = serialize_msg_to_ws_v1([header, b"{}", metadata, content], "shell")
    name = json.loads(header)["msg_id"]
    assert read(sent) == Message(kind, json.loads(content).get("comm_id", ""), name)


def test_a_file_s_part_passes() -> None:
    data = {"method": "custom", "content": {"event": "part", "data": {"offset": 0, "turn": 1}}}
    made = frame("comm_msg", {"comm_id": "x", "data": data}, (bytes(2_000_000),))[1]
    assert read(made).kind == "comm_msg"


def test_an_update_with_an_array_passes_and_one_without_its_place_does_not() -> None:
    data = {"method": "update", "state": {"x": {"dtype": "float64"}}, "buffer_paths": [["x", "value"]]}
    content = {"comm_id": "x", "data": data}
    assert read(frame("comm_msg", content, (bytes(80),))[1]).comm == "x"
    with pytest.raises(Unwanted):
        read(frame("comm_msg", content)[1])


@pytest.mark.parametrize("buffers", [[], [b""], [b"abc", b"", bytes(1000)]])
def test_frames_are_those_of_the_library(buffers: list[bytes]) -> None:
    parts = [b"{}", b'{"a":1}', b"{}", b'{"b":[1]}', *buffers]
    made = join("shell", parts)
    assert made == serialize_msg_to_ws_v1(parts, "shell")
    found = split(made)
    assert (found.channel, [bytes(part) for part in found.parts]) == deserialize_msg_from_ws_v1(made)


NONE: list[bytes | str] = [
    bytes.fromhex("ffffffffffffff7f"),
    b"\xff" * 108,
    numbers(1 << 25) + bytes(100),
    b"",
    bytes(7),
    bytes(8),
    numbers(5, 48, 48, 48, 48, 48),
    numbers(6, 56, 61, 63, 65, 67, 70) + b"shell{}{}{}{}",
    numbers(6, 56, 61, 63, 65, 67, 68) + b"shell{}{}{}{}",
    numbers(6, 55, 61, 63, 65, 67, 69) + b"shell{}{}{}{}",
    numbers(6, 56, 63, 61, 65, 67, 69) + b"shell{}{}{}{}",
    numbers(6, 56, 61, 1 << 63, 65, 67, 69) + b"shell{}{}{}{}",
    numbers(6, 56, 58, 60, 62, 64, 66) + b"\xff\xfe{}{}{}{}",
    numbers(MOST_BUFFERS + 7, *range(MOST_BUFFERS + 7)),
    "text",
]


@pytest.mark.parametrize("sent", NONE, ids=repr)
def test_what_is_no_frame_is_said_to_be_none_at_once(sent: bytes | str) -> None:
    assert verdicts([sent]) == ["Unreadable"]


@pytest.mark.parametrize(
    ("reader", "sent"),
    [
        (f"{JUPYTER}:deserialize_msg_from_ws_v1", bytes.fromhex("ffffffffffffff7f")),
        (f"{JUPYTER}:deserialize_binary_message", bytes.fromhex("7fffffff") + bytes(10)),
        (
            "voila.tornado.kernel_websocket_handler:read_header_from_binary_message",
            serialize_binary_message(
                {"header": {}, "parent_header": {}, "metadata": {}, "content": {}, "buffers": [b"x"]}
            ),
        ),
    ],
    ids=["jupyter_server v1", "jupyter_server legacy", "Voila"],
)
def test_the_libraries_own_readers_do_not_come_back_as_docs_security_says(reader: str, sent: bytes) -> None:
    with pytest.raises(AssertionError, match=r"had not read frame 0, \d+ bytes that begin with"):
        verdicts([sent], reader)


@pytest.mark.parametrize(
    "part",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b'{"a":1e999}',
        b'{"a":"\xff"}',
        b'{"a":' + b"9" * 5000 + b"}",
        '{"a":1}'.encode("utf-16"),
        b'{"a":' + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1) + b"}",
        b'{"a":' + b"[" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
        b'{"a":"' + bytes(LARGEST_CONTENT) + b'"}',
    ],
    ids=lambda part: repr(part[:12]),
)
@pytest.mark.parametrize("place", range(4))
def test_parts_are_objects_as_browsers_write_them(part: bytes, place: int) -> None:
    parts = list(RECORDED[0][1:2]) + [b"{}"] * 3
    parts[place] = part
    with pytest.raises((Unreadable, Unwanted)):
        read(join("shell", parts))


@pytest.mark.parametrize(
    ("kind", "content", "fields"),
    [
        ("execute_request", {"code": "1"}, {}),
        ("shutdown_request", {}, {}),
        ("comm_info_reply", {}, {}),
        ("", {}, {}),
        ("kernel_info_request", {}, {"channel": "control"}),
        ("kernel_info_request", {}, {"channel": "stdin"}),
        ("kernel_info_request", {}, {"channel": "\n[Vitrine] all is well"}),
        ("kernel_info_request", {}, {"subshell_id": "x"}),
        ("kernel_info_request", {}, {"msg_id": None}),
        ("kernel_info_request", {}, {"msg_id": "a\nb"}),
        ("kernel_info_request", {}, {"session": "x" * 200}),
        ("kernel_info_request", {}, {"date": 5}),
        ("kernel_info_request", {}, {"msg_type": ["kernel_info_request"]}),
        ("kernel_info_request", {}, {"msg_type": {"x" * 9: 1}}),
        ("kernel_info_request", {}, {"username": "x" * 5000}),
        ("comm_open", {"comm_id": "x", "target_name": "jupyter.widget", "data": {}}, {}),
        ("comm_open", {"comm_id": "x", "target_name": None, "data": {}}, {}),
        ("comm_open", {"comm_id": "", "target_name": "jupyter.widget.control", "data": {}}, {}),
        ("comm_msg", {"data": {"method": "custom"}}, {}),
        ("comm_msg", {"comm_id": {}, "data": {"method": "custom"}}, {}),
        ("comm_msg", {"comm_id": "x", "data": []}, {}),
        ("comm_msg", {"comm_id": "x", "data": {"method": ["update"]}}, {}),
        ("comm_msg", {"comm_id": "x", "data": {"method": "update", "state": []}}, {}),
        ("comm_msg", {"comm_id": "x", "data": {"method": "update", "state": {}, "buffer_paths": 5}}, {}),
    ],
    ids=str,
)
def test_what_no_page_says_is_named_in_one_line(kind: str, content: object, fields: dict[str, Any]) -> None:
    with pytest.raises(Unwanted) as refused:
        read(frame(kind, content, **fields)[1])
    said = str(refused.value)
    assert said.isascii()
    assert said.isprintable()
    assert len(said) < 200


def some_bytes(chance: random.Random, _: bytes) -> bytes:
    return chance.randbytes(chance.randrange(0, 200))


def another_number(chance: random.Random, made: bytes) -> bytes:
    """Change the count or an offset of a good frame."""
    at = 8 * chance.randrange(0, 8)
    word = chance.choice((0, 1, 5, 7, 56, len(made), len(made) + 1, 1 << 31, 1 << 32, 1 << 63, (1 << 64) - 1))
    return made[:at] + numbers(word) + made[at + 8 :]


def cut(chance: random.Random, made: bytes) -> bytes:
    return made[: chance.randrange(len(made))]


def other_bytes(chance: random.Random, made: bytes) -> bytes:
    changed = bytearray(made)
    for _ in range(chance.randrange(1, 4)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def another_message(chance: random.Random, _: bytes) -> bytes:
    """Make a good frame of a message in which anything may stand anywhere."""
    odd = (None, True, -1, 10**30, "", "x", "a\nb", [], {}, [[]], {"x": None}, "comm_msg", "shell", "update")
    kind = chance.choice(("comm_open", "comm_msg", "comm_close", "kernel_info_request", *odd))
    data = {key: chance.choice(odd) for key in ("method", "state", "buffer_paths", "content")}
    content = {"comm_id": "x", "target_name": "jupyter.widget.control", "data": data}
    content[chance.choice(("comm_id", "target_name", "data", "other"))] = chance.choice(odd)
    header = {"msg_type": kind, chance.choice(("msg_id", "session", "date", "other")): chance.choice(odd)}
    whole = chance.choice((content, content, chance.choice(odd)))
    buffers = (b"",) * chance.randrange(3)
    return frame("comm_msg", whole, buffers, **header)[1]


ALTERED: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    some_bytes,
    another_number,
    cut,
    other_bytes,
    another_message,
)


def test_a_hundred_thousand_frames_are_judged() -> None:
    chance = random.Random(8)
    good = [
        serialize_msg_to_ws_v1([header, b"{}", metadata, content], "shell")
        for _, header, metadata, content in RECORDED
    ]
    frames = [ALTERED[case % len(ALTERED)](chance, chance.choice(good)) for case in range(CASES)]
    passed = 0
    for sent, verdict in zip(frames, verdicts(frames), strict=True):
        if verdict in ("Unreadable", "Unwanted"):
            continue
        assert verdict.startswith("Message("), (verdict, sent)
        message = read(sent)
        passed += 1
        # Whatever passes is what Jupyter's own parser finds in it, and what a page says.
        channel, parts = deserialize_msg_from_ws_v1(sent)
        assert channel == "shell"
        header, content = json.loads(parts[0]), json.loads(parts[3])
        assert header["msg_type"] == message.kind
        assert message.kind in {
            "kernel_info_request",
            "comm_info_request",
            "comm_open",
            "comm_msg",
            "comm_close",
        }
        if message.kind == "comm_open":
            assert content["target_name"] in ("jupyter.widget.control", "vitrine.arrival")
    assert 1000 < passed < CASES / 2, "the cases have to try both"


def told(kind: str, content: object, channel: str = "iopub") -> tuple[bytes | None, list[str]]:
    kept: list[str] = []
    made = frame(kind, content, channel=channel)[1]
    leaving = for_page(made, lambda what, _: kept.append(what))
    assert leaving is None or leaving == made or kind.endswith("_reply")
    return leaving, kept


@pytest.mark.parametrize("kind", ["status", "comm_open", "comm_msg", "comm_close", "display_data"])
def test_what_is_for_a_page_leaves_as_it_is(kind: str) -> None:
    assert told(kind, {"data": {}})[0] is not None


@pytest.mark.parametrize("kind", ["error", "stream", "execute_input", "execute_result", "execute_reply", ""])
def test_what_is_not_for_a_page_stays(kind: str) -> None:
    leaving, kept = told(kind, {"text": "/srv", "traceback": ["/srv"]})
    assert leaving is None
    assert kept == ([kind] if kind in ("error", "stream") else [])


def test_a_reply_that_failed_says_only_that() -> None:
    failed = {"status": "error", "ename": "E", "evalue": "/srv/x", "traceback": ["/srv/x"]}
    leaving = told("comm_info_reply", failed, "shell")[0]
    assert leaving is not None
    assert b"/srv" not in leaving
    assert json.loads(deserialize_msg_from_ws_v1(leaving)[1][3])["status"] == "error"
    good = told("comm_info_reply", {"status": "ok", "comms": {}}, "shell")[0]
    assert good is not None
    assert b"comms" in good
