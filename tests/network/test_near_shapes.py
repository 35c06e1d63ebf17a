"""What looks like an unusual table, or number, and is none: it stays what it is."""

import warnings

import numpy as np
import pandas as pd
import pytest

from app.network.datasets.columns import CATEGORY, DATE, EMPTY, NUMBER, read_column
from app.network.datasets.csv_table import read_table
from app.network.datasets.dates import date_form
from app.network.datasets.durations import in_shortest, is_stopped, is_time_taken, seconds_of
from app.network.datasets.heading import layout_of
from app.network.datasets.measures import have_prefixes, multiplied
from app.network.datasets.numerals import plain_numbers, written_with
from app.network.datasets.table import OwnTable
from app.network.datasets.tidying import names_of_groups
from app.network.datasets.turning import turned


@pytest.mark.parametrize(
    ("name", "texts", "kind"),
    [
        ("reading", ["00120", "00450", "01230"] * 8, NUMBER),  # filled up with noughts
        ("zip", ["00501", "01067", "10115"] * 8, CATEGORY),
        ("distance", ["44927", "44958", "44990"] * 8, NUMBER),  # no date by its name
        ("opened", ["07:30", "18:45", "09:10"] * 8, DATE),
        ("departs", ["0615", "0730", "1545"] * 8, NUMBER),
        ("part", ["0123", "0456", "1196"] * 8, NUMBER),
        ("region_code", ["0123", "0456", "1196"] * 8, CATEGORY),
        ("data usage", ["25927", "44958", "77000"] * 8, NUMBER),
        ("rfid tag", ["25927", "44958", "77000"] * 8, NUMBER),
        ("Date", ["44927", "", "44990", "n/a", "45001"] * 8, DATE),
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
    measured = ["20.5", "", "", "", "21.0", "", "", "", "19.5", "", "", ""]
    told = ["start of series", *[""] * 4, "sensor changed", *[""] * 6]
    for sparse in (flags, late, measured, told):
        assert names_of_groups(pd.DataFrame({"note": sparse, "v": values})) == []


def test_an_index_without_a_name_makes_no_heading_of_two_rows():
    layout = layout_of(",age,town\n0,31,Bern\n1,45,Rome\n2,28,Oslo\n3,39,Bern\n")
    assert (layout.first, layout.aside) == (["", "age", "town"], 0)


@pytest.mark.parametrize(
    ("separator", "cell", "value"),
    [
        (",", '"(1,234.50)"', -1234.5),
        (";", "(12,50)", -12.5),
        (";", "(1.234,50)", -1234.5),
        (",", "(1 234)", -1234),
    ],
)
def test_sums_below_nothing_alone_are_no_pairs(tmp_path, separator, cell, value):
    path = tmp_path / "costs.csv"
    path.write_text(
        separator.join(("cost", "n")) + "\n" + "".join(f"{cell}{separator}{n}\n" for n in range(20))
    )
    table = read_table(path)
    assert [column.name for column in table.columns] == ["cost", "n"]
    assert table.frame["cost"].astype(float).tolist() == [value] * 20


def test_a_pair_that_could_be_a_sum_stays_a_pair_beside_others(tmp_path):
    path = tmp_path / "shops.csv"
    path.write_text("at;n\n" + "".join(f"({50 + n},{'5' if n else '8.2'});{n}\n" for n in range(20)))
    table = read_table(path)
    assert [column.name for column in table.columns] == ["at 1", "at 2", "n"]
    assert table.frame["at 2"].tolist() == ["8.2"] + ["5"] * 19


@pytest.mark.parametrize(
    "odd", [["n/a"] * 30, ["bad"] * 30, ["mg", "ml", "mg"] * 10], ids=["missing", "one word", "units"]
)
def test_an_odd_row_turns_no_wide_table(odd):
    measured = [[f"s{row}", *map(str, range(30))] for row in range(12)]
    heading = ["sample", *(f"gene {place}" for place in range(30))]
    assert turned([heading, ["odd", *odd], *measured]) is None


def test_a_row_of_classes_among_many_tells_that_a_table_lies_on_its_side():
    measured = [[f"gene {row}", *map(str, range(30))] for row in range(12)]
    rows = [["name", *(f"s{place}" for place in range(30))], *measured, ["group", *["ill", "well"] * 15]]
    assert turned(rows)[1] == ["s0", *["0"] * 12, "ill"]


def test_a_table_of_empty_rows_alone_is_said_to_be_so(tmp_path):
    path = tmp_path / "empty.csv"
    path.write_text("a,b\n" + ",\n" * 20)
    assert [column.kind for column in read_table(path).columns] == [EMPTY, EMPTY]


@pytest.mark.parametrize("long", ["A" * 40_000, "7" * 5_000, "a" + " " * 40_000 + "b"])
def test_one_long_cell_stays_a_text(long):
    assert written_with(pd.Series([f"{long} or so"] * 4), ",") is None
    assert date_form(pd.Series([f"{long} or so"] * 4)) is None
    assert multiplied(pd.Series(["1k", "2m", long])).tolist() == ["1e3", "2e6", long]
    assert in_shortest(pd.Series(["2h 5m", f"{long}h 3m"])).tolist() == ["125", f"{long}h 3m"]
    stopped = pd.Series(["1:10:10", "2:00:05"] * 20 + [f"{long}:10:10"])
    assert is_stopped(stopped)
    assert seconds_of(stopped).tolist() == ["4210", "7205"] * 20 + [f"{long}:10:10"]


def test_what_a_clock_or_a_comma_leaves_open_is_no_time_taken():
    assert not is_stopped(pd.Series(["6:15:00", "9:45:00"] * 10))
    assert not is_time_taken(pd.Series(["1,200 days", "2 years"] * 10))


def test_groups_are_named_of_one_size_or_where_there_are_many():
    values = list(map(str, range(12)))
    even = ["N", "", "", "", "S", "", "", "", "W", "", "", ""]
    uneven = ["N", "", "S", "", "", "", "W", "", "", "E", "", ""]
    for names in (even, uneven):
        assert names_of_groups(pd.DataFrame({"region": names, "v": values})) == ["region"]
    assert names_of_groups(pd.DataFrame({"remarks": even, "v": values})) == []


def test_sentences_beside_some_rows_are_no_groups():
    told = [
        "seen by the man at the gate",
        "",
        "",
        "late",
        "",
        "",
        "lost on the way to us",
        "",
        "",
        "ok",
        "",
        "",
    ]
    assert names_of_groups(pd.DataFrame({"what": told, "v": list(map(str, range(12)))})) == []


@pytest.mark.parametrize("above", ["", "\n", "Hardness of 20 samples\n\n"])
@pytest.mark.parametrize("between", ["", "\n", ",,\n\n"])
@pytest.mark.parametrize(
    "heading", ['"size\n(mm)",load,kind', 'size,"load\n(N)",kind', '"size\n(mm)","load\n(N)","kind\nof it"']
)
def test_a_heading_may_have_names_of_two_lines(tmp_path, above, between, heading):
    path = tmp_path / "hard.csv"
    rows = "".join(f"{n},{2 * n}.5,{n % 3}\n" for n in range(20))
    path.write_text(f"{above}{heading}\n{between}{rows}")
    table = read_table(path)
    assert [name.partition("\n")[0] for name in table.frame.columns] == ["size", "load", "kind"]
    assert table.frame.iloc[2].tolist() == ["2", "4.5", "2"]
    assert len(table.frame) == 20
    assert not any("quote" in note for note in table.notes)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (["300 K", "290", "310"], ["300", "290", "310"]),
        (["77 K", "90", "120 K"], ["77", "90", "120"]),
        (["300K", "290", "310"], ["300e3", "290", "310"]),
        (["1.5 K", "900", "750"], ["1.5e3", "900", "750"]),
    ],
)
def test_a_kelvin_behind_a_blank_is_no_thousand(written, meant):
    assert plain_numbers(pd.Series(written * 8), ".").tolist() == meant * 8


