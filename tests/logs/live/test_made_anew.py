"""A folder of logs made anew while a page is open that may open only what was there before (Landlock)."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from app import landlock, places
from app.logs.live.sources import FILES, Watched
from app.logs.live.watching import Watch
from app.problem import Problem
from tests.logs.live.test_following import text

pytestmark = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")

CONFINED = """
import sys
from pathlib import Path
from app import landlock
home = Path(sys.argv[1])
programs = (*map(Path.absolute, map(Path, sys.path)), sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")
left = {Path(path): landlock.RUN for path in programs} | {Path("/dev/null"): landlock.READ | landlock.CHANGE}
left |= {home / "logs": landlock.READ, home / "shelf": landlock.READ | landlock.CHANGE}
"""
READING = (
    CONFINED
    + """
from app.logs import read_log
from app.problem import Problem
landlock.restrict(landlock.ALL, left)
print("ready", flush=True)
input()
for name in ("logs", "logs/access.log", "logs/*.log"):
    try:
        read_log(str(home / name))
        print("read")
    except Problem as problem:
        print(problem)
"""
)
FOLLOWING = (
    CONFINED
    + """
import time
from app.logs.live.sources import FILES, Watched
from app.logs.live.watching import Watch
from app.problem import Problem
landlock.restrict(landlock.ALL, left)
watch = Watch(Watched(FILES, (str(home / sys.argv[2]),)), home / "shelf")
until, told = time.monotonic() + 60, ""
while time.monotonic() < until:
    lines = watch.log.lines if watch.log else 0
    try:
        watch.look()
    except Problem as problem:
        if str(problem) != told:
            print(told := str(problem), flush=True)
    if watch.log and watch.log.lines != lines:
        print(watch.log.lines, flush=True)
    time.sleep(0.05)
"""
)


def asked(code: str, *arguments: Path | str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=places.APP.parent,
        env={**os.environ, "TMPDIR": str(Path(arguments[0], "shelf"))},
    )


def made_anew(folder: Path, words: str) -> None:
    folder.rename(folder.with_name("gone"))
    folder.mkdir()
    (folder / "access.log").write_text(words, "utf-8")


def test_reading_it_says_to_reload_the_page(tmp_path: Path) -> None:
    for folder in ("logs", "shelf"):
        (tmp_path / folder).mkdir()
    with asked(READING, tmp_path) as session:
        assert session.stdout is not None
        assert session.stdout.readline() == "ready\n"
        made_anew(tmp_path / "logs", text(0, 3))
        told, _ = session.communicate("\n", timeout=60)
    words = "“{}” took its place after this page was opened, and cannot be read from here. Reload the page."
    assert told.splitlines() == [words.format(name) for name in ("logs", "access.log", "logs")]


@pytest.mark.parametrize("name", ["logs", "logs/access.log"])
def test_whoever_follows_it_goes_on_once_another_page_is_opened(tmp_path: Path, name: str) -> None:
    for folder in ("logs", "shelf"):
        (tmp_path / folder).mkdir()
    (tmp_path / "logs" / "access.log").write_text(text(0, 3), "utf-8")
    with asked(FOLLOWING, tmp_path, name) as session:
        try:
            assert session.stdout is not None
            assert session.stdout.readline() == "3\n"
            made_anew(tmp_path / "logs", text(3, 8))
            assert "Reload the page." in session.stdout.readline()
            # This process may open it, as a page that is opened now.
            watch = Watch(Watched(FILES, (str(tmp_path / name),)), tmp_path / "shelf")
            until = time.monotonic() + 60
            while time.monotonic() < until and (watch.log is None or watch.log.lines < 8):
                with suppress(Problem):
                    watch.look()
                time.sleep(0.05)
            assert watch.log is not None
            assert watch.log.lines == 8
            assert session.stdout.readline() == "8\n"
            watch.close()
        finally:
            session.kill()
