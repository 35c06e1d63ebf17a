"""The rated texts of Hutto and Gilbert (2014), obtained at set-up by the name of their package.

The texts are theirs and are not kept in the repository. The package's source distribution is
downloaded once through pip, which checks its sha256 before it looks inside; the licence and two files
of each set are read. What the page needs goes to ``data/made/``: the texts with their label and every
rater's vote, the licence, and where all of it comes from.

A text's label is what most of its raters said: below 0 negative, 0 neutral, above 0 positive; of two that
are equally frequent, the more negative one.
"""

from __future__ import annotations

import ast
import csv
import gzip
import hashlib
import html
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from app.sentiment.corpus.rated import RATED, RatedSet

PACKAGE = "vaderSentiment"
VERSION = "3.3.2"
SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
ATTEMPTS = 3
SECONDS = 180  # of one attempt

_FOLDER = "hutto_ICWSM_2014"
_DATA = f"{PACKAGE}-{VERSION}/additional_resources/{_FOLDER}.tar.gz"
_LICENCE = f"{PACKAGE}-{VERSION}/LICENSE.txt"
_LABELS = ("negative", "neutral", "positive")

ORIGIN = {
    "citation": "Hutto, C.J. and Gilbert, E.E. (2014). VADER: A Parsimonious Rule-based Model for Sentiment "
    "Analysis of Social Media Text. Eighth International Conference on Weblogs and Social Media (ICWSM-14). "
    "Ann Arbor, MI, June 2014.",
    "licence": "MIT, copyright 2016 C.J. Hutto",
    "package": f"{PACKAGE} {VERSION}, source distribution",
    "sha256": SHA256,
}


class UnavailableError(Exception):
    """The texts cannot be obtained now; the message says why, in a sentence."""


def download(folder: Path) -> bytes:
    """The source distribution, obtained through pip by name. Raises UnavailableError."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    command += ["--no-deps", "--no-binary", PACKAGE, "--require-hashes", "-r", str(wanted), "-d", str(folder)]
    why = "pip did not answer"
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(2**attempt)
        try:
            ran = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        except subprocess.TimeoutExpired:
            continue
        archives = sorted(folder.glob("*.tar.gz"))
        if not ran.returncode and archives:
            return archives[0].read_bytes()
        told = [line for line in ran.stderr.splitlines() if line.startswith("ERROR")] or ["pip failed"]
        why = told[-1].removeprefix("ERROR: ")
    raise UnavailableError(f"{PACKAGE} {VERSION} could not be downloaded ({why[:200]}).")


def unpack(archive: bytes, sets: Sequence[RatedSet] = RATED) -> dict[str, str]:
    """The licence, and the texts and ratings of each set, in a source distribution: by the stems of the
    sets' files and the end of their names (`tweets_GroundTruth`).

    Raises UnavailableError unless it is, byte for byte, the one that is expected.
    """
    if hashlib.sha256(archive).hexdigest() != SHA256:
        raise UnavailableError(f"{PACKAGE} {VERSION} is not the archive it should be (another sha256).")
    with tarfile.open(fileobj=io.BytesIO(archive)) as outer:
        licence = _member(outer, _LICENCE).decode("utf-8")
        with tarfile.open(fileobj=io.BytesIO(_member(outer, _DATA))) as inner:
            # Some of them begin with a byte order mark.
            return {"licence": licence} | {
                f"{one.stem}_{part}": _member(inner, f"{_FOLDER}/{one.stem}_{part}.txt").decode("utf-8-sig")
                for one in sets
                for part in ("GroundTruth", "anonDataRatings")
            }


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise UnavailableError(f"{PACKAGE} {VERSION} holds no {name}.")
    return file.read()


def majority(ratings: list[int]) -> str:
    """The label that most raters gave; the more negative one of two that are equally frequent."""
    votes = [sum(r < 0 for r in ratings), sum(r == 0 for r in ratings), sum(r > 0 for r in ratings)]
    return _LABELS[votes.index(max(votes))]


def table(texts: str, ratings: str) -> str:
    """The CSV that the app reads: id, text, label, and the raters' votes with blanks between."""
    votes = {}
    for line in ratings.splitlines():
        identity, _, _, listed = line.split("\t")
        votes[identity] = [int(vote) for vote in ast.literal_eval(listed)]
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("id", "text", "label", "ratings"))
    for line in texts.splitlines():
        identity, _, text = line.split("\t", 2)
        given = votes[identity]
        rows.writerow((identity, html.unescape(text).strip(), majority(given), " ".join(map(str, given))))
    return written.getvalue()


def make(
    folder: Path,
    replace: Callable[[Path, bytes], None],
    obtain: Callable[[Path], bytes] = download,
    sets: Sequence[RatedSet] = RATED,
) -> bool:
    """Puts the rated sets into ``folder`` unless they are there already; tells whether it did.

    ``replace`` writes a file whole or not at all. Raises UnavailableError and leaves everything as it was.
    """
    stamp = folder / "rated.maker"
    digest = hashlib.sha256(Path(__file__).read_bytes())
    digest.update(repr(tuple(sets)).encode())
    current = digest.hexdigest()
    licence = folder / "rated.LICENSE.txt"
    made = [licence, *(folder / name for one in sets for name in one.files)]
    if all(path.exists() for path in (*made, stamp)) and stamp.read_text() == current:
        return False
    with tempfile.TemporaryDirectory() as temporary:
        found = unpack(obtain(Path(temporary)), sets)
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for one in sets:
        texts, origin = (folder / name for name in one.files)
        content = table(found[f"{one.stem}_GroundTruth"], found[f"{one.stem}_anonDataRatings"]).encode()
        replace(texts, gzip.compress(content, compresslevel=6, mtime=0))
        told = {"about": one.about, **ORIGIN}
        replace(origin, json.dumps(told, ensure_ascii=False, indent=1).encode())
    replace(licence, found["licence"].encode())
    replace(stamp, current.encode())
    return True
