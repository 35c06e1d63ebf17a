"""What a kernel may tell a page: its widgets and its state, and nothing of how it works inside.

A value that a widget cannot take ends in a traceback, which Jupyter sends to whoever sent the value: with
the paths of the server, its packages and lines of its code. Prints and warnings travel the same way. None
of that is for a page; the server's log keeps what whoever runs the server should know.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from app.server.frames import PARTS, Frame, Unreadable, join, split

TOLD = {
    "status",
    "comm_open",
    "comm_msg",
    "comm_close",
    "comm_info_reply",
    "kernel_info_reply",
    "clear_output",
    "display_data",
    "update_display_data",
}
"""All that is meant for a page; the last three are for `ipywidgets.Output`."""
FAILED = {"status": "error", "ename": "Error", "evalue": "", "traceback": []}

_EVERY_BUFFER = 1 << 20


def for_page(
    sent: Any, keep: Callable[[str, dict[str, Any]], None], done: Callable[[str], None] = lambda _: None
) -> bytes | None:
    """Give the frame that may leave in place of ``sent``, or None if none may.

    What stays goes to ``keep(kind, content)`` if it is an ``error`` or a ``stream``: see Jupyter's
    messaging specification for their content. ``done`` hears the id of each message that the kernel is done
    with.
    """
    try:
        frame = split(sent, most_buffers=_EVERY_BUFFER)
        kind = json.loads(bytes(frame.header)).get("msg_type")
    except (Unreadable, ValueError, AttributeError):
        return None
    if kind in ("error", "stream"):
        keep(kind, json.loads(bytes(frame.content)))
    if kind == "status" and json.loads(bytes(frame.content)).get("execution_state") == "idle":
        done(json.loads(bytes(frame.parts[1])).get("msg_id", ""))
    if kind not in TOLD:
        return None
    return _without_error(frame, sent) if kind.endswith("_reply") else bytes(sent)


def _without_error(frame: Frame, sent: bytes) -> bytes:
    if json.loads(bytes(frame.content)).get("status", "ok") == "ok":
        return sent
    parts = [bytes(part) for part in frame.parts]
    parts[PARTS - 1] = json.dumps(FAILED).encode()
    return join(frame.channel, parts)
