"""The pages of the app, in the order in which the landing page and the navigation list them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app import places
from app.registry import Registry


@dataclass(frozen=True)
class Page:
    """A page: its title, its notebook, its Material Design icon and its one question.

    A page of Vitrine's own has its notebook in ``pages/``, that of a plug-in in a ``folder`` of its own.
    One that ``begins_as_asked`` looks at `app.links.asked` while it is built: a link's own comes first.
    """

    title: str
    notebook: str
    icon: str
    question: str
    folder: Path | None = None
    begins_as_asked: bool = False

    @property
    def name(self) -> str:
        """The notebook's name without its ending, as files that belong to the page are called."""
        return Path(self.notebook).stem


BUNDLED = (
    Page("Server logs", "logs.ipynb", "mdi-server", "What happened on this server?"),
    Page(
        "Sentiment",
        "sentiment.ipynb",
        "mdi-emoticon-outline",
        "Can I trust this classifier, and its labels?",
        begins_as_asked=True,
    ),
    Page("Neural network", "network.ipynb", "mdi-graph-outline", "Why does my network (not) learn?"),
    Page("Gallery", "gallery.ipynb", "mdi-view-grid-outline", "How are widgets and charts linked?"),
)


def _known() -> Registry[Page]:
    """The pages by name: Vitrine's own, then those of plug-ins."""
    found: Registry[Page] = Registry("vitrine.pages", "page", lambda page: found.add(page.name, page))
    for page in BUNDLED:
        found.add(page.name, page)
    return found


PAGES = tuple(_known().values())


def present(folder: Path = places.PAGES) -> tuple[Page, ...]:
    """Give the pages whose notebook is there: one that is still to come is no dead link."""
    return tuple(page for page in PAGES if ((page.folder or folder) / page.notebook).is_file())
