"""What is told together, in which order, and whether a page has drawn it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import ipywidgets
import pytest
import traitlets

from app.charts import together


class Page:
    """The other end of the comm, and of the widgets: all that a page is told, in its order."""

    comm_id = together.TARGET

    def __init__(self) -> None:
        self.told: list[Any] = []
        self.buffers: list[Any] = []
        self._heard: Callable[[dict[str, Any]], None] | None = None

    def on_msg(self, heard: Callable[[dict[str, Any]], None]) -> None:
        self._heard = heard

    def send(self, data: dict[str, Any], buffers: Any = ()) -> None:
        self.told.append(data)
        self.buffers = list(buffers)

    def says(self, data: Any) -> None:
        assert self._heard is not None
        self._heard({"content": {"comm_id": self.comm_id, "data": data}})


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    made = Page()
    monkeypatch.setattr(together, "create_comm", lambda **_: made)
    together._page.cache_clear()
    yield made
    together._page.cache_clear()


class Number(ipywidgets.Widget):
    """A widget of one number, which tells it to a page of this test."""

    value = traitlets.Int().tag(sync=True)

    def __init__(self, page: Page, name: str) -> None:
        self._page, self._is = page, name
        super().__init__()

    def send_state(self, key: Any = None) -> None:
        if key and hasattr(self, "_page"):
            self._page.told.append({name: (self._is, getattr(self, name)) for name in sorted(key)})


def test_changes_are_told_at_the_end_one_message_a_widget_between_two_marks(page: Page) -> None:
    first, second = Number(page, "first"), Number(page, "second")
    page.told.clear()
    with together.told_together([first, second]):
        second.value = 2
        first.value = 1
        first.value = 3
        assert page.told == []
    assert page.told == [
        {"holding": True},
        {"value": ("first", 3)},
        {"value": ("second", 2)},
        {"holding": False, "turn": 1},
    ]


class Comm:
    """The comm of one widget, and what it sent."""

    def __init__(self, comm_id: str) -> None:
        self.comm_id, self.sent = comm_id, list[Any]()

    def send(self, data: dict[str, Any], buffers: Any = ()) -> None:
        self.sent.append((data["state"], len(buffers)))

    def on_msg(self, heard: object) -> None:
        pass


class Bytes(ipywidgets.Widget):
    """A widget whose state goes beside the message, as an array's does."""

    bytes = traitlets.Bytes(b"").tag(sync=True)


def test_a_page_that_has_drawn_is_told_all_in_one_message(page: Page) -> None:
    first, second = Bytes(comm=Comm("first")), Bytes(comm=Comm("second"))
    for comm in (first.comm, second.comm):
        comm.sent.clear()
    tell()
    page.says({"content": {"drawn": 1}})
    page.told.clear()
    with together.told_together([first, second]):
        second.bytes = b"2"
        first.bytes = b"1"
    update = {"method": "update", "state": {}, "buffer_paths": [["bytes"]]}
    assert page.told == [
        {
            "holding": False,
            "turn": 2,
            "told": [
                {"comm_id": "first", "data": update, "buffers": 1},
                {"comm_id": "second", "data": update, "buffers": 1},
            ],
        }
    ]
    assert [bytes(buffer) for buffer in page.buffers] == [b"1", b"2"]
    assert first.comm.sent == second.comm.sent == []
    second.bytes = b"3"
    assert second.comm.sent == [({}, 1)], "later changes go their own way again"


def tell(times: int = 1) -> None:
    for _ in range(times):
        with together.told_together([]):
            pass


def test_a_page_that_says_when_it_has_drawn_is_waited_for(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 100.0
    monkeypatch.setattr(together, "monotonic", lambda: now)
    tell(3)
    assert not together.drawing(), "it may be a front end that never says"
    page.says({"method": "custom", "content": {"drawn": 2}})
    assert together.drawing()
    page.says({"method": "custom", "content": {"drawn": 3}})
    assert not together.drawing()
    tell()
    assert together.drawing()
    now += together.PATIENCE
    assert not together.drawing(), "its tab may be hidden"


@pytest.mark.parametrize(
    "said",
    [None, [], {}, {"content": None}, {"content": {"drawn": True}}, {"content": {"drawn": "1"}}]
    + [{"content": {"drawn": number}} for number in (-1, 0, 3, 10**30, 1.5)],
)
def test_what_no_page_says_changes_nothing(page: Page, said: Any) -> None:
    tell(2)
    page.says({"content": {"drawn": 1}})
    page.says(said)
    assert together.drawing()
