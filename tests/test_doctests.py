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


def test_most_examples_can_be_run():
    tests = [test for name in WITH_EXAMPLES for test in doctest.DocTestFinder().find(import_module(name))]
    examples = [example for test in tests for example in test.examples]
    skipped = [example for example in examples if example.options.get(doctest.SKIP)]
    assert len(examples) > 100
    assert len(skipped) < len(examples) / 3


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_the_examples_of_a_module_are_right(module):
    # Some show what needs a log, a model or a page, and are marked to be skipped.
    assert not doctest.testmod(import_module(module)).failed
