"""What the README shows works."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from app.logs import read_log
from app.logs.formats import Format, register, registry
from app.network import diagnostics
from tests.network.test_pictures import packed, pets

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
# Two more are run below and in tests/gallery/test_readme.py: a diagnostic, and a page of four files.
ALONE = [code for code in BLOCKS if "(Diagnostic)" not in code and not re.match(r"# (app|pages)/", code)]
LINE = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /?productId=A HTTP/1.1" 404 10 "-" "curl/8" 0.125s\n'


def test_its_pictures_are_there_and_small() -> None:
    pictures = [
        Path(__file__).parents[1] / path for path in re.findall(r"!\[[^]]*\]\((?!https?:)([^)]+)\)", README)
    ]
    assert pictures
    for picture in pictures:
        assert 10_000 < picture.stat().st_size < 200_000, picture


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
    code = next(block for block in BLOCKS if "(Diagnostic)" in block)
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


def test_every_example_is_run_somewhere() -> None:
    assert len(ALONE) == 6
    assert len(BLOCKS) == len(ALONE) + 5


@pytest.mark.parametrize("code", ALONE, ids=lambda code: code.splitlines()[0])
def test_an_example_runs(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it stands, in a folder with the logs and pictures that it names and with the arrays that it speaks
    of."""
    monkeypatch.setattr(registry, "FORMATS", registry.FORMATS.copy())
    monkeypatch.chdir(tmp_path)
    Path("access.log").write_text(LINE * 3)
    Path("own.log").write_text('192.0.2.1 [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 rt=0.125\n' * 3)
    for name, content in packed(pets()).items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_bytes(content)
    draw = np.random.default_rng(1)
    written: dict = {"x": draw.normal(size=(60, 3)), "y": draw.normal(size=60)}
    exec(code, written)
    assert set(written) > {"x", "y"}
