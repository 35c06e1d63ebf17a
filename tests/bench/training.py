"""What it costs to watch a network learn: 50 epochs with everything live, against bare ``model.fit``.

``python -m tests.bench.training [rounds]`` (5 unless given). Same model, data, seed and metrics; both sides
build, compile and validate each epoch. The live side keeps a snapshot an epoch and has ten times a second
what every chart of the training step shows: history, saturation strips, histograms, verdicts. The rounds
alternate, and each side's fastest counts, since other programs only ever add time. Then the widget round
trip's part of it, how long a callback waits for the event loop while training goes on; and, for the
record, scikit-learn's MLP; and an epoch as one compiled loop beside the same in pure JAX. It returns 1 where
a ratio is beyond its limit.
"""

from __future__ import annotations

import asyncio
import sys
import time as clock
import warnings
from itertools import pairwise

import numpy as np

from app.network import engine, presets, worker
from app.network.assembly import Assembly
from app.network.model import NetworkModel
from app.network.run import Run
from app.network.snapshots import QUANTITIES

MOST, MOST_OF_SCAN = 1.05, 1.5
"""How much longer than bare Keras a watched training may take, and than pure JAX's an epoch."""

SETTINGS = presets["the same with ReLU"].changed(epochs=50, scale_inputs=True, scale_target=True, title="")


def bare(assembly: Assembly) -> float:
    """Seconds of building, compiling and fitting with Keras alone."""

    def fit() -> float:
        keras = engine.keras()
        prepared, settings = assembly.prepared, assembly.settings
        begun = clock.perf_counter()
        keras.backend.clear_session()
        keras.utils.set_random_seed(settings.seed)
        assembly.compiled().fit(
            prepared.x_train,
            prepared.y_train,
            batch_size=settings.batch_size,
            epochs=settings.epochs,
            validation_data=(prepared.x_valid, prepared.y_valid),
            verbose=0,
        )
        return clock.perf_counter() - begun

    return worker.submit(fit).result()


def charts(run: Run) -> int:
    """All that the page's charts show at one look."""
    if not run.epoch_logs:
        return 0
    history, snapshots = run.history, run.snapshots
    shown = [history[name].tolist() for name in history]
    shown += [snapshots.measure(name).tolist() for name in ("saturation", "dead", "gradient_norm")]
    epoch = int(history.index[-1])
    for layer in range(len(snapshots.layers)):
        shown += [snapshots.histogram(kind, layer, epoch).counts.tolist() for kind in QUANTITIES]
    return len(shown) + len(run.verdicts)


async def live() -> tuple[float, list[float]]:
    """Seconds of a training that is watched, and how late the event loop was, again and again."""
    model = NetworkModel(settings=SETTINGS)
    model.observe(lambda _: model.run and charts(model.run), "revision")
    waits: list[float] = []

    async def knock() -> None:
        while True:
            begun = clock.perf_counter()
            await asyncio.sleep(0.005)
            waits.append(clock.perf_counter() - begun - 0.005)

    knocking = asyncio.ensure_future(knock())
    model.data  # noqa: B018 - loaded before, as on the page, and as on the other side
    begun = clock.perf_counter()
    model.start()
    await model.finished()
    seconds = clock.perf_counter() - begun
    knocking.cancel()
    return seconds, waits


def scikit_learn(assembly: Assembly) -> float:
    """Seconds of scikit-learn's MLP with the same layers, batches and epochs."""
    from sklearn.neural_network import MLPRegressor

    prepared = assembly.prepared
    network = MLPRegressor(
        hidden_layer_sizes=(16, 16, 16, 16),
        batch_size=64,
        max_iter=50,
        n_iter_no_change=50,
        random_state=1,
        tol=0,
    )
    begun = clock.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        network.fit(prepared.x_train, prepared.y_train[:, 0])
    return clock.perf_counter() - begun


