"""Texts of which some are labelled wrongly, or are like others, and a key that is pressed in their review."""

from __future__ import annotations

import numpy as np
import pandas as pd

from app.sentiment.corpus import Corpus
from app.sentiment.views.label_review import LabelReview

WORDS = {"good": "fine nice lovely", "bad": "poor sad awful", "flat": "table chair shelf"}


def mixed_up(rows: int = 240, wrong: int = 24) -> Corpus:
    """Texts whose words tell their label, ``wrong`` of which are labelled otherwise: mostly as flat."""
    rng = np.random.default_rng(1)
    names = list(WORDS)
    meant = [names[n % 3] for n in range(rows)]
    given = list(meant)
    for n in range(wrong):
        row = n * (rows // wrong)
        given[row] = "flat" if meant[row] != "flat" and n % 6 else names[(names.index(meant[row]) + 1) % 3]
    texts = [f"{' '.join(rng.choice(WORDS[m].split(), 2))} number {n}" for n, m in enumerate(meant)]
    frame = pd.DataFrame({"id": [f"t{n}" for n in range(rows)], "text": texts, "label": given}, dtype=object)
    return Corpus("mixed", "Mixed", frame)


REPEATED = [
    ("x1", "The bus was late again, as it is on every single Monday", "bad"),
    ("x2", "the bus was late again, as it is on every single monday", "good"),
    ("y1", "The whole kitchen smelled of warm bread this morning", "good"),
    ("y2", "The whole kitchen smelled of warm bread on this morning", "good"),
]


def repeated(rows: list[tuple[str, str, str]] = REPEATED) -> Corpus:
    """Texts whose words tell their label, a word of its own in each, and these ``rows``."""
    frame = mixed_up(240, 1).frame
    spelled = frame["text"].str.translate(str.maketrans("0123456789", "abcdefghij"))
    more = pd.DataFrame(rows, columns=["id", "text", "label"], dtype=object)
    return Corpus("repeated", "Repeated", pd.concat([frame.assign(text=spelled), more], ignore_index=True))


def pressed(shown: LabelReview, text: dict, action: str, number: int, label: str = "") -> None:
    """What the page sends for a key, with ``text`` in sight."""
    shown.vue_act(
        {"action": action, "label": label, "id": text["id"], "mark": text["mark"], "number": number}
    )
