"""What a run is measured by once it has ended: a linear model and trees on the same rows, error by error.

Two models are compared by the differences of their errors, row by row, and the standard error of the mean
difference: a difference within twice that is none (Bouckaert and Frank 2004 use the same pairing). Imports
scikit-learn where it computes, in the thread that trains.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.network.datasets import Prepared
from app.network.difference import SURE, UNKNOWN, Difference
from app.network.outputs import gives_chances
from app.network.row_errors import Errors, Weights, as_columns, chances_of, errors_in, known_rows
from app.network.settings import REGRESSION
from app.network.simple_models import fitted_models

MOST_ROWS = 2_000
"""Rows that the linear model and the trees learn from, which bounds their time to about a second."""

MOST_COLUMNS = 1_000
"""Inputs, flattened, beyond which no other model is tried."""

FOLDS = 3
"""Parts of the training rows, each judged by a model of the others, where validation rows are too few."""

APART = 2.25
"""`SURE` for the gap between both sides, of which every run has one: one in eighty passes by chance."""


HIDDEN = 0.2
"""A bar that takes a fifth of the error of answering the mean, or the shares, away, which the network is
surely behind."""

FAR = 3.0
"""Standard errors, since nothing else is held against such a network, by which it is worse than an answer
that looks at no input; on its own rows a fifth, which no chance of the other rows explains."""


@dataclass(frozen=True)
class Evidence:
    """The network's errors beside others': squared and in units of the target's variance, or cross-entropy.

    Of outputs that are no probabilities, such as a hinge wants, the share of wrong classes.

    ``train`` and ``valid`` are its means over the rows it learned from and the others; ``gap`` how much
    larger the second is. ``constant`` tells that it answers the same to every row. ``bar`` is the validation
    error of the better of a linear model and trees, called ``bar_name``; ``behind`` how far the network is
    behind it there. ``learnable`` is how much that bar is better than the mean, or the classes' shares, and
    ``learned`` how much the network is. ``recalls`` are a class's share of validation rows found,
    ``own_recalls`` of those that it learned from.
    Where the validation rows leave it open whether the bar is better, ``short`` is how far the network is
    behind it on the training rows, of which the bar was each time judged on those that it had not seen.
    ``elsewhere`` is how much worse such a model, of three quarters of the training rows, is on validation
    rows than on the last quarter, on which its error is ``held``; none where the rows were parted by chance.
    ``steps`` tell how much the loss depends on each step of a sequence (see `reach.reach_of`).
    """

    train: float
    valid: float
    gap: Difference
    constant: bool
    learned: Difference
    bar: float = math.nan
    bar_name: str = ""
    behind: Difference = UNKNOWN
    learnable: Difference = UNKNOWN
    recalls: tuple[float, ...] = ()
    own_recalls: tuple[float, ...] = ()
    short: Difference = UNKNOWN
    elsewhere: Difference = UNKNOWN
    held: float = math.nan
    steps: tuple[float, ...] = ()

    @property
    def plain(self) -> float:
        """The validation error of whoever answers the mean, or the classes' shares."""
        return self.valid + self.learned.mean

    @property
    def apart(self) -> bool:
        """Whether the other rows' errors are larger, beyond the noise."""
        return self.gap.mean > APART * self.gap.error and self.gap.mean > 0

    @property
    def beaten(self) -> bool:
        """Whether the bar is better on unseen rows than the network, there and on those it learned from.

        Beyond the noise, by a twentieth of what there is to explain, and its error on its own rows a
        fifth above the bar's on rows it never saw: it has not learned what is there.
        """
        short = self.short.above and self.short.mean > 0.05 * self.plain
        return (
            (self.behind.above or short)
            and self.learnable.above
            and self.behind.mean > 0.05 * self.plain
            and self.train > 1.2 * self.bar
        )

    @property
    def worse(self) -> bool:
        """Whether it is far worse, on both sides, than answering the mean, or the classes' shares.

        Where hardly more than that can be learned, no bar tells that the network has not come so far.
        """
        lost = -self.learned.mean
        return lost > FAR * self.learned.error and lost > 0.05 * self.plain and self.train > 1.2 * self.plain

    @property
    def nobody(self) -> bool:
        """Whether no other model surely finds anything in the inputs, as far as these rows tell."""
        # A few rows of a rare class leave it open what the bar is worth, and not that the network is behind.
        hidden = self.behind.above and self.learnable.mean > HIDDEN * self.plain
        return bool(self.bar_name) and not (self.learnable.above or hidden)

    @property
    def hopeless(self) -> bool:
        """Whether nobody does, and the network no more, not by one standard error: nothing is there."""
        # A simple model that noise hides may still be there where the network has found something.
        alike = self.train > 0.9 * self.plain or (self.learned.mean < 0 and self.train > 0.5 * self.plain)
        return self.nobody and alike and self.learned.mean <= self.learned.error

    @property
    def margin(self) -> float:
        """How many times the noise that one must be beyond it is behind others, or what looks at no input."""
        behind = [one.times(SURE) for one in (self.behind, self.short) if one.above]
        lost = [Difference(-self.learned.mean, self.learned.error).times(FAR)] if self.worse else []
        return max([*behind, *lost], default=1.0)

    def as_json(self) -> dict[str, Any]:
        """All of it as plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Evidence:
        """What `as_json` gave."""
        differences = ("gap", "learned", "behind", "learnable", "short", "elsewhere")
        # Runs of an older page lack what was not asked then.
        made = {name: Difference(**values[name]) for name in differences if name in values}
        listed = {name: tuple(values.get(name, ())) for name in ("recalls", "own_recalls", "steps")}
        return cls(**{**values, **made, **listed})


def evidence_of(
    prepared: Prepared,
    activation: str,
    outputs_train: NDArray[Any],
    outputs_valid: NDArray[Any],
    weights: Weights = None,
) -> Evidence | None:
    """Judge what a network gives for its training and validation rows; None where it gives no numbers.

    ``activation`` is the output's, which tells where the two classes of a binary target part. Where it was
    trained with classes' ``weights``, all errors count by them, and the bar is trained so, too.
    """
    data = prepared.data
    if not (np.isfinite(outputs_train).all() and np.isfinite(outputs_valid).all()) or len(outputs_valid) < 2:
        return None
    y_train, y_valid = known_rows(prepared)
    outputs_train, outputs_valid = (
        chances_of(prepared, activation, one) for one in (outputs_train, outputs_valid)
    )
    errors = errors_in(prepared, gives_chances(data.task, activation), weights)
    if data.task == REGRESSION:
        plain = np.broadcast_to(y_train.mean(0), y_valid.shape)
        deviation = y_train.std(0)
        spread = _spread(outputs_train, outputs_valid) / np.where(deviation > 0, deviation, 1.0)
    else:
        count = max(len(data.classes), 2)
        shares = np.bincount(y_train, minlength=count) / len(y_train)
        if weights is not None:
            shares *= [weights.get(place, 1.0) for place in range(count)]
            shares /= shares.sum()
        plain = np.broadcast_to(shares, (len(y_valid), count))
        spread = _spread(outputs_train, outputs_valid)
    own_train, own = errors(outputs_train, y_train), errors(outputs_valid, y_valid)
    found: dict[str, Any] = {}
    if data.task != REGRESSION:
        found["recalls"] = _recalls(outputs_valid, y_valid, count)
        found["own_recalls"] = _recalls(outputs_train, y_train, count)
    others = _others(prepared, y_train, weights is not None)
    if others:
        name, best = min(
            ((name, errors(outputs, y_valid)) for name, outputs in others.items()),
            key=lambda one: one[1].mean(),
        )
        found |= {
            "bar": float(best.mean()),
            "bar_name": name,
            "behind": Difference.of(own - best),
            "learnable": Difference.of(errors(plain, y_valid) - best),
        }
        behind = found["behind"]
        if not behind.above and behind.mean > 0.05 * float(errors(plain, y_valid).mean()):
            found |= _short(prepared, errors, name, own_train, weights is not None)
        if data.trained_rows:
            found |= _elsewhere(prepared, errors, weights is not None)
    return Evidence(
        float(own_train.mean()),
        float(own.mean()),
        _between(own_train, own),
        bool(spread.max() < 0.01),
        Difference.of(errors(plain, y_valid) - own),
        **found,
    )


def _spread(*outputs: NDArray[Any]) -> NDArray[Any]:
    """How much answers vary where they do most: validation rows of one class alone may all be told alike."""
    found: NDArray[Any] = np.max([one.std(0) for one in outputs], axis=0)
    return found


def _recalls(outputs: NDArray[Any], known: NDArray[Any], count: int) -> tuple[float, ...]:
    """Each class's share of its rows that are found; NaN where there are none."""
    right = outputs.argmax(1) == known
    return tuple(
        float(right[known == place].mean()) if (known == place).any() else math.nan for place in range(count)
    )


