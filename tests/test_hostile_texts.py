"""Texts that a careless pattern reads for hours: each is read in a process that ends after seconds."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from tests.server.limited import verdicts

TURNS = [{"said": f"so it is, as was said {n}", "mood": "so" if n % 2 else "not"} for n in range(10_000)]
ARFF = b"@relation t\n@attribute text string\n@attribute label {good,bad}\n@data\n'it went up, again',good\n"
WORDS = b"<text>many words here now</text>"


@pytest.mark.parametrize(
    ("content", "read"),
    [
        # Labels with commas between and no text: one could be parted in 2^30 ways.
        ((b"__label__a," * 30 + b"__label__a\n") * 5, (31, 4)),
        (b"a __label__b\n" * 25 + b"a" + b" __label__b" * 20_000 + b" c\n", (2, 25)),
        (b"1 |a" + b" |a" * 400_000 + b"\n0 |a b\n", (2, 2)),
        (b"label\ttext\n" + b'x\t"a "b"\n' * 20 + b'x\t"' + b'"" ' * 200_000 + b'"\n', (2, 21)),
        (b"a,b\n,Response\n" + b"1," + b"Response " * 20_000 + b"\n", (2, 1)),
        (b"<!---->" * 40 + b"x\n", (2, 1)),
        (b"(1 (2 it) (3 is))\n" * 30 + b"(1 (2 " + b"(" * 200_000 + b"))\n", (2, 31)),
        (b"# a = b\nword\nword\n\n" * 3 + b"# a = b\n" * 300_000 + b"word\n", (2, 4)),
        (json.dumps([{"text": "a b", "marks": [{"l": n} for n in range(60_000)]}]).encode(), (2, 1)),
        (
            b"<r>"
            + (b"<row>" + WORDS + b"".join(b"<m l='%d'/>" % n for n in range(30_000)) + b"</row>") * 2
            + b"</r>",
            (2, 2),
        ),
        (
            b"<r>" + (b"<row>" + WORDS + b"<a>" * 2_000 + b"x" + b"</a>" * 2_000 + b"</row>") * 3 + b"</r>",
            (2, 3),
        ),
        (
            b"<r>" + b"<a b=''/>" * 1_500_000 + b"</r>",
            "“own.csv” is XML of more than 2,000,000 elements and attributes, the most that can be used.",
        ),
        (
            b"text,label\nup,good\n" + b"," * 3_000_000 + b"\ndown,bad\n",
            "“own.csv” has a row of more than 1,000,000 cells, the most that can be read.",
        ),
        (
            b"text,label\nup,good\n" + b'"\n",' * 3_000_000 + b"\ndown,bad\n",
            "“own.csv” has a row of more than 1,000,000 cells, the most that can be read.",
        ),
        (
            b"text\tlabel\nup\tgood\n" + b"\t" * 3_000_000 + b"\ndown\tbad\n",
            "“own.csv” has a row of more than 1,000,000 cells, the most that can be read.",
        ),
        (
            b'[{"text":"a","marks":[' + b"[]," * 10_000_000 + b"1]}]",
            "“own.csv” is JSON of more than 20,000,000 names and values, the most that can be used.",
        ),
        # What is no row of the file's own columns is refused, and the one before it stays.
        (ARFF + b"1," * 3_000_000 + b"\n", (2, 1)),
        (ARFF + b"'" + b"\\'" * 1_000_000 + b"\n", (2, 1)),
        (ARFF + b"'a,\"b," * 200_000 + b"\n", (2, 1)),
        (b"@relation t\n" + b"@attribute a%d string\n" * 300_000 % (*range(300_000),), (300_000, 0)),
        (
            "\n".join(json.dumps({f"k{row}_{n}": 1 for n in range(100)}) for row in range(3_000)).encode(),
            "In “own.csv” 3,000 rows have 300,000 different names for what they hold: "
            "too many to be columns.",
        ),
        (
            (b"a:999 " * 1_000 + b"#label#:x\n") * 10,
            "“own.csv” counts more than 5,000,000 words, the most that can be used.",
        ),
        # Where no texts are asked for, the turns of a dialogue are two columns of its row.
        (
            json.dumps([{**{f"k{n}": n for n in range(2_000)}, "turns": TURNS} for _ in range(2)]).encode(),
            (2_001, 2),
        ),
    ],
    ids=[
        "labels",
        "labels behind",
        "namespaces",
        "quotes",
        "a heading",
        "comments",
        "brackets",
        "told",
        "marks",
        "XML marks",
        "deep XML",
        "elements",
        "commas",
        "cells on lines of their own",
        "tabs",
        "JSON marks",
        "cells of ARFF",
        "escapes of ARFF",
        "quotes of ARFF",
        "attributes of ARFF",
        "names",
        "counts",
        "turns",
    ],
)
def test_a_table_is_read_in_the_time_that_its_size_takes(content: bytes, read: object) -> None:
    assert verdicts([content], "tests.hostile:table") == [repr(read)]


def _names(rows: int, names: int) -> bytes:
    """Objects of which none has a name that another one has."""
    return b"\n".join(
        json.dumps({f"k{row}_{name}": 1 for name in range(names)}).encode() for row in range(rows)
    )


@pytest.mark.parametrize(
    ("reader", "sent", "read"),
    [
        ("app.sentiment.corpus.several:parts", "[" + " " * 3_000 + "x", ("[" + " " * 3_000 + "x",)),
        ("app.sentiment.corpus.table_reading:listed_one", "[" + " " * 5_000 + "[x", "[" + " " * 5_000 + "[x"),
        ("app.sentiment.corpus.text_columns:tokens", "['" + "\\'" * 100_000 + "]", None),
        ("app.sentiment.corpus.text_columns:tokens", "['a" + " 'a" * 100_000 + "]", None),
        ("app.sentiment.corpus.text_columns:tokens", "[" + " ,\n" * 100_000 + "]", None),
        ("tests.hostile:cleaned", "<" + " " * 200_000, 200_001),
        ("tests.hostile:decided", "{" + "'a" * 60_000, 0),
        # Twenty-four dates one behind the other fit into the name of a file.
        ("app.logs.sources.paths:looks_like_log", ".20240101" * 24 + "x", False),
        ("tests.hostile:named", _names(4_000, 20), 0),
        ("tests.hostile:typed", "%{" * 200_000, 400_000),
        ("tests.hostile:typed", "%{" * 2_000, 4_000),
        ("tests.hostile:typed", "%u " * 1_500 + "%t %r", 4_505),
        ("tests.hostile:typed", "log_format a " + " " * 4_000 + "'", 4_014),
        ("tests.hostile:record", b'[{"a":1,' + b" " * 300_000 + b'"b":2}]', 300_014),
    ],
    ids=[
        "labels of a list",
        "a label in a list",
        "quotes in a token",
        "tokens",
        "blanks of tokens",
        "line breaks",
        "decisions",
        "a name",
        "names in JSON",
        "a long format",
        "a format",
        "directives",
        "spaces",
        "JSON",
    ],
)
def test_a_text_is_read_in_the_time_that_its_length_takes(
    reader: str, sent: bytes | str, read: object
) -> None:
    assert verdicts([sent], reader) == [repr(read)]


def _workbook(*cells: str) -> bytes:
    """A workbook of one sheet with an x in these cells, as Excel writes one."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006"
    rows = "".join(
        f'<row r="{cell.lstrip("ABCDEFX")}"><c r="{cell}" t="inlineStr"><is><t>x</t></is></c></row>'
        for cell in cells
    )

    def link(name: str, kind: str, target: str) -> str:
        one = f'<Relationship Id="{name}" Type="{kinds}/{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{packed}/relationships">{one}</Relationships>'

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{packed}/content-types"/>')
        archive.writestr("_rels/.rels", link("a", "officeDocument", "xl/workbook.xml"))
        sheets = '<sheets><sheet name="one" sheetId="1" r:id="b"/></sheets>'
        archive.writestr("xl/workbook.xml", f'<workbook xmlns="{main}" xmlns:r="{kinds}">{sheets}</workbook>')
        archive.writestr("xl/_rels/workbook.xml.rels", link("b", "worksheet", "worksheets/sheet1.xml"))
        sheet = f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    return content.getvalue()


def test_a_workbook_with_cells_at_the_ends_of_a_sheet_ends_no_session() -> None:
    # The last cell that Excel has: 2^34 cells with the first one, in a file of two kilobytes.
    far = (
        "“own.csv” is a workbook that takes too much memory or time to read: a few of its cells may stand "
        "far away from the others."
    )
    sent = [_workbook("A1", "B2"), _workbook("A1", "XFD1048576"), _workbook("A1", "XFD20000")]
    assert verdicts(sent, "tests.hostile:table") == [repr((2, 1)), repr(far), repr(far)]
