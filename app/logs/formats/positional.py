"""The Common and Combined family: fields at their places, read a block at a time.

The plainest are registered last, since of formats that fit equally well the one registered last is chosen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.logs.formats.kinds import Lines, LogFormat
from app.logs.formats.line import LineReader
from app.logs.formats.tail import Pieces, Tail
from app.logs.formats.template import WORDS

_HOST = ("host", "ident", "user")
_AGENT = ("referrer", "user agent")


@dataclass(frozen=True)
class Format(LogFormat, kind="positional"):
    """How a line is written: fields, then ``[time] "request" status size``, then quoted fields.

    ``before``: the names of the space-separated fields before the time; one is "host", the last may
    hold spaces. ``quoted``: the names of the quoted fields after the size that are read. ``tail``: a
    regular expression of what follows them, which tells kindred formats apart when detecting; when
    reading, anything that starts with a space may follow. ``bare``: whether a line may also end after its
    size, as where a server changed from Common to Combined. ``after``: the fields of what follows, where they
    were found to be of use; see `Tail`.
    """

    name: str
    title: str
    before: tuple[str, ...] = _HOST
    quoted: tuple[str, ...] = _AGENT
    tail: str = ""
    bare: bool = False
    after: Pieces = ()

    def reader(self) -> Lines:
        """What reads the lines of this format."""
        return LineReader(self.before, self.quoted, self.bare, Tail(self.after) if self.after else None)

    def fits(self, host: str, ident: str, user: str) -> bool:
        """Whether the words before the time of a line that can be read are at their places.

        A user may be of several words ("john doe"), which could as well be a word more in front of them
        all. What tells both apart is the ident, which next to no server knows: it is "-".
        """
        shifted = " " in user and (ident != "-" or user.startswith("- ") or user.endswith(" -"))
        return not shifted and (host != "-" or ident == "-")

    def ends(self, tail: str) -> bool:
        """Whether what follows the fields of a line is what is declared."""
        return re.fullmatch(self.tail, tail, re.DOTALL) is not None

    @property
    def fields(self) -> str:
        """The fields in words, for a sentence."""
        names = [*self.before, "time", "request", "status", "size", *self.quoted]
        names += [WORDS.get(field, field) for _, field, _ in self.after if field]
        return ", ".join(names[:-1]) + " and " + names[-1]


VHOST_COMMON = Format("vhost-common", "Virtual host and Common", before=("virtual host", *_HOST), quoted=())
EXTRAS = Format("combined-extras", "Combined and more fields", tail=r" .+")
VHOST = Format("vhost-combined", "Virtual host and Combined", before=("virtual host", *_HOST))
TIMED = Format("combined-number", "Combined and one number", tail=r" \d+(?:\.\d+)?")
NGINX_MAIN = Format("nginx-main", "nginx main", tail=r' "(?:[^"\\]|\\.)*"')
COMBINED = Format("combined", "Combined (Apache, nginx)")
COMMON = Format("common", "Common", quoted=())
