"""Sets that have something of a dialogue, a rating or a split in some place, and are read by the rest."""

from __future__ import annotations

import json

import pytest

from tests.sentiment.sets import ROWS, lines, pairs, read
from tests.sentiment.test_research_sets import TALKS, turns
from tests.tables.test_packed import zipped


def own(tmp_path, heading, rows, name="own.csv"):
    return read(tmp_path, f"{heading}\n" + lines(rows), name)


BESIDE_LISTS = {
    "names and their kinds": (
        "entities,entity_types",
        "['Apple Incorporated', 'Tim Cook']",
        "['ORG', 'PER']",
    ),
    "words and how much they matter": ("keywords,relevance", "['battery life', 'a screen']", "[3, 2]"),
}


@pytest.mark.parametrize(("names", "said", "kinds"), BESIDE_LISTS.values(), ids=BESIDE_LISTS.keys())
def test_lists_beside_a_text_and_its_label_make_no_rows(tmp_path, names, said, kinds):
    rows = [f'"{text}","{said}","{kinds}",{kind}' for text, kind in ROWS]
    assert pairs(own(tmp_path, f"text,{names},label", rows)) == sorted(ROWS)


@pytest.mark.parametrize(
    ("heading", "told"),
    [
        ("tweet,hateful,anger,joy,sadness", ("yes", "no")),
        ("comment,churned,brand trust,brand love,brand pride", ("yes", "no")),
    ],
)
def test_numbers_called_after_emotions_are_no_labels_beside_classes(tmp_path, heading, told):
    rows = [f"some words {n},{told[n % 2]},{n % 5},{n % 3},{n % 4}" for n in range(40)]
    assert own(tmp_path, heading, rows).counts == dict.fromkeys(told, 20)


def test_what_is_below_zero_is_less_of_an_emotion(tmp_path):
    scores = ["2,-5,1", "-5,1,3", "2,-5,1", "-5,1,3"]
    corpus = own(
        tmp_path, "text,joy,sadness,anger", [f"some words {n},{s}" for n, s in enumerate(scores * 3)]
    )
    assert corpus.counts == {"anger": 6, "joy": 6}


@pytest.mark.parametrize("heading", ["text,label", "sentence,section"])
def test_numbers_of_sections_are_classes(tmp_path, heading):
    rows = [f"some words {n},{1 + n % 3}.{1 + n % 2}" for n in range(60)]
    assert own(tmp_path, heading, rows).counts == dict.fromkeys(
        ("1.1", "1.2", "2.1", "2.2", "3.1", "3.2"), 10
    )


@pytest.mark.parametrize(
    ("heading", "told", "beside"),
    [
        ("essay,source,grade level", ("human", "machine"), ("first", "second", "third")),
        ("argument,position,party", ("for", "against"), ("red", "blue", "green")),
    ],
)
def test_words_that_tell_where_or_who_can_be_what_a_set_is_about(tmp_path, heading, told, beside):
    rows = [f"some words {n},{told[n % 2]},{beside[n % 3]}" for n in range(24)]
    assert own(tmp_path, heading, rows).counts == dict.fromkeys(told, 12)


def test_names_that_are_marked_in_a_text_are_no_labels(tmp_path):
    rows = [f"""some words {n},"[('Apple {n % 40}', 'ORG')]",unit {n % 25}""" for n in range(320)]
    assert own(tmp_path, "text,ents,department", rows).roles["label"] == "department"


def comments(n):
    return [
        {"author": f"a{n % 3}", "text": f"this is a long comment {k} on post {n}", "likes": k % 2}
        for k in range(6)
    ]


def media(n):
    return [{"media_url": f"https://x.example/{n}/{k}", "type": "ab"[k % 2]} for k in range(3)]


@pytest.mark.parametrize(("key", "listed"), [("comments", comments), ("media", media)])
def test_what_is_listed_beside_a_labelled_post_is_no_row(tmp_path, key, listed):
    posts = [{"text": text, "label": kind, key: listed(n)} for n, (text, kind) in enumerate(ROWS)]
    assert pairs(read(tmp_path, json.dumps(posts), "posts.json")) == sorted(ROWS)


def test_a_record_that_lists_nothing_is_counted(tmp_path):
    talks = [
        {"topic": "x", "turns": turns([(f"{text} {turn}", kind) for text, kind in talk])}
        for turn in range(3)
        for talk in TALKS
    ]
    talks.append({"topic": "x", "turns": None})
    corpus = read(tmp_path, json.dumps(talks), "talk.json")
    assert len(corpus.frame) == 3 * len(ROWS)
    assert corpus.rejections == 1
    assert any("What “turns” lists holds the texts" in note for note in corpus.notes)


