"""Review labels: the queue, the decisions as a file, and what they change when the classifier learns anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ipyvuetify as v

from app.charts.download import Download
from app.charts.file_button import FileButton, Receiving
from app.charts.progress import Progress
from app.job import Job
from app.problem import Problem
from app.sentiment.review_walk import ReviewWalk
from app.sentiment.trained import Comparison
from app.sentiment.views.action import Action
from app.sentiment.views.comparison import ComparisonView
from app.sentiment.views.label_review import LabelReview


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
        self._training = Job()
        self.review = LabelReview(walk)
        self.save = Download("decisions.csv", self._csv, words="Download decisions")
        self.retrain = Action("Retrain with my labels", self._retrain)
        self.progress = Progress(self._training)
        self.preparation = Progress(preparing)
        self.comparison = ComparisonView()
        tools: list[Any] = [self.save]
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

    def _follow(self, _change: Any = None) -> None:
        made = len(self._walk.review.decisions) if self._walk.review is not None else 0
        self.save.disabled = self.retrain.disabled = not made
        self._wait()

    def _tell(self, problem: Problem | None) -> None:
        self.progress.tell(problem)

    def _csv(self) -> Iterator[bytes]:
        if self._walk.review is not None:
            yield b"\xef\xbb\xbf" + self._walk.review.decisions.to_csv().encode("utf-8", "surrogatepass")

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
        self._training.abandon()
        self.comparison.hide()
