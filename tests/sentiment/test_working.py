"""Work beside the page: told, handed over on the loop, stopped, and its problems put into words."""

from __future__ import annotations

import asyncio
import threading
import time

from app.problem import Problem
from app.sentiment.working import Working


def test_without_a_loop_it_is_done_at_once() -> None:
    working, heard = Working(), []
    working.start("adding", lambda _: 1 + 1, heard.append)
    assert heard == [2]
    assert not working.running


def test_it_runs_in_a_thread_and_hands_over_on_the_loop() -> None:
    async def go() -> None:
        working, heard = Working(), []
        told = []
        working.observe(lambda change: told.append(change["new"]), "share")

        def work(tell) -> str:
            for step in range(1, 4):
                tell("counting", step / 3)
                time.sleep(0.08)
            return threading.current_thread().name

        working.start("counting", work, lambda name: heard.append((name, threading.current_thread().name)))
        assert working.running
        await working.finished()
        assert heard == [("sentiment-work", "MainThread")]
        assert told == sorted(told)
        assert told[-1] == 1.0

    asyncio.run(go())


def test_stopped_work_hands_nothing_over_and_a_new_one_replaces_it() -> None:
    async def go() -> None:
        working, heard = Working(), []
        ended = threading.Event()

        def slow(tell) -> str:
            try:
                for _ in range(500):
                    tell("waiting", 0.5)
                    time.sleep(0.01)
            finally:
                ended.set()
            return "slow"

        working.start("waiting", slow, heard.append)
        await asyncio.sleep(0.1)
        working.start("quick", lambda _: "quick", heard.append)
        await working.finished()
        assert heard == ["quick"]
        assert ended.wait(2)
        working.start("waiting", slow, heard.append)
        working.stop()
        assert not working.running
        await asyncio.sleep(0.15)
        assert heard == ["quick"]

    asyncio.run(go())


def test_problems_are_told_and_surprises_put_into_words(caplog) -> None:
    working = Working()

    def bad(tell) -> None:
        raise Problem("It is empty.", "Choose another.")

    working.start("reading", bad, print)
    assert working.problem is not None
    assert working.problem.what == "It is empty."

    def worse(tell) -> None:
        raise RuntimeError("secret path")

    working.start("reading", worse, print)
    assert "could not be finished" in working.problem.what
    assert "secret" not in str(working.problem)
    working.start("reading", lambda _: 1, lambda _: None)
    assert working.problem is None
