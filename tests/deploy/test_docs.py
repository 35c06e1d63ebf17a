"""What the pages in ``docs/`` say: their commands, settings and links are those of the project."""

from __future__ import annotations

import http.client
import re
import shlex
import ssl
import subprocess
import sys
from base64 import b64encode
from pathlib import Path

import pytest
from jupyter_server.auth.security import passwd_check

from app.server import command
from app.settings import SETTINGS, Settings
from tests.browser.conftest import App, free_port
from tests.deploy.nginx import Nginx, program
from tests.source import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
OURS = ("server.md", "proxy.md", "authentication.md", "jupyterhub.md", "scaling.md")
"""Those that say how Vitrine is run; the others are tried by tests of their own."""
SYSTEM = {"cp", "docker", "export", "journalctl", "jupyterhub", "nginx", "python", "python3", "systemctl"}


def lines() -> list[tuple[str, str]]:
    """Every line of a block of commands, with the page that it stands on."""
    found = []
    for page in (one for one in PAGES if one.name in OURS):
        for block in re.findall(
            r"^```\n(.*?)^```", page.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
        ):
            found += [(page.name, line) for line in block.splitlines()]
    return found


def words(line: str) -> tuple[dict[str, str], list[str]]:
    """The variables that a command is given, and its words."""
    parts = shlex.split(line)
    given = {}
    while parts and re.fullmatch(r"[A-Z_]+=.*", parts[0]):
        name, value = parts.pop(0).split("=", 1)
        given[name] = value
    return given, parts


def test_there_are_commands_to_check() -> None:
    assert len(lines()) > 15


@pytest.mark.parametrize(("page", "line"), lines())
def test_a_command_is_one_that_there_is(page: str, line: str) -> None:
    given, parts = words(line)
    assert set(given) <= {setting.name for setting in SETTINGS}
    Settings.read(given)
    name = Path(parts[0]).name
    if name == "vitrine":
        asked = [part for part in parts[1:] if not part.startswith("/var/log/")]
        command._parser().parse_args(asked)
    else:
        assert name in SYSTEM | {"pip"}, line
    for part in parts[1:]:
        if part.startswith("deploy/"):
            assert (ROOT / part).exists(), part
    if "--constraint" in parts:
        assert (ROOT / parts[parts.index("--constraint") + 1]).is_file()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_every_setting_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)", text):
        assert "://" in target or (page.parent / target).exists(), target
    named = set(re.findall(r"\bVITRINE_[A-Z_]+\b", text))
    assert named <= {setting.name for setting in SETTINGS}


def test_the_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert {page.name for page in PAGES} - {"README.md"} <= set(re.findall(r"\]\((\w+\.md)\)", index))


def test_the_hash_is_made_as_the_page_says() -> None:
    ((_, line),) = [found for found in lines() if "passwd()" in found[1]]
    code = shlex.split(line)[2].replace("passwd()", "passwd('correct horse')")
    made = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert Settings.read({"VITRINE_PASSWORD": made}).password == made
    assert passwd_check(made, "correct horse")
    assert not passwd_check(made, "another horse")


def test_nginx_names_the_user_as_the_page_says(tmp_path: Path) -> None:
    """The block of the page, put into the location of the shipped configuration."""
    text = (ROOT / "docs" / "authentication.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    hashed = subprocess.run(
        [program("openssl", "openssl"), "passwd", "-apr1", "sesame"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    users = tmp_path / "vitrine.users"
    users.write_text(f"ada:{hashed}")
    # nginx gives up its rights before it reads the file.
    tmp_path.chmod(0o755)
    assert "/etc/nginx/vitrine.users" in block
    app = App(
        tmp_path,
        VITRINE_BASE_URL="/tools/vitrine/",
        VITRINE_PROXY="127.0.0.1",
        VITRINE_USER_HEADER="X-Remote-User",
    )
    port = free_port()
    location = "location /tools/vitrine/ {"
    nginx = Nginx(
        tmp_path / "nginx",
        ROOT / "deploy" / "nginx.conf",
        {
            "listen 443 ssl": f"listen 127.0.0.1:{port} ssl",
            "listen 80": f"listen 127.0.0.1:{free_port()}",
            "127.0.0.1:8866": app.url.split("/")[2],
            location: location + "\n" + block.replace("/etc/nginx/vitrine.users", str(users)),
        },
    )

    def status(port: str, tls: bool, **headers: str) -> int:
        unsigned = ssl._create_unverified_context()
        made = (
            http.client.HTTPSConnection("127.0.0.1", int(port), context=unsigned)
            if tls
            else http.client.HTTPConnection("127.0.0.1", int(port))
        )
        made.request("GET", "/tools/vitrine/", headers={n.replace("_", "-"): v for n, v in headers.items()})
        answered = made.getresponse().status
        made.close()
        return answered

    try:
        nginx.await_port(port)
        known = f"Basic {b64encode(b'ada:sesame').decode()}"
        assert status(port, True, Authorization=known) == 200
        assert status(port, True) == 401
        assert status(port, True, X_Remote_User="ada") == 401
        assert status(app.url.split("/")[2].split(":")[1], False) == 403
    finally:
        nginx.stop()
        assert not app.stop()
