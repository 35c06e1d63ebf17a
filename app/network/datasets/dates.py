"""Columns of dates and times: how one is written, and the parts that become inputs."""

from __future__ import annotations

import re
from typing import NamedTuple

import pandas as pd

from app.tables.columns import is_date

ISO = "ISO8601"
QUARTERS = "%YQ%m"
"""Quarters of years, 2024Q3, 2024-Q3 or Q3 2024, whose first month stands for them; no form of pandas's."""
WEEKS = "%GW%V"
"""Weeks of years, 2024-W05 or 2024W05 (ISO 8601), whose Monday stands for them."""

SPREADSHEET = "days since 1899-12-30"
"""Days as spreadsheets count them (ECMA-376, 18.17.4.1), the time of day behind the point; no form of
pandas's."""

_DAYS = (
    *("%d.%m.%Y", "%d.%m.%y", "%d/%m/%Y", "%m/%d/%Y", "%d/%m/%y", "%m/%d/%y"),
    *("%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d"),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%b %d, %Y", "%b %d %Y", "%d %B %Y", "%B %d, %Y"),
)
_CLOCKS = ("", " %H:%M", " %H:%M:%S", ", %H:%M", ", %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
_FORMATS = (
    ISO,
    QUARTERS,
    WEEKS,
    *(day + clock for day in _DAYS for clock in _CLOCKS),
    "%H:%M",
    "%H:%M:%S",
    "%H.%M.%S",
    "%I:%M %p",
    "%I:%M:%S %p",
    "%B %Y",
    "%b %Y",
    "%b-%y",
)
_LIKELY = re.compile(
    r"\d{8}|\d{8}T\d{6}Z?|\d{1,2}:\d{2}(?::\d{2})?(?: [AaPp][Mm])?|\d{1,2}\.\d{2}\.\d{2}"
    r"|[A-Z][a-z]{2,8}[ -]\d{2,4}|\d{4}-\d\d"
    r"|\d{4}-?W\d\d|\d{4}[ -]?Q[1-4]|Q[1-4][ -]?\d{4}"
    r"|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:[a-z]{2,6})?,? .*\d{2}"
)
_WEEKDAY = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)([a-z]{2,6})?(,?) ")

_DIGITS = r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"

_COUNTED = r"[2-7]\d{4}(?:\.\d+)?"
_CALLED_DATE = re.compile(r"(?i)(?:^|[^a-z])(?:date|datum|fecha|day|dato|datetime|timestamp)(?:$|[^a-z])")

_SAMPLE = 200
_MOSTLY = 0.95

PARTS = ("year", "month", "day", "day_of_week", "hour", "minute", "second")
"""Attributes of a moment in pandas, from the coarsest; Monday is 0."""

_TITLES = {"day_of_week": "weekday"}


class DateForm(NamedTuple):
    """How a column of dates is written, in pandas' words, and the parts of them that vary, each with what
    fills a missing one. ``doubt`` says so where day and month can be told apart by nothing."""

    format: str
    parts: tuple[tuple[str, float], ...]
    doubt: str = ""


