"""Logs read by two processes of a Dask cluster against the same logs read in this one."""

from __future__ import annotations

import gzip
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import distributed
import pytest

from app.logs import read_log
from app.logs.cluster import reader as cluster_reader
from app.logs.cluster import workers
from app.logs.cluster.parts import joined
from app.logs.cluster.reader import ClusterReader
from app.logs.cluster.tasks import read_range
from app.logs.formats import format_named
from app.logs.formats.mixture import Mixture
from app.logs.reading.kept import KeptReader
from app.logs.reading.sections import FEWEST
from app.logs.store.lines import LineFile
from app.logs.store.log import Log
from app.problem import Problem
from tests.logs.broken_lines import WHOLE
from tests.logs.same_reading import same_requests


def line(n: int) -> bytes:
    status = (200, 200, 200, 404, 500)[n % 5]
    return (
        f"10.0.{n % 3}.{n % 50} - - [17/May/2015:10:{n // 60 % 60:02d}:{n % 60:02d} +0000] "
        f'"GET /p{n % 40}?productId=P{n % 7}&s={n} HTTP/1.1" {status} {n % 999} "-" "curl/{n % 4}"\n'
    ).encode()


def made(lines: int, seed: int = 1) -> bytes:
    rng = random.Random(seed)
    broken = [b"no line of a log\n", b"\n", b'\xe9" "\n', line(3)[:40] + b"\n"]
    return b"".join(rng.choice(broken) if rng.random() < 0.05 else line(n) for n in range(lines))


def same(ours: Log, theirs: Log) -> None:
    same_requests(ours, theirs)
    assert refused(ours) == refused(theirs)
    assert [record.reasons for record in ours.files] == [record.reasons for record in theirs.files]


def refused(log: Log) -> list[tuple[int, str, str, str]]:
    """All refused lines; of one that is too long, as much as every way of reading keeps."""
    return [(line, reason, text[:1_000_000], file) for line, reason, text, file in log.every_reject]


@pytest.mark.parametrize("size", [7, 50, 1000, 40_000])
def test_ranges_of_any_size_join_to_one_reading(tmp_path, size):
    """Cut anywhere, in the middle of lines and behind the last one; the tree of joins in any shape."""
    log = tmp_path / "access.log"
    data = made({7: 3, 50: 20}.get(size, 300)) + line(1).rstrip(b"\n")
    log.write_bytes(data)
    reading = Mixture(format_named("combined")).entry()
    parts = [
        read_range(str(log), "access.log", start, min(start + size, len(data)), reading, 1)
        for start in range(0, len(data), size)
    ]
    while len(parts) > 1:
        parts = [joined(parts[at : at + 3]) for at in range(0, len(parts), 3)]
    record, one = parts[0].record, read_log(log, "combined")
    assert (record.lines, record.accepted) == (one.lines, one.accepted)
    assert list(parts[0].rejects) == list(one.every_reject)
    assert parts[0].columns["offset"].tolist() == one.store.column("offset").tolist()
    assert parts[0].labels["host"].to_list() == one.store.values["host"]
    hosts = parts[0].columns["host"]
    assert hosts.tolist() == one.store.codes["host"].tolist()


@pytest.mark.parametrize("size", [3000, 10_000, 100_000])
def test_a_format_that_begins_in_any_range_is_read(tmp_path, size):
    """Lines of JSON follow lines of Combined: each range finds them, and they are the same requests."""
    log = tmp_path / "access.log"
    data = b"".join(map(line, range(150))) + (WHOLE[5] + b"\n") * 150
    log.write_bytes(data)
    reading = Mixture(format_named("combined")).entry()
    parts = [
        read_range(str(log), "access.log", start, min(start + size, len(data)), reading, 1)
        for start in range(0, len(data), size)
    ]
    whole = joined(parts)
    # Where fewer than FEWEST of them stand at the end of a range, they are refused there.
    late = whole.record.rejected
    assert (whole.record.lines, whole.record.accepted) == (300, 300 - late)
    assert late < (FEWEST if size < len(data) else 1)
    assert sum(LineFile.of(dict(file)).rows for file in whole.files) == 300 - late
    assert "further on, lines are read as JSON lines, too" in [n for part in parts for n in part.record.notes]


