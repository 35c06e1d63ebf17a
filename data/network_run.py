"""The run that the network page shows first, trained at set-up so that the page only loads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from app import places

from .fingerprint import fingerprint

NETWORK = places.APP / "network"

# What shows, judges or reads other data decides no number of the run.
APART = ("datasets", "diagnostics", "verdicts", "views")
DATA = ("black_scholes.py", "source.py", "split.py")


def sources(network: Path = NETWORK) -> list[Path]:
    """All files that decide a number of the run. A change in any of them trains it anew."""
    own = [path for path in network.rglob("*.py") if path.relative_to(network).parts[0] not in APART]
    return sorted([*own, *(network / "datasets" / name for name in DATA)])


def maker(network: Path = NETWORK) -> str:
    """A hash of what trains the run, and of the versions of its libraries."""
    return fingerprint(sources(network), ("keras", "jax", "scikit-learn"))


def make(folder: Path, replace: Callable[[Path, bytes], None]) -> bool:
    """Trains the first preset unless that was done already; tells whether it did.

    ``replace`` writes a file whole or not at all. Raises Problem where it cannot be trained.
    """
    run, stamp = folder / "network.run.npz", folder / "network.run.maker"
    current = maker()
    if run.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    # Loading Keras takes seconds, and mostly there is nothing to train.
    from app.network import presets, train
    from app.network.link import FIRST
    from app.network.run_file import packed

    stamp.unlink(missing_ok=True)
    replace(run, packed(train(presets[FIRST])))
    replace(stamp, current.encode())
    return True
