"""The table of requests: its order, a line opened whole, filters by its values, and a CSV of every field."""

import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.search.rules import Not
from app.logs.views.request_table import RequestTable

LINES = (
    '10.0.0.1 - - [15/Feb/2021:10:00:00 +0000] "GET /b?q=tea&id=7 HTTP/1.1" 200 30 "-" "curl/8"\n'
    '10.0.0.2 - - [15/Feb/2021:10:00:01 +0000] "GET /a?q=mug HTTP/1.1" 404 5000 "http://x.example/" '
    '"Googlebot/2.1"\n'
    '10.0.0.1 - - [15/Feb/2021:10:00:02 +0000] "POST /c HTTP/1.1" 200 - "-" "curl/8"\n'
)


@pytest.fixture
def table(tmp_path):
    (tmp_path / "a.log").write_text(LINES)
    table = RequestTable(LogModel(read_log(tmp_path / "a.log")))
    table.redraw()
    return table


def column(table: RequestTable, name: str) -> list[str]:
    return [row[table.columns.index(name)] for row in table.rows]


def test_the_headings_put_in_order_and_turn_it_round(table):
    assert column(table, "bytes") == ["30", "5,000", ""]
    table.vue_order("bytes")
    assert column(table, "bytes") == ["30", "5,000", ""]
    table.vue_order("bytes")
    assert column(table, "bytes") == ["5,000", "30", ""]
    assert "sort=-bytes" in table._model.query
    table.vue_order("target")
    assert column(table, "target") == ["/a?q=mug", "/b?q=tea&id=7", "/c"]
    table.vue_order("colour")
    assert table.sort == "target"


def test_a_value_that_is_clicked_selects_or_leaves_out(table):
    model = table._model
    table.vue_narrow({"row": 1, "column": "user agent", "without": True})
    assert model.selected == 2
    table.redraw()
    table.vue_narrow({"row": 0, "column": "target"})
    assert model.filters["path"] == ("/b",)
    table.redraw()
    table.vue_narrow({"row": 0, "column": "target"})
    assert "path" not in model.filters
    model.clear()
    table.redraw()
    for row in (0, 1):
        table.vue_narrow({"row": row, "column": "host", "without": True})
    assert model.filters == {"host": Not(("10.0.0.1", "10.0.0.2"))}
    assert model.selected == 0
    table.vue_narrow({"row": 99, "column": "host"})
    assert model.selected == 0


def test_an_opened_line_tells_every_field_and_each_selects(table):
    table.vue_open(0)
    told = {field["name"]: field["value"] for field in table.fields}
    assert told["line"] == LINES.splitlines()[0]
    assert (told["?q"], told["?id"], told["bytes"], told["agent family"]) == ("tea", "7", "30", "curl")
    place = [field["name"] for field in table.fields].index("?q")
    table.vue_pick({"place": place, "without": True})
    assert table._model.selected == 2
    table._model.clear()
    table.redraw()
    assert table.opened == -1
    table._model.narrow("param:zz", 'say "no"')
    assert table._model.search == 'param:zz:"say \\"no\\""'
    table._model.clear()
    table.redraw()
    table.vue_open(0)
    table.vue_open(0)
    assert table.opened == -1


def test_the_csv_holds_all_requests_selected_with_every_field(table):
    table._model.select("host", ["10.0.0.1"])
    table.redraw()
    heading, *rows = table._csv()
    assert heading[:8] == ("time", "host", "method", "target", "status", "bytes", "referrer", "user agent")
    assert heading[-1] == "line"
    assert {"agent family", "product", "category"} <= set(heading)
    assert [row[-1] for row in rows] == [LINES.splitlines()[0], LINES.splitlines()[2]]
    assert all(len(row) == len(heading) for row in rows)
