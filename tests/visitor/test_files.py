"""A file that was brought is kept by its content, and read by nobody else unless it is shared."""

import hashlib
import os
import re
import stat
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.problem import Problem
from app.settings import Settings
from app.visitor import Visitor, new_identity, shares
from app.visitor import files as files_module
from app.visitor.files import FOLDER, Files
from app.visitor.own_file import OwnFile

MB = 1_000_000


@pytest.fixture
def root(tmp_path):
    return tmp_path / "visitors"


@pytest.fixture
def visitor(root):
    return Visitor(new_identity(root), root)


def brought(tmp_path, content=b"a line\n", name="access.log"):
    path = tmp_path / f"upload-{hashlib.sha256(content).hexdigest()[:8]}"
    path.write_bytes(content)
    return [(name, path)]


def test_a_file_is_kept_by_the_hash_of_its_content(tmp_path, visitor):
    kept = Files(visitor, MB).keep(brought(tmp_path, b"abc"))
    # sha256sum of “abc”, as FIPS 180-2 gives it.
    assert kept.key == "ba7816bf8f01cfea414140de5dae2223"
    assert (kept.name, kept.size) == ("access.log", 3)
    again = Files(Visitor(visitor.identity, visitor.folder.parent), MB)
    assert [one.key for one in again.all()] == [kept.key]
    ((name, path),) = again.lend(kept.key)
    assert (name, path.read_bytes()) == ("access.log", b"abc")
    assert visitor.folder not in path.parents
    for place in (visitor.folder, visitor.folder / FOLDER):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700


def test_several_files_are_one_and_the_same_content_is_kept_once(tmp_path, visitor):
    files = Files(visitor, MB)
    first, second = brought(tmp_path, b"one"), brought(tmp_path, b"two", "b.log")
    both = files.keep([*first, *second])
    assert both.name == "access.log and 1 more"
    alone = files.keep(first)
    assert alone.key != both.key
    assert sum(path.suffix == "" for path in (visitor.folder / FOLDER).iterdir()) == 2
    files.forget(both.key)
    assert files.lend(alone.key)[0][1].read_bytes() == b"one"
    assert sum(path.suffix == "" for path in (visitor.folder / FOLDER).iterdir()) == 1


def test_the_longest_unused_makes_room(tmp_path, visitor):
    files = Files(visitor, 1_000)
    a, b = (files.keep(brought(tmp_path, letter * 400, "x")).key for letter in (b"a", b"b"))
    for key, age in ((a, 20), (b, 10)):
        then = time.time() - age
        os.utime(visitor.folder / FOLDER / f"{key}.json", (then, then))
    files.lend(a)
    c = files.keep(brought(tmp_path, b"c" * 400, "x")).key
    assert {one.key for one in files.all()} == {a, c}
    with pytest.raises(Problem, match=r"“big.log” has 1 kB; at most 1 kB are kept"):
        files.keep(brought(tmp_path, b"d" * 1_001, "big.log"))
    assert {one.key for one in files.all()} == {a, c}


def test_so_many_files_are_kept_at_a_time(tmp_path, visitor, monkeypatch):
    monkeypatch.setattr(files_module, "MOST_FILES", 2)
    files = Files(visitor, MB)
    keys = [files.keep(brought(tmp_path, letter)).key for letter in (b"a", b"b", b"c")]
    for age, key in enumerate(reversed(keys[1:])):
        os.utime(visitor.folder / FOLDER / f"{key}.json", (time.time() - age, time.time() - age))
    assert {one.key for one in files.all()} == set(keys[1:])
    files.keep(brought(tmp_path, b"c"))
    assert {one.key for one in files.all()} == set(keys[1:])


def test_a_name_in_a_link_is_shown_without_what_turns_text_round(root):
    page = Page(root)
    page.own.arrive(None)
    page.own.restore(f"file={'0' * 32}:%E2%80%AE../../a%00b.log")
    assert page.shows == "This link needs the file “ab.log”, which this browser does not have."


