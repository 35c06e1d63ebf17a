"""Archives, twins and named fields: what is in them is read like the files themselves."""

import gzip
import io
import json
import random
import tarfile
import zipfile
from types import SimpleNamespace

import pytest

from app.logs import open_log, read_log, save
from app.logs.reading.reader import Reader
from app.logs.sources import LogPath
from app.logs.sources.archives import members
from app.problem import Problem

LINE = '192.0.2.7 - - [0{day}/Jan/2024:03:04:05 +0000] "GET /{day} HTTP/1.1" 200 5 "-" "curl/8"\n'


def text(day, times=20):
    return (LINE.format(day=day) * times).encode()


FILES = {
    "logs/access.log": text(3),
    "logs/access.log.1": text(2),
    "logs/access.log.2.gz": gzip.compress(text(1)),
    "logs/error.log": b"2024/01/02 03:04:06 [error] 7#7: *3 open() failed\n" * 5,
    "logs/readme.txt": b"hello\n",
    "__MACOSX/logs/._access.log": b"\0\5\x16\7",
}


def zipped(files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def tarred(files):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


@pytest.mark.parametrize(
    ("name", "pack"),
    [("l.zip", zipped), ("l.tar", tarred), ("l.tgz", lambda files: gzip.compress(tarred(files)))],
)
def test_an_archive_of_logs_is_one_log(tmp_path, name, pack):
    path = tmp_path / name
    path.write_bytes(pack(FILES))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (60, 0)
    assert log.requests()["path"].tolist() == ["/1"] * 20 + ["/2"] * 20 + ["/3"] * 20
    assert {file.name: file.accepted for file in log.files} == {
        f"{name}/logs/access.log": 20,
        f"{name}/logs/access.log.1": 20,
        f"{name}/logs/access.log.2.gz": 20,
        f"{name}/logs/error.log": 0,
    }
    assert "an nginx error log" in log.files[-1].notes[0]
    save(log, tmp_path / "kept")
    assert open_log(tmp_path / "kept").requests().equals(log.requests())


@pytest.mark.parametrize("inner", ["old/logs.tgz", "old/logs.tar.gz", "old/logs.zip", "old/logs.tar"])
def test_archives_in_an_archive_are_unpacked_too(tmp_path, inner):
    packed = tarred(FILES) if ".t" in inner else zipped(FILES)
    packed = gzip.compress(packed) if inner.endswith("gz") else packed
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"access.log": text(4), inner: packed}))
    log = read_log(path)
    assert log.counts("path").to_dict() == {"/1": 20, "/2": 20, "/3": 20, "/4": 20}
    assert f"x.zip/{inner}/logs/access.log.1" in [file.name for file in log.files]
    save(log, tmp_path / "kept")
    assert open_log(tmp_path / "kept").requests().equals(log.requests())


def test_an_archive_in_an_archive_that_cannot_be_read_is_told(tmp_path):
    deep = zipped({"deeper.zip": zipped({"access.log": text(1)})})
    files = {"access.log": text(4), "broken.zip": zipped(FILES)[:300], "deep.zip": deep}
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(files))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (20, 0)
    told = {file.name: file.notes[0] for file in log.files if file.notes}
    assert set(told) == {"x.zip/broken.zip", "x.zip/deep.zip/deeper.zip"}
    assert all("archive" in note for note in told.values())


def test_archives_in_an_archive_share_its_room(tmp_path):
    """Twenty that each unpack to ten times the room, beside a log and a backup that does not fit itself."""
    bomb = zipped({"access.log": b"x" * 3_000_000})
    backup = zipped({"backup.bin": random.Random(1).randbytes(400_000)})
    path, folder = tmp_path / "x.zip", tmp_path / "inside"
    path.write_bytes(
        zipped({f"{n}.zip": bomb for n in range(20)} | {"access.log": text(4), "backup.zip": backup})
    )
    found = members(LogPath(path, "x.zip"), folder, 300_000)
    assert sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) <= 300_000
    assert [one.name for one in found if one.path.exists() and one.size == len(text(4))] == [
        "x.zip/access.log"
    ]
    assert not any(one.path.exists() for one in found if "backup" in one.name)


def test_a_log_beside_a_large_backup_is_read_and_the_backup_told(tmp_path):
    backup = zipped({"backup.bin": random.Random(1).randbytes(400_000)})
    path = tmp_path / "x.zip"
    path.write_bytes(zipped({"access.log": text(4), "backup.zip": backup}))
    reader = Reader(path, room=SimpleNamespace(left=lambda: 300_000))
    list(reader)
    assert reader.log.accepted == 20
    assert [file.notes for file in reader.log.files if "backup" in file.name] == [
        ["not read: “x.zip/backup.zip” cannot be read."]
    ]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"word/document.xml": b"<x/>"}, "is a Word document"),
        ({}, "is empty"),
        ({f"{i}.txt": b"hello" for i in range(30)}, "holds 30 files, but none named like a log"),
        ({"a.log": b"hello\n"}, "is text of another kind"),
    ],
)
def test_an_archive_of_something_else_is_named(tmp_path, files, words):
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(files))
    with pytest.raises(Problem, match=words):
        read_log(path)


