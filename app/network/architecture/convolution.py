"""Convolutions over steps and over pixels, and pooling."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.network.architecture.dense import BLOCK, block, kernel
from app.network.architecture.layer import LayerType, Shape, Unfit, choice, register, wants, whole
from app.network.call import Call

SEQUENCE_REMEDY = "Choose a data set of sequences, or begin with Embedding for tokens."
IMAGE_REMEDY = "Choose a data set of images, such as the digits."


def _slid(name: str, length: int, window: int, stride: int, padding: str) -> int:
    """How often a window fits along a dimension."""
    if padding == "same":
        return -(-length // stride)
    if window > length:
        raise Unfit(
            f"{name} looks at {window} at a time, and only {length} come in.",
            "Make it smaller, pool less before it, or set the padding to “same”.",
        )
    return (length - window) // stride + 1


class _Convolution(LayerType):
    """What both convolutions share; ``rank`` is the dimensions that the kernel slides along."""

    rank: int
    remedy: str

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The positions of the kernel, then the filters."""
        wants(self.title, self.rank + 1, input_shape, self.remedy)
        size, stride, padding = values["kernel_size"], values["strides"], values["padding"]
        slid = tuple(_slid(self.title, length, size, stride, padding) for length in input_shape[:-1])
        return (*slid, values["filters"])

    def parameters(self, input_shape: Shape, values: Mapping[str, Any]) -> int:
        """A kernel and a bias a filter, and four numbers a filter for batch normalisation."""
        kernel_numbers = values["kernel_size"] ** self.rank * input_shape[-1]
        return int((kernel_numbers + 1 + 4 * values["batch_normalization"]) * values["filters"])

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """The Keras layer of the same name with what belongs to the row."""
        own = {name: values[name] for name in ("filters", "kernel_size")}
        own |= {
            name: values[name]
            for name, default in (("strides", 1), ("padding", "valid"))
            if values[name] != default
        }
        return block(Call(f"layers.{self.name}", {**own, **kernel(values)}), values)


_WINDOW = (
    whole("filters", "Filters", 16, 1, 512),
    whole("kernel_size", "Kernel", 3, 1, 31),
    whole("strides", "Stride", 1, 1, 16),
    choice("padding", "Padding", "valid", ("valid", "same")),
)


@register
class Conv1D(_Convolution):
    """A kernel that slides along steps."""

    name, title, rank, remedy = "Conv1D", "Conv1D", 1, SEQUENCE_REMEDY
    about = "Slides small kernels along a sequence, each looking for one pattern anywhere."
    fields = (*_WINDOW, *BLOCK)


@register
class Conv2D(_Convolution):
    """A kernel that slides over pixels."""

    name, title, rank, remedy = "Conv2D", "Conv2D", 2, IMAGE_REMEDY
    about = "Slides small kernels over an image, each looking for one pattern anywhere."
    fields = (*_WINDOW, *BLOCK)


class _Pooling(LayerType):
    """What the poolings share."""

    rank: int
    remedy: str
    learns = False
    fields = (whole("pool_size", "Window", 2, 1, 16),)

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """As many windows as fit side by side."""
        wants(self.title, self.rank + 1, input_shape, self.remedy)
        size = values["pool_size"]
        return (
            *(_slid(self.title, length, size, size, "valid") for length in input_shape[:-1]),
            input_shape[-1],
        )

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """The Keras layer of the same name."""
        return [Call(f"layers.{self.name}", {"pool_size": values["pool_size"]})]


@register
class MaxPooling1D(_Pooling):
    """The largest of a few steps."""

    name, title, rank, remedy = "MaxPooling1D", "Max pooling 1D", 1, SEQUENCE_REMEDY
    about = "Keeps the largest value of every few steps."


@register
class MaxPooling2D(_Pooling):
    """The largest of a few pixels."""

    name, title, rank, remedy = "MaxPooling2D", "Max pooling 2D", 2, IMAGE_REMEDY
    about = "Keeps the largest value of every small square of an image."


@register
class AveragePooling1D(_Pooling):
    """The mean of a few steps."""

    name, title, rank, remedy = "AveragePooling1D", "Average pooling 1D", 1, SEQUENCE_REMEDY
    about = "Keeps the mean of every few steps."


@register
class AveragePooling2D(_Pooling):
    """The mean of a few pixels."""

    name, title, rank, remedy = "AveragePooling2D", "Average pooling 2D", 2, IMAGE_REMEDY
    about = "Keeps the mean of every small square of an image."


class _GlobalPooling(LayerType):
    """One number a channel."""

    rank: int
    remedy: str
    learns = False

    def shape(self, input_shape: Shape, values: Mapping[str, Any]) -> Shape:
        """The channels alone."""
        del values
        wants(self.title, self.rank + 1, input_shape, self.remedy)
        return input_shape[-1:]

    def calls(self, values: Mapping[str, Any]) -> list[Call]:
        """The Keras layer of the same name."""
        del values
        return [Call(f"layers.{self.name}")]


@register
class GlobalAveragePooling1D(_GlobalPooling):
    """The mean over all steps."""

    name, title, rank, remedy = "GlobalAveragePooling1D", "Global average 1D", 1, SEQUENCE_REMEDY
    about = "Keeps the mean of each channel over the whole sequence."


@register
class GlobalAveragePooling2D(_GlobalPooling):
    """The mean over all pixels."""

    name, title, rank, remedy = "GlobalAveragePooling2D", "Global average 2D", 2, IMAGE_REMEDY
    about = "Keeps the mean of each channel over the whole image."
