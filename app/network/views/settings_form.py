"""A form of groups: each a title, an option to choose, its settings, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NotRequired, TypedDict

import traitlets

from app.charts.component import Component
from app.problem import Problem

TOOLS = ("up", "down", "duplicate", "remove", "move")


class Change(TypedDict):
    """Another ``value`` of a ``field`` in a ``group``."""

    group: str
    field: str
    value: Any


class Use(TypedDict):
    """One of `TOOLS` on a ``group``, and for a move the place that it goes ``to``."""

    group: str
    tool: str
    to: NotRequired[int]


class SettingsForm(Component):
    """Groups of fields (see `fields`). ``rows`` lays each group out in one line that can be moved.

    ``on_set(group, field, value)`` is called for each change and may raise Problem, which is then said at
    the field. ``on_tool(group, tool, to)`` is called for one of `TOOLS`.
    """

    vue_file = (__file__, "settings_form.vue")

    groups = traitlets.List(traitlets.Dict()).tag(sync=True)
    rows = traitlets.Bool().tag(sync=True)
    waiting = traitlets.Unicode().tag(sync=True)

    def __init__(
        self,
        on_set: Callable[[str, str, Any], Any],
        on_tool: Callable[[str, str, int], Any] | None = None,
        **state: Any,
    ) -> None:
        self._on_set, self._on_tool = on_set, on_tool
        self._refused: dict[tuple[str, str], tuple[Any, str]] = {}
        super().__init__(**state)

    def show(self, groups: Sequence[dict[str, Any]]) -> None:
        """Show these groups; what was refused stays as typed, with its reason, until it is changed."""
        shown = []
        for group in groups:
            fields = []
            for field in group["fields"]:
                refused = self._refused.get((group["key"], field["name"]))
                fields.append(
                    field if refused is None else {**field, "value": refused[0], "problem": refused[1]}
                )
            shown.append({**group, "fields": fields})
        self.groups = shown

    @property
    def problems(self) -> list[str]:
        """Why values that still stand in the form were refused."""
        return [why for _, why in self._refused.values()]

    def forget(self) -> None:
        """Drop what was refused: the settings are others now."""
        self._refused.clear()

    def vue_set(self, change: Change) -> None:
        """A field was changed."""
        group, field, value = change["group"], change["field"], change["value"]
        if not any(
            group == one["key"] and any(field == f["name"] for f in one["fields"]) for one in self.groups
        ):
            return
        self._refused.pop((group, field), None)
        try:
            self._on_set(group, field, tuple(value) if isinstance(value, list) else value)
        except Problem as problem:
            self._refused[group, field] = value, str(problem)
        self.show(self.groups)

    def vue_use(self, use: Use) -> None:
        """A tool of a group was used."""
        if self._on_tool is not None and use["tool"] in TOOLS:
            self._refused.clear()
            self._on_tool(use["group"], use["tool"], use.get("to", 0))
