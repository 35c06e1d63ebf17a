"""Runs every benchmark, one after the other: ``python -m tests.bench`` (or ``make bench``)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def main() -> int:
    """Run them in processes of their own; return 1 if one of them missed its target."""
    failed = False
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        print(f"\n== {path.stem.replace('_', ' ')}", flush=True)
        failed |= (
            subprocess.run([sys.executable, "-m", f"tests.bench.{path.stem}"], check=False).returncode != 0
        )
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
