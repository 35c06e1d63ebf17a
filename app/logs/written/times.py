"""Times as logs write them: the day and clock in any usual order, with or without a zone, or an epoch."""

from __future__ import annotations

import re
from calendar import isleap, monthrange
from datetime import date
from functools import lru_cache

from app.logs.written.months import month
from app.seconds import DAY, HOUR, MINUTE

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

Clock = tuple[int, int | None]
"""Wall-clock seconds since 1970 as written, and the zone in minutes east of UTC, if any."""

_NAMED_ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "MEZ": 60, "CEST": 120,
    "MESZ": 120, "EET": 120, "EEST": 180, "MSK": 180, "EST": -300, "EDT": -240, "CST": -360, "CDT":
    -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420, "AKST": -540, "AKDT": -480, "HST": -600,
    "BRT": -180, "ART": -180, "SAST": 120, "EAT": 180, "PKT": 300, "IST": 330, "WIB": 420, "SGT": 480,
    "HKT": 480, "AWST": 480, "JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
LONGEST = 64
"""Characters that a time may have."""

_EPOCH = date(1970, 1, 1).toordinal()
_OLDEST, _NEWEST = 631_152_000, 4_102_444_800
"""What is taken for a number of seconds since 1970: 1990 to 2100."""

_USUAL = re.compile(
    r"(\d\d)/([A-Z][a-z][a-z])/(\d{4}):(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?: ([+-])(\d\d)(\d\d))?", re.ASCII
)

