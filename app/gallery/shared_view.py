"""Several models as one view that a link can hold."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any, Protocol

import traitlets

from app.links import LinkState


class Shareable(Protocol):
    """A model (`traitlets.HasTraits`) whose ``link`` names the traits that a link holds."""

    link: LinkState
    unshared: str

    def observe(self, handler: Any, names: Any) -> None:
        """Call ``handler`` when a trait changes."""


class SharedView(traitlets.HasTraits):
    """The view that ``models`` make up; ``query`` is a link to it, ``link_lacks`` what that leaves out.

    A model's ``unshared`` is a sentence on what no link can hold of it, or empty.
    """

    query = traitlets.Unicode()
    link_lacks = traitlets.Unicode()

    def __init__(self, models: Sequence[Shareable]) -> None:
        super().__init__()
        self._models = models
        self._link = reduce(add, (model.link for model in models))
        for model in models:
            model.observe(self._follow, [*model.link.fields, "unshared"])
        self._follow()

    def restore(self, query: str) -> list[str]:
        """Take over the view that a URL's query describes; return a sentence for each ignored part."""
        state, notices = self._link.from_query(query)
        for model in self._models:
            for key, field in model.link.fields.items():
                setattr(model, key, state[key])
                if field.normal(getattr(model, key)) != state[key]:
                    notices.append(f"“{key}” does not fit what is shown here: ignored.")
        return notices

    def _follow(self, _change: Any = None) -> None:
        state = {key: getattr(model, key) for model in self._models for key in model.link.fields}
        unshared = [model.unshared for model in self._models if model.unshared]
        with self.hold_trait_notifications():
            self.query = self._link.to_query(state)
            self.link_lacks = " ".join([*unshared, *self._link.lacks(state)])
