"""What looks like an unusual table, or number, and is none: it stays what it is."""

import pandas as pd
import pytest

from app.network.datasets.columns import CATEGORY, DATE, NUMBER, read_column
from app.network.datasets.heading import layout_of
from app.network.datasets.numerals import written_with
from app.network.datasets.tidying import names_of_groups
from app.network.datasets.turning import turned


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("reading", ["00120", "00450", "01230"] * 8, NUMBER),  # filled up with noughts
        ("zip", ["00501", "01067", "10115"] * 8, CATEGORY),
        ("distance", ["44927", "44958", "44990"] * 8, NUMBER),  # no date by its name
        ("opened", ["07:30", "18:45", "09:10"] * 8, DATE),
    ],
)
def test_a_column_is_what_it_says(name, texts, kind):
    assert read_column(name, pd.Series(texts)).kind == kind


@pytest.mark.parametrize(
    "texts",
    [
        ["+49 30 1234567", "+49 89 7654321"] * 8,  # telephones
        ["5 mg", "7 mV"] * 8,  # two units
        ["07:30:00", "18:45:10"] * 8,  # times of a day
        ["1,5", "2.5", "1.234,5"] * 8,  # a point for thousands beside decimal points
    ],
)
def test_texts_that_are_no_numbers(texts):
    assert written_with(pd.Series(texts), ",") is None


def test_a_wide_table_that_stands_upright_is_not_turned():
    genes = [f"gene {place}" for place in range(30)]
    measured = [[f"s{row}", *map(str, range(30))] for row in range(12)]
    assert turned([["sample", *genes], *measured]) is None
    assert turned([["group", *genes], *[["tumour", *row[1:]] for row in measured]]) is None


def test_sparse_first_columns_name_no_groups():
    values = list(map(str, range(12)))
    flags = ["x", "", "", "", "x", "", "", "", "x", "", "", ""]
    late = ["", "a", "", "", "", "b", "", "", "", "", "", ""]
    for sparse in (flags, late):
        assert names_of_groups(pd.DataFrame({"note": sparse, "v": values})) == []


def test_an_index_without_a_name_makes_no_heading_of_two_rows():
    layout = layout_of(",age,town\n0,31,Bern\n1,45,Rome\n2,28,Oslo\n3,39,Bern\n")
    assert (layout.first, layout.aside) == (["", "age", "town"], 0)
