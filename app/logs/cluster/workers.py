"""The workers of a Dask cluster: how they are reached, and whether they can do this work."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from app import places
from app.logs.cluster.files import MEMORY
from app.problem import Problem

if TYPE_CHECKING:
    from distributed import Client, Future


CONNECT = 10
"""Seconds that a scheduler may take to answer."""

LOOK, PATIENCE = 1.0, 60.0
"""Seconds between two looks at the workers, and without one at work before that is told."""

WORKERS = f"Start some, and read the log again. {MEMORY}"

R = TypeVar("R")


@cache
def fingerprint() -> str:
    """What this package's code is: what it makes of a line may change with it."""
    digest = hashlib.sha256()
    for path in sorted((places.APP / "logs").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Workers:
    """The workers of the cluster that ``client`` knows: how many ``threads`` they have, and what they do."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.threads = 1
        self._looked_at, self._worked_at = -LOOK, monotonic()

    @property
    def many(self) -> int:
        """How many there are."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def submit(self, function: Callable[..., R], *arguments: Any) -> Future[R]:
        """Have one of them do this, and another one where that one is lost."""
        return self._client.submit(function, *arguments, pure=False)

    def in_tree(self, join: Callable[[Sequence[R]], R], parts: Sequence[Future[R]]) -> Future[R]:
        """Parts that follow each other as one: neighbours joined in pairs, these in pairs again, and so on.

        Two are joined as soon as both are there, by a worker that has one of them.
        """
        while len(parts) > 1:
            pairs = [parts[first : first + 2] for first in range(0, len(parts), 2)]
            parts = [self.submit(join, pair) if len(pair) > 1 else pair[0] for pair in pairs]
        return parts[0]

    def worked(self) -> None:
        """Know that something was done."""
        self._worked_at = monotonic()

    def look(self) -> None:
        """Look at them, once in a while. Raises Problem where none has been at work for ``PATIENCE``."""
        now = monotonic()
        if now - self._looked_at <= LOOK:
            return
        self._looked_at = now
        workers = self._client.scheduler_info(n_workers=-1)["workers"].values()
        self.threads = max(sum(worker["nthreads"] for worker in workers), 1)
        standing = {worker["status"] for worker in workers}
        if "running" in standing:
            self._worked_at = now
        elif now - self._worked_at > PATIENCE:
            how = "are paused, since their memory is full" if "paused" in standing else "are gone"
            raise Problem(f"The workers of the cluster {how}.", WORKERS)

    def check(self) -> None:
        """Raise Problem where there is no worker, or one cannot do this work."""

        # It ships as itself, not by its name: a worker may lack the package that it is in.
        def probe() -> str:
            try:
                from app.logs.cluster.workers import fingerprint as theirs

                return theirs()
            except ImportError as error:
                return f"no {error.name or error}"

        try:
            answers: dict[str, str] = self._client.run(probe)
        except (OSError, TimeoutError) as error:
            raise Problem("The cluster does not answer.", "Check that its scheduler is running.") from error
        if not answers:
            raise Problem("The cluster has no workers.", "Start some: dask worker tcp://SCHEDULER:8786")
        for worker, answer in answers.items():
            if answer.startswith("no "):
                raise Problem(
                    f"The worker {worker} has no “{answer[3:]}”.",
                    "Install the same Vitrine there, with “pip install vitrine[cluster]”.",
                )
            if answer != fingerprint():
                raise Problem(
                    f"The worker {worker} has another version of Vitrine.",
                    "Install the same one on all workers.",
                )


def connect(address: str) -> Client:
    """A client of the scheduler at this address. Raises Problem where there is none."""
    try:
        from distributed import Client
    except ImportError as error:
        raise Problem("Dask is not installed here.", "Install it: pip install “vitrine[cluster]”") from error
    try:
        return Client(address, timeout=CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise Problem(
            f"No cluster answers at {address}.", "Check the address, and that its scheduler is running."
        ) from error
