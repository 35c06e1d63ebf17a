"""A line for work beside the page: what it shows, and how long a problem stays."""

from __future__ import annotations

import pytest
import traitlets

from app.charts.progress import Progress
from app.problem import Problem


class Digging(traitlets.HasTraits):
    running = traitlets.Bool()
    words = traitlets.Unicode()
    share = traitlets.Float()
    problem = traitlets.Instance(Problem, allow_none=True)

    def stop(self) -> None:
        self.running = False


@pytest.fixture
def work() -> Digging:
    return Digging()


@pytest.fixture
def line(work: Digging) -> Progress:
    return Progress(work)


def test_the_line_says_what_the_work_says_and_stops_it(work: Digging, line: Progress) -> None:
    work.set_trait("words", "digging")
    work.running, work.share = True, 0.25
    assert (line.running, line.words, line.share) == (True, "digging", 0.25)
    line.vue_stop()
    assert not line.running


def test_what_went_wrong_stays_until_it_is_dismissed_or_work_begins(work: Digging, line: Progress) -> None:
    work.running = True
    work.problem = Problem("A stone is in the way.", "Dig elsewhere.")
    work.running = False
    assert (line.note.what, line.note.remedy) == ("A stone is in the way.", "Dig elsewhere.")
    line.note.vue_dismiss()
    assert line.note.what == ""
    line.tell(Problem("The spade is broken."))
    work.problem, work.running = None, True
    assert line.note.what == ""


def test_the_end_of_work_leaves_what_something_else_told(work: Digging, line: Progress) -> None:
    work.running = True
    line.tell(Problem("The spade is broken."))
    work.share, work.running = 1.0, False
    assert line.note.what == "The spade is broken."


def test_a_problem_from_before_the_line_is_shown(work: Digging) -> None:
    work.problem = Problem("A stone is in the way.")
    assert Progress(work).note.what == "A stone is in the way."
