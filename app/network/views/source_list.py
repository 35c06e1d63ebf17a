"""The data sets to choose from, and what can be set about the chosen one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypedDict

import traitlets

from app.charts.component import Component
from app.network.datasets import Data
from app.network.datasets.reading import NAMES, ROW
from app.network.datasets.source import Source
from app.network.options.option import spaced
from app.network.settings import REGRESSION, Settings

HIDDEN = ("file",)

WORDS = {
    "median": "median",
    "mean": "mean",
    "zero": "zero",
    "gaps": "median, and marked",
    "rows": "leave rows out",
}
"""What is done about missing values, as a visitor chooses it."""


@dataclass(frozen=True)
class OwnForm:
    """What can be chosen about a visitor's table: ``values`` as they are now, ``choices`` of each.

    ``columns`` are dicts of a column's ``name``, its ``kind``, and whether it is ``on`` as an input;
    ``names`` tells that the first row names the columns.
    """

    values: Mapping[str, Any]
    choices: Mapping[str, Sequence[str]]
    columns: Sequence[dict[str, Any]]
    names: bool


class Change(TypedDict):
    """Another ``value`` of the data set, or of how it is scaled."""

    name: str
    value: bool | int | str


class Use(TypedDict):
    """Whether the column ``name`` is to become inputs."""

    name: str
    on: bool


class SourceList(Component):
    """One data set of several; ``on_choose(name)`` and ``on_set(name, value)`` are called for changes,
    ``on_use(column, as_input)`` for a column that is taken in or left out.

    ``turn`` rises where the browser shows what was refused, so that it shows again what is so.
    """

    vue_file = (__file__, "source_list.vue")

    sources = traitlets.List(traitlets.Dict()).tag(sync=True)
    chosen = traitlets.Unicode().tag(sync=True)
    values = traitlets.List(traitlets.Dict()).tag(sync=True)
    scale_inputs = traitlets.Bool().tag(sync=True)
    scale_target = traitlets.Bool().tag(sync=True)
    is_regression = traitlets.Bool().tag(sync=True)
    columns = traitlets.List(traitlets.Dict()).tag(sync=True)
    names = traitlets.Bool(None, allow_none=True).tag(sync=True)
    turn = traitlets.Int().tag(sync=True)

    def __init__(
        self,
        on_choose: Callable[[str], Any],
        on_set: Callable[[str, Any], Any],
        on_use: Callable[[str, bool], Any] = lambda *_: None,
    ) -> None:
        self._on_choose, self._on_set, self._on_use = on_choose, on_set, on_use
        super().__init__()

    def show(
        self,
        sources: Sequence[Source],
        settings: Settings,
        data: Data | None,
        own: OwnForm | None = None,
    ) -> None:
        """Show these sources, the chosen one with its values; ``own`` is what a visitor's table adds."""
        choices = own.choices if own is not None else {}
        settled = {**settings.data.values, **(own.values if own is not None else {})}
        self.columns = list(own.columns) if own is not None else []
        self.names = own.names if own is not None else None
        self.sources = [{"name": one.name, "title": one.title, "about": one.about} for one in sources]
        self.chosen = settings.data.name
        self.scale_inputs, self.scale_target = settings.scale_inputs, settings.scale_target
        self.is_regression = data is None or data.task == REGRESSION
        defaults = next((one.defaults for one in sources if one.name == self.chosen), {})
        self.values = [
            {
                "name": name,
                "title": "Missing values" if name == "missing" else spaced(name),
                "value": settled.get(name, default),
                "choices": [{"value": one, "words": WORDS.get(one, one)} for one in choices.get(name, ())],
            }
            for name, default in defaults.items()
            if name not in HIDDEN and (not isinstance(default, str) or name in choices)
        ]

    def vue_choose(self, name: str) -> None:
        """A data set was chosen."""
        if any(one["name"] == name for one in self.sources):
            self._on_choose(name)

    def vue_set(self, change: Change) -> None:
        """A value of the data set, or how it is scaled, was changed."""
        name, value = change["name"], change["value"]
        known = {one["name"] for one in self.values}
        if (name in ("scale_inputs", "scale_target") and type(value) is bool) or (
            name in known and not isinstance(value, bool)
        ):
            self._on_set(name, value)

    def vue_use(self, change: Use) -> None:
        """A column is to become inputs, or not."""
        if any(one["name"] == change["name"] for one in self.columns):
            self._on_use(change["name"], change["on"])

    def vue_heading(self, names: bool) -> None:
        """The first row names the columns, or is a row."""
        if self.names is not None:
            self._on_set("heading", NAMES if names else ROW)