def test_as_one_process_counts(tmp_path, client, monkeypatch):
    """Plain files cut into many parts, a packed one, W3C, lines of every kind: to the last request."""
    monkeypatch.setattr(cluster_reader, "RANGE", 40_000)
    (tmp_path / "a.log").write_bytes(made(900, 1))
    (tmp_path / "b.log.gz").write_bytes(gzip.compress(made(300, 2)))
    (tmp_path / "c.log").write_bytes(WHOLE[3] + b"\n" + (WHOLE[4] + b"\n") * 40)
    for number, whole in enumerate(WHOLE[5:]):
        (tmp_path / f"d{number}.log").write_bytes((whole + b"\n") * 20)
    (tmp_path / "long.log").write_bytes(made(20, 3) + b"x" * 1_300_000 + b"\n" + made(20, 4))
    told = []
    log = read_log(tmp_path, client=client, progress=told.append)
    same(log, read_log(tmp_path))
    assert told[-1].bytes_done == told[-1].bytes_total
    assert (
        log.store.matching(log.rows(), "/p7?").size
        == read_log(tmp_path).store.matching(log.rows(), "/p7?").size
    )
    assert any("2 workers of a cluster, seen at http" in note for note in log.files[0].notes)


def test_a_worker_that_is_killed_half_way(tmp_path, client, monkeypatch):
    monkeypatch.setattr(cluster_reader, "RANGE", 30_000)
    log = tmp_path / "access.log"
    log.write_bytes(made(6000))
    reader = ClusterReader(log, client=client)
    killed = 0
    for _ in reader:
        if not killed:
            killed = next(iter(client.run(os.getpid).values()))
            os.kill(killed, signal.SIGKILL)
    assert killed
    same(reader.log, read_log(log))


