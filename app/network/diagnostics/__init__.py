"""Looks at what a trained network predicts: base class, register, the numbers behind the page's own."""

from __future__ import annotations

from app.network.diagnostics.classification import ClassificationFit
from app.network.diagnostics.diagnostic import DIAGNOSTICS, Diagnostic, register
from app.network.diagnostics.regression import RegressionFit

__all__ = ["DIAGNOSTICS", "ClassificationFit", "Diagnostic", "RegressionFit", "register"]
