"""Time as the ledger counts it: it never goes back, and does not believe a clock that leaps ahead.

A clock that is set a year ahead for a minute must not end what was promised for ninety days. So what passes
between two looks at the clock counts for a day at most: where a server stands still, time stands still too,
which keeps work longer and never shorter than was promised.
"""

from __future__ import annotations

import sqlite3
import time

from app.seconds import DAY


def now(wall: float, counted: float) -> float:
    """Seconds counted so far, where ``counted`` were when the clock said ``wall`` (seconds since 1970)."""
    return counted + min(max(time.time() - wall, 0.0), DAY)


def tick(database: sqlite3.Connection) -> float:
    """Seconds counted so far in this ledger, and count on from here."""
    counted = now(*database.execute("select wall, counted from clock").fetchone())
    database.execute("update clock set wall = ?, counted = ?", (time.time(), counted))
    return counted
