"""A set with the classifier trained on it, and what changing its labels or settings does."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.pipeline import Pipeline

from app import places
from app.counted import counted
from app.problem import Problem
from app.sentiment import model_file
from app.sentiment.analysis import LEAKED, Analysis
from app.sentiment.classifier import Hyperparameters, hold_back, object_array, train
from app.sentiment.corpus import Corpus
from app.sentiment.decisions import Decisions
from app.sentiment.evaluation import Evaluation
from app.sentiment.leaks import Alike
from app.sentiment.out_of_fold import out_of_fold, out_of_fold_of
from app.sentiment.paired import Paired, mcnemar
from app.sentiment.twins import Compared

Progress = Callable[[str, float], None]


@dataclass
class Trained:
    """A classifier and its set: ``held`` are the texts it never saw, ``seconds`` how long the fit took.

    ``doubt`` holds out-of-fold probabilities of all texts (texts × sorted labels) once they were asked for,
    ``compared`` which texts are near to one another.
    A ``custom`` pipeline is not the one that the settings describe: a rival's, or somebody else's.
    """

    corpus: Corpus
    settings: Hyperparameters
    pipeline: Pipeline
    held: NDArray[np.bool_]
    seconds: float
    doubt: NDArray[np.float64] | None = field(default=None, repr=False)
    custom: bool = False
    compared: Compared | None = field(default=None, repr=False)

    def analysis(self) -> Analysis:
        """What the classifier says of the held-back texts."""
        return Analysis.of(self.pipeline, self.corpus.frame[self.held], self.alike, self.corpus.meaning)

    @cached_property
    def alike(self) -> Alike:
        """Which texts of the set are the same as others."""
        return Alike(self.corpus.frame["text"], self.corpus.frame["label"], self.held)

    def out_of_fold(self, progress: Callable[[float], None] | None = None) -> NDArray[np.float64]:
        """Probabilities for every text from classifiers that never saw it; computed once."""
        if self.doubt is None:
            frame = self.corpus.frame
            self.doubt = out_of_fold(frame["text"], frame["label"], self.settings, progress)
        return self.doubt

    def compare(self, step: Callable[[], object] = lambda: None) -> Compared:
        """Which texts are near to one another; found once. What ``step`` raises ends the search."""
        if self.compared is None:
            self.compared = Compared.of(object_array(self.corpus.frame["text"]), self.alike, step)
        return self.compared

    def judge(
        self, progress: Callable[[float], None] | None = None
    ) -> Callable[[NDArray[np.object_]], NDArray[np.float64]]:
        """What gives out-of-fold probabilities for these texts under other labels."""
        texts = self.corpus.frame["text"]
        if self.custom:
            return lambda labels: out_of_fold_of(self.pipeline, texts, labels)
        return lambda labels: out_of_fold(texts, labels, self.settings, progress)

    def card(self) -> list[tuple[str, str]]:
        """The model card: headings and what stands under them."""
        frame, counts = self.corpus.frame, self.corpus.counts
        analysis = self.analysis()
        judged, without, leaks = (
            analysis.evaluation,
            analysis.without_leaks,
            int(analysis.marked(LEAKED).sum()),
        )
        label, majority = judged.majority
        chosen = self.settings
        rows = [
            ("Data", self.corpus.title + (f": {self.corpus.about}" if self.corpus.about else "")),
            ("Citation", self.corpus.citation),
            ("Licence", self.corpus.licence),
            ("Texts", f"{len(frame):,}: " + ", ".join(f"{n:,} {label}" for label, n in counts.items())),
            ("Split", f"{int((~self.held).sum()):,} to learn from, {int(self.held.sum()):,} held back"),
            ("Accuracy", f"{judged.accuracy}, Wilson's 95% interval"),
            ("Baseline", f"{majority:.3f}, the accuracy of always answering {label}"),
            (
                "Leaks",
                f"{counted(leaks, 'held-back text')} learned from too but for links, @names, digits, case; "
                + (f"without: accuracy {without.accuracy.value:.3f}" if without else "no other is left")
                if leaks
                else "",
            ),
            ("Macro-F1", f"{judged.macro_f1()}, 95% bootstrap interval"),
            (
                "Model",
                f"{len(self.pipeline['counts'].vocabulary_):,} tokens, one logistic regression a class",
            ),
            ("Training time", f"{self.seconds:.2f} s"),
            (
                "Settings",
                f"C {chosen.C:g}, n-grams up to {chosen.longest}, tokens in at least {chosen.min_df} texts, "
                f"classes {'balanced' if chosen.balanced else 'as frequent as they are'}, seed {chosen.seed}",
            ),
        ]
        return [(heading, text) for heading, text in rows if text]


@dataclass(frozen=True)
class Comparison:
    """Two classifiers on the same held-back texts: ``before`` and ``after`` by the labels as they are now.

    ``given`` is the first one by the labels as they were: the score that was shown until now. ``paired``
    tests whether the two differ. ``relabelled`` and ``left_out`` count the decisions that changed what the
    second one learned from;
    ``judged_anew`` those that changed the held-back texts, for both alike.
    """

    given: Evaluation
    before: Evaluation
    after: Evaluation
    paired: Paired
    relabelled: int
    left_out: int
    judged_anew: int
    trained: Trained

    def sentence(self) -> str:
        """``Accuracy 0.757 → 0.762 on the same 840 texts, after 12 new labels and 3 texts left out.``"""
        texts = counted(int(self.after.matrix.sum()), "text")
        labels, left_out = counted(self.relabelled, "new label"), counted(self.left_out, "text")
        before, after = self.before.macro_f1().value, self.after.macro_f1().value
        return (
            f"Accuracy {self.before.accuracy.value:.3f} → {self.after.accuracy.value:.3f}, "
            f"macro-F1 {before:.3f} → {after:.3f} on the same {texts}, "
            f"after {labels} and {left_out} left out of training.{self._held_back()} {self._verdict()}"
        )

    def _held_back(self) -> str:
        """Why not all decisions were learned from; "" where all were."""
        if not self.judged_anew:
            return ""
        are = counted(self.judged_anew, "decision is", "decisions are")
        was = f"by their labels before, accuracy was {self.given.accuracy.value:.3f}"
        return f" {are} about held-back texts, which are judged by and never learned from: {was}."

    def _verdict(self) -> str:
        found = f"{self.paired}."
        return found if self.paired.measurable else f"No measurable change: {found}"


def split_of(corpus: Corpus, settings: Hyperparameters) -> NDArray[np.bool_]:
    """The set's own held-back texts if it names them, else a fifth."""
    frame = corpus.frame
    if "split" in frame:
        return (frame["split"] == "test").to_numpy()
    return hold_back(frame["text"], frame["label"], settings.seed)


