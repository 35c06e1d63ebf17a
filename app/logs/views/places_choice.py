"""Where a visitor brings a file that tells the countries or networks of hosts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import ipywidgets
import traitlets

from app.charts.component import Component
from app.charts.file_button import FileButton
from app.logs.own_places import OwnPlaces
from app.problem import Problem
from app.uploads import Upload, session_folder


class PlacesChoice(Component):
    """A button that takes a file of at most ``limit`` bytes for ``own``.

    ``tell`` is told what is wrong with it; ``hosts`` gives those of the log, which it is to know.
    """

    vue_file = (__file__, "places_choice.vue")

    name = traitlets.Unicode().tag(sync=True)
    lacking = traitlets.Unicode().tag(sync=True)
    file = traitlets.Instance(FileButton).tag(sync=True, **ipywidgets.widget_serialization)

    def __init__(
        self,
        own: OwnPlaces,
        *,
        limit: int,
        tell: Callable[[Problem | None], Any],
        hosts: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._own, self._tell, self._hosts = own, tell, hosts
        super().__init__(
            file=FileButton(
                "Your own MMDB file",
                receive=lambda name, size: Upload(
                    name, size, session_folder(), limit, remedy="Bring a smaller one."
                ),
                on_file=self._came,
                on_problem=tell,
                accept=".mmdb",
            )
        )
        for trait in ("name", "lacking"):
            traitlets.dlink((own, trait), (self, trait))

    def _came(self, name: str, path: Path) -> None:
        try:
            self._own.bring(name, path, self._hosts())
        except Problem as problem:
            self._tell(problem)

    def vue_forget(self, _data: Any = None) -> None:
        """The file is to be kept no longer."""
        self._tell(None)
        self._own.forget()
