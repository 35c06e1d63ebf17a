"""Several files brought at once are one table where their columns agree; the others are told, and asked."""

import gzip
import io
import zipfile

import numpy as np
import pytest

from app.network.datasets import OwnTable
from app.network.datasets.several_files import packed
from app.network.datasets.table import MOST_READINGS
from app.problem import Problem

HEADING = "size,colour,price"
COLOURS = "blue", "red"


def rows(first, last, heading=HEADING, separator=","):
    """A table of rows that differ, so that those of every file can be told apart."""
    lines = [separator.join([str(n), COLOURS[n % 2], f"{2 * n}.5"]) for n in range(first, last)]
    return "\n".join([*([heading] if heading else []), *lines]) + "\n"


def brought(folder, files):
    """The values that stand for files, by name with their text or bytes, in a new register."""
    paths = []
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
        paths.append((name, folder / name))
    own = OwnTable()
    return own, own.receive(packed(paths), f"{paths[0][0]} and {len(paths) - 1} more")


def sizes(own, values):
    data = own.load({**values, "target": "price", "task": "regression"})
    assert data.features == ("size", "colour = blue", "colour = red")
    np.testing.assert_array_equal(data.y[:, 0], 2 * data.x[:, 0] + 0.5)
    return sorted(data.x[:, 0].astype(int).tolist())


@pytest.mark.parametrize(
    "second",
    [
        rows(20, 30),
        rows(20, 30, "size;colour;price", ";"),
        rows(20, 30, " Size ,Colour,PRICE"),
        rows(20, 30, ""),
        "price,size,colour,note\n" + "".join(f"{2 * n}.5,{n},{COLOURS[n % 2]},x\n" for n in range(20, 30)),
        "[" + ",".join(f'{{"price": {2 * n}.5, "size": {n}, "colour": "red"}}' for n in range(20, 30)) + "]",
        rows(20, 30).encode("utf-16"),
    ],
    ids=["same", "other separator", "other letters", "no heading", "other order", "JSON", "UTF-16"],
)
def test_files_whose_columns_agree_are_one_table_and_its_program_reads_it(tmp_path, monkeypatch, second):
    own, values = brought(tmp_path, {"a.csv": rows(0, 20), "b.csv": second})
    assert sizes(own, values) == list(range(30))
    assert "“a.csv”, “b.csv”: 2 files read as one table." in own.table_of(values).notes
    table = own.table_of(values)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a and 1 more.csv").write_text(table.made, "utf-8")
    program = {"np": np}
    exec(own.code(values), program)
    np.testing.assert_array_equal(program["x"], own.load(values).x)


def test_files_of_one_name_and_of_names_that_systems_hide_are_read(tmp_path):
    paths = []
    for place, name in enumerate(["a.csv", "a.csv", ".b.csv", "../c.csv"]):
        (tmp_path / str(place)).write_text(rows(10 * place, 10 * place + 10))
        paths.append((name, tmp_path / str(place)))
    own = OwnTable()
    assert sizes(own, own.receive(packed(paths), "a.csv and 3 more")) == list(range(40))


def test_a_file_that_does_not_agree_is_named_and_left_out(tmp_path):
    files = {"a.csv": rows(0, 20), "b.csv": rows(20, 30), "towns.csv": "town,people\nBern,1\nRome,2\n"}
    own, values = brought(tmp_path, {**files, "again.csv": files["a.csv"], "nothing.csv": ""})
    assert sizes(own, values) == list(range(30))
    said = " ".join(own.table_of(values).notes)
    assert "“towns.csv” has no column “size”, “colour”, “price”: its 2 rows are left out." in said
    assert "is the same file as" in said
    assert "“nothing.csv” is empty." in said
    assert own.table_of(values).odd_files == ()


