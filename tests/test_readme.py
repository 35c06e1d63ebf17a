"""What the README shows works."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from app.logs import read_log
from app.logs.formats import Format, register, registry
from app.network import diagnostics

LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /?productId=A HTTP/1.1" 404 10 "-" "curl/8" 0.125s\n'


def test_a_log_format_is_one_declaration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "FORMATS", registry.FORMATS.copy())
    register(Format("timed", "Combined and a time", tail=r" \d+\.\d+s"))
    path = tmp_path / "access.log"
    path.write_text(LINE * 3)
    log = read_log(path)
    assert log.format.name == "timed"
    assert log.counts("hour", where={"status": [404, 503]})[10] == 3
    assert len(log.requests(where={"product": "A"})) == 3


def test_a_diagnostic_is_one_small_class(monkeypatch: pytest.MonkeyPatch) -> None:
    """The README's own lines, run; a stand-in for the trained model predicts 1 for everything."""
    before = diagnostics.DIAGNOSTICS
    monkeypatch.setattr(diagnostics.diagnostic, "DIAGNOSTICS", before.copy())
    readme = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    code = next(
        block for block in re.findall(r"```python\n(.*?)```", readme, re.DOTALL) if "(Diagnostic)" in block
    )
    written: dict = {}
    exec(code, written)
    (made,) = [one for title, one in diagnostics.diagnostic.DIAGNOSTICS.items() if title not in before]
    shown = made()
    widget = shown.build()

    class Ones:
        def predict(self, x: np.ndarray, verbose: int) -> np.ndarray:  # noqa: ARG002
            return np.ones((len(x), 1))

    shown.update(Ones(), np.zeros((3, 2)), np.array([1.0, 1.5, -2.0]))
    assert widget.value == "3"
    shown.reset()
    assert widget.value == "train first"
