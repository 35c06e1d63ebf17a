"""What JAX compiled, kept for the next session."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.network import compiled

PROGRAM = """
import jax, time
from pathlib import Path
from app.network.engine import keras
keras()
heard = []
jax.monitoring.register_event_listener(lambda event, **_: heard.append(event))
print(float(jax.jit(lambda x: (x @ x).sum())(jax.numpy.ones((8, 8)))))
print(sum(event.endswith("/cache_hits") for event in heard))
"""


def test_the_next_process_finds_what_the_first_compiled(tmp_path: Path) -> None:
    def run() -> list[str]:
        named = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
        environment = {**named, "HOME": str(tmp_path), "KERAS_BACKEND": "jax"}
        ended = subprocess.run(
            [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True
        )
        return ended.stdout.split()

    assert run() == ["512.0", "0"]
    value, hits = run()
    assert value == "512.0"
    assert int(hits) > 0
    folder = tmp_path / ".cache" / "vitrine" / "jax"
    assert list(folder.iterdir())
    assert folder.stat().st_mode & 0o777 == 0o700


IDENTITY = """
import jax
from jax._src.lib import xla_client
print(xla_client.get_topology_for_devices(jax.devices()[:1]).fingerprint())
"""


@pytest.mark.skipif(platform.machine() != "x86_64", reason="elsewhere XLA has no switch for instructions")
def test_jax_itself_tells_processors_apart_so_the_folder_need_not() -> None:
    def identity(flags: str) -> str:
        environment = {**os.environ, "JAX_PLATFORMS": "cpu", "XLA_FLAGS": flags}
        ran = subprocess.run(
            [sys.executable, "-c", IDENTITY], env=environment, capture_output=True, text=True, check=True
        )
        return ran.stdout

    plain = identity("")
    assert identity("--xla_cpu_enable_fast_math=true") == plain
    assert identity("--xla_cpu_max_isa=SSE4_2") != plain


def told(config: dict[str, object]) -> SimpleNamespace:
    return SimpleNamespace(config=SimpleNamespace(update=config.__setitem__))


def test_the_oldest_go_where_they_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "MOST_BYTES", 100)
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    for place in range(6):
        path = tmp_path / f"{place}-cache"
        path.write_bytes(b"x" * 20)
        os.utime(path, (place, place))
    config: dict[str, object] = {}
    compiled.keep_compiled(told(config), tmp_path)  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["4-cache", "5-cache"]
    assert config["jax_compilation_cache_dir"] == str(tmp_path)


def test_a_folder_that_cannot_be_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAX_COMPILATION_CACHE_DIR", raising=False)
    (tmp_path / "file").touch()
    config: dict[str, object] = {}
    compiled.keep_compiled(told(config), tmp_path / "file" / "below")  # type: ignore[arg-type]
    monkeypatch.setenv("JAX_COMPILATION_CACHE_DIR", "elsewhere")
    compiled.keep_compiled(told(config), tmp_path)  # type: ignore[arg-type]
    assert config == {}
