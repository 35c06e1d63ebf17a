"""What a browser keeps: by an id that cannot be guessed, in a folder that nobody else reaches."""

import os
import stat

import pytest

from app import visitor as module
from app.problem import Problem
from app.visitor import Visitor, is_identity, new_identity


def test_ids_are_long_and_never_the_same():
    found = {new_identity() for _ in range(100)}
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
    identity = new_identity()
    one, other = Visitor(identity, tmp_path), Visitor(new_identity(), tmp_path)
    one.write("labels.json", b"mine")
    assert Visitor(identity, tmp_path).read("labels.json") == b"mine"
    assert other.read("labels.json") is None
    one.remove("labels.json")
    one.remove("labels.json")
    assert one.read("labels.json") is None


def test_a_folder_tells_no_id_and_is_closed_to_others(tmp_path):
    identity = new_identity()
    Visitor(identity, tmp_path / "root").write("x", b"")
    folder = next((tmp_path / "root").iterdir())
    assert identity[:8] not in folder.name
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".hidden", "A", "x" * 101, "x\n"])
def test_names_are_checked(tmp_path, name):
    with pytest.raises(ValueError, match="cannot name"):
        Visitor(new_identity(), tmp_path).write(name, b"")


def test_quotas(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    visitor = Visitor(new_identity(), tmp_path)
    visitor.write("a", b"x" * 60)
    visitor.write("a", b"x" * 90)
    with pytest.raises(Problem, match="more than 100 bytes"):
        visitor.write("b", b"x" * 20)
    assert visitor.read("a") == b"x" * 90
    assert visitor.read("b") is None


def test_the_longest_unused_make_room(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_VISITORS", 3)
    visitors = [Visitor(new_identity(), tmp_path) for _ in range(4)]
    for age, visitor in enumerate(visitors[:3]):
        visitor.write("a", b"")
        os.utime(visitor._folder, (1e9 + age, 4e9 + age))
    visitors[3].write("a", b"")
    assert [visitor.read("a") for visitor in visitors] == [None, b"", b"", b""]


def test_nothing_is_left_half_written(tmp_path, monkeypatch):
    visitor = Visitor(new_identity(), tmp_path)
    visitor.write("a", b"before")

    def interrupted(descriptor):
        raise OSError("power")

    monkeypatch.setattr(module.os, "fsync", interrupted)
    with pytest.raises(Problem, match="could not keep"):
        visitor.write("a", b"after")
    assert visitor.read("a") == b"before"
    assert [path.name for path in visitor._folder.iterdir()] == ["a"]
