"""Tables as people have them: what is predicted from what, in how many rows; the program says the same."""

import numpy as np
import pytest

from app.network.datasets.table import OwnTable
from tests.network import exported_tables, gathered_tables, peoples_tables, published_tables, varied_tables

CASES = (
    *peoples_tables.CASES,
    *published_tables.CASES,
    *exported_tables.CASES,
    *gathered_tables.CASES,
    *varied_tables.CASES,
)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_table_is_taken_as_it_is_meant(case, tmp_path, monkeypatch):
    own = OwnTable()
    (tmp_path / "table.csv").write_bytes(case.raw)
    values = own.receive(tmp_path / "table.csv", "table.csv")
    found, data = own.learnt(values), own.load(values)
    assert (found.target.name, found.task) == (case.target, case.task)
    assert len(data.x) == case.rows
    assert (
        data.features == case.inputs if isinstance(case.inputs, tuple) else len(data.features) == case.inputs
    )
    assert data.classes == case.classes
    assert data.x.shape == (case.rows, len(data.features))
    if case.first:
        assert data.x[0].tolist() == pytest.approx(case.first)
    assert np.isfinite(data.x).all()
    assert np.isfinite(data.y).all()
    said = " ".join(data.notes)
    for words in case.said:
        assert words in said
    if made := own.table_of(values).made:
        (tmp_path / "table.csv").write_text(made)
    program = {"np": np}
    monkeypatch.chdir(tmp_path)
    exec(own.code(values), program)
    np.testing.assert_array_equal(program["x"], data.x)
    np.testing.assert_array_equal(program["y"], data.y)
