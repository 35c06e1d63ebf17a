"""A training goes on for as long as its page gives signs of life, by a clock that the test turns."""

from __future__ import annotations

import pytest

from app.network.pace import PATIENCE, Lease


def test_a_page_that_is_gone_loses_its_training_and_a_script_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr("app.network.pace.monotonic", lambda: now[0])
    page, script = Lease(), Lease()
    page.seen()
    for _ in range(3):
        now[0] += PATIENCE - 1
        assert page()
        page.renew()
    script.renew()
    now[0] += PATIENCE
    assert not page()
    assert script()
    page.seen()
    assert page()
