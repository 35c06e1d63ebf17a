"""Every option that is offered trains; every one that is not has its reason."""

import numpy as np
import pytest

from app.network import options, worker
from app.network.assembly import Assembly
from app.network.engine import keras
from app.network.options import introspection
from app.network.options.refusals import REFUSALS
from app.network.outputs import USUAL_LOSS, usual_activation
from app.network.settings import BINARY, CLASSES, REGRESSION, Settings, Spec
from app.problem import Problem

TASKS = (REGRESSION, BINARY, CLASSES)


HIDDEN = (Spec("Dense", {"units": 4}),)


def settings_for(task, data, loss="", hidden=HIDDEN, **changes):
    loss = loss or USUAL_LOSS[task]
    output = Spec("Dense", {"units": data.outputs, "activation": usual_activation(task, loss)})
    scaled = task == REGRESSION and loss not in ("Poisson", "MeanSquaredLogarithmicError")
    return Settings(
        Spec("given"),
        (*hidden, output),
        Spec(loss),
        scale_inputs=True,
        scale_target=scaled,
        batch_size=24,
        **changes,
    )


def one_epoch(settings, data):
    """The numbers of one epoch, not compiled, since a hundred compilations take minutes."""

    def train():
        assembly = Assembly.of(settings, data)
        model = assembly.network()
        model.compile(
            optimizer=assembly.optimizer.make(),
            loss=assembly.loss.make(),
            metrics=[metric.make() for metric in assembly.metrics],
            jit_compile=False,
        )
        prepared = assembly.prepared
        return model.fit(prepared.x_train, prepared.y_train, batch_size=24, verbose=0).history

    return worker.submit(train).result()


def all_offered(kind, few_rows, task):
    data = few_rows[task]
    if kind == "metric":
        losses = [USUAL_LOSS[task]] + (["CategoricalCrossentropy"] if task == CLASSES else [])
        for loss in losses:
            for found in options.offered(kind, task, data.y, loss):
                yield found.name, settings_for(task, data, loss, metrics=(Spec(found.name),))
        return
    for found in options.offered(kind, task, data.y):
        spec = Spec(found.name)
        if kind == "loss":
            yield found.name, settings_for(task, data, found.name)
        elif kind in ("optimizer", "schedule"):
            yield found.name, settings_for(task, data, **{kind: spec})
        else:
            rows = (Spec("Dense", {"units": 4, kind: spec}), Spec("Dense", {"units": 4, kind: spec}))
            yield found.name, settings_for(task, data, hidden=rows)


@pytest.mark.parametrize(
    ("kind", "task"),
    [(kind, task) for kind in ("optimizer", "loss", "metric") for task in TASKS]
    + [(kind, CLASSES) for kind in ("activation", "initializer", "regularizer", "schedule")],
)
def test_everything_offered_trains_an_epoch_with_finite_numbers(kind, task, few_rows):
    failed = {}
    tried = 0
    for name, settings in all_offered(kind, few_rows, task):
        tried += 1
        numbers = one_epoch(settings, few_rows[task])
        if not all(np.isfinite(values).all() for values in numbers.values()):
            failed[name] = numbers
    assert failed == {}
    assert tried >= 4


def test_every_class_of_keras_is_offered_or_refused_with_a_reason():
    for kind in options.KINDS:
        names = {found.name for found in options.every(kind)}
        refused = {found.name for found in options.every(kind) if found.refusal}
        assert refused <= {name for of, name in REFUSALS if of == kind}
        assert names - refused
        assert all(found.known for found in options.every(kind)), (
            "a class of a newer Keras: try it, then list it"
        )


def test_the_list_of_refusals_names_nothing_twice_or_unknown():
    here = {(kind, found.name) for kind in options.KINDS for found in options.every(kind)}
    # It is a table of optimizers in some versions and no class of its own in others.
    assert set(REFUSALS) - here <= {("optimizer", "OptimizerMap")}


def test_the_fourteen_optimizers_and_their_own_parameters():
    names = [found.name for found in options.offered("optimizer")]
    assert len(names) == 14
    adam = options.option("optimizer", "Adam")
    assert adam.help == "Optimizer that implements the Adam algorithm."
    assert adam.parameter("beta_1").default == 0.9
    assert "1st moment" in adam.parameter("beta_1").help
    # Keras says before it that the value is a float, a schedule or a callable, and after it the default.
    assert adam.parameter("learning_rate").help == "The learning rate."
    assert adam.parameter("clipnorm").optional
    with pytest.raises(Problem):
        adam.parameter("rho")


def test_a_class_of_a_newer_keras_appears(monkeypatch):
    module = keras()

    class Wanderer(module.optimizers.SGD):
        """Walks about. Nobody knows why."""

        def __init__(self, learning_rate=0.01, wit=3, mood="calm", depth=None, **kwargs):
            super().__init__(learning_rate, **kwargs)
            self.traits = wit, mood, depth

    class Riddle(module.losses.MeanSquaredError):
        def __init__(self, answer, name="riddle"):
            super().__init__(name=name)
            self.answer = answer

    monkeypatch.setattr(module.optimizers, "Wanderer", Wanderer, raising=False)
    monkeypatch.setattr(module.losses, "Riddle", Riddle, raising=False)
    found = {one.name: one for one in introspection.options("optimizer")}["Wanderer"]
    assert (found.known, found.refusal, found.help) == (False, "", "Walks about.")
    assert [one.kind for one in found.parameters] == ["float", "int", "choice", "float"]
    riddle = {one.name: one for one in introspection.options("loss")}["Riddle"]
    assert "answer" in riddle.refusal


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        ("optimizer", Spec("Adam", {"beta_1": 1.0})),
        ("optimizer", Spec("Adam", {"epsilon": 0})),
        ("optimizer", Spec("Adam", {"learning_rate": -1})),
        ("optimizer", Spec("Adam", {"learning_rate": float("nan")})),
        ("optimizer", Spec("Adam", {"learning_rate": True})),
        ("optimizer", Spec("Adam", {"clipnorm": 1.0, "clipvalue": 1.0})),
        ("optimizer", Spec("Adam", {"gradient_accumulation_steps": 1})),
        ("optimizer", Spec("SGD", {"nesterov": "yes"})),
        ("optimizer", Spec("__import__")),
        ("optimizer", Spec("MultiOptimizer")),
        ("initializer", Spec("VarianceScaling", {"mode": "nowhere"})),
        ("regularizer", Spec("L2", {"l2": -1})),
        ("schedule", Spec("PiecewiseConstantDecay", {"boundaries": []})),
    ],
)
def test_absurd_values_are_refused(kind, spec):
    with pytest.raises(Problem):
        options.call(kind, spec)


def test_an_integer_learning_rate_becomes_the_float_that_keras_wants():
    assert options.call("optimizer", Spec("Adam", {"learning_rate": 1})).code() == (
        "keras.optimizers.Adam(learning_rate=1.0)"
    )


def test_targets_decide_too():
    negative, zero = np.array([[-1.0], [2.0]]), np.array([[0.0], [2.0]])
    assert "MeanSquaredLogarithmicError" not in [
        o.name for o in options.offered("loss", REGRESSION, negative)
    ]
    names = [o.name for o in options.offered("loss", REGRESSION, zero)]
    assert "MeanSquaredLogarithmicError" in names
    assert "MeanAbsolutePercentageError" not in names
