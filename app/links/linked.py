"""A model that a link can hold: what a page sets, the page's address follows, and the other way round."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add
from typing import Any

import traitlets

from app.links.state import LinkState


class Linked(traitlets.HasTraits):
    """A model whose ``link`` names what of it a link holds: traits, each called as the field says.

    >>> from app.links import Choice
    >>> class Interest(Linked):
    ...     rate = traitlets.Enum(["1", "3", "5"], "3")
    ...     link = LinkState(Choice("rate", "3", options=("1", "3", "5")))
    >>> model = Interest()
    >>> model.rate = "5"
    >>> model.query, model.restore("rate=4"), model.rate
    ('rate=5', ["“rate” must be one of this setting's choices: ignored."], '3')

    ``query`` is a link to what is shown; ``link_lacks`` says what that leaves out, and begins with
    ``unshared``, a sentence on what no link can hold of it. A model that keeps some of it elsewhere than in
    traits says so in `told` and `take`, and calls `relink` when that changes.
    """

    query = traitlets.Unicode()
    link_lacks = traitlets.Unicode()
    unshared = traitlets.Unicode()

    link: LinkState

    def __init__(self, **traits: Any) -> None:
        super().__init__(**traits)
        held = [field.trait or key for key, field in self.link.fields.items()]
        self.observe(self.relink, [*(name for name in held if self.has_trait(name)), "unshared"])

    def told(self) -> dict[str, Any]:
        """What a link to this view holds, by the fields' keys."""
        return {
            key: getattr(self, field.trait or key)
            for key, field in self.link.fields.items()
            if self.has_trait(field.trait or key)
        }

    def take(self, state: dict[str, Any]) -> list[str]:
        """Be as a link says (all keys are there); return a sentence for each part that does not fit."""
        notices = []
        for key, field in self.link.fields.items():
            name = field.trait or key
            if self.has_trait(name):
                setattr(self, name, state[key])
                if field.normal(getattr(self, name)) != state[key]:
                    notices.append(f"“{key}” does not fit what is shown here: ignored.")
        return notices

    def restore(self, query: str) -> list[str]:
        """Take over the view that a URL's query describes; return a sentence for each ignored part."""
        state, notices = self.link.from_query(query)
        return [*notices, *self.take(state)]

    def lacks(self, state: dict[str, Any]) -> list[str]:
        """What a link to this state leaves out, a sentence each."""
        return [*filter(None, [self.unshared]), *self.link.lacks(state)]

    def relink(self, _change: Any = None) -> None:
        """Bring ``query`` and ``link_lacks`` up to date."""
        state = self.told()
        with self.hold_trait_notifications():
            self.query = self.link.to_query(state)
            self.link_lacks = " ".join(self.lacks(state))


class SharedView(Linked):
    """Several models as one view; where one of them waits for another, the other comes first."""

    def __init__(self, models: Sequence[Linked]) -> None:
        self._models = models
        self.link = reduce(add, (model.link for model in models))
        super().__init__()
        for model in models:
            model.observe(self.relink, ["query", "link_lacks"])
        self.relink()

    def told(self) -> dict[str, Any]:
        """What a link holds of all of them."""
        return {key: value for model in self._models for key, value in model.told().items()}

    def take(self, state: dict[str, Any]) -> list[str]:
        """Let each be as the link says of it."""
        return [
            notice
            for model in self._models
            for notice in model.take({key: state[key] for key in model.link.fields})
        ]

    def lacks(self, state: dict[str, Any]) -> list[str]:
        """What the link leaves out of each, and of all together."""
        unshared = [model.unshared for model in self._models if model.unshared]
        return [*unshared, *self.link.lacks(state)]
