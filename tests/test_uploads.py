"""A visitor's file arrives whole or not at all, never where its name would have it."""

import os
import signal
import stat
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import uploads
from app.problem import Problem
from app.uploads import Upload, shown_name, size_in_words
from app.visitor import Visitor, new_identity

LIMIT = 1_000_000
ROOT = Path(__file__).parents[1]


def refusal(action, *arguments) -> str:
    with pytest.raises(Problem) as caught:
        action(*arguments)
    assert caught.value.remedy
    return str(caught.value)


def test_chunks_make_the_file(tmp_path):
    content = os.urandom(250_000)
    upload = Upload("access.log", len(content), tmp_path, LIMIT)
    for offset in range(0, len(content), 100_000):
        assert upload.received == offset
        upload.write(offset, content[offset : offset + 100_000])
    path = upload.finish()
    assert path.read_bytes() == content
    assert path.parent == tmp_path
    assert stat.S_ISREG(path.stat().st_mode)


def test_an_empty_file_is_a_file(tmp_path):
    assert Upload("empty.log", 0, tmp_path, LIMIT).finish().read_bytes() == b""


@given(st.text(max_size=200))
def test_any_name_is_safe_to_show(name):
    shown = shown_name(name)
    assert shown
    assert len(shown) <= 80
    assert "/" not in shown
    assert "\\" not in shown
    assert shown.isprintable()


@pytest.mark.parametrize(
    "name", ["../../etc/passwd", "/etc/passwd", "..", "", "a\x00b", "nul", "x" * 5_000, "~/.bashrc"]
)
def test_no_name_is_a_path(tmp_path, name):
    folder = tmp_path / "session"
    folder.mkdir()
    upload = Upload(name, 2, folder, LIMIT)
    upload.write(0, b"ok")
    path = upload.finish()
    assert path.parent == folder
    assert path.name.isalnum()
    assert list(tmp_path.iterdir()) == [folder]


def test_two_files_of_one_name_are_two(tmp_path):
    paths = {Upload("access.log", 0, tmp_path, LIMIT).finish() for _ in range(2)}
    assert len(paths) == 2


def test_too_large_says_how_large_and_what_to_do(tmp_path):
    said = refusal(Upload, "big.log", 612_345_678, tmp_path, 500_000_000)
    assert said.startswith("“big.log” has 612.3 MB; at most 500 MB can be uploaded. Compress it")
    assert list(tmp_path.iterdir()) == []


def test_exactly_the_limit_is_allowed(tmp_path):
    Upload("edge.log", LIMIT, tmp_path, LIMIT).abort()
    assert "at most 1 MB" in refusal(Upload, "edge.log", LIMIT + 1, tmp_path, LIMIT)


def test_sizes_in_words():
    words = [size_in_words(size) for size in (0, 1, 999, 1_000, 999_999, 10**6, 1_250_000, 2_000 * 10**6)]
    assert words == ["0 bytes", "1 byte", "999 bytes", "1 kB", "999 kB", "1 MB", "1.2 MB", "2,000 MB"]


@pytest.mark.parametrize("offset", [0, 3, 5, -4])
def test_a_chunk_out_of_order_is_refused(tmp_path, offset):
    upload = Upload("a.log", 12, tmp_path, LIMIT)
    upload.write(0, b"four")
    assert "“a.log” got lost" in refusal(upload.write, offset, b"more")
    assert list(tmp_path.iterdir()) == []
    assert "has ended" in refusal(upload.write, 4, b"more")


def test_more_than_announced_is_refused(tmp_path):
    upload = Upload("a.log", 5, tmp_path, LIMIT)
    upload.write(0, b"four")
    assert "“a.log” grew" in refusal(upload.write, 4, b"ty")
    assert list(tmp_path.iterdir()) == []


def test_less_than_announced_is_refused(tmp_path):
    upload = Upload("a.log", 5_000, tmp_path, LIMIT)
    upload.write(0, b"x" * 2_000)
    assert refusal(upload.finish).startswith("Only 2 kB of the 5 kB of “a.log” arrived.")
    assert list(tmp_path.iterdir()) == []


def test_a_size_below_zero_is_refused(tmp_path):
    assert "“a.log”" in refusal(Upload, "a.log", -1, tmp_path, LIMIT)


def test_abort_removes_also_what_is_finished(tmp_path):
    upload = Upload("a.log", 4, tmp_path, LIMIT)
    upload.write(0, b"four")
    upload.finish()
    upload.abort()
    upload.abort()
    assert list(tmp_path.iterdir()) == []


