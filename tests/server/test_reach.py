"""What a session can open of the server's files and of other visitors', asked of one that was forked."""

from __future__ import annotations

import ast
import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.connect import write_connection_file

from app import landlock, places
from app.server.forking import Zygote
from app.server.kernel_environment import environment
from app.uploads import session_folder
from app.visitor import Visitor, new_identity, shares
from app.visitor.files import Files

pytestmark = pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")

Run = Callable[[str], Any]
OPEN = """
try:
    with open({path!r}, {mode!r}) as file:
        file.readable() and file.read(1)
    told = "open"
except OSError as error:
    told = type(error).__name__
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A user's home: a secret, a log that is offered and is a link, and the visitors' folder."""
    home = tmp_path_factory.mktemp("home")
    (home / "secret").write_text("of nobody's", "utf-8")
    for name in ("logs", "elsewhere", "visitors", "data", "sets", "cache"):
        (home / name).mkdir()
    for name in ("today.csv", "places.mmdb"):
        (home / "elsewhere" / name).write_text("a line\n", "utf-8")
        (home / "sets" / name).symlink_to(home / "elsewhere" / name)
    (home / "elsewhere" / "today.log").write_text("a line\n", "utf-8")
    (home / "logs" / "linked.log").symlink_to(home / "elsewhere" / "today.log")
    return home


@pytest.fixture(scope="module")
def run(home: Path) -> Iterator[Run]:
    """A session, as a page has one; runs code in it and gives what ``told`` is then."""
    connection = home / "connections" / "kernel-1.json"
    connection.parent.mkdir()
    (connection.parent / "kernel-2.json").write_text("{}", "utf-8")
    write_connection_file(str(connection), transport="ipc", ip=str(connection.parent / "k"))
    given = environment(
        {
            **os.environ,
            "HOME": str(home),
            "PYTHONPATH": places.python_path(os.environ),
            "VITRINE_VISITORS": str(home / "visitors"),
            "VITRINE_LOGS": str(home / "logs"),
            "VITRINE_DATA": str(home / "data"),
            "VITRINE_TEXTS": str(home / "sets" / "today.csv"),
            "VITRINE_MMDB": str(home / "sets" / "places.mmdb"),
            "VITRINE_WRITABLE": str(home / "cache"),
        }
    )
    zygote = Zygote(given={"VITRINE_DATA": str(home / "data")})
    zygote.start()
    forked = asyncio.run(zygote.fork(["-f", str(connection)], given, str(places.PAGES)))
    assert forked is not None
    client = BlockingKernelClient(connection_file=str(connection))
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=30)

    def told(code: str) -> Any:
        asked = client.execute(code, silent=False, store_history=False, user_expressions={"told": "told"})
        while (answer := client.get_shell_msg(timeout=60))["parent_header"].get("msg_id") != asked:
            pass
        content = answer["content"]
        assert content["status"] == "ok", content
        return ast.literal_eval(content["user_expressions"]["told"]["data"]["text/plain"])

    try:
        yield told
    finally:
        client.stop_channels()
        forked.kill()
        forked.wait(10)
        zygote.close()


def asked(code: str, folder: Path) -> subprocess.Popen[str]:
    """A process that runs code for a folder, to be written to and read from."""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=places.APP.parent,
    )


def opened(run: Run, path: Path | str, mode: str = "rb") -> str:
    return str(run(OPEN.format(path=str(path), mode=mode)))


def test_what_no_page_needs_is_closed(run: Run, home: Path) -> None:
    for path in (home / "secret", home / "connections" / "kernel-2.json", Path(f"/proc/{os.getpid()}/mem")):
        assert opened(run, path) == "PermissionError", path
    for path in (home / "new", places.APP / "new.py", Path(sys.prefix, "new")):
        assert opened(run, path, "w") == "PermissionError", path
    assert run("import os\ntry:\n    told = os.listdir('/var')\nexcept OSError:\n    told = None") is None


