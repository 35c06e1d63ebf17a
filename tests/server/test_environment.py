"""One set of pins for pip, conda and Binder, and ranges that it lies in."""

from __future__ import annotations

import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.pins import PROJECT, UNPINNED, installed, pin, pinned, requirements
from tests.source import ROOT

CONDA = (ROOT / "environment.yml").read_text(encoding="utf-8")
PINS = {one.name: one for one in pinned()}


def exact(one: Requirement) -> str:
    (only,) = one.specifier
    assert only.operator == "==", one
    assert "*" not in only.version, one
    return only.version


def test_every_pin_is_one_exact_version_and_nothing_else() -> None:
    assert len(PINS) == len(pinned()) > 100
    for one in pinned():
        assert exact(one)
        assert (one.url, one.extras, one.name) == (None, set(), canonicalize_name(one.name))


@pytest.mark.parametrize("wanted", requirements(), ids=lambda wanted: wanted.name)
def test_what_the_project_names_is_pinned_within_its_range(wanted: Requirement) -> None:
    name = canonicalize_name(wanted.name)
    if name in UNPINNED:
        assert name not in PINS
    else:
        assert exact(PINS[name]) in wanted.specifier


def test_what_the_app_needs_is_a_range() -> None:
    for line in PROJECT["dependencies"]:
        found = Requirement(line)
        assert {bound.operator for bound in found.specifier} in ({">="}, {">=", "<"}), line
        assert found.marker is None, "what only some get is not what is tested"


def test_what_runs_here_is_what_is_pinned() -> None:
    here = [pin(name, package) for name, package in installed().items()]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    assert sorted(set(here) - set(lines)) == []


def test_conda_installs_the_app_with_the_pins() -> None:
    pip = CONDA.split("- pip:\n")[1]
    assert re.findall(r'^      - "?([^"\n]+)"?$', pip, re.MULTILINE) == ["-c constraints.txt", "."]


def test_conda_s_python_is_one_that_the_app_takes() -> None:
    found = re.search(r"- python=3\.(\d+)", CONDA)
    assert found is not None
    assert PROJECT["requires-python"] == ">=3.11"
    named = [line.rsplit("::", 1)[1].strip() for line in PROJECT["classifiers"] if ":: 3." in line]
    assert named == ["3.11", "3.12", "3.13"]
    assert f"3.{found[1]}" in named
