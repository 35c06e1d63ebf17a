import contextlib

import numpy as np
import pytest

from app.problem import Problem
from app.sentiment import load_classifier, model_file, train
from app.sentiment.classifier import Hyperparameters, object_array
from app.sentiment.explanation import Explainer
from app.sentiment.model_file import dump
from app.sentiment.trained import keep_trained, open_kept, prepare

TEXTS = ["good good day", "so good", "bad day", "so bad", "a table", "the table"]
LABELS = ["positive", "positive", "negative", "negative", "neutral", "neutral"]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "tweets.model.npz"


@pytest.mark.whole
def test_what_is_loaded_is_what_was_kept_to_the_last_bit(tweets, path):
    path.write_bytes(keep_trained(tweets))
    again = open_kept(tweets.corpus, path.parent)
    x = object_array(tweets.corpus.frame["text"])
    assert np.array_equal(again.pipeline.predict_proba(x), tweets.pipeline.predict_proba(x))
    assert np.array_equal(again.pipeline.decision_function(x), tweets.pipeline.decision_function(x))
    assert np.array_equal(again.pipeline.predict(x), tweets.pipeline.predict(x))
    assert np.array_equal(again.held, tweets.held)
    assert np.array_equal(again.out_of_fold(), tweets.out_of_fold())
    assert again.settings == tweets.settings
    assert again.card() == tweets.card()
    assert Explainer(again.pipeline).reason == ""


@pytest.mark.parametrize("classes", [2, 3])
def test_two_and_three_classes(path, classes):
    rows = slice(0, 2 * classes)
    settings = Hyperparameters(C=0.5, longest=1)
    pipeline = train(TEXTS[rows], LABELS[rows], settings)
    path.write_bytes(model_file.dump(pipeline, settings, {"extra": np.arange(3)}))
    again, found, kept = model_file.load(path)
    assert np.array_equal(again.predict_proba(TEXTS), pipeline.predict_proba(TEXTS))
    assert list(again.classes_) == list(pipeline.classes_)
    assert found == settings
    assert kept["extra"].tolist() == [0, 1, 2]
    assert again.fit(TEXTS, LABELS).predict(["so good"])[0] == "positive"


def damaged(content):
    yield b""
    yield content[:-10]
    yield content.replace(b"told", b"tolt")
    for place in range(100, len(content), len(content) // 7):
        yield content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_a_damaged_file_is_refused_in_words(path):
    content = model_file.dump(train(TEXTS, LABELS), Hyperparameters())
    for bad in damaged(content):
        path.write_bytes(bad)
        # Or a bit was turned that no reader of archives looks at: then all is as it was.
        with contextlib.suppress(Problem):
            found = model_file.load(path)[0].predict_proba(TEXTS)
            assert np.array_equal(found, train(TEXTS, LABELS).predict_proba(TEXTS))


def _archive(**changes):
    import io
    import json

    written = model_file.dump(train(TEXTS, LABELS), Hyperparameters())
    with np.load(io.BytesIO(written)) as archive:
        arrays = {name: archive[name] for name in archive.files if name != "sha256"}
    told = json.loads(arrays["told"].tobytes())
    told.update({name: value for name, value in changes.items() if name in told})
    arrays["told"] = np.frombuffer(json.dumps(told).encode(), np.uint8)
    arrays.update({name: value for name, value in changes.items() if name in arrays})
    arrays["sha256"] = np.frombuffer(model_file._digest(arrays), np.uint8)
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


@pytest.mark.parametrize(
    "changes",
    [
        {"versions": {"scikit-learn": "0.1"}},
        {"format": 2},
        {"classes": ["a", "a", "b"]},
        {"classes": ["only"]},
        {"vocabulary": ["good"]},
        {"intercepts": np.zeros(2)},
        {"coefficients": np.zeros((3, 1))},
        {"intercepts": np.array([0, np.nan, 0])},
        {"settings": {"C": 1.0, "surprise": 1}},
        {"coefficients": np.array([[object()]])},
    ],
)
def test_what_does_not_fit_together_is_refused(path, changes):
    path.write_bytes(_archive(**changes))
    with pytest.raises(Problem, match="cannot be used"):
        model_file.load(path)


def test_what_was_made_of_other_texts_is_trained_anew(tweets, path):
    import dataclasses

    path.write_bytes(keep_trained(tweets))
    fewer = dataclasses.replace(tweets.corpus, frame=tweets.corpus.frame.head(1_000))
    with pytest.raises(Problem, match="of other texts"):
        open_kept(fewer, path.parent)
    with pytest.raises(Problem, match="cannot be used"):
        open_kept(tweets.corpus, path.parent / "nowhere")
    assert len(prepare(fewer).held) == 1_000


def test_what_the_page_saved_loads_in_python(tweets, path):
    path.write_bytes(dump(tweets.pipeline, tweets.settings))
    model = load_classifier(str(path))
    texts = tweets.corpus.frame["text"].to_numpy(object)[:50]
    assert model.predict(texts).tolist() == tweets.pipeline.predict(texts).tolist()
    path.write_bytes(b"no such file")
    with pytest.raises(Problem, match=r"holds no classifier that can be used here\. Save it anew under"):
        load_classifier(path)