def _between(before: NDArray[np.float64], after: NDArray[np.float64]) -> Difference:
    """How much larger the errors of other rows are."""
    error = math.hypot(Difference.of(after).error, Difference.of(before).error)
    return Difference(float(after.mean() - before.mean()), error)


def _others(prepared: Prepared, known: NDArray[Any], balanced: bool) -> dict[str, NDArray[Any]]:
    """What a linear model and trees, trained on the same rows, give for the validation rows."""
    if (prepared.data.vocabulary or math.prod(prepared.x_train.shape[1:])) > MOST_COLUMNS:
        return {}
    kept = np.random.default_rng(0).permutation(len(known))[:MOST_ROWS]
    fitted = fitted_models(prepared, _told(prepared, prepared.x_train[kept]), known[kept], balanced=balanced)
    new = _told(prepared, prepared.x_valid)
    return {name: answer(new) for name, answer in fitted.items()}


def _told(prepared: Prepared, rows: NDArray[Any]) -> NDArray[np.float64]:
    """What other models are told of rows: their inputs, or, of tokens, how often each occurs, wherever."""
    words = prepared.data.vocabulary
    if not words:
        return as_columns(rows)
    place = rows.reshape(len(rows), -1) + np.arange(len(rows))[:, None] * words
    return as_columns(np.bincount(place.ravel(), minlength=len(rows) * words).reshape(-1, words))


