"""A whole number that can be watched: the smallest model there is."""

from __future__ import annotations

import traitlets

from app.gallery import link_fields
from app.links import Linked, LinkState


class Number(Linked):
    """``value`` from 0 to 100. Whoever observes it is told of every change, whoever made it."""

    value = traitlets.CInt(30, min=0, max=100)

    link = LinkState(link_fields.Number("value", 30, low=0, high=100, decimals=0))
