"""What a visitor has done that cannot be is told, and the page is as it was."""

from __future__ import annotations

import asyncio

import pytest

from app.network import engine
from app.network.model import NetworkModel
from app.network.views.actions import Actions
from app.problem import Problem


def test_keras_that_cannot_be_imported_is_told_and_nothing_is_trained(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def keras() -> None:
        raise Problem("Keras runs on torch in this session; this page needs jax.", "Restart.")

    monkeypatch.setattr(engine, "ready", lambda: False)
    monkeypatch.setattr(engine, "keras", keras)

    async def visit() -> None:
        told: list[Problem | None] = []
        model = NetworkModel()
        actions = Actions(model, told.append)
        loading: list[bool] = []
        actions.observe(lambda change: loading.append(change["new"]), "loading")
        actions.train()
        assert actions.loading
        actions.train()
        while actions.loading:
            await asyncio.sleep(0.01)
        assert [problem and problem.what for problem in told] == [
            None,
            "Keras runs on torch in this session; this page needs jax.",
        ]
        assert loading == [True, False]
        assert model.training is None

    asyncio.run(visit())


def test_a_run_that_is_gone_is_told() -> None:
    told: list[Problem | None] = []
    model = NetworkModel()
    Actions(model, told.append).act_on("no such run", "open")
    assert [str(problem) for problem in told] == ["Runs are not kept here. Train it again."]
    assert model.run is None
