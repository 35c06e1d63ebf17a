"""The last few results of a calculation, kept by what they were calculated from."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


class Recent:
    """Up to ``kept`` results; the one not asked for the longest goes first.

    Where there is ``room`` for so many bytes only, results must tell theirs (``nbytes``); one that is larger
    by itself is not kept.
    """

    def __init__(self, kept: int, room: int | None = None) -> None:
        self._kept, self._room = kept, room
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """The result kept for this key, made now when there is none."""
        if key in self._found:
            self._found.move_to_end(key)
            return self._found[key]
        found = make()
        if self._room is not None and found.nbytes > self._room:
            return found
        self._found[key] = found
        while len(self._found) > self._kept or (self._room is not None and self.nbytes > self._room):
            self._found.popitem(last=False)
        return found

    @property
    def nbytes(self) -> int:
        """The bytes of all results, which must tell theirs."""
        return sum(found.nbytes for found in self._found.values())

    def drop(self, first: Hashable) -> None:
        """Forget the results whose key, a tuple, begins so."""
        for key in [key for key in self._found if isinstance(key, tuple) and key[0] == first]:
            del self._found[key]
