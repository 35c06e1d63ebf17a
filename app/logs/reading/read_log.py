"""Logs read by one call, in this process or on a cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from app.logs.formats import LogFormat, addressed
from app.logs.reading.reader import Reader, ReadProgress
from app.logs.sources import PathsLike
from app.logs.store.log import Log
from app.on_demand import on_demand

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client
_REPORTS_A_SECOND = 10

# Brings Dask, which reading in this process does without.
_ELSEWHERE = on_demand("app.logs.cluster", {"ClusterReader": "reader"})


def on_cluster(
    client: Client | str, paths: PathsLike, format: LogFormat | str | None = None, folder: Path | None = None
) -> Reader:
    """What reads logs as a `Reader` does, on a cluster: of a Dask client, or a scheduler at this address.

    Raises Problem where there is none, or its workers cannot do this work.
    """
    opened: Reader = _ELSEWHERE("ClusterReader")(paths, format, folder, client=client)
    return opened


def read_log(
    paths: PathsLike,
    format: LogFormat | str | None = None,
    progress: Callable[[ReadProgress], object] | None = None,
    stop: Callable[[], bool] | None = None,
    client: Client | None = None,
    address: str = "",
) -> Log:
    """Read logs: a file, a folder, a glob, or several of them, plain or compressed, merged by time.

    ``format`` overrides detection: a format, its name, or a string of Apache's ``LogFormat`` or nginx's
    ``log_format``. ``progress`` is called with a ReadProgress
    at most ten times a second; once ``stop()`` is true, reading ends, keeps what was read and notes it.
    ``client``, one of Dask's, has the workers of its cluster read. ``address`` names the field that holds
    the address of who asked, where a log has several: "forwarded", "true_client_ip" or "connection", see
    `clients_of`. Raises Problem when nothing can be read.

    >>> read_log("access.log").counts("status")                  # doctest: +SKIP
    """
    if address:
        format = addressed(format, address)
    reader = Reader(paths, format) if client is None else on_cluster(client, paths, format)
    told = 0.0
    for done in reader:
        if progress and (monotonic() - told >= 1 / _REPORTS_A_SECOND or done.bytes_done >= done.bytes_total):
            progress(done)
            told = monotonic()
        if stop and stop():
            reader.stop()
    return reader.log


def read_requests(
    paths: PathsLike,
    chunksize: int = 100_000,
    format: LogFormat | str | None = None,
    where: Mapping[str, Any] | None = None,
) -> Iterator[pd.DataFrame]:
    """Read logs as ``read_log`` does, and give their requests as frames of at most ``chunksize`` rows.

    They come in time order, as ``Log.requests`` has them; memory does not grow with the log. Raises Problem
    when nothing can be read.

    >>> sum(frame["size"].sum() for frame in read_requests("access.log"))         # doctest: +SKIP
    """
    yield from read_log(paths, format).requests(where, chunksize=chunksize)
