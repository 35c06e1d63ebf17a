"""How long something took, as people and clocks write it; the functions stand in the programs of runs."""

from __future__ import annotations

import pandas as pd


def is_time_taken(texts: pd.Series) -> bool:
    """Whether values are times with their units, of which several occur: “2h 50m”, “45 min” and “1.5 h”.

    An “m” or “s” alone may be a metre or a second, so that they count only beside another in one value.

    >>> is_time_taken(pd.Series(["2h 50m", "19h"])), is_time_taken(pd.Series(["5 m", "7 s"]))
    (True, False)
    """
    if not texts.iloc[:20].str.contains(r"\d\s*[A-Za-z]").any():
        return False
    days = r"y(?:ea)?rs?|mo(?:nth)?s?|w(?:ee)?ks?|d(?:ays?)?"
    units = rf"{days}|h(?:ou)?r?s?|m(?:in(?:ute)?s?)?|s(?:ec(?:ond)?s?)?"
    # “1,200 days” are more than one, or not, and nobody knows.
    one = rf"\d{{1,9}}(?:\.\d{{1,9}}|,\d{{1,2}})?\s*(?:{units})\.?"
    form = rf"(?i){one}(?:[\s,]*{one})*"
    sample = texts.iloc[:: max(len(texts) // 1_000, 1)]
    if sample.str.fullmatch(form).mean() <= 0.9 or texts.str.fullmatch(form).mean() <= 0.9:
        return False
    names = sample.str.lower().str.findall(r"[a-z]+")
    written = {name for found in names for name in found}
    kinds = {name.rstrip("s")[:1] + ("o" if name.startswith("mo") else "") for name in written}
    return len(kinds) > 1 and (bool((names.map(len) > 1).any()) or not written & {"m", "s"})


def in_shortest(texts: pd.Series) -> pd.Series:
    """Times with their units in the shortest of these; a month is a twelfth of a year. What is none stays.

    >>> in_shortest(pd.Series(["2h 50m", "19h"])).tolist()
    ['170', '1140']
    >>> in_shortest(pd.Series(["18 months", "2 yrs"])).tolist()
    ['18', '24']
    """
    seconds = {"y": 31_557_600, "mo": 2_629_800, "w": 604_800, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
    number = r"\d{1,9}(?:\.\d{1,9}|,\d{1,2})?"
    told = texts.str.lower()
    told = told[told.str.fullmatch(rf"(?:{number}\s*[a-z]+\.?[\s,]*)+")]
    found = told.str.extractall(rf"({number})\s*(y|mo|w|d|h|m|s)[a-z]*")
    if found.empty:
        return texts
    worth = found[1].map(seconds)
    total = pd.to_numeric(found[0].str.replace(",", ".", regex=False)) * worth
    sums = (total.groupby(level=0).sum() / worth.min()).round(6).reindex(texts.index)
    return sums.map("{:.12g}".format).where(sums.notna(), texts)


def is_stopped(texts: pd.Series) -> bool:
    """Whether values are what a stopwatch shows, which no time of a day is: hours of one digit before
    minutes and seconds throughout, some of which are not 00, or of a day and more, or minutes before
    fractions of seconds.

    >>> is_stopped(pd.Series(["2:31:47", "3:02:09"])), is_stopped(pd.Series(["02:31:47", "13:02:09"]))
    (True, False)
    """
    if not texts.iloc[:20].str.contains(":", regex=False).any():
        return False
    if texts.str.fullmatch(r"\d{1,3}:\d\d(?::\d\d)?(?:\.\d+)?").mean() < 0.95:
        return False
    hours = pd.to_numeric(texts.str.extract(r"^(\d{1,3}):\d\d:\d\d", expand=False))
    alone = texts.str.fullmatch(r"\d:\d\d:\d\d(?:\.\d+)?").mean() >= 0.95
    # Shops open at 7:30:00.
    alone = alone and not texts.str.fullmatch(r"\d:\d\d:00").mean() >= 0.95
    return bool(alone or (hours >= 24).any() or texts.str.fullmatch(r"\d{1,2}:\d\d\.\d+").any())


def seconds_of(texts: pd.Series) -> pd.Series:
    """What a stopwatch shows, as seconds; what is none stays.

    >>> seconds_of(pd.Series(["1:10:00", "2:05.5", "-"])).tolist()
    ['4200', '125.5', '-']
    """
    parts = texts.str.extract(r"^(?:(\d{1,3}):)?(\d{1,3}):(\d\d(?:\.\d{1,15})?)$").apply(pd.to_numeric)
    total = (parts[0].fillna(0) * 3600 + parts[1] * 60 + parts[2]).round(6)
    found: pd.Series = total.map("{:.12g}".format)
    return found.where(parts[2].notna(), texts)
