"""What `make test-live` fetched; what needs a part of it that is not there is skipped, in words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

FETCHED, BUCKET = Path(sys.prefix, "broker"), Path(sys.prefix, "bucket")


def program(*parts: str) -> Path:
    """The program at this path below what was fetched; skips the test where it is not there."""
    path = FETCHED.joinpath(*parts)
    if not os.access(path, os.X_OK):
        pytest.skip(
            f"“{parts[-1]}” is not here, a broker of Kafka's protocol: “make test-live” fetches it, where "
            "there is one for this system and the network lets it."
        )
    return path


def packages(*names: str) -> Path:
    """The folder of packages that has these; skips the test where one is not there."""
    lacking = [name for name in names if not (BUCKET / name).is_dir()]
    if lacking:
        pytest.skip(f"“{lacking[0]}” is not here: “make test-live” fetches it, where the network lets it.")
    return BUCKET
