"""Files, folders and globs become lists of files, or a sentence that says why not."""

import pytest

from app.logs import read_log
from app.logs.sources import find
from app.logs.sources.paths import looks_like_log
from app.problem import Problem


@pytest.fixture
def folder(tmp_path):
    for name in (
        "access.log",
        "access.log.1",
        "access.log-20210215.gz",
        ".hidden.log",
        "notes.txt",
        "sub/b.log",
    ):
        path = tmp_path / "logs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    return tmp_path / "logs"


def names(paths):
    return [path.name for path in find(paths)]


def test_a_folder_is_the_logs_in_it_and_below(folder):
    assert names(folder) == ["access.log", "access.log-20210215.gz", "access.log.1", "sub/b.log"]


def test_globs_files_and_folders_mix_and_nothing_is_named_twice(folder):
    assert names([folder / "access.log", str(folder / "access*"), folder / "notes.txt"]) == [
        "access.log",
        "access.log-20210215.gz",
        "access.log.1",
        "notes.txt",
    ]


@pytest.mark.parametrize(
    ("name", "is_log"),
    [
        ("access.log", True),
        ("shop_access.2021-02-15.gz", True),
        ("www.example.com-log.zst", True),
        ("catalog.txt", False),
        ("picture.png", False),
    ],
)
def test_names_of_logs(name, is_log):
    assert looks_like_log(name) == is_log


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        ("nowhere.log", "There is no file “nowhere.log”"),
        ("no*.log", "No file matches"),
        ([], "No log file was named"),
    ],
)
def test_nothing_found(paths, words):
    with pytest.raises(Problem, match=words):
        find(paths)


def test_folders_without_logs(tmp_path):
    with pytest.raises(Problem, match="is empty"):
        find(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(Problem, match="holds 1 file, but none named like a log"):
        find(tmp_path)


@pytest.mark.parametrize("wrong", ["", b"", "  ", None, 3, [None], ["\0"], [b"a.log", 4]])
def test_what_is_no_path_is_said_in_words(folder, monkeypatch, wrong):
    monkeypatch.chdir(folder)
    (folder / "a.log").touch()
    with pytest.raises(Problem, match="Name a file, a folder or a glob"):
        find(wrong)


def test_bytes_are_a_path(folder):
    assert names(str(folder / "access.log").encode()) == ["access.log"]


def test_a_format_that_is_none_is_said_in_words(folder):
    for wrong in (3, "apache", ["combined"]):
        with pytest.raises(Problem, match=r"is not a log format\. Choose"):
            read_log(folder, format=wrong)
