"""Which folders are taken, told from what is in them before any of it is sent."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from app.charts.file_button import FileButton, Listing
from app.problem import Problem
from app.uploads import Upload
from app.visitor.folders import Folders

PICTURES = Folders("A folder", "picture", (".png",), (".csv",), most=3, most_bytes=1_000, remedy="Go.")
SOUND: Listing = {"name": "pets", "files": 4, "wanted": 3, "size": 1_000, "turn": 0.5}


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"files": 0, "wanted": 0}, "The folder “pets” is empty"),
        ({"wanted": 0}, "“pets” has 4 files, and no picture among them"),
        ({"files": 7}, "more than 6 files"),
        ({"files": 6, "wanted": 4}, "4 pictures; at most 3 are taken"),
        ({"size": 2_000}, "have 2 kB; at most 1 kB are taken"),
    ],
    ids=["empty", "none of them", "endless", "many", "large"],
)
def test_a_folder_that_cannot_be_taken_is_refused_in_words(found: dict[str, int], words: str) -> None:
    sound = {"files": 4, "wanted": 3, "size": 1_000}
    PICTURES.check("pets", **sound)
    with pytest.raises(Problem, match=words):
        PICTURES.check("pets", **{**sound, **found})


def made(folder: Path, folders: Folders | None) -> tuple[FileButton, list[tuple[str, bytes]], list[str]]:
    files: list[tuple[str, bytes]] = []
    told: list[str] = []
    button = FileButton(
        "Your own",
        receive=lambda name, size: Upload(name, size, folder, 10_000),
        on_file=lambda name, path: files.append((name, path.read_bytes())),
        on_problem=lambda problem: told.append(str(problem or "")),
        folders=folders,
    )
    return button, files, told


def test_a_folder_is_packed_once_it_is_taken_and_comes_as_a_file(tmp_path: Path) -> None:
    button, files, told = made(tmp_path, PICTURES)
    button.vue_folder({**SOUND, "wanted": 4})
    assert (button.packing, "at most 3" in told[-1]) == ({}, True)
    button.vue_folder(SOUND)
    assert (button.packing, told[-1]) == ({"name": "pets", "size": 1_000, "turn": 0.5}, "")
    button.vue_begin({"name": "pets.zip", "size": 2, "turn": 0.7})
    assert (button.packing, button.uploading["name"]) == ({}, "pets.zip")
    button.vue_part({"offset": 0, "turn": 0.7}, [memoryview(b"PK")])
    assert (files, button.uploading) == ([("pets.zip", b"PK")], {})


def test_a_folder_where_files_are_taken_is_told(tmp_path: Path) -> None:
    button, _, told = made(tmp_path, None)
    button.vue_folder(SOUND)
    assert button.packing == {}
    assert told[-1] == "“pets” is a folder. Choose a file, or pack the folder as a zip."


def test_what_the_browser_cannot_read_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    button, files, told = made(tmp_path, PICTURES)
    button.vue_folder(SOUND)
    button.vue_unread({"name": "pets", "turn": 0.4})
    assert (button.packing["name"], told[-1]) == ("pets", "")
    button.vue_unread({"name": "pets", "turn": 0.5})
    assert button.packing == {}
    assert "cannot read “pets”" in told[-1]
    button.vue_begin({"name": "a.csv", "size": 6, "turn": 0.6})
    button.vue_unread({"name": "a.csv", "turn": 0.6})
    assert (files, button.uploading, list(tmp_path.iterdir())) == ([], {}, [])


def test_twice_as_many_files_as_are_taken_are_looked_for() -> None:
    assert PICTURES.for_browser()["most"] == 6
    assert dataclasses.replace(PICTURES, most=50).for_browser()["most"] == 100
