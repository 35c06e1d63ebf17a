import pytest

from app.problem import Problem
from app.sentiment.corpus import load_corpus
from app.sentiment.trained import prepare
from tests.shared_data import shared


@pytest.fixture(scope="session")
def tweets():
    """The bundled tweets and the classifier trained on them."""
    try:
        corpus = load_corpus("tweets")
    except Problem as problem:
        pytest.skip(f"needs the bundled tweets: {problem}")
    return prepare(corpus)


@pytest.fixture(scope="session")
def headlines():
    """SEntFiN's headlines with one label, and the classifier trained on them."""
    return prepare(load_corpus(shared("sentiment/SEntFiN.csv")))


@pytest.fixture(params=["tweets", "headlines"])
def trained(request):
    """Each of the two sets."""
    return request.getfixturevalue(request.param)
