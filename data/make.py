"""``python -m data.make``: makes what the app bundles, unless it is there and its maker is unchanged."""

from __future__ import annotations

import gzip
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from app import places
from app.problem import Problem
from app.sentiment.corpus.rated import RATED, read_rated
from app.sentiment.corpus.wire import read_wire

from . import classifier, index, network_run, rated, wire
from .fingerprint import fingerprint
from .shop_log import make_log

HERE = Path(__file__).parent
SHOP_LOG = places.MADE / "shop.log.gz"

# All that decides a byte of the log. A change in any of them makes it anew.
SOURCES = ("shop.py", "shop_log.py", "stories.py", "user_agents.py", "visits.py")


def _replace(path: Path, content: bytes) -> None:
    """Writes a file so that a reader, or a maker in another process, never meets half of it."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def make(path: Path = SHOP_LOG) -> bool:
    """Makes the log at ``path`` if it is missing or its maker has changed; tells whether it was made."""
    stamp = path.with_name(path.name + ".maker")
    current = fingerprint(HERE / name for name in SOURCES)
    if path.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    # No time and no name in the header: the same seed gives the same file.
    _replace(path, gzip.compress(make_log(), compresslevel=6, mtime=0))
    _replace(stamp, current.encode())
    return True


def make_wire(folder: Path = places.MADE) -> str:
    """Makes the financial wire and trains its classifier; says what came of it."""
    made = [wire.make(folder, _replace), classifier.make("wire", read_wire, folder, _replace)]
    return "made" if any(made) else "up to date"


def make_rated(folder: Path = places.MADE) -> str:
    """Obtains the rated sets and trains the classifier of the tweets; says what came of it."""
    tweets = RATED[0]
    try:
        made = [
            rated.make(folder, _replace),
            classifier.make(tweets.name, lambda place: read_rated(tweets, place), folder, _replace),
        ]
    except (rated.UnavailableError, Problem) as error:
        return (
            f"the sentiment page has no rated texts: {error} "
            f"Everything else works; run “{places.MAKE_DATA}” again with a network."
        )
    return "made" if any(made) else "up to date"


def make_index(path: Path = index.FILE) -> str:
    """Obtains the closes of the S&P 500; says what came of it."""
    try:
        made = index.make(_replace, path)
    except index.UnavailableError as error:
        return (
            f"the gallery has no closes of the S&P 500: {error} "
            f"Everything else works; run “{places.MAKE_DATA}” again with a network."
        )
    return "made" if made else "up to date"


def make_network(folder: Path = places.MADE) -> str:
    """Trains the network that its page shows first; says what came of it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        made = network_run.make(folder, _replace)
    except Problem as error:
        return f"the network page opens without a trained network: {error} Everything else works."
    return "made" if made else "up to date"


STEPS: dict[str, Callable[[], str]] = {
    "the log of a small shop, from a seed": lambda: "made" if make() else "up to date",
    "a financial wire, from a seed, and a classifier trained on it": make_wire,
    "four sets of rated texts, fetched, and a classifier trained on the tweets": make_rated,
    "the closes of the S&P 500, fetched": make_index,
    "a network that learned the prices of options": make_network,
}


def main() -> int:
    """Make all of it, saying what; return 1, with a sentence, where nothing can be written."""
    sys.stdout.write(f"Bundled data in {places.MADE}:\n")
    try:
        for what, step in STEPS.items():
            # Before it begins, since some take a while.
            sys.stdout.write(f"  {what}: ")
            sys.stdout.flush()
            sys.stdout.write(f"{step()}\n")
    except OSError as refused:
        reason = (refused.strerror or "it was refused").lower()
        sys.stdout.write("not made\n")
        sys.stderr.write(
            f"Nothing can be written to “{places.MADE}”: {reason}. "
            f"Set {places.DATA} to a folder that can be written to.\n"
        )
        return 1
    except KeyboardInterrupt:
        sys.stdout.write("stopped\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
