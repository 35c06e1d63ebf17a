"""What the queries of many URLs say, column by column: products, categories, and any parameter.

The usual query is looked through by one regular expression; one whose names are percent-encoded or
come twice is taken apart exactly, by ``parameters``. Both ways give the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from app.logs.dimensions import NONE, first_alias, label
from app.logs.written.requests import parameters, unescaped

_KELVIN = "\u212a"
"""The one character that is no ASCII and whose lower case is: k."""


class Aliases:
    """Finds the value of the first of some parameter names, see ``first_alias``, in many queries.

    Each of ``kinds`` is a list of names that mean the same; queries are looked through once for all of them.
    """

    def __init__(self, *kinds: Sequence[str]) -> None:
        self._kinds = [_Alias(names) for names in kinds]
        names = [name for kind in kinds for name in kind]
        # A name that contains another one is found with it.
        shortest = [name for name in names if not any(other in name for other in names if other != name)]
        self._hints = [*shortest, "%", _KELVIN]

    def labels(self, queries: pl.Series) -> list[pl.Series]:
        """The label of each query's value, for every kind."""
        found = pl.Series(queries.name, [NONE], pl.String).new_from_index(0, len(queries))
        hinted = queries.str.contains_any(self._hints, ascii_case_insensitive=True).arg_true()
        if not len(hinted):
            return [found] * len(self._kinds)
        some = queries.gather(hinted)
        return [found.clone().scatter(hinted, kind.labels(some)) for kind in self._kinds]


class _Alias:
    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        any_name = "|".join(map(re.escape, names))
        self._valued = rf"(?:^|[&;])(?i-u:{any_name})=([^&;]*)"
        self._odd = rf"(?:^|[&;])(?:[^=&;]*[%{_KELVIN}]|(?i-u:{any_name})(?:[&;]|$))"

    def labels(self, queries: pl.Series) -> pl.Series:
        odd = queries.str.contains(self._odd) | (queries.str.count_matches(self._valued) > 1)
        values = _plain(queries.str.extract(self._valued)).fill_null(NONE).replace(["", "-"], [NONE, NONE])
        at = odd.arg_true()
        if not len(at):
            return values
        exact = [first_alias(parameters(query), self._names) for query in queries.gather(at)]
        return values.scatter(at, exact)


def parameter(queries: pl.Series, name: str) -> pl.Series:
    """The label of each query's first value of a parameter, ``NONE`` where it is missing or empty."""
    literal = re.escape(name) if name.isascii() and name.isprintable() else ""
    if not literal:
        return pl.Series(queries.name, [_first(query, name) for query in queries], pl.String)
    found = queries.str.extract(rf"(?:^|[&;]){literal}(?:=([^&;]*))?(?:[&;]|$)")
    labels = _plain(found).fill_null(NONE).replace(["", "-"], [NONE, NONE])
    odd = queries.str.contains(r"(?:^|[&;])[^=&;]*[%+]").arg_true()
    if len(odd):
        labels = labels.scatter(odd, [_first(query, name) for query in queries.gather(odd)])
    return labels


def names(queries: pl.Series, requests: pl.Series) -> dict[str, int]:
    """How many requests carry each parameter; ``requests`` is how many have each query."""
    parts = pl.DataFrame({"query": queries.str.replace_all(";", "&", literal=True), "requests": requests})
    parts = parts.filter(pl.col("requests") > 0, pl.col("query") != "").with_row_index("row")
    parts = parts.with_columns(pl.col("query").str.split("&")).explode("query")
    parts = parts.with_columns(pl.col("query").str.extract(r"^([^=]+)")).drop_nulls("query")
    decoded = parts["query"].unique()
    decoded = decoded.filter(decoded.str.contains("[%+]"))
    if len(decoded):
        plain = [unescaped(name) for name in decoded]
        parts = parts.with_columns(pl.col("query").replace(decoded, pl.Series(plain, dtype=pl.String)))
    counts = parts.unique(["row", "query"]).group_by("query").agg(pl.col("requests").sum())
    return dict(zip(counts["query"].to_list(), counts["requests"].to_list(), strict=True))


def _first(query: str, name: str) -> str:
    return label(next((value for key, value in parameters(query) if key == name), NONE))


def _plain(values: pl.Series) -> pl.Series:
    """Values percent-decoded."""
    coded = values.str.contains_any(["%", "+"]).fill_null(False).arg_true()
    if not len(coded):
        return values
    return values.scatter(coded, [unescaped(value) for value in values.gather(coded)])
