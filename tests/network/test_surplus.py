"""Rows with more values than names: only texts of the last column are put together again."""

import pytest

from app.network.datasets.csv_table import read_table
from app.problem import Problem


def read(tmp_path, heading, usual, longer):
    """Twenty rows, the fifth and the tenth of them longer."""
    path = tmp_path / "t.csv"
    path.write_text("\n".join([heading, *(longer if n in (4, 9) else usual(n) for n in range(20))]) + "\n")
    return read_table(path)


def test_a_remark_with_commas_is_one_text(tmp_path):
    table = read(
        tmp_path, "age,town,remark", lambda n: f"{20 + n},Bern,came on day {n}", "31,Bern,late, twice"
    )
    assert table.frame.iloc[4].tolist() == ["31", "Bern", "late, twice"]
    assert table.frame.iloc[5].tolist() == ["25", "Bern", "came on day 5"]
    assert "“remark”: 2 texts hold the separator outside of quotes, from line 6 on." in table.notes


@pytest.mark.parametrize(
    ("heading", "usual", "longer"),
    [
        ("name,age,class", lambda n: f"Miller {n},{20 + n},{'yes' if n % 3 else 'no'}", "Smith, John,20,yes"),
        ("name,age,remark", lambda n: f"Miller {n},{20 + n},came on day {n}", "Smith, John,20,came late"),
        ("town,name,age,remark", lambda n: f"Bern,Mia {n},{20 + n},day {n}", "Rome,Smith, John,20,late"),
        (
            "name,book,town,remark",
            lambda n: f"Mia {n},Book {n},Town {n},day {n}",
            "Smith, John,1984,Rome,late",
        ),
        (
            "name,town,remark",
            lambda n: f"Mia {n},{'Bern' if n % 3 else 'Rome'},day {n}",
            "Smith, John,Rome,late",
        ),
        ("name,town,state", lambda n: f"Mia {n},Bern,ok", "Smith, John,Rome,ok"),
    ],
)
def test_a_comma_in_an_earlier_column_moves_the_row_and_is_told(tmp_path, heading, usual, longer):
    names, values = heading.count(",") + 1, longer.count(",") + 1
    with pytest.raises(Problem) as told:
        read(tmp_path, heading, usual, longer)
    # Either that the lines do not fit, or how many values there are.
    assert f"not all have {names} columns" in told.value.what or f"rows of {values} values" in told.value.what
