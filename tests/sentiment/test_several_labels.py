"""Several labels a text: each class can be shown against the rest."""

from __future__ import annotations

import json

import pytest

from app.problem import Problem
from app.sentiment import SentimentPage
from app.sentiment.corpus import Choice, TableReading, read_file
from app.sentiment.corpus.several import parts, several_labels
from app.sentiment.model import SentimentModel
from app.settings import Settings
from tests.tables.test_shapes import workbook

# Twelve texts: joy in 6, love in 3, anger in 5, none in 1.
SETS = [["joy"], ["joy", "love"], ["anger"], [], ["joy", "love"], ["anger"], ["joy"], ["anger"]]
SETS += [["joy", "anger"], ["joy", "love"], ["anger"], ["joy"]]
COUNTS = {"joy": 7, "anger": 5, "love": 3}


def written(tmp_path, content):
    path = tmp_path / "own.csv"
    path.write_text(content, encoding="utf-8")
    return path


def by_list(cell):
    return "text,labels\n" + "".join(f'some words {n},"{cell(row)}"\n' for n, row in enumerate(SETS) if row)


def by_columns():
    names = ("joy", "love", "anger", "fear")
    flags = [",".join(str(int(name in row)) for name in names) for row in SETS]
    rows = [f"some words {n},{flag}" for n, flag in enumerate(flags)]
    return "\n".join([",".join(["comment", *names]), *rows]) + "\n"


CASES = {
    "python lists": by_list(str),
    "semicolons": by_list(";".join),
    "bars": by_list(" | ".join),
    "commas": by_list(", ".join),
    "columns": by_columns(),
    "json": "".join(
        f'{{"text": "some words {n}", "labels": [{", ".join(f"{chr(34)}{one}{chr(34)}" for one in row)}]}}\n'
        for n, row in enumerate(SETS)
    ),
    "fasttext": "".join(
        f"{' '.join(f'__label__{one}' for one in row)} some words {n}\n" for n, row in enumerate(SETS) if row
    ),
}


@pytest.mark.parametrize("content", CASES.values(), ids=CASES.keys())
@pytest.mark.parametrize("one", ["", "joy", "anger", "love"])
def test_one_class_stands_against_the_rest(tmp_path, content, one):
    heard: list[TableReading] = []
    corpus = read_file(written(tmp_path, content), choice=Choice(one=one), on_reading=heard.append)
    shown = one or "joy"
    rows = [row for row in SETS if row or "[]" in content or "comment" in content]
    assert corpus.frame["label"].tolist() == [shown if shown in row else f"not {shown}" for row in rows]
    assert corpus.rejections == 0
    assert dict(heard[0].several) == COUNTS
    assert heard[0].one == shown
    assert any(f"one against the rest: {shown}, which {COUNTS[shown]} texts have" in n for n in corpus.notes)


def test_few_rows_of_several_labels_are_left_out_unless_asked(tmp_path):
    content = "text,label\n" + "".join(f"some words {n},{'pos' if n % 2 else 'neg'}\n" for n in range(20))
    path = written(tmp_path, content + 'both,"pos;neg"\n')
    assert read_file(path).rejections == 1
    assert read_file(path, choice=Choice(one="pos")).counts == {"not pos": 10, "pos": 11}
    corpus = read_file(path, choice=Choice(one="sad"))
    assert corpus.rejections == 1
    assert "No text has the label “sad”, which was chosen." in corpus.notes


def test_decimal_commas_are_no_lists():
    assert several_labels(["1,0", "-1,0", "0,5", "1", "0"]) is None
    found = several_labels(["17", "17,2", "2", "27", "27,2"])
    assert found is not None
    assert found.classes == {"2": 3, "17": 2, "27": 2}


def test_what_lists_labels():
    assert parts("{'a', 'b'}") in (("a", "b"), ("b", "a"))
    assert parts("[joy fear]") == ("joy", "fear")
    assert parts("Arts, crafts") == ("Arts", "crafts")


def test_columns_of_one_label_each_are_classes(tmp_path):
    rows = "".join(f"words {n},{int(n % 3 == 0)},{int(n % 3 == 1)},{int(n % 3 == 2)}\n" for n in range(12))
    corpus = read_file(written(tmp_path, "text,negative,neutral,positive\n" + rows))
    assert corpus.counts == {"negative": 4, "neutral": 4, "positive": 4}
    assert "The 3 columns of 0 and 1" in corpus.notes[0]


def test_a_column_of_its_own_can_be_chosen_instead(tmp_path):
    corpus = read_file(written(tmp_path, by_columns()), choice=Choice({"label": "anger"}))
    assert sorted(corpus.counts.values()) == [5, 7]


def test_no_text_with_a_label_is_said(tmp_path):
    with pytest.raises(Problem, match="at least two labels"):
        read_file(written(tmp_path, 'text,labels\nup,"[]"\ndown,"[]"\nflat,"[]"\n'))


def test_the_class_stands_in_the_link(tmp_path):
    model = SentimentModel()
    model.take({**model.link.defaults(), "columns": (("label", "labels"),), "one": "love"})
    assert model.table_choice == Choice({"label": "labels"}, {}, None, "love")
    assert "one=love" in model.query
    names = {Choice(one=one).mark for one in ("", "joy", "love")}
    assert len(names) == 3
    assert Choice(one="joy").with_column("label", "x").one == ""


def test_the_page_asks_for_the_class_and_shows_it(tmp_path):
    rows = "".join(
        f'{"glad" if n % 3 else "cross"} words {n},"{SETS[n % 12] or ["joy"]}"\n' for n in range(60)
    )
    page = SentimentPage(Settings.read({"VITRINE_TEXTS": str(written(tmp_path, "text,labels\n" + rows))}))
    page.state.restore("set=own.csv")
    assert page.state.classes == ("joy", "not joy")
    assert page.details.chooser.one == "joy"
    page.details.chooser.vue_versus("love")
    assert page.state.classes == ("love", "not love")
    assert "one=love" in page.state.query


@pytest.mark.parametrize("heading", ["Late,Rude Staff,Dirty", "late,rude staff,dirty"])
def test_classes_are_called_as_their_columns_are_written_and_older_links_find_them(tmp_path, heading):
    rows = ["1,0,1", "0,1,1", "1,1,0", "0,0,1"]
    content = f"Remark,{heading}\n" + "".join(f"some words {n},{rows[n % 4]}\n" for n in range(12))
    heard: list[TableReading] = []
    corpus = read_file(written(tmp_path, content), choice=Choice(one="rude staff"), on_reading=heard.append)
    names = heading.split(",")
    assert set(heard[0].several) == set(names)
    assert corpus.counts == {names[1]: 6, f"not {names[1]}": 6}
    # Columns are chosen by their names in small letters, as links have them.
    assert heard[0].columns[0] == "remark"


def test_classes_are_called_as_a_workbooks_columns_and_the_keys_of_json(tmp_path):
    path = tmp_path / "own.xlsx"
    rows = [[f"some words {n}", n % 2, (n + 1) % 2, n % 3 and 1] for n in range(12)]
    path.write_bytes(workbook(S=[["Remark", "Late", "Rude", "VIP"], *rows]))
    assert set(read_file(path).counts) == {"VIP", "not VIP"}
    flags = [dict(zip(("Late", "Rude", "VIP"), row[1:], strict=True)) for row in rows]
    listed = [{"remark": row[0], "flags": found} for row, found in zip(rows, flags, strict=True)]
    assert set(read_file(written(tmp_path, json.dumps(listed))).counts) == {"VIP", "not VIP"}
