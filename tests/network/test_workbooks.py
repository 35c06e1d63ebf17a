"""Spreadsheets and ARFF files as own tables: what stands in their cells, under titles too."""

import numpy as np
import pytest

from app.network.datasets.table import OwnTable
from app.problem import Problem
from tests.network.test_conversion import ran
from tests.tables.test_shapes import workbook

ROWS = [[f"F{n}", n / 4, "wet" if n % 3 else "dry", n * n % 23 / 2] for n in range(30)]
ARFF = """% Yields of fields
@RELATION fields
@ATTRIBUTE Field string
@ATTRIBUTE 'Mean rain' NUMERIC
@ATTRIBUTE soil {wet, dry}
@ATTRIBUTE class REAL

@DATA
"""


def learned(folder, name, content, monkeypatch):
    """What is learned from a file; its program gives the same where only the saved CSV lies."""
    (folder / name).write_bytes(content)
    own = OwnTable()
    values = own.receive(folder / name, name)
    data = own.load(values)
    program = ran(own, values, folder / "saved", monkeypatch, "fields.csv")
    np.testing.assert_array_equal(program["x"], data.x)
    np.testing.assert_array_equal(program["y"], data.y)
    return data


def is_read(data, rain):
    assert data.features == (rain, "soil = dry", "soil = wet")
    np.testing.assert_allclose(data.x[:, 0], [row[1] for row in ROWS])
    np.testing.assert_array_equal(data.x[:, 2], [row[2] == "wet" for row in ROWS])
    np.testing.assert_allclose(data.y[:, 0], [row[3] for row in ROWS])


@pytest.mark.parametrize(
    "titles", [[], [["Yields of 30 fields"], ["own survey"], []], [["Yields"], ["as of", "May"], []]]
)
def test_the_fullest_sheet_below_its_titles(tmp_path, monkeypatch, titles):
    sheets = {
        "About": [["made", "by", "hand"]],
        "Fields": [*titles, ["Field", "Mean rain", "soil", "yield"], *ROWS],
    }
    data = learned(tmp_path, "fields.xlsx", workbook(**sheets), monkeypatch)
    assert data.target == "yield"
    is_read(data, "Mean rain")
    assert "Sheet “Fields”" in " ".join(data.notes)


def test_attributes_name_the_columns(tmp_path, monkeypatch):
    lines = "".join(f"'{name}',{rain},{soil},{result}\n" for name, rain, soil, result in ROWS)
    data = learned(tmp_path, "fields.arff", (ARFF + lines + "'?',?,wet,?\n").encode(), monkeypatch)
    assert data.target == "class"
    is_read(data, "mean rain")


def test_sparse_rows_are_refused_in_words(tmp_path):
    (tmp_path / "fields.arff").write_text(ARFF + "{1 5, 3 2}\n" * 20)
    with pytest.raises(Problem, match="sparse rows"):
        OwnTable().receive(tmp_path / "fields.arff", "fields.arff")