def test_columns_of_other_names_are_guessed_by_their_place_and_told_otherwise(tmp_path):
    files = {"a.csv": rows(0, 20), "b.csv": rows(20, 30), "c.csv": rows(30, 35, "size,Farbe,Preis")}
    own, values = brought(tmp_path, files)
    assert sizes(own, values) == list(range(35))
    (odd,) = own.table_of(values).odd_files
    assert (odd.name, odd.columns, odd.lacking) == ("c.csv", ("Farbe", "Preis"), ("colour", "price"))
    assert odd.told == {"colour": "Farbe", "price": "Preis"}
    none = own.tell(values, "c.csv", "price", "")
    assert sizes(own, none) == list(range(30))
    assert "“c.csv” has no column “price”: its 5 rows are left out." in " ".join(own.table_of(none).notes)
    assert sizes(own, own.tell(none, "c.csv", "price", "Preis")) == list(range(35))


def test_columns_that_cannot_be_guessed_are_asked(tmp_path):
    other = "Preis,Farbe,size\n" + "".join(f"{2 * n}.5,{COLOURS[n % 2]},{n}\n" for n in range(20, 40))
    own, values = brought(tmp_path, {"a.csv": rows(0, 25) + rows(50, 60, ""), "b.csv": other})
    assert sizes(own, values) == [*range(25), *range(50, 60)]
    (odd,) = own.table_of(values).odd_files
    assert (odd.columns, odd.told) == (("Preis", "Farbe"), {})
    assert odd.rows[0] == ("40.5", "blue")
    told = own.tell(own.tell(values, "b.csv", "colour", "Farbe"), "b.csv", "price", "Preis")
    assert len(sizes(own, told)) == 55


def test_arrays_of_the_same_rows_are_inputs_and_target(tmp_path):
    x, y = np.random.default_rng(0).normal(size=(40, 6, 1, 3)), np.arange(40) % 2
    for name, array in (("x", x), ("y", y)):
        np.save(tmp_path / f"{name}.npy", array)
    own = OwnTable()
    files = [(f"{name}.npy", tmp_path / f"{name}.npy") for name in "xy"]
    data = own.load(own.receive(packed(files), "x.npy and 1 more"))
    np.testing.assert_allclose(data.x.reshape(40, -1), x.reshape(40, -1), rtol=1e-6)
    np.testing.assert_array_equal(data.y, y)


def test_too_few_rows_and_no_tables_are_told(tmp_path):
    with pytest.raises(Problem, match=r"“a\.csv”, “b\.csv” have 6 rows together"):
        brought(tmp_path, {"a.csv": rows(0, 3), "b.csv": rows(3, 6)})
    with pytest.raises(Problem, match="None of the files can be learned from"):
        brought(tmp_path, {"a.csv": "", "b.pdf": "%PDF-1.7"})


@pytest.mark.parametrize(
    ("first", "second", "known"),
    [
        ("n,v\n{}", "n,v\n{}", [("£1.2k", 1200), ("£900", 900)]),
        ("n,v\n{}", "n,v\n{}", [("1.5 kg", 1500), ("900 g", 900)]),
        ("n,v\n{}", "n,v\n{}", [("1.5 h", 90), ("45 min", 45)]),
        ("n;v\n{}", "n,v\n{}", [("1,5 kg", 1500), ("900 g", 900)]),
        ("n;v\n{}", "n,v\n{}", [("1.234,5", 1234.5), ("900.25", 900.25)]),
    ],
    ids=["thousands", "grams", "minutes", "decimal comma", "both marks"],
)
def test_a_unit_that_all_rows_of_one_file_share_counts_beside_another_of_the_next(
    tmp_path, first, second, known
):
    files = {}
    for name, form, (cell, _) in zip(("a.csv", "b.csv"), (first, second), known, strict=True):
        separator = form[1]
        # One row of each differs, so that the column is none of two classes.
        other = cell.replace("5", "7").replace("9", "8").replace("2", "4")
        lines = [separator.join([str(n), cell if n else other]) for n in range(20)]
        files[name] = form.format("\n".join(lines) + "\n")
    own, values = brought(tmp_path, files)
    data = own.load({**values, "target": "n", "task": "regression"})
    assert data.x[1:20, 0].tolist() == pytest.approx([known[0][1]] * 19)
    assert data.x[21:, 0].tolist() == pytest.approx([known[1][1]] * 19)


