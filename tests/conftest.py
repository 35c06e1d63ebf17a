"""Holds for all tests: none fails because the machine was busy."""

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

SERVED = [Path(__file__).parent / name for name in ("deploy", "logs/cluster", "logs/live", "server")]
"""Folders of tests that start servers, brokers or readers, and wait for them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test of other processes anew once, and count it as rerun: a busy machine can miss a moment."""
    for item in items:
        if any(folder in item.path.parents for folder in SERVED):
            item.add_marker(pytest.mark.flaky(reruns=1))
