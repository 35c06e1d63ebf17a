"""Files that a cluster reads at addresses, and what cannot be read there, by whom, in a sentence."""

from __future__ import annotations

import asyncio
import http.server
import re
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from socket import gethostname
from typing import Any, ClassVar

import distributed
import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from app.logs import read_log
from app.logs.cluster import reader as cluster_reader
from app.logs.cluster.beginning import Beginning, beginning
from app.logs.cluster.files import FarFile, found, scratch
from app.logs.cluster.lines import FarLines
from app.logs.cluster.tasks import read_range
from app.logs.formats import format_named
from app.logs.formats.mixture import Mixture
from app.logs.reading.kept import KeptReader
from app.logs.views.page import LogPage
from app.problem import Problem
from app.settings import Settings
from tests.logs.cluster.test_cluster import made
from tests.logs.same_reading import same_requests

LINES = made(1000)


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """Files that this process has, and no worker."""
    files = fsspec.filesystem("memory")
    yield files
    files.store.clear()


def unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are there when they are looked at here, and gone for the workers."""

    @contextmanager
    def looked_at(file: FarFile) -> Iterator[Beginning]:
        with beginning(file) as begun:
            yield begun
        if "gone" in file.name:
            Path(file.url).unlink()

    monkeypatch.setattr(cluster_reader, "beginning", looked_at)


def test_a_file_that_no_worker_sees(
    tmp_path: Path, client: distributed.Client, monkeypatch: pytest.MonkeyPatch, memory: MemoryFileSystem
) -> None:
    unseen(monkeypatch)
    log = tmp_path / "gone.log"
    log.write_bytes(LINES)
    with pytest.raises(Problem) as told:
        read_log(log, client=client)
    assert told.value.what == f"“gone.log” cannot be read on {gethostname()}: no such file or directory."
    assert "under the path that it has here" in told.value.remedy
    assert "all machines of the cluster share" in told.value.remedy
    memory.pipe("/access.log", LINES)
    with pytest.raises(Problem) as told:
        read_log("memory://access.log", client=client)
    assert told.value.what == f"“access.log” cannot be read on {gethostname()}: there is no such file."
    assert "every machine of the cluster may read it" in told.value.remedy


def test_beside_a_file_that_no_worker_sees_the_others_count(
    tmp_path: Path, client: distributed.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    unseen(monkeypatch)
    monkeypatch.setattr(cluster_reader, "RANGE", 10_000)
    monkeypatch.setattr(cluster_reader, "TOGETHER", 1)
    (tmp_path / "gone.log").write_bytes(LINES)
    (tmp_path / "here.log").write_bytes(LINES)
    log = read_log(tmp_path, client=client)
    assert log.lines == LINES.count(b"\n")
    gone, here = log.files
    assert [note for note in gone.notes if "cannot be read on" in note] == [
        f"a part of it was not read: “gone.log” cannot be read on {gethostname()}: no such file or directory."
    ]
    assert not [note for note in here.notes if "not read" in note]


class Refused(Exception):
    """As a file system of fsspec raises it, which is no OSError."""


@pytest.mark.parametrize(
    ("door", "address", "what"),
    [
        ("info", "memory://access.log", "“memory://access.log” cannot be read: no key for this bucket."),
        ("glob", "memory://*.log", "“memory://*.log” cannot be read: no key for this bucket."),
        (
            "open",
            "memory://access.log",
            f"“access.log” cannot be read on {gethostname()}: no key for this bucket.",
        ),
    ],
)
def test_what_a_file_system_raises_is_a_sentence(
    client: distributed.Client,
    memory: MemoryFileSystem,
    monkeypatch: pytest.MonkeyPatch,
    door: str,
    address: str,
    what: str,
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise Refused("no key for this bucket\nRequest-Id: 7")

    memory.pipe("/access.log", LINES)
    monkeypatch.setattr(MemoryFileSystem, door, refuse)
    with pytest.raises(Problem) as told:
        read_log(address, client=client)
    assert told.value.what == what
    assert told.value.remedy.startswith("Check the address")


def test_addresses_that_stand_for_nothing(tmp_path: Path) -> None:
    folder = f"file://{tmp_path}"
    cases = {
        f"{folder}/*.log": "No file matches",
        f"{folder}/none.log": "cannot be read: no such file or directory",
        folder: "is empty",
        "nosuch://access.log": "cannot be read: Protocol not known: nosuch",
    }
    for address, words in cases.items():
        with pytest.raises(Problem, match=re.escape(words)):
            found(address)
    (tmp_path / "notes.txt").write_text("no log")
    with pytest.raises(Problem, match="holds 1 file, but none named like a log"):
        found(folder)


def test_a_folder_at_an_address_is_the_logs_below_it(tmp_path: Path, client: distributed.Client) -> None:
    for name in ("a/access.log", "b/access.log", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(LINES + name.encode())
    log = read_log(f"file://{tmp_path}", client=client)
    assert [record.name for record in log.files] == ["a/access.log", "b/access.log"]
    same_requests(log, read_log(tmp_path))


class Serving(http.server.BaseHTTPRequestHandler):
    """A server of one log that gives no parts of it, and does not say how long "/endless.log" is."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self.send_response(200)
        if self.path == "/endless.log":
            self.send_header("Transfer-Encoding", "chunked")
        else:
            self.send_header("Content-Length", str(len(LINES)))
            self.send_header("Accept-Ranges", "none")
        self.end_headers()

    def do_GET(self) -> None:
        if self.path == "/closed.log":
            self.send_error(403)
            return
        self.do_HEAD()
        chunked = self.path == "/endless.log"
        self.wfile.write(b"%x\r\n%s\r\n0\r\n\r\n" % (len(LINES), LINES) if chunked else LINES)

    def log_message(self, *_: Any) -> None:
        """Nothing."""


