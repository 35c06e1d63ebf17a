"""A button that takes a small file from the visitor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import traitlets

from app.charts.component import Component
from app.problem import Problem
from app.uploads import MEGABYTE, shown_name, size_in_words

LARGEST = 5 * MEGABYTE  # a message above 10 MB would close the connection


class CsvButton(Component):
    """Hands a chosen file to ``on_file(content, name)``; ``problem`` is shown in words."""

    vue_file = (__file__, "csv_button.vue")

    words = traitlets.Unicode("Your own CSV").tag(sync=True)
    largest = traitlets.Int(LARGEST).tag(sync=True)
    problem = traitlets.Instance(dict, allow_none=True).tag(sync=True)

    def __init__(self, on_file: Callable[[bytes, str], Any], **state: Any) -> None:
        self._on_file = on_file
        super().__init__(**state)

    def tell(self, problem: Problem | None) -> None:
        """Show a problem in words, or none."""
        self.problem = None if problem is None else {"what": problem.what, "remedy": problem.remedy}

    def vue_take(self, file: dict[str, Any], buffers: Sequence[memoryview] = ()) -> None:
        """A file was chosen in the browser."""
        if buffers and len(buffers[0]) <= LARGEST:
            self._on_file(bytes(buffers[0]), shown_name(str(file.get("name", ""))))

    def vue_refuse(self, file: dict[str, Any]) -> None:
        """A file was chosen that is too large to be sent."""
        self.tell(
            Problem(
                f"“{shown_name(str(file.get('name', '')))}” is larger than {size_in_words(LARGEST)}.",
                "Choose a file with one line a day.",
            )
        )
