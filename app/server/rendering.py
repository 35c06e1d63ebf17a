"""Renders a page as Voilà does, but never leaves a visitor waiting when that fails."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from voila.notebook_renderer import NotebookRenderer

FAILED = '<script>vitrine.failed("kernel");</script></div></body></html>'


class PageRenderer(NotebookRenderer):
    """Voilà's renderer, whose task dies in silence, and whose answer never ends, on any error in it."""

    async def generate_content_generator(
        self, kernel_id: str | None = None, kernel_future: Any = None
    ) -> AsyncIterator[tuple[str, Any]]:
        """Yield the page piece by piece, with what it cost; after an error, the words for it."""
        self.request_handler.kernel_id = kernel_id
        self.resources["kernel_id"] = kernel_id
        try:
            async for piece in super().generate_content_generator(kernel_id, kernel_future):
                yield piece
        except Exception:
            self.log.exception("The page %s could not be rendered.", self.notebook_path)
            yield FAILED, {}
