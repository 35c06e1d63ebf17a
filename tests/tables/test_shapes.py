"""Files that are no separated table, in the shapes that tools and shared tasks write: each with its rows."""

from __future__ import annotations

import io
import json
import zipfile

import polars as pl
import pytest

from app.problem import Problem
from app.tables import Rejects, read_table

ROWS = [
    ("it works well", "pos"),
    ("it broke at once", "neg"),
    ("so good a film", "pos"),
    ("so bad a film", "neg"),
]
VALUES = {"pos", "neg", "positive", "negative"}


def read(tmp_path, content, name="t"):
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, name, Rejects(), known_names={"text", "label"}, known_values=VALUES)


def pairs(table):
    places = [table.columns.index(name) for name in ("text", "label")]
    return [tuple(cells[place].strip() for place in places) for _, cells in table.rows]


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def label_studio(text, label):
    chosen = {"value": {"choices": [label]}, "from_name": "mood", "to_name": "text", "type": "choices"}
    return {"id": 1, "data": {"text": text}, "annotations": [{"result": [chosen], "completed_by": 7}]}


JSON = {
    "doccano": lines({"id": 1, "text": text, "label": [label]} for text, label in ROWS),
    "spans": lines({"text": text, "label": [[0, 2, label]]} for text, label in ROWS),
    "pairs a line": lines(ROWS),
    "pairs": json.dumps(ROWS, indent=1),
    "label first": json.dumps([[label, text] for text, label in ROWS]),
    "by split": json.dumps({"train": ROWS[:2], "test": ROWS[2:]}),
    "objects by split": json.dumps(
        {
            name: [{"text": t, "label": label} for t, label in part]
            for name, part in (("train", ROWS), ("dev", []))
        }
    ),
    "by text": json.dumps(dict(ROWS)),
    "under two keys": json.dumps({"a": {"rows": [{"text": text, "label": label} for text, label in ROWS]}}),
    "row within a row": json.dumps({"rows": [{"row": {"text": t, "label": label}} for t, label in ROWS]}),
    "Prodigy": lines(
        {"text": text, "label": label, "answer": "accept", "_input_hash": 1} for text, label in ROWS
    ),
}


@pytest.mark.parametrize("content", JSON.values(), ids=JSON.keys())
def test_json_of_tools(tmp_path, content):
    table = read(tmp_path, content)
    found = pairs(table)
    assert [(text, label.strip('[]"')) for text, label in found] == ROWS
    if "train" in content:
        assert table.cells(table.columns.index("split"))[0] == "train"


def test_json_by_label_lists_the_texts_of_each(tmp_path):
    texts = {label: [text for text, own in ROWS if own == label] for label in ("pos", "neg")}
    assert sorted(pairs(read(tmp_path, json.dumps(texts)))) == sorted(ROWS)


def test_choices_within_annotations_have_their_short_names(tmp_path):
    table = read(tmp_path, json.dumps([label_studio(*row) for row in ROWS]))
    places = [table.columns.index(name) for name in ("text", "choices")]
    assert [tuple(cells[place] for place in places) for _, cells in table.rows] == ROWS


def test_what_an_annotator_rejected_is_no_label(tmp_path):
    told = [("accept", "SPAM"), ("reject", "not SPAM"), ("ignore", "")]
    rows = [{"text": "a b", "label": "SPAM", "answer": answer, "_task_hash": 1} for answer, _ in told]
    assert [label for _, label in pairs(read(tmp_path, lines(rows)))] == [label for _, label in told]


XML = {
    "text and attributes": "<r>" + "".join(f'<d label="{label}">{text}</d>' for text, label in ROWS) + "</r>",
    "elements": '<?xml version="1.0"?>\n<r>'
    + "".join(f"<s><text>{text}</text><label>{label}</label></s>" for text, label in ROWS)
    + "</r>",
    "nested": "<reviews>"
    + "".join(
        f"<review id='{n}'><sentences><sentence><text>{text}</text>"
        f"<opinions><opinion target='x' label='{label}'/></opinions></sentence>"
        "<sentence><text>and more</text></sentence></sentences></review>"
        for n, (text, label) in enumerate(ROWS)
    )
    + "</reviews>",
}


@pytest.mark.parametrize("content", XML.values(), ids=XML.keys())
def test_the_element_that_comes_again_is_a_row(tmp_path, content):
    assert [row for row in pairs(read(tmp_path, content)) if row[1]] == ROWS


