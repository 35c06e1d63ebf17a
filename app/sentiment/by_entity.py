"""The mood about each company over time: mean sentiment a day or hour, with how sure the mean is.

A text's sentiment is its probability of positive minus that of negative, from −1 to 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.sentiment.corpus.mood_words import NEGATIVE, POSITIVE

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
    return named(frame[frame["time"].notna()]) if has_times(frame) else []


def named(frame: pd.DataFrame) -> list[tuple[str, int]]:
    """The companies that texts name, with their texts, most frequent first.

    ``Gold`` and ``gold`` are one, by the spelling that is met most.
    """
    if "entity" not in frame:
        return []
    spelled = frame["entity"].reset_index(drop=True).explode().dropna().astype(str)
    keys = spelled.str.casefold()
    shown = spelled.groupby(keys.to_numpy()).agg(lambda names: names.value_counts().index[0])
    # A text that spells a company in two ways is one text.
    texts = keys.reset_index().drop_duplicates()["entity"].value_counts()
    found = [(str(shown[str(key)]), int(count)) for key, count in texts.items()]
    return sorted(found, key=lambda one: (-one[1], one[0]))


class Mood(NamedTuple):
    """A company, how many texts name it, and their mean sentiment."""

    company: str
    texts: int
    mean: float


def moods(frame: pd.DataFrame, values: NDArray[np.float64], listed: Sequence[tuple[str, int]]) -> list[Mood]:
    """The mean sentiment of the texts that name each of these companies, in their order."""
    dated = frame["time"].notna().to_numpy() if has_times(frame) else np.ones(len(frame), bool)
    spelled = frame["entity"].reset_index(drop=True)[dated].explode().dropna().astype(str).str.casefold()
    # A text that spells a company in two ways is one text.
    named_by = spelled.reset_index().drop_duplicates()
    means = pd.Series(values[named_by["index"].to_numpy()]).groupby(named_by["entity"].to_numpy()).mean()
    return [Mood(name, texts, float(means[name.casefold()])) for name, texts in listed]


def of_company(frame: pd.DataFrame, company: str) -> NDArray[np.bool_]:
    """True for the texts that name a company, in capitals or not."""
    sought = company.casefold()
    return np.fromiter(
        (any(name.casefold() == sought for name in names) for names in frame["entity"]), bool, len(frame)
    )


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
