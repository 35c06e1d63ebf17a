"""Files on their way to the browser: in parts, and explained where they cannot be made."""

from __future__ import annotations

import asyncio

import pytest

from app.charts.download import PIECE, Download, pieces
from app.problem import Problem


@pytest.fixture
def sent(monkeypatch):
    """What a `Download` sends: (place, whether it was the last, bytes)."""
    found = []
    monkeypatch.setattr(
        Download, "send", lambda _, message, buffers: found.append((*message["args"], bytes(buffers[0])))
    )
    return found


def test_a_part_leaves_when_the_browser_asks_for_it(sent):
    button = Download("a.txt", lambda: [b"one", b"two"], words="A")
    button.vue_begin()
    assert (sent, button.saving) == ([(0, False, b"one")], True)
    button.vue_more()
    button.vue_more()
    assert sent[1:] == [(1, False, b"two"), (-1, True, b"")]
    assert not button.saving


def test_a_file_may_take_its_time_and_come_in_pieces(sent):
    content = bytes(range(256)) * (PIECE // 128)

    async def make():
        await asyncio.sleep(0)
        return pieces(content)

    async def save():
        button = Download("a.keras", make)
        button.vue_begin()
        assert button.saving
        await asyncio.sleep(0.01)
        while button.saving:
            button.vue_more()
        # Where it is at it, another wish is not heard; now it is.
        button.give("b.txt", lambda: [b"b"])
        assert button.file == "b.txt"

    asyncio.run(save())
    assert b"".join(part for _, last, part in sent[:-1] if not last) == content
    assert max(len(part) for *_, part in sent) == PIECE


@pytest.mark.parametrize(
    "error", [Problem("The table is gone.", "Upload it."), ZeroDivisionError("/secret/path")]
)
def test_what_cannot_be_made_is_said_and_can_be_tried_again(sent, error, caplog):
    told = []

    def fail():
        raise error

    def half():
        yield b"half"
        raise error

    async def later():
        raise error

    async def save():
        for parts in (fail, half, later):
            button = Download("a.csv", parts, on_problem=told.append)
            button.vue_begin()
            await asyncio.sleep(0.01)
            button.vue_more()
            assert not button.saving

    asyncio.run(save())
    assert len(told) == 3
    assert {str(problem) for problem in told} <= {
        "The table is gone. Upload it.",
        "“a.csv” could not be made. Try it again.",
    }
