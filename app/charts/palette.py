"""Which colour a status, a class or a mood has; the names of all colours.

Their values, dark and light, stand in ``palette.css``.

Charts are painted with ``var(--v-…)`` so that they follow the theme in the browser, at once and
without a message to Python.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

BLUE: Final = "var(--v-blue)"
ACCENT: Final = "var(--v-accent)"
WHOLE: Final = "var(--v-whole)"
MUTED: Final = "var(--v-muted)"
NEGATIVE: Final = "var(--v-negative)"
POSITIVE: Final = "var(--v-positive)"
TEXT: Final = "var(--v-text)"

_MOODS: Final = {"negative": NEGATIVE, "neutral": "var(--v-neutral)", "positive": POSITIVE}

# Chosen so that any two, moods among them, are far apart in OKLab (Ottosson 2020), the farthest first; as
# words they stand out from a card by 4.5 to 1.
_CLASSES: Final = tuple(f"var(--v-class-{place})" for place in range(20))

# The codes a site sees most, each at the place of its own shade within its class.
_SHADES: Final = {
    "2": ("200", "206", "201", "204", "202", "207"),
    "3": ("304", "301", "302", "307", "308", "303"),
    "4": ("404", "403", "400", "401", "406", "408", "405", "429", "499", "410", "422", "413"),
    "5": ("500", "503", "502", "504", "505", "501"),
}


def status_colour(status: str) -> str:
    """The fixed colour of an HTTP status: its class gives the hue, its code the shade.

    >>> status_colour("404")
    'var(--v-4xx-0)'
    """
    known = _SHADES.get(status[:1])
    if known is None or len(status) != 3 or not status.isdigit():
        return MUTED
    shade = known.index(status) if status in known else int(status) % len(known)
    return f"var(--v-{status[0]}xx-{shade})"


def status_colours(statuses: Sequence[str]) -> list[str]:
    """A colour a status: its fixed one if it is common, else a shade of its class that none of them has.

    >>> status_colours(["402", "405"])
    ['var(--v-4xx-7)', 'var(--v-4xx-6)']
    """
    found = {status: status_colour(status) for status in statuses}
    common = {status for status in found if status in _SHADES.get(status[:1], ())}
    taken = {found[status] for status in common}
    for status in sorted(found.keys() - common):
        if found[status] != MUTED:
            hue, shades = status[0], len(_SHADES[status[0]])
            turned = [f"var(--v-{hue}xx-{(int(status) + step) % shades})" for step in range(shades)]
            found[status] = next((colour for colour in turned if colour not in taken), found[status])
            taken.add(found[status])
    return [found[status] for status in statuses]


def class_colours(labels: Sequence[str]) -> list[str]:
    """A colour a class: fixed ones for negative, neutral and positive, distinct ones for any other labels.

    >>> class_colours(["cat", "dog"])
    ['var(--v-class-0)', 'var(--v-class-1)']
    >>> class_colours(["cat", "negative"])
    ['var(--v-class-0)', 'var(--v-negative)']
    """
    others = [label for label in labels if label not in _MOODS]
    own = {label: _CLASSES[place % len(_CLASSES)] for place, label in enumerate(others)}
    return [_MOODS.get(label) or own[label] for label in labels]
