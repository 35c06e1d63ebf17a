"""What a cell displays stands on its page, however late it comes."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from voila.execute import VoilaExecutor
from voila.notebook_renderer import NotebookRenderer

from app.server.rendering import PageRenderer

LATE = 4.5
"""Seconds from a cell's answer to what it displays; Voilà's executor by itself waits for four."""


class Client:
    """A kernel that answers at once, and whose outputs are on their way for long."""

    allow_stdin = False

    def __init__(self) -> None:
        display = {"data": {"text/plain": "here"}, "metadata": {}, "transient": {}}
        self._outputs = [("display_data", display), ("status", {"execution_state": "idle"})]
        self.shell_channel = SimpleNamespace(get_msg=self._answer)
        self.iopub_channel = SimpleNamespace(get_msg=self._output)

    def execute(self, *_: Any, **__: Any) -> str:
        return "cell"

    async def is_alive(self) -> bool:
        return True

    async def _answer(self, **_: Any) -> dict[str, Any]:
        return _message("execute_reply", {"status": "ok", "execution_count": 1})

    async def _output(self, **_: Any) -> dict[str, Any]:
        if len(self._outputs) == 2:
            await asyncio.sleep(LATE)
        return _message(*self._outputs.pop(0))


def _message(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    header = {"msg_type": kind, "msg_id": kind}
    return {"parent_header": {"msg_id": "cell"}, "header": header, "msg_type": kind, "content": content}


async def _outputs(renderer: type[NotebookRenderer], monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("page")])

    async def start(self: Any, nb: Any, kernel_id: str, kernel_future: Any) -> str:
        self.executor = VoilaExecutor(nb, km=SimpleNamespace())
        self.executor.kc = Client()
        return kernel_id

    monkeypatch.setattr(NotebookRenderer, "_jinja_kernel_start", start)
    page = renderer.__new__(renderer)
    await page._jinja_kernel_start(notebook, "kernel", None)
    cell = await page.executor.execute_cell(notebook.cells[0], None, 0, store_history=False)
    return cell.outputs


def test_what_a_cell_displays_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    (output,) = asyncio.run(_outputs(PageRenderer, monkeypatch))
    assert output.data["text/plain"] == "here"


def test_voila_by_itself_shows_a_page_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asyncio.run(_outputs(NotebookRenderer, monkeypatch)) == []
