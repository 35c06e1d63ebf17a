"""The network as rows that a visitor edits: shapes, parameters and what is wrong, before Keras is asked."""

from __future__ import annotations

from app.network.architecture import convolution, dense, recurrent
from app.network.architecture.layer import LAYERS, LayerType, Shape, Unfit, layer_type, register
from app.network.architecture.stack import RowState, Stack, outline, output_row

__all__ = [
    "LAYERS",
    "LayerType",
    "RowState",
    "Shape",
    "Stack",
    "Unfit",
    "layer_type",
    "outline",
    "output_row",
    "register",
]

# Their import registers them, in this order.
_ = (dense, convolution, recurrent)
