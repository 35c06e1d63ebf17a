"""Columns that grow, and logs kept for every session."""

import json

import numpy as np
import pandas as pd
import pytest

from app.logs import KeptReader, open_log, read_log, read_requests, save
from app.logs.store import shelf as shelf_module
from app.logs.store.columns import Column, Dictionary
from app.problem import Problem

LINE = '1.2.3.{i} - - [17/May/2015:10:05:{i:02d} +0000] "GET /p{i}?t={i} HTTP/1.1" 404 {i} "-" "curl/8"\n'


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "a.log"
    path.write_text("junk\n" + "".join(LINE.format(i=i) for i in range(40)))
    return path


def test_a_column_widens_when_codes_outgrow_it(tmp_path):
    column = Column(tmp_path / "a.column", "uint8")
    column.path.touch()
    column.append(np.array([0, 255]))
    before = column.array(2)
    column.append(np.array([256, 70_000]))
    assert column.array(4).tolist() == [0, 255, 256, 70_000]
    assert column.dtype == np.uint32
    assert before.tolist() == [0, 255]
    assert [chunk.tolist() for chunk in column.chunks(4)] == [[0, 255, 256, 70_000]]


def test_a_dictionary_begins_with_none():
    dictionary = Dictionary()
    assert (dictionary.code("(none)"), dictionary.code("a"), dictionary.code("a")) == (0, 1, 1)
    assert dictionary.labels == ["(none)", "a"]


def test_columns_are_as_promised(path):
    store = read_log(path).store
    assert store.rows == 40
    assert store.time.dtype == store.size.dtype == np.int64
    assert store.size.tolist() == list(range(40))
    for name, codes in store.codes.items():
        assert codes.dtype.kind == "u"
        assert len(codes) == 40
        assert store.values[name][0] == "(none)"
    assert [store.values["path"][code] for code in store.codes["path"]] == [f"/p{i}" for i in range(40)]


def test_parameters_on_demand(path):
    store = read_log(path).store
    assert store.param_names == [("t", 40)]
    codes, labels = store.param("t")
    assert [labels[code] for code in codes] == [str(i) for i in range(40)]
    assert store.param("absent")[0].tolist() == [0] * 40


def test_searching_lines(path):
    store = read_log(path).store
    assert store.matching(np.array([9, 7, 8]), "GET /P7?").tolist() == [7]


def test_the_folder_goes_with_the_store(path):
    log = read_log(path)
    folder = log.store.folder
    assert folder.exists()
    del log
    assert not folder.exists()


def test_a_saved_log_opens_as_it_was(path, tmp_path):
    log = read_log(path)
    save(log, tmp_path / "kept")
    again = open_log(tmp_path / "kept")
    assert (again.lines, again.accepted, again.rejects) == (log.lines, log.accepted, log.rejects)
    assert again.format == log.format
    assert again.requests().equals(log.requests())
    assert again.counts("param:t").equals(log.counts("param:t"))
    with pytest.raises(Problem, match="exists already"):
        save(log, tmp_path / "kept")
    with pytest.raises(Problem, match="not a kept log"):
        open_log(tmp_path / "nowhere")


def test_a_kept_reader_reads_once_until_the_file_changes(path, tmp_path):
    shelf = tmp_path / "shelf"
    first = KeptReader(path, shelf)
    assert len(list(first)) > 0
    second = KeptReader(path, shelf)
    assert list(second) == []
    assert second.log.requests().equals(first.log.requests())
    path.write_text(LINE.format(i=1) * 3)
    third = KeptReader(path, shelf)
    assert len(list(third)) > 0
    assert third.log.accepted == 3
    assert sorted(one.name[0] == "." for one in shelf.iterdir()) == [False, False]


def test_what_is_shown_while_it_is_read_outlives_the_end_of_the_reading(path, tmp_path):
    # Two visitors who open the same log at once: each shows its own reading, the later finds it kept.
    shelf = tmp_path / "shelf"
    readers = [KeptReader(path, shelf), KeptReader(path, shelf)]
    shown = [reader.log for reader in readers]
    for reader in readers:
        list(reader)
    whole = readers[0].log.requests()
    for log in shown:
        assert log.requests().equals(whole)
    assert readers[1].log.requests().equals(whole)
    del log, shown
    assert [one.name[0] == "." for one in shelf.iterdir()] == [False]


def test_what_another_version_kept_is_read_anew(path, tmp_path):
    shelf = tmp_path / "shelf"
    list(KeptReader(path, shelf))
    (layout,) = shelf.glob("*/log.json")
    layout.write_text('{"version": 1}')
    again = KeptReader(path, shelf)
    assert not again.ready
    assert len(list(again)) > 0
    assert again.log.requests().equals(read_log(path).requests())
    assert KeptReader(path, shelf).ready


