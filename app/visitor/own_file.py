"""The visitor's own file that a page shows: brought, kept, in the link, shared; what is said without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import traitlets

from app.dates import full_moment
from app.links import FileName, Linked, LinkState, Text
from app.problem import Problem
from app.settings import Settings
from app.uploads import MEGABYTE, shown_name, size_in_words
from app.visitor import shares
from app.visitor.files import Files, KeptFile
from app.visitor.visitor import Visitor

Named = tuple[str, Path]
"""What a visitor calls a file, and where it can be read in this session."""


class OwnFile(Linked):
    """What a page shows of a visitor's own, as a part of its link.

    ``file`` is the key and name of what is shown or asked for, ``here`` the key of what is shown, ``shared``
    the name under which others may read it, ``until`` its end (seconds since 1970); ``kept`` lists what this
    browser keeps, the latest used first; ``problem`` is what went wrong.

    ``on_open(files)`` shows files, and may refuse them with Problem; ``on_lack(problem)`` shows nothing: the
    link asks for a file that is not here, or (None) not known to be here yet; ``on_leave()`` shows what the
    page shows to whoever brings nothing.
    """

    file = traitlets.Instance(tuple, allow_none=True)
    shared = traitlets.Unicode()
    kept = traitlets.Tuple()
    here = traitlets.Unicode()
    until = traitlets.Float()
    problem = traitlets.Instance(Problem, allow_none=True)

    link = LinkState(FileName("file", title="File"), Text("shared"))

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        on_open: Callable[[list[Named]], Any],
        on_lack: Callable[[Problem | None], Any] = lambda _: None,
        on_leave: Callable[[], Any] = lambda: None,
    ) -> None:
        self._settings = settings or Settings.read()
        self._on_open, self._on_lack, self._on_leave = on_open, on_lack, on_leave
        self._visitor: Visitor | None = None
        self._files: Files | None = None
        self._arrived = False
        super().__init__()

    @property
    def promise(self) -> str:
        """For how long what is kept stays, as a page says it."""
        return self._visitor.promise if self._visitor is not None else ""

    @property
    def lacking(self) -> bool:
        """Whether the link asks for a file that is not shown."""
        return self.file is not None and self.here != self.file[0]

    # ---- what happens ----

    def arrive(self, visitor: Visitor | None) -> None:
        """Their browser showed who it is; None where nothing can be kept for them."""
        self._visitor, self._arrived = visitor, True
        if visitor is not None and self._settings.files_mb:
            self._files = Files(visitor, int(self._settings.files_mb * MEGABYTE))
        self._list()
        if self.lacking:
            self._look_for_it()

    def bring(self, files: Sequence[Named]) -> None:
        """Show files that came, and keep them where there is room."""
        if not self._open(list(files)):
            return
        self.unshared = ""
        try:
            if self._files is None:
                raise Problem("nothing is kept for this browser.")
            kept = self._files.keep(files)
        except Problem as problem:
            with self.hold_trait_notifications():
                self.file, self.shared, self.here, self.until = None, "", "", 0.0
            self.unshared = f"The link does not hold the file you brought: {problem}"
            return
        self._list()
        self._now(kept)

    def choose(self, key: str) -> None:
        """Show what is kept under a key."""
        kept = self._files.find(key) if self._files is not None else None
        if kept is None or self._files is None:
            return
        try:
            files = self._files.lend(key)
        except Problem as problem:
            self.problem = problem
            return
        if self._open(files):
            self._list()
            self._now(kept)

    def leave(self) -> None:
        """Something else is shown."""
        with self.hold_trait_notifications():
            self.file, self.shared, self.here, self.until, self.unshared = None, "", "", 0.0, ""

    def share(self, days: int) -> None:
        """Let whoever has the link open the file too, for so many days (of `shares.TERMS`)."""
        if self._visitor is None or self.file is None:
            return
        self.problem = None
        try:
            found = shares.share(self._visitor, self.file[0], days)
        except Problem as problem:
            self.problem = problem
            return
        with self.hold_trait_notifications():
            self.shared, self.until = found.name, found.until
        self._say()

    def stop_sharing(self) -> None:
        """Let nobody else open the file any more."""
        if self._visitor is None or self.file is None:
            return
        try:
            shares.stop(self._visitor, self.file[0])
        except Problem as problem:
            self.problem = problem
        with self.hold_trait_notifications():
            self.shared, self.until = "", 0.0
        self._say()

    def forget(self) -> None:
        """Keep the file that is shown no longer, share it no longer, and show what others see."""
        if self._files is None or self.file is None:
            return
        try:
            self._files.forget(self.file[0])
        except Problem as problem:
            self.problem = problem
            return
        self.leave()
        self._list()
        self._on_leave()

    def take(self, state: dict[str, Any]) -> list[str]:
        """Show the file that a link names, or ask for it; none where it names none."""
        wanted, shared = state["file"], state["shared"]
        if wanted is None:
            left = self.file is not None or bool(self.unshared)
            self.leave()
            if left:
                self._on_leave()
            return []
        if self.here == wanted[0]:
            return []
        wanted = (wanted[0], shown_name(wanted[1]))
        with self.hold_trait_notifications():
            self.file, self.shared, self.here, self.unshared = wanted, shared, "", ""
        self._on_lack(None)
        if self._arrived:
            self._look_for_it()
        return []

    # ---- within ----

    def _look_for_it(self) -> None:
        if self.file is None:
            return
        key, name = self.file
        kept = self._files.find(key) if self._files is not None else None
        try:
            if kept is not None and self._files is not None:
                files = self._files.lend(key)
            else:
                files = shares.borrow(Path(self._settings.visitors), self.shared, key)
        except Problem:
            said = "that it was shared under is not known, or not any more" if self.shared else ""
            self._on_lack(
                Problem(
                    f"This link needs the file “{name}”, which this browser does not have"
                    + (f"; the name {said}." if said else "."),
                    "Bring the file, or ask whoever sent the link to share the file too.",
                )
            )
            return
        if not self._open(files):
            return
        if kept is not None:
            self._now(kept)
        else:
            self.here = key
            found = shares.find(Path(self._settings.visitors), self.shared)
            self.until = found.until if found is not None else 0.0

    def _open(self, files: list[Named]) -> bool:
        self.problem = None
        try:
            self._on_open(files)
        except Problem as problem:
            self.problem = problem
            return False
        return True

    def _now(self, kept: KeptFile) -> None:
        """This is what is shown."""
        found = shares.shared(self._visitor, kept.key) if self._visitor is not None else None
        with self.hold_trait_notifications():
            self.file, self.here = (kept.key, kept.name), kept.key
            self.shared, self.until = (found.name, found.until) if found is not None else ("", 0.0)
        self._say()

    def _say(self) -> None:
        """What the link lacks of it."""
        self.unshared = ""
        if self.file is not None and not self.shared:
            name = self.file[1]
            self.unshared = f"Only this browser has the file “{name}”: share it too, and others can open it."

    def _list(self) -> None:
        self.kept = tuple(self._files.all()) if self._files is not None else ()

    # ---- in words ----

    def words(self) -> str:
        """What is known of the file that is shown; "" where it is not kept or shared."""
        if self.file is None or self.lacking:
            return ""
        kept = next((one for one in self.kept if one.key == self.file[0]), None)
        ends = f"{full_moment(self.until)} UTC"
        if kept is None:
            return f"“{self.file[1]}”: shared with you until {ends}"
        open_to = f"; whoever has the link can open it until {ends}" if self.shared else ""
        room = ", unless newer files of yours need the room"
        return f"“{kept.name}”, {size_in_words(kept.size)}: {self.promise}{room}{open_to}"

    @property
    def is_kept(self) -> bool:
        """Whether what is shown is this browser's own, and kept."""
        return not self.lacking and self.file is not None and any(o.key == self.file[0] for o in self.kept)
