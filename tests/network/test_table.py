import gzip
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

from app.network.datasets.csv_table import read_table
from app.network.datasets.numerals import written_with
from app.network.datasets.table import OwnTable
from app.network.datasets.table_data import table_data
from app.problem import Problem


def written(tmp_path, text, name="prices.csv", encoding="utf-8"):
    path = tmp_path / "upload"
    path.write_bytes(text.encode(encoding))
    return path


def rows(count, line):
    return "\n".join(line(number) for number in range(count)) + "\n"


MIXED = "area,town,built,const,note,price\n" + rows(
    60,
    lambda n: (
        f"{n if n % 7 else ''},{'ABC'[n % 3]},{1900 + n if n != 5 else 'inf'},1,text {n},{n * 1.5 + 0.25}"
    ),
)


def test_columns_are_told_apart_and_reported(tmp_path):
    table = read_table(written(tmp_path, MIXED), "prices.csv")
    assert [found.kind for found in table.columns] == [
        "number",
        "category",
        "number",
        "constant",
        "text",
        "number",
    ]
    data = table_data(table, "price", "regression")
    assert data.features == ("area", "town = A", "town = B", "town = C", "built")
    # The median of what is known: 1..59 without the multiples of 7.
    known = [n for n in range(60) if n % 7]
    assert data.x[0].tolist() == [np.median(known), 1, 0, 0, 1900]
    said = " ".join(data.notes)
    assert "“area”: 9 missing values are replaced by the median, 30" in said
    assert "“built”: 1 infinite value is replaced" in said
    assert "“const” is always 1: left out" in said
    assert "“note” is text with 60 different values: left out" in said


def test_a_whole_number_beyond_all_floats_is_infinite(tmp_path):
    text = "a,b\n" + rows(60, lambda n: f"{'9' * 400 if n == 5 else n},{n * 1.5}")
    data = table_data(read_table(written(tmp_path, text), "t.csv"), "b", "regression")
    assert "“a”: 1 infinite value is replaced" in " ".join(data.notes)
    assert data.x[5, 0] == np.median([n for n in range(60) if n != 5])


def test_the_task_is_inferred_and_can_be_changed(tmp_path):
    text = "a,b,kind\n" + rows(40, lambda n: f"{n},{n * n},{n % 3}")
    table = read_table(written(tmp_path, text), "t.csv")
    assert table.usual_target == "kind"
    assert table.usual_task("kind") == "classification"
    assert table.usual_task("b") == "regression"
    assert table_data(table, "kind", "classification").classes == ("0", "1", "2")
    assert table_data(table, "kind", "regression").classes == ()


def test_texts_can_be_classes_but_no_numbers(tmp_path):
    text = "a,kind\n" + rows(40, lambda n: f"{n},{'yes' if n % 2 else 'no'}")
    table = read_table(written(tmp_path, text), "t.csv")
    assert table_data(table, "kind", "classification").task == "binary"
    with pytest.raises(Problem, match="kind"):
        table_data(table, "kind", "regression")


def test_rows_without_a_target_are_left_out_and_counted(tmp_path):
    text = "a,y\n" + rows(40, lambda n: f"{n},{'' if n < 4 else n / 3}")
    data = table_data(read_table(written(tmp_path, text), "t.csv"), "y", "regression")
    assert len(data.x) == 36
    assert "4 rows are left out" in " ".join(data.notes)


def test_huge_numbers_are_named(tmp_path):
    text = "a,y\n" + rows(40, lambda n: f"{n * 1e9},{n / 3}")
    data = table_data(read_table(written(tmp_path, text), "t.csv"), "y", "regression")
    assert "scale the inputs" in " ".join(data.notes)


