"""Real data and cases of others, kept beside the checkout and never in it."""

from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[2] / "shared"


def shared(name: str) -> Path:
    """The path of a shared data file; skips the test that asks where the folder is absent."""
    return _beside(BESIDE / "data" / name)


def shared_cases(name: str) -> Path:
    """The folder of shared cases of this name; skips the test that asks where it is absent."""
    return _beside(BESIDE / "cases" / name)


def _beside(path: Path) -> Path:
    if not path.exists():
        pytest.skip(
            f"needs {path.relative_to(BESIDE)} of the shared folder, which is not beside this checkout"
        )
    return path
