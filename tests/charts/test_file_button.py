"""A visitor's file, a chunk at a time, as the browser sends it."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.charts.file_button import FileButton
from app.uploads import Upload


class Desk:
    """Takes files of at most ten bytes, and notes what it is told."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[tuple[str, bytes]] = []
        self.problems: list[str] = []
        self.button = FileButton(
            "Your own",
            receive=lambda name, size: Upload(name, size, folder, 10),
            on_file=lambda name, path: self.files.append((name, path.read_bytes())),
            on_problem=lambda problem: self.problems.append(problem.what if problem else ""),
        )


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_comes_in_chunks(desk: Desk) -> None:
    desk.button.vue_begin({"name": "C:\\mine.csv", "size": 6})
    assert desk.button.uploading == {"name": "mine.csv", "size": 6, "turn": None, "received": 0}
    desk.button.vue_part({"offset": 0}, [memoryview(b"abcd")])
    assert desk.button.uploading["received"] == 4
    desk.button.vue_part({"offset": 4}, [memoryview(b"ef")])
    assert (desk.files, desk.button.uploading, desk.problems) == ([("mine.csv", b"abcdef")], {}, [""])


def test_a_refused_file_is_told_and_the_next_one_taken(desk: Desk) -> None:
    desk.button.vue_begin({"name": "big.csv", "size": 11})
    assert "at most 10 bytes" in desk.problems[-1]
    assert desk.button.uploading == {}
    desk.button.vue_begin({"name": "mine.csv", "size": 1})
    assert desk.problems[-1] == ""
    desk.button.vue_part({"offset": 0}, [memoryview(b"a")])
    assert desk.files == [("mine.csv", b"a")]


def test_several_files_come_one_after_the_other_and_are_given_together(tmp_path: Path) -> None:
    came: list[list[tuple[str, bytes]]] = []
    problems: list[str] = []
    button = FileButton(
        "Your own",
        receive=lambda name, size: Upload(name, size, tmp_path, 10),
        on_file=lambda name, path: came.append([(name, path.read_bytes())]),
        on_files=lambda files: came.append([(name, path.read_bytes()) for name, path in files]),
        on_problem=lambda problem: problems.append(problem.what if problem else ""),
    )
    more = [{"name": "big.log", "size": 11}, {"name": "b.log", "size": 2}]
    button.vue_begin({"name": "a.log", "size": 1, "turn": 0.1, "more": more})
    assert (button.uploading["number"], button.uploading["count"]) == (0, 3)
    button.vue_part({"offset": 0, "turn": 0.1}, [memoryview(b"a")])
    assert "at most 10 bytes" in problems[-1]
    assert (button.uploading["number"], button.uploading["name"]) == (2, "b.log")
    button.vue_part({"offset": 0, "turn": 0.1}, [memoryview(b"bc")])
    assert (came, button.uploading) == ([[("a.log", b"a"), ("b.log", b"bc")]], {})
    button.vue_begin({"name": "a.log", "size": 1, "turn": 0.2, "more": more})
    button.vue_cancel()
    assert (len(came), button.uploading) == (1, {})


def test_more_files_than_are_taken_at_once_are_refused_together(tmp_path: Path) -> None:
    """No file is left out in silence: with 501 none begins."""
    problems: list[str] = []
    button = FileButton(
        "Your own",
        receive=lambda name, size: Upload(name, size, tmp_path, 10),
        on_file=lambda _name, _path: None,
        on_files=lambda _files: None,
        on_problem=lambda problem: problems.extend([problem.what] if problem else []),
    )
    more = [{"name": f"{number}.log", "size": 1} for number in range(500)]
    button.vue_begin({"name": "a.log", "size": 1, "turn": 0.1, "more": more})
    assert (button.uploading, problems[0]) == (
        {},
        "More than 500 files were chosen, and no more are taken at once.",
    )
    button.vue_begin({"name": "a.log", "size": 1, "turn": 0.2, "more": more[1:]})
    assert button.uploading["count"] == 500


def test_a_lost_chunk_ends_the_upload(desk: Desk) -> None:
    desk.button.vue_begin({"name": "mine.csv", "size": 6})
    desk.button.vue_part({"offset": 3}, [memoryview(b"def")])
    assert "got lost" in desk.problems[-1]
    assert desk.button.uploading == {}
    desk.button.vue_part({"offset": 0}, [memoryview(b"abcdef")])
    assert desk.files == []


def test_a_chunk_of_a_file_that_made_room_is_not_taken_for_the_next_ones(desk: Desk) -> None:
    desk.button.vue_begin({"name": "first.csv", "size": 6, "turn": 0.1})
    desk.button.vue_begin({"name": "second.csv", "size": 6, "turn": 0.2})
    desk.button.vue_part({"offset": 0, "turn": 0.1}, [memoryview(b"abcdef")])
    assert (desk.files, desk.button.uploading["received"]) == ([], 0)
    desk.button.vue_part({"offset": 0, "turn": 0.2}, [memoryview(b"ABCDEF")])
    assert desk.files == [("second.csv", b"ABCDEF")]


def test_a_cancelled_file_and_one_that_takes_its_place_leave_nothing(desk: Desk) -> None:
    desk.button.vue_begin({"name": "first.csv", "size": 6})
    desk.button.vue_begin({"name": "second.csv", "size": 6})
    assert len(list(desk.folder.iterdir())) == 1
    desk.button.vue_cancel()
    assert list(desk.folder.iterdir()) == []
    assert (desk.files, desk.button.uploading) == ([], {})
