"""A number with limits, as the models' settings are."""

from __future__ import annotations

import math
from typing import Any

import traitlets


class Finite(traitlets.Float[float, Any]):
    """A float from ``min`` to ``max``: NaN, which passes every comparison, is refused as well."""

    def validate(self, obj: Any, value: Any) -> float:
        """The value. Raises TraitError, which names the setting."""
        found: float = super().validate(obj, value)
        if math.isnan(found):
            raise traitlets.TraitError(f"“{self.name}” must be a number from {self.min:g} to {self.max:g}.")
        return found
