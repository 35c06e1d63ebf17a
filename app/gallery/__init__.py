"""The gallery: four small demos of linked widgets and charts, each usable alone in a notebook."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.gallery.views.index import IndexDemo
    from app.gallery.views.kernel_regression import KernelRegressionDemo
    from app.gallery.views.normal import NormalDemo
    from app.gallery.views.page import GalleryPage
    from app.gallery.views.slider import SliderDemo

__all__ = ["GalleryPage", "IndexDemo", "KernelRegressionDemo", "NormalDemo", "SliderDemo"]

_MODULES = {
    "GalleryPage": "page",
    "IndexDemo": "index",
    "KernelRegressionDemo": "kernel_regression",
    "NormalDemo": "normal",
    "SliderDemo": "slider",
}


def __getattr__(name: str) -> Any:
    # The views bring a widget library, which the models do without.
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(f"app.gallery.views.{_MODULES[name]}"), name)
