"""Which demos show their code."""

from __future__ import annotations

from typing import Any, Final

import traitlets

from app.links import Labels, Linked, LinkState

DEMOS: Final = ("slider", "normal", "regression", "index")


class Exhibition(Linked):
    """``code`` names the demos whose code is shown."""

    code = traitlets.Tuple()

    link = LinkState(Labels("code"))

    @traitlets.validate("code")
    def _known(self, proposal: Any) -> tuple[str, ...]:
        return tuple(name for name in proposal["value"] if name in DEMOS)

    def show(self, name: str, shown: bool) -> None:
        """Show or hide the code of one demo."""
        self.code = (*self.code, name) if shown else tuple(other for other in self.code if other != name)