def test_files_of_one_name_are_all_read(tmp_path):
    packs = io.BytesIO()
    with zipfile.ZipFile(packs, "w") as archive:
        archive.writestr("2019/data.csv", rows(50, 60))
        archive.writestr("2020/data.csv", rows(60, 70))
    files = {"a.csv": rows(0, 20), "a.csv.gz": gzip.compress(rows(20, 50).encode())}
    own, values = brought(tmp_path, {**files, "years.zip": packs.getvalue()})
    assert sizes(own, values) == list(range(70))


@pytest.mark.parametrize("heading", ["temperature,humidity", "day,humidity"])
def test_a_file_that_shares_no_measure_is_not_guessed(tmp_path, heading):
    def days(first, last, named):
        return f"{named}\n" + "".join(f"2024-01-{n:02},{2 * n}.5\n" for n in range(first, last))

    if heading.startswith("day"):
        files = {"a.csv": days(1, 15, "day,price"), "b.csv": days(15, 29, "day,price")}
        other, count, lacking = days(1, 29, heading), 28, ("price",)
    else:
        plain = [f"{n},{2 * n}.5\n" for n in range(50)]
        files = {
            name: "size,price\n" + "".join(plain[at : at + 15]) for name, at in (("a.csv", 0), ("b.csv", 15))
        }
        other, count, lacking = f"{heading}\n" + "".join(plain[30:]), 30, ("size", "price")
    own, values = brought(tmp_path, {**files, "sensors.csv": other})
    table = own.table_of(values)
    assert len(table.frame) == count
    (odd,) = table.odd_files
    assert (odd.name, odd.lacking, odd.told) == ("sensors.csv", lacking, {})


@pytest.mark.parametrize(
    "book",
    [
        "name,description\n" + "".join(f"col {n},what it is {n}\n" for n in range(4)),
        "name,kind,description\n" + "".join(f"col {n},number,what it is {n}\n" for n in range(12)),
    ],
    ids=["two columns", "three columns"],
)
def test_one_file_with_a_heading_does_not_outvote_those_without(tmp_path, book):
    files = {
        f"{at}.csv": "".join(f"{n},{2 * n}.5,{n % 3}\n" for n in range(30 * at, 30 * at + 30))
        for at in range(3)
    }
    own, values = brought(tmp_path, {**files, "codebook.csv": book})
    table = own.table_of(values)
    assert table.frame.iloc[:, 0].astype(int).tolist() == list(range(90))
    assert "“codebook.csv” has no column" in " ".join(table.notes)


def test_one_file_with_a_heading_names_the_columns_of_those_without(tmp_path):
    own, values = brought(
        tmp_path, {"a.csv": rows(0, 20, ""), "b.csv": rows(20, 40, ""), "c.csv": rows(40, 50)}
    )
    assert sizes(own, values) == list(range(50))


def test_what_is_said_of_files_counts_them_and_their_further_columns(tmp_path):
    more = [
        ",".join([line, *("nwxyz" if not at else str(at % 10) * 5)])
        for at, line in enumerate(rows(20, 30).splitlines())
    ]
    own, values = brought(tmp_path, {"a.csv": rows(0, 20), "b.csv": rows(30, 50), "c.csv": "\n".join(more)})
    assert "“c.csv”: “n”, “w”, “x” … are not in “a.csv”, and left out." in " ".join(
        own.table_of(values).notes
    )
    with pytest.raises(Problem, match=r"“a\.csv” has 3 rows: too few"):
        brought(tmp_path, {"a.csv": rows(0, 3), "b.csv": "x\n1\n"})


def test_only_the_last_readings_of_files_are_held(tmp_path):
    own, values = brought(tmp_path, {"a.csv": rows(0, 20), "c.csv": rows(30, 35, "size,Farbe,Preis")})
    told = values
    for turn in range(12):
        told = own.tell(told, "c.csv", "price", ("", "Preis")[turn % 2])
        told = own.tell(told, f"{turn}.csv", "price", "")
        assert len(own.table_of(told).frame) == (20, 25)[turn % 2]
    assert len(own._tables) == 1 + MOST_READINGS
    assert sizes(own, values) == [*range(20), *range(30, 35)]
