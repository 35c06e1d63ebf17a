"""Fields that some lines name besides the usual ones: a column for each, until there are too many."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.logs import Log, read_log
from app.logs.store.events import FIELDS, events_of
from app.logs.store.further_fields import MOST_COLUMNS, OTHER_FIELDS

ONE = {"time": "2026-03-24T22:58:07Z", "ip": "192.0.2.7", "method": "GET", "path": "/a", "status": 200}
LINES = 600
"""Each has a field of its own, and every third of them one that is called alike."""


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Log:
    path: Path = tmp_path_factory.mktemp("names") / "a.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for line in range(LINES):
            often = {"often": f"o{line}"} if line % 3 == 0 else {}
            file.write(json.dumps({**ONE, **often, f"zone{line:04}": f"“{line}”"}) + "\n")
    return read_log(path)


@pytest.mark.parametrize("at_once", [LINES, 7])
def test_the_most_frequent_names_have_a_column_and_the_others_one_together(
    log: Log, at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.logs.store.events.AT_ONCE", at_once)
    monkeypatch.setattr("app.logs.store.further_fields._AT_ONCE", at_once)
    frame = log.requests()
    more = [name for name in frame.columns if name not in (*FIELDS, "line", OTHER_FIELDS)]
    # Of fields as frequent the first by name have a column.
    assert more == ["often", *(f"zone{line:04}" for line in range(MOST_COLUMNS - 1))]
    assert frame["often"].tolist() == [f"o{line}" if line % 3 == 0 else "(none)" for line in range(LINES)]
    for line, request in enumerate(frame.to_dict("records")):
        value, other = request.get(f"zone{line:04}"), request[OTHER_FIELDS]
        if line < MOST_COLUMNS - 1:
            assert (value, other) == (f"“{line}”", "(none)")
        else:
            assert json.loads(other) == {f"zone{line:04}": f"“{line}”"}
    assert frame.columns[-1] == "line"


def test_a_log_of_fewer_names_has_a_column_for_each(log: Log) -> None:
    frames = list(log.requests(chunksize=MOST_COLUMNS - 1))
    assert OTHER_FIELDS not in frames[0]
    assert frames[0]["zone0198"].tolist().count("“198”") == 1


def test_one_request_alone_has_all_of_its_fields(tmp_path: Path) -> None:
    path = tmp_path / "wide.jsonl"
    wide = {f"field{number:03}": f"{number}" for number in range(MOST_COLUMNS + 50)}
    path.write_text(json.dumps(ONE | wide) + "\n" + json.dumps(ONE) + "\n")
    store = read_log(path).store
    assert wide.items() <= {name: column[0] for name, column in events_of(store, [0]).items()}.items()
    assert OTHER_FIELDS in events_of(store, [0, 1])


def test_names_that_are_asked_for_have_a_column_before_others(log: Log) -> None:
    every, last = range(LINES), f"zone{LINES - 1:04}"
    assert last not in events_of(log.store, every)
    found = events_of(log.store, every, [last])
    assert found[last] == [*["(none)"] * (LINES - 1), f"“{LINES - 1}”"]


def test_a_field_that_is_called_as_the_column_of_the_others_stands_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    own = {OTHER_FIELDS: "mine"}
    wide = [{f"zone{number:04}": "x"} for number in range(MOST_COLUMNS + 50)]
    path.write_text("".join(json.dumps({**ONE, **own, **more}) + "\n" for more in wide))
    others = read_log(path).requests()[OTHER_FIELDS]
    assert {json.loads(other)[OTHER_FIELDS] for other in others} == {"mine"}
    path.write_text((json.dumps({**ONE, **own}) + "\n") * 3)
    assert read_log(path).requests()[OTHER_FIELDS].tolist() == ["mine"] * 3
