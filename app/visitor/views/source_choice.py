"""Which data a page shows: a set on offer, or a visitor's own file, which is brought and kept here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.file_button import FileButton
from app.problem import Problem
from app.uploads import Upload, session_folder, size_in_words
from app.visitor import shares
from app.visitor.folders import Folders
from app.visitor.own_file import OwnFile

OWN = "own:"
"""What begins the name of a visitor's own file among the offers; its key follows where it is kept."""


class SourceChoice(Component):
    """The sets on offer (``title`` says of what) and a button, ``words``, that takes a file of at most
    ``limit`` bytes for ``own``; where there are ``folders``, another takes one of them.

    ``on_choose(name)`` is called for a set on offer; what is done with a file of one's own goes to ``own``,
    and what goes wrong with it to ``tell``. ``about`` is what a sign says that unfolds something, and
    ``unfolded`` whether that is so.
    """

    vue_file = (__file__, "source_choice.vue")
    page_sets = ("unfolded",)

    title = traitlets.Unicode().tag(sync=True)
    offers = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    about = traitlets.Unicode().tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    uploading = traitlets.Bool().tag(sync=True)
    said = traitlets.Unicode().tag(sync=True)
    kept = traitlets.Bool().tag(sync=True)
    shared = traitlets.Bool().tag(sync=True)
    terms = traitlets.List(traitlets.Dict()).tag(sync=True)
    file = traitlets.Instance(FileButton).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self,
        own: OwnFile,
        words: str,
        *,
        limit: int,
        tell: Callable[[Problem | None], Any],
        on_choose: Callable[[str], Any] = lambda _: None,
        receive: Callable[[str, int], Any] | None = None,
        several: bool = False,
        folders: Folders | None = None,
        drop_words: str = "",
        accept: str = "",
        **state: Any,
    ) -> None:
        self._own, self._on_choose, self._tell = own, on_choose, tell
        self._own_name = ""
        self._sets: list[dict[str, str]] = []
        super().__init__(
            terms=[{"days": days, "words": f"for {words}"} for days, words in shares.TERMS.items()],
            file=FileButton(
                words,
                receive=receive or (lambda name, size: Upload(name, size, session_folder(), limit)),
                on_file=lambda name, path: own.bring([(name, path)]),
                on_files=own.bring if several else None,
                folders=folders,
                on_problem=tell,
                drops=bool(drop_words),
                drop_words=f"{drop_words} (up to {size_in_words(limit)})" if drop_words else "",
                accept=accept,
            ),
            **state,
        )
        self.file.observe(lambda change: self.set_trait("uploading", bool(change["new"])), "uploading")
        own.observe(self._follow, ["file", "kept", "here", "shared", "until", "unshared"])
        own.observe(lambda change: tell(change["new"]), "problem")
        self.observe(self._follow, "chosen")
        self._follow()

    def offer(self, offers: Sequence[tuple[str, str]]) -> None:
        """Offer these sets: name and title of each."""
        self._sets = [{"name": name, "title": title} for name, title in offers]
        self._follow()

    def show_own(self, name: str) -> None:
        """A visitor's own file is what is shown."""
        self._own_name = name
        self.chosen = OWN + (self._own.file[0] if self._own.file is not None else "")
        self._follow()

    def _follow(self, _change: Any = None) -> None:
        own = self._own
        entries = [{"name": OWN + one.key, "title": f"Yours: {one.name}"} for one in own.kept]
        # Where there are no sets on offer, nothing but a file of one's own can be chosen here.
        shows_own = self.chosen.startswith(OWN) if self._sets else own.file is not None
        chosen = self.chosen if self._sets else ""
        if shows_own:
            key, name = own.file if own.file is not None else ("", self._own_name)
            chosen = OWN + key
            if all(entry["name"] != chosen for entry in entries):
                entries.insert(0, {"name": chosen, "title": name if own.lacking else f"Yours: {name}"})
        with self.hold_sync():
            self.offers = [*self._sets, *entries]
            self.chosen = chosen
            self.said = own.words()
            self.kept, self.shared = own.is_kept, bool(own.shared) and own.is_kept

    def vue_choose(self, name: str) -> None:
        """A set, or a file of one's own, was chosen."""
        if all(offer["name"] != name for offer in self.offers):
            return
        self._own.problem = None
        self._tell(None)
        if name.startswith(OWN):
            self._own.choose(name.removeprefix(OWN))
        else:
            self._on_choose(name)

    def vue_share(self, days: int) -> None:
        """The file is to be shared for so many days; 0 ends that."""
        if days:
            self._own.share(days)
        else:
            self._own.stop_sharing()

    def vue_forget(self, _data: Any = None) -> None:
        """The file is to be forgotten."""
        self._own.forget()