def _short(
    prepared: Prepared, errors: Errors, name: str, own: NDArray[np.float64], balanced: bool
) -> dict[str, Any]:
    """How far a network's errors on its training rows are behind those of a bar that has not seen them."""
    from sklearn.model_selection import KFold

    known = known_rows(prepared)[0]
    kept = np.random.default_rng(0).permutation(len(known))[:MOST_ROWS]
    x, known, own = _told(prepared, prepared.x_train[kept]), known[kept], own[kept]
    theirs = np.full(len(kept), np.nan)
    for seen, unseen in KFold(FOLDS).split(x):
        fitted = fitted_models(prepared, x[seen], known[seen], only=name, balanced=balanced)
        if name not in fitted:
            return {}
        theirs[unseen] = errors(fitted[name](x[unseen]), known[unseen])
    return {"short": Difference.of(own - theirs)}


def _elsewhere(prepared: Prepared, errors: Errors, balanced: bool) -> dict[str, Any]:
    """Whether what holds among the training rows holds for the validation rows."""
    known, y_valid = known_rows(prepared)
    kept = np.random.default_rng(0).permutation(len(known))[:MOST_ROWS]
    cut = len(kept) * 3 // 4
    x = _told(prepared, prepared.x_train[kept])
    fitted = fitted_models(prepared, x[:cut], known[kept[:cut]], balanced=balanced)
    if not fitted or cut == len(kept):
        return {}
    held = {name: errors(answer(x[cut:]), known[kept[cut:]]) for name, answer in fitted.items()}
    best = min(held, key=lambda name: float(held[name].mean()))
    there = errors(fitted[best](_told(prepared, prepared.x_valid)), y_valid)
    return {"elsewhere": _between(held[best], there), "held": float(held[best].mean())}
