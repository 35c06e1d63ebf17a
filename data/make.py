"""``python -m data.make``: makes what the app bundles, unless it is there and its maker is unchanged."""

from __future__ import annotations

import gzip
import hashlib
import os
import sys
import tempfile
from pathlib import Path

from app import places
from app.problem import Problem

from . import classifier, index, tweets
from .shop_log import make_log

HERE = Path(__file__).parent
SHOP_LOG = places.MADE / "shop.log.gz"

# All that decides a byte of the log. A change in any of them makes it anew.
SOURCES = ("shop.py", "shop_log.py", "stories.py", "user_agents.py", "visits.py")


def fingerprint() -> str:
    """A hash of the log's maker, its seed included."""
    digest = hashlib.sha256()
    for name in SOURCES:
        digest.update((HERE / name).read_bytes())
    return digest.hexdigest()


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
    current = fingerprint()
    if path.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    # No time and no name in the header: the same seed gives the same file.
    _replace(path, gzip.compress(make_log(), compresslevel=6, mtime=0))
    _replace(stamp, current.encode())
    return True


def make_sentiment(folder: Path = places.MADE) -> str:
    """Obtains the tweets and trains their classifier; a sentence that says what came of it."""
    try:
        made = [tweets.make(folder, _replace), classifier.make(folder, _replace)]
    except (tweets.UnavailableError, Problem) as error:
        return (
            f"The sentiment page has no tweets of its own: {error} "
            "Everything else works; run “make data” again with a network."
        )
    return "made data/made/tweets.*" if any(made) else "data/made/tweets.* are up to date"


def make_index(path: Path = index.FILE) -> str:
    """Obtains the closes of the S&P 500; a sentence that says what came of it."""
    try:
        made = index.make(_replace, path)
    except index.UnavailableError as error:
        return (
            f"The gallery has no closes of the S&P 500: {error} "
            "Everything else works; run “make data” again with a network."
        )
    return f"made data/made/{path.name}" if made else f"data/made/{path.name} is up to date"


if __name__ == "__main__":
    sys.stdout.write("made data/made/shop.log.gz\n" if make() else "data/made/shop.log.gz is up to date\n")
    sys.stdout.write(make_sentiment() + "\n")
    sys.stdout.write(make_index() + "\n")
