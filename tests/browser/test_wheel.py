"""The wheel in an environment of its own, away from any checkout: every page opens there.

By itself the test lends that environment the libraries of this one, but not the checkout that is installed in
it. With ``VITRINE_WHEEL=whole``, as ``make wheel`` has it, everything comes from the package index, with the
pins, and the data are made anew.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import tarfile
import venv
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app import places
from tests.browser.conftest import ROOT, App, free_port, opened
from tests.pins import PROJECT

WHOLE = os.environ.get("VITRINE_WHEEL") == "whole"
LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "curl/8"\n'


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """Run a command as somebody who has no checkout, and give what it wrote."""
    named = {"PATH": os.environ["PATH"], "HOME": str(cwd), **environment}
    ran = subprocess.run(
        command, cwd=cwd, env=named, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout
    return ran.stdout


class Environment:
    """A virtual environment outside of the checkout."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.away = folder.parent / "away"
        venv.create(folder, symlinks=True, with_pip=WHOLE)
        self.given = {} if WHOLE else {"JUPYTER_PATH": str(Path(sys.prefix) / "share" / "jupyter")}
        if not WHOLE:
            # A path in a .pth file lends what is in it, but not what its own .pth files name: the checkout.
            lent = self.packages / "lent.pth"
            lent.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
        # What lies where somebody works must not be taken for a part of the app.
        for name in ("app", "data"):
            (self.away / name).mkdir(parents=True)
            (self.away / name / "__init__.py").write_text("raise SystemExit('not the app')\n")

    @property
    def packages(self) -> Path:
        found = sysconfig.get_path("purelib", "venv", vars={"base": str(self.folder)})
        return Path(found)

    def pip(self, *arguments: str | Path) -> str:
        python = self.folder / "bin" / "python"
        return run(
            *(sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", *arguments),
            cwd=self.away,
        )

    def install(self, what: Path) -> None:
        if WHOLE:
            self.pip("install", "--quiet", "--constraint", ROOT / "constraints.txt", what)
        else:
            self.pip("install", "--quiet", "--no-deps", "--no-build-isolation", what)

    def files(self) -> set[str]:
        """The files in it, but for bytecode; pip leaves empty folders where others may put something."""
        found = (
            path for path in self.folder.rglob("*") if "__pycache__" not in path.parts and path.is_file()
        )
        return {str(path.relative_to(self.folder)) for path in found}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution of this checkout, unpacked."""
    folder = tmp_path_factory.mktemp("source")
    run(sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", folder, cwd=ROOT)
    (archive,) = folder.glob("*.tar.gz")
    with tarfile.open(archive) as opened_archive:
        opened_archive.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


@pytest.fixture(scope="module")
def wheel(source: Path) -> Path:
    """The wheel that is built from the source distribution."""
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", source / "dist", cwd=source)
    (found,) = (source / "dist").glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment with the wheel in it."""
    made = Environment(tmp_path_factory.mktemp("wheel") / "environment")
    made.install(wheel)
    return made


@pytest.fixture(scope="module")
def served(installed: Environment, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    """What ``vitrine --port … own.log`` of that environment serves; it ends with Ctrl-C."""
    home, port = tmp_path_factory.mktemp("home"), free_port()
    (installed.away / "own.log").write_text(LINE * 3)
    if not WHOLE:
        made = home / ".local" / "share" / "vitrine" / "data"
        shutil.copytree(places.MADE, made, ignore=shutil.ignore_patterns("shelf", "screenshots", "*.txt"))
    vitrine = installed.folder / "bin" / "vitrine"
    said = run(vitrine, "data", cwd=installed.away, HOME=str(home))
    assert said.startswith(f"Bundled data in {home}/.local/share/vitrine/data:\n")
    running = App(
        home,
        *("--port", port, "own.log"),
        command=[str(vitrine)],
        cwd=installed.away,
        PORT=port,
        **installed.given,
    )
    yield running
    left = running.stop(signal.SIGINT)
    log = running.log.read_text()
    assert not left, f"the server left running: {left}"
    assert running.process.returncode == 0, log
    assert f"Vitrine is open at {running.url}" in log
    assert "Traceback" not in log


def test_the_checkout_does_not_leak_into_the_environment(installed: Environment) -> None:
    code = "import app, app.places as p; print(app.__file__, p.INSTALLED, p.PAGES, p.VOILA, sep='\\n')"
    told = run(installed.folder / "bin" / "python", "-P", "-c", code, cwd=installed.away).splitlines()
    inside = installed.packages / "app"
    assert told == [
        str(inside / "__init__.py"),
        "True",
        str(inside / "pages"),
        str(inside / "server" / "voila.json"),
    ]
    assert not (installed.packages / "data").exists(), "a name that others use"
    assert not (installed.packages / "pages").exists()
    said = run(installed.folder / "bin" / "vitrine", "--version", cwd=installed.away)
    assert said == f"vitrine {PROJECT['version']}\n"


@pytest.mark.parametrize(
    ("name", "chart"),
    [
        ("logs", ".vt-slice"),
        ("sentiment", ".vt-triangle[data-painted]"),
        ("network", ".bqplot"),
        ("gallery", ".bqplot path.line"),
    ],
)
def test_every_page_is_live_and_shows_its_first_chart(page: Page, served: App, name: str, chart: str) -> None:
    opened(page, served.page(name))
    expect(page.locator(chart).locator("visible=true").first).to_be_visible(timeout=60_000)
    expect(page.locator(".vt-problem:visible")).to_have_count(0)
    if name == "logs":
        expect(page.locator(".vt-facts")).to_contain_text("3 lines read")
        expect(page.locator(".vt-select select").first).to_have_value("own.log")
    if name == "sentiment":
        cells = page.locator(".vt-confusion-cell")
        expect(cells).to_have_count(9)
    page.close()


@pytest.mark.skipif(WHOLE, reason="says nothing more when all libraries come and go with it")
def test_installing_twice_and_uninstalling_leaves_nothing(source: Path, tmp_path: Path) -> None:
    made = Environment(tmp_path / "environment")
    before = made.files()
    made.install(source)
    once = made.files()
    assert once > before
    made.pip("install", "--quiet", "--no-deps", "--no-build-isolation", "--force-reinstall", source)
    assert made.files() == once
    made.pip("uninstall", "--quiet", "--yes", "vitrine")
    assert made.files() == before
