"""The fetched index: the file that is expected or none, and a sentence without a network."""

import gzip
import subprocess

import pytest

from data import index
from data.make import _replace


def test_another_file_is_refused():
    with pytest.raises(index.UnavailableError, match="sha256"):
        index.closes(gzip.compress(b"Date,Close\n1/4/1999,1.0\n"))


def test_without_a_network_it_says_so_and_leaves_nothing(monkeypatch, tmp_path):
    def refuse(command, **options):
        return subprocess.CompletedProcess(command, 1, "", "ERROR: No matching distribution found for arch\n")

    monkeypatch.setattr(subprocess, "run", refuse)
    with pytest.raises(index.UnavailableError, match=r"arch 8\.0\.0 could not be downloaded"):
        index.make(_replace, tmp_path / "sp500.csv")
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_not_fetched_again(monkeypatch, tmp_path):
    monkeypatch.setattr(index, "download", pytest.fail)
    (tmp_path / "sp500.csv").write_text("date,close\n")
    assert not index.make(_replace, tmp_path / "sp500.csv")


@pytest.mark.skipif(not index.FILE.exists(), reason="data/made/sp500.csv is fetched by “make data”")
def test_the_closes_are_a_line_a_trading_day():
    lines = index.FILE.read_text().splitlines()
    assert lines[0] == "date,close"
    assert len(lines) == 1 + 5031
    assert (lines[1], lines[-1]) == ("1999-01-04,1228.10", "2018-12-31,2506.85")
