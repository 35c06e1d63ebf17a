"""The unit for systemd: systemd itself reads it, and says how much it leaves open."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from app.settings import SETTINGS
from tests.deploy.nginx import program
from tests.source import ROOT

UNIT = ROOT / "deploy" / "vitrine.service"
START = "/opt/vitrine/bin/vitrine"


@pytest.fixture
def unit(tmp_path: Path) -> Path:
    """The unit, with a command that is there."""
    text = UNIT.read_text(encoding="utf-8")
    assert f"ExecStart={START}\n" in text
    there = tmp_path / "vitrine.service"
    there.write_text(text.replace(START, "/bin/true"))
    return there


def analysed(*arguments: str) -> subprocess.CompletedProcess[str]:
    tool = program("systemd-analyze", "systemd")
    return subprocess.run([tool, *arguments], capture_output=True, text=True, check=False)


def test_systemd_understands_every_line(unit: Path) -> None:
    read = analysed("verify", str(unit))
    assert (read.returncode, read.stderr) == (0, "")
    unit.write_text(unit.read_text() + "\n[Service]\nNoSuchSetting=1\n")
    assert "NoSuchSetting" in analysed("verify", str(unit)).stderr


def test_little_of_the_machine_is_open_to_it(unit: Path) -> None:
    """Of ten, where systemd calls up to two or so safe, and a unit that says nothing has 9.6."""
    judged = analysed("security", "--offline=true", "--threshold=20", "--no-pager", str(unit))
    assert judged.returncode == 0, judged.stdout[-300:]


def test_it_sets_what_there_is_to_set() -> None:
    named = set(re.findall(r"^Environment=(VITRINE_\w+)=", UNIT.read_text(encoding="utf-8"), re.MULTILINE))
    assert named <= {setting.name for setting in SETTINGS}


def test_its_sessions_can_give_up_files() -> None:
    """Without these three calls there is no Landlock, and not every systemd counts them to any service's."""
    allowed = re.findall(r"^SystemCallFilter=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    calls = {"landlock_create_ruleset", "landlock_add_rule", "landlock_restrict_self"}
    assert calls <= set(" ".join(allowed).split())