def test_a_file_that_is_lent_outlives_its_being_forgotten(tmp_path, visitor):
    files = Files(visitor, MB)
    kept = files.keep(brought(tmp_path))
    ((_, path),) = files.lend(kept.key)
    files.forget(kept.key)
    files.forget(kept.key)
    assert path.read_bytes() == b"a line\n"
    assert files.all() == []
    assert not visitor.folder.exists()
    with pytest.raises(Problem, match="not kept here any more"):
        files.lend(kept.key)


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd", "C:\\x\\y.log", "\x00", "a" * 5_000, ".", "..", "x/../../y", "\udcff.log", "日志"],
)
def test_a_name_is_shown_and_never_a_path(tmp_path, visitor, name):
    kept = Files(visitor, MB).keep(brought(tmp_path, name=name))
    assert "/" not in kept.name
    assert "\\" not in kept.name
    assert len(kept.name) <= 80
    held = {path.name for path in (visitor.folder / FOLDER).iterdir()}
    assert all(re.fullmatch(r"[0-9a-f]{32}\.json|[0-9a-f]{64}", one) for one in held)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(key=st.text(max_size=40) | st.sampled_from(["..", "../x", "0" * 31, "G" * 32, "0" * 32 + "\n"]))
def test_no_key_leads_anywhere_else(visitor, key):
    assert Files(visitor, MB).find(key) is None


def test_a_link_in_the_folder_leads_nowhere(tmp_path, visitor):
    secret = tmp_path / "secret"
    secret.write_bytes(b"abc")
    files = Files(visitor, MB)
    kept = files.keep(brought(tmp_path, b"abc"))
    content = visitor.folder / FOLDER / kept.parts[0].digest
    content.unlink()
    content.symlink_to(secret)
    with pytest.raises(Problem):
        files.lend(kept.key)


# ---- shared ----


def test_a_share_has_an_unguessable_name_and_an_end(tmp_path, visitor, root, monkeypatch):
    kept = Files(visitor, MB).keep(brought(tmp_path))
    share = shares.share(visitor, kept.key, 7)
    # 32 letters of 64: 192 bits, and another one each time.
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", share.name)
    assert share.name not in "".join(str(path) for path in (root / shares.FOLDER).iterdir())
    assert shares.borrow(root, share.name, kept.key)[0][1].read_bytes() == b"a line\n"
    assert shares.share(visitor, kept.key, 1).name == share.name
    now = time.time()
    monkeypatch.setattr(shares.time, "time", lambda: now + 86_399)
    assert shares.find(root, share.name) is not None
    monkeypatch.setattr(shares.time, "time", lambda: now + 86_401)
    assert shares.find(root, share.name) is None
    with pytest.raises(Problem, match="not shared any more"):
        shares.borrow(root, share.name, kept.key)
    assert len(list((root / shares.FOLDER).iterdir())) == 1
    shares.sweep(root)
    assert list((root / shares.FOLDER).iterdir()) == []


def test_a_share_ends_with_its_file_and_when_it_is_stopped(tmp_path, visitor, root):
    files = Files(visitor, MB)
    kept = files.keep(brought(tmp_path))
    share = shares.share(visitor, kept.key, 30)
    shares.stop(visitor, kept.key)
    assert shares.find(root, share.name) is None
    again = shares.share(visitor, kept.key, 30)
    assert again.name != share.name
    files.forget(kept.key)
    assert shares.find(root, again.name) is None
    shares.sweep(root)
    assert list((root / shares.FOLDER).iterdir()) == []


def test_a_name_opens_the_one_file_that_it_is_of(tmp_path, visitor, root):
    files = Files(visitor, MB)
    one, other = files.keep(brought(tmp_path, b"1")), files.keep(brought(tmp_path, b"2"))
    share = shares.share(visitor, one.key, 1)
    with pytest.raises(Problem):
        shares.borrow(root, share.name, other.key)
    for name in ("", "x", "../" * 11, share.name[:-1], share.name + "\n", "A" * 32):
        assert shares.find(root, name) is None
    with pytest.raises(Problem, match="365 days"):
        shares.share(visitor, one.key, 365)


def test_so_many_are_shared_at_a_time(tmp_path, visitor, monkeypatch):
    monkeypatch.setattr(shares, "MOST", 2)
    files = Files(visitor, MB)
    a, b, c = (files.keep(brought(tmp_path, letter)).key for letter in (b"a", b"b", b"c"))
    shares.share(visitor, a, 1)
    shares.share(visitor, b, 1)
    shares.share(visitor, a, 7)
    with pytest.raises(Problem, match="share 2 files already"):
        shares.share(visitor, c, 1)


# ---- on a page ----


