"""Texts that stand for a missing value, whatever wrote the table."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

ABSENT = (
    *("", "na", "n/a", "n.a.", "nan", "nat", "null", "none", "nil", "<na>", "missing"),
    *("?", "-", "--", ".", "..", "...", ":", "\\n"),
    *("#n/a", "#n/a n/a", "#na", "#value!", "#div/0!", "#ref!", "#num!", "#name?", "#null!"),
)
"""In small letters: those of pandas, R, SAS, MySQL, statistical offices, of Excel's and Bloomberg's errors,
and what people write by hand."""


def missing(texts: pd.Series) -> NDArray[np.bool_]:
    """Which values are missing."""
    return texts.str.strip().str.lower().isin(ABSENT).to_numpy(bool)
