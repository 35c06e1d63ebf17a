"""How a page and the training thread talk: wishes one way, progress the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Progress:
    """How far a training is: epochs done of all, batches done of the one at hand, seconds so far and left."""

    epoch: int
    epochs: int
    batch: int
    batches: int
    seconds: float
    left: float | None

    @property
    def share(self) -> float:
        """0 to 1."""
        done = self.epoch + (self.batch / self.batches if self.batches and self.epoch < self.epochs else 0)
        return min(done / self.epochs, 1.0) if self.epochs else 0.0


class Control:
    """Pause, resume and stop, heard after each batch; a batch counter, written by the training thread.

    ``lease`` is asked now and then whether anybody still watches; once it says no, training ends as if
    stopped, so that a session whose page is gone comes to rest.
    """

    LEASE_BEAT = 1.0

    def __init__(self, lease: Callable[[], bool] | None = None) -> None:
        self._stop = threading.Event()
        self._go = threading.Event()
        self._go.set()
        self._lease = lease
        self._asked = monotonic()
        self.interrupted = False
        self.abandoned = False
        self.batch = self.batches = 0
        self._epoch = self._epochs = self._first = 0
        self._begun: float | None = None
        self._first_epoch_end = 0.0
        self._idle = 0.0
        self._paused_at: float | None = None
        self._ended: float | None = None

    def pause(self) -> None:
        """Halt after the batch at hand."""
        if not self._stop.is_set() and self._go.is_set():
            self._paused_at = monotonic()
            self._go.clear()
            self.interrupted = True

    def resume(self) -> None:
        """Go on."""
        if self._paused_at is not None:
            self._idle += monotonic() - self._paused_at
            self._paused_at = None
        self.interrupted = self._stop.is_set()
        self._go.set()

    def stop(self) -> None:
        """End after the batch at hand; for good."""
        self._stop.set()
        self.interrupted = True
        if self._paused_at is not None:
            self._idle += monotonic() - self._paused_at
            self._paused_at = None
        self._go.set()

    @property
    def paused(self) -> bool:
        """Whether it is to halt, or does."""
        return not self._go.is_set()

    @property
    def stopped(self) -> bool:
        """Whether it is to end, or has."""
        return self._stop.is_set()

    def wait(self) -> bool:
        """Wait while paused; returns whether to go on."""
        while not self._go.wait(self.LEASE_BEAT):
            self.look()
        return not self._stop.is_set()

    def look(self) -> None:
        """Ask whether anybody still watches."""
        self._asked = monotonic()
        if self._lease is not None and not self._lease():
            self.abandoned = True
            self.stop()

    def begin(self, first: int, epochs: int, batches: int) -> None:
        """Training starts: epochs done already, epochs to reach, batches in each."""
        self._first = self._epoch = first
        self._epochs, self.batches = epochs, batches
        self.batch = 0
        self._begun = monotonic()
        self._ended = None

    def batch_done(self, batch: int) -> bool:
        """A batch, counted from 1, is done: wait while paused; returns whether to go on."""
        self.batch = batch
        if monotonic() - self._asked > self.LEASE_BEAT:
            self.look()
        return not self.interrupted or self.wait()

    def epoch_done(self, epoch: int) -> None:
        """An epoch is whole."""
        self._epoch, self.batch = epoch, 0
        if epoch == self._first + 1:
            self._first_epoch_end = monotonic()

    def end(self) -> None:
        """Training has ended."""
        self._ended = monotonic()

    def progress(self) -> Progress:
        """How far it is, from any thread."""
        if self._begun is None:
            return Progress(0, self._epochs, 0, 0, 0.0, None)
        now = self._ended or self._paused_at or monotonic()
        left = None
        done = self._epoch - self._first
        if self._ended is None and done > 1 and not self.stopped:
            # The first epoch compiles: it says nothing about the others.
            pace = max(now - self._first_epoch_end - self._idle, 0.0) / (
                done - 1 + (self.batch / self.batches if self.batches else 0)
            )
            left = pace * (self._epochs - self._epoch - (self.batch / self.batches if self.batches else 0))
        return Progress(
            self._epoch, self._epochs, self.batch, self.batches, now - self._begun - self._idle, left
        )
