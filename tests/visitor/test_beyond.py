"""How a session holds its visitor's folder, and what it keeps where others' cannot be closed to it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app import landlock
from app.places import APP
from app.settings import Settings
from app.visitor import Reception, beyond, disk

NAME = "a" * 40


def descriptors() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def test_two_sessions_whose_processes_bear_one_number_hold_one_folder(tmp_path: Path) -> None:
    """As those of two containers do: each counts its processes from 1."""
    code = """
import os, sys
from pathlib import Path
from app.visitor import disk
folder = Path(sys.argv[1])
first, second = disk.hold_open(folder), disk.hold_open(folder)
for _, handle in (first, second):
    disk.remove_forsaken(folder.parent)
    print(folder.exists())
    os.close(handle)
disk.remove_forsaken(folder.parent)
print(folder.exists())
"""
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / NAME)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=APP.parent,
        check=True,
    )
    assert told.stdout.split() == ["True", "True", "False"]


def test_a_session_to_which_others_folders_stay_open_keeps_no_descriptor_and_starts_no_more_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "is_restricted", lambda: True)
    monkeypatch.setattr(landlock, "shut", lambda _folder, _but: False)
    monkeypatch.setattr(beyond, "_stays_open", False, raising=False)
    started: list[str] = []
    start = threading.Thread.start
    monkeypatch.setattr(threading.Thread, "start", lambda one: (started.append(one.name), start(one))[1])
    reception = Reception(Settings.read({"VITRINE_VISITORS": str(tmp_path)}))
    received = reception.receive("")
    assert received.visitor is not None
    before = descriptors()
    for _ in range(20):
        assert reception.receive(received.visitor.identity).visitor is not None
    assert descriptors() == before
    assert len([name for name in started if name.startswith("visitors")]) == 1
    assert list(disk.folders(tmp_path)) == []


def test_what_cannot_be_closed_gives_back_the_descriptor_of_its_mark(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(landlock, "is_restricted", lambda: True)
    monkeypatch.setattr(landlock, "shut", lambda _folder, _but: False)
    before = descriptors()
    for _ in range(5):
        monkeypatch.setattr(beyond, "_stays_open", False, raising=False)
        assert beyond.close(tmp_path / NAME)
    assert descriptors() == before
    assert not (tmp_path / NAME).exists()