def test_another_session_s_uploads_are_closed_and_counted(run: Run) -> None:
    upload = session_folder() / "an upload"
    upload.write_bytes(b"x" * 100_000)
    try:
        assert opened(run, upload) == "PermissionError"
        counted = run(
            "from pathlib import Path\nfrom app.session_room import _taken\n"
            f"told = _taken(Path({str(upload.parent)!r}))"
        )
        assert counted >= 100_000
    finally:
        upload.unlink()


def test_a_visitors_folder_among_logs_stays_open_since_logs_come_there(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from app import landlock
home = Path(sys.argv[1])
programs = {Path(path): landlock.RUN for path in (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")}
landlock.restrict(landlock.ALL, programs | {home: landlock.READ}, growing=[home])
print(landlock.shut(home / "visitors", home / "visitors" / "own"), flush=True)
input()
print((home / "later.log").read_text())
"""
    (tmp_path / "visitors" / "own").mkdir(parents=True)
    with asked(code, tmp_path) as session:
        assert session.stdout is not None
        assert session.stdout.readline() == "False\n"
        (tmp_path / "later.log").write_text("a line", "utf-8")
        told, _ = session.communicate("\n", timeout=60)
    assert told == "a line\n"


def test_no_signal_reaches_the_server(run: Run) -> None:
    code = "import os\ntry:\n    os.kill({}, 0)\n    told = 'sent'\nexcept OSError:\n    told = 'refused'"
    assert run(code.format(os.getpid())) == ("refused" if landlock.abi() >= 6 else "sent")


def test_what_a_page_needs_is_open(run: Run, home: Path) -> None:
    assert opened(run, home / "logs" / "linked.log") == "open"
    (home / "logs" / "rotated.log").write_text("another line\n", "utf-8")
    assert opened(run, home / "logs" / "rotated.log") == "open"
    assert opened(run, "/dev/null", "w") == "open"
    assert run("import tempfile\nwith tempfile.TemporaryFile() as file:\n    told = file.write(b'abc')") == 3
    reading = (
        "import subprocess, sys\ntold = subprocess.run([sys.executable, '-c', 'import polars']).returncode"
    )
    assert run(reading) == 0


def test_sets_that_are_named_are_open_wherever_they_lead_and_once_they_are_replaced(
    run: Run, home: Path
) -> None:
    for name in ("today.csv", "places.mmdb"):
        assert opened(run, home / "sets" / name) == "open"
        (home / "sets" / "newer").write_text("another line\n", "utf-8")
        (home / "sets" / "newer").replace(home / "sets" / name)
        assert opened(run, home / "sets" / name) == "open"


def test_what_is_named_as_writable_is_written_and_read(run: Run, home: Path) -> None:
    code = (
        "import sqlite3\nfrom pathlib import Path\n"
        f"kept = Path({str(home / 'cache')!r})\n(kept / 'deep').mkdir(exist_ok=True)\n"
        "base = sqlite3.connect(kept / 'deep' / 'base')\n"
        "base.execute('create table if not exists one (value)')\n"
        "base.execute('insert into one values (7)')\nbase.commit()\n"
        "told = base.execute('select value from one').fetchone()[0]\nbase.close()\n"
        "(kept / 'deep' / 'base').rename(kept / 'moved')\n(kept / 'moved').unlink()"
    )
    assert run(code) == 7
    assert opened(run, home / "elsewhere" / "new", "w") == "PermissionError"


LINE = '10.0.0.1 - - [17/May/2015:10:00:00 +0000] "GET /{} HTTP/1.1" 200 5\n'


def test_a_log_is_followed_through_its_rotation(run: Run, home: Path) -> None:
    log = home / "logs" / "access.log"
    log.write_text("".join(map(LINE.format, range(3))), "utf-8")
    watching = (
        "import time\nfrom pathlib import Path\nfrom app.logs.live.sources import FILES, Watched\n"
        "from app.logs.live.watching import Watch\nfrom app.logs.reading.offers import shelf\n"
        f"watch = Watch(Watched(FILES, ({str(log)!r},)), shelf())\n"
        "def lines(count):\n    until = time.monotonic() + 50\n"
        "    while time.monotonic() < until and (watch.log is None or watch.log.lines < count):\n"
        "        watch.look()\n        time.sleep(0.05)\n    return watch.log and watch.log.lines\n"
        "told = (lines(3), str(shelf()))"
    )
    assert run(watching) == (3, str(home / "data" / "shelf"))
    log.rename(home / "logs" / "access.log.1")
    log.write_text("".join(map(LINE.format, range(3, 5))), "utf-8")
    assert run("told = lines(5)\nwatch.close()") == 5


def test_networks_and_classifiers_are_trained_and_tables_read_apart(run: Run, home: Path) -> None:
    training = (
        "from dataclasses import replace\nfrom app.network import presets, train\n"
        "told = len(train(replace(presets['saturated tanh'], epochs=2)).history)"
    )
    assert run(training) == 2
    assert any((home / ".cache" / "vitrine" / "jax").iterdir())
    pl.DataFrame({"text": ["up", "down"] * 9, "label": ["good", "bad"] * 9}).write_parquet(
        home / "logs" / "own.parquet"
    )
    reading = (
        "from app.sentiment import train as fitted\nfrom app.tables import Rejects, read_table\n"
        f"table = read_table(Path({str(home / 'logs' / 'own.parquet')!r}), 'own.parquet', Rejects())\n"
        "model = fitted(['up', 'down'] * 9, ['good', 'bad'] * 9)\n"
        "told = (list(table.columns), len(table.rows), list(map(str, model.classes_)))"
    )
    assert run(reading) == (["text", "label"], 18, ["bad", "good"])


def test_of_all_visitors_only_its_own_is_open_and_what_is_shared_with_it(run: Run, home: Path) -> None:
    root = home / "visitors"
    other = Visitor(new_identity(root), root)
    other.write("decisions.csv", b"another's")
    (home / "a.log").write_bytes(b"shared line\n")
    shared = Files(other, 10_000).keep([("a.log", home / "a.log")])
    (home / "b.log").write_bytes(b"kept line\n")
    kept = Files(other, 10_000).keep([("b.log", home / "b.log")])
    name = shares.share(other, shared.key, 1).name
    arrival = (
        "from pathlib import Path\nfrom app.problem import Problem\nfrom app.settings import Settings\n"
        "from app.visitor import Reception, shares\nfrom app.visitor.files import Files\n"
        "visitor = Reception(Settings.read()).receive('').visitor\n"
        "visitor.write('decisions.csv', b'own')\nvisitor.remove('decisions.csv')\n"
        "visitor.write('decisions.csv', b'own again')\n"
        "told = (visitor.identity, visitor.read('decisions.csv'))"
    )
    identity, read = run(arrival)
    assert read == b"own again"
    for path in (
        other.folder / "decisions.csv",
        other.folder / "files" / kept.parts[0].digest,
        root / ".ledger.sqlite",
    ):
        assert opened(run, path) == "PermissionError", path
    # By its random name, and not by another.
    borrowing = "path = shares.borrow(Path({root!r}), {name!r}, {key!r})[0][1]\ntold = path.read_bytes()"
    assert run(borrowing.format(root=str(root), name=name, key=shared.key)) == b"shared line\n"
    refused = "try:\n    {}\nexcept Problem:\n    told = 'refused'"
    other_key = borrowing.format(root=str(root), name=name, key=kept.key).replace("\n", "\n    ")
    assert run(refused.format(other_key)) == "refused"
    # What it keeps and shares itself is there, for it and for those who come by the name.
    sharing = (
        "from app.uploads import session_folder\n"
        "upload = session_folder() / 'own'\nupload.write_bytes(b'own line')\n"
        "files = Files(visitor, 10_000)\nkey = files.keep([('own.log', upload)]).key\n"
        "told = (key, files.lend(key)[0][1].read_bytes(), shares.share(visitor, key, 1).name)"
    )
    key, content, own_name = run(sharing)
    assert content == b"own line"
    assert shares.borrow(root, own_name, key)[0][1].read_bytes() == b"own line"
    # Another page of the same browser sees it, in a thread that came later too.
    assert Visitor(identity, root).read("decisions.csv") == b"own again"
    later = (
        "import threading\nseen = []\ndef look():\n    try:\n        seen.append(open({path!r}).read())\n"
        "    except OSError:\n        seen.append('closed')\n"
        "thread = threading.Thread(target=look)\nthread.start()\nthread.join()\ntold = seen[0]"
    )
    assert run(later.format(path=str(other.folder / "decisions.csv"))) == "closed"
    assert run(later.format(path=str(Visitor(identity, root).folder / "decisions.csv"))) == "own again"


def test_a_second_identity_is_told_to_reload(run: Run, home: Path) -> None:
    another = Visitor(new_identity(home / "visitors"), home / "visitors")
    another.write("decisions.csv", b"of the same browser, under an id that it got meanwhile")
    code = f"told = str(Reception(Settings.read()).receive({another.identity!r}).notice)"
    assert "Reload the page" in run(code)


def test_a_folder_that_was_removed_meanwhile_is_not_taken_for_an_empty_one(home: Path) -> None:
    code = """
import sys
from pathlib import Path
from app import landlock
from app.problem import Problem
from app.visitor import Visitor, beyond, new_identity
root = Path(sys.argv[1])
programs = (*sys.path, sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")
given = {Path(path): landlock.RUN for path in programs if path}
landlock.restrict(landlock.ALL, given | {root: landlock.READ | landlock.CHANGE})
visitor = Visitor(new_identity(root), root)
beyond.close(visitor.folder)
print(visitor.folder, flush=True)
input()
try:
    print(visitor.read("decisions.csv"))
except Problem as problem:
    print("told")
"""
    with asked(code, home / "visitors") as session:
        assert session.stdout is not None
        folder = Path(session.stdout.readline().strip())
        folder.rename(folder.with_name("gone"))
        folder.mkdir()
        (folder / "decisions.csv").write_text("another page's", "utf-8")
        told, _ = session.communicate("\n", timeout=60)
    assert told == "told\n"


def test_what_a_page_needs_below_the_visitors_folder_stays_open(tmp_path: Path) -> None:
    """As where ``VITRINE_VISITORS`` is the home itself, in which Keras keeps its settings."""
    for name in ("own", "other", ".keras"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name, "utf-8")
    code = """
import sys
from pathlib import Path
from app import landlock
home = Path(sys.argv[1])
programs = {Path(path): landlock.RUN for path in (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")}
landlock.restrict(landlock.ALL, programs | dict.fromkeys([home, home / ".keras"], landlock.READ))
print(landlock.shut(home, home / "own"))
for name in ("own", ".keras", "other"):
    try:
        print((home / name / "file").read_text())
    except PermissionError:
        print("closed")
"""
    with asked(code, tmp_path) as session:
        told, _ = session.communicate(timeout=60)
    assert told.split() == ["True", "own", ".keras", "closed"]


def test_a_circle_of_links_closes_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    (tmp_path / "open").mkdir()
    (tmp_path / "open" / "file").write_text("x", "utf-8")
    (tmp_path / "closed").write_text("x", "utf-8")
    code = """
import sys
from pathlib import Path
from app import landlock
home = Path(sys.argv[1])
programs = {Path(path): landlock.RUN for path in (sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64")}
landlock.restrict(landlock.ALL, programs | dict.fromkeys([home / "round", home / "open"], landlock.READ))
print((home / "open" / "file").read_text())
try:
    print((home / "closed").read_text())
except PermissionError:
    print("closed")
"""
    asked = [sys.executable, "-c", code, str(tmp_path)]
    told = subprocess.run(
        asked, capture_output=True, text=True, check=True, cwd=places.APP.parent, timeout=60
    )
    assert told.stdout.split() == ["x", "closed"]


def test_a_library_can_compute_in_several_processes(run: Run) -> None:
    assert run("import multiprocessing\nwith multiprocessing.Lock():\n    told = 'held'") == "held"
