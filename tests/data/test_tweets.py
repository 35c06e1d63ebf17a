"""Setting up the tweets without a network: what is checked, kept and said."""

import hashlib
import io
import tarfile

import pytest

from data import tweets
from data.make import _replace, make_sentiment


def archive(files):
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as tar:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    return written.getvalue()


@pytest.fixture
def package(monkeypatch):
    """A package of the same shape with three texts."""
    inner = archive(
        {
            "hutto_ICWSM_2014/tweets_GroundTruth.txt": b'1\t1.5\tfine &amp; so\n2\t-2\t"bad", bad\n3\t0\tx\n',
            "hutto_ICWSM_2014/tweets_anonDataRatings.txt": (
                b"1\t1.5\t.5\t[1, 2, 0]\n2\t-2\t.5\t[-1, -3, 4]\n3\t0\t1\t[0, 0, 1, 1]\n"
            ),
        }
    )
    outer = archive(
        {
            "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz": inner,
            "vaderSentiment-3.3.2/LICENSE.txt": b"MIT",
        }
    )
    monkeypatch.setattr(tweets, "SHA256", hashlib.sha256(outer).hexdigest())
    return outer


def test_made_once_with_its_licence(tmp_path, package):
    asked = []

    def obtain(folder):
        asked.append(folder)
        return package

    assert tweets.make(tmp_path, _replace, obtain)
    assert not tweets.make(tmp_path, _replace, obtain)
    assert len(asked) == 1
    assert (tmp_path / "tweets.LICENSE.txt").read_text() == "MIT"
    from app.sentiment.corpus.tweets import read_tweets

    corpus = read_tweets(tmp_path / "tweets.csv.gz", tmp_path / "tweets.origin.json")
    assert corpus.frame["text"].tolist() == ["fine & so", '"bad", bad', "x"]
    # Of two that are equally frequent, the more negative one.
    assert corpus.frame["label"].tolist() == ["positive", "negative", "neutral"]
    assert corpus.frame["ratings"].iat[1] == (-1, -3, 4)


def test_another_archive_is_refused_and_nothing_is_left(tmp_path, package):
    with pytest.raises(tweets.UnavailableError, match="another sha256"):
        tweets.make(tmp_path, _replace, lambda _: package + b"\0")
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_a_sentence_and_no_error(tmp_path, monkeypatch):
    def no_network(folder, replace):
        raise tweets.UnavailableError("It could not be downloaded.")

    monkeypatch.setattr(tweets, "make", no_network)
    told = make_sentiment(tmp_path)
    assert "no tweets of its own: It could not be downloaded." in told
    assert "Everything else works" in told


def test_pip_is_asked_a_few_times_only(tmp_path, monkeypatch):
    monkeypatch.setattr(tweets, "PACKAGE", "no-such-package-here")
    monkeypatch.setattr(tweets.time, "sleep", lambda _: None)
    ran = []

    class Failed:
        returncode = 1
        stderr = "noise\nERROR: No matching distribution\n"

    monkeypatch.setattr(tweets.subprocess, "run", lambda command, **_: ran.append(command) or Failed)
    with pytest.raises(tweets.UnavailableError, match="No matching distribution"):
        tweets.download(tmp_path)
    assert len(ran) == tweets.ATTEMPTS
    assert "--require-hashes" in ran[0]