def test_turns_of_scenes_with_ids_have_ids_of_their_own(tmp_path):
    scenes = [{"id": f"s{n}", "utterances": turns(talk)} for n, talk in enumerate(TALKS)]
    corpus = read(tmp_path, json.dumps({"episodes": [{"id": "e1", "scenes": scenes}]}), "talk.json")
    assert sorted(corpus.frame["id"]) == [f"e1.{n}" for n in range(1, 10)]


def test_pairs_of_objects_are_one_row_each_as_before(tmp_path):
    content = json.dumps([[{"text": text}, {"label": kind}] for text, kind in ROWS])
    assert pairs(read(tmp_path, content, "pairs.json")) == sorted(ROWS)


def test_folders_named_after_labels_come_before_a_table_of_their_files(tmp_path):
    files = {f"{kind}/cv{n:03}.txt": text for n, (text, kind) in enumerate(ROWS)}
    listed = lines([f"{path},{5 + n % 3},http://x/{n}" for n, path in enumerate(files)])
    assert pairs(
        read(tmp_path, zipped({**files, "files.csv": "file,words,url\n" + listed}), "set.zip")
    ) == sorted(ROWS)


def test_folders_and_files_with_a_word_for_a_split_in_other_words_are_none(tmp_path):
    head = "text,label\n"
    parts = {"train reviews/a.csv": ROWS[:3], "bus reviews/b.csv": ROWS[3:6], "test drives/c.csv": ROWS[6:]}
    files = {path: head + lines(f'"{text}",{kind}' for text, kind in rows) for path, rows in parts.items()}
    corpus = read(tmp_path, zipped(files), "set.zip")
    assert pairs(corpus) == sorted(ROWS)
    assert "split" not in corpus.frame


def test_a_word_that_is_counted_a_thousand_times_stands_so_often(tmp_path):
    content = lines([f"so:1000 it:{n + 1} is:1 #label#:{'ab'[n % 2]}" for n in range(8)])
    corpus = read(tmp_path, content, "counted.txt")
    assert {text.split().count("so") for text in corpus.frame["text"]} == {1000}


def test_four_signs_before_a_tab_are_a_part_of_the_text(tmp_path):
    assert pairs(
        own(tmp_path, "text\tlabel", [f"{text} ####\t{kind}" for text, kind in ROWS], "own.tsv")
    ) == sorted((f"{text} ####", kind) for text, kind in ROWS)


def test_labels_below_the_numbers_of_pandas_mean_what_they_mean_without_them(tmp_path):
    rows = [f'{n},"{text}",{int(kind == "positive")}' for n, (text, kind) in enumerate(ROWS)]
    assert own(tmp_path, ",0,1", rows).counts == {"negative": 5, "positive": 4}


def test_a_document_as_a_list_of_its_sentences_is_one_text(tmp_path):
    documents = [{"document": [text, f"{text} again"], "positions": [0, 1], "label": k} for text, k in ROWS]
    content = json.dumps(documents)
    assert pairs(read(tmp_path, content, "documents.json")) == sorted((f"{t} {t} again", k) for t, k in ROWS)


def test_tokens_of_many_letters_are_no_texts(tmp_path):
    words = ["kirjastonhoitaja", "ymmärtäväinen", "tietokoneohjelma", "valtakunnallinen"]
    rows = [
        {"words": [*words[: 2 + n % 3], f"lopputulos{n}"], "tags": [0] * (2 + n % 3) + [1]} for n in range(12)
    ]
    content = json.dumps([{**row, "label": "ab"[n % 2]} for n, row in enumerate(rows)])
    assert len(read(tmp_path, content, "words.json").frame) == 12


def test_headings_of_single_letters_are_no_valence_beside_classes(tmp_path):
    rows = [
        f"some words {n},{1 + n % 5},{1 + n % 4},{1 + n % 3},{('for', 'against')[n % 2]}" for n in range(40)
    ]
    assert own(tmp_path, "text,v,a,d,stance", rows).counts == {"against": 20, "for": 20}


@pytest.mark.parametrize("heading", ["essay,grade", "review,stars", "description,mark"])
def test_a_few_grades_in_fractions_are_classes(tmp_path, heading):
    grades = ("1", "1.3", "1.7", "2", "2.3", "2.7", "3")
    rows = [f"some words {n},{grades[n % 7]}" for n in range(70)]
    assert own(tmp_path, heading, rows).counts == dict.fromkeys(grades, 10)
