"""How much a loss depends on each step, against what happens when a step is changed."""

import numpy as np

from app.network import train, worker
from app.network.assembly import Assembly
from app.network.reach import reach_of
from app.network.settings import Settings, Spec

ROWS, STEPS, SMALL = 100, 4, 0.02
SETTINGS = Settings(
    Spec("first-step", {"rows": ROWS, "steps": STEPS}),
    (Spec("GRU", {"units": 3}), Spec("Dense", {"units": 1, "activation": "sigmoid"})),
    Spec("BinaryCrossentropy"),
    epochs=1,
)


def test_the_gradient_by_a_step_is_what_changing_it_changes():
    run = train(SETTINGS)
    assembly = Assembly.of(SETTINGS)
    assert len(run.evidence.steps) == STEPS
    x, y = assembly.prepared.x_train, assembly.prepared.y_train[:, 0]

    def error(step, by):
        moved = x.copy()
        moved[:, step] += by
        given = run.model.predict(moved, verbose=0)[:, 0].astype(float)
        return -(y * np.log(given) + (1 - y) * np.log(1 - given))

    for step in (0, STEPS - 1):
        slopes = (error(step, SMALL) - error(step, -SMALL)) / (2 * SMALL) / len(x)
        np.testing.assert_allclose(run.evidence.steps[step], np.sqrt((slopes**2).mean()), rtol=0.05)


def test_no_steps_are_looked_at_where_no_layer_remembers():
    flat = SETTINGS.changed(rows=(Spec("Flatten"), SETTINGS.rows[-1]))
    assembly = Assembly.of(flat)
    assert worker.submit(lambda: reach_of(assembly, assembly.network())).result() == ()
