"""Answers in a few plain words where nobody reads a page: to scripts, styles and sockets."""

from __future__ import annotations

from http.client import responses
from typing import Any


class PlainError:
    """Mixed into a handler: an error is its number and its name.

    Jupyter's own handlers would render pages of a template that Voilà does not bring, and fail.
    """

    def write_error(self, status_code: int, **_: Any) -> None:
        """Answer with them."""
        handler: Any = self
        handler.set_header("Content-Type", "text/plain; charset=utf-8")
        handler.finish(f"{status_code} {responses.get(status_code, 'Error')}\n")
