"""The gallery: four small demos of linked widgets and charts, each usable alone in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.on_demand import on_demand

if TYPE_CHECKING:
    from app.gallery.views.index import IndexDemo
    from app.gallery.views.kernel_regression import KernelRegressionDemo
    from app.gallery.views.normal import NormalDemo
    from app.gallery.views.page import GalleryPage
    from app.gallery.views.slider import SliderDemo

__all__ = ["GalleryPage", "IndexDemo", "KernelRegressionDemo", "NormalDemo", "SliderDemo"]

# The views bring a widget library, which the models do without.
__getattr__ = on_demand(
    __name__,
    {
        "GalleryPage": "views.page",
        "IndexDemo": "views.index",
        "KernelRegressionDemo": "views.kernel_regression",
        "NormalDemo": "views.normal",
        "SliderDemo": "views.slider",
    },
)
