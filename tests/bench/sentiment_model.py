"""What the sentiment page's model costs, without a browser.

``python -m tests.bench.sentiment_model``: fit, five-fold out-of-fold probabilities, a kept classifier
opened, a cell click and a lasso until every chart has its numbers (at 4,200 and 100,000 texts), a key typed
in *Try a text* until its answer. 100,000 texts are the tweets over and over, each with a word of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from app.sentiment.analysis import Analysis
from app.sentiment.corpus import Corpus, load_corpus, read_file
from app.sentiment.model import SentimentModel
from app.sentiment.model_file import load
from app.sentiment.out_of_fold import out_of_fold
from app.sentiment.trained import Trained, keep_trained, made_file, prepare
from app.sentiment.triangle import density

HEADLINES = Path(__file__).parents[3] / "shared" / "data" / "sentiment" / "SEntFiN.csv"
ROUNDS = 60


def times(act: Callable[[int], object], rounds: int = ROUNDS) -> str:
    """Median and 95th percentile of so many rounds, in milliseconds."""
    spent = []
    for turn in range(rounds):
        began = time.perf_counter()
        act(turn)
        spent.append((time.perf_counter() - began) * 1000)
    return f"median {np.median(spent):7.1f} ms   p95 {np.percentile(spent, 95):7.1f} ms"


def answer(model: SentimentModel) -> None:
    """All numbers that the page draws after a click."""
    assert model.analysis is not None
    model.matrix()
    model.rows()[:50]
    density(model.analysis.points(model.corners)[np.flatnonzero(model.mask(without="lasso"))])
    model.chips()
    model.insights()
    str(model.summary)


def clicks(analysis: Analysis) -> None:
    """Print a cell click, a lasso, a search and a link at this number of texts."""
    model = SentimentModel(analysis)
    answer(model)
    names = analysis.classes
    cells = [(a, p) for a in names for p in names]
    turn = np.linspace(0, 2 * np.pi, 200)

    def click(number: int) -> None:
        model.select_cells([cells[number % len(cells)]])
        answer(model)

    def lasso(number: int) -> None:
        centre = 0.3 + 0.4 * (number % 10) / 10
        model.select_lasso(np.column_stack([centre + 0.2 * np.cos(turn), 0.3 + 0.2 * np.sin(turn)]))
        answer(model)

    def search(number: int) -> None:
        model.search = ("good", "day", "not", "love")[number % 4]
        answer(model)

    print(f"{len(analysis):,} texts")
    print(f"  cell click → all numbers     {times(click)}")
    model.clear()
    print(f"  lasso of 200 corners → all   {times(lasso)}")
    model.clear()
    print(f"  search → all                 {times(search, 20)}")


def fits(corpus: Corpus) -> Trained:
    """Print what training on a set takes."""
    trained = prepare(corpus)
    began = time.perf_counter()
    out_of_fold(corpus.frame["text"], corpus.frame["label"])
    folds = time.perf_counter() - began
    judged = trained.analysis().evaluation
    print(
        f"{corpus.title}: fit {trained.seconds:.2f} s, out of fold {folds:.2f} s, "
        f"accuracy {judged.accuracy}, macro-F1 {judged.macro_f1()}"
    )
    return trained


def main() -> int:
    """Print it all."""
    if HEADLINES.exists():
        fits(read_file(HEADLINES))
    trained = fits(load_corpus("tweets"))
    path = made_file("tweets")
    if path.exists():
        print(f"kept classifier opened            {times(lambda _: load(path), 10)}")
    print(f"classifier written                {times(lambda _: keep_trained(trained), 3)}")
    clicks(Analysis.of(trained.pipeline, trained.corpus.frame))
    frame = trained.corpus.frame
    many = pd.concat([frame] * 24, ignore_index=True).head(100_000)
    many["id"] = np.arange(len(many)).astype(str)
    many["text"] = many["text"] + " number" + many["id"]
    began = time.perf_counter()
    analysis = Analysis.of(trained.pipeline, many)
    print(f"100,000 texts judged in {time.perf_counter() - began:.1f} s")
    clicks(analysis)
    model = SentimentModel(analysis)
    typed = "I am not sure that this was such a good idea, but we will see :)"

    def key(number: int) -> None:
        model.tried = typed[: number % len(typed) + 1] + str(number)
        model.answer()

    print(f"key typed → probabilities and token bars {times(key, 200)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
