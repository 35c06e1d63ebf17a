"""What a browser is told of the widgets that came to be or changed while it was on its way."""

from __future__ import annotations

import base64
import copy
import json
import struct

import bqplot
import ipywidgets
import numpy as np
import pytest

from app.shell import arrival


@pytest.fixture
def label() -> ipywidgets.HTML:
    return ipywidgets.HTML("one")


def taken() -> arrival.States:
    """What a page would be told now, as its browser reads it."""
    return json.loads(json.dumps(arrival._states()))


def test_nothing_new_is_nothing_told(label) -> None:
    assert arrival.changed(taken(), taken()) == {}


def test_only_what_changed_is_told(label) -> None:
    before = taken()
    label.value = "two"
    told = arrival.changed(before, taken())
    assert told[label.model_id]["state"] == {"value": "two"}
    assert list(told) == [label.model_id]


def test_a_new_widget_is_told_whole_and_before_what_shows_it(label) -> None:
    box = ipywidgets.VBox()
    before = taken()
    box.children = [ipywidgets.HTML("new")]
    told = arrival.changed(before, taken())
    new = told[box.children[0].model_id]
    assert (new["model_name"], new["state"]["value"]) == ("HTMLModel", "new")
    assert told[box.model_id]["state"] == {"children": [f"IPY_MODEL_{box.children[0].model_id}"]}


def test_numbers_travel_as_they_are_in_memory() -> None:
    scales = {"x": bqplot.LinearScale(), "y": bqplot.LinearScale()}
    line = bqplot.Lines(x=np.array([1.5, 2.5]), y=np.array([3.0, 4.0]), scales=scales)
    before = taken()
    line.y = np.array([3.0, -7.25])
    told = arrival.changed(before, taken())[line.model_id]
    assert set(told["state"]) == {"y"}
    (part,) = told["buffers"]
    assert part["path"][0] == "y"
    assert struct.unpack("<2d", base64.b64decode(part["data"])) == (3.0, -7.25)


def test_a_trait_that_was_binary_and_is_no_more_is_told() -> None:
    binary = {"m": {"state": {"y": {"shape": [1]}}, "buffers": [{"path": ["y", "value"], "data": "AA=="}]}}
    plain = copy.deepcopy(binary)
    plain["m"] = {"state": {"y": None}}
    assert arrival.changed(binary, plain)["m"]["state"] == {"y": None}
    assert arrival.changed(plain, binary)["m"]["buffers"] == binary["m"]["buffers"]


def test_a_state_may_stand_in_a_page(label, monkeypatch) -> None:
    sent: list[bytes] = []

    class Comm:
        def __init__(self, buffers: list[bytes], **_: object) -> None:
            sent.extend(buffers)

        def close(self) -> None:
            pass

    label.value = "</script><script>alert(1)</script><!--"
    monkeypatch.setattr(arrival, "create_comm", Comm)
    arrival.send_states()
    assert b"<" not in sent[0]
    assert json.loads(sent[0])[label.model_id]["state"]["value"] == label.value
