"""The command ``vitrine``: what it takes, and what it says of what it does not take."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import places
from app.logs.reading.offers import offers
from app.server import bundled, command
from app.server.paths import check_paths
from app.server.platforms import refusal, too_new
from app.settings import Settings
from tests.pins import PROJECT


def settings(*arguments: str, **environment: str) -> Settings:
    return command.chosen(command._parser().parse_args(arguments), environment)


def test_port_and_address_come_before_the_environment_s() -> None:
    found = settings("--port", "8901", "--address", "0.0.0.0", PORT="9", VITRINE_MAX_SESSIONS="3")
    assert (found.port, found.address, found.max_sessions) == (8901, "0.0.0.0", 3)
    assert settings(PORT="9").port == 9


@pytest.mark.parametrize("named", ["access.log", "nginx", "shop"])
def test_the_page_opens_on_the_first_log_and_offers_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nginx").mkdir()
    for name in ("access.log", "shop", "other.log"):
        (tmp_path / name).touch()
    found = settings(named, "other.log", VITRINE_LOGS="/var/log/elsewhere.log")
    assert found.logs == (str(tmp_path / named), str(tmp_path / "other.log"), "/var/log/elsewhere.log")
    first, *others = offers(found)
    assert first.paths == (str(tmp_path / named),)
    assert [offer.name for offer in others] == ["shop", "other.log", "elsewhere.log"]
    assert offers(Settings.read({}))[0].name == "shop"


def test_of_two_logs_of_one_name_each_is_offered(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "access.log" for folder in "abc"]
    for path in paths:
        path.parent.mkdir()
        path.touch()
    found = offers(settings(*map(str, paths)))
    assert [offer.name for offer in found] == ["access.log", "shop", "access.log-2", "access.log-3"]


def test_a_first_log_that_is_not_offered_is_refused(tmp_path: Path) -> None:
    named = {
        "VITRINE_FIRST_LOG": "nope.log",
        "VITRINE_LOGS": "/a/x.log",
        "VITRINE_KAFKA": "a:9092/clicks",
        "VITRINE_VISITORS": str(tmp_path),
    }
    with pytest.raises(Exception, match=r"VITRINE_FIRST_LOG is “nope.log”.*They are: shop, x.log, clicks"):
        check_paths(Settings.read(named))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "http"], "--port: “http” is not a port from 1 to 65535."),
        (["--port", "0"], "--port: “0” is not a port from 1 to 65535."),
        (["--port"], "--port: expected one argument."),
        (["--address", "192.0.2.7"], "--address: “192.0.2.7” is not an address of this machine."),
        (["--address", "nonsense.invalid"], "--address: “nonsense.invalid” is not an address of this "),
        (["--foo"], "Unrecognized arguments: --foo."),
        (["--po=80"], "Unrecognized arguments: --po=80."),
        (["no/such.log"], "There is no file or folder “no/such.log”."),
        (["no/*.log"], "There is no file or folder “no/*.log”."),
        (["data", "no/such.log"], "There is no file or folder “"),
    ],
)
def test_a_bad_argument_is_a_sentence(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert command.main(arguments) == 1
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.startswith(said)
    assert len(written.err.splitlines()) == 1


def test_a_log_whose_path_cannot_be_in_a_list_of_paths_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a:b.log").touch()
    assert command.main([str(tmp_path / "a:b.log")]) == 1
    assert "has a “:”" in capsys.readouterr().err


def test_the_version_is_the_project_s(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"vitrine {PROJECT['version']}\n"


def test_the_data_are_made_once_for_a_version_and_again_when_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []

    def run(given: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        ran.append(given)
        return subprocess.CompletedProcess(given, 0)

    monkeypatch.setattr(bundled.subprocess, "run", run)
    known = Settings.read({"VITRINE_DATA": str(tmp_path)})
    bundled.make_once(known)
    bundled.make_once(known)
    assert ran == [[sys.executable, "-m", "data.make"]]
    bundled.make(known)
    assert len(ran) == 2
    monkeypatch.setattr(bundled, "vitrine_version", lambda: "99")
    bundled.make_once(known)
    assert len(ran) == 3


def test_data_that_cannot_be_kept_are_a_sentence_and_the_server_may_still_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    ran = subprocess.run(
        [sys.executable, "-m", "app.server.command", "data"],
        cwd=places.APP.parent,
        env={**os.environ, "VITRINE_DATA": str(tmp_path / "file" / "data")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ran.returncode == 1
    assert f"Nothing can be written to “{tmp_path}/file/data”: not a directory." in ran.stderr
    assert "Set VITRINE_DATA to a folder that can be written to." in ran.stderr
    assert "Traceback" not in ran.stderr


def test_a_port_in_use_is_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ran = subprocess.run(
            [sys.executable, "-m", "app.server.command", "--port", port],
            cwd=places.APP.parent,
            env={"PATH": os.environ["PATH"], "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[-1].startswith(f"Port {port} cannot be used")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(
    ("system", "machine", "musl", "said"),
    [
        ("Linux", "x86_64", False, ""),
        ("Linux", "aarch64", False, ""),
        ("Darwin", "arm64", False, ""),
        ("Darwin", "x86_64", False, "Vitrine cannot be set up on an Intel Mac"),
        ("Windows", "AMD64", False, "Vitrine runs on Linux and macOS, not on Windows itself."),
        ("Linux", "x86_64", True, "Vitrine cannot be set up on a Linux with musl, such as Alpine"),
        ("Linux", "armv7l", False, "Vitrine cannot be set up on this machine (armv7l)"),
        ("FreeBSD", "amd64", False, "Vitrine runs on Linux and macOS; this is FreeBSD."),
    ],
)
def test_where_the_wheels_do_not_exist_it_says_so(system: str, machine: str, musl: bool, said: str) -> None:
    found = refusal(system, machine, musl)
    assert found.startswith(said)
    assert bool(found) == bool(said)


def test_a_python_without_wheels_is_refused_and_those_that_are_named_are_not() -> None:
    assert [too_new((3, minor)) for minor in (11, 12, 13, 14)] == [""] * 4
    assert too_new((3, 15)).startswith("Python 3.15 is too new")
