"""Brings the palette to notebooks that no Vitrine server serves; the served app has it in its page."""

from __future__ import annotations

from pathlib import Path

import ipyvuetify as v

_CSS = Path(__file__).with_name("palette.css").read_text(encoding="utf-8")


class PaletteStyle(v.VuetifyTemplate):
    """An invisible widget whose style sheet is the palette; one for all cards of a kernel."""

    _shared: PaletteStyle | None = None

    def __init__(self) -> None:
        super().__init__(template=f"<template><span hidden></span></template>\n<style>\n{_CSS}\n</style>")

    @classmethod
    def shared(cls) -> PaletteStyle:
        """The one instance of this kernel."""
        if cls._shared is None or cls._shared.comm is None:
            cls._shared = cls()
        return cls._shared
