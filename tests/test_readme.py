"""What the README shows works."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.logs import formats, read_log
from app.logs.formats import Format, register

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /?productId=A HTTP/1.1" 404 10 "-" "curl/8" 0.125s\n'


def test_a_log_format_is_one_declaration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "_registered", dict(formats._registered))
    register(Format("timed", "Combined and a time", tail=r" \d+\.\d+s"))
    path = tmp_path / "access.log"
    path.write_text(LINE * 3)
    log = read_log(path)
    assert log.format.name == "timed"
    assert log.counts("hour", where={"status": [404, 503]})[10] == 3
    assert len(log.requests(where={"product": "A"})) == 3
