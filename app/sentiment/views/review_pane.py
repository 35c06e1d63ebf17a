"""Review labels: the queue, the decisions as a file, and what they change when the classifier learns anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipyvuetify as v

from app.charts.download import CsvDownload, Download
from app.charts.file_button import FileButton, Receiving
from app.charts.progress import Progress
from app.job import Job, Tell
from app.problem import Problem
from app.sentiment.labelled import labelled
from app.sentiment.review import Review
from app.sentiment.review_walk import ReviewWalk
from app.sentiment.trained import Comparison
from app.sentiment.views.action import Action
from app.sentiment.views.comparison import ComparisonView
from app.sentiment.views.label_review import LabelReview

MOST_MEASURED = 20_000
"""Texts up to which the queue is measured by itself: it takes as long as looking for the candidates."""


class ReviewPane(v.Html):
    """A `LabelReview` with what surrounds it.

    ``receive`` takes a visitor's file, without it there is no loading; ``on_retrained(comparison)`` hears of
    a classifier that learned from the decisions, without it there is no retraining.
    """

    def __init__(
        self,
        walk: ReviewWalk,
        *,
        preparing: Job,
        receive: Callable[[str, int], Receiving] | None = None,
        on_retrained: Callable[[Comparison], Any] | None = None,
    ) -> None:
        self._walk, self._on_retrained = walk, on_retrained
        self._measured: Review | None = None
        self._training = Job()
        self._measuring = Job()
        self.review = LabelReview(walk)
        self.save = Download("decisions.csv", self._csv, words="Download decisions")
        self.retrain = Action("Retrain with my labels", self._retrain)
        self.progress = Progress(self._training)
        self.preparation = Progress(preparing)
        self.comparison = ComparisonView()
        self.cleaned = CsvDownload("cleaned.csv", self._cleaned, words="Download cleaned data")
        tools: list[Any] = [self.save, self.cleaned]
        if receive is not None:
            words = "Load decisions"
            tools.append(FileButton(words, receive=receive, on_file=self._load, on_problem=self._tell))
        if on_retrained is not None:
            tools.append(self.retrain)
        super().__init__(
            tag="div",
            class_="vt-review-pane",
            children=[
                self.preparation,
                self.review,
                v.Html(tag="div", class_="vt-tools", children=[*tools, self.progress]),
                self.comparison,
            ],
        )
        preparing.observe(self._wait, ["running"])
        walk.observe(self._follow, "revision")
        self._wait()
        self._follow()

    def _wait(self, _change: Any = None) -> None:
        self.review.waiting = (
            "The candidates are being looked for: every text is judged by classifiers that never saw it."
            if self._walk.review is None
            else ""
        )

    def measure(self) -> None:
        """Tell beside the queue what it is good at, once it is known."""
        review = self._walk.review
        if review is None or review is self._measured or len(review.given) > MOST_MEASURED:
            return
        self._measured = review

        def work(_tell: Tell) -> tuple[Review, str]:
            found = review.measure()
            return review, str(found) if found is not None else ""

        def done(result: tuple[Review, str]) -> None:
            if result[0] is self._walk.review:
                self.review.measured = result[1]

        self._measuring.start("Measuring the queue", work, done)

    def _follow(self, _change: Any = None) -> None:
        made = len(self._walk.review.decisions) if self._walk.review is not None else 0
        self.save.disabled = self.retrain.disabled = not made
        self._wait()

    def _tell(self, problem: Problem | None) -> None:
        self.progress.tell(problem)

    def _csv(self) -> Iterator[bytes]:
        if self._walk.review is not None:
            yield b"\xef\xbb\xbf" + self._walk.review.decisions.to_csv().encode("utf-8", "surrogatepass")

    def _cleaned(self) -> Iterator[tuple[Any, ...]]:
        review = self._walk.review
        return labelled(review.trained.corpus, review.decisions) if review is not None else iter(())

    def _load(self, _name: str, path: Path) -> None:
        review = self._walk.review
        if review is None:
            return
        try:
            notices = review.decisions.load_csv(path.read_bytes().decode("utf-8", "replace"))
        except Problem as problem:
            self._tell(problem)
            return
        self.review.problem = " ".join(notices)
        self._walk.look_at(*self._walk.cell)

    def _retrain(self) -> None:
        review = self._walk.review
        if review is not None:
            self._training.start("Training with your labels", lambda _: review.retrain(), self._retrained)

    def _retrained(self, found: Comparison) -> None:
        self.comparison.show_comparison(found)
        if self._on_retrained is not None:
            self._on_retrained(found)

    def forget(self) -> None:
        """Show no comparison: the texts are others now."""
        self._measuring.abandon()
        self.review.measured = ""
        self._training.abandon()
        self.comparison.hide()