def test_a_kept_reader_keeps_nothing_of_a_failed_or_stopped_reading(path, tmp_path):
    shelf = tmp_path / "shelf"
    bad = tmp_path / "bad.log"
    bad.write_text("prose\n")
    with pytest.raises(Problem):
        list(KeptReader(bad, shelf))
    stopped = KeptReader(path, shelf)
    stopped.stop()
    list(stopped)
    del stopped
    assert list(shelf.iterdir()) == []


def test_a_shelf_keeps_the_logs_opened_last(tmp_path):
    path, shelf = tmp_path / "growing.log", tmp_path / "shelf"
    for number in range(shelf_module.KEPT + 3):
        with path.open("a") as file:
            file.write('192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10\n')
        reader = KeptReader(path, shelf)
        list(reader)
        assert reader.log.accepted == number + 1
    assert len(list(shelf.iterdir())) == shelf_module.KEPT
    assert KeptReader(path, shelf).ready


def test_searching_finds_what_python_finds_line_by_line(tmp_path, monkeypatch):
    monkeypatch.setattr("app.logs.store.lines._AT_ONCE", 700)
    words = ["Straße", "STRASSE", "K\u212a", "abc", "ABCabc", "é", "plain", "x" * 900, "ab", "c"]
    path = tmp_path / "a.log"
    with path.open("w") as file:
        for i in range(300):
            word = words[i % len(words)]
            end = "\r\n" if i % 4 == 0 else "\n"
            clock = "17/May/2015:10:05:00 +0000"
            file.write(f'1.2.3.4 - - [{clock}] "GET /{word} HTTP/1.1" 200 1 "-" "u{i}"{end}')
    store = read_log(path).store
    lines = path.read_bytes().decode().split("\n")
    rows = np.random.default_rng(1).permutation(300)[:250]
    for text in (
        "strasse",
        "ß",
        "kk",
        "ABC",
        "É",
        "é",
        "u29",
        '"u1"',
        "\r",
        "c HTTP",
        "zzz",
        "[17",
        "u7 1",
        "",
    ):
        wanted = [row for row in rows.tolist() if text.casefold() in lines[row].removesuffix("\r").casefold()]
        assert store.matching(rows, text).tolist() == wanted, text


def test_every_rejected_line_is_kept_whole_with_its_reason(tmp_path):
    path, shelf = tmp_path / "a.log", tmp_path / "shelf"
    long = "z" * 3000
    path.write_text("".join(f"junk {i}\n" + LINE.format(i=i % 60) for i in range(1500)) + long + "\n")
    reader = KeptReader(path, shelf)
    list(reader)
    for log in (reader.log, KeptReader(path, shelf).log):
        every = list(log.every_reject)
        assert [reject.text for reject in every] == [f"junk {i}" for i in range(1500)] + [long]
        assert [reject.line_number for reject in every] == [*range(1, 3001, 2), 3001]
        assert {(reject.reason, reject.file) for reject in every} == {("no time in square brackets", "a.log")}
        assert len(log.rejects) == 1000


def test_requests_come_in_chunks(path):
    log = read_log(path)
    chunks = list(log.requests(chunksize=15))
    assert [len(chunk) for chunk in chunks] == [15, 15, 10]
    assert [size for chunk in chunks for size in chunk["size"]] == list(range(40))
    assert [len(chunk) for chunk in read_requests(path, 25, where={"path": ["/p3", "/p9"]})] == [2]
    with pytest.raises(Problem, match="is none"):
        log.requests(chunksize=0)


def test_a_frame_made_of_parts_is_the_one_made_at_once(tmp_path, monkeypatch):
    path = tmp_path / "a.jsonl"
    one = {"time": "2026-03-24T22:58:07Z", "ip": "192.0.2.7", "method": "GET", "path": "/a", "status": 200}
    further = {3: {"user": "ann"}, 9: {"zone_id": "z", "request_time": 0.25}, 17: {"cache": "HIT"}}
    path.write_text("".join(json.dumps(one | further.get(i, {})) + "\n" for i in range(20)))
    log = read_log(path)
    whole = log.requests()
    monkeypatch.setattr("app.logs.store.events.AT_ONCE", 4)
    pd.testing.assert_frame_equal(log.requests(), whole)
    assert whole["user"].tolist() == ["ann" if i == 3 else "(none)" for i in range(20)]
    assert whole["cache"].tolist() == ["HIT" if i == 17 else "(none)" for i in range(20)]
    assert whole["response time"].dropna().to_dict() == {9: 0.25}
    assert whole.columns[-1] == "line"


def test_columns_are_there_after_their_memory_was_let_go(path):
    log = read_log(path)
    sizes = log.store.size
    log.store.let_go()
    assert sizes.tolist() == list(range(40))
    assert log.counts("path").sum() == 40
