"""A real log and the bundled one, whose facts are known."""

import gzip

import pytest

from data.shop_log import make_log
from tests.logs.insights.logs import parsed
from tests.shared_data import shared


@pytest.fixture(scope="module")
def buttercup():
    text = gzip.decompress(shared("logs/buttercup_www1_access.log.gz").read_bytes()).decode()
    return parsed(text.splitlines(), "%d/%b/%Y:%H:%M:%S")


@pytest.fixture(scope="module")
def shop():
    return parsed(make_log().decode("utf-8", "surrogateescape").splitlines(), "%d/%b/%Y:%H:%M:%S")
