"""The style sheets that every card brings along: the palette, for notebooks that no Vitrine server serves,
and how buttons, fields and messages look.
"""

from __future__ import annotations

from pathlib import Path

import ipyvuetify as v

_CSS = "\n".join(
    Path(__file__).with_name(name).read_text(encoding="utf-8") for name in ("palette.css", "controls.css")
)


class PaletteStyle(v.VuetifyTemplate):
    """An invisible widget that brings the style sheets; one for all cards of a kernel."""

    _shared: PaletteStyle | None = None

    def __init__(self) -> None:
        super().__init__(template=f"<template><span hidden></span></template>\n<style>\n{_CSS}\n</style>")

    @classmethod
    def shared(cls) -> PaletteStyle:
        """The one instance of this kernel."""
        if cls._shared is None or cls._shared.comm is None:
            cls._shared = cls()
        return cls._shared
