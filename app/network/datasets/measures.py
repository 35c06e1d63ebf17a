"""Numbers of several parts, as a workshop, a map or a scout writes them; the function stands in the programs
of runs, too."""

from __future__ import annotations

import pandas as pd


def in_one_unit(texts: pd.Series) -> pd.Series:
    """Feet and inches as inches, degrees with minutes and seconds as degrees, and fractions of inches as
    decimal numbers, where nearly all values are such; else the texts as they are.

    Feet alone stay (``45'`` may be a minute, too). An “O” is west (Oeste, Ouest) beside an “E”, east (Ost)
    beside a “W”, and with neither nobody knows.

    >>> in_one_unit(pd.Series(["5'11\\"", "6'"])).tolist(), in_one_unit(pd.Series(["1 1/2", "3"])).tolist()
    (['71', '72'], ['1.5', '3'])
    >>> in_one_unit(pd.Series(["52°30'00\\"N", "3°15'S"])).tolist()
    ['52.5', '-3.25']
    """
    minute, second, number = r"['\u2032]", r"(?:\"|\u2033|'')", r"(\d+(?:\.\d+)?)"
    forms = (
        (rf"(\d+)\s*(?:{minute}|ft\.?|feet)\s*(?:{number}\s*(?:{second}|in\.?)?)?()()", (12, 1, 0)),
        (rf"(\d+)°\s*(\d+){minute}\s*(?:{number}{second})?\s*([NSEWO])?", (1, 1 / 60, 1 / 3600)),
    )
    sample = texts.iloc[:200]
    for form, weights in forms:
        if not len(sample) or sample.str.fullmatch(form).mean() < 0.9:
            continue
        parts = texts.str.extract(f"^{form}$")
        if parts[1].isna().all():
            continue
        sides = set(parts[3].dropna())
        if "O" in sides and ("E" in sides) == ("W" in sides):
            return texts
        total = parts[[0, 1, 2]].apply(pd.to_numeric).fillna(0).mul(list(weights)).sum(axis=1).round(9)
        signed = total.where(~parts[3].isin(["S", "W", *("O" if "E" in sides else "")]), -total)
        found: pd.Series = signed.map("{:.12g}".format)
        return found.where(parts[0].notna(), texts)
    whole_or_part = r"(?:(\d+)(?:[ -]|$))?(?:([1-9]\d?)/(2|3|4|8|16|32|64))?"
    if len(sample) and sample.str.contains("/").any() and sample.str.fullmatch(whole_or_part).mean() >= 0.9:
        parts = texts.str.extract(f"^{whole_or_part}$")
        share = pd.to_numeric(parts[1]) / pd.to_numeric(parts[2])
        if (share.dropna() < 1).all():
            total = pd.to_numeric(parts[0]).fillna(0) + share.fillna(0)
            return total.map("{:.12g}".format).where(parts[0].notna() | parts[1].notna(), texts)
    return texts
