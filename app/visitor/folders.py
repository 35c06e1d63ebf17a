"""Which folders a visitor can bring in the place of a file, judged before any of it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.counted import counted
from app.problem import Problem
from app.uploads import shown_name, size_in_words


@dataclass(frozen=True)
class Folders:
    """Folders of files whose names end in ``wanted``, with those that end in ``beside`` if they are fewer.

    ``words`` name the button, ``noun`` one of the files. At most ``most`` of them are taken, of
    ``most_bytes`` together; all else in a folder stays where it is. ``remedy`` is told where there are none.
    """

    words: str
    noun: str
    wanted: Sequence[str]
    beside: Sequence[str]
    most: int
    most_bytes: int
    remedy: str

    @property
    def most_files(self) -> int:
        """Files of any kind that a browser looks for in a folder."""
        return 2 * self.most

    def for_browser(self) -> dict[str, Any]:
        """What a browser needs to know of them."""
        return {
            "words": self.words,
            "wanted": list(self.wanted),
            "beside": list(self.beside),
            "most": self.most_files,
        }

    def check(self, name: str, *, files: int, wanted: int, size: int) -> None:
        """Raise Problem for a folder of so many ``files``, of which so many are ``wanted`` and have ``size``
        bytes, where it cannot be taken."""
        name = shown_name(name)
        if not files:
            raise Problem(f"The folder “{name}” is empty.", self.remedy)
        if files > self.most_files:
            raise Problem(f"The folder “{name}” has more than {self.most_files:,} files.", self.remedy)
        if not wanted:
            held = counted(files, "file")
            raise Problem(f"The folder “{name}” has {held}, and no {self.noun} among them.", self.remedy)
        if wanted > self.most:
            held = counted(wanted, self.noun)
            raise Problem(
                f"The folder “{name}” has {held}; at most {self.most:,} are taken.", "Choose a part of it."
            )
        if size > self.most_bytes:
            raise Problem(
                f"The {self.noun}s in the folder “{name}” have {size_in_words(size)}; at most "
                f"{size_in_words(self.most_bytes)} are taken.",
                "Make them smaller, or choose a part of them.",
            )
