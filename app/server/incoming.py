"""What a page may say to its kernel: read and judged before anything else reads it.

A page of ours asks what the kernel is, asks for the widgets' states over one control comm, and tells widgets
what was done: six kinds of messages, all on one channel (recorded from the four pages in Chromium). Whoever
writes frames of their own can write anything, and a message that reaches the kernel has passed these.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from app.server.frames import PARTS, Frame, Unreadable, split

CHANNEL = "shell"
CONTROL = "jupyter.widget.control"
ARRIVAL = "vitrine.arrival"
"""The comm over which a page gets its widgets (`app.shell.arrival.TARGET`, which the server does not
load: it would bring widgets); it says what it wants in opening it."""
TOGETHER = "vitrine.together"
"""The comm over which a page says what it has drawn (`app.charts.together.TARGET`): that is nothing a visitor
does."""
LARGEST_HEADER = 4_096
LARGEST_CONTENT = 2_000_000
"""Bytes of JSON in one message. Files come as buffers, in parts (`app.charts.file_button.CHUNK`)."""
DEEPEST = 64
"""Lists and objects within each other; a page's own messages have some ten."""

_NAME = re.compile(r"[\w.:-]{1,128}", re.ASCII)
_ASKS = {"kernel_info_request", "comm_info_request"}
_COMMS = {"comm_open", "comm_msg", "comm_close"}


class Unwanted(ValueError):
    """A message that can be read, but that no page of ours sends. What it says is one line of ASCII."""


@dataclass(frozen=True)
class Message:
    """A message that may pass: its kind, the comm that it speaks to or empty, and its own id."""

    kind: str
    comm: str
    name: str


def read(sent: bytes | str) -> Message:
    """Judge a frame from a browser. Raises `Unreadable` for what is no message, `Unwanted` for other ones."""
    frame = split(sent)
    header = _object(frame.parts[0], LARGEST_HEADER)
    for part in frame.parts[1 : PARTS - 1]:
        _object(part, LARGEST_HEADER)
    content = _object(frame.content, LARGEST_CONTENT)
    if frame.channel != CHANNEL:
        raise Unwanted(f"the channel is {frame.channel!a:.60}")
    kind = header.get("msg_type")
    if not isinstance(kind, str) or kind not in _ASKS | _COMMS:
        raise Unwanted(f"the type is {kind!a:.60}")
    for field in ("msg_id", "session"):
        if not _is_name(header.get(field)):
            raise Unwanted(f"a {kind} without a {field}")
    if not all(isinstance(header.get(field, ""), str) for field in ("username", "version", "date")):
        raise Unwanted(f"a {kind} with a field of another type in its header")
    if header.get("subshell_id") is not None:
        raise Unwanted(f"a {kind} for a subshell")
    comm = _comm(kind, content, frame) if kind in _COMMS else ""
    return Message(kind, comm, str(header["msg_id"]))


def _comm(kind: str, content: dict[str, Any], frame: Frame) -> str:
    name, data = content.get("comm_id"), content.get("data", {})
    if not _is_name(name):
        raise Unwanted(f"a {kind} without a comm_id")
    if not isinstance(data, dict):
        raise Unwanted(f"a {kind} whose data are no object")
    if kind == "comm_open" and content.get("target_name") not in (CONTROL, ARRIVAL):
        raise Unwanted(f"a comm_open of {content.get('target_name')!a:.60}")
    if kind == "comm_msg":
        _widget_message(data, len(frame.parts) - PARTS)
    return str(name)


def _widget_message(data: dict[str, Any], buffers: int) -> None:
    """Judge what is said to a widget: its method, and that it has a place for every buffer."""
    method = data.get("method")
    if method == "update":
        paths = data.get("buffer_paths", [])
        if not isinstance(data.get("state"), dict) or not _are_paths(paths) or len(paths) != buffers:
            raise Unwanted("an update whose state and buffers do not fit")
    elif method not in ("custom", "request_state", "request_states"):
        raise Unwanted(f"a comm_msg with the method {method!a:.60}")


def _are_paths(paths: Any) -> bool:
    return isinstance(paths, list) and all(
        isinstance(path, list) and path and all(isinstance(step, str | int) for step in path)
        for path in paths
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _object(part: memoryview, largest: int) -> dict[str, Any]:
    """Read an object of JSON as a browser writes it: UTF-8, finite numbers, not too deep."""
    if len(part) > largest:
        raise Unwanted(f"{len(part):,} bytes where {largest:,} are allowed")
    try:
        found = json.loads(bytes(part).decode(), parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError):
        # The parser's own words would quote what was sent.
        raise Unreadable("a part of it is no JSON as browsers write it") from None
    if not isinstance(found, dict):
        raise Unreadable("a part of it is JSON, but no object")
    if not _is_flat(found):
        raise Unreadable("a part of it is nested too deep")
    return found


def _refuse(constant: str) -> float:
    raise ValueError(constant)


def _finite(text: str) -> float:
    if abs(number := float(text)) < float("inf"):
        return number
    raise ValueError("infinite")


def _is_flat(value: Any) -> bool:
    level = [value]
    for _ in range(DEEPEST):
        level = [
            part
            for outer in level
            for part in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(part, dict | list)
        ]
        if not level:
            return True
    return False
