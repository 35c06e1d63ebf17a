"""JSON, Parquet, Arrow and NumPy files as own tables, against the arrays that they were made of."""

import io
import json
import zipfile

import numpy as np
import polars as pl
import pytest
from sklearn.datasets import dump_svmlight_file, load_svmlight_file

from app.network.datasets.csv_table import read_table
from app.network.datasets.table import OwnTable
from app.problem import Problem

DRAW = np.random.default_rng(12)
X = DRAW.normal(size=(40, 2)).astype(np.float32)
Y = (X @ np.array([2.0, -1.0], np.float32)).astype(np.float64)
KINDS = np.array(["call", "put"])[DRAW.integers(0, 2, 40)]


def learned(path):
    """What is learned from a file, and what its program leaves, run where only the saved CSV lies."""
    own = OwnTable()
    values = {**own.receive(path, path.name), "target": "y", "task": "regression"}
    return own, values, own.load(values)


def ran(own, values, folder, monkeypatch, saved="prices.csv"):
    folder.mkdir()
    table = own.table_of(values)
    (folder / saved).write_bytes(table.made.encode())
    monkeypatch.chdir(folder)
    program = {"np": np}
    exec(own.code(values), program)
    return program


def write_npz(path):
    np.savez_compressed(path, spot=X, style=KINDS, y=Y)
    return ["spot 1", "spot 2", "style"]


def write_parquet(path):
    pl.DataFrame({"Spot": X[:, 0], "vol": X[:, 1], "kind": KINDS, "y": Y}).write_parquet(path)
    return ["Spot", "vol", "kind"]


def write_arrow(path):
    pl.DataFrame({"spot": X[:, 0], "vol": X[:, 1], "kind": KINDS, "y": Y}).write_ipc(path)
    return ["spot", "vol", "kind"]


def rows():
    return [
        {"spot": float(x[0]), "vol": float(x[1]), "kind": str(kind), "y": float(y)}
        for x, kind, y in zip(X, KINDS, Y, strict=True)
    ]


def write_json(path):
    path.write_text(json.dumps(rows()), "utf-8")
    return ["spot", "vol", "kind"]


def write_lines(path):
    path.write_text("\n".join(map(json.dumps, rows())), "utf-8")
    return ["spot", "vol", "kind"]


@pytest.mark.parametrize(
    ("file", "write"),
    [
        ("prices.npz", write_npz),
        ("prices.parquet", write_parquet),
        ("prices.arrow", write_arrow),
        ("prices.json", write_json),
        ("prices.jsonl", write_lines),
    ],
)
def test_a_file_gives_the_numbers_that_were_put_in_and_so_does_its_program(
    tmp_path, monkeypatch, file, write
):
    names = write(tmp_path / file)
    own, values, data = learned(tmp_path / file)
    assert [column.name for column in own.table_of(values).columns] == [*names, "y"]
    assert (data.x[:, :2] == X).all()
    assert (data.y[:, 0] == Y.astype(np.float32)).all()
    # A column of two texts is one input a text, or one for both.
    assert (np.ptp(data.x[:, 2:], axis=0) == 1).all()
    program = ran(own, values, tmp_path / "elsewhere", monkeypatch)
    np.testing.assert_array_equal(program["x"], data.x)
    np.testing.assert_array_equal(program["y"], data.y)


def test_classes_dates_and_gaps_stay_what_they_are(tmp_path):
    days = pl.datetime_range(pl.datetime(2024, 1, 1), pl.datetime(2024, 2, 9), "1d", eager=True)
    gaps = [None if place % 10 == 0 else float(place) for place in range(40)]
    path = tmp_path / "days.parquet"
    pl.DataFrame({"day": days.dt.date(), "gap": gaps, "y": KINDS}).write_parquet(path)
    table = read_table(path)
    assert table.frame["day"].iloc[0] == "2024-01-01"
    assert (table.frame["gap"] == "").sum() == 4
    assert table.usual_task("y") == "classification"
    own = OwnTable()
    values = {**own.receive(path, path.name), "target": "y"}
    assert own.load(values).classes == ("call", "put")


