from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from app.problem import Problem
from app.settings import SETTINGS, Settings

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_s_table_says_what_the_code_says() -> None:
    table = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    said = {name: (default.strip("`").replace("none", ""), meaning) for name, default, meaning in table}
    assert said == {setting.name: (setting.default, setting.meaning) for setting in SETTINGS}


def test_nothing_set_gives_the_defaults() -> None:
    found = Settings.read({})
    assert (found.port, found.address, found.logs) == (8866, "127.0.0.1", ())
    assert (found.max_sessions, found.max_upload_mb, found.idle_minutes) == (40, 500, 480)


def test_an_empty_value_is_as_good_as_none() -> None:
    assert Settings.read({"PORT": " ", "VITRINE_LOGS": ""}) == Settings.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("VITRINE_MAX_SESSIONS", "0"),
        ("VITRINE_MAX_SESSIONS", "many"),
        ("VITRINE_MAX_UPLOAD_MB", "-1"),
        ("VITRINE_IDLE_MINUTES", "nan"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(Problem, match=f"{name} is “{re.escape(value)}”"):
        Settings.read({name: value})


def test_what_is_passed_on_reads_the_same() -> None:
    found = Settings.read({"PORT": "9", "VITRINE_LOGS": os.pathsep.join(["a/*.log", "/b c"])})
    assert found.logs == (str(Path.cwd() / "a/*.log"), "/b c")
    assert Settings.read(found.environment()) == found


def test_a_bad_port_stops_the_server_with_a_sentence() -> None:
    tried = subprocess.run(
        [sys.executable, "-m", "app.server"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "PORT": "eighty"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert tried.returncode == 1
    assert tried.stderr.startswith("PORT is “eighty”, which is not a port from 1 to 65535.")
    assert "Traceback" not in tried.stderr
