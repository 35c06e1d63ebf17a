"""What forks sessions, where it does not come to it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from app.server import forking
from app.server.forking import ForkedProcess, Zygote


@pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
def test_two_visitors_at_once_start_by_themselves_where_nothing_can_be_forked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleeper = tmp_path / "python"
    sleeper.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    sleeper.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(sleeper))
    monkeypatch.setattr(forking, "IMPORTING", 1.0)
    zygote = Zygote()
    zygote.start()

    async def visitors() -> list[ForkedProcess | None]:
        return await asyncio.gather(*(zygote.fork([], {}, "/") for _ in range(2)))

    try:
        assert asyncio.run(visitors()) == [None, None]
        assert not zygote.alive
    finally:
        zygote.close()