def test_lists_of_names_beside_arrays_name_their_columns_and_classes(tmp_path):
    kinds = np.arange(40) % 2
    names = {"feature_names": np.array(["spot", "term"]), "target_names": np.array(["put", "call"])}
    np.savez(tmp_path / "set.npz", data=X, target=kinds, **names)
    own = OwnTable()
    data = own.load(own.receive(tmp_path / "set.npz", "set.npz"))
    assert data.features == ("spot", "term")
    assert [data.classes[one] for one in data.y[:3]] == ["put", "call", "put"]


def test_where_columns_are_as_many_as_classes_the_names_of_the_lists_tell_them_apart(tmp_path):
    kinds = np.arange(40) % 3
    names = {"names": np.array(["spot", "term", "rate"]), "target_names": np.array(["put", "call", "none"])}
    np.savez(tmp_path / "set.npz", data=np.arange(120.0).reshape(40, 3), target=kinds, **names)
    table = read_table(tmp_path / "set.npz")
    assert table.frame.columns.tolist() == ["spot", "term", "rate", "target"]
    assert table.frame["target"].iloc[:4].tolist() == ["put", "call", "none", "put"]


def test_a_record_array_is_a_table_of_its_fields(tmp_path):
    fields = [("spot", "f8"), ("kind", "U4")]
    np.save(tmp_path / "r.npy", np.array([(n / 4, "put" if n % 3 else "call") for n in range(40)], fields))
    table = read_table(tmp_path / "r.npy")
    assert table.frame.columns.tolist() == ["spot", "kind"]
    assert table.frame.iloc[3].tolist() == ["0.75", "call"]


def test_one_array_is_a_table_too(tmp_path):
    np.save(tmp_path / "one.npy", np.arange(60.0).reshape(20, 3))
    table = read_table(tmp_path / "one.npy")
    assert list(table.frame.columns) == ["x 1", "x 2", "x 3"]
    assert table.frame.iloc[1].astype(float).tolist() == [3, 4, 5]


def test_pictures_are_rows_of_pixels_and_splits_one_table(tmp_path):
    x, y = DRAW.integers(0, 9, (40, 3, 2)), DRAW.integers(0, 2, 40)
    np.savez(tmp_path / "digits.npz", x_train=x[:30], y_train=y[:30], x_test=x[30:], y_test=y[30:])
    own = OwnTable()
    # As a link says that was shared before such arrays kept their shape.
    data = own.load({**own.receive(tmp_path / "digits.npz", "digits.npz"), "target": "y"})
    assert (data.target, data.features) == ("y", tuple(f"x {n}" for n in range(1, 7)))
    np.testing.assert_array_equal(data.x, x.reshape(40, 6))
    np.testing.assert_array_equal(data.y, y)


def test_lists_of_as_many_numbers_are_columns(tmp_path):
    rows = [{"at": [n, n / 4, -n], "all": list(range(n % 3 + 1)), "y": n % 2} for n in range(30)]
    (tmp_path / "lists.json").write_text(json.dumps(rows))
    own = OwnTable()
    data = own.load(own.receive(tmp_path / "lists.json", "lists.json"))
    assert data.features[:3] == ("at 1", "at 2", "at 3")
    np.testing.assert_array_equal(data.x[:, :3], [row["at"] for row in rows])
    assert data.features[3:] == ("all = [0, 1, 2]", "all = [0, 1]", "all = [0]")


@pytest.mark.parametrize(
    ("second", "rows", "said"),
    [
        ("test", 40, "“train.csv” and “test.csv” were read as one table"),
        ("notes", 30, "the largest, “train.csv”"),
    ],
)
def test_tables_of_an_archive_and_the_program_of_what_was_read(tmp_path, monkeypatch, second, rows, said):
    lines = [f"{a},{b},{kind},{y}\n" for (a, b), kind, y in zip(X, KINDS, Y, strict=True)]
    with zipfile.ZipFile(tmp_path / "prices.zip", "w") as archive:
        for name, part in (("train", lines[:30]), (second, lines[30:])):
            archive.writestr(f"{name}.csv", "spot,vol,kind,y\n" + "".join(part))
    own, values, data = learned(tmp_path / "prices.zip")
    np.testing.assert_array_equal(data.x[:, :2], X[:rows])
    assert said in " ".join(data.notes)
    program = ran(own, values, tmp_path / "saved", monkeypatch)
    np.testing.assert_array_equal(program["x"], data.x)


