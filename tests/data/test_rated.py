"""Setting up the rated sets without a network: what is checked, kept and said."""

import hashlib
import io
import re
import tarfile

import pytest

from app.problem import Problem
from app.sentiment.corpus.rated import RATED, RatedSet, read_rated
from data import rated
from data.make import _replace, make_rated

TWEETS = [RATED[0]]


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
    monkeypatch.setattr(rated, "SHA256", hashlib.sha256(outer).hexdigest())
    return outer


def test_made_once_with_its_licence(tmp_path, package):
    asked = []

    def obtain(folder):
        asked.append(folder)
        return package

    assert rated.make(tmp_path, _replace, obtain, TWEETS)
    assert not rated.make(tmp_path, _replace, obtain, TWEETS)
    assert len(asked) == 1
    assert (tmp_path / "rated.LICENSE.txt").read_text() == "MIT"
    corpus = read_rated(RATED[0], tmp_path)
    assert corpus.frame["text"].tolist() == ["fine & so", '"bad", bad', "x"]
    # Of two that are equally frequent, the more negative one.
    assert corpus.frame["label"].tolist() == ["positive", "negative", "neutral"]
    assert corpus.frame["ratings"].iat[1] == (-1, -3, 4)


def test_another_archive_is_refused_and_nothing_is_left(tmp_path, package):
    with pytest.raises(rated.UnavailableError, match="another sha256"):
        rated.make(tmp_path, _replace, lambda _: package + b"\0", TWEETS)
    assert list(tmp_path.iterdir()) == []


def test_without_a_network_a_sentence_and_no_error(tmp_path, monkeypatch):
    def no_network(folder, replace):
        raise rated.UnavailableError("It could not be downloaded.")

    monkeypatch.setattr(rated, "make", no_network)
    told = make_rated(tmp_path)
    assert "no rated texts: It could not be downloaded." in told
    assert "Everything else works" in told


def test_pip_is_asked_a_few_times_only(tmp_path, monkeypatch):
    monkeypatch.setattr(rated, "PACKAGE", "no-such-package-here")
    monkeypatch.setattr(rated.time, "sleep", lambda _: None)
    ran = []

    class Failed:
        returncode = 1
        stderr = "noise\nERROR: No matching distribution\n"

    monkeypatch.setattr(rated.subprocess, "run", lambda command, **_: ran.append(command) or Failed)
    with pytest.raises(rated.UnavailableError, match="No matching distribution"):
        rated.download(tmp_path)
    assert len(ran) == rated.ATTEMPTS
    assert "--require-hashes" in ran[0]


def test_another_set_is_one_declaration(tmp_path, monkeypatch):
    files = {
        # Some of the archive's files begin with a byte order mark.
        "hutto_ICWSM_2014/x_GroundTruth.txt": b"1_1\t1\tso damn good\n1_2\t-1\ttoo bad\n1_3\t0\tblue\n",
        "hutto_ICWSM_2014/x_anonDataRatings.txt": b"\xef\xbb\xbf1_1\t1\t0\t[1]\n"
        b"1_2\t-1\t0\t[-1]\n1_3\t0\t0\t[0]\n",
    }
    outer = archive(
        {
            "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz": archive(files),
            "vaderSentiment-3.3.2/LICENSE.txt": b"MIT",
        }
    )
    monkeypatch.setattr(rated, "SHA256", hashlib.sha256(outer).hexdigest())
    own = RatedSet("own", "Own", "x", "Three.")
    assert rated.make(tmp_path, _replace, lambda _: outer, [own])
    corpus = read_rated(own, tmp_path)
    assert corpus.frame["id"].tolist() == ["1_1", "1_2", "1_3"]
    assert corpus.frame["label"].tolist() == ["positive", "negative", "neutral"]
    assert (corpus.title, corpus.about) == ("Own", "Three.")
    assert corpus.frame["obscene"].tolist() == [True, False, False]
    assert corpus.preview()["text"].tolist() == ["too bad", "blue"]


@pytest.mark.parametrize(
    ("name", "texts"), [("tweets", 4200), ("reviews", 3708), ("editorials", 5190), ("films", 10605)]
)
def test_the_made_sets_are_whole(name, texts):
    """The numbers of texts that Hutto and Gilbert (2014) give, and in each a vote a rater."""
    one = next(one for one in RATED if one.name == name)
    try:
        frame = read_rated(one).frame
    except Problem:
        pytest.skip("needs the rated sets, which are fetched at set-up")
    assert len(frame) == texts
    assert frame["id"].is_unique
    assert f"{texts:,}" in one.about
    least = int(re.search(r"(?:at least|by) (\d+)", one.about)[1])
    assert min(map(len, frame["ratings"])) >= least
