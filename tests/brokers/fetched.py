"""The brokers that `make test-live` fetched; what needs one that is not there is skipped, in words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

FETCHED = Path(sys.prefix, "broker")


def program(*parts: str) -> Path:
    """The program at this path below what was fetched; skips the test where it is not there."""
    path = FETCHED.joinpath(*parts)
    if not os.access(path, os.X_OK):
        pytest.skip(
            f"“{parts[-1]}” is not here, a broker of Kafka's protocol: “make test-live” fetches it, where "
            "there is one for this system and the network lets it."
        )
    return path
