"""The Dockerfile and the compose file, linted, read, and carried out in a folder: no Docker is needed."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from app.settings import SETTINGS
from tests.browser.conftest import free_port
from tests.source import ROOT

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
PATHS = ("/build", "/opt/vitrine", "/srv/vitrine", "/var/lib/vitrine")


class Step(NamedTuple):
    """One instruction: its name in capitals, and what follows."""

    name: str
    text: str


def steps() -> list[Step]:
    text = re.sub(r"^\s*#.*\n", "", DOCKERFILE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    lines = text.replace("\\\n", " ").splitlines()
    return [Step(*line.split(None, 1)) for line in lines if line.strip()]


def named(name: str) -> list[str]:
    return [step.text for step in steps() if step.name == name]


def test_hadolint_finds_nothing() -> None:
    linter = Path(sys.executable).with_name("hadolint")
    found = subprocess.run([linter, DOCKERFILE], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")
    bad = subprocess.run(
        [linter, "-"], input="FROM python\nRUN cd /", capture_output=True, text=True, check=False
    )
    assert bad.returncode != 0, "it finds nothing anywhere"


def test_it_runs_as_nobody_special_and_keeps_what_visitors_keep() -> None:
    assert named("USER") == ["1000:1000"]
    assert named("VOLUME") == ["/var/lib/vitrine"]
    assert "VITRINE_VISITORS=/var/lib/vitrine/" in " ".join(named("ENV"))
    assert [
        int(version[1]) >= 11 for version in re.finditer(r"python:3\.(\d+)-", " ".join(named("FROM")))
    ] == [
        True,
        True,
    ]


class Image(NamedTuple):
    """What the steps made, in a folder that stands for the root of the image."""

    root: Path
    environment: dict[str, str]

    def here(self, text: str) -> str:
        return re.sub(f"(?<![\\w.])({'|'.join(PATHS)})(?![\\w-])", rf"{self.root}\1", text)

    def run(
        self, command: str | list[str], folder: str = "srv/vitrine", **more: str
    ) -> subprocess.CompletedProcess[str]:
        shell = isinstance(command, str)
        text = self.here(command) if shell else [self.here(part) for part in command]
        return subprocess.run(
            text,
            shell=shell,
            cwd=self.root / folder,
            env=self.environment | more,
            capture_output=True,
            text=True,
        )


def context(folder: Path) -> None:
    """Copy what ``.dockerignore`` lets into the image's context, by its rules: the last that fits decides."""
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.strip() and not line.startswith("#")
    ]

    def ignored(path: str) -> bool:
        kept_out = False
        for rule in rules:
            pattern = re.escape(rule.lstrip("!")).replace(r"\*\*/", "(?:.*/)?").replace(r"\*", "[^/]*")
            if re.fullmatch(f"{pattern}(?:/.*)?", path):
                kept_out = not rule.startswith("!")
        return kept_out

    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if not ignored(name) and (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)


def libraries(folder: Path) -> Path:
    """What is installed here, without Vitrine itself: it stands in for what the step would download anew."""
    folder.mkdir()
    (installed,) = Path(sys.prefix).glob("lib/python*/site-packages")
    for path in installed.iterdir():
        if "vitrine" not in path.name and path.name not in ("pip", "app") and path.suffix != ".pth":
            (folder / path.name).symlink_to(path)
    return folder


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """Carries out each COPY, ENV and RUN; paths begin in the folder, libraries are those of the test."""
    root = tmp_path_factory.mktemp("image")
    for path in PATHS:
        (root / path[1:]).parent.mkdir(parents=True, exist_ok=True)
    (root / "build").mkdir()
    context(root / "build")
    image = Image(
        root,
        {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(root),
            "PYTHONPATH": str(libraries(root / "libraries")),
        }
        | {
            name: value
            for name, value in os.environ.items()
            if name.startswith(("PIP_", "SSL_", "REQUESTS_"))
        },
    )
    outside = image.environment["PATH"]
    for step in steps():
        if step.name == "ENV":
            for pair in shlex.split(step.text):
                name, value = image.here(pair).split("=", 1)
                image.environment[name] = f"{value}{os.pathsep}{outside}" if name == "PATH" else value
        elif step.name == "RUN":
            owner = [] if os.geteuid() == 0 else [("-o 1000 -g 1000", "")]
            command = step.text
            for text, instead in owner:
                command = command.replace(text, instead)
            done = image.run(command, "build")
            assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return image


@pytest.fixture
def container(image: Image) -> Iterator[str]:
    """A server started by CMD with the environment of the image; gives its port."""
    port = free_port()
    command = json.loads(named("CMD")[-1])
    with (image.root / "log").open("w") as log:
        process = subprocess.Popen(
            command,
            cwd=image.root / "srv/vitrine",
            env=image.environment
            | {"PORT": port, "VITRINE_ADDRESS": "127.0.0.1", "VITRINE_BASE_URL": "/tools/vitrine/"},
            stdout=log,
            stderr=log,
        )
        yield port
        process.terminate()
        assert process.wait(30) == 0, (image.root / "log").read_text()[-2000:]


def test_what_the_steps_make_serves_and_is_healthy(image: Image, container: str) -> None:
    made = image.root / "opt/vitrine"
    assert not list((image.root / "build").glob("tests")), "the image needs no tests"
    assert (made / "data/shop.log.gz").is_file()
    check = json.loads(named("HEALTHCHECK")[-1].split(" CMD ")[1])
    where = {"PORT": container, "VITRINE_BASE_URL": "/tools/vitrine/"}
    until = time.monotonic() + 60
    while (healthy := image.run(check, **where)).returncode and time.monotonic() < until:
        time.sleep(0.5)
    assert healthy.returncode == 0, (image.root / "log").read_text()[-2000:]
    where_from = image.run(["python", "-c", "import app; print(app.__file__)"]).stdout
    assert where_from.startswith(str(made)), where_from
    assert image.run(check, **where | {"PORT": free_port()}).returncode != 0
    assert image.run(check, **where | {"VITRINE_BASE_URL": "/"}).returncode != 0


def test_the_compose_file_names_what_is_there() -> None:
    made = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))
    vitrine, nginx = made["services"]["vitrine"], made["services"]["nginx"]
    folder = (ROOT / "deploy" / vitrine["build"]["context"]).resolve()
    assert (folder / vitrine["build"]["dockerfile"]) == DOCKERFILE
    assert set(vitrine["environment"]) <= {setting.name for setting in SETTINGS}
    assert vitrine["volumes"][0] == f"visitors:{named('VOLUME')[0]}"
    assert "visitors" in made["volumes"]
    # nginx reaches Vitrine at this address since both share one network, and nobody else does.
    assert nginx["network_mode"] == "service:vitrine"
    proxy = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    assert f"proxy_pass http://{vitrine['environment']['VITRINE_ADDRESS']}:8866;" in proxy
    assert f"location {vitrine['environment']['VITRINE_BASE_URL']} {{" in proxy
    assert {port.split(":")[1] for port in vitrine["ports"]} == set(re.findall(r"listen (\d+)", proxy))
    inside = [volume.split(":")[1] for volume in nginx["volumes"]]
    assert inside[0].startswith("/etc/nginx/conf.d/")
    for path in inside[1:]:
        assert f" {path};" in proxy