def test_separators_quotes_and_encodings(tmp_path):
    text = "größe;name;y\n" + rows(20, lambda n: f'{n};"a;{n % 2}";{n / 3}')
    table = read_table(written(tmp_path, text, encoding="latin-1"), "t.csv")
    data = table_data(table, "y", "regression")
    assert data.features == ("größe", "name = a;0", "name = a;1")
    assert "Latin-1" in " ".join(data.notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "1 row"),
        ("a\n" + "1\n" * 20, "one column"),
        (",".join(f"c{n}" for n in range(10_000)) + "\n", "10,000 columns"),
        ("a,b\n1,2\n1,2,3,4\n" + "1,2\n" * 20, "line 3"),
        ("a\x00,b\n1,2\n", "no text"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_in_words(tmp_path, text, says):
    with pytest.raises(Problem, match=says):
        read_table(written(tmp_path, text), "t.csv")


@pytest.mark.parametrize(
    ("column", "task", "says"),
    [
        ("one", "classification", "same"),
        ("gone", "regression", "only 0 rows"),
        ("none", "regression", "no column"),
    ],
)
def test_targets_that_cannot_be_are_refused_in_words(tmp_path, column, task, says):
    text = "a,one,gone\n" + rows(40, lambda n: f"{n},x,")
    table = read_table(written(tmp_path, text), "t.csv")
    with pytest.raises(Problem, match=says):
        table_data(table, column, task)


def test_only_constant_columns_predict_nothing(tmp_path):
    text = "a,y\n" + rows(40, lambda n: f"1,{n / 3}")
    with pytest.raises(Problem, match="No column"):
        table_data(read_table(written(tmp_path, text), "t.csv"), "y", "regression")


COMMAS = "area;town;price\n" + rows(40, lambda n: f"{n},5;{'AB'[n % 2]};{1000 + n},25")
MONEY = "row id,size,share,change,price\n" + rows(
    40, lambda n: f'r{n},"{1_000 + 37 * n:,}",{n / 4:.2f}%,"(1.{n:02})","${1_234_567 + n:,}.50"'
)
TRAILING = "a,b,y\n" + rows(40, lambda n: f"{n},{n * n},{n / 4},")


@pytest.mark.parametrize(
    ("raw", "target", "task"),
    [
        (MIXED.encode(), "price", "regression"),
        (MIXED.encode(), "town", "classification"),
        (COMMAS.encode("utf-16"), "price", "regression"),
        (TRAILING.encode(), "y", "regression"),
        (MONEY.encode(), "price", "regression"),
        (b"sep=;\n" + COMMAS.encode(), "price", "regression"),
        (MIXED.encode("utf-16-le"), "price", "regression"),
        (MIXED.replace("\n", "\r").encode("latin-1"), "price", "regression"),
    ],
)
def test_its_code_reads_the_same_rows(tmp_path, monkeypatch, raw, target, task):
    own = OwnTable()
    (tmp_path / "prices.csv").write_bytes(raw)
    values = own.receive(tmp_path / "prices.csv", "prices.csv")
    monkeypatch.chdir(tmp_path)
    found = {"np": np}
    values |= {"target": target, "task": task}
    exec(own.code(values), found)
    data = own.load(values)
    np.testing.assert_array_equal(found["x"], data.x)
    np.testing.assert_array_equal(found["y"], data.y)


def test_numbers_as_people_write_them(tmp_path):
    table = read_table(written(tmp_path, MONEY), "t.csv")
    data = table_data(table, "price", "regression")
    assert data.features == ("size", "share", "change")
    assert data.x[3].tolist() == pytest.approx([1_111, 0.75, -1.03])
    assert data.y[39].tolist() == [1_234_606.5]
    said = " ".join(data.notes)
    assert "“row id” names each row by its own value: left out" in said
    assert (
        "Read as plain numbers, without their signs and separators: “size”, “share”, “change”, “price”"
        in said
    )


@pytest.mark.parametrize(
    ("cells", "separator", "mark"),
    [
        (["1.234,5", "12,25", "-3"], ";", ","),
        (["1 234,5", "12,25", "3"], "\t", ","),
        (["1,234", "56,789"], ",", "."),
        (["€ 5", "€ 1,200.50"], ",", "."),
        (["1.5", "2", "3e4"], ";", None),
        (["north", "south"], ",", None),
        (["1-2", "3-4"], ",", None),
        (["", "na"], ",", None),
    ],
)
def test_the_decimal_mark_of_a_column(cells, separator, mark):
    assert written_with(pd.Series(cells), separator) == mark


def test_a_compressed_table_and_its_code(tmp_path, monkeypatch):
    own = OwnTable()
    (tmp_path / "prices.csv.gz").write_bytes(gzip.compress(MONEY.encode()))
    values = own.receive(tmp_path / "prices.csv.gz", "prices.csv.gz") | {
        "target": "price",
        "task": "regression",
    }
    monkeypatch.chdir(tmp_path)
    found = {"np": np}
    exec(own.code(values), found)
    np.testing.assert_array_equal(found["x"], own.load(values).x)


def test_decimal_commas_are_points(tmp_path):
    (tmp_path / "t.csv").write_bytes(COMMAS.encode("utf-16"))
    table = read_table(tmp_path / "t.csv")
    data = table_data(table, "price", "regression")
    assert table.usual_target == "price"
    assert data.x[3].tolist() == [3.5, 0, 1]
    assert data.y[3].tolist() == [1003.25]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("0.5,1.5\n" + rows(40, lambda n: f"{n},{n * n}"), "The first line holds numbers"),
        ("a,y\n" + rows(40, lambda n: f'"x{n},{n}'), "20 line breaks stand within quotes"),
    ],
)
def test_what_looks_odd_is_said(tmp_path, text, says):
    assert says in " ".join(read_table(written(tmp_path, text), "t.csv").notes)


def test_values_without_a_name_are_refused(tmp_path):
    text = "a,b,y\n" + rows(40, lambda n: f"{n},{n * n},{n / 4},9")
    with pytest.raises(Problem, match="rows of 4 values under a heading of 3 names"):
        read_table(written(tmp_path, text), "t.csv")


def test_a_table_without_room_is_used_and_not_kept(tmp_path):
    @contextmanager
    def full(_):
        raise Problem("The room is taken.", "Download.")
        yield

    own = OwnTable()
    own.keep_in(tmp_path / "tables", full)
    values = own.receive(written(tmp_path, MIXED), "prices.csv")
    assert "It is not kept for your next visit: The room is taken." in " ".join(
        own.table(values["file"]).notes
    )
    assert not (tmp_path / "tables").exists()


def test_the_oldest_table_goes_with_a_sentence(tmp_path, monkeypatch):
    own = OwnTable()
    own.keep_in(tmp_path / "tables")
    first, second = ("a,y\n" + rows(count, lambda n: f"{n},{n}") for count in (40, 50))
    monkeypatch.setattr("app.network.datasets.table.MOST_KEPT", len(first) + len(second) - 1)
    own.receive(written(tmp_path, first), "first.csv")
    values = own.receive(written(tmp_path, second), "second.csv")
    assert "The oldest table, “first.csv”, is kept no longer" in own.table(values["file"]).notes[-1]
    assert sorted(path.suffix for path in (tmp_path / "tables").iterdir()) == [".csv", ".name"]


def test_a_table_is_known_by_its_digest_and_survives_in_a_folder(tmp_path):
    own = OwnTable()
    own.keep_in(tmp_path / "tables")
    values = own.receive(written(tmp_path, MIXED), "../../prices.csv")
    later = OwnTable()
    later.keep_in(tmp_path / "tables")
    assert later.table(values["file"]).name == "prices.csv"
    for forged in ("../../../etc/passwd", "/etc/passwd", "0" * 32, ""):
        with pytest.raises(Problem):
            later.load({"file": forged})