def test_no_room_on_the_disk_is_said_before_a_byte_is_sent(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(uploads.shutil, "disk_usage", lambda _: usage(10**9, 10**9 - 50_000_000, 50_000_000))
    said = refusal(Upload, "a.log", 100, tmp_path, LIMIT)
    assert said.startswith("The server's disk has no room for “a.log” (100 bytes).")
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fills_up_meanwhile(tmp_path):
    # The system's own limit on a file's size, met in a process of its own, is a real refusal to write.
    script = """
import resource, sys
from pathlib import Path
from app.problem import Problem
from app.uploads import Upload
resource.setrlimit(resource.RLIMIT_FSIZE, (150_000, 150_000))
folder = Path(sys.argv[1])
upload = Upload("a.log", 300_000, folder, 10**6)
upload.write(0, bytes(100_000))
try:
    upload.write(100_000, bytes(100_000))
except Problem as problem:
    print(problem.what, len(list(folder.iterdir())))
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "The server's disk has no room for “a.log” (300 kB). 0\n"


def test_no_folder_is_a_problem_not_a_crash(tmp_path):
    assert "could not keep “a.log”" in refusal(Upload, "a.log", 1, tmp_path / "gone", LIMIT)


SESSION = """
import os, sys, time
from app.uploads import Upload, session_folder
folder = session_folder()
assert session_folder() == folder
Upload("a.log", 0, folder, 10).finish()
print(folder, flush=True)
sys.stdin.readline()
"""


def start_session(tmp_path, script=SESSION):
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    return process, Path(process.stdout.readline().strip())


def end_session(process):
    process.communicate("\n", timeout=20)


def test_a_session_has_its_own_folder_until_it_ends(tmp_path):
    process, folder = start_session(tmp_path)
    assert folder.parent == tmp_path
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    end_session(process)
    assert process.returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_session_left_the_next_one_removes(tmp_path):
    killed, left = start_session(tmp_path)
    living, kept = start_session(tmp_path)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    stranger = tmp_path / "another-program"
    stranger.mkdir()
    long_ago = time.time() - 3_600
    for folder in (left, kept, stranger):
        os.utime(folder, (long_ago, long_ago))
    following, new = start_session(tmp_path)
    assert set(tmp_path.iterdir()) == {kept, new, stranger}
    end_session(living)
    end_session(following)
    assert list(tmp_path.iterdir()) == [stranger]


def test_a_fork_has_a_folder_of_its_own(tmp_path):
    script = """
import os, sys
from app.uploads import session_folder
first = session_folder()
read, write = os.pipe()
if os.fork() == 0:
    second = session_folder()
    os.write(write, b"y" if second != first and second.is_dir() else b"n")
    sys.exit()
os.wait()
print(os.read(read, 1).decode(), first.is_dir(), flush=True)
sys.stdin.readline()
"""
    process, said = start_session(tmp_path, script)
    assert str(said) == "y True"
    end_session(process)
    assert list(tmp_path.iterdir()) == []


def test_the_columns_of_a_killed_session_go_too(tmp_path):
    script = """
import sys
from app.logs.store.store import Store
store = Store()
print(store.folder, flush=True)
sys.stdin.readline()
"""
    killed, columns = start_session(tmp_path, script)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.stdin.close()
    killed.stdout.close()
    (left,) = tmp_path.iterdir()
    assert columns.is_relative_to(left)
    os.utime(left, (time.time() - 3_600,) * 2)
    following, _ = start_session(tmp_path)
    assert not left.exists()
    end_session(following)
    assert list(tmp_path.iterdir()) == []


def test_one_session_s_uploads_have_their_room_together(tmp_path):
    for _ in range(4):
        upload = Upload("a.log", LIMIT, tmp_path, LIMIT)
        upload.write(0, bytes(LIMIT))
        upload.finish()
    said = refusal(Upload, "b.log", 1, tmp_path, LIMIT)
    assert "“b.log” would make it more than" in said
    assert len(list(tmp_path.iterdir())) == 4
    # What is kept for its visitor as well is charged there.
    for path in list(tmp_path.iterdir()):
        os.link(path, tmp_path / f"kept-{path.name}")
    Upload("b.log", LIMIT, tmp_path, LIMIT).abort()


def test_uploads_leave_room_for_the_decisions_of_others(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    free = 150_000_000
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage(10**12, 10**12 - free, free))
    assert "has no room" in refusal(Upload, "a.log", 1, tmp_path, LIMIT)
    visitor = Visitor(new_identity(tmp_path / "visitors"), tmp_path / "visitors")
    visitor.write("labels.json", bytes(1_000_000))
    assert len(visitor.read("labels.json")) == 1_000_000
