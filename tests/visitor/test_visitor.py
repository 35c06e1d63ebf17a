"""What a browser keeps: by an id that cannot be guessed or made up, in a folder that nobody else reaches."""

import os
import re
import stat
import tempfile
from pathlib import Path

import pytest

from app.problem import Problem
from app.visitor import Visitor, is_identity, new_identity
from app.visitor import visitor as module

NOBODY = 65_534
FOLDER = re.compile(r"[0-9a-f]{40}")


def folders(root):
    """The visitors' folders, by their names."""
    return {path.name for path in root.iterdir() if FOLDER.fullmatch(path.name)} if root.exists() else set()


def test_ids_are_long_and_never_the_same(tmp_path):
    found = {new_identity(tmp_path) for _ in range(100)}
    assert len(found) == 100
    assert all(is_identity(identity) for identity in found)


@pytest.mark.parametrize(
    "identity",
    ["", "../../etc", "a" * 42, "a" * 44, "a" * 42 + "/", "a" * 42 + "\n", "é" * 43, None, 7, ["a"] * 43],
)
def test_what_is_no_id_is_refused(tmp_path, identity):
    assert not is_identity(identity)
    with pytest.raises(Problem, match="damaged"):
        Visitor(identity, tmp_path)


def test_files_by_visitor(tmp_path):
    identity = new_identity(tmp_path)
    one, other = Visitor(identity, tmp_path), Visitor(new_identity(tmp_path), tmp_path)
    one.write("labels.json", b"mine")
    assert Visitor(identity, tmp_path).read("labels.json") == b"mine"
    assert other.read("labels.json") is None
    one.remove("labels.json")
    one.remove("labels.json")
    assert one.read("labels.json") is None


def test_a_folder_tells_no_id_and_is_closed_to_others(tmp_path):
    root = tmp_path / "root"
    identity = new_identity(root)
    Visitor(identity, root).write("x", b"")
    (name,) = folders(root)
    assert identity[:8] not in name
    assert stat.S_IMODE((root / name).stat().st_mode) == 0o700
    assert stat.S_IMODE(root.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "A", "x" * 101, "x\n"])
def test_names_are_checked(tmp_path, name):
    with pytest.raises(ValueError, match="cannot name"):
        Visitor(new_identity(tmp_path), tmp_path).write(name, b"")


def test_quotas(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    visitor = Visitor(new_identity(tmp_path), tmp_path)
    visitor.write("a", b"x" * 60)
    visitor.write("a", b"x" * 90)
    with pytest.raises(Problem, match="more than 100 bytes"):
        visitor.write("b", b"x" * 20)
    assert visitor.read("a") == b"x" * 90
    assert visitor.read("b") is None


def test_nothing_is_left_half_written(tmp_path, monkeypatch):
    visitor = Visitor(new_identity(tmp_path), tmp_path)
    visitor.write("a", b"before")

    def interrupted(descriptor):
        raise OSError("power")

    monkeypatch.setattr(module.disk.os, "fsync", interrupted)
    with pytest.raises(Problem, match="could not keep"):
        visitor.write("a", b"after")
    assert visitor.read("a") == b"before"
    assert [path.name for path in visitor.folder.iterdir()] == ["a"]


def test_a_folder_is_there_only_once_something_is_kept(tmp_path):
    visitor = Visitor(new_identity(tmp_path), tmp_path)
    visitor.visit()
    assert visitor.read("a") is None
    visitor.remove("a")
    with visitor.alone():
        assert folders(tmp_path) == set()
    visitor.write("a", b"x")
    assert folders(tmp_path) == {visitor.folder.name}
    visitor.remove("a")
    assert folders(tmp_path) == set()


def test_a_first_file_that_cannot_be_written_leaves_no_folder(tmp_path, monkeypatch):
    visitor = Visitor(new_identity(tmp_path), tmp_path)

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(module.disk, "replacing", full)
        with pytest.raises(Problem, match="could not keep"):
            visitor.write("a", b"x")
    assert folders(tmp_path) == set()
    visitor.write("a", b"x")
    assert visitor.read("a") == b"x"


@pytest.fixture
def plain_user():
    """A folder of a user who is not root, as whom the test goes on: root may write everywhere."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "root"
        root.mkdir()
        if privileged := os.geteuid() == 0:
            for path in (Path(folder), root):
                os.chown(path, NOBODY, NOBODY)
            os.seteuid(NOBODY)
        yield root
        if privileged:
            os.seteuid(0)


def test_a_folder_without_rights_is_told_in_words(plain_user):
    visitor = Visitor(new_identity(plain_user), plain_user)
    visitor.write("a", b"x")
    newcomer = Visitor(new_identity(plain_user), plain_user)
    plain_user.chmod(0o500)
    with pytest.raises(Problem, match="could not keep"):
        newcomer.write("a", b"x")
    assert Visitor(visitor.identity, plain_user).read("a") == b"x"
    plain_user.chmod(0)
    with pytest.raises(Problem, match="could not keep"):
        Visitor(visitor.identity, plain_user)
    plain_user.chmod(0o700)
    newcomer.write("a", b"x")
    assert newcomer.read("a") == b"x"


def test_a_place_where_no_folder_can_be_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Problem, match="could not keep"):
        Visitor("a" * 43 + "." + "b" * 43, tmp_path / "file" / "root")
