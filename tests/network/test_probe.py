"""What the probe measures, against NumPy on the same weights."""

import numpy as np
import pytest

from app.network import presets, train, worker
from app.network.assembly import Assembly
from app.network.datasets.notebook_data import notebook_data
from app.network.engine import keras
from app.network.settings import Settings, Spec
from app.network.slopes import FLAT
from app.network.snapshots import BINS, MEASURES, MOST_KEPT, QUANTITIES, Snapshots
from app.network.views.comparison import facts


def in_thread(job):
    return worker.submit(job).result()


@pytest.fixture(scope="module")
def measured():
    """A probe's answer for a small network, and the network's own values for 200 rows."""
    hidden = [Spec("Dense", {"units": 6, "activation": name}) for name in ("tanh", "sigmoid", "relu")]
    settings = presets["scaled"].changed(rows=(*hidden, presets["scaled"].rows[-1]))

    def measure():
        from app.network.probe import probe_of

        assembly = Assembly.of(settings)
        probe = probe_of(assembly)
        model = assembly.compiled()
        x, y = assembly.prepared.x_train[:200], assembly.prepared.y_train[:200]
        bins, measures, weights = probe.measure(model, x, y, [])
        moved = [value * 1.5 for value in weights]
        updates = probe.measure(model, x, y, moved)[1][:, MEASURES.index("update")]
        return bins, measures, [np.array(one.value) for one in model.weights], x, y, updates

    return in_thread(measure)


def forward(weights, x):
    outputs = []
    bends = (np.tanh, lambda z: 1 / (1 + np.exp(-z)), lambda z: np.maximum(z, 0), lambda z: z)
    for place, bend in enumerate(bends):
        x = bend(x.astype(np.float64) @ weights[2 * place] + weights[2 * place + 1])
        outputs.append(x)
    return outputs


def test_histograms_are_those_of_numpy(measured):
    bins, _, weights, x, _, _ = measured
    for layer, outputs in enumerate(forward(weights, x)):
        for quantity, values in (("weights", weights[2 * layer]), ("activations", outputs)):
            found = bins[QUANTITIES.index(quantity), layer]
            low, high = found[BINS : BINS + 2]
            expected = np.histogram(values, BINS, (low, high))[0]
            # Values at an edge may fall to either side in float32.
            assert np.abs(found[:BINS] - expected).sum() <= 0.02 * values.size + 2
            assert found[:BINS].sum() == values.size
            assert found[-1] == 0
    assert bins[2, 0, BINS : BINS + 2].tolist() == [-1, 1]
    assert bins[2, 1, BINS : BINS + 2].tolist() == [0, 1]


def test_saturation_dead_units_and_norms_are_those_of_numpy(measured):
    _, measures, weights, x, y, _ = measured
    outputs = forward(weights, x)
    saturated = measures[:, MEASURES.index("saturation")]
    assert saturated[0] == pytest.approx(np.mean(np.abs(outputs[0]) > 0.975), abs=0.01)
    assert saturated[1] == pytest.approx(np.mean((outputs[1] < 0.0127) | (outputs[1] > 0.9873)), abs=0.01)
    assert np.isnan(saturated[2:]).all()
    dead = measures[:, MEASURES.index("dead")]
    assert dead[2] == pytest.approx(np.mean((outputs[2] == 0).all(axis=0)))
    assert np.isnan(dead[[0, 1, 3]]).all()
    # The output's gradient by hand: mean squared error of a linear layer.
    residual = 2 * (outputs[3] - y) / len(y)
    expected = np.sqrt(np.sum((outputs[2].T @ residual) ** 2) + np.sum(residual.sum(axis=0) ** 2))
    assert measures[3, MEASURES.index("gradient_norm")] == pytest.approx(expected, rel=1e-3)
    norm = np.sqrt(np.sum(weights[6] ** 2) + np.sum(weights[7] ** 2))
    assert measures[3, MEASURES.index("weight_norm")] == pytest.approx(norm, rel=1e-4)


def test_updates_are_shares_of_the_norm_before(measured):
    np.testing.assert_allclose(measured[-1], 1 / 3, rtol=1e-4)


@pytest.mark.parametrize("name", FLAT)
def test_flat_ends_are_where_the_slope_is_under_a_twentieth(name):
    z = np.linspace(-30, 30, 600_001, dtype=np.float64)
    values = in_thread(
        lambda: np.asarray(getattr(keras().activations, name)(z.astype(np.float32)), np.float64)
    )
    if name == "tanh":
        values = np.tanh(z)
    elif name == "sigmoid":
        values = 1 / (1 + np.exp(-z))
    elif name == "softsign":
        values = z / (1 + np.abs(z))
    slope = np.gradient(values, z)
    low, high = FLAT[name]
    inside = values[1:-1][slope[1:-1] >= 0.05 * slope.max()]
    assert inside.min() == pytest.approx(low, abs=2e-3)
    assert inside.max() == pytest.approx(high, abs=2e-3)


def test_what_is_not_finite_is_counted_apart(measured):
    from app.network import probe

    values = np.array([np.nan, np.inf, -np.inf, 1, 2, 3], np.float32)
    found = np.asarray(in_thread(lambda: probe._bins(values)))
    assert found[:BINS].sum() == 3
    assert found[BINS:].tolist() == [1, 3, 3]
    broken = np.asarray(in_thread(lambda: probe._bins(np.full(4, np.nan, np.float32))))
    assert broken[:BINS].sum() == 0
    assert broken[-1] == 4
    same = np.asarray(in_thread(lambda: probe._bins(np.full(4, 7.0, np.float32))))
    assert (same[:BINS].sum(), same[BINS], same[BINS + 1]) == (4, 6.5, 7.5)


