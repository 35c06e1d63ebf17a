"""What a page's browser knows of its widgets before it is connected, and what it missed until then.

Jupyter's widget library asks a kernel for its widgets once the connection is open, and gives it four seconds
to answer. Here their states travel with the page, so that it is drawn while it still connects. Whatever a
session changes between the two goes to nobody, so a browser, once connected, opens a comm `TARGET` and is
told what became different. This runs in the session's process; the browser's half is ``static/arrival.js``.

States have the form of Jupyter's "application/vnd.jupyter.widget-state+json": by the widget's id, its
model's name and module, its traits, and base64 of what is binary in them.
"""

from __future__ import annotations

import json
from typing import Any

from comm import create_comm, get_comm_manager
from comm.base_comm import BaseComm
from ipywidgets import Widget
from ipywidgets.widgets.widget import _instances
from jupyter_client.session import json_packer

TARGET = "vitrine.arrival"
"""The comm in which the states leave the session, and in which a browser asks for what it missed."""

States = dict[str, dict[str, Any]]

_sent = b"{}"


def send_states() -> None:
    """Send the state of every widget to whoever renders the page, and keep it to compare with.

    It is one buffer of JSON, in UTF-8, that may stand in a ``<script>``; a server need not read it.
    """
    global _sent
    get_comm_manager().register_target(TARGET, _answer)
    _sent = json_packer(_states()).replace(b"<", b"\\u003c")
    create_comm(target_name=TARGET, data={}, buffers=[_sent]).close()


def _states() -> States:
    # Other threads make widgets too: a copy does not change under the eyes of who walks through it.
    return Widget.get_manager_state(widgets=list(_instances.values()))["state"]


def _answer(comm: BaseComm, message: dict[str, Any]) -> None:
    knows = message["content"]["data"].get("knows") if isinstance(message["content"]["data"], dict) else None
    now = json.loads(json_packer(_states()))
    comm.send({"states": changed(json.loads(_sent) if knows == "page" else {}, now)})
    comm.close()


def changed(before: States, now: States) -> States:
    """Give the widgets that came to be, whole, and of the others the traits that are not as before.

    >>> changed({"a": {"state": {"x": 1, "y": 2}}}, {"a": {"state": {"x": 1, "y": 3}}})
    {'a': {'state': {'y': 3}, 'buffers': []}}
    """
    told: States = {}
    for model_id, widget in now.items():
        if model_id not in before:
            told[model_id] = widget
            continue
        old, new = _traits(before[model_id]), _traits(widget)
        names = {name for name, trait in new.items() if old.get(name) != trait}
        if names:
            told[model_id] = widget | {
                "state": {name: value for name, value in widget["state"].items() if name in names},
                "buffers": [part for part in widget.get("buffers", []) if part["path"][0] in names],
            }
    return told


def _traits(widget: dict[str, Any]) -> dict[str, tuple[Any, list[Any]]]:
    binary: dict[str, list[Any]] = {}
    for part in widget.get("buffers", []):
        binary.setdefault(part["path"][0], []).append(part)
    names = widget["state"].keys() | binary.keys()
    return {name: (widget["state"].get(name), binary.get(name, [])) for name in names}
