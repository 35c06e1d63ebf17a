"""What a training records: its settings, its numbers an epoch, its snapshots."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from app.network.datasets import Data
from app.network.datasets.notebook_data import NOTEBOOK
from app.network.settings import REGRESSION, Settings, score_of
from app.network.snapshots import Snapshots
from app.network.step_losses import StepLosses
from app.network.wording import title_of

if TYPE_CHECKING:
    from app.network.evidence import Evidence


@dataclass(frozen=True)
class Stretch:
    """One fit: epochs done before it, the epoch it was to reach, and another learning rate if it got one."""

    first: int
    last: int
    rate: float | None = None


class Record:
    """What a training leaves behind, and grows while it goes on.

    ``epoch_logs`` has one dict an epoch: "epoch" from 1, "loss", the score ("r2" or "accuracy"), chosen
    metrics, and each again as "val_..."; ``steps`` are the training losses batch by batch. ``model`` is the
    Keras model, None where a run was only read from disk; ``weights`` are its arrays. ``stretches`` are the
    fits that ended, ``going`` the one at hand.
    ``evidence`` compares it with other models once it has ended (see `evidence`).
    ``exact`` tells whether its code gives the same numbers: not after a stop in the middle of an epoch.
    """

    def __init__(self, settings: Settings, data: Data | None, layers: list[str]) -> None:
        self.settings = settings
        self.data = data
        self.task = data.task if data is not None else REGRESSION
        self.epoch_logs: list[dict[str, float]] = []
        self.snapshots = Snapshots(layers)
        self.steps = StepLosses()
        self.model: Any = None
        self.weights: list[Any] = []
        self.stretches: list[Stretch] = []
        self.going: Stretch | None = None
        self.seconds = 0.0
        self.exact = True
        self.diverged = False
        self.abandoned = False
        self.evidence: Evidence | None = None
        self.key = ""

    @property
    def history(self) -> pd.DataFrame:
        """The numbers, a row an epoch, indexed by epoch from 1."""
        rows = list(self.epoch_logs)
        if not rows:
            return pd.DataFrame(columns=["loss", "val_loss"], index=pd.Index([], name="epoch"))
        return pd.DataFrame(rows).astype({"epoch": int}).set_index("epoch")

    @property
    def title(self) -> str:
        """What it is called (see `wording.title_of`)."""
        return title_of(self.settings)

    @property
    def score(self) -> str:
        """The name of the score: "r2" or "accuracy"."""
        return score_of(self.task)

    @property
    def final(self) -> dict[str, float]:
        """The numbers of the epoch whose weights are kept (see `kept_row`); empty before the first."""
        return kept_row(
            self.settings, list(self.epoch_logs), self.stretches[-1].first if self.stretches else 0
        )

    @property
    def rates(self) -> list[tuple[int, float]]:
        """The learning rates that it got on its way, each with the first epoch, from 1, trained with it."""
        fits = [*self.stretches, *([self.going] if self.going is not None else [])]
        return [(one.first + 1, one.rate) for one in fits if one.rate is not None]

    def first_above(self, score: float) -> int | None:
        """The first epoch whose validation score is above ``score``, or None."""
        name = f"val_{self.score}"
        return next((int(row["epoch"]) for row in self.epoch_logs if row.get(name, -1.0) > score), None)

    def repeats(self, settings: Settings) -> bool:
        """Whether training ``settings`` anew would give this run."""
        return self.is_of(settings) and is_whole(self.settings, self.epoch_logs) and not self.rates

    def is_of(self, settings: Settings) -> bool:
        """Whether it trains, or trained, these settings, on data that others have, too."""
        shared = self.settings.data.name not in ("own", NOTEBOOK)
        return shared and self.settings.trains_like(settings)

    def ended(
        self,
        *,
        first: int,
        last: int,
        exact: bool,
        seconds: float,
        diverged: bool,
        abandoned: bool,
        rate: float | None = None,
    ) -> None:
        """Note how a fit ended; ``rate`` is the learning rate that it got, if that was another one."""
        self.going = None
        reached = int(self.epoch_logs[-1]["epoch"]) if self.epoch_logs else 0
        # A fit that somebody stopped is repeated by one that was to end there.
        if reached > first:
            stopping = self.settings.early_stopping is not None
            self.stretches.append(Stretch(first, last if stopping and not exact else reached, rate))
        self.exact = self.exact and exact
        self.seconds += seconds
        self.diverged, self.abandoned = diverged, abandoned


def is_whole(settings: Settings, rows: Sequence[Mapping[str, float]]) -> bool:
    """Whether a run that reached ``rows`` is what training ``settings`` to their end gives.

    A run that was stopped or trained on is not; one that ended early by itself is.
    """
    early = 0 < len(rows) < settings.epochs and settings.early_stopping is not None
    return len(rows) == settings.epochs or early


def kept_row(settings: Settings, rows: Sequence[Mapping[str, float]], first: int = 0) -> dict[str, float]:
    """The numbers of the epoch whose weights a run ends with; empty where there are no rows.

    That is the last one, unless early stopping goes back to its best: the last that was lower by more than
    ``min_delta`` than the best before it, as Keras's callback counts. ``first`` epochs belong to earlier
    fits, which it does not remember.
    """
    stopping = settings.early_stopping
    own = [row for row in rows if row["epoch"] > first] or list(rows)
    if not own:
        return {}
    if stopping is None or not stopping.restore_best:
        return dict(own[-1])
    best, kept = math.inf, own[0]
    for row in own:
        if row.get(stopping.monitor, math.inf) < best - abs(stopping.min_delta):
            best, kept = row[stopping.monitor], row
    return dict(kept)
