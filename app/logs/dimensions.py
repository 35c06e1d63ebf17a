"""The dimensions of a request log: what a request can be counted by, and how values are labelled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

NONE = "(none)"
"""The label of a missing value ("-", empty or absent). The literal text NULL is a value like any other."""

CODED = ("status", "method", "product", "category", "agent", "path", "host", "referrer")
"""Dimensions kept as one code a request; code 0 is always ``NONE``."""

FURTHER = ("version", "vhost", "system", "device")
"""Dimensions kept only of a log in which some request has a value: HTTP version, virtual host, and what the
user agent says of the operating system and the kind of device."""

CLOCK = ("day", "hour", "weekday")
"""Dimensions derived from the time as written."""

PARAM = "param:"
"""``param:NAME`` is the dimension of the URL parameter NAME."""

PRODUCT_PARAMETERS = ("productid", "product_id", "product-id", "product", "sku")
CATEGORY_PARAMETERS = ("categoryid", "category_id", "category-id", "category", "cat")
"""URL parameters, in any case, that name a product or a category; the first name present wins."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def is_missing(text: str) -> bool:
    """Whether a field of a log line says that there is no value."""
    return text in ("", "-")


def label(text: str) -> str:
    """The label of a field's text: itself, or ``NONE`` where the log says that there is no value."""
    return NONE if is_missing(text) else text


def status_numbers(labels: Iterable[str]) -> NDArray[np.int64]:
    """The number of each label of "status", by code; 0 of those that are none.

    >>> status_numbers(["(none)", "404"]).tolist()
    [0, 404]
    """
    return np.array([int(label) if label.isdigit() else 0 for label in labels], np.int64)


def first_alias(parameters: Sequence[tuple[str, str]], aliases: Iterable[str]) -> str:
    """The value of the first alias that ``parameters`` (name, value) hold, or ``NONE``.

    >>> first_alias([("id", "7"), ("ProductID", "SF-1")], PRODUCT_PARAMETERS)
    'SF-1'
    """
    if not parameters:
        return NONE
    lowered: dict[str, str] = {}
    for name, value in parameters:
        lowered.setdefault(name.lower(), value)
    for alias in aliases:
        if lowered.get(alias):
            return label(lowered[alias])
    return NONE