@contextmanager
def serving(handler: type[Serving]) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[str]:
    with serving(Serving) as site:
        yield site


@pytest.mark.parametrize("name", ["whole.log", "endless.log"])
def test_a_server_that_gives_no_parts(
    tmp_path: Path, client: distributed.Client, site: str, name: str
) -> None:
    """The log is read as one, and its lines come along: they cannot be asked for later."""
    near = tmp_path / name
    near.write_bytes(LINES)
    log, one = read_log(f"{site}/{name}", client=client), read_log(near)
    same_requests(log, one)
    assert list(log.requests()["line"]) == list(one.requests()["line"])


class ServingParts(Serving):
    """A server of one log that gives any part of it, says when it was changed, and notes what it gave."""

    gave: ClassVar[list[int]] = []
    changed = "Tue, 15 Nov 2022 12:45:26 GMT"

    def do_HEAD(self) -> None:
        self._head(200, len(LINES))

    def do_GET(self) -> None:
        first, last = 0, len(LINES) - 1
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            first, last = int(asked[1]), min(int(asked[2] or last), last)
        self.gave.append(last + 1 - first)
        self._head(206 if asked else 200, last + 1 - first, f"bytes {first}-{last}/{len(LINES)}")
        self.wfile.write(LINES[first : last + 1])

    def _head(self, status: int, size: int, part: str = "") -> None:
        self.send_response(status)
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Content-Length", f"{size}")
        self.send_header("Last-Modified", self.changed)
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()


@pytest.fixture
def parts() -> Iterator[str]:
    ServingParts.gave.clear()
    with serving(ServingParts) as site:
        yield site


def test_a_server_that_gives_parts_is_asked_for_parts(
    tmp_path: Path, client: distributed.Client, parts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each range by whom it is read, and a request's line from where it is."""
    monkeypatch.setattr(cluster_reader, "RANGE", 10_000)
    near = tmp_path / "access.log"
    near.write_bytes(LINES)
    log, one = read_log(f"{parts}/access.log?key=secret", client=client), read_log(near)
    same_requests(log, one)
    assert list(log.requests()["line"]) == list(one.requests()["line"])
    assert len(ServingParts.gave) > len(LINES) // 10_000
    assert all(isinstance(file, FarLines) for file in log.store.files)
    assert [record.name for record in log.files] == ["access.log"], "no query, which may be secret"
    (file,) = found(f"{parts}/access.log")
    assert file.day[0] == date(2022, 11, 15)
    assert file.size == len(LINES)


def test_what_was_read_at_an_address_is_kept_with_its_lines_where_they_are(
    tmp_path: Path, client: distributed.Client, parts: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address, shelf = (f"{parts}/access.log",), tmp_path / "shelf"
    first = KeptReader(address, shelf, cluster=client.scheduler.address)
    assert not first.ready
    assert list(first)
    again = KeptReader(address, shelf, cluster=client.scheduler.address)
    assert again.ready
    near = tmp_path / "access.log"
    near.write_bytes(LINES)
    assert list(again.log.requests()["line"]) == list(read_log(near).requests()["line"])
    # Written to since: it is another one.
    monkeypatch.setattr(ServingParts, "changed", "Wed, 16 Nov 2022 12:45:26 GMT")
    assert not KeptReader(address, shelf, cluster=client.scheduler.address).ready
    # Cut to less meanwhile: a line that is there no longer is told, and none is made up.
    monkeypatch.setitem(ServingParts.do_GET.__globals__, "LINES", LINES[: len(LINES) // 2])
    with pytest.raises(Problem):
        again.log.requests()


def test_the_page_reads_what_is_at_an_address(tmp_path: Path, client: distributed.Client, parts: str) -> None:
    """As who set it expects: by its name, looked at in a typed format, its lines shown; not followed."""
    near = tmp_path / "access.log"
    near.write_bytes(LINES)
    count = read_log(near).accepted
    settings = Settings.read(
        {
            "VITRINE_LOGS": f"{parts}/access.log:{parts}/none/*.log",
            "VITRINE_DASK": client.scheduler.address,
            "VITRINE_FIRST_LOG": "access.log",
            "VITRINE_VISITORS": str(tmp_path / "visitors"),
            "VITRINE_DATA": str(tmp_path),
        }
    )

    async def visit() -> None:
        page = LogPage(settings)
        await page.reading.finished()
        assert page.state.summary == f"{count:,} of {count:,} requests selected"
        assert not page.live_bar.offered
        looked_at = page._preview("common")
        assert len(looked_at.rows) + len(looked_at.refused) == 10
        assert page.state.log is not None
        first = page.state.log.requests()["line"].iloc[0]
        assert first.encode("latin-1") in LINES
        page.source.choice.vue_choose("*.log")
        await page.reading.finished()
        assert page.reading.problem is not None
        assert "none/*.log" in page.reading.problem.what
        assert page.source.choice.chosen == "access.log"

    asyncio.run(visit())


def test_a_server_that_refuses(client: distributed.Client, site: str) -> None:
    with pytest.raises(Problem, match=r"“closed\.log” cannot be read on .*: 403, message='Forbidden'"):
        read_log(f"{site}/closed.log", client=client)


def test_a_worker_without_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "access.log"
    log.write_bytes(LINES)
    reading = Mixture(format_named("combined")).entry()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(Problem, match=r"What was read of “access.log” cannot be kept on .*: no such file"):
        read_range(str(log), "access.log", 0, len(LINES), reading, 1)
    monkeypatch.undo()
    with pytest.raises(Problem, match=r"too little memory to read “access.log”"), scratch("access.log"):
        raise MemoryError
