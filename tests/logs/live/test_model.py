"""A followed log on a page, without one: when it is shown anew."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from app.logs.live.model import Live
from app.logs.live.sources import FILES, Watched
from tests.logs.live.test_reading import line

PATIENCE = 60


def test_while_the_last_is_drawn_the_next_waits_and_the_newest_is_shown_then(tmp_path: Path) -> None:
    log = tmp_path / "access.log"
    log.write_text("".join(map(line, range(100))))
    shown: list[int] = []
    drawing = False
    live = Live(lambda log, _: shown.append(log.lines), drawing=lambda: drawing)
    live.begin(Watched(FILES, (str(log),)), tmp_path / "shelf")

    def look_until(true: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            live.look()
            assert time.monotonic() < end, shown
            time.sleep(0.05)

    try:
        look_until(lambda: shown[-1:] == [100])
        drawing = True
        for first in (100, 200):
            with log.open("a") as file:
                file.writelines(map(line, range(first, first + 100)))
            wanted = first + 100
            look_until(lambda wanted=wanted: live._watch.log.lines == wanted)  # type: ignore[misc, union-attr]
        assert shown[-1] == 100
        drawing = False
        look_until(lambda: shown[-1] == 300)
        assert 200 not in shown
    finally:
        live.end()