def test_xml_of_two_aspects_lists_both(tmp_path):
    aspects = "".join(f'<a label="{label}"/>' for label in ("pos", "neg", "pos"))
    content = f"<r><s><text>good food, rude staff</text>{aspects}</s><s><text>fine &amp; well</text></s></r>"
    assert pairs(read(tmp_path, content)) == [
        ("good food, rude staff", '["pos", "neg"]'),
        ("fine & well", ""),
    ]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<?xml version='1.0'?><r><s>one</s><s>two</r>", "begins like XML and cannot be read (line 1)"),
        ('<!DOCTYPE r [<!ENTITY a "aaaa">]><r><s>&a;</s><s>b</s></r>', "begins like XML|no column|cannot"),
        ("<?xml version='1.0'?><r/>", "without an element that comes again"),
        ("<!doctype html><html><table><tr><td>text", "is a web page"),
    ],
)
def test_markup_that_cannot_be_used_is_refused_in_words(tmp_path, content, what):
    if "ENTITY" in content:
        content = "<?xml version='1.0'?>" + content
    with pytest.raises(Problem) as refused:
        read(tmp_path, content)
    assert any(part in refused.value.what for part in what.split("|"))


def test_arff(tmp_path):
    content = (
        "% by hand\n@RELATION 'my texts'\n\n@ATTRIBUTE text string\n@attribute label {pos,neg}\n\n@DATA\n"
        '\'it\\\'s good, so\',pos\n% a remark\n"he said \\"no\\"",neg\nplain words , ?\n'
    )
    assert pairs(read(tmp_path, content)) == [
        ("it's good, so", "pos"),
        ('he said "no"', "neg"),
        ("plain words", ""),
    ]


def test_trees_of_the_stanford_sentiment_treebank(tmp_path):
    content = (
        "(3 (2 (2 It) (2 's)) (4 (2 a) (4 (3 lovely) (2 film))))\n(1 (2 -LRB-) (1 (0 Dull) (2 -RRB-)))\n"
    )
    assert pairs(read(tmp_path, content)) == [("It 's a lovely film", "3"), ("( Dull )", "1")]


BLOCKS = {
    "meta": "meta\t{n}\t{label}\n{words}\n",
    "remarks": "# id = {n}\n# text = {text}\n# label = {label}\n{words}\n",
    "remarks without the text": "# id = {n}\n# label = {label}\n{words}\n",
}


@pytest.mark.parametrize("shape", BLOCKS.values(), ids=BLOCKS.keys())
def test_a_word_a_line_under_what_is_told_of_the_text(tmp_path, shape):
    content = "".join(
        shape.format(n=n, text=text, label=label, words="".join(f"{word}\tEng\n" for word in text.split()))
        for n, (text, label) in enumerate(ROWS)
    )
    assert pairs(read(tmp_path, content)) == ROWS


def test_tags_of_words_are_no_labels_of_texts(tmp_path):
    with pytest.raises(Problem, match="a tag for every word"):
        read(tmp_path, "Ada B-PER\nlives O\nin O\nRome B-LOC\n\nSo O\ndoes O\nBen B-PER\n. O\n")


MANY = [(f"{text} {n}", label) for n, (text, label) in enumerate(ROWS * 3)]
MARKED = {
    "fastText behind": "{text} __label__{label}",
    "fastText before a tab": "__label__{label}\t{text}",
    "flair": "__class__{label} {text}",
    "hashes": "{text}##{label}",
    "crosses": "{text} +++$+++ {label}",
    "tilde": "{text}~{label}",
    "colon": "{label}: {text}",
    "blank": "{label} {text}",
}


@pytest.mark.parametrize("shape", MARKED.values(), ids=MARKED.keys())
def test_text_and_label_with_a_mark_between(tmp_path, shape):
    table = read(tmp_path, "".join(shape.format(text=text, label=label) + "\n" for text, label in MANY))
    found = [sorted((cell.strip() for cell in cells), key=len) for _, cells in table.rows]
    assert found == [[label, text] for text, label in MANY]


@pytest.mark.parametrize("shape", ["'{text}, so',{label}", '"{text}, \\"so\\"",{label}'])
def test_quotes_that_are_not_those_of_csv(tmp_path, shape):
    content = "text,label\n" + "".join(shape.format(text=text, label=label) + "\n" for text, label in ROWS)
    so = '"so"' if "\\" in shape else "so"
    assert pairs(read(tmp_path, content)) == [(f"{text}, {so}", label) for text, label in ROWS]


def test_a_title_above_the_names_of_columns(tmp_path):
    content = "Survey of 2021,,\nof the shop,,\n,,\nNo,Text,Label\n1,it works,pos\n2,it broke,neg\n"
    table = read(tmp_path, content)
    assert table.columns == ["no", "text", "label"]
    assert table.rows[0] == (5, ["1", "it works", "pos"])