class Page:
    """What a page shows because of a visitor's file: its content, or words."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.shows = "bundled"
        self.own = OwnFile(
            Settings.read({"VITRINE_VISITORS": str(root), **environment}),
            on_open=self._open,
            on_lack=lambda problem: self._show(problem.what if problem else "waiting"),
            on_leave=lambda: self._show("bundled"),
        )

    def _open(self, files):
        content = b"+".join(path.read_bytes() for _, path in files).decode()
        if content == "bad":
            raise Problem("It is bad.")
        self._show(content)

    def _show(self, what):
        self.shows = what


def test_a_link_opens_the_same_file_again_and_back_leaves_it(tmp_path, visitor, root):
    page = Page(root)
    page.own.arrive(visitor)
    page.own.bring(brought(tmp_path, b"mine"))
    link = page.own.query
    assert re.fullmatch(r"file=[0-9a-f]{32}:access.log", link)
    assert "Only this browser has the file" in page.own.link_lacks
    later = Page(root)
    later.own.restore(link)
    assert later.shows == "waiting"
    later.own.arrive(Visitor(visitor.identity, root))
    assert (later.shows, later.own.query) == ("mine", link)
    later.own.restore("")
    assert (later.shows, later.own.query) == ("bundled", "")
    later.own.restore(link)
    assert later.shows == "mine"
    later.own.forget()
    assert (later.shows, later.own.kept, later.own.query) == ("bundled", (), "")


def test_a_colleague_reads_what_the_link_needs_until_it_is_shared(tmp_path, visitor, root):
    page = Page(root)
    page.own.arrive(visitor)
    page.own.bring(brought(tmp_path, b"mine"))
    colleague = Page(root)
    colleague.own.arrive(Visitor(new_identity(root), root))
    colleague.own.restore(page.own.query)
    assert colleague.shows == "This link needs the file “access.log”, which this browser does not have."
    assert colleague.own.query == page.own.query
    page.own.share(7)
    assert page.own.link_lacks == ""
    assert re.fullmatch(r"file=[0-9a-f]{32}:access.log&shared=[\w-]{32}", page.own.query)
    colleague.own.restore(page.own.query)
    assert colleague.shows == "mine"
    assert "shared with you until" in colleague.own.words()
    assert not colleague.own.is_kept
    nobody = Page(root)
    nobody.own.arrive(None)
    nobody.own.restore(page.own.query)
    assert nobody.shows == "mine"
    shared = page.own.query
    page.own.stop_sharing()
    another = Page(root)
    another.own.arrive(None)
    another.own.restore(shared)
    assert "not known, or not any more" in another.shows
    # Whoever is asked for the file and brings it sees the view.
    colleague.own.bring(brought(tmp_path, b"mine"))
    assert colleague.own.query == page.own.query


def test_what_cannot_be_kept_is_shown_and_said(tmp_path, visitor, root):
    page = Page(root, VITRINE_FILES_MB="0.001")
    page.own.arrive(visitor)
    page.own.bring(brought(tmp_path, b"x" * 1_001))
    assert page.shows == "x" * 1_001
    assert page.own.query == ""
    assert page.own.link_lacks.startswith(
        "The link does not hold the file you brought: “access.log” has 1 kB"
    )
    none = Page(root, VITRINE_FILES_MB="0")
    none.own.arrive(visitor)
    none.own.bring(brought(tmp_path))
    assert (none.shows, none.own.query, none.own.kept) == ("a line\n", "", ())


def test_what_a_page_refuses_is_not_kept(tmp_path, visitor, root):
    page = Page(root)
    page.own.arrive(visitor)
    page.own.bring(brought(tmp_path, b"bad"))
    assert (page.shows, page.own.kept, page.own.query) == ("bundled", (), "")
    assert page.own.problem is not None


def test_another_file_takes_the_place_of_the_one_before(tmp_path, visitor, root):
    page = Page(root)
    page.own.arrive(visitor)
    page.own.bring(brought(tmp_path, b"1", "one.log"))
    page.own.share(1)
    page.own.bring(brought(tmp_path, b"2", "two.log"))
    assert "shared" not in page.own.query
    assert [one.name for one in page.own.kept] == ["two.log", "one.log"]
    page.own.choose(page.own.kept[1].key)
    assert page.shows == "1"
    assert "shared" in page.own.query
    page.own.choose("0" * 32)
    page.own.leave()
    assert page.own.query == ""
