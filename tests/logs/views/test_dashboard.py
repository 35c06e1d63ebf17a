"""The card of what stands out: it says what it waits for, and tells of the log that is shown alone."""

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest
from ipywidgets import Widget

from app.logs import read_log
from app.logs.insights import analysis
from app.logs.model import LogModel
from app.logs.views.dashboard import LogDashboard
from tests.shared_data import shared

LINE = (
    '192.0.2.1 - - [15/Feb/2021:10:{minute:02d}:00 +0000] "GET /p?productId={product} HTTP/1.1" {status} 10\n'
)


@pytest.fixture
def log_of(tmp_path: Path):
    """Makes a log of 300 requests, of which all 30 for one product fail."""

    def made(product: str):
        path = tmp_path / f"{product}.log"
        wanted = [("OK-1", 200) if number % 10 else (product, 404) for number in range(300)]
        path.write_text(
            "".join(
                LINE.format(minute=number // 5, product=name, status=status)
                for number, (name, status) in enumerate(wanted)
            )
        )
        return read_log(path)

    return made


def told(board: LogDashboard) -> str:
    """What the card says."""
    parts = [part["text"] for sentence in board.insights.sentences for part in sentence]
    return "".join(parts) or board.insights.empty


def test_the_card_waits_without_the_page_and_tells_of_the_log_that_is_shown(log_of, monkeypatch) -> None:
    go = threading.Event()
    plain = analysis.find_insights

    def held(*args):
        assert go.wait(20)
        return plain(*args)

    monkeypatch.setattr(analysis, "find_insights", held)

    async def visit() -> None:
        model = LogModel(log_of("SF-1"))
        board = LogDashboard(model=model)
        assert told(board) == "Looking for what stands out…"
        # A click is answered meanwhile.
        model.select("status", ["404"])
        assert board.summary.text == "30 of 300 requests selected"
        assert told(board) == "Looking for what stands out…"
        first = model.analysis
        model.clear()
        model.show(log_of("SF-2"), finished=False)
        assert told(board) == "What stands out is told once the whole log is read."
        model.show(log_of("SF-2"))
        go.set()
        await first.job.finished()
        await model.analysis.job.finished()
        assert "SF-2 never succeeds: 30 requests" in told(board)
        assert "SF-1" not in told(board)
        model.forget()
        assert told(board) == "There are no requests to look through."

    asyncio.run(visit())


def test_a_search_that_fails_is_said_on_the_card(log_of, monkeypatch) -> None:
    def broken(*_):
        raise ValueError("no rule")

    monkeypatch.setattr(analysis, "find_insights", broken)

    async def visit() -> None:
        model = LogModel(log_of("SF-1"))
        board = LogDashboard(model=model)
        await model.analysis.job.finished()
        assert told(board).startswith("What stands out could not be found.")
        model.select("status", ["404"])
        assert model.selected == 30

    asyncio.run(visit())


def test_a_click_is_told_in_one_message_a_widget_and_the_number_selected_last(monkeypatch):
    """Forty messages, each as soon as it is known, made a browser lay the page out ten times."""
    board = LogDashboard(read_log(shared("logs/buttercup_www1_access.log.gz")))
    sent: list[Widget] = []

    def note(widget: Widget, message: dict[str, Any], buffers: Any = None) -> None:
        if message.get("method") == "update":
            sent.append(widget)

    monkeypatch.setattr(Widget, "_send", note)
    board.model.select("status", ["404"])
    later = {board.requests, board.requests.download, board.headlines, board.report}
    charts = [widget for widget in sent if widget not in later]
    assert len(charts) == len(set(charts)) > 20
    assert charts[-1] is board.summary
    # Whatever is drawn is drawn of the new numbers.
    assert board.day._value_bars.y.sum() == board.model.selected == 244
