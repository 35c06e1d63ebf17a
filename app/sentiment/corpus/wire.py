"""The bundled wire: short financial messages about invented companies, made at set-up from a seed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from app import places
from app.problem import Problem
from app.sentiment.corpus.corpus import Corpus
from app.sentiment.tokens import cashtags


def read_wire(folder: Path = places.MADE) -> Corpus:
    """The messages with their time, the companies they name and who is held back.

    Raises Problem where they have not been made.
    """
    try:
        frame = pd.read_csv(folder / "wire.csv.gz", dtype=str, keep_default_na=False)
        told = json.loads((folder / "wire.origin.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Problem(
            "The bundled wire is not here: it is made at set-up.",
            f"Run “{places.MAKE_DATA}”, or load a CSV of your own.",
        ) from error
    times = pd.to_datetime(frame["time"], format="%Y-%m-%d %H:%M:%S")
    frame = frame.astype(object)
    frame["time"] = times
    frame["entity"] = frame["text"].map(cashtags)
    return Corpus(
        "wire",
        "A financial wire (made)",
        frame[["id", "text", "label", "time", "entity", "split"]],
        about=told["about"],
        licence=told["licence"],
    )
