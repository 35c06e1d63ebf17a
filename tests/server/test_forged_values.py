"""Each page's kernel outlives whatever its widgets are set to, answers soon, and tells nothing of its server.

A sample of all cases, the same each time; ``python -m tests.server.forged_values`` sends every one.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import App
from tests.page_client import PageClient
from tests.server.forged_values import PAGES, cases, forge, hidden, values

CASES = 150


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("forged")


@pytest.fixture(scope="module")
def app(home: Path) -> Iterator[App]:
    running = App(home)
    yield running
    assert not running.stop()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_outlives_what_its_widgets_are_set_to(app: App, home: Path, name: str) -> None:
    client = PageClient(app.page(name), patience=60)
    report = forge(client, CASES, hidden=hidden(home))
    assert not report.lost
    assert report.tried == CASES
    assert not report.told
    assert not report.slow
    client.close()


def test_every_trait_has_its_values_and_a_sample_is_the_same_each_time() -> None:
    states = {"a": {"x": 1, "y": 2}, "b": {"z": 3}}
    assert len(list(cases(states, None))) == 3 * len(values("a"))
    assert repr(list(cases(states, 20))) == repr(list(cases(states, 20)))
