"""A run in a few facts, and how it differs from another one."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from app.network.clipping import clipped_words
from app.network.datasets import Data
from app.network.datasets.split import sides
from app.network.settings import REGRESSION, SCORES, Settings, score_of
from app.network.verdicts.layers import DEAD
from app.network.views.facts import Fact
from app.network.views.ticks import MINUS, number
from app.network.wording import data_words, layers_words, spec_words

LEARNED = 0.1
"""An R² above this is more than the mean: learning has begun."""


class Trained(Protocol):
    """What a run and a kept run have in common."""

    @property
    def settings(self) -> Settings:
        """What it is made of."""

    @property
    def task(self) -> str:
        """What it is for."""

    @property
    def epoch_logs(self) -> list[dict[str, float]]:
        """Its numbers, a row an epoch."""

    @property
    def final(self) -> dict[str, float]:
        """The numbers of the epoch whose weights are kept."""

    @property
    def seconds(self) -> float:
        """How long it took."""


def final(run: Trained) -> float:
    """The validation score of the epoch whose weights are kept, NaN before the first epoch."""
    return run.final.get(f"val_{score_of(run.task)}", float("nan"))


def bar_of(run: Trained) -> float | None:
    """The score that tells something: `LEARNED`, or the share of the validation rows that are of the class
    most frequent among those trained on; None where the rows are not known."""
    if run.task == REGRESSION:
        return LEARNED
    data: Data | None = getattr(run, "data", None)
    if data is None or not data.classes:
        return None
    train, valid = sides(data)
    return float((data.y[valid] == np.bincount(data.y[train]).argmax()).mean())


def first_above(run: Trained, score: float = LEARNED) -> int | None:
    """The first epoch whose validation score is above ``score``."""
    name = f"val_{score_of(run.task)}"
    return next((int(row["epoch"]) for row in list(run.epoch_logs) if row.get(name, -1.0) > score), None)


def same_score(run: Trained, other: Trained) -> bool:
    """Whether their scores are of the same rows and the same question, so that they compare."""
    return run.task == other.task and run.settings.data == other.settings.data


def same_loss(run: Trained, other: Trained) -> bool:
    """Whether their losses are in the same terms, too: the same function of an equally scaled target."""
    mine, theirs = run.settings, other.settings
    scaled = run.task != REGRESSION or mine.scale_target == theirs.scale_target
    return same_score(run, other) and mine.loss == theirs.loss and scaled


def facts(run: Trained, data: Data | None) -> list[Fact]:
    """What this run is and what came of it."""
    settings = run.settings
    score = SCORES[score_of(run.task)]
    rate = settings.optimizer.values.get("learning_rate")
    optimizer = spec_words(settings.optimizer)
    if settings.schedule is not None:
        optimizer = f"{settings.optimizer.name}, {spec_words(settings.schedule)}"
    elif rate is None:
        optimizer = f"{optimizer}, usual learning rate"
    return [
        Fact("data", data_words(settings, data)),
        Fact("loss", spec_words(settings.loss)),
        Fact("optimizer", optimizer),
        *(Fact("learning rate", f"{rate:g} from epoch {first}") for first, rate in getattr(run, "rates", ())),
        *_clipped(run),
        Fact("batch", f"{settings.batch_size:,}"),
        Fact("seed", str(settings.seed)),
        Fact(f"final {score}", number(final(run))),
        *_first(run, score),
        *_bars(run),
        *_dead(run),
        Fact("time", f"{run.seconds:.1f} s" if run.seconds else "–"),
    ]


def _clipped(run: Trained) -> list[Fact]:
    """Where the optimizer shortened gradients."""
    shots = getattr(run, "snapshots", None)
    words = clipped_words(shots) if shots is not None and len(shots) else ""
    return [Fact("gradients clipped", words)] if words else []


def _dead(run: Trained) -> list[Fact]:
    """The hidden layer of which most units are dead at the end, if more than half are: also of a run that is
    fine without them."""
    shots = getattr(run, "snapshots", None)
    if shots is None or not len(shots):
        return []
    shares = np.nan_to_num(shots.measure("dead")[:-1, -1])
    if not len(shares) or shares.max() <= DEAD:
        return []
    return [Fact("dead units", f"{shares.max():.0%} of layer {int(shares.argmax()) + 1}")]


def _first(run: Trained, score: str) -> list[Fact]:
    """The first epoch that is better than answering the mean, or the class seen most."""
    bar = bar_of(run)
    if bar is None:
        return []
    first = first_above(run, bar)
    found = [Fact(f"first {score} > {number(bar)}", f"epoch {first}" if first is not None else "never")]
    if run.task != REGRESSION:
        found.insert(0, Fact("… of the largest class alone", number(bar)))
    return found


def _bars(run: Trained) -> list[Fact]:
    """The validation error beside those of others on the same rows, where a run was compared with them."""
    found = getattr(run, "evidence", None)
    if found is None:
        return []
    nobody = "the mean" if run.task == REGRESSION else "the classes' shares"
    bars = [("validation error", found.valid), (f"… of {nobody}", found.plain)]
    if found.bar_name:
        bars.insert(1, (f"… of {found.bar_name}", found.bar))
    return [Fact(name, number(error)) for name, error in bars]


def against(run: Trained, other: Trained) -> list[Fact]:
    """What came of ``run``, each number with its difference to that of ``other``.

    Scores of other data or another question are shown without one.
    """
    score = SCORES[score_of(other.task)]
    mine, theirs = final(run), final(other)
    alike = same_score(run, other)
    change = mine - theirs if alike else float("nan")
    bar = bar_of(run) if alike else LEARNED if other.task == REGRESSION else None
    first, other_first = (None, None) if bar is None else (first_above(run, bar), first_above(other, bar))
    found = [
        Fact(
            f"final {score}",
            number(theirs),
            _signed(change) if np.isfinite(change) else "",
            None if not np.isfinite(change) or abs(change) < 0.005 else change > 0,
        ),
        *(
            []
            if bar is None
            else [
                Fact(
                    f"first {score} > {number(bar)}",
                    f"epoch {other_first}" if other_first is not None else "never",
                    ""
                    if first == other_first or not alike
                    else f"here {f'epoch {first}' if first is not None else 'never'}",
                    None if first == other_first or not alike else (first or 1e9) < (other_first or 1e9),
                )
            ]
        ),
        Fact(
            "epochs",
            f"{len(other.epoch_logs):,}",
            "" if len(run.epoch_logs) == len(other.epoch_logs) else f"here {len(run.epoch_logs):,}",
        ),
        Fact("time", f"{other.seconds:.1f} s", f"here {run.seconds:.1f} s"),
    ]
    return found + [Fact(name, there, f"here {here}") for name, here, there in differences(run, other)]


def differences(run: Trained, other: Trained) -> list[tuple[str, str, str]]:
    """The settings in which two runs differ: name, here, there."""
    mine, theirs = run.settings, other.settings
    found = [
        ("layers", layers_words(mine.rows), layers_words(theirs.rows)),
        ("data", data_words(mine, None), data_words(theirs, None)),
        ("loss", spec_words(mine.loss), spec_words(theirs.loss)),
        ("optimizer", spec_words(mine.optimizer), spec_words(theirs.optimizer)),
        ("batch", str(mine.batch_size), str(theirs.batch_size)),
        ("seed", str(mine.seed), str(theirs.seed)),
    ]
    return [one for one in found if one[1] != one[2]]


def _signed(change: float) -> str:
    """A difference with its sign, in three digits."""
    return f"{change:+.3f}".replace("-", MINUS) if abs(change) >= 0.0005 else "±0"
