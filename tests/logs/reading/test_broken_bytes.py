"""Thousands of broken lines in every format: nothing raises, and every line is accounted for."""

import pytest

from app.logs import read_log
from app.logs.dimensions import CODED
from app.logs.formats import KEYED, W3C, formats
from tests.logs.broken_lines import broken

EVERY = {form.name: form for form in (*formats(), *KEYED, W3C)}


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("broken") / "broken.log"
    path.write_bytes(b"".join(line + b"\n" for line in broken(1500, seed=10)))
    return path


@pytest.mark.parametrize("name", EVERY)
def test_broken_lines_are_accounted_for(path, name):
    log = read_log(path, EVERY[name])
    (record,) = log.files
    assert record.lines + record.directives == 1500
    assert log.accepted + log.rejected == log.lines
    assert len(list(log.every_reject)) == log.rejected
    for dimension in CODED:
        assert log.counts(dimension).sum() == log.accepted
    assert sum(map(len, log.requests(chunksize=500))) == log.accepted
    for parameter, requests in log.store.param_names:
        assert 0 < requests <= log.accepted
        assert log.counts(f"param:{parameter}").sum() == log.accepted
