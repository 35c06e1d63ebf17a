"""Drawing takes its share of the time and no more, by a clock that the test turns."""

from __future__ import annotations

import pytest

from app.pace import Pace


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr("app.pace.monotonic", lambda: now[0])
    return now


def test_what_took_two_seconds_rests_for_eight_times_as_long(clock: list[float]) -> None:
    pace = Pace(rest=8)
    assert pace.due
    with pace.drawing():
        clock[0] += 2
    clock[0] += 15
    assert not pace.due
    clock[0] += 1
    assert pace.due


def test_what_takes_no_time_waits_for_its_least(clock: list[float]) -> None:
    pace = Pace(rest=8, least=1.0)
    with pace.drawing():
        pass
    clock[0] += 0.75
    assert not pace.due
    clock[0] += 0.25
    assert pace.due


def test_what_fails_rests_too(clock: list[float]) -> None:
    def draw() -> None:
        with pace.drawing():
            clock[0] += 3
            raise ValueError("no chart")

    pace = Pace(rest=1)
    with pytest.raises(ValueError, match="no chart"):
        draw()
    assert not pace.due