def date_form(known: pd.Series) -> DateForm | None:
    """The form of a column's values, all of which are there, or None if they are no dates.

    >>> date_form(pd.Series(["24.02.2015", "05.03.2015"])).format
    '%d.%m.%Y'
    """
    sample = in_english(known.iloc[:: max(len(known) // _SAMPLE, 1)])
    if not sum(is_date(text) or _LIKELY.fullmatch(text) is not None for text in sample) >= _MOSTLY * len(
        sample
    ):
        return None
    before = _weekdays(sample)
    fits = [form for one in _FORMATS if _share(sample, form := before + one) >= _MOSTLY]
    if not fits:
        return None
    texts = in_english(known)
    fits = [one for one in fits if _share(texts, one) >= _MOSTLY]
    if not fits:
        return None
    best = max(_share(texts, one) for one in fits)
    fits = [one for one in fits if _share(texts, one) == best]
    chosen, doubt = fits[0], ""
    if len(fits) > 1 and {one.removeprefix(before)[:2] for one in fits[:2]} == {"%d", "%m"}:
        # Nothing tells: strokes and points are European, slashes are American.
        chosen = fits[1] if "/" in fits[0] else fits[0]
        doubt = "the month" if chosen.removeprefix(before).startswith("%m") else "the day"
    parts = _parts(moments_in_english(texts, chosen))
    return DateForm(chosen, parts, doubt) if parts else None


def _parts(moments: pd.Series) -> tuple[tuple[str, float], ...]:
    """The parts that vary, each with its median."""
    moments = moments.dropna()
    return tuple(
        (part, float(values.median()))
        for part in PARTS
        # Of months alone every day is the first one.
        if (part != "day_of_week" or moments.dt.day.nunique() > 1)
        and (values := getattr(moments.dt, part)).nunique() > 1
    )


def counted_days(name: str, texts: pd.Series) -> DateForm | None:
    """The form of a column that is called a date and holds days as a spreadsheet counts them, from 1954 to
    2119; None for any other.

    >>> [part for part, _ in counted_days("Date", pd.Series(["44927", "44959.5"])).parts]
    ['month', 'day', 'day_of_week', 'hour']
    """
    if not _CALLED_DATE.search(name) or not texts.iloc[:_SAMPLE].str.strip().str.fullmatch(_COUNTED).all():
        return None
    if not texts.str.strip().str.fullmatch(_COUNTED).all():
        return None
    parts = _parts(moments_of(texts, SPREADSHEET))
    return DateForm(SPREADSHEET, parts) if parts else None


def are_eight_digits(texts: pd.Series) -> bool:
    """Whether all values are days such as 20240131.

    >>> are_eight_digits(pd.Series(["20240131", "20240201"])), are_eight_digits(pd.Series(["20240131", "7"]))
    (True, False)
    """
    # Hundreds of columns of pixels are told by their first value.
    first = str(texts.iloc[0]).strip() if len(texts) else ""
    return re.fullmatch(_DIGITS, first) is not None and bool(texts.str.strip().str.fullmatch(_DIGITS).all())


def moments_of(texts: pd.Series, form: str) -> pd.Series:
    """The moments that texts stand for, none where a text is no date of this form.

    A clock is that which the text shows, whatever its distance from UTC, which stands behind it.
    """
    return moments_in_english(in_english(texts), form)


def moments_in_english(texts: pd.Series, form: str) -> pd.Series:
    """The same of texts that are as `in_english` leaves them."""
    if form == "days since 1899-12-30":
        days = pd.to_numeric(texts, errors="coerce")
        return pd.to_datetime(days, unit="D", origin="1899-12-30", errors="coerce", utc=True).dt.round("s")
    if form == "%YQ%m":
        found = texts.str.extract(r"^(?:Q(?P<a>[1-4])[ -]?)?(?P<year>\d{4})(?:[ -]?Q(?P<b>[1-4]))?$")
        month = pd.to_numeric(found["a"].fillna(found["b"])) * 3 - 2
        texts, form = found["year"] + "-" + month.astype("Int64").astype(str), "%Y-%m"
    elif form == "%GW%V":
        texts, form = texts.str.replace(r"^(\d{4})-?W(\d\d)$", r"\1-W\2-1", regex=True), "%G-W%V-%u"
    elif form == "ISO8601":
        texts = texts.str.replace(r"(:\d\d(?:\.\d+)?)[+-]\d\d:?\d\d$", r"\1", regex=True)
    return pd.to_datetime(texts, format=form, errors="coerce", utc=True)


def in_english(texts: pd.Series) -> pd.Series:
    """Dates with the names of months in English, and without what stands behind days, as far as they are
    German, French, Spanish, Italian, Portuguese or Dutch; of Chinese and Japanese ones the numbers.

    >>> in_english(pd.Series(["5. März 2020", "1st Jan 2020", "2 de mayo de 2021"])).tolist()
    ['5 March 2020', '1 Jan 2020', '2 May 2021']
    >>> in_english(pd.Series(["2020年1月5日"])).tolist()
    ['2020/1/5']
    """
    texts = texts.str.strip()
    sample = texts.iloc[:200]
    if sample.str.contains("年", regex=False).any():
        return texts.str.replace(r"^(\d{4})年(\d{1,2})月(\d{1,2})日$", r"\1/\2/\3", regex=True)
    if not sample.str.contains(r"\d[^\W\d]{2}|\d\.? [^\W\d]{3}|[^\W\d]{3} \d", regex=True).any():
        return texts
    months = {
        "January": "januar|janvier|enero|gennaio|janeiro|januari",
        "February": "februar|février|febrero|febbraio|fevereiro|februari",
        "March": "märz|maerz|mars|marzo|março|maart",
        "April": "avril|abril|aprile",
        "May": "mai|mayo|maggio|maio|mei",
        "June": "juni|juin|junio|giugno|junho",
        "July": "juli|juillet|julio|luglio|julho",
        "August": "août|agosto|augustus",
        "September": "septembre|septiembre|settembre|setembro",
        "October": "oktober|octobre|octubre|ottobre|outubro",
        "November": "novembre|noviembre|novembro",
        "December": "dezember|décembre|diciembre|dicembre|dezembro|december",
    }
    behind = r"(?i)(?<=\d)(?:st|nd|rd|th|er|\.|º)?(?: de)? (?=[^\W\d]{3})"
    if sample.str.contains(r"(?i)\d(?:st|nd|rd|th|er|\.|º) |\d de ", regex=True).any():
        texts = texts.str.replace(behind, " ", regex=True)
        texts = texts.str.replace(r"(?i)(?<=[^\W\d]) de (?=\d{4})", " ", regex=True)
    if sample.str.contains(rf"(?i)\b(?:{'|'.join(months.values())})\b", regex=True).any():
        for name, others in months.items():
            texts = texts.str.replace(rf"(?i)\b(?:{others})\b", name, regex=True)
    return texts


def _weekdays(sample: pd.Series) -> str:
    """How days of the week before the dates are written, "" where none are."""
    found = [_WEEKDAY.match(text) for text in sample]
    seen = {("%A" if one[2] else "%a", one[3]) for one in found if one is not None}
    return "{}{} ".format(*seen.pop()) if len(seen) == 1 and None not in found else ""


def part_title(part: str) -> str:
    """A part as a visitor reads it."""
    return _TITLES.get(part, part)


def _share(texts: pd.Series, form: str) -> float:
    return float(moments_in_english(texts, form).notna().mean())
