"""Where what an operator names leads: links, settings that name files, packages installed elsewhere."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from types import ModuleType

import pytest

from app import landlock
from app.server import program, reach
from app.server.reach import _around, _named_in, _told_of_others
from app.settings import Settings


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def test_a_link_opens_what_it_leads_to_and_nothing_around_it(tmp_path: Path) -> None:
    (tmp_path / "far" / "deep").mkdir(parents=True)
    (tmp_path / "far" / "one.log").write_text("a line", "utf-8")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "folder").symlink_to(tmp_path / "far" / "deep")
    (tmp_path / "logs" / "file.log").symlink_to(tmp_path / "far" / "one.log")
    (tmp_path / "logs" / "round").symlink_to("round")
    (tmp_path / "all").symlink_to(tmp_path / "far" / "deep")
    around = set(_around(str(tmp_path / "logs")))
    assert around == {tmp_path / "logs", tmp_path / "far" / "deep", tmp_path / "far"}
    assert set(_around(str(tmp_path / "all"))) == {tmp_path / "all", tmp_path / "far" / "deep"}


def test_links_are_followed_in_the_folders_that_links_lead_to(tmp_path: Path) -> None:
    """As a glob over deployed programs does: each a link, and its logs another one."""
    for folder in ("apps", "releases/7", "log/a"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "apps" / "a").symlink_to(tmp_path / "releases" / "7")
    (tmp_path / "releases" / "7" / "logs").symlink_to(tmp_path / "log" / "a")
    (tmp_path / "log" / "a" / "back").symlink_to(tmp_path / "apps")
    around = set(_around(str(tmp_path / "apps" / "*" / "logs" / "*.log")))
    assert around == {tmp_path / "apps", tmp_path / "releases" / "7", tmp_path / "log" / "a"}


def test_of_a_folder_without_end_only_so_much_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reach, "MOST_LOOKED_AT", 10)
    for number in range(30):
        (tmp_path / f"{number}").symlink_to(f"../far-{number}/x")
    assert len(set(_around(str(tmp_path)))) <= 11


def test_certificates_that_settings_name_are_open(tmp_path: Path) -> None:
    config = tmp_path / "kafka"
    config.write_text(
        "security.protocol=SSL\nssl.ca.location=/etc/kafka/ca.pem\n# ssl.key.location=/etc/no\n"
        'sasl.jaas.config=of.Krb5 required keyTab="/etc/keys/kafka.keytab" principal="me";\nroot=/\n',
        "utf-8",
    )
    assert list(map(str, _named_in(config))) == ["/etc/kafka/ca.pem", "/etc/keys/kafka.keytab"]
    config.write_text(
        "distributed:\n  comm:\n    tls:\n      ca-file: /etc/dask/ca.pem  # ours\n"
        "      client: {cert: '/srv/a b/cert.pem'}\n    url: tcp://10.0.0.5:8786\n",
        "utf-8",
    )
    named = list(map(str, _named_in(config)))
    assert named[:2] == ["/etc/dask/ca.pem", "/srv/a b/cert.pem"]


def test_a_cluster_s_settings_and_those_of_addresses_are_open_where_there_are_any(home: Path) -> None:
    (home / ".config" / "dask").mkdir(parents=True)
    (home / ".config" / "dask" / "tls.yaml").write_text("ca-file: /srv/ca.pem\n", "utf-8")
    assert list(_told_of_others(Settings.read({}))) == []
    near = set(_told_of_others(Settings.read({"VITRINE_DASK": "tls://10.0.0.5:8786"})))
    assert {home / ".config" / "dask", Path("/srv/ca.pem")} <= near
    assert not {home / ".aws", home / ".ssh"} & near
    far = {"VITRINE_DASK": "tls://10.0.0.5:8786", "VITRINE_LOGS": "s3://bucket/logs"}
    assert home / ".aws" in set(_told_of_others(Settings.read(far)))
    assert home / ".ssh" not in set(_told_of_others(Settings.read(far)))
    far["VITRINE_LOGS"] = "sftp://host/logs"
    assert home / ".ssh" in set(_told_of_others(Settings.read(far)))


@pytest.mark.skipif(landlock.abi() < landlock.LEAST, reason="this kernel has no Landlock")
def test_a_session_that_cannot_be_confined_is_told_in_the_log_and_lives(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def nobody(*_: object) -> Settings:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Settings, "read", nobody)
    monkeypatch.setattr(tempfile, "tempdir", None)
    for name in ("TMPDIR", "IPYTHONDIR"):
        monkeypatch.setenv(name, tempfile.gettempdir())
    assert not reach.confine_files({}, "")
    assert not landlock.is_restricted()
    assert "cannot be confined" in caplog.text


def packages_seen(*paths: Path, code: str = "") -> set[Path]:
    """What another process finds that has these folders on its path, and has run some code."""
    asking = f"{code}\nfrom app.server import program\nprint(*program.packages(), sep='\\n')"
    asked = subprocess.run(
        [sys.executable, "-c", asking],
        env={"PYTHONPATH": ":".join(map(str, (*sys.path, *paths)))},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return set(map(Path, asked.stdout.split()))


def test_packages_of_checkouts_and_behind_links_are_part_of_the_program(tmp_path: Path) -> None:
    for name in ("checkout/mine", "cache/7f/whole", "cache/8a/linked", "site/linked", "site/plain"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
    # uv's way with its cache: each file a link. And a whole package that is one.
    (tmp_path / "site" / "linked" / "__init__.py").unlink()
    (tmp_path / "site" / "linked" / "__init__.py").symlink_to(tmp_path / "cache/8a/linked/__init__.py")
    (tmp_path / "site" / "whole").symlink_to(tmp_path / "cache" / "7f" / "whole")
    (tmp_path / "secret").mkdir()
    (tmp_path / "site" / "node_modules").symlink_to(tmp_path / "secret")
    # setuptools' way with a checkout: a finder that knows where its packages are.
    finder = f"MAPPING = {{'mine': {str(tmp_path / 'checkout' / 'mine')!r}}}\n"
    (tmp_path / "site" / "__editable___mine_finder.py").write_text(finder, "utf-8")
    found = packages_seen(tmp_path / "site", code="import __editable___mine_finder")
    assert found == {
        tmp_path / "checkout" / "mine",
        tmp_path / "cache" / "7f" / "whole",
        tmp_path / "cache" / "8a",
    }


def test_a_module_that_cannot_be_asked_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class Odd(ModuleType):
        @property
        def __dict__(self) -> dict[str, object]:  # type: ignore[override]
            return {"__path__": 7}

    elsewhere = ModuleType("elsewhere")
    elsewhere.__file__ = str(tmp_path / "elsewhere.py")
    monkeypatch.setitem(sys.modules, "odd", Odd("odd"))
    monkeypatch.setitem(sys.modules, "elsewhere", elsewhere)
    assert tmp_path / "elsewhere.py" in program.packages.__wrapped__()
