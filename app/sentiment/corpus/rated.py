"""The bundled sets that people rated: short texts with every rater's vote, made ready at set-up.

To offer another set of the same archive is to add a `RatedSet` to `RATED`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from app import places
from app.problem import Problem
from app.sentiment.corpus.corpus import Corpus
from app.sentiment.corpus.obscene import obscene


@dataclass(frozen=True)
class RatedSet:
    """A set of Hutto and Gilbert (2014): its ``name`` in links, its ``title`` on the page, what it is
    ``about``, and what its files in their archive begin with (``stem``)."""

    name: str
    title: str
    stem: str
    about: str

    @property
    def files(self) -> tuple[str, str]:
        """The made files: the texts, and where they come from."""
        return f"{self.name}.csv.gz", f"{self.name}.origin.json"


RATED = (
    RatedSet(
        "tweets",
        "Rated tweets (general, not financial)",
        "tweets",
        "4,200 short messages in the manner of tweets, each rated from −4 to 4 by 20 to 99 people. "
        "They are general messages, not financial ones.",
    ),
    RatedSet(
        "reviews",
        "Rated product reviews",
        "amazonReviewSnippets",
        "3,708 sentences of reviews of products, each rated from −4 to 4 by at least 20 people.",
    ),
    RatedSet(
        "editorials",
        "Rated editorials",
        "nytEditorialSnippets",
        "5,190 sentences of newspaper editorials, each rated from −4 to 4 by at least 20 people.",
    ),
    RatedSet(
        "films",
        "Rated film reviews",
        "movieReviewSnippets",
        "10,605 sentences of film reviews, each rated from −4 to 4 by at least 15 people.",
    ),
)


def read_rated(one: RatedSet, folder: Path = places.MADE) -> Corpus:
    """The texts of a rated set; ``obscene`` marks those that tables leave out unless asked for them.

    Raises Problem where they have not been made.
    """
    texts, origin = (folder / name for name in one.files)
    try:
        frame = pd.read_csv(texts, dtype=str, keep_default_na=False)
        told = json.loads(origin.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise Problem(
            f"The bundled {one.name} are not here: they are obtained at set-up, which needs a network once.",
            f"Run “{places.MAKE_DATA}” with a network, or load a CSV of your own.",
        ) from error
    ratings = frame.pop("ratings")
    frame = frame.astype(object)
    frame["ratings"] = [tuple(map(int, row.split())) for row in ratings]
    frame["obscene"] = [obscene(text) for text in frame["text"]]
    return Corpus(
        one.name,
        one.title,
        frame,
        about=told["about"],
        licence=told["licence"],
        citation=told["citation"],
    )
