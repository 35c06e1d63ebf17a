"""Pictures of a class each, from files written here byte by byte: what is read is what was written."""

import io
import struct
import tarfile
import zipfile
import zlib

import numpy as np
import pytest

from app.network import pictures, train
from app.network.datasets import own_tables
from app.network.datasets.pictures import read_pictures
from app.network.datasets.pixels import classes_of
from app.network.model import NetworkModel
from app.network.views.builder import NeuralNetworkBuilder
from app.problem import Problem

DRAW = np.random.default_rng(5)
KINDS = {2: 0, 3: 2, 4: 6}
"""What PNG calls shades of grey, colours, and those with an alpha channel."""


def png(pixels):
    """A PNG after the W3C's recommendation: no filter, one chunk of data."""
    pixels = np.asarray(pixels, np.uint8)
    high, wide = pixels.shape[:2]
    kind = 0 if pixels.ndim == 2 else KINDS[pixels.shape[2]]
    rows = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", wide, high, 8, kind, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def pets(size=(8, 8), count=12, top="pets/"):
    """Bright cats and dark dogs."""
    made = {}
    for place in range(count):
        made[f"{top}cats/{place:02}.png"] = DRAW.integers(180, 256, size)
        made[f"{top}dogs/{place:02}.png"] = DRAW.integers(0, 70, size)
    return made


def packed(made):
    return {name: png(pixels) for name, pixels in made.items()}


def test_small_pictures_are_their_own_pixels(tmp_path):
    made = pets()
    found = read_pictures(zipped(tmp_path / "pets.zip", packed(made) | {"pets/readme.txt": b"Pets."}))
    assert found.classes == ("cats", "dogs")
    assert found.x.shape == (24, 8, 8, 1)
    for row, name in enumerate(sorted(made)):
        np.testing.assert_array_equal(found.x[row, :, :, 0], (made[name] / 255).astype(np.float32))
        assert found.classes[found.labels[row]] == name.split("/")[1]
    assert found.notes == ("Pictures of 8 × 8 pixels in shades of grey, as numbers from 0 to 1.",)


def test_colours_stay_and_greys_in_three_channels_are_greys(tmp_path):
    colours = {name: DRAW.integers(0, 256, (5, 7, 3)) for name in pets(count=6)}
    found = read_pictures(zipped(tmp_path / "a.zip", packed(colours)))
    first = colours[min(colours)]
    np.testing.assert_array_equal(found.x[0], (first / 255).astype(np.float32))
    greys = {name: np.repeat(one[..., None], 3, axis=2) for name, one in pets(count=6).items()}
    assert read_pictures(zipped(tmp_path / "b.zip", packed(greys))).x.shape == (12, 8, 8, 1)


def test_what_is_transparent_is_white(tmp_path):
    made = {name: np.zeros((4, 4, 4)) for name in pets(count=6)}
    assert (read_pictures(zipped(tmp_path / "a.zip", packed(made))).x == 1).all()


def test_large_ones_are_resized_and_that_is_said(tmp_path):
    half = np.zeros((120, 60), np.uint8)
    half[60:] = 255
    found = read_pictures(zipped(tmp_path / "a.zip", packed(dict.fromkeys(pets(count=6), half))))
    assert found.x.shape == (12, 32, 16, 1)
    # Away from where they meet, black stays black, and white white.
    assert found.x[0, :14].max() == 0
    assert found.x[0, 18:].min() == 1
    assert "They are 60 × 120, and were resized to 16 × 32 pixels." in found.notes
    mixed = {name: half[:, : 40 + place] for place, name in enumerate(pets(count=6))}
    found = read_pictures(zipped(tmp_path / "b.zip", packed(mixed)))
    assert found.x.shape == (12, 32, 32, 1)
    assert "up to 51 × 120, and were resized to 32 × 32 pixels, also where that changes" in found.notes[1]


@pytest.mark.parametrize(
    ("paths", "wanted"),
    [
        (["cats/1.png", "dogs/1.png"], ["cats", "dogs"]),
        (["a/b/cats/1.png", "a/b/dogs/1.PNG"], ["cats", "dogs"]),
        (["set/train/cats/1.jpg", "set/test/dogs/1.jpg"], ["dogs", "cats"]),
        (["train/images/x/1.gif", "valid/images/y/1.gif"], ["x", "y"]),
        (["pets/american_bulldog_12.jpg", "pets/Bombay_3.jpg"], ["Bombay", "american_bulldog"]),
        (["cat.0.jpg", "dog (7).jpg"], ["cat", "dog"]),
        (["cats/tabby/1.png", "dogs/1.png", "cats/2.png"], ["cats", "cats", "dogs"]),
        (["0/1.bmp", "1/1.bmp", "__MACOSX/0/._1.bmp", "0/.hidden.bmp"], ["0", "1"]),
    ],
)
def test_folders_or_names_tell_the_class(paths, wanted):
    assert list(classes_of(paths).values()) == wanted


