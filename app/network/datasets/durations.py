"""How long something took, as people and clocks write it; the functions stand in the programs of runs."""

from __future__ import annotations

import pandas as pd


def is_time_taken(texts: pd.Series) -> bool:
    """Whether values are hours and minutes such as “2h 50m”, some of them with both.

    >>> is_time_taken(pd.Series(["2h 50m", "19h"])), is_time_taken(pd.Series(["5 m", "7 m"]))
    (True, False)
    """
    if not texts.iloc[:20].str.contains(r"\d\s*[Hh]").any():
        return False
    hours, minutes = r"\d+\s*h(?:ours?|rs?)?\.?", r"\d+\s*m(?:in(?:ute)?s?)?\.?"
    both = texts.str.fullmatch(rf"(?i){hours}\s*{minutes}")
    return bool(both.any()) and bool((both | texts.str.fullmatch(rf"(?i){hours}|{minutes}")).mean() > 0.9)


def minutes_of(texts: pd.Series) -> pd.Series:
    """Hours and minutes as minutes; what is neither stays."""
    hours, minutes = (
        pd.to_numeric(texts.str.extract(rf"(?i)(\d+)\s*{unit}", expand=False)) for unit in ("h", "m")
    )
    found = (hours.fillna(0) * 60 + minutes.fillna(0)).astype(int).astype(str)
    return found.where(hours.notna() | minutes.notna(), texts)


def is_stopped(texts: pd.Series) -> bool:
    """Whether values are what a stopwatch shows, which no time of a day is: hours of one digit before
    minutes and seconds throughout, or of a day and more, or minutes before fractions of seconds.

    >>> is_stopped(pd.Series(["2:31:47", "3:02:09"])), is_stopped(pd.Series(["02:31:47", "13:02:09"]))
    (True, False)
    """
    if not texts.iloc[:20].str.contains(":", regex=False).any():
        return False
    if texts.str.fullmatch(r"\d{1,3}:\d\d(?::\d\d)?(?:\.\d+)?").mean() < 0.95:
        return False
    hours = pd.to_numeric(texts.str.extract(r"^(\d+):\d\d:\d\d", expand=False))
    alone = texts.str.fullmatch(r"\d:\d\d:\d\d(?:\.\d+)?").mean() >= 0.95
    return bool(alone or (hours >= 24).any() or texts.str.fullmatch(r"\d{1,2}:\d\d\.\d+").any())


def seconds_of(texts: pd.Series) -> pd.Series:
    """What a stopwatch shows, as seconds; what is none stays.

    >>> seconds_of(pd.Series(["1:10:00", "2:05.5", "-"])).tolist()
    ['4200', '125.5', '-']
    """
    parts = texts.str.extract(r"^(?:(\d+):)?(\d+):(\d\d(?:\.\d+)?)$").apply(pd.to_numeric)
    total = (parts[0].fillna(0) * 3600 + parts[1] * 60 + parts[2]).round(6)
    found: pd.Series = total.map("{:.12g}".format)
    return found.where(parts[2].notna(), texts)
