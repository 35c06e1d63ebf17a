"""Real data of others, kept beside the checkout and never in it."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "shared" / "data"


def shared(name: str) -> Path:
    """The path of a shared data file; skips the test that asks where the folder is absent."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"needs {name} of the shared test data, which is not beside this checkout")
    return path
