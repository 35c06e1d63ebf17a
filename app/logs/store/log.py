"""A log that was read: what was accepted and refused, counts by any dimension, and the requests."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, overload

import numpy as np

from app.counted import counted
from app.logs.formats import LogFormat
from app.logs.formats.line import decode
from app.logs.parsing.block import Block
from app.logs.store import tabulation, zones
from app.logs.store.events import frame_of
from app.logs.store.rejects import Reject, Rejects
from app.logs.store.store import Store
from app.logs.written.lines import DIRECTIVE
from app.problem import Problem

if TYPE_CHECKING:
    import pandas as pd

_PARTICULAR = re.compile(r"“[^”]*”")

MOST_REJECTS = 1000
LONGEST_REJECT = 500


@dataclass
class FileRecord:
    """What became of one file: ``why`` says how its format was chosen, ``notes`` what was strange.

    ``rejects`` are the first refused lines; ``rejected`` counts them all. ``directives`` are the lines that
    tell how to read the others, which are not counted among the lines; ``reasons`` counts why lines were
    refused, without what was particular to each.
    """

    name: str
    format: LogFormat | None = None
    why: str = ""
    lines: int = 0
    accepted: int = 0
    rejects: list[Reject] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    directives: int = 0
    reasons: dict[str, int] = field(default_factory=dict)

    @property
    def rejected(self) -> int:
        """How many lines were refused."""
        return self.lines - self.accepted


class Log:
    """Requests read from one or more files.

    ``store`` holds the requests as columns, ``files`` a FileRecord for each file. Accepted and rejected
    lines always add up to the lines read. ``every_reject`` gives all refused lines, from disk. ``read_to``
    says up to which byte each plain file was read, by its path. ``zone`` is whose clock times are told by:
    empty for the log's own, as its lines are written.
    """

    def __init__(self, store: Store, files: list[FileRecord] | None = None) -> None:
        self.store = store
        self.files = files or []
        self.every_reject = Rejects(store.folder)
        self.read_to: dict[str, int] = {}
        self.zone = ""

    def __repr__(self) -> str:
        form = next((file.format.title for file in self.files if file.format is not None), "no format")
        return f"<Log {self.name}: {counted(self.accepted, 'request')}, {self.rejected:,} rejected, {form}>"

    @property
    def lines(self) -> int:
        """Lines read, of all files."""
        return sum(file.lines for file in self.files)

    @property
    def accepted(self) -> int:
        """Lines that are requests."""
        return sum(file.accepted for file in self.files)

    @property
    def rejected(self) -> int:
        """Lines that were refused."""
        return sum(file.rejected for file in self.files)

    @property
    def rejects(self) -> list[Reject]:
        """The first refused lines (at most 1,000), file by file."""
        return [reject for file in self.files for reject in file.rejects][:MOST_REJECTS]

    @property
    def format(self) -> LogFormat:
        """The format of the first file that could be read."""
        return next(file.format for file in self.files if file.format is not None)

    @property
    def name(self) -> str:
        """The file's name, or how many files there are."""
        return self.files[0].name if len(self.files) == 1 else f"{len(self.files):,} files"

    def in_zone(self, zone: str) -> Log:
        """This log with its times told by the clock of ``zone``: days, hours, weekdays, intervals, all of it.

        A name of the IANA time zone database, such as ``Europe/Berlin``, with its daylight saving; ``UTC``;
        empty for the log's own clock. Nothing is read again, and this log stays as it is. Raises Problem for
        a zone that is not known, and for a log whose lines name none.
        """
        log = copy.copy(self)
        log.store, log.zone = zones.in_zone(self.store, zone), zone
        return log

    def take(self, block: Block, accepted: np.ndarray, data: memoryview, record: FileRecord) -> None:
        """Account for the lines of a block that was added to the store."""
        directives = {line for line, outcome in block.unusual.items() if outcome == DIRECTIVE}
        passed = record.lines + record.directives
        rejects = []
        for line in np.flatnonzero(~accepted).tolist():
            if line in directives:
                continue
            reason = str(block.unusual[line])
            common = _PARTICULAR.sub("“…”", reason)
            record.reasons[common] = record.reasons.get(common, 0) + 1
            start = int(block.starts[line])
            text = decode(bytes(data[start : start + int(block.lengths[line])])).rstrip("\r")
            rejects.append(Reject(passed + line + 1, reason, text, record.name))
        self.every_reject.append(rejects)
        room = MOST_REJECTS - len(record.rejects)
        record.rejects += [reject._replace(text=reject.text[:LONGEST_REJECT]) for reject in rejects[:room]]
        record.directives += len(directives)
        record.lines += block.lines - len(directives)
        record.accepted += int(accepted.sum())

    def rows(self, where: tabulation.Where | None = None) -> np.ndarray:
        """The row numbers of the requests that pass ``where`` (see ``counts``), in time order."""
        order = self.store.order()
        return order[tabulation.mask(self.store, where)[order]] if where else order

    def counts(self, dimension: str, where: tabulation.Where | None = None) -> pd.Series:
        """Requests by the values of ``dimension``, among those that pass ``where``.

        ``dimension`` is "day", "hour", "weekday" (0 is Monday), "status", "method", "product", "category",
        "agent", "path", "host", "referrer" or "param:NAME". Hours and weekdays are all present, as are all
        days of a span under ten years; statuses are integers in order; others are sorted by count, then
        by label. A missing value is ``(none)``.

        ``where`` maps dimensions to a value or a collection of values, any of which passes, or to a `Not`
        of those that do not; "time" maps to (start, end), half open, as anything that pandas.Timestamp takes
        or whole seconds since 1970, "weekhour" to hours of the week such as ``Sat05``, "search" to a search.
        So the filters of a page (``LogModel.filters``) are filters here. ``where`` may also be a search
        alone, as on the page: ``'"GET /cart" status:5xx -agent:Googlebot bytes>1e6'``. Raises Problem for a
        dimension that there is not, and for a search that cannot be understood.
        """
        return tabulation.counts(self.store, dimension, where)

    @overload
    def requests(self, where: tabulation.Where | None = None, chunksize: None = None) -> pd.DataFrame: ...
    @overload
    def requests(
        self, where: tabulation.Where | None = None, *, chunksize: int
    ) -> Iterator[pd.DataFrame]: ...
    def requests(
        self, where: tabulation.Where | None = None, chunksize: int | None = None
    ) -> pd.DataFrame | Iterator[pd.DataFrame]:
        """The requests that pass ``where`` (see ``counts``) in time order, one a row.

        With ``chunksize``, frames of at most so many rows, one after the other: memory then does not grow
        with the requests.

        Columns: time, host, method, path, query, status and size (in bytes; missing where unknown), referrer,
        agent, user_agent, product, category, then whatever else the format knows by name (such as vhost,
        forwarded, sent or "response time" in seconds), and line (as it stands in its file). Of more than 200
        such names in a frame its most frequent have a column, and "other fields" holds the others: JSON, by
        name.
        """
        rows = self.rows(where)
        if chunksize is None:
            return frame_of(self.store, rows)
        if chunksize < 1:
            raise Problem(f"A chunk of {chunksize} requests is none.", "Take at least 1.")
        return self._frames(rows, chunksize)

    def _frames(self, rows: np.ndarray, chunksize: int) -> Iterator[pd.DataFrame]:
        for at in range(0, len(rows), chunksize):
            yield frame_of(self.store, rows[at : at + chunksize])
            self.store.let_go()
