"""Verdicts from the rows themselves: validation rows unlike the others, an input that is the target."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.datasets import Data
from app.network.datasets.split import sides
from app.network.record import Record
from app.network.settings import REGRESSION
from app.network.verdicts.verdict import Verdict

Said = tuple[str, float]
"""What differs, and by how many times what is asked for."""

Place = tuple[int, float]
"""An input, and how many times what is asked for it gives the target away."""

LARGE, FAR = 0.8, 6.0
"""Means 0.8 deviations apart, a large effect by Cohen (1988), and 6 standard errors, since the largest of
hundreds of columns is looked at; or a middle half of the values more than twice as wide as the other, by as
many standard errors of the distances from the median."""

SHARES = 0.2
"""A fifth of the rows that would have to change class for both sides to have the same shares."""

MISSED = 5
"""Rows of a class that are expected where none is seen: one chance in 150."""

FOUND, CLEAR, WORSE = 0.8, 4.0, 0.25
"""A model that takes a fifth of the error of answering the mean away on training rows that it did not learn
from, and is worse on validation rows by a quarter of it and by four standard errors."""

REPEATED, POSSIBLE = 0.3, 3.0
"""Three in ten validation rows that training has, too; where the inputs' values could make up a thousand
times as many rows as there are, since else equal ones meet by chance."""

SAME, ALIKE, EXACT = 0.999, 0.99, 1e-4
"""R² of the target with one input alone; that of another one, with which it is not alone, unless it lacks no
more than a ten-thousandth, as a copy does, also one that was rounded."""

MOST_RANKED = 2_000
"""Rows, spread over all, whose order is looked at."""

APART, NEARLY_APART = 30.0, 2.0
"""Classes that one input keeps apart by gaps of thirty times their widest deviation, which nothing measured
does; or of twice it, where the other inputs together do not keep them apart."""

TELLS, OTHERS = 0.05, 5.0
"""An input of as few values as there are classes whose guess is wrong in a twentieth of the rows in which
the largest class is; and the nearest mean of the other inputs wrong five times as often, as in one row of a
hundred at least."""


def differs(run: Record) -> Iterator[Verdict]:
    """Validation rows that come from elsewhere: their score says nothing of the training."""
    data = run.data
    if data is None:
        return
    train, valid = sides(data)
    if len(valid) < 5:
        return
    said: list[Said] = []
    # Rows drawn at random come from the same place, whatever their few numbers look like.
    if data.trained_rows and not data.vocabulary:
        x = data.x.reshape(len(data.x), -1).astype(np.float64)
        moved = _shifted(x[train], x[valid])
        if moved is not None:
            place, margin = moved
            name = data.features[place] if data.x.ndim == 2 and place < len(data.features) else "an input"
            words = (
                f"{name} is {x[train, place].mean():.3g} ± {x[train, place].std():.2g} in training and "
                f"{x[valid, place].mean():.3g} ± {x[valid, place].std():.2g} in validation"
            )
            said.append((words, margin))
    if data.trained_rows and data.task == REGRESSION:
        y = data.y.astype(np.float64)
        moved = _shifted(y[train], y[valid])
        if moved is not None:
            words = (
                f"the target is {y[train].mean():.3g} ± {y[train].std():.2g} in training and "
                f"{y[valid].mean():.3g} ± {y[valid].std():.2g} in validation"
            )
            said.append((words, moved[1]))
    elif data.task != REGRESSION:
        said += _classes(data, train, valid)
    if not said:
        said += _otherwise(run)
    if said:
        yield Verdict(
            "validation differs",
            f"Validation rows are not like those trained on: {' and '.join(words for words, _ in said)}. "
            "Draw both from the same rows; where these are later ones on purpose, expect scores like theirs.",
            (1, int(run.epoch_logs[-1]["epoch"])),
            evidence="data",
            margin=max(margin for _, margin in said),
        )


def _otherwise(run: Record) -> list[Said]:
    """Whether what other models find among the training rows does not hold for the validation rows."""
    found = run.evidence
    if found is None or not found.held < FOUND * found.plain:
        return []
    apart = found.elsewhere
    if apart.mean > CLEAR * apart.error and apart.mean > WORSE * found.plain:
        words = (
            f"a model of three quarters of the training rows has error {found.held:.3g} on the last quarter "
            f"and {found.held + apart.mean:.3g} on validation"
        )
        return [(words, min(apart.times(CLEAR), apart.mean / (WORSE * found.plain)))]
    return []


def _shifted(train: NDArray[np.float64], valid: NDArray[np.float64]) -> Place | None:
    """The column that differs most, if one differs."""
    a, b = train.std(0), valid.std(0)
    apart = np.abs(train.mean(0) - valid.mean(0))
    wide = np.maximum(a, b)
    # Both sides have the wider deviation: of few rows some of hundreds of columns hardly vary by chance.
    error = wide * math.sqrt(1 / len(train) + 1 / len(valid))
    effect = np.where(wide > 0, apart / np.where(wide > 0, wide, 1), np.where(apart > 0, np.inf, 0))
    moved = (effect > LARGE) & (apart > FAR * error)
    # Where most values are the same, a deviation hangs on a few rows: the middle half of them tells more.
    middle = [np.subtract(*np.percentile(side, [75, 25], axis=0)) for side in (train, valid)]
    noise = _noise_of_spread(train, valid)
    spread = (np.maximum(*middle) > 2 * np.minimum(*middle)) & (np.minimum(*middle) > 0) & (len(valid) >= 30)
    spread &= noise > FAR
    found = moved | spread
    if not found.any():
        return None
    place = int(np.argmax(np.where(found, np.nan_to_num(effect, posinf=1e9) + spread, -1)))
    if not moved[place]:
        wider, narrower = (float(one(*middle)[place]) for one in (np.maximum, np.minimum))
        return place, min(wider / (2 * narrower), float(noise[place]) / FAR)
    sure = float(apart[place] / (FAR * error[place])) if error[place] else math.inf
    return place, min(float(effect[place]) / LARGE, sure)


def _noise_of_spread(train: NDArray[np.float64], valid: NDArray[np.float64]) -> NDArray[np.float64]:
    """How many standard errors apart the logarithms of both sides' mean distances from their medians are, by
    column: distances, as Brown and Forsythe (1974) compare, of which both sides vary as the side that varies
    more does.
    """
    away = [np.abs(side - np.median(side, axis=0)) for side in (train, valid)]
    means = [np.maximum(one.mean(0), np.finfo(np.float64).tiny) for one in away]
    varied = np.maximum(*(one.std(0) / mean for one, mean in zip(away, means, strict=True)))
    apart = np.abs(np.log(means[0] / means[1]))
    error = varied * math.sqrt(1 / len(train) + 1 / len(valid))
    return np.where(error > 0, apart / np.where(error > 0, error, 1), np.where(apart > 0, np.inf, 0))


def _classes(data: Data, train: NDArray[np.intp], valid: NDArray[np.intp]) -> list[Said]:
    counts = [np.bincount(data.y[side], minlength=len(data.classes)) for side in (train, valid)]
    shares = [count / count.sum() for count in counts]
    for here, there, name in ((0, 1, "validation"), (1, 0, "training")):
        missing = np.flatnonzero((counts[there] == 0) & (shares[here] * counts[there].sum() >= MISSED))
        if len(missing):
            expected = float(shares[here][missing[0]] * counts[there].sum())
            return [(f"“{data.classes[missing[0]]}” is not among the {name} rows", expected / MISSED)]
    apart = np.abs(shares[0] - shares[1])
    noise = np.sqrt(shares[0] * (1 - shares[0]) * (1 / counts[0].sum() + 1 / counts[1].sum()))
    place = int(np.argmax(apart))
    if apart.sum() / 2 > SHARES and apart[place] > CLEAR * noise[place]:
        words = (
            f"“{data.classes[place]}” is {shares[0][place]:.0%} of the training and {shares[1][place]:.0%} "
            "of the validation rows"
        )
        sure = float(apart[place] / (CLEAR * noise[place])) if noise[place] else math.inf
        return [(words, min(float(apart.sum()) / 2 / SHARES, sure))]
    return []


def leakage(run: Record) -> Iterator[Verdict]:
    """One of several inputs gives the target away, or validation rows are among those trained on."""
    data = run.data
    if data is not None and run.evidence is not None and (share := _repeated(data)) > REPEATED:
        yield Verdict(
            "leakage",
            f"{share:.0%} of the validation rows are also among the training rows: their score counts what "
            "is remembered. Keep each row once, before validation rows are taken from them.",
            (1, int(run.epoch_logs[-1]["epoch"])),
            (0,),
            evidence="data",
            margin=share / REPEATED,
        )
        return
    if data is None or data.x.ndim != 2 or data.vocabulary or data.x.shape[1] < 2:
        return
    x = data.x.astype(np.float64)
    y = data.y.astype(np.float64)
    given = _same(x, y) or _in_order(x, y) if data.task == REGRESSION else _apart(x, data.y)
    if given is not None:
        place, margin = given
        yield Verdict(
            "leakage",
            f"{data.features[place]} alone gives “{data.target}” away: will it be known when a prediction is "
            "wanted? Leave it out if not.",
            (1, int(run.epoch_logs[-1]["epoch"])),
            (0,),
            evidence="data",
            margin=margin,
        )


def _repeated(data: Data) -> float:
    """The share of validation rows that training has, too, with their targets; 0 where chance explains it."""
    train, valid = sides(data)
    x = data.x.reshape(len(data.x), -1)
    rows = np.ascontiguousarray(np.column_stack([x, data.y.reshape(len(x), -1)]).astype(np.float64))
    # Equal bytes are equal numbers once a zero has no sign.
    keys = pd.util.hash_array((rows + 0.0).view(f"V{rows.shape[1] * 8}").ravel().astype(object))
    share = float(np.isin(keys[valid], keys[train]).mean())
    if share <= REPEATED:
        return share
    kinds = sum(np.log10(len(np.unique(column))) for column in x.T)
    return share if kinds > np.log10(len(x)) + POSSIBLE else 0.0


def _same(x: NDArray[np.float64], y: NDArray[np.float64]) -> Place | None:
    inputs, target = x - x.mean(0), y[:, :1] - y[:, :1].mean(0)
    norms = (inputs**2).sum(0) * (target**2).sum()
    share = (inputs * target).sum(0) ** 2 / np.where(norms > 0, norms, 1)
    second, best = np.sort(share)[-2:]
    left = max(1.0 - float(best), 0.0)
    # One alone: of a smooth series each of the values before tells nearly all of the next.
    if best <= SAME or (left > EXACT and second > ALIKE):
        return None
    return int(np.argmax(share)), (1 - SAME) / left if left else math.inf


def _in_order(x: NDArray[np.float64], y: NDArray[np.float64]) -> Place | None:
    """The input whose order is that of the target (Spearman's correlation), whatever its scale."""
    rows = np.linspace(0, len(x) - 1, min(len(x), MOST_RANKED)).astype(int)
    ranks = [pd.DataFrame(values[rows]).rank().to_numpy() for values in (x, y[:, :1])]
    return _same(*ranks)


def _apart(x: NDArray[np.float64], y: NDArray[np.int32]) -> Place | None:
    """The input in which the classes, or one and all others, lie far apart, if there is one."""
    classes = np.unique(y)
    sides = [np.searchsorted(classes, y), *(y == one for one in (classes if len(classes) > 2 else ()))]
    for side in sides:
        groups = [x[side == one] for one in np.unique(side)]
        if (found := _parted(x, groups, APART)) is not None:
            return found
        found = _parted(x, groups, NEARLY_APART)
        if found is not None and _error_of_others(x, side, found[0]) > 0:
            return found
    return _telling(x, sides[0])


def _telling(x: NDArray[np.float64], y: NDArray[np.intp]) -> Place | None:
    """The input of few values that nearly always tells the class, where the others do not."""
    plain = 1 - np.bincount(y).max() / len(y)
    for place in range(x.shape[1]):
        values, codes = np.unique(x[:, place], return_inverse=True)
        if not 1 < len(values) <= len(np.unique(y)):
            continue
        counts = np.zeros((len(values), y.max() + 1))
        np.add.at(counts, (codes, y), 1)
        wrong = 1 - counts.max(1).sum() / len(y)
        if wrong <= TELLS * plain and _error_of_others(x, y, place) > OTHERS * wrong:
            return place, TELLS * plain / wrong if wrong > 0 else math.inf
    return None


def _error_of_others(x: NDArray[np.float64], y: NDArray[np.integer], place: int) -> float:
    """How often the nearest class mean of all other inputs is wrong; 0 where that is in less than 1%."""
    rest = np.delete(x, place, 1)
    deviation = rest.std(0)
    rest = (rest - rest.mean(0)) / np.where(deviation > 0, deviation, 1)
    classes = np.unique(y)
    means = np.stack([rest[y == one].mean(0) for one in classes])
    distances = (means**2).sum(1) - 2 * rest @ means.T
    wrong = float((classes[distances.argmin(1)] != y).mean())
    return wrong if wrong > 0.01 else 0.0


def _parted(x: NDArray[np.float64], groups: list[NDArray[np.float64]], least: float) -> Place | None:
    low, high, wide = (np.array([one(group, axis=0) for group in groups]) for one in (np.min, np.max, np.std))
    order = np.argsort(low, axis=0)
    low, high = np.take_along_axis(low, order, 0), np.take_along_axis(high, order, 0)
    gaps = (low[1:] - high[:-1]).min(0) if len(groups) > 1 else np.zeros(x.shape[1])
    apart = (gaps > 0) & (gaps > least * wide.max(0))
    if not apart.any():
        return None
    place = int(np.argmax(apart))
    widest = float(wide.max(0)[place])
    return place, float(gaps[place]) / (least * widest) if widest else math.inf