def pure_jax(assembly: Assembly) -> float:
    """Seconds of an epoch of the same network and Adam in JAX alone, as one compiled loop."""
    engine.keras()
    import jax
    import jax.numpy as jnp

    prepared = assembly.prepared
    x, y = jnp.asarray(prepared.x_train), jnp.asarray(prepared.y_train)
    widths = (4, 16, 16, 16, 16, 1)
    rng = np.random.default_rng(1)
    weights = [
        (jnp.asarray(rng.normal(0, (2 / a) ** 0.5, (a, b)), jnp.float32), jnp.zeros(b))
        for a, b in pairwise(widths)
    ]

    def loss(weights, x, y):
        for matrix, bias in weights[:-1]:
            x = jax.nn.relu(x @ matrix + bias)
        return jnp.mean((x @ weights[-1][0] + weights[-1][1] - y) ** 2)

    def step(state, rows):
        weights, first, second, count = state
        gradients = jax.grad(loss)(weights, x[rows], y[rows])
        count += 1
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, gradients)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, second, gradients)
        rate = 1e-3 * jnp.sqrt(1 - 0.999**count) / (1 - 0.9**count)
        weights = jax.tree.map(lambda w, m, v: w - rate * m / (jnp.sqrt(v) + 1e-7), weights, first, second)
        return (weights, first, second, count), 0.0

    epoch = jax.jit(lambda state, order: jax.lax.scan(step, state, order)[0])
    zeros = jax.tree.map(jnp.zeros_like, weights)
    state = weights, zeros, zeros, 0.0
    took = []
    for _ in range(50):
        begun = clock.perf_counter()
        state = jax.block_until_ready(epoch(state, rng.permutation(len(x)).reshape(-1, 64)))
        took.append(clock.perf_counter() - begun)
    return min(took)


def scanned(assembly: Assembly) -> float:
    """Seconds of an epoch as the page trains it where nothing needs the batch, without a look inside."""
    from app.network.scan import Epochs

    def fastest() -> float:
        keras = engine.keras()
        prepared, settings = assembly.prepared, assembly.settings
        keras.utils.set_random_seed(settings.seed)
        epochs = Epochs(assembly.compiled(), prepared.x_train, prepared.y_train, settings.batch_size)
        epochs.begin()
        took = []
        for _ in range(50):
            begun = clock.perf_counter()
            epochs.train()
            took.append(clock.perf_counter() - begun)
        return min(took)

    return worker.submit(fastest).result()


def main() -> int:
    """Print the seconds and the ratios; return 1 if one is beyond its limit."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    assembly = Assembly.of(SETTINGS)
    begun = clock.perf_counter()
    first, _ = asyncio.run(live())
    print(
        f"first run of the process, Keras and the snapshots' function compiled: {first:.2f} s "
        f"({clock.perf_counter() - begun:.2f} s in all)"
    )
    bare(assembly)
    alone, watched, waits = [], [], []
    for _ in range(rounds):
        alone.append(bare(assembly))
        seconds, late = asyncio.run(live())
        watched.append(seconds)
        waits += late
    print(f"bare model.fit, 50 epochs: {min(alone):.2f} s (all: {', '.join(f'{s:.2f}' for s in alone)})")
    print(f"live on the page:          {min(watched):.2f} s (all: {', '.join(f'{s:.2f}' for s in watched)})")
    print(f"ratio {min(watched) / min(alone):.3f} (at most {MOST})")
    print(
        f"event loop late while training: p50 {np.percentile(waits, 50) * 1e3:.1f} ms, "
        f"p99 {np.percentile(waits, 99) * 1e3:.1f} ms"
    )
    print(f"scikit-learn's MLP, 50 epochs: {min(scikit_learn(assembly) for _ in range(2)):.2f} s")
    alone_epoch, ours = (min(one(assembly) for _ in range(2)) for one in (pure_jax, scanned))
    print(f"an epoch of pure JAX: {alone_epoch * 1e3:.1f} ms")
    print(
        f"an epoch as the page trains it: {ours * 1e3:.1f} ms, ratio {ours / alone_epoch:.2f} "
        f"(at most {MOST_OF_SCAN})"
    )
    return int(min(watched) / min(alone) > MOST or ours / alone_epoch > MOST_OF_SCAN)


if __name__ == "__main__":
    sys.exit(main())