def forged(path, shape, kind="<f8", version=1):
    """A zip with an array whose header claims more than it holds."""
    file = io.BytesIO()
    np.lib.format.write_array_header_2_0(file, {"descr": kind, "fortran_order": False, "shape": shape})
    if version == 1:
        file = io.BytesIO()
        np.lib.format.write_array_header_1_0(file, {"descr": kind, "fortran_order": False, "shape": shape})
    file.getbuffer()[6] = version
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x.npy", file.getvalue() + b"\0" * 80)


@pytest.mark.parametrize(
    ("arrays", "words"),
    [
        ({"x": X, "y": Y[:30]}, "“x” 40, “y” 30"),
        ({"x": np.float64(3), "y": Y}, r"“x” .* has the shape \(\)"),
        ({"x": np.zeros((40, 8, 8)), "y": Y[:30]}, "“x” 40, “y” 30"),
        ({"x": np.array([{"a": 1}] * 40, object)}, "holds objects"),
        ({"x": np.ones(40, complex), "y": Y}, "complex"),
    ],
)
def test_arrays_that_are_no_table_are_refused_in_words(tmp_path, arrays, words):
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(Problem, match=words):
        read_table(tmp_path / "bad.npz")


@pytest.mark.parametrize("version", [1, 2, 3])
@pytest.mark.parametrize("kind", ["<f8", "|S0", "<U0"])
def test_headers_that_lie_are_refused(tmp_path, kind, version):
    """Also of texts without a letter, which NumPy makes room for all the same."""
    forged(tmp_path / "bad.npz", (10**12,), kind, version)
    with pytest.raises(Problem, match="damaged"):
        read_table(tmp_path / "bad.npz")


def test_damaged_files_are_refused(tmp_path):
    write_parquet(tmp_path / "cut.parquet")
    whole = (tmp_path / "cut.parquet").read_bytes()
    (tmp_path / "cut.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Problem, match="Parquet"):
        read_table(tmp_path / "cut.parquet")
    (tmp_path / "cut.json").write_text('[{"x": 1, "y": 2}, {"x": 3', "utf-8")
    with pytest.raises(Problem, match="JSON"):
        read_table(tmp_path / "cut.json")


def test_what_is_no_object_is_left_out_and_formulas_do_not_run(tmp_path):
    entries = [{"x": place, "note": "=1+1" if place else '"a",\nb', "y": -place} for place in range(20)]
    (tmp_path / "odd.json").write_text("\n".join([*map(json.dumps, entries), "nothing"]), "utf-8")
    table = read_table(tmp_path / "odd.json")
    assert len(table.frame) == 20
    assert any("1 entry is no JSON object" in note for note in table.notes)
    assert table.frame["note"].tolist() == ['"a",\nb', *["'=1+1"] * 19]
    assert table.frame["y"].astype(float).tolist() == [-place for place in range(20)]


def test_rows_of_libsvm_are_those_of_scikit_learn(tmp_path, monkeypatch):
    path = tmp_path / "prices.svm"
    dump_svmlight_file(X, Y > 0, str(path), zero_based=False)
    own = OwnTable()
    values = own.receive(path, path.name)
    data = own.load(values)
    assert (data.target, data.classes, data.features) == ("target", ("0", "1"), ("x1", "x2"))
    x, y = load_svmlight_file(str(path))
    np.testing.assert_array_equal(data.x, x.toarray().astype(np.float32))
    np.testing.assert_array_equal(data.y, y)
    program = ran(own, values, tmp_path / "alone", monkeypatch)
    np.testing.assert_array_equal(program["x"], data.x)
    np.testing.assert_array_equal(program["y"], data.y)
