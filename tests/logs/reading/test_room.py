"""What is read of a visitor's file takes no more of the disk than it may, and what was read stays."""

import gzip
import io
import os
import subprocess
import tarfile
import zipfile

import pytest

from app.logs import Reader
from app.logs.reading import reader as reading
from app.problem import Problem
from app.session_room import SELDOM, SessionRoom
from app.uploads import FOR_OTHERS, MEGABYTE, session_folder

LINE = (
    b'1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /presentations/a.png HTTP/1.1" 200 203023 "-" "curl/8"\n'
)
LINES = 1_200_000  # some 120 MB, of which gzip makes less than one
PLENTY = 10**15


def on_disk(folder):
    """What du, which counts for itself, says that a folder takes."""
    said = subprocess.run(["du", "-s", "--block-size=1", folder], capture_output=True, text=True, check=True)
    return int(said.stdout.split()[0])


@pytest.fixture
def looks(monkeypatch):
    """Looks at the room after each block, as a slow machine would."""
    monkeypatch.setattr(reading, "_LOOKS", 0.0)


def room(megabytes):
    return SessionRoom(on_disk(session_folder()) + megabytes * MEGABYTE, PLENTY)


def test_room_is_what_du_leaves(tmp_path, monkeypatch):
    own, another = (tmp_path / f"vitrine-session-{name}" for name in ("own", "another"))
    monkeypatch.setattr("app.uploads.tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("app.session_room.session_folder", lambda: own)
    own.mkdir()
    (another / "inside").mkdir(parents=True)
    before = SessionRoom(PLENTY, 50 * MEGABYTE).left()
    for place, megabytes in ((own / "file", 1), (another / "inside" / "file", 2)):
        place.write_bytes(os.urandom(megabytes * MEGABYTE))
    after = SessionRoom(PLENTY, 50 * MEGABYTE).left()
    assert 3 * MEGABYTE <= before - after <= 3 * MEGABYTE + 8192
    assert 0 <= SessionRoom(on_disk(own), PLENTY).left() <= 8192  # du counts the folder itself too


def test_the_files_of_others_are_looked_at_seldom(tmp_path, monkeypatch):
    own, another = (tmp_path / f"vitrine-session-{name}" for name in ("own", "another"))
    monkeypatch.setattr("app.uploads.tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("app.session_room.session_folder", lambda: own)
    now = 1_000.0
    monkeypatch.setattr("app.session_room.monotonic", lambda: now)
    for folder in (own, another):
        folder.mkdir()
    room = SessionRoom(PLENTY, 50 * MEGABYTE)
    before = room.left()
    (another / "file").write_bytes(os.urandom(2 * MEGABYTE))
    now += SELDOM - 1
    assert room.left() == before
    # What this session writes itself counts at once.
    (own / "file").write_bytes(os.urandom(MEGABYTE))
    assert MEGABYTE <= before - room.left() <= MEGABYTE + 8192
    now += 1
    assert 3 * MEGABYTE <= before - room.left() <= 3 * MEGABYTE + 16_384


def test_the_disk_is_never_filled(monkeypatch):
    usage = type("Usage", (), {"free": FOR_OTHERS + 5})
    monkeypatch.setattr("app.session_room.shutil.disk_usage", lambda _: usage)
    assert SessionRoom(PLENTY, PLENTY).left() == 5


def test_reading_a_small_file_of_very_many_lines_ends_where_its_room_does(write, looks):
    packed = gzip.compress(LINE * LINES)
    assert len(packed) < MEGABYTE
    before = on_disk(session_folder())
    reader = Reader(write("many.log.gz", packed), room=room(40))
    with pytest.raises(Problem, match=r"“many.log.gz” was read to [\d,]+ lines: unpacked, it takes more"):
        list(reader)
    assert 50_000 < reader.log.accepted < LINES
    assert reader.log.store.raw([0, reader.log.accepted - 1]) == [LINE.rstrip()] * 2
    assert reader.log.counts("status").to_dict() == {200: reader.log.accepted}
    # One block more than there was room for, and what was being understood meanwhile.
    assert on_disk(session_folder()) - before < 40 * MEGABYTE + 6 * reading.BLOCK


def test_what_fits_is_read_whole(write, looks):
    reader = Reader(write("few.log.gz", gzip.compress(LINE * 1000)), room=room(40))
    list(reader)
    assert (reader.log.accepted, reader.log.files[0].notes) == (1000, [])


def as_zip(content):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("access.log", content)
    return packed.getvalue()


def as_tar(content):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        about = tarfile.TarInfo("access.log")
        about.size = len(content)
        archive.addfile(about, io.BytesIO(content))
    return packed.getvalue()


@pytest.mark.parametrize("pack", [as_zip, as_tar])
def test_an_archive_is_not_unpacked_beyond_the_room(write, pack):
    before = on_disk(session_folder())
    reader = Reader(write("logs.zip", pack(LINE * LINES)), room=room(20))
    with pytest.raises(Problem, match=r"“logs.zip” unpacks to more than the server's disk has room for"):
        list(reader)
    assert on_disk(session_folder()) - before < 21 * MEGABYTE


def test_of_several_files_those_before_stay_and_those_after_are_named(write, looks):
    paths = [
        write("a.log", LINE * 10),
        write("b.log.gz", gzip.compress(LINE * LINES)),
        write("c.log", LINE.replace(b"/a.png", b"/c.png") * 10),
    ]
    reader = Reader(paths, room=room(20))
    list(reader)
    first, second, third = reader.log.files
    assert (first.accepted, first.notes) == (10, [])
    assert "takes more of the server's disk" in second.notes[-1]
    assert reader.log.accepted == sum(record.accepted for record in reader.log.files)
    assert third.accepted == 10 or "server's disk" in third.notes[-1]
