"""Ids are the server's to give: a made-up one opens nothing, and whoever kept something stays known."""

import secrets
import stat
import subprocess
import sys

import pytest

from app.problem import Problem
from app.visitor import Visitor, new_identity
from app.visitor.identity import KEY
from tests.visitor.test_visitor import folders


def made_up():
    """An id as an earlier version gave it, or as anybody can make it: 256 random bits."""
    return secrets.token_urlsafe(32)


def kept_by_an_earlier_version(root):
    """An unsigned id, and the folder that the earlier version made for it."""
    identity = made_up()
    # As that version named it: 40 hexadecimal digits of the id's SHA-256.
    digest = subprocess.run(["sha256sum"], input=identity.encode(), capture_output=True, check=True).stdout
    folder = root / digest.decode()[:40]
    folder.mkdir(parents=True)
    (folder / ".lock").touch()
    return identity, folder


def test_a_made_up_id_is_refused_in_words(tmp_path):
    for identity in (made_up(), f"{made_up()}.{made_up()}"):
        with pytest.raises(Problem, match="did not give it"):
            Visitor(identity, tmp_path)
    assert folders(tmp_path) == set()


def test_an_id_of_another_server_is_refused(tmp_path):
    theirs = new_identity(tmp_path / "theirs")
    Visitor(theirs, tmp_path / "theirs").write("a", b"x")
    with pytest.raises(Problem, match="did not give it"):
        Visitor(theirs, tmp_path / "ours")


def test_an_old_id_with_work_is_taken_and_signed(tmp_path):
    identity, folder = kept_by_an_earlier_version(tmp_path)
    (folder / "labels.json").write_bytes(b"mine")
    visitor = Visitor(identity, tmp_path)
    assert visitor.read("labels.json") == b"mine"
    assert visitor.identity.startswith(f"{identity}.")
    again = Visitor(visitor.identity, tmp_path)
    again.write("more.json", b"too")
    assert Visitor(identity, tmp_path).read("more.json") == b"too"


def test_an_old_id_with_runs_alone_is_taken(tmp_path):
    identity, folder = kept_by_an_earlier_version(tmp_path)
    (folder / "runs").mkdir()
    (folder / "runs" / "runs.sqlite").write_bytes(b"x")
    assert Visitor(identity, tmp_path).folder == folder


def test_an_old_id_without_work_is_refused(tmp_path):
    identity, _ = kept_by_an_earlier_version(tmp_path)
    with pytest.raises(Problem, match="did not give it"):
        Visitor(identity, tmp_path)


def test_the_key_is_closed_to_others(tmp_path):
    new_identity(tmp_path / "root")
    assert stat.S_IMODE((tmp_path / "root" / KEY).stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 1_000, None])
def test_without_its_key_nobody_loses_work(tmp_path, damage):
    worked, idle = (Visitor(new_identity(tmp_path), tmp_path) for _ in range(2))
    worked.write("a", b"mine")
    if damage is None:
        (tmp_path / KEY).unlink()
    else:
        (tmp_path / KEY).write_bytes(damage)
    again = Visitor(worked.identity, tmp_path)
    assert again.read("a") == b"mine"
    assert again.identity != worked.identity
    assert Visitor(again.identity, tmp_path).identity == again.identity
    with pytest.raises(Problem, match="did not give it"):
        Visitor(idle.identity, tmp_path)


def test_processes_that_begin_at_once_share_one_key(tmp_path):
    code = (
        "import sys, pathlib\n"
        "from app.visitor.identity import new_identity\n"
        "sys.stdin.readline()\n"
        "print(new_identity(pathlib.Path(sys.argv[1])), flush=True)\n"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "root")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(6)
    ]
    for process in started:
        process.stdin.write("\n")
        process.stdin.flush()
    given = [process.communicate(timeout=60)[0].strip() for process in started]
    for identity in given:
        assert Visitor(identity, tmp_path / "root").identity == identity
