"""The file of an archive that names the labels which stand as numbers in the others.

So have AG News (``classes.txt``), GoEmotions (``emotions.txt``) and TweetEval (``mapping.txt``) it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from app.tables.columns import is_number
from app.tables.packed import Member

_NAMING = re.compile(r"label|class|categor|emotion|mapping|target|intent|topic|names|code|legend")
# A card of a data set of Hugging Face: its head lists the names of classes.
_CARD = re.compile(r"class_label:\s+names:\s*\n((?:\s+['\"]?\d+['\"]?:[^\n]+\n)+)")
_OF_CARD = re.compile(r"['\"]?(\d+)['\"]?:\s*['\"]?(.*?)['\"]?\s*$", re.MULTILINE)
_NUMBERED = re.compile(r"(\d+)[\s:,;=.)|-]+(\S.*)")
_MOST_BYTES = 50_000
_LONGEST = 60


def names_of_labels(found: Sequence[Member], files: int) -> tuple[Member, dict[str, str]] | None:
    """That file among some of an archive's ``files``, and the name of each number; a list counts from 0. None
    where no file is one."""
    if files < 2:
        return None
    for member in found:
        if card := _card(member):
            return member, card
        if not _NAMING.search(member.path.stem.lower()) or len(member.content) > _MOST_BYTES:
            continue
        pairs = _pairs(member)
        names = dict(pairs)
        short = all(
            key.isdigit() and 0 < len(name) <= _LONGEST and "\t" not in name and not is_number(name)
            for key, name in pairs
        )
        listed = short and not _are_cells(list(names.values()))
        if len(pairs) > 1 and listed and len(set(names.values())) == len(pairs) == len(names):
            return member, names
    return None


def _are_cells(lines: Sequence[str]) -> bool:
    """Whether lines are rows of a table whose last cells come again, or objects of JSON: these tell of texts
    rather than name labels."""
    return all(line.startswith("{") for line in lines) or any(
        all(line.count(sign) == lines[0].count(sign) > 0 for line in lines)
        and len({line.rpartition(sign)[2] for line in lines}) < len(lines)
        for sign in ",;"
    )


def _card(member: Member) -> dict[str, str]:
    """The names of classes in a card of Hugging Face's; none of another file, or where several are named."""
    if member.path.suffix.lower() != ".md" or len(member.content) > _MOST_BYTES:
        return {}
    listed = _CARD.findall(member.content.decode("utf-8", "replace").replace("\r", ""))
    return dict(_OF_CARD.findall(listed[0])) if len(listed) == 1 else {}


def _pairs(member: Member) -> list[tuple[str, str]]:
    """What a file lists, each with its number; empty where it is no list."""
    try:
        text = member.content.decode("utf-8-sig")
        listed = json.loads(text) if member.path.suffix.lower() == ".json" else text.split("\n")
    except (UnicodeDecodeError, ValueError, RecursionError):
        return []
    if isinstance(listed, dict):
        pairs = [(str(a), str(b)) for a, b in listed.items() if isinstance(b, str | int)]
        return pairs if all(a.isdigit() for a, _ in pairs) else [(b, a) for a, b in pairs]
    if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
        return []
    lines = [line.strip() for line in listed if line.strip()]
    numbered = [_NUMBERED.fullmatch(line) for line in lines]
    if all(numbered):
        return [(one[1], one[2]) for one in numbered if one]
    if len(numbered) > 2 and all(numbered[1:]):
        # Below the names of two columns.
        return [(one[1], one[2]) for one in numbered[1:] if one]
    return [(str(place), line) for place, line in enumerate(lines)]
