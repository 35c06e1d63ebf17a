"""The modules that browsers draw widgets by outlive the folder in which they were made."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
from pathlib import Path

import pytest
from tornado.testing import AsyncHTTPTestCase
from tornado.web import Application

from app.charts import BarList, component
from app.places import COMPONENTS
from app.server.assets import ComponentAsset
from app.server.modules import Modules

CODE = b"export const charts_bar_list = 1;\n"
NAME = f"charts.{hashlib.sha256(CODE).hexdigest()[:16]}.js"


def test_what_was_seen_once_is_there_when_its_file_and_its_folder_are_gone(tmp_path: Path) -> None:
    folder = tmp_path / "components"
    folder.mkdir()
    modules = Modules(folder)
    assert modules.names() == []
    (folder / NAME).write_bytes(CODE)
    assert modules.names() == [NAME]
    shutil.rmtree(folder)
    assert modules.names() == [NAME]
    module = modules.get(NAME)
    assert module is not None
    assert module.plain == gzip.decompress(module.packed) == CODE
    assert modules.get("charts.0123456789abcdef.js") is None


def test_what_is_being_written_still_is_taken_when_it_is_whole(tmp_path: Path) -> None:
    modules = Modules(tmp_path)
    (tmp_path / NAME).write_bytes(CODE[:10])
    assert modules.get(NAME) is None
    (tmp_path / NAME).write_bytes(CODE)
    assert modules.get(NAME) is not None


class Sent(AsyncHTTPTestCase):
    """What a browser is sent whose server's folder was cleared away."""

    def get_app(self) -> Application:
        folder = Path(tempfile.mkdtemp())
        (folder / NAME).write_bytes(CODE)
        modules = Modules(folder)
        modules.names()
        shutil.rmtree(folder)
        return Application([("/voila/components/(.*)", ComponentAsset, {"modules": modules})])

    def test_a_module_comes_compressed_or_as_it_is_and_is_kept_for_good(self) -> None:
        for packing in ("gzip", "identity"):
            answer = self.fetch(f"/voila/components/{NAME}", headers={"Accept-Encoding": packing})
            assert (answer.code, answer.body) == (200, CODE)
            assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"
            assert "immutable" in answer.headers["Cache-Control"]
        named = {"If-None-Match": answer.headers["Etag"], "Accept-Encoding": "identity"}
        assert self.fetch(f"/voila/components/{NAME}", headers=named).code == 304
        asked = self.fetch(f"/voila/components/{NAME}", method="HEAD")
        assert (asked.code, asked.body) == (200, b"")

    def test_any_other_name_is_answered_in_words(self) -> None:
        for name in ("nothing.js", "../in-use", "%00", ""):
            answer = self.fetch(f"/voila/components/{name}")
            assert (answer.code, answer.body) == (404, b"404 Not Found\n")


def test_where_the_folder_is_gone_a_module_comes_with_the_widgets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COMPONENTS, str(tmp_path / "gone"))
    for held in ("_served", "_modules", "_templates"):
        monkeypatch.setattr(component, held, {})
    component.prepare()
    BarList()
    module = component._modules["charts"]
    assert not module.url
    assert "export const charts_bar_list" in module.code


def test_a_module_that_could_not_be_written_whole_bears_no_name_that_is_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, text: str, encoding: str) -> int:
        self.write_bytes(text[:100].encode(encoding))
        raise OSError(28, "No space left on device")

    monkeypatch.setenv(COMPONENTS, str(tmp_path))
    monkeypatch.setattr(component, "_served", {})
    monkeypatch.setattr(Path, "write_text", full)
    component.prepare()
    assert component._served == {}
    assert not list(tmp_path.glob("*.js"))