_ZONE = (
    r"(?P<zone>[ \t]?(?:(?:UTC|GMT)?[+\-\u2212][0-9]{2}:?[0-9]{2}|(?:UTC|GMT)[+\-][0-9]{1,2}|[+\-][0-9]{2}"
    rf"|(?:{'|'.join(sorted(_NAMED_ZONES, key=len, reverse=True))})(?![A-Za-z])))?"
)
_CLOCK_OF_24 = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?(?:[.,:][0-9]{1,9})?"
_CLOCK = _CLOCK_OF_24 + r"(?P<half>[ \u00a0\u202f]?(?:[AaPp]\.?[ \u00a0\u202f]?[Mm]\.?|[πμ]\.μ\.))?"
_NAME = r"(?P<name>[^\W\d_]{3,12}\.?|[0-9]{1,2}[月월]|th(?:g|áng)[ ]?[0-9]{1,2})"
_HALF_FIRST = r"(?P<half>오전|오후|上午|下午|午前|午後)[ ]?"
_AFTER_NOON = ("p", "μ", "오후", "下午", "午後")
_AT = r"(?:,?[ ](?:@|at|um|kl\.|klo|à|às|a las|alle|om|o)[ ])"
"""What stands between a date and a time of day in sentences."""
_WEEKDAY = (
    r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}\.?,?[ ]"
    r"|[^\W\d_]{2,10}\.?,?[ ](?![0-9]{1,2}/))?"
)
_SHAPES = (
    rf"{_WEEKDAY}(?P<day>[0-9]{{1,2}})(?:[/ .\-]|\.[ ]|[ ]de[ ]){_NAME}(?:[/ .\-]|[ ]de[ ])"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}})(?:[:T ,\t]{{1,2}}|{_AT}){_CLOCK}{_ZONE}",
    rf"(?P<year>[0-9]{{4}})[\-/.](?P<month>[0-9]{{1,2}})[\-/.](?P<day>[0-9]{{1,2}})[T :_\t]{{"
    rf"1,2}}{_CLOCK}{_ZONE}",
    rf"(?P<year>[0-9]{{4}})[\-/]{_NAME}[\-/](?P<day>[0-9]{{1,2}})[T :_\t]{{1,2}}{_CLOCK}{_ZONE}",
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>[/.\-])(?P<other>[0-9]{{1,2}})[/.\-]"
    rf"(?P<year>[0-9]{{4}}|[0-9]{{2}})[:T ,\t\-]{{1,2}}{_CLOCK}{_ZONE}",
    rf"{_WEEKDAY}{_NAME}[ ]{{1,2}}(?P<day>[0-9]{{1,2}}),?[ ](?P<year>[0-9]{{4}})(?:[ ,]{{1,2}}|{_AT})"
    rf"{_CLOCK}{_ZONE}",
    rf"{_WEEKDAY}{_NAME}[ ]{{1,2}}(?P<day>[0-9]{{1,2}})[ ]{_CLOCK}{_ZONE}(?:[ ](?P<year>[0-9]{{4}}))?",
    rf"(?P<year>(?:19|20)[0-9]{{2}})(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})[T _\-]?(?P<hour>"
    rf"[0-9]{{2}}):?(?P<minute>[0-9]{{2}}):?"
    rf"(?P<second>[0-9]{{2}})(?:[.,][0-9]{{1,9}})?{_ZONE}",
    rf"(?P<year>[0-9]{{4}})[:.](?P<month>[0-9]{{2}})[:.](?P<day>[0-9]{{2}})-{_CLOCK}{_ZONE}",
    rf"(?P<day>[0-9]{{2}})/{_NAME}/(?P<year>[0-9]{{4}})/(?P<hour>[0-9]{{2}})/(?P<minute>[0-9]{{2}})/(?P<second>[0-9]{{2}}){_ZONE}",
    rf"(?P<year>[0-9]{{2}})(?P<month>[01][0-9])(?P<day>[0-3][0-9])[ ]{_CLOCK}{_ZONE}",
    rf"(?P<year>[0-9]{{4}})年(?P<month>[0-9]{{1,2}})月(?P<day>[0-9]{{1,2}})日[ T]?{_CLOCK}{_ZONE}",
    rf"(?P<day>[0-9]{{1,2}})(?P<name>[A-Z][a-z]{{2}})(?P<year>[0-9]{{4}})[ T:_]{{1,2}}{_CLOCK}{_ZONE}",
    rf"(?P<year>[0-9]{{4}})-(?P<month>[0-9]{{2}})-(?P<day>[0-9]{{2}})[T _\-](?P<hour>[0-9]{{2}})\."
    rf"(?P<minute>[0-9]{{2}})\.(?P<second>[0-9]{{2}})(?:[.,][0-9]{{1,9}})?{_ZONE}",
    rf"(?P<first>[0-9]{{1,2}})(?P<mark>[/.\-])(?P<other>[0-9]{{1,2}})[/.\-](?P<year>[0-9]{{4}})[T ]"
    rf"(?P<hour>[0-9]{{1,2}})\.(?P<minute>[0-9]{{2}})\.(?P<second>[0-9]{{2}}){_ZONE}",
    rf"(?P<year>[0-9]{{4}})(?:\.[ ]|[\-/.年])(?P<month>[0-9]{{1,2}})(?:\.[ ]|[\-/.月])"
    rf"(?P<day>[0-9]{{1,2}})[.日]?[ ]?{_HALF_FIRST}{_CLOCK_OF_24}{_ZONE}",
    rf"(?P<year>[0-9]{{4}})-(?P<ordinal>[0-9]{{3}})[T ]{_CLOCK}{_ZONE}",
    rf"[IWEF](?P<month>[01][0-9])(?P<day>[0-3][0-9])[ ]{_CLOCK}{_ZONE}",
    r"(?P<epoch>[0-9]{10}(?:[.,][0-9]{1,9})?|[0-9]{13}(?:\.[0-9]{1,6})?|[0-9]{16}|[0-9]{19})",
)
_SHAPED = tuple(re.compile(shape) for shape in _SHAPES)
_ENCLOSED = re.compile(
    r"\\?/Date\(([0-9]{13})(?:[+\-][0-9]{4})?\)\\?/|([0-9]{4}(?:, [0-9]{1,2}){4,5})(?:, [0-9]{1,9})?"
)
"""An epoch as .NET writes it in JSON, or the numbers of a date and a clock as Java's Jackson lists them."""
_ZONE_FIRST = re.compile(r"\[?(?P<zone>[+\-][0-9]{2}:?[0-9]{2})\]?[ ]?[(\[]?(?P<rest>.*?)[)\]]?")

SHAPE = "(?:" + "|".join(re.sub(r"\(\?P<\w+>", "(?:", shape) for shape in _SHAPES) + ")"
"""A regular expression, without groups, of whatever looks like a time."""


ANY_YEAR = 20001231
"""A last day under which every time without a year is one, the 29th of February too."""


