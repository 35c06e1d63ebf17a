"""The same pins for pip, conda and Binder."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
CONDA = (ROOT / "environment.yml").read_text()


def test_conda_gets_the_pins_of_pyproject_and_the_app() -> None:
    pip = re.findall(r'^      - "?([^"\n]+)"?$', CONDA, re.MULTILINE)
    assert pip == [*PROJECT["dependencies"], "."]


def test_conda_s_python_is_one_that_the_app_takes() -> None:
    found = re.search(r"- python=3\.(\d+)", CONDA)
    assert found is not None
    assert PROJECT["requires-python"] == ">=3.11"
    assert int(found[1]) >= 11