def prepare(
    corpus: Corpus,
    settings: Hyperparameters | None = None,
    progress: Progress | None = None,
    doubt: bool = False,
) -> Trained:
    """Train on a set; with ``doubt`` its out-of-fold probabilities too. ``progress`` hears what and how far.

    Raises Problem when the set is too small to learn from.
    """
    chosen = settings or Hyperparameters()
    held = split_of(corpus, chosen)
    if progress is not None:
        progress("Training", 0.0)
    began = time.perf_counter()
    texts, labels = object_array(corpus.frame["text"]), object_array(corpus.frame["label"])
    pipeline = train(texts[~held], labels[~held], chosen)
    trained = Trained(corpus, chosen, pipeline, held, time.perf_counter() - began)
    if doubt:
        trained.out_of_fold(
            (lambda share: progress("Looking for doubtful labels", share)) if progress else None
        )
    return trained


def made_file(name: str, folder: Path = places.MADE) -> Path:
    """Where the classifier of a bundled set is, if set-up has made it."""
    return folder / f"{name}.model.npz"


def keep_trained(trained: Trained) -> bytes:
    """A trained set's classifier as bytes for `made_file`."""
    arrays = {
        "held": trained.held,
        "seconds": np.array([trained.seconds]),
        "doubt": trained.out_of_fold(),
        "set": np.frombuffer(_mark(trained.corpus), np.uint8),
    }
    return model_file.dump(trained.pipeline, trained.settings, arrays)


def open_kept(corpus: Corpus, folder: Path = places.MADE) -> Trained:
    """The classifier that set-up made for a bundled set. Raises Problem where there is none that fits."""
    pipeline, settings, kept = model_file.load(made_file(corpus.name, folder))
    texts = len(corpus.frame)
    if kept["set"].tobytes() != _mark(corpus) or not len(kept["held"]) == len(kept["doubt"]) == texts:
        raise Problem("The classifier made at set-up is of other texts.", f"Run “{places.MAKE_DATA}” again.")
    return Trained(corpus, settings, pipeline, kept["held"], float(kept["seconds"][0]), kept["doubt"])


def retrain(trained: Trained, decisions: Decisions, settings: Hyperparameters | None = None) -> Comparison:
    """Train again with a person's labels, and judge both classifiers on the same held-back texts."""
    labels, part = decisions.applied()
    frame, held = trained.corpus.frame, trained.held
    given = object_array(frame["label"])
    learn, judge = ~held & part, held & part
    chosen = settings or trained.settings
    began = time.perf_counter()
    pipeline = train(object_array(frame["text"])[learn], labels[learn], chosen)
    seconds = time.perf_counter() - began
    corrected = frame.assign(label=labels)
    changed = labels != given
    corpus = dataclasses.replace(trained.corpus, frame=corrected)
    after = Trained(corpus, chosen, pipeline, held, seconds)
    first, second = (Analysis.of(one, corrected[judge]) for one in (trained.pipeline, pipeline))
    return Comparison(
        trained.analysis().evaluation,
        first.evaluation,
        second.evaluation,
        mcnemar(first.right, second.right),
        int((changed & learn).sum()),
        int((~held & ~part).sum()),
        int((held & (changed | ~part)).sum()),
        after,
    )


def _mark(corpus: Corpus) -> bytes:
    digest = hashlib.sha256()
    for text, label in zip(corpus.frame["text"], corpus.frame["label"], strict=True):
        digest.update(f"{label}\t{text}\n".encode("utf-8", "surrogatepass"))
    return digest.digest()
