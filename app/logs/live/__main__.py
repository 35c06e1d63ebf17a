"""The reader of a live source as a process: ``python -m app.logs.live FOLDER``; see `app.logs.live`.

A watcher that starts it gives it, as a second argument, the descriptor of the lock that it took for it.
"""

from __future__ import annotations

import logging
import signal
import sys
import time
from pathlib import Path

from app.logs.live.commits import BEGUN, READER, SOURCE, TROUBLE, WATCHERS, Lock, read_json, tried, write_json
from app.logs.live.reading import LiveReader
from app.logs.live.sources import Watched
from app.logs.live.start import Since
from app.problem import Problem

BEAT = 0.1
"""Seconds between two looks at a source from which nothing came."""

REST = 10.0
"""Seconds without a watcher after which a reader ends."""


def main(folder: Path, lock: Lock) -> int:
    """Read the source that ``folder`` names for as long as somebody watches; return the exit status."""
    if not lock.alone():
        return 0
    try:
        return _read(folder)
    except Problem as problem:
        write_json(folder / TROUBLE, [problem.what, problem.remedy])
        return 1
    except Exception:
        logging.getLogger(__name__).exception("the reader of a live log ended")
        write_json(
            folder / TROUBLE,
            ["This log could not be followed further.", "Tell whoever runs this server: its log says more."],
        )
        return 1


def _read(folder: Path) -> int:
    watched = Watched.of(read_json(folder / SOURCE))
    ending: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: ending.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    reader = LiveReader(folder, watched.most, watched.format, Since.of(watched.start))
    begun = read_json(folder / BEGUN)
    if reader.positions is None and begun is not None and reader.since is not None:
        reader.positions = begun["positions"]
        reader.since.begin_at(begun["second"])
    source = watched.open(reader)
    reader.commit(source)
    (folder / TROUBLE).unlink(missing_ok=True)
    watched_at = time.monotonic()
    try:
        while not ending:
            began = time.monotonic()
            lines = reader.turn(source)
            with tried(folder / WATCHERS) as nobody:
                if not nobody:
                    watched_at = time.monotonic()
            if time.monotonic() - watched_at > REST:
                break
            if not lines or not source.behind:
                time.sleep(max(0.0, BEAT - (time.monotonic() - began)))
    finally:
        source.close()
    return 0


if __name__ == "__main__":
    here, *handle = sys.argv[1:]
    sys.exit(main(Path(here), Lock.given(int(handle[0])) if handle else Lock(Path(here) / READER)))
