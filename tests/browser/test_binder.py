"""Binder, as ``environment.yml`` and ``postBuild`` alone arrange it.

repo2docker takes both and builds an image: there is no Docker here, so its own package says that it takes
them and when, and a virtual environment stands for the conda environment that it makes. By default what is
installed here already is lent to that environment, all but this project; with ``BINDER=whole``, as in
``make test-binder``, everything is installed into it as the file says.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psutil
import pytest
from playwright.sync_api import BrowserContext, expect
from repo2docker.app import Repo2Docker
from repo2docker.buildpacks.conda import CondaBuildPack
from ruamel.yaml import YAML

from app.shell import pages
from tests.browser.conftest import Watch, opened
from tests.somebody import TOKEN, JupyterServer
from tests.source import ROOT

MEMORY = 1_000_000_000
"""Bytes that Binder grants for certain, as its guidelines for users have it."""
TRAINED = 120.0
"""Seconds for a first training."""

_MADE = ("made", "__pycache__", "shots", "dist", "build", ".*_cache", ".hypothesis", ".venv", ".git")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh checkout, as Binder clones it."""
    folder = tmp_path_factory.mktemp("binder") / "repository"
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*_MADE))
    return folder


def pip_section() -> list[str]:
    """What ``environment.yml`` has pip install."""
    dependencies = YAML(typ="safe").load((ROOT / "environment.yml").read_text())["dependencies"]
    (lines,) = [entry["pip"] for entry in dependencies if isinstance(entry, dict)]
    return lines


def test_repo2docker_installs_the_environment_from_the_checkout_and_runs_post_build(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(checkout)
    maker = Repo2Docker()
    packs = (pack(base_image=maker.base_image) for pack in maker.buildpacks)
    found = next(pack for pack in packs if pack.detect())
    assert type(found) is CondaBuildPack, "a Dockerfile at the top would be taken instead"
    found.platform = "linux/amd64"
    steps = found.render()
    copied = steps.index("src/ ${REPO_DIR}")
    installed = steps.index('--file "environment.yml"')
    finished = steps.index("./postBuild", installed)
    assert copied < installed < finished, "the environment needs the checkout"
    assert os.access(checkout / "postBuild", os.X_OK)


@pytest.fixture(scope="module")
def built(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The interpreter of the environment and the home of its user, once ``postBuild`` has run."""
    environment, home = tmp_path_factory.mktemp("env"), tmp_path_factory.mktemp("home")
    venv.create(environment, with_pip=True)
    python = environment / "bin" / "python"
    asked = checkout / "pip-section.txt"
    asked.write_text("\n".join(pip_section()))
    how = ["-r", str(asked)]
    if os.environ.get("BINDER") != "whole":
        lend(environment)
        how = ["--no-deps", "--no-build-isolation", "."]
    named = {
        "PATH": f"{environment / 'bin'}:{os.environ['PATH']}",
        "HOME": str(home),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }
    passed = {name: value for name, value in os.environ.items() if name.startswith(("PIP_", "SSL_", "UV_"))}
    for command in ([str(python), "-m", "pip", "install", "--quiet", *how], ["./postBuild"]):
        subprocess.run(command, cwd=checkout, env=passed | named, check=True)
    where = subprocess.run(
        [str(python), "-P", "-c", "import app; print(app.__file__)"],
        cwd=checkout,
        env=named,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert Path(where).is_relative_to(environment), "installed, and not the checkout"
    return python, home


def lend(environment: Path) -> None:
    """Let an environment find what is installed here, but no project that is installed in place."""
    # Of a folder that a .pth file names, the .pth files in it are not read.
    (site,) = environment.glob("lib/python*/site-packages")
    (site / "lent.pth").write_text(sysconfig.get_path("purelib"))
    for part in ("share/jupyter", "etc/jupyter"):
        shutil.copytree(
            Path(sys.prefix) / part,
            environment / part,
            symlinks=False,
            ignore=shutil.ignore_patterns("vitrine*"),
            dirs_exist_ok=True,
        )
    script = environment / "bin" / "jupyter-server"
    script.write_text(
        f"#!{environment / 'bin' / 'python'}\nfrom jupyter_server.serverapp import main\nmain()\n"
    )
    script.chmod(0o755)


@pytest.fixture
def server(built: tuple[Path, Path]) -> Iterator[JupyterServer]:
    """A server of that environment, as a hub starts it, in a folder that is not the checkout."""
    python, home = built
    running = JupyterServer(home, "--Sessions.grace=2", "--Sessions.interval=0.5", python=python)
    yield running
    left = running.stop()
    assert not left, f"the server left running: {left}"


def taken(server: JupyterServer) -> int:
    """Give the bytes of memory that a server and all below it take; what they share counts once (PSS)."""
    pss = 0
    for process in (psutil.Process(server.process.pid), *server.processes()):
        with contextlib.suppress(psutil.NoSuchProcess):
            pss += process.memory_full_info().pss
    return pss


def test_the_link_of_the_readme_opens_four_live_pages_that_end_with_their_tabs(
    server: JupyterServer, context: BrowserContext, watch: Watch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}{link()}?token={TOKEN}")
    links = [link.get_attribute("href") for link in page.locator("a.landing-card").all()]
    assert len(links) == len(pages.PAGES)
    origin = "://".join(urlsplit(server.url)[:2])
    tabs = [opened(context.new_page(), origin + str(link)) for link in links]
    for tab in tabs:
        expect(tab.locator(".bqplot svg").first).to_be_visible(timeout=60_000)
    expect(tabs[0].locator(".vt-summary-text")).to_contain_text("requests")
    assert len(server.sessions()) == len(tabs)
    opened_take = taken(server)
    network = next(tab for tab in tabs if "network.ipynb" in tab.url)
    network.bring_to_front()
    network.get_by_role("button", name="Train it yourself").click()
    again, most = network.get_by_role("button", name="Train again"), 0
    until = time.monotonic() + TRAINED
    while not again.is_visible():
        assert time.monotonic() < until, "the first training does not end"
        most = max(most, taken(server))
        network.wait_for_timeout(300)
    most = max(most, taken(server))
    with capsys.disabled():
        print(
            f"\nBinder, of {MEMORY / 1e6:,.0f} MB (PSS): four pages {opened_take / 1e6:,.0f}, "
            f"at most {most / 1e6:,.0f} with a first training"
        )
    assert most < MEMORY
    for tab in tabs:
        tab.close()
    server.await_sessions(0)
    said = server.log.read_text()
    assert "Traceback" not in said
    assert TOKEN not in said


def link() -> str:
    """Where below a server's address the README's link for Binder leads."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    target = next(part for part in readme.split("](") if "mybinder.org/v2/" in part).split(")")[0]
    return parse_qs(urlsplit(target).query)["urlpath"][0]


def test_the_link_of_the_readme_opens_vitrine_itself() -> None:
    assert link() == "vitrine"
