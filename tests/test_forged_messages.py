"""Every widget of a page is told what no page says: nothing ends in a traceback, and the page goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from ipywidgets.widgets import widget as ipywidgets

from app.charts.component import Component
from app.gallery import IndexDemo, KernelRegressionDemo, NormalDemo, SliderDemo
from app.logs import LogDashboard, read_log
from app.network import NeuralNetworkBuilder, engine
from app.network.link import STEPS
from app.sentiment import PerformanceAnalysisDashboard, train

LINE = '192.0.2.{n} - - [15/Feb/2021:0{n}:30:00] "GET /p?q={n} HTTP/1.1" {status} 10 "-" "-"\n'
TEXTS = ["good day", "so good", "bad day", "so bad"]
LABELS = ["positive", "positive", "negative", "negative"]

ODD = [None, True, -1, 1.5, float("nan"), 10**400, "", "x" * 500, "a\nb", [], [None, {}], {}, {"x": []}]
FIELDS = (
    "index",
    "row",
    "column",
    "insight",
    "link",
    "first",
    "name",
    "size",
    "offset",
    "x",
    "what",
    "label",
    "group",
    "field",
    "value",
    "tool",
    "to",
    "key",
)
ACTIONS = ("keep", "relabel", "ambiguous", "undo", "point", "add", "remove", "at")

MESSAGES: list[Any] = [
    *ODD,
    [[1, 2], [3]],
    [10**400, 1],
    *({field: value} for field, value in product(FIELDS, ODD)),
    *({"action": action, "what": action, "row": 0, "label": "x", "index": 10**9} for action in ACTIONS),
    *({"row": value, "column": value, "index": value, "add": True, "span": True} for value in ODD),
]


ALIKE = {"find", "begin"}
"""What does the same whatever comes with it, and takes seconds each time: it is told once."""


def network_builder(_folder: Path) -> Any:
    engine.keras()
    builder = NeuralNetworkBuilder()
    builder.model.take_over(replace(builder.model.settings, epochs=1))
    for step in STEPS:
        builder.model.step = step
    return builder


def log_dashboard(folder: Path) -> Any:
    path = folder / "access.log"
    path.write_text("".join(LINE.format(n=n, status=(200, 404)[n % 2]) for n in range(1, 9)))
    return LogDashboard(read_log(path))


def sentiment_dashboard(_folder: Path) -> Any:
    board = PerformanceAnalysisDashboard(train(TEXTS, LABELS), TEXTS, LABELS)
    for tab in ("review", "try", "company", "explore"):
        board.state.tab = tab
    return board


def gallery(_folder: Path) -> Any:
    return [demo() for demo in (SliderDemo, NormalDemo, KernelRegressionDemo, IndexDemo)]


@pytest.mark.parametrize("made", [log_dashboard, sentiment_dashboard, network_builder, gallery])
def test_forged_messages_are_ignored(
    made: Callable[[Path], Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = set(ipywidgets._instances)
    shown = made(tmp_path)
    widgets = [one for key, one in ipywidgets._instances.items() if key not in before]
    components = [one for one in widgets if isinstance(one, Component)]
    assert len(components) > 3
    for widget in components:
        for event, message in product(widget.events, MESSAGES):
            if event in ALIKE and message is not None:
                continue
            caplog.clear()
            widget._handle_custom_msg({"event": event, "data": message}, [])
            told = [record.getMessage() for record in caplog.records if record.exc_info]
            assert not told, f"{type(widget).__name__}.{event}({message!r})"
    assert shown
