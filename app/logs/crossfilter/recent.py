"""The last few results of a calculation, kept by what they were calculated from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Recent:
    """Up to ``kept`` results; the one not asked for the longest goes first."""

    def __init__(self, kept: int) -> None:
        self._kept = kept
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result kept for this key, made now when there is none."""
        if key in self._found:
            self._found.move_to_end(key)
        else:
            self._found[key] = make()
            if len(self._found) > self._kept:
                self._found.popitem(last=False)
        return self._found[key]

    def drop(self, first: Hashable) -> None:
        """Forget the results whose key, a tuple, begins so."""
        for key in [key for key in self._found if isinstance(key, tuple) and key[0] == first]:
            del self._found[key]