def test_workers_forget_what_was_taken(tmp_path, client, monkeypatch):
    """However long a log is, only a few of its parts are in their memory at a time."""
    monkeypatch.setattr(cluster_reader, "RANGE", 2000)
    log = tmp_path / "access.log"
    log.write_bytes(made(6000))
    client.wait_for_workers(2, timeout=30)
    reader = ClusterReader(log, client=client)
    ranges = -(-log.stat().st_size // 2000)
    held = [len(client.who_has()) for _ in reader]
    assert ranges > 250
    assert max(held) < 50
    same(reader.log, read_log(log))


def test_what_came_back_stays_when_it_is_stopped(tmp_path, client, monkeypatch):
    monkeypatch.setattr(cluster_reader, "RANGE", 5_000)
    log = tmp_path / "access.log"
    log.write_bytes(made(500))
    client.wait_for_workers(2, timeout=30)
    reader = ClusterReader(log, client=client)
    for _ in reader:
        reader.stop()
    assert reader.log.lines < 500
    assert "reading was stopped" in reader.log.files[0].notes[-1]


def test_the_page_s_way_keeps_what_the_cluster_read(tmp_path, client, monkeypatch):
    """A page has no client but its own, which is nobody's default."""
    log, shelf = tmp_path / "access.log", tmp_path / "shelf"
    log.write_bytes(made(300))
    client.wait_for_workers(2, timeout=30)
    monkeypatch.setattr("distributed.client._get_global_client", lambda: None)
    reader = KeptReader(log, shelf, cluster=client.scheduler.address)
    assert "on the cluster: access.log" in [progress.file for progress in reader]
    same(KeptReader(log, shelf).log, read_log(log))


def test_what_is_wrong_with_a_cluster_is_told(tmp_path, client, monkeypatch):
    log = tmp_path / "access.log"
    log.write_bytes(made(10))
    client.wait_for_workers(2, timeout=30)
    monkeypatch.setattr(workers, "CONNECT", 1)
    with pytest.raises(Problem, match="No cluster answers at tcp"):
        ClusterReader(log, client="tcp://127.0.0.1:9")
    with monkeypatch.context() as patch:
        patch.setattr(workers, "fingerprint", lambda: "another")
        with pytest.raises(Problem, match="has another version of Vitrine"):
            ClusterReader(log, client=client)
    client.run(_lose_package)
    try:
        with pytest.raises(Problem, match=r"The worker tcp://.* has no “app"):
            ClusterReader(log, client=client)
    finally:
        client.run(_find_package)
    log.write_bytes(b"nothing of a log\n" * 20)
    with pytest.raises(Problem, match="not an access log"):
        read_log(log, client=client)


def _dies(*_arguments: object) -> None:
    """As a task whose worker the system kills since the memory is full."""
    os._exit(1)


def test_workers_that_die_again_and_again_are_told(tmp_path, client, monkeypatch):
    log = tmp_path / "access.log"
    log.write_bytes(made(300))
    client.wait_for_workers(2, timeout=30)
    monkeypatch.setattr(client.cluster.scheduler, "allowed_failures", 0)
    with monkeypatch.context() as patch:
        patch.setattr(cluster_reader, "read_range", _dies)
        with pytest.raises(Problem, match="Workers of the cluster died again and again"):
            read_log(log, client=client)
    # The cluster lives on, and so does who asked it.
    client.wait_for_workers(2, timeout=30)
    same(read_log(log, client=client), read_log(log))


# A cluster in a process of its own, which can be killed whole.
CLUSTER = """
import distributed, time
own = {"n_workers": 1, "processes": False, "dashboard_address": None, "protocol": "tcp"}
with distributed.LocalCluster(**own) as cluster:
    print(cluster.scheduler_address, flush=True)
    time.sleep(600)
"""


def test_a_cluster_that_goes_away_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(cluster_reader, "RANGE", 5_000)
    log = tmp_path / "access.log"
    log.write_bytes(made(2000))
    with subprocess.Popen([sys.executable, "-c", CLUSTER], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            reader = ClusterReader(log, client=process.stdout.readline().strip())
            steps = iter(reader)
            next(steps)
            process.kill()
            with pytest.raises(Problem, match="The cluster went away while it read"):
                list(steps)
        finally:
            process.kill()
    assert reader.log.accepted <= 2000


def test_workers_that_all_go_away_are_told_and_reading_can_be_stopped(tmp_path, monkeypatch):
    """The scheduler lives on and waits for others, which nobody starts."""
    monkeypatch.setattr(cluster_reader, "RANGE", 5_000)
    monkeypatch.setattr(workers, "LOOK", 0.1)
    monkeypatch.setattr(workers, "PATIENCE", 1.0)
    log = tmp_path / "access.log"
    log.write_bytes(made(2000))
    own = {"n_workers": 1, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**own) as cluster, distributed.Client(cluster) as mine:
        reader = ClusterReader(log, client=mine)
        monkeypatch.setattr(cluster_reader, "read_range", _sleeps)
        cluster.scale(0)
        with pytest.raises(Problem, match=r"The workers of the cluster are gone\. Start some"):
            list(reader)
        cluster.scale(1)
        mine.wait_for_workers(1, timeout=30)
        monkeypatch.setattr(workers, "PATIENCE", 600)
        reader = ClusterReader(log, client=mine)
        cluster.scale(0)
        threading.Timer(0.5, reader.stop).start()
        for _ in reader:
            pass
        assert "reading was stopped" in reader.log.files[0].notes[-1]


def _sleeps(*_arguments: object) -> None:
    """As a task that takes longer than its worker is there."""
    time.sleep(0.5)


def _lose_package() -> None:
    import sys

    sys.modules["app.logs.cluster.workers.lost"] = sys.modules.get("app.logs.cluster.workers")
    sys.modules["app.logs.cluster.workers"] = None


def _find_package() -> None:
    import sys

    sys.modules["app.logs.cluster.workers"] = sys.modules.pop("app.logs.cluster.workers.lost")


def test_a_page_without_a_cluster_imports_none_of_it():
    """Neither Dask nor Kafka's client is loaded with the log page, nor with reading a log."""
    code = (
        "import sys, app.logs.views.page, app.logs\n"
        "print([name for name in ('dask', 'distributed', 'fsspec', 'confluent_kafka', 'streamz')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert Path("app").is_dir()
