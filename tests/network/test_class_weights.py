"""Rows of rare classes count more in the loss."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.utils.class_weight import compute_class_weight

from app.network import link, train
from app.network.datasets.notebook_data import notebook_data
from app.network.datasets.split import class_weights, sides
from app.network.settings import Settings, Spec

RNG = np.random.default_rng(0)
X = RNG.normal(size=(900, 2)).astype(np.float32)
RARE = (X[:, 0] + X[:, 1] + RNG.normal(size=900) > 2.6).astype(int)


def settings(**changes):
    return Settings(
        Spec("given"),
        (Spec("Dense", {"units": 1, "activation": "sigmoid"}),),
        Spec("BinaryCrossentropy"),
        Spec("Adam", {"learning_rate": 0.05}),
        epochs=60,
    ).changed(**changes)


@pytest.mark.parametrize("labels", [RARE, np.arange(40) % 3, np.array([5, 5, 5, 9])])
def test_they_are_those_of_scikit_learn(labels):
    classes = np.unique(labels)
    wanted = compute_class_weight("balanced", classes=classes, y=labels)
    assert class_weights(labels) == pytest.approx(dict(zip(classes.tolist(), wanted, strict=True)))


def test_a_rare_class_is_found_as_by_a_weighted_logistic_regression():
    data = notebook_data((X, RARE))
    rows, _ = sides(data)
    found = {}
    for weighed in (False, True):
        run = train(settings(class_weights=weighed), data)
        given = np.asarray(run.model(X))[:, 0] > 0.5
        linear = LogisticRegression(C=1e6, class_weight="balanced" if weighed else None)
        wanted = linear.fit(X[rows], RARE[rows]).predict(X) > 0.5
        found[weighed] = given[RARE == 1].mean()
        assert (given == wanted).mean() > 0.97
    assert found[True] > found[False] + 0.3


def test_a_link_holds_them():
    view = link.View(link.FIRST, settings(class_weights=True, data=Spec("iris")))
    state = dict.fromkeys(
        ("schedule", "metrics", "stopping", "epochs", "batch", "seed", "inputs", "target"), ""
    )
    read, notices = link.read(
        {**state, "data": "", "loss": "", "optimizer": "", "layers": "", **link.write(view)}
    )
    assert notices == []
    assert read.settings.class_weights
    assert link.write(view)["weights"] == "on"
