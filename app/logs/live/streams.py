"""A live source as frames of requests, batch by batch, for a pipeline of `streamz` in a notebook.

The named seam is `Feed`: it reads as the page's reader does, and emits each batch into a stream of yours.

>>> from streamz import Stream
>>> batches = Stream()
>>> shares = batches.map(lambda frame: (frame["status"] >= 400).mean()).sink_to_list()
>>> with Feed("access.log", batches) as feed:   # or "host:9092/topic"
...     feed.run(60)                            # doctest: +SKIP

The page itself does not count so. What rolls on it (`app.logs.live.alerts.seconds`, and the windows of the
charts) are counts that add up: a batch costs what is new in it. A window of `streamz` keeps every row that it
covers and sums them up anew: ``tests/bench/rolling.py`` measured 12 ms for a batch of 4,000 requests into a
window of one minute of 20,000 a second, and 0.2 ms by counts. `rolling` is for pipelines that go on from
there.
"""

from __future__ import annotations

import logging
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app.counted import counted
from app.logs.crossfilter.measures import ERROR
from app.logs.dimensions import status_numbers
from app.logs.live.batch import LiveSource
from app.logs.live.reading import LiveReader
from app.logs.live.sources import opened_files, topics
from app.logs.live.start import Since, topic_from
from app.logs.store.labels import several

if TYPE_CHECKING:
    import pandas as pd
    from streamz import Stream

LABELLED = ("host", "method", "path", "agent")
"""The columns of text of a frame."""

PATIENCE = 10.0
"""Seconds after which what waits within a pipeline is told of."""

BEAT = 0.2
"""Seconds between two batches at least."""

ROOM = 500.0
"""Megabytes of lines that are kept while they are read."""


class Feed:
    """Emits what comes to files, a folder, a glob or a topic into ``stream``, a frame a batch.

    A frame has the requests of a batch in the order of their time, which is its index; its columns are status
    (0 where there is none), size in bytes (-1 where unknown), host, method, path and agent. Nothing is
    emitted where nothing came, and refused lines are in none; ``log`` holds all, with what was refused.

    What a pipeline raises is kept in ``fault`` and logged, ``failed`` counts such batches, and the next batch
    is emitted. A step behind a buffer fails where nobody sees it, and stands still for ever: then ``told``
    has a sentence, and nothing more is read until the buffer has room. Emit from one thread only.

    ``start`` is "beginning", "now", or a time: of the clock of the log's lines, for a topic of UTC.
    """

    def __init__(
        self, source: str | Path, stream: Stream, *, format: str | None = None, start: str = ""
    ) -> None:
        self._stream = stream
        self._folder = Path(tempfile.mkdtemp(prefix="vitrine-feed-"))
        topic = _is_topic(str(source))
        self._reader = LiveReader(self._folder, ROOM, format, None if topic else Since.of(start))
        self._source = _topic(str(source), start) if topic else opened_files([str(source)], self._reader)
        self._held_since: float | None = None
        self.failed = 0
        self.fault: Exception | None = None

    def __enter__(self) -> Feed:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def log(self) -> Any:
        """What was read so far, as `read_log` would give it."""
        return self._reader.log

    @property
    def told(self) -> list[str]:
        """Sentences about what is amiss now, with the source or in the pipeline."""
        told = list(self._source.told)
        if self.fault is not None:
            told.append(
                f"{counted(self.failed, 'batch', 'batches')} failed in the pipeline, last: {self.fault!r}."
            )
        if self._held_since is not None and time.monotonic() - self._held_since > PATIENCE:
            told.append(
                "A buffer of the pipeline has not been emptied for a while: a step behind it has failed, or "
                "is too slow. Nothing is lost: reading goes on when there is room."
            )
        return told

    def turn(self) -> int:
        """Take what came and emit it; how many requests that were."""
        if self._waits():
            return 0
        log = self._reader.log
        before = log.accepted
        self._reader.turn(self._source)
        fresh = self._reader.log.accepted - before
        if fresh:
            self._emit(self._frame(fresh))
        return fresh

    def run(self, seconds: float) -> int:
        """Go on for so long; how many requests came."""
        end, came = time.monotonic() + seconds, 0
        while (now := time.monotonic()) < end:
            came += self.turn()
            time.sleep(max(0.0, min(BEAT - (time.monotonic() - now), end - time.monotonic())))
        return came

    def close(self) -> None:
        """Let go of the source, and remove what was kept meanwhile."""
        self._source.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _frame(self, fresh: int) -> pd.DataFrame:
        import pandas as pd

        store = self._reader.log.store
        rows = np.arange(store.rows - fresh, store.rows)
        rows = rows[np.argsort(store.time[rows], kind="stable")]
        status = status_numbers(store.values["status"])
        frame = {"status": status[store.codes["status"][rows]], "size": store.size[rows]}
        for name in LABELLED:
            frame[name] = np.array(several(store.values[name], store.codes[name][rows]), object)
        index = pd.DatetimeIndex(store.time[rows].astype("datetime64[s]"), name="time")
        return pd.DataFrame(frame, index)

    def _emit(self, frame: pd.DataFrame) -> None:
        try:
            self._stream.emit(frame)
        except Exception as error:
            self.failed, self.fault = self.failed + 1, error
            logging.getLogger(__name__).exception("a pipeline failed over a batch of requests")

    def _waits(self) -> bool:
        """Whether a buffer of the pipeline is full: to emit into it would stand still as it does."""
        queues = [node.queue for node in _below(self._stream) if hasattr(node, "queue")]
        if not any(queue.qsize() for queue in queues):
            self._held_since = None
        elif self._held_since is None:
            self._held_since = time.monotonic()
        return any(queue.full() for queue in queues)


def rolling(batches: Stream, window: str = "5min") -> Stream:
    """The requests and the errors of the last ``window`` of the log's clock, by streaming frames.

    Gives a dict a batch. It ends at the newest request so far.
    """
    from streamz.dataframe import DataFrame

    flags = batches.map(_flags)
    sums = DataFrame(flags, example=_example()).window(value=window).sum()
    return sums.stream.map(lambda found: {name: int(number) for name, number in found.items()})


def _flags(frame: pd.DataFrame) -> pd.DataFrame:
    import pandas as pd

    failed = (frame["status"] >= ERROR).astype("int64")
    return pd.DataFrame({"requests": np.ones(len(frame), np.int64), "errors": failed}, frame.index)


def _example() -> pd.DataFrame:
    import pandas as pd

    index = pd.DatetimeIndex(np.array([0], "datetime64[s]"), name="time")
    return pd.DataFrame({"requests": np.ones(1, np.int64), "errors": np.zeros(1, np.int64)}, index)


def _below(stream: Stream) -> list[Any]:
    """A stream and all that hangs on it, each once."""
    found: list[Any] = []
    waiting: list[Any] = [stream]
    while waiting:
        node = waiting.pop()
        if node is not None and not any(node is one for one in found):
            found.append(node)
            waiting += [*node.downstreams]
    return found


def _is_topic(source: str) -> bool:
    return ":" in source and not Path(source).exists() and topics().ADDRESS.fullmatch(source) is not None


def _topic(address: str, start: str) -> LiveSource:
    topic: LiveSource = topics().Topic(topic_from(address, start))
    return topic
