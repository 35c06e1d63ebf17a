"""Logs of every kind read on a cluster: what one process says of them, request by request, note by note."""

from __future__ import annotations

import bz2
import gzip
import io
import tarfile
import zipfile
from collections import Counter
from pathlib import Path

import distributed
import pytest

from app.logs import read_log
from app.logs.cluster import reader as cluster_reader
from app.logs.store.log import Log
from tests.logs.broken_lines import WHOLE
from tests.logs.cluster.test_cluster import line, made

ONE, OTHER = made(700, 1), made(300, 2)
JSON = b"".join(
    b'{"time":"2015-05-17T10:05:%02dZ","remote_addr":"1.2.3.4","request":"GET /%d HTTP/1.1","status":200}\n'
    % (number % 60, number)
    for number in range(200)
)
W3C = WHOLE[3] + b"\n" + (WHOLE[4] + b"\n") * 40
NO_YEAR = b"".join(
    b"May %2d 10:05:%02d web nginx: 10.0.0.%d GET /p%d 200 %d\n" % (n // 60 % 28 + 1, n % 60, n % 9, n % 7, n)
    for n in range(500)
)
BY_TURNS = b"".join(map(b"%s\n%s\n".__mod__, zip(ONE.splitlines(), JSON.splitlines(), strict=False)))
EVENING = b"".join(line(n).replace(b"2015:10", b"2015:20") for n in range(200))


def in_zip(**logs: bytes) -> bytes:
    """An archive of logs."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in logs.items():
            archive.writestr(f"{name}.log", data)
    return packed.getvalue()


def in_tar(**logs: bytes) -> bytes:
    """An archive of logs that is not packed."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w") as archive:
        for name, data in logs.items():
            info = tarfile.TarInfo(f"{name}.log")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return whole.getvalue()


KINDS: dict[str, dict[str, bytes]] = {
    "the same file twice": {"a.log": ONE, "b.log": OTHER, "copy of a.log": ONE},
    "the same file packed": {"a.log": ONE, "a.log.1.gz": gzip.compress(ONE), "b.log": OTHER},
    "files that begin alike": {"a.log": ONE, "b.log": ONE + OTHER},
    "an archive of two logs": {"a.log.zip": in_zip(one=ONE, other=W3C)},
    "a tar of two logs beside another": {"a.log.tar": in_tar(one=ONE, other=OTHER), "b.log": JSON},
    "a packed tar": {"a.log.tar.gz": gzip.compress(in_tar(one=ONE, other=OTHER))},
    "an archive of packed logs": {"a.log.zip": in_zip(one=bz2.compress(ONE), other=OTHER)},
    "a packed file cut off": {"a.log.gz": gzip.compress(ONE)[:-900]},
    "a byte order mark": {"a.log": b"\xef\xbb\xbf" + ONE},
    "UTF-16": {"a.log": OTHER.decode("latin-1").encode("utf-16")},
    "zero bytes at first": {"a.log": bytes(30_000) + ONE},
    "more zero bytes than are looked at at first": {"a.log": bytes(600_000) + ONE},
    "another text at first": {"a.log": b"started, and nothing yet was asked for\n" * 9000 + ONE},
    "lines that name no year": {"a.log": NO_YEAR},
    "a name that tells the year": {"access-20190301.log": NO_YEAR},
    "another format further on": {"a.log": ONE + JSON * 3, "b.log": OTHER},
    "two formats by turns": {"a.log": BY_TURNS},
    "a clock that goes back": {"a.log": EVENING + ONE},
    "no log beside one": {"a.log": b"no log at all\n" * 500, "b.log": ONE, "c.log": b""},
    "a record on several lines": {"a.log": b"[\n" + JSON.rstrip(b"\n").replace(b"\n", b",\n") + b"\n]\n"},
}  # fmt: skip


def told(log: Log) -> list[tuple[object, ...]]:
    """What is said of each file, but for who read it."""
    return [
        (file.name, file.format and file.format.name, file.why, file.lines, file.accepted, file.reasons,
         [note for note in file.notes if " of a cluster, seen at " not in note])
        for file in log.files
    ]  # fmt: skip


def requests(log: Log) -> Counter[tuple[str, ...]]:
    """All requests with all fields that there are, and their lines."""
    frame = log.requests().astype(str)
    return Counter(map(tuple, frame[sorted(frame.columns)].to_numpy().tolist()))


@pytest.mark.parametrize("kind", KINDS)
def test_a_log_of_any_kind(
    tmp_path: Path, client: distributed.Client, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(cluster_reader, "RANGE", 20_000)
    for name, data in KINDS[kind].items():
        (tmp_path / name).write_bytes(data)
    ours, theirs = read_log(tmp_path, client=client), read_log(tmp_path)
    assert told(ours) == told(theirs)
    assert list(ours.every_reject) == list(theirs.every_reject)
    assert requests(ours) == requests(theirs)


@pytest.mark.parametrize("form", ["combined", "json"])
def test_a_format_that_was_chosen_is_the_only_one(
    tmp_path: Path, client: distributed.Client, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(cluster_reader, "RANGE", 20_000)
    log = tmp_path / "access.log"
    log.write_bytes(ONE + JSON)
    ours, theirs = read_log(log, form, client=client), read_log(log, form)
    assert told(ours) == told(theirs)
    assert requests(ours) == requests(theirs)
    assert ours.accepted < ours.lines - 100
