"""The mood about each company over time: mean sentiment a day or hour, with how sure the mean is.

A text's sentiment is its probability of positive minus that of negative, from −1 to 1.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.sentiment.corpus.labels import NEGATIVE, POSITIVE

Every = Literal["day", "hour"]
_BUCKETS = {"day": "D", "hour": "h"}


def has_times(frame: pd.DataFrame) -> bool:
    """Whether a set names companies and says when, so that there is something to draw."""
    return "time" in frame and "entity" in frame and bool(frame["time"].notna().any())


def sentiment(probabilities: NDArray[np.float64], classes: tuple[str, ...]) -> NDArray[np.float64]:
    """Each text's sentiment; zeros where the set has no label positive or negative."""

    def of(label: str) -> NDArray[np.float64]:
        return probabilities[:, classes.index(label)] if label in classes else np.zeros(len(probabilities))

    return of(POSITIVE) - of(NEGATIVE)


def companies(frame: pd.DataFrame) -> list[tuple[str, int]]:
    """The companies that dated texts name, with their texts, most frequent first."""
    if not has_times(frame):
        return []
    named = frame.loc[frame["time"].notna(), "entity"].explode().dropna()
    counts = named.value_counts()
    return sorted(((str(name), int(count)) for name, count in counts.items()), key=lambda x: (-x[1], x[0]))


def of_company(frame: pd.DataFrame, company: str) -> NDArray[np.bool_]:
    """True for the texts that name a company."""
    return np.fromiter((company in names for names in frame["entity"]), bool, len(frame))


def by_time(
    frame: pd.DataFrame, values: NDArray[np.float64], company: str | None = None, every: Every = "day"
) -> pd.DataFrame:
    """Mean sentiment of the dated texts (of one company) in each day or hour that has any.

    Columns: ``time`` (its start), ``count``, ``mean``, ``error``. The error is the standard error of the
    mean, the sample's standard deviation over the root of the count, NaN where there is a single text;
    mean ± error is the band that the page draws.
    """
    chosen = frame["time"].notna().to_numpy()
    if company is not None:
        chosen = chosen & of_company(frame, company)
    starts = frame.loc[chosen, "time"].dt.floor(_BUCKETS[every])
    grouped = pd.Series(values[chosen], index=starts.index).groupby(starts.to_numpy())
    found = grouped.agg(["count", "mean", "sem"]).rename(columns={"sem": "error"})
    return found.rename_axis("time").reset_index()
