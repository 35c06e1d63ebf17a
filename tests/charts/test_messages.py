"""What a browser may say to a widget, and what comes of messages that no page of ours sends."""

from __future__ import annotations

import logging
import sys
from typing import Any, NotRequired, TypedDict

import pytest

from app.charts import Choices, ConfusionMatrix, InsightList
from app.charts.component import Component
from app.charts.messages import fits
from app.problem import Problem


class Fields(TypedDict):
    """A message's data."""

    n: int
    words: NotRequired[list[str]]


class Heard(Component):
    """Keeps what it is told."""

    vue_file = InsightList.vue_file

    def __init__(self) -> None:
        self.heard: list[Any] = []
        super().__init__()

    def keep(self, word: str) -> None:
        self.heard.append(word)

    def vue_number(self, number: int) -> None:
        self.heard.append(number)

    def vue_fields(self, fields: Fields) -> None:
        self.heard.append(fields["n"])

    def vue_part(self, part: dict[str, Any], buffers: Any = ()) -> None:
        self.heard.append((part, [bytes(one) for one in buffers]))

    def vue_refused(self, _data: Any) -> None:
        raise Problem("“x\ny” is not a label.", "Choose another.")

    def vue_mistake(self, _data: Any) -> None:
        self.of_ours()

    def vue_direct(self, _data: Any) -> None:
        raise LookupError("ours, too")

    def of_ours(self) -> None:
        raise KeyError("ours")


@pytest.fixture
def widget() -> Heard:
    return Heard()


def test_a_page_is_heard(widget: Heard) -> None:
    widget._handle_custom_msg({"event": "number", "data": 3}, [])
    widget._handle_custom_msg({"event": "fields", "data": {"n": 4, "other": 1}}, [])
    widget._handle_custom_msg({"event": "part", "data": {"offset": 0}}, [memoryview(b"ab")])
    widget._handle_custom_msg({"event": "part", "data": {}}, [])
    assert widget.heard == [3, 4, ({"offset": 0}, [b"ab"]), ({}, [])]


@pytest.mark.parametrize(
    "content",
    [
        {"event": "number", "data": True},
        {"event": "number", "data": 1.5},
        {"event": "number", "data": 10**400},
        {"event": "number"},
        {"event": "fields", "data": None},
        {"event": "fields", "data": {}},
        {"event": "fields", "data": {"n": "x"}},
        {"event": "fields", "data": {"n": 1e999}},
        {"event": "fields", "data": {"n": 1, "words": [2]}},
        {"event": "refused", "data": 0},
        {"event": "nothing", "data": 0},
        {"event": "file", "data": 0},
        {"event": ["number"], "data": 0},
        {"event": "a\nb" * 99},
        {"destroy_widget": "x"},
        {"update_ref": {"objectRef": "keys"}, "id": "x", "prop": "y"},
        {},
        "number",
        None,
    ],
    ids=str,
)
def test_whatever_else_comes_is_ignored_with_one_line(
    widget: Heard, content: Any, caplog: pytest.LogCaptureFixture
) -> None:
    widget._handle_custom_msg(content, [])
    assert widget.heard == []
    (told,) = caplog.records
    assert told.exc_info is None
    assert told.name == "app.charts.messages"
    assert "to a Heard" in told.getMessage()
    assert "\n" not in told.getMessage()
    assert len(told.getMessage()) < 400


def test_bytes_are_no_harm_to_a_method_that_takes_none(widget: Heard) -> None:
    widget._handle_custom_msg({"event": "number", "data": 3}, [memoryview(b"ab")])
    assert widget.heard == [3]


def test_no_message_imports_a_module_or_calls_another_method(widget: Heard) -> None:
    """ipyvue's own handling makes anything of any module, of what any method of the widget returns."""
    of_methods = {"one": {"functionRef": "keep", "args": ["forged"]}}
    widget._handle_custom_msg({"create_widget": ["this", "s"], "props": of_methods, "id": "x"}, [])
    assert widget.heard == []
    assert "this" not in sys.modules


@pytest.mark.parametrize("event", ["mistake", "direct"])
def test_a_mistake_of_ours_is_not_hidden(widget: Heard, event: str, caplog: pytest.LogCaptureFixture) -> None:
    widget._handle_custom_msg({"event": event, "data": 0}, [])
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_chart_ignores_clicks_that_cannot_be(caplog: pytest.LogCaptureFixture) -> None:
    picked: list[Any] = []
    matrix = ConfusionMatrix(["a", "b"], [[1, 2], [3, 4]], on_pick=picked.append)
    for data in (None, 3, [], {"row": None}, {"row": "x", "column": 0}, {"row": 9, "column": 9}):
        matrix._handle_custom_msg({"event": "pick", "data": data}, [])
    assert picked == []
    assert all(record.exc_info is None for record in caplog.records)
    assert {record.levelno for record in caplog.records} == {logging.WARNING}
    matrix._handle_custom_msg({"event": "pick", "data": {"row": 0, "column": 1}}, [])
    assert picked == [[(0, 1)]]


def test_a_choice_is_empty_only_where_that_is_on_offer() -> None:
    chosen: list[str] = []
    for nothing in ("", "all"):
        choice = Choices(options=["a", "b"], nothing=nothing, on_choose=chosen.append)
        for word in ("b", "", "c"):
            choice._handle_custom_msg({"event": "pick", "data": word}, [])
    assert chosen == ["b", "b", ""]


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (2, float, True),
        (float("nan"), float, False),
        ([[0, 1.5], [2, 3]], list[list[float]], True),
        ([[0, None]], list[list[float]], False),
        ([1, "x"], list, True),
        ({"a": []}, dict[str, Any], True),
        ([], dict[str, Any], False),
        (None, Any, True),
        (None, int | None, True),
        ("x", str, True),
        (b"x", str, False),
        ({"n": 1}, Fields, True),
        ({"n": 1, "words": ["a"], "more": None}, Fields, True),
        ({"n": 1, "words": "a"}, Fields, False),
        ({"words": []}, Fields, False),
        ([("n", 1)], Fields, False),
        ([{"n": 1}, {"n": True}], list[Fields], False),
    ],
)
def test_data_are_held_against_the_annotation(value: Any, kind: Any, expected: bool) -> None:
    assert fits(value, kind) is expected
