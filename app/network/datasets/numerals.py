"""Numbers as people write them: currencies, percent signs, units, brackets, thousands, decimal commas."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from app.network.datasets.absent import missing
from app.network.datasets.durations import in_shortest, is_stopped, is_time_taken, seconds_of
from app.network.datasets.measures import have_prefixes, in_one_unit, multiplied, without_prefixes

BEYOND_FLOAT32 = 3e38

EITHER = ".,"
"""The decimal marks of a column in which some numbers have a point and others a comma."""

MOSTLY = 0.95
"""A column is of numbers if at least this share of its values is."""

_OF_POINT = r"[(]?[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,2}(?:,\d{2})+,\d{3}|\d+)?(?:\.\d+)?(?:[eE][+-]?\d+)?-?[)]?"
_OF_COMMA = r"[(]?[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)?(?:,\d+)?(?:[eE][+-]?\d+)?-?[)]?"
_THOUSANDS = r"[+-]?\d{1,3}(?:\.\d{3})*"
_UNIT = re.compile(r"[\d,.)]\s*([A-Za-zµ°²³/]+\.?)$")
_MOST_UNITS = 2
_FLAGS = set("bcdefinprsuz")
"""What statistical offices write behind a number: provisional, estimated, a break in the series."""
_SAMPLE, _LIKELY = 200, 0.8
_OF_EITHER = r"[+-]?\d+(?:\.\d+|,(?:\d{1,2}|\d{4,}))?"


def numbers(texts: pd.Series) -> NDArray[np.float64]:
    """The values as numbers, NaN where one is missing, infinite, or no number."""
    found = pd.to_numeric(texts.str.strip(), errors="coerce").to_numpy(np.float64, na_value=np.nan)
    return np.where(np.abs(found) < BEYOND_FLOAT32, found, np.nan)


def plain_values(texts: pd.Series) -> NDArray[np.float64] | None:
    """The values of a column in which each is a plain finite number, else None."""
    try:
        found = pd.to_numeric(texts).to_numpy(np.float64)
    except (ValueError, TypeError, OverflowError):
        return None
    return found if len(found) and bool((np.abs(found) < BEYOND_FLOAT32).all()) else None


def written_with(texts: pd.Series, separator: str) -> str | None:
    """The decimal mark of a column whose values are numbers as people write them, or None.

    None as well where they are plain numbers already. “1,234” between commas is a thousand; between
    semicolons, where “12,5” is a number, so it is only where three digits follow every comma. A unit behind
    the numbers is passed over if all have the same one ("36 months"); K, M and B multiply where they differ.
    `EITHER` is the mark of a column with points here and commas there, none of which can be a thousand.

    >>> written_with(pd.Series(["$1,200", "(35.5)", "7%"]), ","), written_with(pd.Series(["12,5", "3"]), ";")
    ('.', ',')
    """
    if plain_values(texts) is not None:
        return None
    known = texts[~missing(texts)].str.strip()
    share = float(pd.to_numeric(known, errors="coerce").notna().mean()) if len(known) else 1.0
    if share >= MOSTLY:
        # The few that are none may be such as “<0.05” or “1,234”.
        return "." if share < 1 and _of_one_unit(known) and _fits(known)["."] > share else None
    # Most columns of texts are told by a few of their values.
    sample = known.iloc[:: max(len(known) // _SAMPLE, 1)]
    if max(_fits(sample).values()) < _LIKELY or not _of_one_unit(known):
        return None
    fits = _fits(known)
    marks = (".", ",") if separator == "," else (",", ".")
    if found := next((mark for mark in marks if fits[mark] >= MOSTLY), ""):
        return found
    return EITHER if fits[EITHER] == 1 else None


def _fits(known: pd.Series) -> dict[str, float]:
    """The share of values that are numbers with each decimal mark, or with either."""
    with_digits = known[known.str.contains(r"\d", regex=True)]
    if with_digits.empty:
        return dict.fromkeys((".", ",", EITHER), 0.0)
    bare, reckoned = bare_and_reckoned(with_digits)
    share = len(bare) / len(known)
    # What was reckoned has a point.
    forms = {".": _OF_POINT} if reckoned else {".": _OF_POINT, ",": _OF_COMMA, EITHER: _OF_EITHER}
    found = {mark: share * float(bare.str.fullmatch(form).mean()) for mark, form in forms.items()}
    return dict.fromkeys((".", ",", EITHER), 0.0) | found


def _of_one_unit(known: pd.Series) -> bool:
    """Whether what stands behind the numbers is one word, or its plural, or nothing."""
    units = multiplied(known).str.extract(_UNIT, expand=False).dropna().str.lower().str.rstrip("s.").unique()
    if len(units) < _MOST_UNITS:
        return True
    if is_time_taken(known) or have_prefixes(known):
        return True
    return set(units) <= _FLAGS and bool(known.str.contains(r"\d [a-z]$").any())


def thousands(frame: pd.DataFrame, plain: Mapping[str, str]) -> list[str]:
    """Columns of plain numbers such as “1.234”, which are thousands where other columns have decimal
    commas."""
    if "," not in plain.values():
        return []
    found = []
    for title in frame.columns:
        if title in plain:
            continue
        known = frame[title][~missing(frame[title])].str.strip()
        if (
            len(known)
            and known.str.contains(".", regex=False).any()
            and known.str.fullmatch(_THOUSANDS).all()
        ):
            found.append(str(title))
    return found


def bare_numbers(texts: pd.Series) -> pd.Series:
    """The values without currency, percent sign, unit and blanks, and with a plain minus; what has no digit
    stays, and counts nowhere.

    K, M and B behind them multiply (see `multiplied`). So is a “+” passed over that stands behind most
    (“10,000+”), and a “<” before some, which are below what can be measured. Of “4.1/5” the 4.1 is meant, and
    several units are one (see `bare_and_reckoned`).
    """
    stripped = texts.str.strip()
    with_digits = stripped[stripped.str.contains(r"\d", regex=True)]
    bare: pd.Series = bare_and_reckoned(with_digits)[0].reindex(texts.index).fillna(stripped)
    return bare


def bare_and_reckoned(texts: pd.Series) -> tuple[pd.Series, bool]:
    """Values with digits as bare numbers, and whether these were reckoned, and so have a point: times are in
    their shortest unit, a stopwatch's in seconds, feet and inches inches (see `in_one_unit`), and of “1.5 kg”
    beside “500 g” all are in the unit without a prefix."""
    told = without_remarks(texts)
    if is_time_taken(told):
        return in_shortest(told), True
    if is_stopped(told):
        return seconds_of(told), True
    measured = without_prefixes(told) if have_prefixes(told) else in_one_unit(told)
    return without_units(measured), measured is not told


def without_remarks(texts: pd.Series) -> pd.Series:
    """The values with digits and the minus of this script, without what tells of them: “ca.” before a number,
    behind “±” how sure it is, and in “1,234[a]” the bracket that leads to a note."""
    bare = texts.str.replace("\u2212", "-", regex=False)
    # Most columns have none of these signs, and to look for each in every value takes long.
    signs = set("".join(bare))
    if any(map(str.isdecimal, signs - set("0123456789"))):
        bare = bare.str.replace(r"(?![0-9])\d", lambda digit: str(int(digit[0])), regex=True)
        bare = bare.str.replace("\uff0e", ".", regex=False).str.replace("\uff0c", ",", regex=False)
    if "±" in signs or {"+", "/", "-"} <= signs:
        bare = bare.str.replace(r"(?<=[\d%])\s*(?:±|\+/-)\s*[\d.,]+", "", regex=True)
    if signs & set("[*†‡"):
        note = r"(?<=[\d%)])\s*(?:(?:\[(?:\w{1,3}|note \d+)\])+|[*†‡])$"
        bare = bare.str.replace(note, "", regex=True)
    if signs & set("~≈aA"):
        about = r"(?i)^(?:~|≈|ca\.?|approx\.?|about|around|etwa)\s*(?=\d)"
        bare = bare.str.replace(about, "", regex=True)
    return bare


def without_units(bare: pd.Series) -> pd.Series:
    """Values of one measure without currency, percent sign, unit and blanks."""
    most = bare.str.extract(r"^[\d.,]+\s*(?:/|out of)\s*(\d+)$", expand=False)
    if most.notna().mean() > 0.5 and most.nunique() == 1:
        bare = bare.str.replace(r"(?<=[\d.,])\s*(?:/|out of)\s*\d+$", "", regex=True)
    bare = multiplied(bare)
    if bare.str.fullmatch(r".*\d\+").mean() > 0.5:
        bare = bare.str.removesuffix("+")
    if 0 < bare.str.match(r"[<>≤≥~]\s*[\d.]").mean() < 0.5:
        bare = bare.str.replace(r"^[<>≤≥~]\s*(?=[\d.])", "", regex=True)
    bare = bare.str.replace(
        r"(?i)^([(+-]?)\s*(?:(?:usd|eur|gbp|chf|inr|rs\.?)(?=[\s\d])|(?:us|r)(?=\$))", r"\1", regex=True
    )
    bare = bare.str.replace(r"^\([A-Za-z]+\)\s*(?=[-\d])|(?<=[\w.])\s*[$€£¥₹]$", "", regex=True)
    bare = bare.str.replace(r"(?<=[\d,.)])\s*[A-Za-zµ°²³/]+\.?$", "", regex=True)
    # A blank within digits parts thousands, or is none of a number's.
    return bare.str.replace(r"[$€£¥₹%’']|(?<!\d)\s|\s(?!\d)|\s(?=\d{3}(?!\d))", "", regex=True)


def plain_numbers(texts: pd.Series, mark: str) -> pd.Series:
    """The values as plain numbers, without thousands; in brackets, or before a minus, they are negative.

    What has no digit stays.
    """
    bare = bare_numbers(texts)
    if mark in (".", ","):
        bare = bare.str.replace("," if mark == "." else ".", "", regex=False)
    grouped = bare.str.replace(",", ".", regex=False)
    signed = grouped.str.replace(r"^\((.+)\)$", r"-\1", regex=True).str.replace(
        r"^(\d.*)-$", r"-\1", regex=True
    )
    return signed.where(signed.str.contains(r"\d", regex=True), texts.str.strip())
