"""Requests as they are written: read again from their lines, with all that stands there."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import TYPE_CHECKING

import numpy as np

from app.logs.dimensions import NONE, label
from app.logs.formats.line import Event, decode, split_request
from app.logs.store.further_fields import FurtherFields
from app.logs.store.labels import several
from app.logs.store.store import Store

if TYPE_CHECKING:
    import pandas as pd

AT_ONCE = 10_000
"""Lines that are read again at once: they take several times the memory of a frame of them."""

FIELDS = (
    "time", "host", "method", "path", "query", "status", "size", "referrer", "agent", "user_agent", "product",
    "category", "user",
)  # fmt: skip
"""The columns that come first, in their order; ``line`` is the last one."""

USER = "user"
"""The column that is there only where some request has a user."""

_TAKEN = frozenset({*FIELDS, "line"})


def frame_of(store: Store, rows: np.ndarray) -> pd.DataFrame:
    """These rows as a frame, see ``Log.requests``."""
    import pandas as pd

    further = FurtherFields()
    starts = range(0, max(len(rows), 1), AT_ONCE)
    parts = [pd.DataFrame(_usual(store, rows[start : start + AT_ONCE], further)) for start in starts]
    usual = pd.concat(parts, ignore_index=True)
    if USER in usual:
        # Some parts alone have users.
        usual[USER] = usual[USER].fillna(NONE)
    more = pd.DataFrame({name: pd.Series(column, dtype="str") for name, column in further.columns()})
    frame = pd.concat([usual, more], axis="columns")
    frame = frame[[*(name for name in FIELDS if name in usual), *more, "line"]]
    frame["status"] = pd.to_numeric(frame["status"], errors="coerce").astype("Int64")
    frame["size"] = frame["size"].astype("Int64").mask(frame["size"] < 0)
    if "response time" in frame:
        frame["response time"] = pd.to_numeric(frame["response time"], errors="coerce")
    return frame


def events_of(
    store: Store, rows: Sequence[int] | np.ndarray, first: Container[str] = ()
) -> dict[str, np.ndarray | list[str]]:
    """The fields of these rows as columns, see ``Log.requests``; further ones of ``first`` before others."""
    further = FurtherFields(first)
    columns = _usual(store, np.asarray(rows, np.int64), further)
    line = columns.pop("line")
    return {**columns, **dict(further.columns()), "line": line}


def _usual(store: Store, rows: np.ndarray, further: FurtherFields) -> dict[str, np.ndarray | list[str]]:
    """The columns that requests have in any format; ``further`` takes their other fields."""

    def labels(name: str) -> list[str]:
        return several(store.values[name], store.codes[name][rows])

    texts = store.raw(rows)
    fields = _fields(store, rows, texts)
    columns: dict[str, np.ndarray | list[str]] = {"time": store.time[rows].astype("datetime64[s]")}
    for name in ("host", "method", "path"):
        columns[name] = labels(name)
    columns["query"] = [split_request(event.request).query for event in fields]
    columns["status"] = labels("status")
    columns["size"] = store.size[rows]
    columns["referrer"] = labels("referrer")
    columns["agent"] = labels("agent")
    columns["user_agent"] = [label(event.agent) for event in fields]
    columns["product"] = labels("product")
    columns["category"] = labels("category")
    users = [label(event.user) for event in fields]
    if any(user != NONE for user in users):
        columns[USER] = users
    columns["line"] = [decode(text) for text in texts]
    for event in fields:
        further.add(event.more, _TAKEN)
    return columns


def read_again(store: Store, rows: np.ndarray) -> list[Event]:
    """The lines of these rows, read again: with all of their fields. Raises Problem where one changed."""
    return _fields(store, rows, store.raw(rows))


def _fields(store: Store, rows: np.ndarray, texts: Sequence[bytes]) -> list[Event]:
    readers = {file.first_row: file.format.reader() for file in store.files}
    firsts = np.array(list(readers), np.int64)
    # Files without a row begin where the next one does; the last of them is the one with rows.
    starts = firsts[np.searchsorted(firsts, rows, "right") - 1]
    events = []
    for start, text in zip(starts.tolist(), texts, strict=True):
        event = readers[start].read(text)
        assert isinstance(event, Event), event
        events.append(event)
    return events
