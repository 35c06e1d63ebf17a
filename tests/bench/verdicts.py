"""How many planted diseases the verdicts name, and how many healthy runs they accuse.

``python -m tests.bench.verdicts [seeds [set …]]`` (1 seed of all `SETS` unless given). Each disease is
planted in several ways, beside healthy controls of other data, optimizers and losses; the data are
scikit-learn's or drawn. In every set recall is to be at least 0.95, and false alarms at most 1 in 25.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from sklearn import datasets as shipped

from app.network import Settings, train
from app.network.datasets.notebook_data import notebook_data
from app.network.settings import EarlyStopping, Spec
from app.network.trial import Trial
from app.problem import Problem
from tests.network import further_runs, more_planted_runs, planted_runs, usual_mistakes
from tests.network.planted_runs import BINARY, SPARSE, SQUARED, Case, dense, settings

RECALL, ALARMS = 0.95, 1 / 25


def cases(seed: int) -> Iterator[Case]:
    """All cases with data and weights of this seed."""
    draw = np.random.default_rng(seed)
    x = draw.normal(size=(600, 8)).astype(np.float32)
    line = (x @ draw.normal(size=8)).astype(np.float32)
    noisy = line + draw.normal(0, 1.2 * line.std(), 600).astype(np.float32)
    halves = (line > 0).astype(int)
    thirds = np.digitize(line, np.quantile(line, [1 / 3, 2 / 3]))
    counts = draw.poisson(np.exp(0.3 * x[:, 0] + 1)).astype(np.float32)
    moons = shipped.make_moons(600, noise=0.1, random_state=seed)
    iris, wine = shipped.load_iris(), shipped.load_wine()
    numbers, two, three = (dense(1, "linear"),), (dense(1, "sigmoid"),), (dense(3, "softmax"),)

    def case(kind: str, used: Settings, data: tuple[Any, Any], *wanted: str, valid: Any = None) -> Case:
        return Case(kind, used.changed(seed=seed), notebook_data(data, valid), frozenset(wanted))

    for optimizer, rate in (("Adam", 1e-5), ("SGD", 1e-4), ("RMSprop", 1e-5)):
        rows = (dense(16, "gelu"), *two)
        yield case("rate too low", settings(rows, BINARY, optimizer, rate), (x, halves), "low learning rate")
    for optimizer, rate, activation in (
        ("Adam", 3.0, "tanh"),
        ("RMSprop", 1.0, "relu"),
        ("SGD", 20.0, "relu"),
    ):
        rows = (dense(16, activation), dense(16, activation), *three)
        yield case(
            "rate too high",
            settings(rows, SPARSE, optimizer, rate),
            (x, thirds),
            *("high learning rate", "dead ReLU", "frozen", "divergence", "saturation"),
        )
    for activation in ("relu", "tanh", "silu"):
        rows = (dense(128, activation), dense(128, activation), *numbers)
        yield case(
            "overfitting", settings(rows, SQUARED, "Adam", 0.003, epochs=60), (x, noisy), "overfitting"
        )
    for loss, data in ((SQUARED, (x, draw.normal(size=600))), (BINARY, (x, draw.integers(0, 2, 600)))):
        rows = (dense(4), *(numbers if loss == SQUARED else two))
        yield case("nothing to learn", settings(rows, loss, "Adam", 0.001), data, "plateau", "overfitting")
    yield case(
        "underfitting", settings((dense(1), *three), SPARSE, "Adam", 0.01), (x[:, :2], _ring(x)),
        *("underfitting", "plateau", "dead ReLU"),
    )  # fmt: skip
    yield case(
        "underfitting", settings(two, BINARY, "Adam", 0.01), (x[:, :2], _inner(x)), "underfitting", "plateau"
    )
    for factor in (1e3, 1e-4):
        used = settings((dense(16), *two), BINARY, "Adam", 0.001, scale_inputs=False)
        yield case("unscaled", used, (x * factor, halves), "unscaled data")
    for moved in (x[:200] + 3, x[:200] * 20):
        used = settings((dense(16), *two), BINARY, "Adam", 0.01)
        valid = (moved, halves[:200])
        yield case("validation differs", used, (x[200:], halves[200:]), "validation differs", valid=valid)
    for copied, target, rows, loss in ((line * 3, line, numbers, SQUARED), (halves, halves, two, BINARY)):
        leaking = np.column_stack([x[:, :3], copied])
        yield case("leakage", settings((dense(8), *rows), loss, "Adam", 0.01), (leaking, target), "leakage")
    rare = (line + 0.8 * line.std() * draw.normal(size=600) > np.quantile(line, 0.99)).astype(int)
    rare &= line > 0
    yield case(
        "not trained enough", settings((dense(8), *two), BINARY, "Adam", 0.0003, epochs=15), (x, rare),
        *("underfitting", "low learning rate"),
    )  # fmt: skip
    # Trained to its end, and so faint that the frequent class is the likelier answer nearly everywhere.
    faint = line + 3 * line.std() * draw.normal(size=600)
    rare = (faint > np.quantile(faint, 0.97)).astype(int)
    yield case("imbalance", settings((dense(8), *two), BINARY, "Adam", 0.003), (x, rare), "class imbalance")
    stop = EarlyStopping(patience=8)
    cosine = Spec("CosineDecay", {"initial_learning_rate": 0.01, "decay_steps": 450})
    for used, data in (
        (settings((dense(16), *numbers), SQUARED, "Adam", 0.003, early_stopping=stop), (x, noisy)),
        (settings(numbers, SQUARED, "Adam", 0.01), (x, noisy)),
        (settings(numbers, SQUARED, "Adam", 0.02, epochs=60), (x, line)),
        (settings((dense(8, "gelu"), *numbers), "Huber", "RMSprop", 0.005), (x, line)),
        (settings((dense(8, "softplus"), dense(1, "softplus")), "Poisson", "Adam", 0.01), (x, counts)),
        (settings((dense(16, "silu"), *two), BINARY, "Nadam", 0.01), (x, halves)),
        (settings((dense(16, "relu", dropout=0.3), *two), BINARY, "Adam", 0.01), (x, halves)),
        (settings((dense(16, "tanh"), *two), BINARY, "SGD", 0.1, epochs=60), moons),
        (settings((dense(16), *two), BINARY, "Adam", 0.01, schedule=cosine), moons),
        (settings((dense(16), *three), SPARSE, "Adam", 0.01), (x, thirds)),
        (settings((dense(8), *three), SPARSE, "Adam", 0.003, batch_size=4), (iris.data, iris.target)),
        (settings((dense(16, "elu"), *three), SPARSE, "AdamW", 0.01), (wine.data, wine.target)),
    ):
        yield case("healthy", used, data)


def _inner(x: np.ndarray) -> np.ndarray:
    """Whether two inputs lie in the inner half: no line parts them."""
    radius = (x[:, :2] ** 2).sum(1)
    return (radius < np.median(radius)).astype(int)


def _ring(x: np.ndarray) -> np.ndarray:
    """Three rings around the middle."""
    radius = (x[:, :2] ** 2).sum(1)
    return np.digitize(radius, np.quantile(radius, [1 / 3, 2 / 3]))


SETS: Mapping[str, Callable[[int], Iterator[Case]]] = {
    "verdicts": cases,
    "planted_runs": lambda seed: chain(planted_runs.planted(seed), planted_runs.healthy(seed)),
    "more_planted_runs": lambda seed: chain(more_planted_runs.planted(seed), more_planted_runs.healthy(seed)),
    "usual_mistakes": lambda seed: chain(usual_mistakes.planted(seed), usual_mistakes.healthy(seed)),
    "further_runs": lambda seed: chain(further_runs.planted(seed), further_runs.healthy(seed)),
}
"""Cases of a seed, by the module that plants them."""


class Score:
    """What was said of the cases of a set: whether each was right, by kind, and remedies that did harm."""

    def __init__(self) -> None:
        self.right: dict[str, list[bool]] = defaultdict(list)
        self.harmful = 0

    def judge(self, case: Case, where: str) -> None:
        """Train a case, and print what is missed or accused.

        A remedy offered to a healthy run is tried, as the page would: it must not make its validation worse.
        """
        kind, used, data, wanted = case
        try:
            verdicts = train(used, data).verdicts
            said = {verdict.name for verdict in verdicts}
        except Problem:
            # What is refused before it is trained is named.
            verdicts, said = [], set(wanted) or {"refused"}
        self.right[kind].append(bool(said & wanted) if wanted else not said)
        if not self.right[kind][-1]:
            print(f"  {where}, {kind}: {sorted(said) or 'nothing'} said", flush=True)
        for remedy in () if wanted else (one.remedy for one in verdicts if one.remedy):
            trial = Trial(used, remedy, data)
            trial.start()
            tried = trial.wait()
            self.harmful += tried is None or tried.harms
            print(f"    {remedy.label}: {tried}", flush=True)

    def passes(self, name: str) -> bool:
        """Print both shares, and tell whether they reach their targets."""
        silent = self.right["healthy"]
        sick = [one for kind, found in self.right.items() if kind != "healthy" for one in found]
        recall, alarms = sum(sick) / len(sick), 1 - sum(silent) / len(silent)
        print(
            f"{name}: recall {sum(sick)} of {len(sick)}, {recall:.2f} (at least {RECALL}), "
            f"false alarms {len(silent) - sum(silent)} of {len(silent)}, {alarms:.2f} (at most {ALARMS}), "
            f"harmful remedies on healthy runs {self.harmful} (none)",
            flush=True,
        )
        return recall >= RECALL and alarms <= ALARMS and not self.harmful


def main(arguments: Sequence[str]) -> int:
    """Score the sets; return 1 if one misses its targets."""
    seeds = int(arguments[0]) if arguments else 1
    passed = []
    for name in arguments[1:] or SETS:
        score = Score()
        for seed in range(seeds):
            for place, case in enumerate(SETS[name](seed)):
                score.judge(case, f"{name}, seed {seed}, case {place}")
        for kind, found in score.right.items():
            print(f"  {kind}: {sum(found)} of {len(found)}")
        passed.append(score.passes(name))
    return int(not all(passed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
