"""How far back a network that reads sequences looks: how much its loss depends on each step.

Imports JAX where it computes, in the thread that trains.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from app.network.assembly import Assembly

ROWS = 256
"""Training rows that are looked at."""


def reach_of(assembly: Assembly, model: Any) -> tuple[float, ...]:
    """The root of the mean squared gradient of the loss by the inputs of each step.

    Empty where no row of the network is recurrent, and of tokens, which have no gradient.
    """
    recurrent = any(row.name in ("LSTM", "GRU") for row in assembly.settings.rows)
    prepared = assembly.prepared
    if not recurrent or assembly.data.vocabulary or prepared.x_train.ndim != 3:
        return ()
    import jax
    import jax.numpy as jnp

    x, y = jnp.asarray(prepared.x_train[:ROWS]), jnp.asarray(prepared.y_train[:ROWS])
    trained = [one.value for one in model.trainable_variables]
    other = [one.value for one in model.non_trainable_variables]
    judged = assembly.loss.make()

    def loss(values: Any) -> Any:
        return judged(y, model.stateless_call(trained, other, values, training=False)[0])

    by_step = np.asarray(jax.jit(jax.grad(loss))(x), np.float64)
    found = np.sqrt((by_step**2).mean(axis=(0, 2)))
    return tuple(map(float, found)) if np.isfinite(found).all() else ()
