"""Numbers of several parts, as a workshop, a map or a scout writes them; programs of runs hold this too."""

from __future__ import annotations

import pandas as pd

COLDEST = 20
"""Kelvin that are taken for a temperature; below it small counts stand as often beside thousands."""


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


def have_prefixes(texts: pd.Series) -> bool:
    """Whether a column has numbers of one unit with different prefixes, such as grams and kilograms.

    >>> have_prefixes(pd.Series(["1.5 kg", "500 g"])), have_prefixes(pd.Series(["3 mg", "4 m"]))
    (True, False)
    """
    form = r"[\d.,]+\s*([fpnuµμmcdhkKMGT]?)(g|m|l|L|s|W|Wh|V|A|Hz|Pa|J|N|mol|bar|t|B|b|bit|Ω)"
    parts = texts.iloc[:1_000].str.extract(rf"^{form}$").dropna()
    return (
        len(parts) >= 0.9 * len(texts.iloc[:1_000])
        and parts[1].nunique() == 1
        and parts[0].nunique() > 1
        and not set(parts[0]) >= {"m", "M"}
        # A tonne has no thousandths, and “ft” and “pt” are feet and pints.
        and not (parts[1].iloc[0] in ("t", "B", "b", "bit", "l", "L") and set(parts[0]) & {"f", "p"})
    )


def without_prefixes(texts: pd.Series) -> pd.Series:
    """Numbers of one unit with different prefixes in the unit itself; what is none stays.

    >>> without_prefixes(pd.Series(["1.5 kg", "1,200 g", "?"])).tolist()
    ['1500', '1200', '?']
    """
    powers = {"": 0, "f": -15, "p": -12, "n": -9, "u": -6, "µ": -6, "μ": -6, "m": -3, "c": -2, "d": -1}
    powers |= {"h": 2, "k": 3, "K": 3, "M": 6, "G": 9, "T": 12}
    unit = r"(?:g|m|l|L|s|W|Wh|V|A|Hz|Pa|J|N|mol|bar|t|B|b|bit|Ω)"
    parts = texts.str.extract(rf"^(\d+(?:,\d{{3}})*(?:[.,]\d+)?)\s*([fpnuµμmcdhkKMGT]?){unit}$")
    bare = parts[0].str.replace(r",(?=\d{3}(?!\d))", "", regex=True).str.replace(",", ".", regex=False)
    values = pd.to_numeric(bare, errors="coerce") * 10.0 ** parts[1].map(powers)
    return values.map("{:.12g}".format).where(values.notna(), texts)


def multiplied(texts: pd.Series) -> pd.Series:
    """Numbers before K, M and B, or thousand, million and billion, as powers of ten; what is none stays.

    Where all numbers have the same one it is passed over as any unit is. An “m” or “b” alone, beside bare
    numbers, may be a metre or a bit, unless there is a currency; and behind a blank a “K” is a kelvin where
    the bare numbers are as large.

    >>> multiplied(pd.Series(["£1.2k", "£900"])).tolist()
    ['£1.2e3', '£900']
    >>> multiplied(pd.Series(["3 Mio.", "1 Mrd."])).tolist()
    ['3e6', '1e9']
    >>> multiplied(pd.Series(["5 m", "7"])).tolist()
    ['5 m', '7']
    >>> multiplied(pd.Series(["1.1 million", "900,002"])).tolist()
    ['1.1e6', '900,002']
    >>> multiplied(pd.Series(["300 K", "290"])).tolist(), multiplied(pd.Series(["1.2 K", "290"])).tolist()
    (['300 K', '290'], ['1.2e3', '290'])
    """
    words = {
        "K": r"k|thousand|tsd\.?|tausend",
        "M": r"m|mn|mio\.?|mill\.?|million(?:en|s)?",
        "B": r"b|bn|mrd\.?|billions?|milliarden?",
    }
    found = pd.Series("", texts.index)
    if not texts.str.contains(r"\d\s*[kKmMbBtT]", regex=True).any():
        return texts
    for letter, word in words.items():
        found = found.mask(texts.str.contains(rf"(?i)\d\s*(?:{word})(?:\s*[$€£¥₹])?$"), letter)
    written = set(found) - {""}
    money = bool(texts.str.contains(r"[$€£¥₹]").any())
    plain = written == {"K"} or not texts.str.contains(r"(?i)\d\s*[mb]$").any()
    mixed = len(written) > 1 or (bool((found == "").any()) and (plain or money))
    if not written or not mixed:
        return texts
    if written == {"K"} and texts[found == "K"].str.fullmatch(r"-?[\d.]+\s+K").all():
        sizes = texts.str.extract(r"^-?([\d.]+)", expand=False).pipe(pd.to_numeric, errors="coerce")
        kelvin, bare_size = sizes[found == "K"].median(), sizes[found == ""].median()
        if bare_size >= COLDEST and 0.5 < kelvin / bare_size < 2:
            return texts
    for (letter, word), power in zip(words.items(), ("e3", "e6", "e9"), strict=True):
        bare = texts.str.replace(rf"(?i)(?<=\d)\s*(?:{word})((?:\s*[$€£¥₹])?)$", power + r"\1", regex=True)
        texts = bare.where(found == letter, texts)
    return texts
