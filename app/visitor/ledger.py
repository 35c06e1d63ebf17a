"""How much of the one quota each visitor takes, when each was last here, and whose work had to go.

The ledger lies in the visitors' folder and is shared by all processes and instances that use the folder;
what it says of bytes can be found anew from the folders, should it be lost.

What is promised: work stays for at least so many days after its visitor's last visit. Longer, as long as
there is room; when there is none, what is past its time goes, the longest unused first. If everything is
within its time, keeping more is refused: nobody's work goes for another's before the time that was promised.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from app.problem import Problem
from app.seconds import DAY, HOUR
from app.uploads import MEGABYTE, size_in_words
from app.visitor import disk
from app.visitor.clock import now, tick
from app.visitor.database import Database

LEDGER = ".ledger.sqlite"

CHUNK = 65_536
"""What a visitor takes is charged in pieces of so many bytes: who keeps next to nothing takes room, too."""

LITTLE = MEGABYTE
"""Who keeps no more than this, as decisions do, may use the whole quota; others leave a quarter free."""

MOST_REMOVED = 20_000
"""Removals that are remembered, to be told to their visitors; beyond, the oldest are forgotten."""

_SCHEMA = (
    "create table clock (wall real not null, counted real not null, recounted real not null)",
    "create table visitors "
    "(folder text primary key, bytes integer not null, used real not null, until real not null)",
    "create index by_use on visitors (used)",
    "create table removed (folder text primary key, moment real not null, unused real not null)",
)


@dataclass(frozen=True)
class Removed:
    """Work that had to go: the moment (seconds since 1970), and after how many days without a visit."""

    moment: float
    days: int


class Ledger:
    """The ledger in ``root``: ``room`` bytes for all visitors, ``days`` promised to each.

    Its methods raise OSError or sqlite3.Error where the disk is full or cannot be used.
    """

    def __init__(self, root: Path, room: int, days: float) -> None:
        self._root, self._room, self._days = root, room, days
        self._database = Database(root, LEDGER, _SCHEMA, self._begin)

    def visited(self, folder: str) -> None:
        """Renew the promise: this visitor is here."""
        if self._recent(folder, 0):
            return
        if not disk.holds_work(self._root / folder) and self._entry(folder) is None:
            # Whoever keeps nothing leaves nothing here.
            return

        def note(database: sqlite3.Connection) -> None:
            moment = tick(database)
            found = database.execute("select bytes from visitors where folder = ?", (folder,)).fetchone()
            if found is not None and not (self._root / folder).exists():
                # A process was killed in the middle of a removal, which therefore did not come about.
                disk.put_back(self._root, folder)
            if disk.holds_work(self._root / folder):
                taken = found[0] if found is not None else disk.bytes_on_disk(self._root / folder)
                self._enter(database, folder, taken, moment)

        self._database.change(note)

    def reserve(self, folder: str, growth: int) -> None:
        """Set room aside for a folder that will grow by so many bytes.

        Raises Problem if there is none for it, and none can be made within what was promised to others.
        """
        taken = disk.bytes_on_disk(self._root / folder)
        if growth < CHUNK and self._recent(folder, taken + growth):
            return
        leaving: list[Path] = []

        def take(database: sqlite3.Connection) -> Problem | None:
            moment = tick(database)
            mine = database.execute("select bytes from visitors where folder = ?", (folder,)).fetchone()
            # Another page of the same browser may have set room aside that it has not filled yet.
            before = max(taken, mine[0]) if mine is not None and growth >= CHUNK else taken
            after = _charged(before + growth)
            if not self._make_room(database, folder, after, moment, leaving) and self._recount(
                database, moment
            ):
                self._make_room(database, folder, after, moment, leaving)
            if (left := self._left(database, folder, after)) < after:
                # Not raised in here, where it would undo what was found out on the way.
                return Problem(
                    "The room for what visitors keep on this server is taken: this browser may have "
                    f"{size_in_words(max(left, 0))} of it in all.",
                    "Download what you need before you leave, or remove what you no longer need.",
                )
            self._enter(database, folder, after, moment)
            return None

        try:
            refused = self._database.change(take)
        except BaseException:
            # Nothing was decided after all.
            for aside in leaving:
                disk.put_back(self._root, aside.name.removeprefix(disk.LEAVING))
            raise
        for aside in leaving:
            shutil.rmtree(aside, ignore_errors=True)
        if refused is not None:
            raise refused

    def settle(self, folder: str) -> None:
        """Charge a folder with what it takes now; one in which nothing is kept any more goes."""
        taken = disk.bytes_on_disk(self._root / folder)
        found = self._entry(folder)
        if taken and found is not None and found[0] == _charged(taken):
            return

        def charge(database: sqlite3.Connection) -> None:
            if not disk.holds_work(self._root / folder):
                disk.remove_empty(self._root / folder)
                database.execute("delete from visitors where folder = ?", (folder,))
                return
            self._enter(database, folder, taken, tick(database))

        self._database.change(charge)

    def removed(self, folder: str) -> Removed | None:
        """When this visitor's work was removed, if that is so and nothing was kept since."""
        found = self._database.find("select moment, unused from removed where folder = ?", folder)
        return Removed(found[0], int(found[1] // DAY)) if found is not None else None

    # ---- within one change ----

    def _left(self, database: sqlite3.Connection, folder: str, after: int) -> int:
        """What a visitor who would take ``after`` bytes may take."""
        (others,) = database.execute(
            "select coalesce(sum(bytes), 0) from visitors where folder != ?", (folder,)
        ).fetchone()
        return (self._room if after <= LITTLE else self._room * 3 // 4) - others

    def _make_room(
        self, database: sqlite3.Connection, folder: str, after: int, moment: float, leaving: list[Path]
    ) -> bool:
        """Let the longest unused go that are past their time, if that is enough; returns whether there is
        room."""
        needed = after - self._left(database, folder, after)
        if needed <= 0:
            return True
        past = database.execute(
            "select folder, bytes, used from visitors where until < ? and folder != ? order by used",
            (moment, folder),
        ).fetchall()
        if sum(taken for _, taken, _ in past) < needed:
            return False
        self._finish_removals(database)
        for name, taken, used in past:
            if needed <= 0:
                break
            # Moved at once, removed once it is certain: who comes back in between finds all or nothing.
            aside = disk.set_aside(self._root, name)
            if aside is not None:
                leaving.append(aside)
                database.execute(
                    "insert or replace into removed values (?, ?, ?)", (name, time.time(), moment - used)
                )
            database.execute("delete from visitors where folder = ?", (name,))
            needed -= taken
        database.execute(
            "delete from removed where folder not in "
            "(select folder from removed order by moment desc limit ?)",
            (MOST_REMOVED,),
        )
        return True

    def _enter(self, database: sqlite3.Connection, folder: str, taken: int, moment: float) -> None:
        database.execute(
            "insert into visitors values (?, ?, ?, ?) on conflict (folder) do update set "
            "bytes = excluded.bytes, used = excluded.used, until = max(until, excluded.until)",
            (folder, _charged(taken), moment, moment + self._days * DAY),
        )
        database.execute("delete from removed where folder = ?", (folder,))

    def _begin(self, database: sqlite3.Connection) -> None:
        database.execute("insert into clock values (?, 0, 0)", (time.time(),))
        self._adopt(database, 0.0)

    def _recount(self, database: sqlite3.Connection, moment: float) -> bool:
        """Charge all folders as they are on the disk, not more than once an hour; returns whether it was
        done."""
        (recounted,) = database.execute("select recounted from clock").fetchone()
        if 0 <= moment - recounted < HOUR:
            return False
        self._adopt(database, moment)
        database.execute("update clock set recounted = ?", (moment,))
        return True

    def _adopt(self, database: sqlite3.Connection, moment: float) -> None:
        """Enter every folder that holds work. One that was not known has its whole time before it."""
        self._finish_removals(database)
        known = {folder for (folder,) in database.execute("select folder from visitors")}
        for folder in disk.folders(self._root):
            if not disk.holds_work(folder):
                if folder.name not in known:
                    disk.remove_empty(folder)
                continue
            taken = disk.bytes_on_disk(folder)
            if folder.name in known:
                database.execute(
                    "update visitors set bytes = ? where folder = ?", (_charged(taken), folder.name)
                )
            else:
                self._enter(database, folder.name, taken, moment)
            known.discard(folder.name)
        # Left are those whose folder somebody removed by hand.
        for name in known:
            database.execute("delete from visitors where folder = ?", (name,))

    def _finish_removals(self, database: sqlite3.Connection) -> None:
        """End what a killed process had begun: a removal came about if the ledger says so."""
        for name, aside in disk.left_aside(self._root).items():
            if database.execute("select count(*) from visitors where folder = ?", (name,)).fetchone()[0]:
                disk.put_back(self._root, name)
            else:
                shutil.rmtree(aside, ignore_errors=True)

    # ---- what it says ----

    def _entry(self, folder: str) -> tuple[int, float] | None:
        """What a folder is charged with, and when its visitor was last here."""
        return self._database.find("select bytes, used from visitors where folder = ?", folder)

    def _recent(self, folder: str, taken: int) -> bool:
        """Whether nothing would change: enough is charged already, and the visitor was here just now."""
        found = self._database.find(
            "select bytes, used, wall, counted from visitors, clock where folder = ?", folder
        )
        if found is None or not (self._root / folder).exists():
            return False
        charged, used, wall, counted = found
        return taken <= charged and now(wall, counted) - used < HOUR


def _charged(taken: int) -> int:
    return -(-taken // CHUNK) * CHUNK
