"""Logs in a bucket of S3, read by workers: the same counts and lines as from files of this machine."""

from __future__ import annotations

import gzip
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app import places
from app.logs import read_log
from tests.brokers.fetched import packages
from tests.browser.conftest import free_port
from tests.logs.cluster.test_cluster import made

READ = """
import json, sys
from pathlib import Path
import fsspec
from distributed import Client, LocalCluster
from app.logs import read_log
from app.logs.cluster import reader
from app.logs.reading.kept import KeptReader
from app.problem import Problem

if __name__ == "__main__":
    near, shelf = map(Path, sys.argv[1:])
    bucket = fsspec.filesystem("s3")
    bucket.mkdir("logs")
    for path in near.rglob("*"):
        if path.is_file():
            bucket.pipe(f"logs/web/{path.relative_to(near)}", path.read_bytes())
    reader.RANGE, found = 30_000, {}
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster:
        with Client(cluster) as client:
            for name in ("access.log", "", "*.gz", "none.log"):
                try:
                    log = read_log(f"s3://logs/web/{name}".rstrip("/"), client=client)
                    found[name] = [log.lines, log.accepted, list(log.requests()["line"])]
                except Problem as problem:
                    found[name] = problem.what
            address = ("s3://logs/web",)
            list(KeptReader(address, shelf, cluster=cluster.scheduler_address))
            kept = KeptReader(address, shelf, cluster=cluster.scheduler_address)
            found["kept"] = [kept.ready, list(kept.log.requests()["line"])]
    print(json.dumps(found))
"""


@pytest.fixture
def bucket() -> Iterator[dict[str, str]]:
    """What the environment has to say for clients to find the store."""
    port = int(free_port())
    fetched = packages("moto", "s3fs")
    path = os.pathsep.join([str(fetched), places.python_path({})])
    environment = dict(os.environ) | {
        "PYTHONPATH": path,
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "nobody",
        "AWS_SECRET_ACCESS_KEY": "nothing",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", f"{port}"],
        env=environment,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + 60
        while socket.socket().connect_ex(("127.0.0.1", port)) and time.monotonic() < until:
            time.sleep(0.1)
        yield environment
    finally:
        server.kill()
        server.wait()


def test_a_bucket_is_read_as_a_folder_is(tmp_path: Path, bucket: dict[str, str]) -> None:
    """By ranges, as a folder, by a pattern, packed; its lines by range, also of what was kept."""
    near = tmp_path / "near"
    (near / "old").mkdir(parents=True)
    data = {"access.log": made(3000), "old/access.log": made(3000) + b"no line\n", "notes.txt": b"no log"}
    for name, text in data.items():
        (near / name).write_bytes(text)
    (near / "access.log.1.gz").write_bytes(gzip.compress(made(500)))
    done = subprocess.run(
        [sys.executable, "-c", READ, str(near), str(tmp_path / "shelf")],
        env=bucket,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads(done.stdout.splitlines()[-1])

    for name, there in (("access.log", near / "access.log"), ("", near), ("*.gz", str(near / "*.gz"))):
        one = read_log(there)
        assert found[name] == [one.lines, one.accepted, list(one.requests()["line"])], name
    assert found["none.log"] == "“s3://logs/web/none.log” cannot be read: there is no such file."
    assert found["kept"] == [True, found[""][2]]
