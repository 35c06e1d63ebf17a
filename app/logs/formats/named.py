"""Lines whose fields carry names: which name is which field, whoever chose it."""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from urllib.parse import unquote

from app.logs.formats.build import OWN, build
from app.logs.formats.candidates import candidates_of
from app.logs.formats.kinds import TextReader
from app.logs.written.addresses import client, is_address, is_address_list, is_site
from app.logs.written.durations import PARTS, unit_of
from app.logs.written.lines import Event, Refused
from app.logs.written.names import ASKED
from app.logs.written.requests import METHODS, split_request
from app.logs.written.sizes import plain_size
from app.logs.written.times import ANY_YEAR, read_time

_BEHIND_CACHE = re.compile(r"[A-Z_]{3,40}/(\d{3})")
_LASTING = re.compile(r"\d{1,9}(?:\.\d{1,9})? ?(?:ms|us|µs|ns|s)")
"""A length of time that names its unit: no time of a clock, whatever it is called."""
_TIMELY = re.compile(r"(?i)time|date|(?:^|[_.])(?:at|ts)$")
_LATER = re.compile(r"expir|updat|modif|last|until|valid|login|seen|chang|delet|due", re.IGNORECASE)
_WORDED = re.compile(r"(\d{3}) [A-Za-z][A-Za-z '\-]{1,40}|(?:(\d{1,15}) ?(?i:b|bytes))")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME_OF_DAY = re.compile(r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?")
_SITED = re.compile(r"(?:[\w\-]+\.)+[A-Za-z][\w\-]+(?::\d{1,5})?(/.*)", re.DOTALL)
"""A path behind the name of its site, without a scheme."""

_TOLD = re.compile(rf"\b({'|'.join(sorted(METHODS))}) (/[^\s\"]*|https?://[^\s\"]+)")
_MESSAGES = ("msg", "message")
_LONGEST_MESSAGE = 8192

_ELSEWHERE = re.compile(r"(?i)server|local|upstream|backend|target|dest|host_?ip|pod|node|s.ip$")


CLOUDFRONT = "x-edge-location"
"""A name that only CloudFront gives."""

_ENCODED = re.compile(r"%25(?=[0-9A-Fa-f]{2})")


def _is_request(text: str) -> bool:
    return split_request(text).method not in ("", "(none)")


def _is_status(text: str) -> bool:
    return re.fullmatch(r"\d{3}|0|-1?", text) is not None


def _is_time(text: str) -> bool:
    return read_time(text, ANY_YEAR) is not None


def _part_of_time(text: str) -> str:
    """Whether a text is a day or a time of day only, as the columns of IIS Advanced Logging are."""
    return "date" if _DAY.fullmatch(text) else "clock" if _TIME_OF_DAY.fullmatch(text) else ""


def _is_target(text: str) -> bool:
    return text.startswith(("/", "*", "?")) or re.match(r"[a-z]{2,8}://", text) is not None or text == "-"


_LOOKS: dict[str, Callable[[str], bool]] = {
    "request": _is_request,
    "status": _is_status,
    "time": _is_time,
    "target": _is_target,
    "path": _is_target,
    "method": lambda text: re.fullmatch(r"[A-Za-z_-]{1,32}", text) is not None,
    "size": lambda text: re.fullmatch(r"\d{1,15}|-", text) is not None,
    "seconds": lambda text: re.fullmatch(rf"\d[\d.,]* ?(?:ms|s|us|µs|ns)?|-|{PARTS}", text) is not None,
    "host": lambda text: " " not in text.strip().replace(", ", ","),
    "forwarded": lambda text: is_address_list(text) or text == "-",
    "vhost": lambda text: not text.isdecimal(),
}


_ADDRESS = re.compile(r"[/?].*|https?://\S+", re.DOTALL)
"""What was asked for alone, without a method."""

MOST_FIELDS = 500
"""Fields of a line that are kept by their names; Cloudflare's lines have some 130."""


class NamedReader(TextReader):
    """Reads lines whose values have names; ``latest`` is the last day of times without a year."""

    latest: int | None = None
    names: tuple[tuple[str, str], ...] = ()

    def values(self, text: str) -> dict[str, str]:
        """The values of a line's text by their names. Raises Refused."""
        raise NotImplementedError

    def finishes(self, _names: Container[str]) -> bool:
        """Whether lines with values of these names hold texts that are not as they were sent."""
        return CLOUDFRONT in _names

    def finished(self, field: str, text: str, _names: Container[str]) -> str:
        """A text as it was sent, of the field "request", "referrer" or "agent": CloudFront encodes twice."""
        return _ENCODED.sub("%", text) if field == "request" else unquote(unquote(text))

    def event(self, text: str) -> Event:
        """The event of a line's text. Raises Refused."""
        values = self.values(text)
        event = named_event(values, self.latest, self.names)
        if not self.finishes(values):
            return event
        return event._replace(
            agent=self.finished("agent", event.agent, values),
            referrer=self.finished("referrer", event.referrer, values),
            request=self.finished("request", event.request, values),
        )


def named_event(
    values: Mapping[str, str], latest: int | None = None, names: Iterable[tuple[str, str]] = ()
) -> Event:
    """The event of these values by their names, some of which ``names`` explains.

    Raises Refused without a time or a request.
    """
    found = {field: values[name] for name, field in names if values.get(name)}
    found = _fields({name: text for name, text in values.items() if name not in dict(names)}) | found
    if "time" not in found and not ("date" in found and "clock" in found):
        raise Refused("no field holds a time")
    if found.keys().isdisjoint(ASKED | {"status"}):
        raise Refused("no field holds a request")
    if "method" not in found and "request" not in found and "status" not in found:
        raise Refused("no field holds a method, a request or a status")
    if not found.keys() & {"request", "target", "path", "status"}:
        raise Refused("no field holds what was asked for")
    if "host" not in found and "forwarded" not in found:
        other = next((v for k, v in values.items() if is_address(v) and not _ELSEWHERE.search(k)), None)
        if other is not None:
            found["host"] = client(other)
        elif "request" not in found and "method" not in found:
            raise Refused("no field holds a client")
    if "request" not in found and "method" in found and "target" not in found and "path" in found:
        found["target"] = found.pop("path")
    return build(found, latest)


def _fields(values: Mapping[str, str]) -> dict[str, str]:
    """The fields that these values are; of several that could be one, the best known name is meant."""
    found: dict[str, str] = {}
    candidates = candidates_of(tuple(values))
    decisions = [decided(field, values[name], name) for name, field in candidates]
    used = assigned(candidates, [decision[0] if decision else "" for decision in decisions])
    for place, field in used.items():
        decision, name = decisions[place], candidates[place][0]
        assert decision is not None
        found[unit_of(name, decision[1], values) if field == "seconds" else field] = decision[1]
    names = {candidates[place][0] for place in used}
    if "time" not in found and "date" not in found:
        # A number may be an epoch, but of a name that says so only.
        times = (
            text
            for name, text in sorted(values.items(), key=lambda pair: _beside_the_time(pair[0]))
            if (_TIMELY.search(name) or not text.isdecimal()) and _is_time(text)
        )
        other = next(times, None)
        found |= {"time": other} if other else {}
    if "request" not in found and "method" not in found:
        other = next((text for text in values.values() if _is_request(text) and "HTTP/" in text), None)
        found |= {"request": other} if other else {}
    if not found.keys() & {"request", "method"}:
        # Some name a request by its method and route, “GET Home/Index”.
        words = (text.split(" ", 1)[0] for text in values.values())
        other = next((word for word in words if word in METHODS), None)
        found |= {"method": other} if other else {}
    if "status" in found and found.keys().isdisjoint(ASKED):
        found |= _asked_in_message(values)
    if "method" in found and not found.keys() & {"request", "target", "path"}:
        other = next((text for text in values.values() if text.startswith("/") and " " not in text), None)
        found |= {"target": other} if other else {}
    told = not found.keys().isdisjoint(ASKED) or "size" in found
    if not told and any(used[place] == "status" and len(candidates[place][0]) == 1 for place in used):
        # A letter alone names a status only where something was asked for, or was sent.
        del found["status"]
    for name, text in values.items():
        if name not in names and name not in OWN and text not in ("", "-") and len(found) < MOST_FIELDS:
            found.setdefault(name, text)
    return found


def _asked_in_message(values: Mapping[str, str]) -> dict[str, str]:
    """The request that the message of a line tells, such as ``HTTP: GET /cart``."""
    for name, text in values.items():
        told = _TOLD.search(text[:_LONGEST_MESSAGE]) if name.rpartition(".")[2] in _MESSAGES else None
        if told:
            return {"method": told[1], "target": told[2]}
    return {}


ADDRESSED = "host that is an address"
"""What is decided of a host that looks like one: it goes before those that do not."""


def decided(field: str, text: str, name: str) -> tuple[str, str] | None:
    """Which field a text is whose name could be of this one, and the text itself; None where it is none."""
    # Some call the client a host, others the site.
    if field == "host" and "host" in name.lower() and is_site(text):
        field = "vhost"
    elif field == "request" and _ADDRESS.fullmatch(text):
        field = "query" if text.startswith("?") else "target"
    elif field == "target" and " HTTP/" in text and _is_request(text):
        field = "request"
    elif field == "request" and text in METHODS:
        field = "method"
    elif field == "date" and _is_time(text):
        field = "time"
    elif field == "time" and (part := _part_of_time(text)):
        field = part
    elif field in ("target", "path") and (sited := _SITED.fullmatch(text)):
        text = sited[1]
    if field == "time" and _LASTING.fullmatch(text):
        field = "seconds"
    elif field == "time":
        text = text.strip("[]" if text.endswith(" Time)") else "[]()")
    elif field in ("status", "size"):
        text = text.removesuffix(".0")
        if field == "size":
            text = plain_size(text)
        # Some write words behind: “200 OK”, “512 bytes”.
        if behind := _WORDED.fullmatch(text):
            text = behind[1] or behind[2]
        # Caches write what they did before the status: TCP_HIT/200.
        if field == "status" and (behind := _BEHIND_CACHE.fullmatch(text)):
            text = behind[1]
    elif field in ("referrer", "agent"):
        text = text[2:-2] if text.startswith('\\"') and text.endswith('\\"') else text.strip('"')
    if text == "" or not _LOOKS.get(field, bool)(text):
        return None
    return ADDRESSED if field == "host" and is_address_list(text) else field, text


def assigned(candidates: Sequence[tuple[str, str]], decisions: Sequence[str]) -> dict[int, str]:
    """Which candidates become which field, by what was decided of each; empty where it was refused."""
    found: dict[int, str] = {}
    fields: set[str] = set()
    used: set[str] = set()
    # Collectors call their own machine a host as well.
    addressed = ADDRESSED in decisions
    for place, ((name, _), decision) in enumerate(zip(candidates, decisions, strict=True)):
        field = "host" if decision == ADDRESSED else decision
        if not field or field in fields or name in used or (decision == "host" and addressed):
            continue
        found[place] = field
        fields.add(field)
        used.add(name)
    return found


def _beside_the_time(name: str) -> int:
    """How far a date's name is from when something was asked: what says nothing else is nearest, then when a
    record was made, then what came of it or is to come."""
    return 2 if _LATER.search(name) else int("creat" in name.lower())
