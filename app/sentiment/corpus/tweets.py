"""The bundled set: short messages, each rated by 20 to 99 people, made ready at set-up."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd

from app import places
from app.problem import Problem
from app.sentiment.corpus.corpus import Corpus

TEXTS = places.MADE / "tweets.csv.gz"
ORIGIN = places.MADE / "tweets.origin.json"


def read_tweets(texts: Path = TEXTS, origin: Path = ORIGIN) -> Corpus:
    """The rated messages. Raises Problem where they have not been made."""
    try:
        frame = pd.read_csv(texts, dtype=str, keep_default_na=False)
        told = json.loads(origin.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Problem(
            "The bundled tweets are not here: they are obtained at set-up, which needs a network once.",
            f"Run “{places.MAKE_DATA}” with a network, or load a CSV of your own.",
        ) from error
    ratings = frame.pop("ratings")
    frame = frame.astype(object)
    frame["ratings"] = [tuple(map(int, row.split())) for row in ratings]
    return Corpus(
        "tweets",
        "Rated tweets",
        frame,
        about=told["about"],
        licence=told["licence"],
        citation=told["citation"],
    )
