"""The one way to tell a visitor that something they gave us cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


class Problem(Exception):
    """Something a visitor gave us that cannot be used, said in words for that visitor.

    ``what`` is one sentence that names the file and, where there is one, the line or field.
    ``remedy`` is one sentence that says what to do about it. Views show both; nothing else of
    an exception ever reaches a page.

    >>> str(Problem("“notes.log” is empty.", "Choose a file that holds requests."))
    '“notes.log” is empty. Choose a file that holds requests.'
    """

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


@contextmanager
def telling(tell: Callable[[Problem], Any]) -> Iterator[None]:
    """Do what may not be possible: ``tell(problem)`` is called where it is not.

    >>> with telling(print):
    ...     raise Problem("It is empty.", "Choose another.")
    It is empty. Choose another.
    """
    try:
        yield
    except Problem as problem:
        tell(problem)
