"""The workers of a Dask cluster: how they are reached, and whether they can do this work."""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

from app import places
from app.problem import Problem

if TYPE_CHECKING:
    from distributed import Client


CONNECT = 10
"""Seconds that a scheduler may take to answer."""


@cache
def fingerprint() -> str:
    """What this package's code is: what it makes of a line may change with it."""
    digest = hashlib.sha256()
    for path in sorted((places.APP / "logs").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def check_workers(client: Client) -> None:
    """Raise Problem where there is no worker, or one cannot do this work."""

    # It ships as itself, not by its name: a worker may lack the package that it is in.
    def probe() -> str:
        try:
            from app.logs.cluster.workers import fingerprint as theirs

            return theirs()
        except ImportError as error:
            return f"no {error.name or error}"

    try:
        answers: dict[str, str] = client.run(probe)
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
                f"The worker {worker} has another version of Vitrine.", "Install the same one on all workers."
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