def test_convolutions_and_memories_are_looked_into_as_well():
    settings = Settings(
        Spec("digits"),
        (
            Spec("Conv2D", {"filters": 4, "batch_normalization": True, "activation": "tanh"}),
            Spec("MaxPooling2D"),
            Spec("Flatten"),
            Spec("Dense", {"units": 10, "activation": "softmax"}),
        ),
        Spec("CategoricalCrossentropy"),
    )

    def measure():
        from app.network.probe import probe_of

        assembly = Assembly.of(settings)
        x, y = assembly.prepared.x_train[:50], assembly.prepared.y_train[:50]
        return probe_of(assembly).measure(assembly.compiled(), x, y, [])

    bins, measures, _ = in_thread(measure)
    weights, biases, activations, gradients = (bins[kind, :, :BINS].sum(axis=1) for kind in range(4))
    assert weights.tolist() == [36, 0, 0, 360]
    # Four biases of the kernel and four shifts of the normalisation.
    assert biases.tolist() == [8, 0, 0, 10]
    assert activations.tolist() == [50 * 36 * 4, 50 * 9 * 4, 50 * 36, 500]
    assert gradients.tolist() == [36 + 8, 0, 0, 370]
    assert 0 <= measures[0, MEASURES.index("saturation")] <= 1


def test_memory_is_bounded_whatever_the_epochs():
    layers = 12
    snapshots = Snapshots(["Dense"] * layers)
    bins, measures = np.ones((4, layers, BINS + 3)), np.ones((layers, len(MEASURES)))
    for epoch in range(1, 501):
        snapshots.add(epoch, bins, measures)
    assert len(snapshots) == 500
    assert snapshots.nbytes < 50e6 / 5
    for epoch in range(501, 5_001):
        snapshots.add(epoch, bins, measures)
    assert len(snapshots) <= MOST_KEPT
    assert snapshots.nbytes < 50e6
    assert len(set(np.diff(snapshots.epochs))) == 1
    assert snapshots.measure("dead").shape == (layers, len(snapshots))


def test_an_epoch_between_two_kept_ones_shows_the_one_before():
    snapshots = Snapshots(["Dense"])
    for epoch in (1, 3, 5):
        bins = np.zeros((4, 1, BINS + 3))
        bins[..., 0], bins[..., BINS + 1], bins[..., BINS + 2] = epoch, 1, 2
        snapshots.add(epoch, bins, np.zeros((1, len(MEASURES))))
    found = snapshots.histogram("gradients", 0, 4)
    assert (found.total, found.nonfinite) == (3, 2)
    np.testing.assert_allclose(found.edges, np.linspace(0, 1, BINS + 1))
    again = Snapshots.from_arrays(["Dense"], snapshots.arrays())
    assert again.histogram("gradients", 0, 4).total == 3


@pytest.mark.parametrize("kind", ["clipnorm", "global_clipnorm", "clipvalue"])
def test_clipped_batches_are_those_whose_gradient_is_beyond_the_bound(kind):
    rng = np.random.default_rng(4)
    x = rng.normal(size=(100, 3)).astype(np.float32)
    y = (x @ [2.0, -1.0, 0.5]).astype(np.float32)
    rows = (Spec("Dense", {"units": 1, "activation": "linear"}),)
    settings = Settings(Spec("given"), rows, Spec("MeanSquaredError"), batch_size=10)

    def shares(limit):
        from app.network.probe import probe_of

        chosen = settings.changed(optimizer=Spec("SGD", {kind: limit}))
        assembly = Assembly.of(chosen, notebook_data((x, y)))
        keras().utils.set_random_seed(1)
        model = assembly.compiled()
        prepared = assembly.prepared
        _, measures, weights = probe_of(assembly).measure(model, prepared.x_train, prepared.y_train, [])
        return measures[0, MEASURES.index("clipped")], weights, prepared

    _, (kernel, bias), prepared = in_thread(lambda: shares(1.0))
    sizes = []
    for place in range(0, 80, 10):
        rows_x, rows_y = prepared.x_train[place : place + 10], prepared.y_train[place : place + 10]
        residual = 2 * (rows_x @ kernel + bias - rows_y) / 10
        both = rows_x.T @ residual, residual.sum(axis=0)
        largest = max(np.abs(both[0]).max(), np.abs(both[1]).max())
        norms = [float(np.linalg.norm(one)) for one in both]
        sizes.append(
            {"clipnorm": max(norms), "global_clipnorm": np.hypot(*norms), "clipvalue": largest}[kind]
        )
    limit = float(np.sort(sizes)[4:6].mean())
    assert in_thread(lambda: shares(limit))[0] == pytest.approx(np.mean(np.array(sizes) > limit))
    assert in_thread(lambda: shares(100 * limit))[0] == 0


def test_a_run_says_in_how_many_epochs_it_was_clipped():
    settings = presets["scaled"].changed(
        data=Spec("black-scholes", {"rows": 200}), epochs=3, title="",
        optimizer=Spec("Adam", {"clipnorm": 1e-6}),
    )  # fmt: skip
    run = train(settings)
    told = {fact.name: fact.value for fact in facts(run, run.data)}
    assert told["gradients clipped"] == "in 3 of 3 epochs, up to 100% of the batches"
    never = train(settings.changed(optimizer=Spec("Adam", {"clipnorm": 1e6})))
    assert {fact.name: fact.value for fact in facts(never, never.data)}["gradients clipped"] == "never"
    free = train(settings.changed(optimizer=Spec("Adam")))
    assert "gradients clipped" not in {fact.name for fact in facts(free, free.data)}
    assert np.isnan(free.snapshots.measure("clipped")).all()
