"""The pages of the app, in the order in which the landing page and the navigation list them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import places


@dataclass(frozen=True)
class Page:
    """A page: its title, its notebook in ``pages/``, its Material Design icon and its one question."""

    title: str
    notebook: str
    icon: str
    question: str

    @property
    def name(self) -> str:
        """The notebook's name without its ending, as files that belong to the page are called."""
        return Path(self.notebook).stem


PAGES = (
    Page("Server logs", "logs.ipynb", "mdi-server", "What happened on this server?"),
    Page(
        "Sentiment", "sentiment.ipynb", "mdi-emoticon-outline", "Can I trust this classifier, and its labels?"
    ),
    Page("Neural network", "network.ipynb", "mdi-graph-outline", "Why does my network (not) learn?"),
    Page("Gallery", "gallery.ipynb", "mdi-view-grid-outline", "How are widgets and charts linked?"),
)


def present(folder: Path = places.PAGES) -> tuple[Page, ...]:
    """Give the pages whose notebook is in ``folder``: one that is still to come is no dead link."""
    return tuple(page for page in PAGES if (folder / page.notebook).is_file())
