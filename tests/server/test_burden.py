"""What the pages of one address take together, by a clock of our own, by psutil and by proc(5)."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from app.server import burden, sessions
from app.server.burden import A_SECOND, BACK, MOST_PROCESSES, Processors, Uploads, Used
from app.server.sessions import Sessions
from app.server.sockets import SessionSocket

THREADS_AND_A_CHILD = """
import subprocess, sys, threading, time
thread = threading.Thread(target=time.sleep, args=(60,), daemon=True)
thread.start()
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
until = time.process_time() + 0.3
while time.process_time() < until:
    pass
print("ready", flush=True)
time.sleep(60)
"""


class Machine:
    """Two processors, and sessions that have so much of them, minute by minute."""

    def __init__(self) -> None:
        self.now = 0.0
        self.processors = Processors(2, clock=lambda: self.now)
        self.seconds: dict[str, float] = {}
        self.addresses: dict[str, str] = {}

    def look(self, **share: tuple[str, float]) -> list[str]:
        """A look after three seconds in which each session had so much of one processor."""
        self.now += 3
        for name, (address, of_one) in share.items():
            self.addresses[name] = address
            self.seconds[name] = self.seconds.get(name, 0.0) + 3 * of_one
        return self.processors.greedy(
            {name: Used(self.addresses[name], self.seconds[name]) for name in share}
        )

    def minutes(self, count: float, **share: tuple[str, float]) -> list[str]:
        return [name for _ in range(int(count * 20)) for name in self.look(**share)]


def test_the_busiest_page_of_a_greedy_address_stands_back_once() -> None:
    machine = Machine()
    greedy = {"a": ("192.0.2.1", 0.9), "b": ("192.0.2.1", 0.3), "c": ("198.51.100.2", 0.2)}
    # Together they take 1.2 of 2 processors; without the busiest, .3.
    assert machine.minutes(10, **greedy) == ["a"]


def test_who_is_alone_or_below_half_or_only_busy_for_a_moment_stays() -> None:
    assert Machine().minutes(10, a=("192.0.2.1", 1.9)) == []
    assert Machine().minutes(10, a=("192.0.2.1", 0.9), b=("198.51.100.2", 0.9)) == []
    machine = Machine()
    machine.minutes(2, a=("192.0.2.1", 0.1), b=("198.51.100.2", 0.1))
    # Opening a page: some seconds of both processors.
    assert machine.look(a=("192.0.2.1", 2.0), b=("198.51.100.2", 0.0)) == []
    assert machine.minutes(2, a=("192.0.2.1", 0.1), b=("198.51.100.2", 0.1)) == []


def test_a_page_that_waits_for_somebody_is_nobody_and_stays() -> None:
    assert Machine().minutes(10, a=("192.0.2.1", 1.9), ahead=("", 0.0)) == []
    machine = Machine()
    assert machine.minutes(10, ahead=("", 1.9), a=("192.0.2.1", 0.1), b=("198.51.100.2", 0.0)) == []


def test_a_session_that_ended_counts_no_more() -> None:
    machine = Machine()
    assert machine.minutes(5, a=("192.0.2.1", 1.9)) == []
    assert machine.minutes(5, b=("192.0.2.1", 0.3), c=("198.51.100.2", 0.2)) == []


def test_files_of_one_address_come_at_once_and_then_slowly() -> None:
    now = 0.0
    uploads = Uploads(100 * A_SECOND, clock=lambda: now)
    waits = [uploads.wait("192.0.2.1", A_SECOND) for _ in range(103)]
    assert (waits[:100], waits[100:]) == ([0.0] * 100, [1.0, 2.0, 3.0])
    assert uploads.wait("192.0.2.2", A_SECOND) == 0
    now = 50.0
    assert uploads.wait("192.0.2.1", 47 * A_SECOND) == 0
    assert uploads.wait("192.0.2.1", A_SECOND) == 1
    now = 1_000.0
    assert uploads.wait("192.0.2.1", 100 * A_SECOND) == 0


def test_a_part_of_a_file_waits_only_where_others_are_here() -> None:
    others: list[str] = []
    told: list[str] = []
    page = SimpleNamespace(
        kernel_id="a",
        request=SimpleNamespace(remote_ip="192.0.2.1"),
        settings={
            "seats": SimpleNamespace(others_than=lambda address: any(one != address for one in others)),
            "uploads": Uploads(A_SECOND, clock=lambda: 0.0),
        },
        log=SimpleNamespace(info=lambda words, *values: told.append(words % values)),
        _slow=False,
    )
    waits = [SessionSocket._wait(page, size) for size in [10_000_000] * 5]
    assert waits == [0] * 5
    others += ["192.0.2.1", "198.51.100.2"]
    # What went before cost nobody anything: two megabytes are free, each further two cost a second.
    waits = [SessionSocket._wait(page, size) for size in [2_000_000, 2_000_000, 90_000, 2_000_000]]
    assert waits == [0, 1, 0, 2]
    assert told == ["Session a: files of its address come at 2000000 bytes/s."]


def test_processors_are_those_of_a_container_s_quota(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "service").mkdir()
    monkeypatch.setattr(burden, "control_groups", lambda: [tmp_path / "service", tmp_path])
    here = burden.processors()
    assert here >= 1
    (tmp_path / "cpu.max").write_text("max 100000\n")
    assert burden.processors() == here
    (tmp_path / "service" / "cpu.max").write_text("50000 100000\n")
    assert burden.processors() == 0.5


def test_processes_are_counted_beside_what_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []

    def counted() -> Counter[int]:
        threads.append(threading.get_ident())
        return Counter()

    async def looks() -> None:
        nothing = SimpleNamespace(_kernel_buffers={}, list_kernel_ids=list)
        await Sessions(nothing, 3600).sweep()

    monkeypatch.setattr(sessions, "processes_of_sessions", counted)
    asyncio.run(looks())
    assert len(threads) == 1
    assert threads[0] != threading.get_ident()


@pytest.fixture
def leader() -> Any:
    """A process that leads a session, as a page's does, with a thread and a child."""
    with subprocess.Popen(
        [sys.executable, "-c", THREADS_AND_A_CHILD], stdout=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        yield process
        os.killpg(process.pid, 9)


@pytest.mark.skipif(sys.platform != "linux", reason="the figures are those of Linux")
def test_a_process_s_time_children_and_standing_back(leader: Any) -> None:
    told = psutil.Process(leader.pid).cpu_times()
    assert burden.processor_seconds(leader.pid) == pytest.approx(told.user + told.system, abs=0.1)
    assert burden.processes_of_sessions()[leader.pid] == 2
    burden.stand_back(leader.pid)
    (child,) = psutil.Process(leader.pid).children()
    for task in (*Path(f"/proc/{leader.pid}/task").iterdir(), Path(f"/proc/{child.pid}")):
        # The nineteenth field of proc(5) is the niceness; the name, the second, holds no blank here.
        assert int((task / "stat").read_text().split()[18]) == BACK
    assert burden.processor_seconds(2**22 + 1) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="processes are counted on Linux")
