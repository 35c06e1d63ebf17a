"""Tables in archives, in Parquet, and as JSON by column."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile

import pandas as pd
import polars as pl
import pytest

from app.problem import Problem
from app.tables import Rejects, read_table, reader

NAMES = {"text", "label"}
REVIEWS = {
    "aclImdb/train/pos/0_9.txt": "good<br />film",
    "aclImdb/train/pos/1_8.txt": "very good\r\nfilm",
    "aclImdb/train/neg/0_2.txt": "bad film",
    "aclImdb/train/neg/1_1.txt": "very bad",
    "aclImdb/test/pos/0_9.txt": "well made",
    "aclImdb/test/neg/0_2.txt": "badly made",
    "aclImdb/train/urls_pos.txt": "http://films.example",
    "aclImdb/README": "about the set",
    "__MACOSX/aclImdb/train/pos/._0_9.txt": "\0",
}


def read(tmp_path, content):
    path = tmp_path / "t"
    path.write_bytes(content)
    rejects = Rejects()
    return read_table(path, "t", rejects, known_names=NAMES), rejects


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def tarred(files, mode="w:gz"):
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return packed.getvalue()


@pytest.mark.parametrize("pack", [zipped, tarred, lambda files: tarred(files, "w:xz")])
def test_folders_name_the_labels_of_the_texts_in_them(tmp_path, pack):
    table, rejects = read(tmp_path, pack(REVIEWS))
    assert table.columns == ["id", "text", "label", "split"]
    assert sorted(row[1:] for _, row in table.rows) == sorted(
        [
            ["good<br />film", "pos", "train"],
            ["very good\nfilm", "pos", "train"],
            ["bad film", "neg", "train"],
            ["very bad", "neg", "train"],
            ["well made", "pos", "test"],
            ["badly made", "neg", "test"],
        ]
    )
    assert rejects.count == 0


def test_folders_below_nothing_are_labels_alone(tmp_path):
    files = {f"{label}/{n}.txt": f"{label} film {n}" for label in ("pos", "neg") for n in range(3)}
    table, _ = read(tmp_path, zipped(files))
    assert table.columns == ["id", "text", "label"]
    assert [row[2] for _, row in table.rows].count("pos") == 3


def test_the_one_table_of_an_archive(tmp_path):
    table, _ = read(tmp_path, zipped({"a/reviews.csv": "text,label\nup,1\ndown,0\n", "a/about.md": "#"}))
    assert [row for _, row in table.rows] == [["up", "1"], ["down", "0"]]
    table, _ = read(
        tmp_path, tarred({"small.csv": "text,label\nup,1\n", "large.csv": "text,label\nup,1\ndn,0\n"})
    )
    assert len(table.rows) == 2
    assert "holds 2 tables: the largest, “large.csv”, was read" in table.notes[0]


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
def test_what_was_packed_in_parts_is_read_whole(tmp_path, ending, pack):
    parts = [b"text,label\ngood,a\n", b"bad,b\n", b"so so,b\n"]
    whole = b"".join(map(pack, parts))
    files = {f"set/train.csv{ending}": whole, "set/README": b"about the set"}
    table, _ = read(tmp_path, zipped(files))
    assert [row for _, row in table.rows] == [["good", "a"], ["bad", "b"], ["so so", "b"]]
    # Bytes behind the last part, as tapes are padded with, are none of it.
    table, _ = read(tmp_path, zipped(files | {f"set/train.csv{ending}": whole + b"\0" * 300}))
    assert len(table.rows) == 3


def test_no_table_of_an_archive_is_read_twice(tmp_path, monkeypatch):
    plain, names = reader._of_bytes, []

    def counted(content, name, *more):
        names.append(name)
        return plain(content, name, *more)

    monkeypatch.setattr(reader, "_of_bytes", counted)
    files = {
        f"{name}.csv": f"text,label\n{name} is good,pos\n{name} is bad,neg\n" for name in ("so", "it", "he")
    }
    table, _ = read(tmp_path, zipped(files))
    assert sorted(cells[0] for _, cells in table.rows) == sorted(
        f"{name} is {how}" for name in ("so", "it", "he") for how in ("good", "bad")
    )
    assert sorted(names) == ["he.csv", "it.csv", "so.csv"]


WRITTEN = "text,VIP\n" + "".join(f"so is {n},{n % 2}\n" for n in range(6))


@pytest.mark.parametrize(
    "files",
    [
        {"train.csv": WRITTEN, "test.csv": WRITTEN},
        {"one.csv": WRITTEN, "two.csv": WRITTEN.replace("so", "it")},
        {
            "texts.csv": "Id,text\n" + "".join(f"{n},so is {n}\n" for n in range(6)),
            "kinds.csv": "Id,VIP\n" + "".join(f"{n},{n % 2}\n" for n in range(6)),
        },
    ],
    ids=["splits", "parts", "joined"],
)
def test_columns_of_archives_are_called_as_their_files_write_them(tmp_path, files):
    table, _ = read(tmp_path, zipped(files))
    assert "vip" in table.columns
    assert table.called("vip") == "VIP"


def damaged(packed):
    """With a byte changed in the middle, which the sum at the end does not fit."""
    place = len(packed) // 2
    return packed[:place] + bytes([packed[place] ^ 255]) + packed[place + 1 :]


@pytest.mark.parametrize(
    ("ending", "pack"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".xz", lzma.compress)]
)
@pytest.mark.parametrize("spoil", [damaged, lambda packed: packed[:-9]])
def test_a_part_that_is_damaged_or_cut_off_is_told(tmp_path, ending, pack, spoil):
    parts = [pack(b"text,label\ngood,a\n"), spoil(pack(b"bad,b\n" * 50))]
    with pytest.raises(Problem) as told:
        read(tmp_path, zipped({f"set/train.csv{ending}": b"".join(parts)}))
    assert f"“train.csv{ending}” in “t” is damaged or cut off" in told.value.what
    # What follows the last part and is none itself is passed over, as gzip does.
    table, _ = read(tmp_path, zipped({f"set/train.csv{ending}": parts[0] + b"trailing"}))
    assert [row for _, row in table.rows] == [["good", "a"]]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (zipped({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>"}), "is an Excel workbook"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "another office file"),
        (zipped({"picture.png": "x"}), "without a table in it: it holds “picture.png”"),
        (zipped(REVIEWS)[:200], "is damaged"),
        (zipped({"zeros.csv": "0" * 120_000_000}), "unpacks to more than 100 MB"),
    ],
)
def test_archives_without_a_table_are_refused_in_words(tmp_path, content, what):
    with pytest.raises(Problem, match=what):
        read(tmp_path, content)


@pytest.mark.parametrize("pack", [zipped, lambda files: tarred(files, "w")])
def test_an_archive_of_too_many_files_is_told(tmp_path, monkeypatch, pack):
    monkeypatch.setattr("app.tables.packed.MOST_MEMBERS", 8)
    with pytest.raises(Problem) as told:
        read(tmp_path, pack(REVIEWS))
    assert told.value.what == "“t” is an archive of more than 8 files, the most that can be used."
    assert told.value.remedy == "Pack a part of its files."
    monkeypatch.setattr("app.tables.packed.MOST_MEMBERS", len(REVIEWS))
    assert len(read(tmp_path, pack(REVIEWS))[0].rows) == 6


def test_archives_in_an_archive_count_with_it(tmp_path, monkeypatch):
    """Files that are passed over count as well, and so does what is packed around little."""
    monkeypatch.setattr("app.tables.packed.MOST_MEMBERS", 8)
    hidden = zipped({f".{n}": "" for n in range(5)})
    with pytest.raises(Problem, match="an archive of more than 8 files"):
        read(tmp_path, zipped({"one.zip": hidden, "two.zip": hidden, "a.csv": "text,label\n"}))
    monkeypatch.setattr("app.tables.reader.MOST_BYTES", 10_000)
    large = io.BytesIO()
    with zipfile.ZipFile(large, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(".hidden", "0" * 6_000)
        archive.writestr("a.csv", "text,label\ngood,a\n")
    assert len(read(tmp_path, zipped({"one.zip": large.getvalue()}))[0].rows) == 1
    with pytest.raises(Problem, match="unpacks to more than 10 kB"):
        read(tmp_path, zipped({"one.zip": large.getvalue(), "two.zip": large.getvalue()}))


def test_a_locked_archive_is_said_to_be(tmp_path):
    content = bytearray(zipped({"a.csv": "text,label\n"}))
    content[6] |= 1  # The first bit of a member's flags, in its head and in the directory.
    content[content.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Problem, match="locked with a password"):
        read(tmp_path, bytes(content))


@pytest.mark.parametrize("write", ["write_parquet", "write_ipc", "write_ipc_stream"])
def test_a_text_that_many_rows_of_columns_share_is_as_long_as_all_of_them(tmp_path, monkeypatch, write):
    """A kilobyte or two that would be 20 GB: it is refused by memory, and by what is used of it."""
    text = pl.Series("text", ["so good " * 100_000, "so bad"]).cast(pl.Categorical).gather([0] * 20_000)
    packed = io.BytesIO()
    getattr(text.to_frame(), write)(packed)
    monkeypatch.setattr("app.tables.parquet.MOST_MEMORY", 200_000_000)
    with pytest.raises(Problem, match="unpacks to more than 500 MB"):
        read(tmp_path, packed.getvalue())
    packed = io.BytesIO()
    getattr(text.head(100).to_frame(), write)(packed)
    monkeypatch.setattr("app.tables.parquet.MOST_LETTERS", 70_000_000)
    monkeypatch.setattr("app.tables.parquet.MOST_MEMORY", 2_000_000_000)
    with pytest.raises(Problem, match="unpacks to more than 70 MB"):
        read(tmp_path, packed.getvalue())


def test_parquet_with_the_names_of_its_labels(tmp_path):
    frame = pl.DataFrame(
        {"text": ["up", "down", None], "label": [1, 0, 1], "Tags": [[0], [0, 1], []], "n": [1.5, 2.0, None]}
    )
    told = {
        "info": {
            "features": {
                "text": {"dtype": "string", "_type": "Value"},
                "label": {"names": ["neg", "pos"], "_type": "ClassLabel"},
                "Tags": {"feature": {"names": ["joy", "fear"], "_type": "ClassLabel"}, "_type": "Sequence"},
            }
        }
    }
    packed = io.BytesIO()
    frame.write_parquet(packed, metadata={"huggingface": json.dumps(told)})
    table, _ = read(tmp_path, packed.getvalue())
    assert table.columns == ["text", "label", "tags", "n"]
    assert [row for _, row in table.rows] == [
        ["up", "pos", '["joy"]', "1.5"],
        ["down", "neg", '["joy", "fear"]', "2.0"],
        ["", "pos", "[]", ""],
    ]


FRAME = pd.DataFrame({"text": ["up", "down", "flat"], "label": [1, 0, 2]})


@pytest.mark.parametrize("orient", ["columns", "index", "records", "split", "table"])
@pytest.mark.parametrize("indent", [0, 2])
def test_json_as_pandas_writes_it(tmp_path, orient, indent):
    table, rejects = read(tmp_path, FRAME.to_json(orient=orient, indent=indent).encode())
    places = [table.columns.index(name) for name in ("text", "label")]
    assert [[row[place] for place in places] for _, row in table.rows] == [
        ["up", "1"],
        ["down", "0"],
        ["flat", "2"],
    ]
    assert rejects.count == 0


def test_json_rows_under_a_key_and_lists_by_column(tmp_path):
    rows = FRAME.to_dict("records")
    for content in ({"version": "1.0", "data": rows}, FRAME.to_dict("list")):
        table, _ = read(tmp_path, json.dumps(content).encode())
        assert [row[0] for _, row in table.rows] == ["up", "down", "flat"]
    one, _ = read(tmp_path, b'{"text": "up", "tags": ["a", "b"]}')
    assert [row for _, row in one.rows] == [["up", '["a", "b"]']]


def test_remarks_above_the_headings(tmp_path):
    table, _ = read(tmp_path, b"# made by hand\n# in 2020\ntext,label\nup,1\n# down,0\n")
    assert table.rows == [(4, ["up", "1"]), (5, ["# down", "0"])]


def test_a_first_row_of_labels_is_data_whatever_they_are_called(tmp_path):
    lines = [f"{'label' if n % 2 else 'text'}\tsome words {n}" for n in range(8)]
    table, _ = read(tmp_path, "\n".join(lines).encode())
    assert len(table.rows) == 8
    again, _ = read(tmp_path, b"text,label\nup,1\ntext,label\ndown,0\n")
    assert again.columns == ["text", "label"]
