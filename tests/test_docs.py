"""The reference is built of every module, with what a package offers on demand and the README before all."""

from __future__ import annotations

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pdoc
import pytest

from tests.source import ROOT, own_modules


@pytest.fixture(scope="module")
def build():
    spec = spec_from_file_location("build", ROOT / "docs" / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_no_module_is_left_out(build) -> None:
    there = {module.name for module in own_modules() if module.name.partition(".")[0] == "app"}
    assert len(there) > 300
    assert there - set(build.names()) == build.PROGRAMS


def test_a_page_says_what_a_docstring_says(tmp_path: Path) -> None:
    pdoc.pdoc("app", "app.job", output_directory=tmp_path)
    first, job = ((tmp_path / name).read_text(encoding="utf-8") for name in ("app.html", "app/job.html"))
    for heading in re.findall(r"^## (.+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        assert f">{heading}</h2>" in first
    assert 'id="Job.abandon"' in job
    assert "End the work at its next step; nothing of it is handed over." in job
