"""What a visitor says of their table, where the guess is wrong."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class Choice:
    """What a visitor says of their table: the column of each role, the class of each spelling of a label
    ("" leaves its texts out), and whether its first row names the columns (None: as it looks). ``one`` is the
    class shown against the rest where a text can have several labels ("": as guessed).

    >>> Choice().with_column("text", "tweet").with_column("label", "tweet").columns
    {'label': 'tweet'}
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    meaning: Mapping[str, str] = field(default_factory=dict)
    has_heading: bool | None = None
    one: str = ""

    def __bool__(self) -> bool:
        return bool(self.columns or self.meaning or self.one) or self.has_heading is not None

    @property
    def mark(self) -> str:
        """A short word for what the texts and labels are by this choice; "" where they are as guessed."""
        about = {role: column for role, column in self.columns.items() if role in ("text", "label", "id")}
        if not (about or self.meaning or self.one) and self.has_heading is None:
            return ""
        chosen = [about, dict(self.meaning), self.has_heading, *([self.one] if self.one else [])]
        told = json.dumps(chosen, sort_keys=True)
        return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:8]

    def with_column(self, role: str, column: str) -> Choice:
        """Let a column ("" for none) have a role; it loses another one that it was chosen for.

        Another column of labels has other spellings: what they mean is guessed anew.
        """
        others = {
            other: place
            for other, place in self.columns.items()
            if other != role and (place != column or not place)
        }
        changed = role == "label" or self.columns.get("label", "") == column != ""
        return replace(
            self,
            columns={**others, role: column},
            meaning={} if changed else dict(self.meaning),
            one="" if changed else self.one,
        )

    def with_meaning(self, spelling: str, label: str, known: Mapping[str, str]) -> Choice:
        """Let a spelling of a label mean a class ("" leaves it out); ``known`` is what all spellings mean."""
        return replace(self, meaning={**known, spelling: label.strip()})

    def with_one(self, one: str) -> Choice:
        """Show another class against the rest; what was chosen for the two before means nothing for it."""
        return replace(self, one=one, meaning={})

    def with_heading(self, has_heading: bool) -> Choice:
        """Take the first row as names of columns, or as data; the columns are guessed anew."""
        return Choice(has_heading=has_heading)
