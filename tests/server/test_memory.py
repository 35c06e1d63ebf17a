"""How much memory there is left, in numbers of another tool and of a group made by hand."""

from __future__ import annotations

from pathlib import Path

import psutil
import pytest

from app.server import memory


def test_the_machine_s_free_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_CONTROL_GROUPS", tmp_path)
    assert memory.free_megabytes() == pytest.approx(psutil.virtual_memory().available / 1e6, rel=0.2)


def test_a_limit_that_is_tighter_than_the_machine_counts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "_CONTROL_GROUPS", tmp_path)
    (tmp_path / "memory.max").write_text("64000000\n")
    (tmp_path / "memory.current").write_text("50000000\n")
    (tmp_path / "memory.stat").write_text("anon 30000000\ninactive_file 6000000\n")
    assert memory.free_megabytes() == 20
    (tmp_path / "memory.max").write_text("max\n")
    assert memory.free_megabytes() > 20
