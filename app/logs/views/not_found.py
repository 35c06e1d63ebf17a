"""The card of what is not found: paths, with the pages that lead to them."""

from __future__ import annotations

from app.charts import Card, InsightList
from app.counted import counted
from app.logs.model import LogModel
from app.logs.model.comparing import compared, missing_before
from app.logs.not_found import Missing, not_found, statuses_of


class NotFoundList:
    """What is not found under the other filters of ``model``, in a `Card`, when it is redrawn."""

    def __init__(self, model: LogModel) -> None:
        self._model = model
        self._told: list[Missing] = []
        self.sentences = InsightList(self._follow)
        self.card = Card(
            "Not found", self.sentences, reading="by path, with the pages that lead there", size="vt-12"
        )

    @property
    def there(self) -> bool:
        """Whether anything is not found."""
        return bool(self._told)

    def redraw(self) -> None:
        """Show what the model says now."""
        self._told = not_found(self._model.crossfilter)
        both, then = compared(self._model), missing_before(self._model, self._told)
        against = [f"{before:,} {both.words}" for before in then] if both else [""] * len(self._told)
        self.sentences.show(
            [parts_of(missing, was) for missing, was in zip(self._told, against, strict=True)],
            "",
            tones=["note"] * len(self._told),
        )

    def _follow(self, sentence: int, link: int) -> None:
        """Select the requests that a phrase speaks of, under the other filters."""
        missing, model = self._told[sentence], self._model
        wanted = {**model.filters, "status": statuses_of(model.crossfilter), "path": (missing.path,)}
        if link:
            wanted["referrer"] = (missing.pages[link - 1][0],)
        model.select_all(wanted)


def parts_of(missing: Missing, was: str = "") -> list[tuple[str, int | None]]:
    """A path as a sentence piece by piece, itself the first link, then the pages: `InsightList.show`.

    ``was`` is what to hold its number against.

    >>> parts_of(Missing("/a", 7, (("http://x/", 4),), 0, 3))
    [('/a', 0), (' 7 times: from ', None), ('http://x/', 1), (' 4, without a referrer 3.', None)]
    >>> parts_of(Missing("/a", 7, (), 0, 7), "4 the day before")
    [('/a', 0), (' 7 times (4 the day before): without a referrer 7.', None)]
    """
    parts: list[tuple[str, int | None]] = [(missing.path, 0)]
    said = f" {counted(missing.requests, 'time')}{f' ({was})' if was else ''}: "
    for place, (page, requests) in enumerate(missing.pages, 1):
        parts += [(f"{said}from ", None), (page, place)]
        said = f" {requests:,}, "
    if missing.others:
        said += f"from {counted(missing.others, 'other page')}, "
    if missing.unlinked:
        said += f"without a referrer {missing.unlinked:,}, "
    return [*parts, (said.removesuffix(", ") + ".", None)]