def test_a_text_with_commas_is_no_heading(tmp_path):
    table = read(tmp_path, "feedback\nso good\nshort, text, and bad\nso bad\n")
    assert [cells for _, cells in table.rows] == [["so good"], ["short, text, and bad"], ["so bad"]]


def sheet(rows):
    cells = "".join(
        "<row>"
        + "".join(
            f"<c><v>{cell}</v></c>"
            if isinstance(cell, int | float)
            else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
            for cell in row
        )
        + "</row>"
        for row in rows
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{cells}</sheetData></worksheet>'


def workbook(**sheets):
    """An Excel workbook as Office Open XML (ECMA-376) has it, by hand."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listed = "".join(
        f'<sheet name="{title}" sheetId="{n}" r:id="rId{n}"/>' for n, title in enumerate(sheets, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    sheet_ml = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    kinds = [
        ("xl/workbook.xml", f"{sheet_ml}.sheet.main"),
        *((f"xl/worksheets/sheet{n}.xml", f"{sheet_ml}.worksheet") for n in range(1, len(sheets) + 1)),
    ]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        parts = "".join(f'<Override PartName="/{part}" ContentType="{kind}+xml"/>' for part, kind in kinds)
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{package}/content-types">{parts}</Types>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}/relationships">{related}</Relationships>',
        )
        for n, rows in enumerate(sheets.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{n}.xml", sheet(rows))
    return packed.getvalue()


def test_the_fullest_sheet_of_a_workbook_below_its_titles(tmp_path):
    rows = [
        ["Reviews of 2021"],
        [],
        ["Text", "Stars", "Label"],
        *[[text, 4.0, label] for text, label in ROWS],
    ]
    table = read(tmp_path, workbook(About=[["by hand"]], Reviews=rows), "own.xlsx")
    assert table.columns == ["text", "stars", "label"]
    assert [cells for _, cells in table.rows] == [[text, "4", label] for text, label in ROWS]
    assert any("Sheet “Reviews”" in note and "“About”" in note for note in table.notes)
    bare = read(tmp_path, workbook(One=[["it works", 1], ["it broke", 0]]), "own.xlsx")
    assert [cells for _, cells in bare.rows] == [["it works", "1"], ["it broke", "0"]]


@pytest.mark.parametrize(
    "content", [workbook(One=[]), b"\xd0\xcf\x11\xe0 and no more", workbook(One=ROWS)[:-200]]
)
def test_a_workbook_that_holds_nothing_is_refused_in_words(tmp_path, content):
    with pytest.raises(Problem, match="workbook"):
        read(tmp_path, content, "own.xls")


def zipped(files):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


TEXTS = {label: [text for text, own in ROWS if own == label] for label in ("pos", "neg")}
ARCHIVES = {
    "a file a label": {f"rt/rt-polarity.{label}": "\n".join(texts) + "\n" for label, texts in TEXTS.items()},
    "a file named after its label": {f"{label}.txt": "\n".join(texts) for label, texts in TEXTS.items()},
    "texts without an ending": {
        f"{label}/{n}.{'7c' * 16}": text for label, texts in TEXTS.items() for n, text in enumerate(texts)
    },
    "splits": {
        f"set/{split}.csv": "text,label\n" + "".join(f"{text},{label}\n" for text, label in rows)
        for split, rows in (("train", ROWS[:3]), ("test", ROWS[3:]))
    },
}


@pytest.mark.parametrize("files", ARCHIVES.values(), ids=ARCHIVES.keys())
def test_archives_of_labels_and_of_splits(tmp_path, files):
    table = read(tmp_path, zipped({**files, "README": "about it"}))
    assert sorted(pairs(table)) == sorted(ROWS)
    if "set/train.csv" in files:
        assert table.cells(table.columns.index("split")) == ["train"] * 3 + ["test"]


@pytest.mark.parametrize("kind", ["file", "stream"])
def test_arrow(tmp_path, kind):
    frame = pl.DataFrame({"text": [text for text, _ in ROWS], "label": [label for _, label in ROWS]})
    packed = io.BytesIO()
    (frame.write_ipc if kind == "file" else frame.write_ipc_stream)(packed)
    assert pairs(read(tmp_path, packed.getvalue())) == ROWS


def test_parquet_of_records_within_records(tmp_path):
    packed = io.BytesIO()
    pl.DataFrame({"text": ["up"], "told": [{"label": "pos", "score": 0.5}]}).write_parquet(packed)
    table = read(tmp_path, packed.getvalue())
    assert (table.columns, table.rows) == (["text", "label", "score"], [(1, ["up", "pos", "0.5"])])
