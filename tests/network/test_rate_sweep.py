"""The learning rate that a sweep suggests."""

import asyncio

import numpy as np
import pytest

from app.network import train
from app.network.datasets import source_of
from app.network.model import NetworkModel
from app.network.rate_sweep import SMOOTHING, RateSweep, Sweep, runs_away
from app.network.settings import Settings, Spec
from app.network.views.parameters_panel import ParametersPanel

IRIS = Settings(
    Spec("iris"),
    (Spec("Dense", {"units": 8}), Spec("Dense", {"units": 3, "activation": "softmax"})),
    Spec("SparseCategoricalCrossentropy"),
    scale_inputs=True,
    batch_size=16,
    epochs=3,
)
RATES = np.logspace(-6, 1, 141)


def curve(fastest, noise=0.0):
    """A loss that is 1, falls to 0.2 around a rate, and explodes at a hundred times that rate."""
    drop = 0.8 / (1 + np.exp(-6 * (np.log10(RATES) - np.log10(fastest))))
    wavers = noise * np.sin(np.arange(len(RATES)) * 0.3)
    return RateSweep(RATES, 1 - drop + wavers + (RATES / (100 * fastest)) ** 2)


@pytest.mark.parametrize("fastest", [1e-4, 1e-3, 1e-2])
@pytest.mark.parametrize("noise", [0.0, 0.06])
def test_the_rate_at_which_the_loss_falls_fastest(fastest, noise):
    assert curve(fastest, noise).suggestion == pytest.approx(fastest, rel=0.7)


def test_a_loss_that_falls_nowhere_suggests_nothing():
    assert RateSweep(RATES, np.ones(141)).suggestion is None
    assert RateSweep(RATES, 1 + RATES).suggestion is None
    assert RateSweep(RATES[:5], np.ones(5)).suggestion is None
    assert RateSweep(RATES, np.full(141, np.nan)).suggestion is None


def test_smoothing_is_a_weighted_mean_of_all_batches_so_far():
    losses = [4.0, 2.0, 1.0]
    weights = SMOOTHING ** np.arange(3)[::-1]
    assert RateSweep.of([1, 2, 3], losses).losses[-1] == pytest.approx(np.average(losses, weights=weights))


def test_it_ends_where_the_loss_runs_away():
    assert runs_away([float("nan")])
    assert not runs_away([1.0] * 50)
    assert runs_away([1.0] * 50 + [1e4])


def test_training_at_the_suggestion_beats_much_lower_and_much_higher_rates():
    data = source_of("iris").load({})
    sweep = Sweep(IRIS, data)
    sweep.start()
    found = sweep.wait(60)
    again = Sweep(IRIS.changed(optimizer=Spec("Adam", {"learning_rate": 0.5})), data)
    again.start()
    np.testing.assert_array_equal(again.wait(60).losses, found.losses)
    losses = []
    for rate in (found.suggestion, found.suggestion / 300, found.suggestion * 300):
        losses.append(
            train(IRIS.changed(optimizer=Spec("Adam", {"learning_rate": rate}))).epoch_logs[-1]["loss"]
        )
    assert losses[0] == min(losses)


def test_a_rate_is_found_and_taken_by_a_click():
    async def click():
        model = NetworkModel(settings=IRIS)
        panel = ParametersPanel(model)
        assert not panel.rates.drawn
        panel.rates.vue_find()
        assert panel.rates.busy
        await model.rates.job.finished()
        assert panel.rates.drawn
        assert panel.rates.suggested in panel.rates.said
        rate = float(panel.rates.suggested)
        panel.rates.vue_take()
        panel.redraw()
        assert model.settings.optimizer == Spec("Adam", {"learning_rate": rate})
        assert panel.rates.taken
        model.change(batch_size=8)
        panel.redraw()
        # Tried with other batches: it says nothing of these.
        assert not panel.rates.drawn

    asyncio.run(click())
