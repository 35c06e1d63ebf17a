"""Work beside the page: told, handed over on the loop, stopped, and its problems put into words."""

from __future__ import annotations

import asyncio
import threading
import time

from app.job import Job, Stopped
from app.problem import Problem


def test_without_a_loop_it_is_done_at_once() -> None:
    working, heard = Job(), []
    working.start("adding", lambda _: 1 + 1, heard.append)
    assert heard == [2]
    assert not working.running


def test_it_runs_in_a_thread_and_hands_over_on_the_loop() -> None:
    async def go() -> None:
        working, heard = Job(), []
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
        assert heard == [("job", "MainThread")]
        assert told == sorted(told)
        assert told[-1] == 1.0

    asyncio.run(go())


def test_stopped_work_hands_nothing_over_and_a_new_one_replaces_it() -> None:
    async def go() -> None:
        working, heard = Job(), []
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
        assert ended.wait(30)
        working.start("waiting", slow, heard.append)
        working.abandon()
        assert not working.running
        await asyncio.sleep(0.15)
        assert heard == ["quick"]

    asyncio.run(go())


def test_problems_are_told_and_surprises_put_into_words(caplog) -> None:
    working = Job()

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


def test_work_that_is_stopped_may_hand_over_what_it_has() -> None:
    async def go() -> None:
        job, heard, seen = Job(), [], []

        def count(tell) -> int:
            for number in range(100_000):
                try:
                    tell("counting", 0.5)
                except Stopped:
                    return number
                time.sleep(0.001)
            return -1

        job.start("counting", count, heard.append, lambda: (seen.append(1), job.stop()))
        await job.finished()
        assert seen
        assert 0 < heard[0] < 100_000
        assert not job.running
        assert job.problem is None

        def deaf(tell) -> None:
            while True:
                tell("turning", 0.5)
                time.sleep(0.001)

        job.start("turning", deaf, heard.append, job.stop)
        await job.finished()
        assert len(heard) == 1
        assert not job.running
        assert job.problem is None

    asyncio.run(go())


def test_what_fails_while_it_looks_or_hands_over_ends_the_job_in_words(caplog) -> None:
    async def go() -> None:
        job, ended = Job(Problem("It failed.", "Try again.")), threading.Event()

        def broken(*_) -> None:
            raise RuntimeError("secret path")

        def long(tell) -> None:
            try:
                while True:
                    tell("turning", 0.5)
                    time.sleep(0.001)
            finally:
                ended.set()

        job.start("turning", long, print, broken)
        await job.finished()
        assert str(job.problem) == "It failed. Try again."
        assert not job.running
        assert await asyncio.to_thread(ended.wait, 5)
        job.start("adding", lambda _: 1, broken)
        await job.finished()
        assert str(job.problem) == "It failed. Try again."
        assert not job.running

    asyncio.run(go())


def test_what_has_ended_is_handed_over_before_the_next_look() -> None:
    async def go() -> None:
        job, heard = Job(beat=600.0), []
        job.start("adding", lambda _: 1 + 1, heard.append)
        await asyncio.wait_for(job.finished(), 60)
        assert heard == [2]
        assert not job.running

    asyncio.run(go())
