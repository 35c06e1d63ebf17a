"""Daily closes of the S&P 500, obtained at set-up by the name of the package that ships them.

`arch` brings the prices of 4 January 1999 to 31 December 2018 as a CSV. Its wheel is downloaded once, by
pip, without what it depends on; one file of it is read, its sha256 checked, and none is run. Dates and
closes go to ``sp500.csv``; nothing of it is kept in the repository.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from app import places

PACKAGE = "arch"
VERSION = "8.0.0"
MEMBER = "arch/data/sp500/sp500.csv.gz"
SHA256 = "1e028cbb9c400cc018c816ccc439b33c919387e726c3ed5ca2c05c82746059de"
SECONDS = 180

FILE = places.MADE / "sp500.csv"


class UnavailableError(Exception):
    """The closes cannot be obtained now; the message says why, in a sentence."""


def download(folder: Path) -> bytes:
    """The package's data file. Raises UnavailableError."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-compile",
    ]
    command += [
        "--disable-pip-version-check",
        "--no-deps",
        "--only-binary",
        ":all:",
        "--target",
        str(folder),
        f"{PACKAGE}=={VERSION}",
    ]
    try:
        ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnavailableError(f"{PACKAGE} {VERSION} did not arrive within {SECONDS} seconds.") from error
    if ran.returncode or not (folder / MEMBER).exists():
        why = (ran.stderr.strip().splitlines() or ["no reason given"])[-1].removeprefix("ERROR: ")
        raise UnavailableError(f"{PACKAGE} {VERSION} could not be downloaded ({why[:200]}).")
    return (folder / MEMBER).read_bytes()


def closes(content: bytes) -> str:
    """The package's data file as lines of ``date,close``. Raises UnavailableError if it is another file."""
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise UnavailableError(f"The prices in {PACKAGE} {VERSION} are not those expected (another sha256).")
    rows = csv.DictReader(io.StringIO(gzip.decompress(content).decode("ascii")))
    lines = [
        f"{datetime.strptime(row['Date'], '%m/%d/%Y'):%Y-%m-%d},{float(row['Close']):.2f}" for row in rows
    ]
    return "\n".join(["date,close", *lines, ""])


def make(replace: Callable[[Path, bytes], None], path: Path = FILE) -> bool:
    """Puts the closes at ``path`` unless they are there already; tells whether it did.

    ``replace`` writes a file whole or not at all. Raises UnavailableError.
    """
    if path.exists():
        return False
    with tempfile.TemporaryDirectory() as temporary:
        text = closes(download(Path(temporary)))
    path.parent.mkdir(parents=True, exist_ok=True)
    replace(path, text.encode())
    return True