def test_a_damaged_archive(tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(zipped(FILES)[:300])
    with pytest.raises(Problem, match="is an archive that is damaged"):
        read_log(path)


def test_an_archive_of_too_many_files_is_told_before_they_are_listed(tmp_path, monkeypatch):
    monkeypatch.setattr("app.logs.sources.archives.MOST_MEMBERS", 40)
    files = {f"{number}.txt": b"" for number in range(50)} | {"access.log": text(1)}
    for name, pack in (("a.zip", zipped), ("a.tar", tarred)):
        (tmp_path / name).write_bytes(pack(files))
        with pytest.raises(Problem, match=f"“{name}” is an archive of more than 40 files"):
            read_log(tmp_path / name)
    few = dict(list(files.items())[-40:])
    for name, pack in (("b.zip", zipped), ("b.tar", tarred)):
        (tmp_path / name).write_bytes(pack(few))
        assert read_log(tmp_path / name).accepted == 20
    monkeypatch.setattr("app.logs.sources.archives.MOST_LOGS", 1)
    (tmp_path / "c.zip").write_bytes(zipped({"a.log": text(1), "b.log": text(2)}))
    with pytest.raises(Problem, match="more than 1 logs"):
        read_log(tmp_path / "c.zip")


def test_the_same_file_twice_is_counted_once(tmp_path):
    for name, content in (
        ("access.log.1", text(2)),
        ("access.log.1.gz", gzip.compress(text(2))),
        ("b.log", text(2)),
    ):
        (tmp_path / name).write_bytes(content)
    log = read_log(tmp_path)
    assert log.accepted == 20
    assert [file.notes for file in log.files][1:] == [["not read: it holds the same as “access.log.1”"]] * 2


def test_a_line_or_two_may_be_the_same_by_chance(tmp_path):
    for name in ("access.log-20240101", "access.log-20240102"):
        (tmp_path / name).write_bytes(text(2, times=1))
    assert read_log(tmp_path).accepted == 2


def test_formats_may_differ_between_files(tmp_path):
    (tmp_path / "a.log").write_bytes(text(1))
    (tmp_path / "b.json.log").write_text(
        json.dumps({"ts": 1704250000, "client_ip": "192.0.2.9", "method": "GET", "uri": "/j", "status": 404})
        + "\n"
    )
    fields = "#Fields: date time c-ip cs-method cs-uri-stem sc-status time-taken\n"
    lines = "2024-01-03 03:04:05 192.0.2.8 GET /w 200 250\n"
    other = (
        "#Fields: time date cs-uri-stem cs-method c-ip sc-status\n04:04:05 2024-01-03 /v GET 192.0.2.8 500\n"
    )
    (tmp_path / "u_ex.log").write_text(fields + lines + other)
    log = read_log(tmp_path)
    assert (log.accepted, log.rejected, log.lines) == (23, 0, 23)
    assert log.counts("path").to_dict() == {"/1": 20, "/j": 1, "/v": 1, "/w": 1}
    assert log.counts("status").to_dict() == {200: 21, 404: 1, 500: 1}
    requests = log.requests()
    assert requests.set_index("path")["response time"]["/w"] == 0.25
    assert requests.set_index("path")["host"]["/v"] == "192.0.2.8"
    assert [file.directives for file in log.files] == [0, 0, 2]


def test_a_log_whose_date_stands_in_its_header_only(tmp_path):
    header = (
        "#Version: 1.0\n#Date: 2024-01-0{} 00:00:00\n#Fields: time c-ip cs-method cs-uri-stem sc-status\n"
    )
    path = tmp_path / "ex.log"
    path.write_text("".join(header.format(day) + "03:04:05 192.0.2.7 GET /a 200\n" for day in (2, 3)))
    log = read_log(path)
    assert (log.accepted, log.rejected, log.files[0].directives) == (2, 0, 6)
    assert [str(time) for time in log.requests()["time"]] == ["2024-01-02 03:04:05", "2024-01-03 03:04:05"]


@pytest.mark.parametrize("numbers", ["-1 -1", "0 0", "000 5", "- -", "200 -"])
def test_numbers_of_requests_that_came_to_nothing(tmp_path, numbers):
    path = tmp_path / "a.log"
    path.write_text(LINE.format(day=1) * 3 + LINE.format(day=2).replace("200 5", numbers))
    log = read_log(path)
    assert (log.accepted, log.rejected) == (4, 0)


def test_lines_without_a_year_in_an_archive_are_of_the_members_date(tmp_path):
    line = "Mar  2 03:04:05 web1 app[812]: 203.0.113.5 GET /a 200 12 - 4.5 ms\n"
    path = tmp_path / "logs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("app.log", (2019, 6, 1, 0, 0, 0)), line * 3)
    assert str(read_log(path).requests()["time"].min()) == "2019-03-02 03:04:05"
