"""Values as a list of labelled bars, in a fixed order: the first few, with a tail that opens."""

from __future__ import annotations

import traitlets

from app.charts.countable import Countable


class BarList(Countable):
    """One row a label: a bar in front of its faint total, and its number.

    Of more than ``folded`` rows the smallest are summed up as *other (k)*, which opens; the order never
    changes. ``beyond`` counts what is not listed at all: ``{"labels": k, "value": n, "total": n}``.
    What is missing, ``(none)``, stands below the others without a bar. Labels of a ``stacked`` list stand
    above their bars, as addresses need.
    ``changes`` say of each row how it changed, or what part of it is counted. ``colours`` paints each row's
    mark, where it has one. Without ``adds``, of numbers such as percentiles, nothing is summed up.

    >>> BarList(labels=["tea", "mugs"], values=[3, 1], totals=[4, 4])  # doctest: +SKIP
    """

    vue_file = (__file__, "bar_list.vue")
    page_sets = ("unfolded",)

    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    stacked = traitlets.Bool().tag(sync=True)
    folded = traitlets.Int(9).tag(sync=True)
    unfolded = traitlets.Bool().tag(sync=True)
    beyond = traitlets.Dict().tag(sync=True)
    adds = traitlets.Bool(True).tag(sync=True)
    empty = traitlets.Unicode("nothing to show").tag(sync=True)