def test_a_damaged_one_is_named_and_left_out(tmp_path):
    files = packed(pets())
    files["pets/cats/00.png"] = b"no picture"
    files["pets/dogs/03.png"] = files["pets/dogs/03.png"][:60]
    found = read_pictures(zipped(tmp_path / "pets.zip", files))
    assert len(found.x) == 22
    assert found.notes[-1] == (
        "“pets/cats/00.png”, “pets/dogs/03.png”: left out, they cannot be read as pictures."
    )


def bomb():
    """A few bytes that claim a billion pixels."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 40_000, 25_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(99))) + chunk(b"IEND", b"")


def named(count, content, form="{0}/{1}.png"):
    """Files of two folders by turns, or as the form says."""
    return {form.format("ab"[place % 2], place): content for place in range(count)}


BLACK = png(np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: packed(pets()) | {"pets/cats/bomb.png": bomb()}, "bomb.png” has more than 50 million"),
        (lambda: packed(pets(count=3)), "6 pictures of a class: too few"),
        (lambda: named(30, BLACK, "IMG_{1}.png"), "Neither folders nor names"),
        (lambda: {f"{n % 60}/{n}.png": BLACK for n in range(120)}, "60 folders"),
        (lambda: named(30, b""), "30 pictures could not be read"),
    ],
    ids=["bomb", "few", "no classes", "many classes", "all damaged"],
)  # fmt: skip
def test_what_cannot_be_learned_from_is_refused_in_words(tmp_path, make, words):
    with pytest.raises(Problem, match=words):
        read_pictures(zipped(tmp_path / "pets.zip", make()))


@pytest.mark.parametrize(
    ("bound", "least", "words"),
    [
        ("MOST_PICTURES", 20, "more than 20 pictures, the most that can be"),
        ("MOST_OF_ALL", 24 * 64 - 1, "million pixels together"),
        ("MOST_BYTES", 2_000, "at most 2 kB can be trained on here"),
    ],
)
def test_there_is_a_bound_to_all_of_them(tmp_path, monkeypatch, bound, least, words):
    monkeypatch.setattr(f"app.network.datasets.pictures.{bound}", least)
    with pytest.raises(Problem, match=words):
        read_pictures(zipped(tmp_path / "pets.zip", packed(pets())))
    monkeypatch.setattr(f"app.network.datasets.pictures.{bound}", 10**7)
    assert len(read_pictures(tmp_path / "pets.zip").x) == 24


def test_other_archives_and_tables_are_no_pictures(tmp_path):
    table = zipped(tmp_path / "a.zip", {"rows.csv": b"a,b\n1,2\n", "plot.png": BLACK})
    assert read_pictures(table) is None
    (tmp_path / "b.csv").write_text("a,b\n1,2\n")
    assert read_pictures(tmp_path / "b.csv") is None
    office = {"[Content_Types].xml": b"", "xl/media/1.png": b"", "xl/media/2.png": b""}
    assert read_pictures(zipped(tmp_path / "c.xlsx", office)) is None


def test_a_folder_is_what_a_notebook_trains_on(tmp_path):
    for name, content in packed(pets(top="")).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    x, y = pictures(tmp_path)
    assert x.shape == (24, 8, 8, 1)
    assert y.tolist() == ["cats"] * 12 + ["dogs"] * 12
    with pytest.raises(Problem, match="holds no pictures"):
        pictures(zipped(tmp_path / "a.zip", {"a.txt": b""}))


def tarred(path, files):
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return path


@pytest.mark.parametrize(("kind", "pack"), [("zip", zipped), ("tar.gz", tarred)])
def test_the_page_learns_from_them_and_its_program_reads_the_same(tmp_path, kind, pack, monkeypatch):
    monkeypatch.setattr(own_tables(), "_tables", {})
    path = pack(tmp_path / f"pets.{kind}", packed(pets()) | {"pets/cats/11.png": b"no picture"})
    model = NetworkModel()
    model.receive(path, f"pets.{kind}")
    names = [row.name for row in model.settings.rows]
    assert names == ["Conv2D", "MaxPooling2D", "Flatten", "Dense", "Dense"]
    assert model.findings() == []
    data = model.data
    assert (len(data.x), data.classes) == (23, ("cats", "dogs"))
    monkeypatch.chdir(tmp_path)
    found = {"np": np}
    exec(own_tables().code(model.settings.data.values), found)
    np.testing.assert_array_equal(found["x"], data.x)
    np.testing.assert_array_equal(found["y"], data.y)
    run = train(model.settings.changed(epochs=20, batch_size=4))
    assert run.final["val_accuracy"] == 1


def test_the_program_of_a_folder_that_a_browser_packed_reads_the_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(own_tables(), "_tables", {})
    files = packed(pets()) | {"pets/cats/11.png": b"no picture"}
    path = zipped(tmp_path / "kept", files)
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"from a folder"
    model = NetworkModel()
    model.receive(path, "pets.zip")
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    monkeypatch.chdir(tmp_path)
    found = {"np": np}
    exec(own_tables().code(model.settings.data.values), found)
    np.testing.assert_array_equal(found["x"], model.data.x)
    np.testing.assert_array_equal(found["y"], model.data.y)


@pytest.mark.parametrize("name", ["{}.png", "images/{}.png", "{}"])
def test_a_table_beside_them_tells_their_classes(tmp_path, name, monkeypatch):
    monkeypatch.setattr(own_tables(), "_tables", {})
    made = {f"set/images/{place:02}.png": DRAW.integers(0, 256, (6, 6)) for place in range(20)}
    rows = [
        f"{name.format(f'{place:02}')};{place % 7};{'cat' if place % 3 else 'dog'}" for place in range(19)
    ]
    table = "\n".join(["File;age;Breed", *rows]).encode()
    path = zipped(tmp_path / "pets.zip", packed(made) | {"set/labels.csv": table})
    model = NetworkModel()
    model.receive(path, "pets.zip")
    data = model.data
    assert data.classes == ("cat", "dog")
    assert data.y.tolist() == [int(place % 3 == 0) for place in range(19)]
    np.testing.assert_array_equal(data.x[4, :, :, 0], (made["set/images/04.png"] / 255).astype(np.float32))
    assert "“labels.csv” tells the classes, by “breed”." in data.notes
    assert "1 picture is not in that table: left out." in data.notes
    monkeypatch.chdir(tmp_path)
    found = {"np": np}
    exec(own_tables().code(model.settings.data.values), found)
    np.testing.assert_array_equal(found["x"], data.x)
    np.testing.assert_array_equal(found["y"], data.y)
    for one, content in packed(made).items():
        (tmp_path / one).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / one).write_bytes(content)
    (tmp_path / "set" / "labels.csv").write_bytes(table)
    x, y = pictures(tmp_path / "set")
    np.testing.assert_array_equal(x, data.x)
    assert y[:4].tolist() == ["dog", "cat", "cat", "dog"]


def test_a_column_of_a_class_each_tells_it_too(tmp_path):
    made = {f"{place}.png": DRAW.integers(0, 256, (6, 6)) for place in range(12)}
    rows = [f"{place},{int(place < 4)},{int(4 <= place < 8)},{int(place >= 8)}" for place in range(12)]
    files = packed(made) | {"train.csv": "\n".join(["image_id,rust,scab,none", *rows]).encode()}
    found = read_pictures(zipped(tmp_path / "leaves.zip", files))
    assert found.classes == ("none", "rust", "scab")
    assert [found.classes[one] for one in found.labels].count("none") == 4


def test_a_table_of_something_else_tells_nothing(tmp_path):
    files = packed(pets()) | {"pets/prices.csv": b"shop,price\nA,1\nB,2\n", "pets/list.csv": b"\xff\xfe"}
    assert read_pictures(zipped(tmp_path / "pets.zip", files)).classes == ("cats", "dogs")


def test_pictures_are_shown_as_bright_as_they_are(tmp_path, monkeypatch):
    monkeypatch.setattr(own_tables(), "_tables", {})
    builder = NeuralNetworkBuilder()
    builder.model.receive(zipped(tmp_path / "pets.zip", packed(pets())), "pets.zip")
    builder.model.step = "data"
    cats, dogs = builder.panels["data"].tiles.rows
    assert (cats["name"], len(cats["tiles"]), cats["columns"]) == ("cats", 8, 8)
    assert min(min(tile) for tile in cats["tiles"]) > max(max(tile) for tile in dogs["tiles"])
    builder.model.choose_data("iris")
    assert builder.panels["data"].table.rows[0][0] == "setosa"
