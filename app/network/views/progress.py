"""How far a training is, in the words of its bar: epochs, batches, the time taken and left."""

from __future__ import annotations

from app.counted import counted
from app.network.bundled import TITLE
from app.network.control import Progress
from app.network.model import NetworkModel
from app.network.settings import REGRESSION, SCORES
from app.network.training import DIVERGED, FAILED, PAUSED, PREPARING, RUNNING, STOPPED, WAITING
from app.network.views.comparison import final
from app.network.views.ticks import number
from app.network.wording import source_title
from app.problem import Problem

LOADING = "loading"
"""The state of the page while Keras is imported for a training that is to start."""

_SAID = (PAUSED, STOPPED, DIVERGED, FAILED)


def subject_of(model: NetworkModel) -> str:
    """What *Train* would learn now: the target, the task, and the data."""
    try:
        data = model.data
    except Problem:
        return ""
    task = "a regression" if data.task == REGRESSION else f"{len(data.classes)} classes"
    return (
        f"learns {data.target}, {task}, from {counted(len(data.x), 'row')} of {source_title(model.settings)}"
    )


def progress_of(model: NetworkModel, state: str) -> tuple[float, str]:
    """The share done, 0 to 1, and a few words. ``state`` is `LOADING`, "idle" or one of `training`'s."""
    if state == LOADING:
        return 0.0, "loading Keras, about a second"
    training, run = model.training, model.run
    if training is None:
        if run is None or not run.epoch_logs:
            return 0.0, f"{model.settings.epochs} epochs to train · seed {model.settings.seed}"
        if model.shows_bundled:
            score = number(final(run))
            return (
                1.0,
                f"{TITLE}: {len(run.epoch_logs)} epochs, {SCORES[run.score]} {score}, trained beforehand",
            )
        return 1.0, f"{len(run.epoch_logs)} epochs · {run.seconds:.1f} s · seed {run.settings.seed}"
    progress = training.progress
    # What measures an epoch is compiled once the first has had its last batch.
    begun = progress.epoch or 0 < progress.batch < progress.batches
    if state in (WAITING, PREPARING) or (state == RUNNING and not begun):
        return 0.0, "compiling the network"
    words = f"{words_of(progress)} · seed {training.run.settings.seed}"
    return progress.share, f"{state} · {words}" if state in _SAID else words


def words_of(progress: Progress) -> str:
    """A training that goes on, such as ``epoch 18 of 40 · batch 60 of 125 · 1.2 s · about 2 s left``."""
    parts = [f"epoch {progress.epoch} of {progress.epochs}"]
    if 0 < progress.batch < progress.batches and progress.epoch < progress.epochs:
        parts.append(f"batch {progress.batch} of {progress.batches}")
    parts.append(f"{progress.seconds:.1f} s")
    if progress.left is not None and progress.left >= 1:
        parts.append(f"about {progress.left:.0f} s left")
    return " · ".join(parts)
