import csv
import gzip
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.problem import Problem
from app.tables import Rejects, dialect_of, read_table

NAMES = {"text", "label", "review", "sentence"}
VALUES = {"positive", "negative", "neutral"}


def read(tmp_path, content, **options):
    path = tmp_path / "t.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rejects = Rejects()
    table = read_table(path, "t.csv", rejects, known_names=NAMES, known_values=VALUES, **options)
    return table, rejects


def cells(table):
    return [row for _, row in table.rows]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_separator_and_line_end(tmp_path, separator, ends):
    lines = [f"text{separator}label", f"it is good{separator}positive", f"so bad{separator}negative", ""]
    table, rejects = read(tmp_path, ends.join(lines))
    assert table.columns == ["text", "label"]
    assert table.rows == [(2, ["it is good", "positive"]), (3, ["so bad", "negative"])]
    assert rejects.count == 0


def test_commas_in_texts_do_not_make_a_semicolon_table_another(tmp_path):
    table, _ = read(tmp_path, "text;label\nup, up, and away;positive\ndown, down;negative\n")
    assert cells(table) == [["up, up, and away", "positive"], ["down, down", "negative"]]


def test_a_line_that_names_the_separator_is_no_row(tmp_path):
    table, _ = read(tmp_path, "sep=;\ntext;label\nup;positive\ndown;negative\n")
    assert table.columns == ["text", "label"]
    assert table.rows[0] == (3, ["up", "positive"])


def test_the_last_at_sign_separates_where_nothing_else_does(tmp_path):
    table, _ = read(tmp_path, "Profit rose , to EUR 13 mn@home .@positive\nSales fell .@negative\n")
    assert cells(table) == [["Profit rose , to EUR 13 mn@home .", "positive"], ["Sales fell .", "negative"]]


def test_addresses_at_the_end_of_texts_are_no_labels(tmp_path):
    lines = [f"write to me{n}@mail{n}.example" for n in range(30)]
    assert dialect_of("\n".join(lines)).separator == ""


@pytest.mark.parametrize("separator", ["\t", "|"])
def test_lone_quotes_between_tabs_are_letters(tmp_path, separator):
    rows = [
        '"frailty " has been written so well',
        '"good start',
        "nice middle",
        'the end"',
        'it is 5" wide',
        '"whole"',
    ]
    content = f"sentence{separator}label\n" + "".join(f"{row}{separator}1\n" for row in rows)
    table, rejects = read(tmp_path, content)
    assert [row[0] for row in cells(table)] == [*rows[:-1], "whole"]
    assert rejects.count == 0


def test_quotes_between_tabs_that_are_csvs_stay_so(tmp_path):
    table, _ = read(tmp_path, 'text\tlabel\n"two\nlines"\tpositive\n"a\ttab and ""more"""\tnegative\n')
    assert cells(table) == [["two\nlines", "positive"], ['a\ttab and "more"', "negative"]]


@pytest.mark.parametrize(
    ("content", "first"),
    [
        ("neutral,the company has no plans\npositive,profit rose\n", ["neutral", "the company has no plans"]),
        ('"3","Wall St. Bears Claw Back","Short-sellers"\n"4","Chips","Intel"\n"3","Oil","Prices"\n', ["3"]),
        ("0,1467810369,NO_QUERY,is upset that he can't\n4,1467810672,NO_QUERY,good\n", ["0", "1467810369"]),
        ("ham\tsee you at home\nspam\twin a prize\nham\tok lar\nham\tyes\n", ["ham", "see you at home"]),
    ],
)
def test_a_first_row_that_is_a_row_is_data(tmp_path, content, first):
    table, _ = read(tmp_path, content)
    assert table.rows[0][0] == 1
    assert cells(table)[0][: len(first)] == first
    assert table.columns[0] == "column 1"
    assert any("no row names the columns" in note for note in table.notes)


def test_a_visitor_knows_better(tmp_path):
    content = "alpha,beta\none,two\nthree,four\n"
    assert len(read(tmp_path, content)[0].rows) == 2
    assert len(read(tmp_path, content, has_heading=False)[0].rows) == 3


def test_empty_columns_go_and_nameless_ones_get_a_place(tmp_path):
    table, rejects = read(tmp_path, ",text,label,,\n0,up,positive,,\n1,down,negative,,\n")
    assert table.columns == ["column 1", "text", "label"]
    assert cells(table)[1] == ["1", "down", "negative"]
    assert rejects.count == 0


def test_fasttext_lines(tmp_path):
    table, _ = read(tmp_path, "__label__2 Great CD: lovely voice\n__label__1 __label__3 Bad, bad\n")
    assert cells(table) == [["2", "Great CD: lovely voice"], ["1;3", "Bad, bad"]]


OBJECTS = [{"text": 'up, "up"', "label": 1, "more": None}, {"text": "down", "label": 0, "tags": ["a"]}]


@pytest.mark.parametrize("content", [json.dumps(OBJECTS), "\n".join(map(json.dumps, OBJECTS)) + "\n"])
def test_json_by_line_or_as_a_list(tmp_path, content):
    table, _ = read(tmp_path, content)
    assert table.columns == ["text", "label", "more", "tags"]
    assert cells(table) == [['up, "up"', "1", "", ""], ["down", "0", "", '["a"]']]


def test_broken_json_is_named_by_line(tmp_path):
    table, rejects = read(tmp_path, '{"text": "up"}\n{"text": \n{"text": "down"}\n')
    assert (len(table.rows), str(rejects.first[0])) == (2, "Row 2, column line: it is no JSON object.")
    with pytest.raises(Problem, match=r"begins like JSON and is none \(line 2\)"):
        read(tmp_path, '[{"text": "up"},\n{"text": ]')
    with pytest.raises(Problem, match=r"begins like JSON and is none \(line 4\)"):
        read(tmp_path, '\n\n[{"text": "up"},\n{"text": ]')


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"PK\x03\x04" + b"x" * 50, "Excel workbook"), (b"PAR1xxxx", "Parquet"), (b"%PDF-1.4\n", "a PDF")],
)
def test_other_kinds_of_files_are_named(tmp_path, content, what):
    with pytest.raises(Problem, match=what):
        read(tmp_path, content)


def test_a_compressed_table(tmp_path):
    assert len(read(tmp_path, gzip.compress(b"text,label\nup,positive\ndown,negative\n"))[0].rows) == 2


CELLS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).filter(str.strip)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(CELLS, st.sampled_from(["positive", "negative"])), min_size=2, max_size=12),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_written_table_is_read_back(tmp_path_factory, rows, separator, encoding):
    written = io.StringIO()
    csv.writer(written, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [("text", "label"), *rows]
    )
    table, rejects = read(tmp_path_factory.mktemp("table"), written.getvalue().encode(encoding))
    assert [tuple(row) for row in cells(table)] == rows
    assert rejects.count == 0


def test_a_word_over_numbers_is_their_name_whatever_it_means_elsewhere(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("n,remark\n1,so good\n2,so bad\n", encoding="utf-8")
    assert read_table(path, "x", Rejects(), known_values={"n", "p"}).columns == ["n", "remark"]
    path.write_text("n,so dull\np,so good\nn,so bad\n", encoding="utf-8")
    assert len(read_table(path, "x", Rejects(), known_values={"n", "p"}).rows) == 3
