"""Texts without labels: read from any table, predicted, and given back with what the file held."""

from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from app.csv_export import csv_parts
from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.classifier import train
from app.sentiment.corpus import read_file
from app.sentiment.predictions import Unlabelled, predict, read_unlabelled
from app.sentiment.views.prediction_pane import PredictionPane

GOOD = ["good day", "so good", "great good fun"]
BAD = ["bad day", "so bad", "awful bad bus"]


@pytest.fixture(scope="module")
def pipeline():
    return train(GOOD + BAD, ["good"] * 3 + ["bad"] * 3)


@pytest.fixture(scope="module")
def analysis(pipeline):
    return Analysis.of(pipeline, pd.DataFrame({"text": GOOD + BAD, "label": ["good"] * 3 + ["bad"] * 3}))


def written(tmp_path, content):
    path = tmp_path / "new.csv"
    path.write_text(content, encoding="utf-8")
    return path


def test_every_row_comes_back_with_its_columns_and_what_scikit_learn_says(tmp_path, pipeline, analysis):
    path = written(tmp_path, "who,comment\nann,a good day\n=bob(),awful bad day\ncy,zebra quagga\n")
    found = predict(analysis, read_unlabelled(path))
    texts = ["a good day", "awful bad day", "zebra quagga"]
    content = b"".join(csv_parts(found.table())).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content)))
    assert [row["comment"] for row in rows] == texts
    assert [row["row"] for row in rows] == ["2", "3", "4"]
    # What a spreadsheet would run is none any more.
    assert [row["who"] for row in rows] == ["ann", "'=bob()", "cy"]
    assert [row["predicted"] for row in rows] == pipeline.predict(texts).tolist()
    shares = pipeline.predict_proba(texts)
    told = [[float(row["p(bad)"]), float(row["p(good)"])] for row in rows]
    assert told == pytest.approx(shares, abs=1e-6)
    assert [row["known words"] for row in rows] == ["yes", "yes", "no"]
    assert sum(found.counts.values()) == 3


def test_more_texts_than_are_judged_at_a_time_stay_in_order(analysis, pipeline, monkeypatch):
    monkeypatch.setattr("app.sentiment.predictions.AT_A_TIME", 2)
    heard: list[float] = []
    texts = [*GOOD, *BAD, "good"]
    found = predict(analysis, Unlabelled.of("x", texts), heard.append)
    assert [found.classes[code] for code in found.predicted] == pipeline.predict(texts).tolist()
    assert heard == [0.0, 2 / 7, 4 / 7, 6 / 7]


def test_another_column_of_texts_can_be_chosen(tmp_path):
    path = written(tmp_path, "body,note\nbad long body,good\nbad long body,so good\n")
    assert read_unlabelled(path).texts == ["bad long body"] * 2
    assert read_unlabelled(path, columns={"text": "note"}).texts == ["good", "so good"]


@pytest.mark.parametrize(
    ("content", "words"),
    [("weight,size\n1,2\n3,4\n", "no column “text”"), ("comment,n\n", "no text to predict")],
)
def test_what_cannot_be_predicted_is_said(tmp_path, analysis, content, words):
    with pytest.raises(Problem, match=words):
        predict(analysis, read_unlabelled(written(tmp_path, content)))


def test_the_pane_predicts_a_file_asks_for_the_column_and_follows_the_classifier(tmp_path, analysis):
    pane = PredictionPane(lambda *_: None)
    pane.use(analysis)
    pane.take_file("new.csv", written(tmp_path, "body,note\nbad long body,good\nbad long body,so good\n"))
    assert "2 texts of “new.csv” predicted: 2 bad, 0 good." in pane._said.children[0]
    assert pane.save in pane._bar.children
    pane.chooser.vue_column({"role": "text", "column": "note"})
    assert "0 bad, 2 good" in pane._said.children[0]
    swapped = train(GOOD + BAD, ["bad"] * 3 + ["good"] * 3)
    pane.use(Analysis.of(swapped, pd.DataFrame({"text": GOOD, "label": ["bad"] * 3})))
    assert "2 bad, 0 good" in pane._said.children[0]
    pane.take_file("new.csv", written(tmp_path, "weight,size\n1,2\n3,4\n"))
    assert "no column “text”" in pane.progress.note.what
    assert pane.chooser.columns == ["weight", "size"]
    assert pane.save not in pane._bar.children


def test_the_rows_of_a_set_that_have_no_label_are_offered(tmp_path, analysis):
    lines = [
        *(f"{text},{label}" for text, label in [*((t, "pos") for t in GOOD), *((t, "neg") for t in BAD)])
    ]
    corpus = read_file(written(tmp_path, "\n".join(["text,label", *lines, "so so,", "good bus,"]) + "\n"))
    assert corpus.unlabelled == ("so so", "good bus")
    pane = PredictionPane()
    pane.use(analysis)
    pane.offer(corpus.title, corpus.unlabelled)
    assert pane.own.words == "Predict 2 texts without a label"
    pane.own.vue_press()
    assert np.isclose(pane._predicted.probabilities.sum(), 2)
    pane.offer("tweets", ())
    assert pane.own not in pane._bar.children
