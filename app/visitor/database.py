"""A small SQLite file that several processes share, and that can be made anew if it is damaged."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, TypeVar

from app.visitor.beyond import beyond
from app.visitor.lock import held, made

PATIENCE = 30.0
"""Seconds that one process waits for another to end its change."""

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Result = TypeVar("Result")


class Database:
    """The file called ``name`` in ``root``, with the tables of ``schema``; ``fill(connection)`` puts in what
    it begins with. No connection stays open, so that a kernel can be forked at any time."""

    def __init__(
        self, root: Path, name: str, schema: Sequence[str], fill: Callable[[sqlite3.Connection], Any]
    ) -> None:
        self._root, self._path = root, root / name
        self._schema, self._fill = schema, fill

    def find(self, query: str, *values: Any) -> tuple[Any, ...] | None:
        """The first row of a query; None also where there is no file yet. Makes nothing."""
        if not self._path.exists():
            return None

        def look() -> tuple[Any, ...] | None:
            with closing(self._connected()) as connection:
                if _is_empty(connection):
                    return None
                found: tuple[Any, ...] | None = connection.execute(query, values).fetchone()
                return found

        return beyond(lambda: self._sound(look))

    def change(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Do ``work`` at once, with no other change in between, or not at all if it raises."""

        def change() -> Result:
            made(self._root)
            with closing(self._connected()) as connection:
                connection.execute("begin immediate")
                try:
                    if _is_empty(connection):
                        for statement in self._schema:
                            connection.execute(statement)
                        self._fill(connection)
                    done = work(connection)
                    connection.execute("commit")
                except BaseException:
                    with suppress(sqlite3.Error):
                        connection.execute("rollback")
                    raise
            return done

        return beyond(lambda: self._sound(change))

    def _connected(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=PATIENCE, isolation_level=None)

    def _sound(self, work: Callable[[], Result]) -> Result:
        try:
            return work()
        except sqlite3.DatabaseError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
        with held(self._root, self._path.name):
            self._put_damaged_aside()
        return work()

    def _put_damaged_aside(self) -> None:
        # Another process may have done it already.
        try:
            with closing(self._connected()) as connection:
                if connection.execute("pragma quick_check").fetchone() == ("ok",):
                    return
        except sqlite3.DatabaseError:
            pass
        logging.getLogger(__name__).error("%s was damaged: it is made anew", self._path.name)
        self._path.replace(self._path.with_suffix(".damaged"))
        self._path.with_name(f"{self._path.name}-journal").unlink(missing_ok=True)


def _is_empty(connection: sqlite3.Connection) -> bool:
    """Whether its first change was never finished."""
    return bool(connection.execute("select count(*) from sqlite_master").fetchone() == (0,))