def read_time(text: str, latest: int | None = None) -> Clock | None:
    """Wall-clock seconds and zone (minutes or None) of ``17/May/2015:10:05:03 +0000``; None if no date.

    A time without a year, as in a system log, is of the last year in which it is not after ``latest``, a day
    written as 20240105; without one it is none. Fractions of a second are cut off; an epoch is in UTC.

    >>> read_time("2024-01-02T03:04:05+02:00")
    (1704164645, 120)
    """
    match = _USUAL.fullmatch(text)
    if match and match[2] in MONTHS:
        zone = None
        if match[7]:
            if int(match[8]) > 23 or int(match[9]) > 59:
                return None
            zone = (int(match[8]) * 60 + int(match[9])) * (-1 if match[7] == "-" else 1)
        days = _days(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
        return _at(days, int(match[4]), int(match[5]), int(match[6]), zone)
    return _read_other(text.strip(), latest) if len(text) <= LONGEST else None


@lru_cache(maxsize=4096)
def _read_other(text: str, latest: int | None) -> Clock | None:
    if text.endswith(")") and " (" in text:
        # JavaScript writes the zone's name behind its offset.
        text = text[: text.rindex(" (")]
    if enclosed := _ENCLOSED.fullmatch(text):
        text = enclosed[1] or "{}-{:0>2}-{:0>2} {:0>2}:{:0>2}:{:0>2}".format(*enclosed[2].split(", "), 0)
    for shape in _SHAPED:
        match = shape.fullmatch(text)
        if match:
            return _read_match(match.groupdict(), latest)
    first = _ZONE_FIRST.fullmatch(text)
    if first and (clock := read_time(first["rest"], latest)) and (zone := _zone(first["zone"])) != _NO_ZONE:
        return clock[0], zone
    return None


def _read_match(part: dict[str, str | None], latest: int | None) -> Clock | None:
    if epoch := part.get("epoch"):
        return _read_epoch(epoch)
    zone = _zone(part["zone"])
    if zone == _NO_ZONE:
        return None
    year = part.get("year")
    written = int(year or 0)
    if len(year or "0000") == 2:
        written += 2000 if written < 70 else 1900
    if part.get("name"):
        place: int | None = month(str(part["name"]))
        day = int(part["day"] or 0)
    elif part.get("first"):
        day, place = int(part["first"] or 0), int(part["other"] or 0)
        # A month of more than twelve is the day: such dates are written in the American order.
        if place > 12:
            day, place = place, day
    elif part.get("ordinal"):
        first = _days(written, 1, 1)
        count = int(part["ordinal"] or 0)
        days = first + count - 1 if first is not None and 1 <= count <= 365 + isleap(written) else None
        return _at(days, int(part["hour"] or 0), int(part["minute"] or 0), int(part["second"] or 0), zone)
    else:
        place, day = int(part["month"] or 0), int(part["day"] or 0)
    hour = int(part["hour"] or 0)
    if half := (part.get("half") or "").strip().lower():
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.startswith(_AFTER_NOON) else 0)
    if not year and latest and place:
        written = latest // 10_000 - ((place, day) > divmod(latest % 10_000, 100))
    days = _days(written, place, day)
    return _at(days, hour, int(part["minute"] or 0), int(part["second"] or 0), zone)


_NO_ZONE = -99_999


def _zone(text: str | None) -> int | None:
    """Minutes east of UTC; None for none or a name that is not known, ``_NO_ZONE`` for what no clock has."""
    text = (text or "").strip()
    if not text:
        return None
    if text in _NAMED_ZONES:
        return _NAMED_ZONES[text]
    digits = text.removeprefix("UTC").removeprefix("GMT").replace(":", "")
    if digits[:1] not in ("+", "-", "−"):
        return None
    number = digits[1:]
    hours, minutes = (int(number[:-2]), int(number[-2:])) if len(number) > 2 else (int(number), 0)
    if hours > 23 or minutes > 59:
        return _NO_ZONE
    return (hours * 60 + minutes) * (1 if digits[0] == "+" else -1)


def _read_epoch(text: str) -> Clock | None:
    whole = re.split(r"[.,]", text)[0]
    seconds = int(whole) // 10 ** (len(whole) - 10)
    return (seconds, 0) if _OLDEST <= seconds < _NEWEST else None


def _days(year: int, place: int | None, day: int) -> int | None:
    """Days since 1970 of a date, None where the calendar has no such day."""
    if place is None or not 1 <= year <= 9999 or not 1 <= place <= 12:
        return None
    if not 1 <= day <= monthrange(year, place)[1]:
        return None
    return date(year, place, day).toordinal() - _EPOCH


def _at(days: int | None, hour: int, minute: int, second: int, zone: int | None) -> Clock | None:
    if days is None or hour > 23 or minute > 59 or second > 60:
        return None
    return days * DAY + hour * HOUR + minute * MINUTE + second, zone
