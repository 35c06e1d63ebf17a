from __future__ import annotations

import dataclasses
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.problem import Problem
from app.server.paths import check_paths
from app.settings import SETTINGS, Settings, named
from tests.browser.conftest import free_port

ROOT = Path(__file__).resolve().parents[2]


def test_the_readme_s_table_says_what_the_code_says() -> None:
    table = re.findall(
        r"^\| `([A-Z_]+)` \| (.+?) \| (.+?) \|$", (ROOT / "README.md").read_text(), re.MULTILINE
    )
    said = {name: (default.strip("`").replace("none", ""), meaning) for name, default, meaning in table}
    assert said == {setting.name: (setting.default, setting.meaning) for setting in SETTINGS}


def test_nothing_set_gives_the_defaults() -> None:
    found = Settings.read({})
    assert (found.port, found.address, found.logs) == (8866, "127.0.0.1", ())
    assert (found.max_sessions, found.max_upload_mb, found.idle_minutes) == (40, 500, 480)


def test_an_empty_value_is_as_good_as_none() -> None:
    assert Settings.read({"PORT": " ", "VITRINE_LOGS": ""}) == Settings.read({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "80.5"),
        ("VITRINE_MAX_SESSIONS", "0"),
        ("VITRINE_MAX_SESSIONS", "many"),
        ("VITRINE_MAX_UPLOAD_MB", "-1"),
        ("VITRINE_READ_MB", "0"),
        ("VITRINE_ALL_READ_MB", "much"),
        ("VITRINE_IDLE_MINUTES", "nan"),
        ("VITRINE_STALL_SECONDS", "1"),
        ("VITRINE_STALL_SECONDS", "-5"),
        ("VITRINE_STALL_SECONDS", "never"),
    ],
)
def test_a_bad_value_is_named(name: str, value: str) -> None:
    with pytest.raises(Problem, match=f"{name} is “{re.escape(value)}”"):
        Settings.read({name: value})


def test_what_is_passed_on_reads_the_same() -> None:
    found = Settings.read({"PORT": "9", "VITRINE_LOGS": os.pathsep.join(["a/*.log", "/b c"])})
    assert found.logs == (str(Path.cwd() / "a/*.log"), "/b c")
    assert Settings.read(found.environment()) == found


def test_logs_at_addresses_beside_paths() -> None:
    """A colon parts entries, and is in an address itself: after its scheme, in who asks, before its port."""
    written = {
        "/var/log": "/var/log",
        " s3://bucket/logs ": "s3://bucket/logs",
        "s3://bucket": "s3://bucket",
        "http://host:8080/a.log": "http://host:8080/a.log",
        "https://me:secret@host:8443/b/*.log": "https://me:secret@host:8443/b/*.log",
        "http://[::1]:8000/x": "http://[::1]:8000/x",
        "gcs://bucket/2024/*.gz": "gcs://bucket/2024/*.gz",
        "/b c": "/b c",
    }
    known = {"VITRINE_LOGS": ":".join(written), "VITRINE_DASK": "tcp://10.0.0.5:8786"}
    found = Settings.read(known)
    assert found.logs == tuple(written.values())
    assert Settings.read(found.environment()) == found
    assert list(found.named_logs()) == ["log", "logs", "bucket", "a.log", "*.log", "x", "*.gz", "b c"]
    assert check_paths(dataclasses.replace(found, logs=found.logs[1:-1])) == []
    with pytest.raises(Problem, match=r"VITRINE_LOGS names “https://host/a\.log”, which only the workers of"):
        Settings.read({"VITRINE_LOGS": "https://me:secret@host/a.log?key=secret"})


def started_with(**environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "app.server"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PORT", "eighty", "PORT is “eighty”, which is not a port from 1 to 65535."),
        ("VITRINE_TEXTS", "/nope.csv", "VITRINE_TEXTS names “/nope.csv”, which is not a file."),
        ("VITRINE_VISITORS", "/dev/null/x", "VITRINE_VISITORS is “/dev/null/x”, where nothing can be kept: "),
        ("VITRINE_ADDRESS", "nonsense.invalid", "VITRINE_ADDRESS is “nonsense.invalid”, which is not an "),
        ("VITRINE_ADDRESS", "192.0.2.7", "VITRINE_ADDRESS is “192.0.2.7”, which is not an address of "),
    ],
)
def test_a_value_that_cannot_be_used_stops_the_server_with_a_sentence(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    tried = started_with(HOME=str(tmp_path), **{"PORT": free_port(), name: value})
    assert tried.returncode == 1
    assert said in tried.stderr.splitlines()[-1]
    assert "Traceback" not in tried.stderr


def test_a_log_that_may_come_later_is_named_and_one_that_is_there_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.log").touch()
    logs = ["a.log", "*.log", "**.log", "nope.log", "nope/*.gz"]
    settings = Settings.read(
        {
            "VITRINE_LOGS": os.pathsep.join(str(tmp_path / log) for log in logs),
            "VITRINE_VISITORS": str(tmp_path / "kept"),
        }
    )
    warnings = check_paths(settings)
    assert [warning.split("”")[0] for warning in warnings] == [
        f"VITRINE_LOGS names “{tmp_path / log}" for log in logs[3:]
    ]


def test_a_home_that_keeps_nothing_is_a_warning(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    (warning,) = check_paths(Settings.read({}))
    assert "set VITRINE_VISITORS to another folder" in warning


@given(st.lists(st.sampled_from(["x.log", "x.log-2", "x.log-3", "x.log-2-2", "shop", "shop-2"]), max_size=9))
def test_no_file_loses_its_place_to_another_whatever_they_are_called(names):
    paths = [f"/{place}/{name}" for place, name in enumerate(names)]
    found = named(paths, ["shop"])
    assert sorted(found.values()) == sorted(paths)
    assert "shop" not in found
    # The first that is called so keeps its name.
    for name in {*names} - {"shop"}:
        assert found[name] == paths[names.index(name)]
