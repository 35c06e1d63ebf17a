"""SEntFiN: financial headlines with one label for each company they name.

The layout of SEntFiN 1.0 (Sinha, Kedas, Kumar and Malo, 2022): columns ``Title`` and ``Decisions``, the
latter a Python dictionary such as ``{'TCS': 'positive', 'Wipro': 'neutral'}``. A headline whose companies
all have one label takes that label; a mixed one has none and is left out of training.
"""

from __future__ import annotations

import ast
import re

import pandas as pd

from app.counted import counted
from app.sentiment.corpus.corpus import Corpus, require_two_labels
from app.sentiment.corpus.labels import meanings
from app.tables import Rejects, Table

CITATION = (
    "Sinha, A., Kedas, S., Kumar, R. and Malo, P. (2022). SEntFiN 1.0: Entity-aware sentiment analysis for "
    "financial news. Journal of the Association for Information Science and Technology 73(9)."
)
# A name may hold an apostrophe that the file does not escape: it ends only where a label follows.
_DECISION = re.compile(r"""['"](.{1,200}?)['"]\s*:\s*['"](\w+)['"]\s*(?:,|\}\s*$)""")


def is_headlines(table: Table) -> bool:
    """Whether a table has this layout."""
    return table.place("title") is not None and table.place("decisions") is not None


def decisions(cell: str) -> tuple[dict[str, str], bool]:
    """Each company's label as written, and whether the cell was a proper Python dictionary.

    >>> decisions("{'Moody's': 'neutral', 'SBI': 'negative'}")
    ({"Moody's": 'neutral', 'SBI': 'negative'}, False)
    """
    try:
        found = ast.literal_eval(cell.strip())
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return dict(_DECISION.findall(cell)), False
    if not isinstance(found, dict):
        return {}, True
    return {str(name): str(label) for name, label in found.items()}, True


def read_headlines(table: Table, rejects: Rejects, choice: object = None) -> Corpus:
    """The headlines of a table; mixed ones are kept apart in ``notes``, unreadable ones rejected by row."""
    del choice  # The layout leaves nothing to choose.
    title, cell = table.place("title"), table.place("decisions")
    number_column = table.place("s no.", "id")
    assert title is not None
    assert cell is not None
    rows, odd, mixed = [], [], 0
    for number, cells in table.rows:
        text = cells[title]
        found, proper = decisions(cells[cell])
        known = meanings(found.values())
        if not text.strip():
            rejects.add(number, "Title", "the headline is empty.")
        elif not found or len(known) < len(set(found.values())):
            reason = "not every company has a label." if found else "it is no dictionary of labels."
            rejects.add(number, "Decisions", reason, text)
        else:
            if not proper:
                odd.append(number)
            labels = set(known.values())
            if len(labels) > 1:
                mixed += 1
                continue
            identity = cells[number_column].strip() if number_column is not None else str(number)
            rows.append((identity or str(number), text, labels.pop(), tuple(found)))
    frame = pd.DataFrame(rows, columns=["id", "text", "label", "entity"], dtype=object)
    require_two_labels(table.name, frame["label"], rejects)
    if not frame["id"].is_unique:
        frame["id"] = [str(place) for place in range(1, len(frame) + 1)]
    notes = list(table.notes)
    if mixed:
        have = counted(mixed, "headline has", "headlines have")
        notes.append(f"{have} different labels for different companies: left out.")
    if odd:
        listed = ", ".join(f"{number:,}" for number in odd[:20])
        notes.append(
            f"Column Decisions is not a Python literal in {counted(len(odd), 'row')} (an apostrophe inside "
            f"quotes), read by its pattern: {listed}{' …' if len(odd) > 20 else ''}."
        )
    return Corpus(
        table.name,
        table.name,
        frame,
        about="Financial headlines, each labelled for the companies it names.",
        citation=CITATION,
        licence="MIT",
        notes=tuple(notes),
        rejected=tuple(rejects.first),
        rejections=rejects.count,
    )
