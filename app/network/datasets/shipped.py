"""The small data sets that scikit-learn ships."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from app.network.datasets.source import Data, Source, column, register


class Shipped(Source):
    """A data set behind one of scikit-learn's ``load_...`` functions."""

    function: str
    shape: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()

    def load(self, values: Mapping[str, Any]) -> Data:
        """All rows, in scikit-learn's order."""
        del values
        from sklearn import datasets

        found = getattr(datasets, self.function)()
        x = found.data.astype(np.float32)
        if self.shape:
            x = x.reshape(-1, *self.shape)
        names = tuple(str(name) for name in getattr(found, "feature_names", ()))
        classes = self.classes or tuple(str(name) for name in getattr(found, "target_names", ()))
        if self.function == "load_diabetes":
            return Data(x, column(found.target), names, "progression after a year")
        return Data(x, found.target.astype(np.int32), names, "class", classes)

    def code(self, values: Mapping[str, Any]) -> str:
        """The same call of scikit-learn."""
        del values
        reshape = f".reshape(-1, {', '.join(map(str, self.shape))})" if self.shape else ""
        target = "np.float32).reshape(-1, 1)" if self.function == "load_diabetes" else "np.int32)"
        return (
            f"from sklearn.datasets import {self.function}\n\n"
            f"x, y = {self.function}(return_X_y=True)\n"
            f"x = x.astype(np.float32){reshape}\n"
            f"y = y.astype({target}"
        )


@register
class Diabetes(Shipped):
    """442 patients, 10 measurements, a regression."""

    name, function = "diabetes", "load_diabetes"
    title = "Diabetes"
    about = "442 patients: how far the disease went after a year, from ten measurements."


@register
class Iris(Shipped):
    """150 flowers of three species."""

    name, function = "iris", "load_iris"
    title = "Iris"
    about = "150 flowers: which of three species, from four lengths."


@register
class Wine(Shipped):
    """178 wines of three growers."""

    name, function = "wine", "load_wine"
    title = "Wine"
    about = "178 wines: which of three growers, from thirteen measurements of very different sizes."


@register
class BreastCancer(Shipped):
    """569 tumours, malignant or benign."""

    name, function = "breast-cancer", "load_breast_cancer"
    title = "Breast cancer"
    about = "569 tumours: malignant or benign, from thirty measurements."


@register
class Digits(Shipped):
    """1,797 handwritten digits, 8 × 8 pixels in one channel."""

    name, function = "digits", "load_digits"
    title = "Digits"
    about = "1,797 handwritten digits as images of 8 × 8 pixels, for convolutions."
    shape = (8, 8, 1)
    classes = tuple("0123456789")
