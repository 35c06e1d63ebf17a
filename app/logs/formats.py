"""Log formats: each is one declaration.

To add a format of the same family, declare it and register it::

    register(Format("timed", "Combined and seconds taken", tail=r" \\d+\\.\\d+"))
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.problem import Problem

_HOST = ("host", "ident", "user")
_AGENT = ("referrer", "user agent")


@dataclass(frozen=True)
class Format:
    """How a line is written: fields, then ``[time] "request" status size``, then quoted fields.

    ``before``: the names of the space-separated fields before the time; one is "host", the last may
    hold spaces. ``quoted``: the names of the quoted fields after the size that are read. ``tail``: a
    regular expression of what follows them, which tells kindred formats apart when detecting; when
    reading, anything that starts with a space may follow. ``bare``: whether a line may also end after its
    size, as where a server changed from Common to Combined.
    """

    name: str
    title: str
    before: tuple[str, ...] = _HOST
    quoted: tuple[str, ...] = _AGENT
    tail: str = ""
    bare: bool = False

    @classmethod
    def of(cls, entry: dict) -> Format:
        """The format whose fields were kept as JSON."""
        return cls(**entry | {"before": tuple(entry["before"]), "quoted": tuple(entry["quoted"])})

    def fits(self, host: str, ident: str, user: str) -> bool:
        """Whether the words before the time of a line that can be read are at their places.

        A user may be of several words ("john doe"), which could as well be a word more in front of them
        all. What tells both apart is the ident, which next to no server knows: it is "-".
        """
        shifted = " " in user and (ident != "-" or user.startswith("- "))
        return not shifted and (host != "-" or ident == "-")

    def ends(self, tail: str) -> bool:
        """Whether what follows the fields of a line is what is declared."""
        return re.fullmatch(self.tail, tail, re.DOTALL) is not None

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        names = [*self.before, "time", "request", "status", "size", *self.quoted]
        return ", ".join(names[:-1]) + " and " + names[-1]


_registered: dict[str, Format] = {}


def register(form: Format) -> Format:
    """Make a format known to detection and by its name; the one registered last wins ties."""
    _registered[form.name] = form
    return form


def formats() -> list[Format]:
    """Every known format, the one registered last first."""
    return list(reversed(_registered.values()))


def format_named(name: str) -> Format:
    """The format of that name; raises Problem that lists the names when there is none."""
    if not isinstance(name, str) or name not in _registered:
        raise Problem(
            f"“{name}” is not a log format.", f"Choose one of {', '.join(form.name for form in formats())}."
        )
    return _registered[name]


# The plainest come last, since of formats that fit equally well the one registered last is chosen.
VHOST_COMMON = register(
    Format("vhost-common", "Virtual host and Common", before=("virtual host", *_HOST), quoted=())
)
EXTRAS = register(Format("combined-extras", "Combined and more fields", tail=r" .+"))
VHOST = register(Format("vhost-combined", "Virtual host and Combined", before=("virtual host", *_HOST)))
TIMED = register(Format("combined-number", "Combined and one number", tail=r" \d+(?:\.\d+)?"))
NGINX_MAIN = register(Format("nginx-main", "nginx main", tail=r' "(?:[^"\\]|\\.)*"'))
COMBINED = register(Format("combined", "Combined (Apache, nginx)"))
COMMON = register(Format("common", "Common", quoted=()))
