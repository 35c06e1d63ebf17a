"""Files of which one place looks like another layout: they are read as what they are from end to end."""

from __future__ import annotations

import json

import pytest

from app.problem import Problem
from app.sentiment.corpus import read_file
from app.tables.latex import is_latex, latex_table
from app.tables.machine_lines import are_instances
from app.tables.nested import rows_of_records
from app.tables.titles import title_rows

TABLE = r"\begin{tabular}{ll} a & b \\ c & d \\ \end{tabular}"


def pairs(tmp_path, content, name="own.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    frame = read_file(path).frame
    return list(zip(frame["text"], frame["label"], strict=True))


@pytest.mark.parametrize(
    "text",
    ["How do I sort it?\n[('a', 1), ('b', 2)]\nThanks", f"What is wrong here?\n{TABLE}\nPlease tell"],
    ids=["Python", "LaTeX"],
)
def test_a_table_in_which_a_text_quotes_a_program(tmp_path, text):
    rows = [(f"{text} {n}", ["up", "down"][n % 2]) for n in range(8)]
    content = "text,label\n" + "".join(f'"{told}",{label}\n' for told, label in rows)
    assert pairs(tmp_path, content) == rows
    assert pairs(tmp_path, content.partition("\n")[2]) == rows


def test_tagged_words_before_a_tab_are_a_table(tmp_path):
    rows = [f"[('film', 'NN'), ('{n}', 'CD')]\t{['positive', 'negative'][n % 2]}\n" for n in range(8)]
    found = pairs(tmp_path, "tokens\tlabel\n" + "".join(rows), "own.tsv")
    assert [label for _, label in found] == ["positive", "negative"] * 4


PROGRAMS = {
    "imports": "from textblob import TextBlob\n\n"
    "train = [\n    ('so good', 'pos'),\n    ('so bad', 'neg'),\n]\n",
    "remarks": "# by hand\n\n[('so good', 'pos'), ('so bad', 'neg')]\n",
    "twice": "train = [('so good', 'pos')]\ntrain = [('so bad', 'neg')]\n",
    "bytes": "train = [(b'so good', 'pos'), (b'so bad', 'neg')]\n",
}


@pytest.mark.parametrize("content", PROGRAMS.values(), ids=PROGRAMS.keys())
def test_a_program_that_lists_pairs(tmp_path, content):
    assert sorted(pairs(tmp_path, content, "own.txt")) == [("so bad", "negative"), ("so good", "positive")]


def test_a_program_that_cannot_be_read_names_its_line(tmp_path):
    with pytest.raises(Problem, match=r"is none \(line 3\)"):
        pairs(tmp_path, "train = [\n    ('so good', 'pos'),\n    ('so bad' 'neg)\n]\n", "own.txt")


@pytest.mark.parametrize(
    ("written", "cells"),
    [
        (
            "% by hand\n\\begin{tabular}{@{}p{3cm}l@{}}\nText & Label \\\\\nso & up \\\\\n\\end{tabular}",
            ["so", "up"],
        ),
        (
            "\\begin{table}\n\\begin{tabular}[t]{ll}\nA & B \\\\[2pt]\n\\cline{1-2} so & up \\\\\n"
            "\\end{tabular}}\n\\end{table}",
            ["so", "up"],
        ),
    ],
)
def test_latex_from_end_to_end(written, cells):
    assert is_latex(written)
    assert [told for _, told in latex_table(written, "own.tex")[1]] == [cells]


@pytest.mark.parametrize(
    "written",
    [
        "\\begin{tabular}" * 100_000 + " x" * 500_000 + "\n}",
        "\\begin{tabular}" + "[a]{b}" * 300_000 + "x\n}",
        "\\begin{tabular}" + "\\text{" * 200_000 + " x \\\\ \\end{tabular}",
        "\\begin{tabular}" + "\\cline{" * 200_000 + " x \\\\ \\end{tabular}",
    ],
    ids=["never closed", "arguments", "dressed", "lines"],
)
def test_latex_of_a_megabyte_that_never_ends_is_looked_through(written):
    # Grown with the square of its length this would take hours.
    assert is_latex(written)
    found = latex_table(written, "own.tex")
    assert found is None or len(found[0]) == 1


INSTANCES = [f"doc{n} {['good', 'bad'][n % 2]} it is{', so' * (n % 3)} {n}" for n in range(9)]
SEPARATED = {
    "commas": [f"film{n} {['was', 'is'][n % 2]} very good,{['pos', 'neg'][n % 2]}" for n in range(24)],
    "semicolons": [
        f"@user{n} {['thanks', 'what'][n % 2]} so much;{['pos', 'neg'][n % 2]}" for n in range(24)
    ],
    "more commas": [
        f"film{n} {['was', 'is'][n % 2]} good{', so' * (n % 3)},{['pos', 'neg'][n % 2]}" for n in range(24)
    ],
}


@pytest.mark.parametrize("rows", SEPARATED.values(), ids=SEPARATED.keys())
def test_lines_with_a_separator_are_no_instances(rows):
    assert are_instances("\n".join(INSTANCES))
    assert not are_instances("\n".join(rows))


@pytest.mark.parametrize("kind", ["commas", "semicolons"])
def test_texts_that_begin_with_a_name_keep_their_labels(tmp_path, kind):
    found = pairs(tmp_path, "\n".join(SEPARATED[kind]), "own.txt")
    assert [label for _, label in found] == ["positive", "negative"] * 12


def test_annotations_of_a_text_keep_their_labels():
    parts = [{"text": "good film ", "label": "pos"}, {"text": "I like it", "label": "pos"}]
    names, rows = rows_of_records([(1, {"id": 1, "annotations": parts})])
    assert (names, list(rows)) == (
        ["id", "text", "label"],
        [(1, ["1", '["good film ", "I like it"]', "pos"])],
    )
    cut = [
        {"text": "see you ", "userDefined": False},
        {"text": "at noon", "meta": "@time", "userDefined": True},
    ]
    names, rows = rows_of_records([(1, {"data": cut})])
    assert dict(zip(names, next(rows)[1], strict=True))["text"] == "see you at noon"


def test_sentences_of_a_review_keep_what_is_told_of_them(tmp_path):
    reviews = [
        {
            "id": n,
            "sentences": [
                {"text": f"Food was so, {n}. ", "polarity": mood},
                {"text": "Really.", "polarity": mood},
            ],
        }
        for n, mood in enumerate(["positive", "negative"] * 8)
    ]
    found = pairs(tmp_path, json.dumps({"reviews": reviews}), "own.json")
    assert [label for _, label in found] == ["positive", "negative"] * 8


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        ([["good film, so", "pos"], ["it", "neg"], [""], ["id", "1", "label"]], 0),
        ([["good film", "so"], [""], ["id", "text", "label"]], 0),
        ([["good film", "so"], [""], ["id", "text", "label"], ["1", "up", "pos"]], 2),
        ([["good", "pos"], ["bad", "neg"], [""], ["id", "text", "label"], ["1", "up", "pos"]], 0),
        ([["Survey"], [""], ["id", "text", "label"], ["1", "up", "pos"]], 2),
        ([["Survey"], [""], ["why", "text"], ["so", "up"], ["not so", "down"]], 2),
        ([["Survey"], [""], ["why", "text"], ["so"], ["not so", "down"]], 0),
        ([["Survey"], ["By", "Ann", "2024"], [""], ["no", "text", "label"], ["1", "up", "pos"]], 3),
    ],
)
def test_rows_of_several_cells_are_seldom_titles(rows, above):
    assert title_rows(rows, {"id", "text", "label"}) == above
