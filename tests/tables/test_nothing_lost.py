"""What stands beside texts and labels takes their place in no shape, and no row goes in silence."""

from __future__ import annotations

import io
import json
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from app.network.datasets.csv_table import read_rows
from app.problem import Problem
from app.sentiment.corpus import read_file
from app.sentiment.corpus.corpus import Corpus
from app.tables import read_table
from app.tables.rejects import Rejects

MOODS = {"positive": "a good film that I liked", "negative": "a bad film that I left early"}
POSTS = [
    {"id": n, "text": f"{MOODS[label]} on day {n}", "label": label}
    for n, label in enumerate(sorted([*MOODS] * 40, reverse=True))
]
REPLIES = [
    {"author": ("Ann", "Ben")[n % 2], "said": f"this is what I think of it, number {n}", "likes": n}
    for n in range(6)
]


def read(tmp_path: Path, name: str, content: str | bytes) -> Corpus:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, name)


def zipped(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def told(corpus: Corpus) -> Counter[str]:
    return Counter(corpus.frame["label"])


@pytest.mark.parametrize(
    "beside",
    [
        {"comments": REPLIES},
        {"replies": REPLIES[:2]},
        {"media": [{"media_url": f"https://img.example/{n}.jpg", "type": "photo"} for n in range(3)]},
    ],
)
def test_posts_with_texts_and_labels_stay_the_rows_whatever_is_listed_beside(tmp_path, beside):
    corpus = read(tmp_path, "posts.json", json.dumps([{**post, **beside} for post in POSTS]))
    assert told(corpus) == {"positive": 40, "negative": 40}
    assert set(corpus.frame["text"]) == {post["text"] for post in POSTS}


def test_records_without_a_list_are_told(tmp_path):
    def turns(scene: int) -> list[dict[str, str]]:
        return [{"said": f"so I said at {scene}.{n}", "mood": ("glad", "sad")[n % 2]} for n in range(4)]

    scenes = [{"scene": f"s{n}", "turns": turns(n) if n % 20 else None} for n in range(40)]
    corpus = read(tmp_path, "scenes.json", json.dumps(scenes))
    assert len(corpus.frame) == 38 * 4
    assert corpus.rejections == 2


def test_folders_named_after_labels_are_taken_before_a_table_that_lists_the_files(tmp_path):
    files = {f"{post['label'][:3]}/cv{post['id']:03}.txt": post["text"] for post in POSTS}
    rows = [f"{name.rpartition('/')[2]},{6 + n % 3},https://a.example/{n}" for n, name in enumerate(files)]
    corpus = read(tmp_path, "set.zip", zipped({**files, "files.csv": "\n".join(["file,words,url", *rows])}))
    assert told(corpus) == {"positive": 40, "negative": 40}


def test_words_in_the_names_of_folders_are_no_splits(tmp_path):
    tables = {"train reviews/a.csv": 30, "bus reviews/b.csv": 30, "test drives/c.csv": 20}
    files = {
        name: "text,label\n"
        + "".join(f"{MOODS[one]} in {name} {n},{one}\n" for n in range(rows // 2) for one in MOODS)
        for name, rows in tables.items()
    }
    assert len(read(tmp_path, "rides.zip", zipped(files)).frame) == 80


@pytest.mark.parametrize("column", ["ents", "topics"])
def test_lists_of_pairs_are_no_labels(tmp_path, column):
    cell = {"ents": "\"[('Apple {n}', 'ORG')]\"", "topics": '"[(3, 0.4), ({n}, 0.2)]"'}[column]
    lines = [f"some words on {n},{cell.format(n=n)},department {n % 25}" for n in range(320)]
    corpus = read(tmp_path, "tickets.csv", "\n".join([f"text,{column},department", *lines]))
    assert len(told(corpus)) in (20, 25)
    assert all("department" in label or label == "other" for label in told(corpus))


def test_lines_of_no_split_are_not_left_out_for_those_of_splits(tmp_path):
    files = {}
    for split, first, rows in (("train", 0, 40), ("test", 40, 20), ("heldout", 60, 20)):
        some = POSTS[first : first + rows]
        files[f"{split}_text.txt"] = "".join(f"{post['text']}\n" for post in some)
        files[f"{split}_labels.txt"] = "".join(f"{post['label']}\n" for post in some)
    corpus = read(tmp_path, "lines.zip", zipped(files))
    assert len(corpus.frame) != 60


@pytest.mark.parametrize("beside", ["product", "brand", "ticker", "seller", "device"])
def test_a_column_named_as_the_label_is_it_beside_one_of_many_names(tmp_path, beside):
    rows = [f"they wrote {n} words on it,{beside} {n % 25},{n * 37 % 101}" for n in range(320)]
    corpus = read(tmp_path, "own.csv", "\n".join([f"text,{beside},score", *rows]))
    assert len(corpus.frame) == 320
    assert set(told(corpus)) == {"negative", "neutral", "positive"}


def test_names_alone_are_no_labels(tmp_path):
    rows = [f"they wrote {n} words on it,{('Smith', 'Jones', 'Brown')[n % 3]}{n % 25}" for n in range(320)]
    with pytest.raises(Problem, match="no column “label”"):
        read(tmp_path, "own.csv", "\n".join(["text,surname", *rows]))


@pytest.mark.parametrize(
    ("heading", "one", "other"),
    [("essay,source,grade level", "human,{}", "machine,{}"), ("text,language,script", "en,{}", "de,{}")],
)
def test_a_word_in_a_name_puts_no_column_behind_one_of_more_classes(tmp_path, heading, one, other):
    rows = [f"they wrote {n} words on it,{(one, other)[n % 2].format(f'kind {n % 3}')}" for n in range(60)]
    corpus = read(tmp_path, "own.csv", "\n".join([heading, *rows]))
    assert sorted(told(corpus).values()) == [30, 30]


@pytest.mark.parametrize("cell", ["Dear Ann, thank you for number {}", "{},5", "Town {}, Germany"])
def test_a_column_in_quotes_is_not_torn_apart_at_its_commas(tmp_path, cell):
    path = tmp_path / "own.csv"
    path.write_text("".join(f'"{cell.format(n)}"\n' for n in range(30)), encoding="utf-8")
    table = read_table(path, "own.csv", Rejects(), has_heading=False)
    assert [cells for _, cells in table.rows] == [[cell.format(n)] for n in range(30)]


def test_scores_that_are_all_near_nothing_are_neutral(tmp_path):
    """The cut of VADER's compound is 0.05, whatever the largest score is."""
    rows = [f"they wrote {n} words on it,{(n - 40) / 1000}" for n in range(80)]
    with pytest.raises(Problem, match="labelled “neutral”"):
        read(tmp_path, "own.csv", "\n".join(["text,compound", *rows]))


@pytest.mark.parametrize("label", ["{}. Town {}", "{}:{:02}", "www.{}{}.com"])
def test_signs_within_names_part_no_classes(tmp_path, label):
    """25 names four times each, of which a page takes the 20 most frequent, whole."""
    kinds = [
        label.format(("St", "Ft", "Mt")[n % 3] if "{:" not in label else 8 + n % 3, n) for n in range(25)
    ]
    rows = [f"they wrote {n} words on it,{kinds[n % 25]}" for n in range(100)]
    corpus = read(tmp_path, "own.csv", "\n".join(["text,label", *rows]))
    assert len(set(told(corpus)) & set(kinds)) >= 19


def test_records_within_are_no_rows_of_numbers(tmp_path):
    """Sixty houses with two rooms each are sixty rows to learn a price from."""
    houses = [
        {
            "house": n,
            "price": 100 + n % 7,
            "area": 50 + n,
            "rooms": [{"name": f"the room at {n}", "size": 9}] * 2,
        }
        for n in range(60)
    ]
    path = tmp_path / "houses.json"
    path.write_text(json.dumps(houses), encoding="utf-8")
    assert len(read_rows(path).frame) == 60


def test_posts_of_labelled_people_stay_theirs(tmp_path):
    people = [
        {
            "user": n,
            "label": ("glad", "sad")[n % 2],
            "posts": [{"likes": i, "text": f"so I said at {n}.{i}"} for i in range(5)],
        }
        for n in range(40)
    ]
    assert told(read(tmp_path, "people.json", json.dumps(people))) == {"glad": 20, "sad": 20}


def test_a_short_text_stays_the_text(tmp_path):
    posts = [{"id": n, "text": f"much {n}", "label": ("positive", "negative")[n % 2]} for n in range(80)]
    answers = [
        {"author": "Ann", "text": f"this is comment {n} which goes on and on", "stance": "for"}
        for n in range(6)
    ]
    corpus = read(tmp_path, "posts.json", json.dumps([{**post, "replies": answers} for post in posts]))
    assert told(corpus) == {"positive": 40, "negative": 40}


def test_rows_of_two_places_are_rows_of_numbers(tmp_path):
    def rows(place: int) -> list[dict[str, int]]:
        return [{"area": 50 + n, "rooms": n % 4, "price": 100 * place + n} for n in range(30)]

    path = tmp_path / "places.json"
    path.write_text(json.dumps({"north": {"rows": rows(1)}, "south": {"rows": rows(2)}}), encoding="utf-8")
    assert len(read_rows(path).frame) == 60


@pytest.mark.parametrize("label", ["class index", "label_id", "category_no"])
def test_the_number_of_a_label_is_the_label(tmp_path, label):
    rows = [
        f"they wrote {n} words on it,{n % 3},{('Ann', 'Ben', 'Cleo', 'Dan', 'Eve')[n % 5]}" for n in range(80)
    ]
    corpus = read(tmp_path, "own.csv", "\n".join([f"text,{label},annotator", *rows]))
    assert sorted(told(corpus).values()) == [26, 27, 27]


def test_other_endings_are_no_tables_beside_tables(tmp_path):
    table = "text,label\n" + "".join(f"{post['text']},{post['label']}\n" for post in POSTS)
    numbers = "".join(f"{n}\n" for n in range(80))
    corpus = read(tmp_path, "set.zip", zipped({"data.csv": table, "idx.train": numbers, "idx.test": numbers}))
    assert told(corpus) == {"positive": 40, "negative": 40}
