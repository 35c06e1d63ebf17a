"""What stands out is looked for beside the page: handed over on its loop, dropped when out of date."""

import asyncio
import threading

import numpy as np
import pytest

from app.logs.crossfilter.crossfilter import Crossfilter
from app.logs.insights import analysis as module
from app.logs.insights.analysis import Analysis

MONDAY = 1_613_347_200


def log_of(product: str) -> Crossfilter:
    """A thousand requests, of which the hundred for one product fail, one after the other ten."""
    failed = np.arange(1000) % 10 == 0
    return Crossfilter(
        MONDAY + np.arange(1000) * 60,
        {"status": 1 + failed.astype(np.uint8), "product": failed.astype(np.uint8)},
        {"status": ["(none)", "200", "404"], "product": ["(none)", product]},
    )


def said(analysis: Analysis) -> str:
    return " ".join(map(str, analysis.insights))


@pytest.fixture
def slow(monkeypatch):
    """Holds up the search until it is let go; says in which threads it ran, and what it came to find."""
    go, threads, ends = threading.Event(), [], []
    plain = module.find_insights

    def held(log, most, step):
        threads.append(threading.current_thread())
        assert go.wait(20)
        ends.append(plain(log, most, step))
        return ends[-1]

    monkeypatch.setattr(module, "find_insights", held)
    return go, threads, ends


def test_without_a_loop_it_is_there_at_once():
    analysis = Analysis(log_of("SF-1"))
    assert (analysis.insights, analysis.looked) == ([], False)
    analysis.look()
    assert analysis.looked
    assert "SF-1 never succeeds: 100 requests" in said(analysis)


def test_on_a_loop_filters_are_set_meanwhile_and_change_nothing(slow):
    go, threads, _ = slow
    log = log_of("SF-1")
    analysis = Analysis(log)

    async def visit():
        analysis.look()
        assert analysis.job.running
        log.set("status", [1])
        assert log.selected == 900
        go.set()
        await analysis.job.finished()

    asyncio.run(visit())
    assert threads != [threading.main_thread()]
    assert "SF-1 never succeeds: 100 requests" in said(analysis)
    assert log.selected == 900


def test_what_is_out_of_date_ends_at_its_next_rule_and_is_dropped(slow):
    go, threads, ends = slow
    analysis = Analysis(log_of("SF-1"))

    async def visit():
        analysis.look()
        while not threads:
            await asyncio.sleep(0.01)
        analysis.abandon()
        go.set()
        await analysis.job.finished()
        await asyncio.to_thread(threads[0].join)

    asyncio.run(visit())
    assert ends == []
    assert (analysis.insights, analysis.looked, analysis.job.running) == ([], False, False)
    assert analysis.job.problem is None


def test_a_rule_that_fails_is_told_in_a_sentence_and_logged(monkeypatch, caplog):
    def broken(_evidence, _explained):
        raise ZeroDivisionError("a rule of no use")

    monkeypatch.setattr("app.logs.insights.insights.rates", broken)
    analysis = Analysis(log_of("SF-1"))
    analysis.look()
    assert str(analysis.job.problem).startswith("What stands out could not be found.")
    assert (analysis.insights, analysis.looked) == ([], False)
    assert "a rule of no use" in caplog.text
