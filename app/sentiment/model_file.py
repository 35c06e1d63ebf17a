"""A trained classifier as a file of plain numbers and names: nothing in it can run.

An ``.npz`` archive of coefficients, intercepts and, as JSON, the vocabulary, classes, settings and versions,
with a sha256 over all of it. It is read with ``allow_pickle=False`` and rebuilt only if everything fits.
"""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer

from app import places
from app.problem import Problem
from app.sentiment import tokens
from app.sentiment.classifier import Hyperparameters, regressions, vectorizer
from app.uploads import shown_name

FORMAT = 1
MOST_TOKENS = 2_000_000


def versions() -> dict[str, str]:
    """What a classifier depends on beside its numbers: the library, and how texts become tokens."""
    tokeniser = hashlib.sha256(Path(tokens.__file__).read_bytes()).hexdigest()[:16]
    return {"scikit-learn": sklearn.__version__, "tokeniser": tokeniser}


def dump(
    pipeline: Pipeline, settings: Hyperparameters, arrays: dict[str, NDArray[Any]] | None = None
) -> bytes:
    """A fitted classifier of `train` as bytes; ``arrays`` are numbers to keep beside it."""
    counts, classifier = pipeline["counts"], pipeline["classifier"]
    names = sorted(counts.vocabulary_, key=counts.vocabulary_.__getitem__)
    told = {
        "format": FORMAT,
        "versions": versions(),
        "settings": settings.as_dict(),
        "classes": [str(label) for label in classifier.classes_],
        "vocabulary": names,
    }
    kept = {
        "coefficients": np.vstack([part.coef_ for part in classifier.estimators_]),
        "intercepts": np.concatenate([part.intercept_ for part in classifier.estimators_]),
        "told": np.frombuffer(json.dumps(told, ensure_ascii=False).encode("utf-8"), np.uint8),
        **{f"kept_{name}": values for name, values in (arrays or {}).items()},
    }
    kept["sha256"] = np.frombuffer(_digest(kept), np.uint8)
    written = io.BytesIO()
    np.savez_compressed(written, allow_pickle=False, **kept)
    return written.getvalue()


def load_classifier(path: Path | str) -> Pipeline:
    """The classifier of a file that the page saved: a fitted pipeline with ``predict`` and ``predict_proba``.

    Raises Problem when it is no such file, damaged, or saved by other versions.
    """
    try:
        return load(Path(path))[0]
    except Problem as problem:
        raise Problem(
            f"“{shown_name(str(path))}” holds no classifier that can be used here.",
            "Save it anew under “Model”: it must fit this version of Vitrine and of scikit-learn.",
        ) from problem


def load(path: Path) -> tuple[Pipeline, Hyperparameters, dict[str, NDArray[Any]]]:
    """The classifier of a file, its settings, and the numbers kept beside it.

    Raises Problem when the file is missing, damaged, not of this kind, or made by other versions.
    """
    try:
        with np.load(path, allow_pickle=False) as archive:
            found = {name: archive[name] for name in archive.files}
        digest = found.pop("sha256").tobytes()
        if digest != _digest(found):
            raise ValueError("another sha256")
        told = json.loads(found.pop("told").tobytes().decode("utf-8"))
        if told["format"] != FORMAT or told["versions"] != versions():
            raise ValueError("other versions")
        settings = Hyperparameters(**told["settings"])
        pipeline = _rebuilt(
            settings,
            [str(label) for label in told["classes"]],
            [str(name) for name in told["vocabulary"]],
            found.pop("coefficients"),
            found.pop("intercepts"),
        )
    except Exception as error:
        # Whatever is wrong with the file, the remedy is the same.
        raise Problem(
            "The classifier made at set-up cannot be used here.",
            f"Run “{places.MAKE_DATA}”, or train it on the page.",
        ) from error
    return pipeline, settings, {name.removeprefix("kept_"): values for name, values in found.items()}


def _rebuilt(
    settings: Hyperparameters,
    classes: list[str],
    names: list[str],
    coefficients: NDArray[np.float64],
    intercepts: NDArray[np.float64],
) -> Pipeline:
    scores = 1 if len(classes) == 2 else len(classes)
    if len(classes) < 2 or len(set(classes)) != len(classes) or len(set(names)) != len(names):
        raise ValueError("classes or vocabulary")
    if (
        len(names) > MOST_TOKENS
        or coefficients.shape != (scores, len(names))
        or intercepts.shape != (scores,)
    ):
        raise ValueError("shapes")
    if not (np.isfinite(coefficients).all() and np.isfinite(intercepts).all()):
        raise ValueError("numbers")
    counts = vectorizer(settings)
    counts.vocabulary_ = {name: place for place, name in enumerate(names)}
    counts.fixed_vocabulary_ = False
    counts._stop_words_id = id(counts.stop_words)
    classifier = regressions(settings)
    classifier.label_binarizer_ = LabelBinarizer(sparse_output=True).fit(np.array(classes, object))
    classifier.classes_ = classifier.label_binarizer_.classes_
    classifier.estimators_ = []
    for row, intercept in zip(coefficients, intercepts, strict=True):
        part = LogisticRegression(**classifier.estimator.get_params())
        part.classes_, part.coef_, part.intercept_ = np.array([0, 1]), row[None, :], np.array([intercept])
        part.n_features_in_ = len(names)
        classifier.estimators_.append(part)
    classifier.n_features_in_ = len(names)
    return Pipeline([("counts", counts), ("classifier", classifier)])


def _digest(arrays: dict[str, NDArray[Any]]) -> bytes:
    digest = hashlib.sha256()
    for name in sorted(arrays):
        values = np.ascontiguousarray(arrays[name])
        digest.update(f"{name} {values.dtype.str} {values.shape}\n".encode())
        digest.update(values.tobytes())
    return digest.digest()