def test_one_column_without_a_name_makes_no_heading_of_two_rows():
    layout = layout_of("town,kind,\nBern,big,missing\nRome,small,0.5\nOslo,small,0.7\nKiel,big,0.1\n")
    assert (layout.first, layout.aside) == (["town", "kind", ""], 0)


def test_feet_and_pints_are_no_thousandths_of_a_tonne():
    assert not have_prefixes(pd.Series(["1 ft", "2 pt"] * 10))
    assert have_prefixes(pd.Series(["1 kt", "2 Mt"] * 10))


def test_millions_in_words_multiply_and_an_m_alone_does_not():
    assert multiplied(pd.Series(["1.1 million", "900,002"])).tolist() == ["1.1e6", "900,002"]
    assert multiplied(pd.Series(["1.1 m", "900"])).tolist() == ["1.1 m", "900"]


@pytest.mark.parametrize(
    ("year", "between"), [("2022", ""), ("2022", "\n"), ("2022", ",,,,,,\n"), ('"Year\n2022"', "")]
)
def test_a_heading_of_two_rows_may_have_names_of_two_lines_and_gaps(tmp_path, monkeypatch, year, between):
    path = tmp_path / "sales.csv"
    rows = "".join(f"N{n % 2},{n % 3},{n % 5},{n},{2 * n},{3 * n},{n}.5\n" for n in range(20))
    path.write_text(f"region,size,floor,{year},,2023,\n{between},,,sales,cost,sales,cost\n{rows}")
    own = OwnTable()
    values = {**own.receive(path, "sales.csv"), "target": "2023 cost", "task": "regression"}
    data = own.load(values)
    assert data.x[:, 5].tolist() == [2 * n for n in range(20)]
    assert data.y[:, 0].tolist() == [n + 0.5 for n in range(20)]
    monkeypatch.chdir(tmp_path)
    program = {"np": np}
    exec(own.code(values), program)
    assert (program["x"] == data.x).all()


@pytest.mark.parametrize(
    "long",
    [
        "United Kingdom of Great Britain and Northern Ireland",
        "Faculty of Arts and Social Sciences",
        "Department of health and human services",
    ],
)
def test_a_long_name_of_a_group_is_no_remark(long):
    names = [cell for name in ("France", long, "Spain", "Italy") for cell in (name, "", "")]
    assert names_of_groups(pd.DataFrame({"of": names, "v": list(map(str, range(12)))})) == ["of"]


def test_small_counts_beside_thousands_are_no_temperatures():
    likes = pd.Series(["1 K", "2 K", "1", "2", "3", "4"])
    assert pd.to_numeric(multiplied(likes)).tolist() == [1000, 2000, 1, 2, 3, 4]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert multiplied(pd.Series(["300 K", "0", "0"])).tolist() == ["300e3", "0", "0"]


@pytest.mark.parametrize("heading", ['"size\n\n(mm)",load', '"size\n",load', '"\nsize\n\n",load'])
def test_line_breaks_in_names_are_no_open_quotes(tmp_path, heading):
    path = tmp_path / "t.csv"
    path.write_text(f"{heading}\n" + "".join(f"{n},{n * n}.5\n" for n in range(20)))
    table = read_table(path)
    assert len(table.frame) == 20
    assert "line break" not in " ".join(table.notes)
