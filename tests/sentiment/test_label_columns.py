"""Labels in several columns, in other languages, in too great a number, as scores: what a person expects."""

from __future__ import annotations

import pytest

from app.sentiment.corpus import read_file
from app.sentiment.corpus.labels import mood


def own(tmp_path, content):
    path = tmp_path / "own.csv"
    path.write_text(content, encoding="utf-8")
    return read_file(path)


EXPECTED = ["positive", "negative", "neutral", "positive"]
_LISTS = ["\"['neu', 'neu', 'pos']\"", "\"['pos', 'pos', 'pos']\""]
COLUMNS = {
    "votes": ("pos,neg,neutral", ["5,1,0", "0,4,1", "0,0,3", "2,1,0"]),
    "probabilities": ("prob_pos,prob_neg,prob_neu", [".8,.1,.1", ".1,.7,.2", ".2,.2,.6", ".5,.3,.2"]),
    "annotators": (
        "annotator_1,annotator_2,annotator_3",
        ["pos,pos,neg", "neg,neg,neg", "neu,neu,pos", "pos,neu,pos"],
    ),
    "lists": ("votes", ["\"['pos', 'pos', 'neg']\"", "\"['neg', 'neg', 'neg']\"", *_LISTS]),
    "true and false": (
        "positive,negative,neutral",
        ["True,False,False", "False,True,False", "False,False,True", "True,False,False"],
    ),
    "crosses": ("positive,negative,neutral", ["x,,", ",x,", ",,x", "X,,"]),
}


@pytest.mark.parametrize(("heading", "rows"), COLUMNS.values(), ids=COLUMNS.keys())
def test_a_label_in_several_columns(tmp_path, heading, rows):
    content = f"text,{heading}\n" + "".join(f"some words {n},{row}\n" for n, row in enumerate(rows * 4))
    assert own(tmp_path, content).frame["label"].tolist() == EXPECTED * 4


def test_a_tie_is_no_label_and_counted(tmp_path):
    votes = ["pos,pos", "neg,neg", "pos,neg", "neg,neg"] * 3
    corpus = own(tmp_path, "text,rater1,rater2\n" + "".join(f"words {n},{v}\n" for n, v in enumerate(votes)))
    assert corpus.counts == {"negative": 6, "positive": 3}
    assert corpus.rejections == 3
    assert any("“rater1”, “rater2”; where two are alike, in 3 rows, there is none" in n for n in corpus.notes)


def test_columns_beside_a_label_are_no_labels(tmp_path):
    content = "text,label,pos,neg\n" + "".join(f"words {n},{'ab'[n % 2]},{n % 2},1\n" for n in range(8))
    assert own(tmp_path, content).counts == {"a": 4, "b": 4}


WORDS = """
正面 负面 中性
积极 消极 中立
ポジティブ ネガティブ ニュートラル
긍정 부정 중립
إيجابي سلبي محايد
مثبت منفی خنثی
सकारात्मक नकारात्मक तटस्थ
เชิงบวก เชิงลบ เป็นกลาง
позитивный негативный нейтральный
positif négatif neutre
positivo negativo neutro
pozytywny negatywny neutralny
Pozitif Negatif Nötr
חיובי שלילי ניטרלי
"""


@pytest.mark.parametrize("words", WORDS.strip().split("\n"))
def test_moods_in_other_languages(words):
    assert [mood(word) for word in words.split()] == ["positive", "negative", "neutral"]


def test_more_classes_than_can_be_shown(tmp_path):
    # Topic 0 has 3 texts, the 24 others 2.
    rows = [f"words {n} of it,topic{n % 25}\n" for n in range(51)]
    corpus = own(tmp_path, "text,intent\n" + "".join(rows))
    assert len(corpus.counts) == 20
    assert corpus.counts["topic0"] == 3
    assert corpus.rejections == 10
    assert any("There are 25 classes here, and 20 can be shown apart" in note for note in corpus.notes)


@pytest.mark.parametrize(
    ("column", "scores", "moods"),
    [
        ("rating", ["1.2", "3.0", "4.8"], ["negative", "neutral", "positive"]),
        ("sentiment_score", ["10", "50", "90"], ["negative", "neutral", "positive"]),
        ("score", ["-4.0", "0.1", "3.5"], ["negative", "neutral", "positive"]),
    ],
)
def test_scores_of_other_ranges(tmp_path, column, scores, moods):
    step = 0.03 if "." in scores[0] else 1
    more = [f"{float(scores[2]) - n * step:g}" for n in range(30)]
    rows = [f"some words {n},{score}\n" for n, score in enumerate([*scores, *more])]
    assert own(tmp_path, f"text,{column}\n" + "".join(rows)).frame["label"].tolist()[:3] == moods


def test_a_score_beside_moods_is_no_label(tmp_path):
    rows = [f"some words {n},{'bullish' if n % 2 else 'bearish'},{n / 50}\n" for n in range(50)]
    assert own(tmp_path, "text,stance,score\n" + "".join(rows)).counts == {"negative": 25, "positive": 25}


def test_numbers_of_many_classes_are_no_scores(tmp_path):
    rows = [f"some words {n},{n % 30}\n" for n in range(90)]
    assert len(own(tmp_path, "text,label\n" + "".join(rows)).counts) == 20


def test_splits_without_a_name_of_their_own(tmp_path):
    rows = [f"{'TRAIN' if n < 8 else 'TEST'},some words {n},{'pos' if n % 2 else 'neg'}\n" for n in range(12)]
    corpus = own(tmp_path, "".join(rows))
    assert corpus.frame["split"].tolist() == ["train"] * 8 + ["test"] * 4