def test_a_session_with_too_many_processes_is_ended() -> None:
    starts = f"import subprocess, time\nfor _ in range({MOST_PROCESSES}): subprocess.Popen(['sleep', '60'])\n"
    ended: list[str] = []

    class Kernels(dict[str, Any]):
        _kernel_buffers: dict[str, Any] = {}

        def list_kernel_ids(self) -> list[str]:
            return list(self)

        get_kernel = dict.__getitem__

        async def shutdown_kernel(self, kernel_id: str) -> None:
            ended.append(kernel_id)

    async def alive() -> bool:
        return True

    def kernel(code: str) -> Any:
        process = subprocess.Popen(
            [sys.executable, "-c", code + "print(flush=True)\ntime.sleep(60)"],
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        process.stdout.readline()
        return SimpleNamespace(is_alive=alive, provisioner=SimpleNamespace(process=process))

    kernels = Kernels(many=kernel(starts), one=kernel("import time\n"))

    async def looks() -> None:
        sessions = Sessions(kernels, 3600)
        for name in kernels:
            sessions.connected(name, SimpleNamespace(close=lambda *_: None))
        await sessions.sweep()

    try:
        asyncio.run(looks())
        assert ended == ["many"]
    finally:
        for one in kernels.values():
            os.killpg(one.provisioner.process.pid, 9)
            one.provisioner.process.wait()
            one.provisioner.process.stdout.close()
