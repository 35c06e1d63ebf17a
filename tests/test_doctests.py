"""The examples in docstrings say what is so."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

from tests.source import ROOT

WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    for path in (ROOT / "app").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def test_there_are_examples():
    assert len(WITH_EXAMPLES) > 30


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_of_a_module_are_right(module):
    found = doctest.testmod(import_module(module))
    assert found.attempted
    assert not found.failed
