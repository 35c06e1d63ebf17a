"""Labels that outgrow memory: codes, finding and counting are the same as with a dictionary of all."""

from collections import Counter
from random import Random

import numpy as np
import polars as pl
import pytest

from app.logs import KeptReader, read_log
from app.logs.model import LogModel
from app.logs.reading import reader as reading
from app.logs.store import coding
from app.logs.store import labels as labels_module
from app.logs.store import texts as texts_module
from app.logs.store.labels import Labels, find, several
from app.logs.store.texts import Texts


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Few labels are many here, so that every way is gone."""
    monkeypatch.setattr(labels_module, "MOST_HELD", 20)
    monkeypatch.setattr(labels_module, "PART", 64)
    monkeypatch.setattr(coding, "MOST_KEPT", 10)


def entered(folder, words, block):
    """Labels of these words, a block at a time, settled at times, and the number of each word."""
    labels = Labels(folder, "words")
    numbers = []
    for first in range(0, len(words), block):
        numbers.append(labels.number(pl.Series(words[first : first + block])))
        if first % (3 * block) == 0:
            labels.settle()
    labels.settle()
    return labels, np.concatenate(numbers)


@pytest.mark.whole
@pytest.mark.parametrize("block", [1, 7, 50])
@pytest.mark.parametrize("many", [5, 1000], ids=["at once on disk", "held first"])
def test_codes_are_those_of_a_dictionary(tmp_path, monkeypatch, block, many):
    monkeypatch.setattr(labels_module, "MANY", many)
    rng = Random(7)
    words = [f"w{rng.randint(0, 150)}\n"[: rng.choice([-1, 9])] for _ in range(1000)]
    labels, numbers = entered(tmp_path, words, block)
    known: dict[str, int] = {"(none)": 0}
    for word in words:
        known.setdefault(word, len(known))
    assert labels.many
    assert labels.codes(numbers).tolist() == [known[word] for word in words]
    assert list(labels.labels) == list(known)
    assert labels.labels[3] == list(known)[3]
    assert labels.labels[-1] == list(known)[-1]
    some = np.array([5, 90, 0, 5])
    assert several(labels.labels, some) == [list(known)[code] for code in some]
    assert [find(labels.labels, word) for word in known] == list(known.values())
    assert find(labels.labels, "never") is None
    again = Labels(tmp_path, "words", labels.entry())
    assert list(again.labels) == list(known)


def test_labels_that_nearly_all_differ_are_never_held(tmp_path, monkeypatch):
    monkeypatch.setattr(labels_module, "MANY", 10)
    monkeypatch.setattr(labels_module, "MOST_HELD", 1000)
    alike, apart = Labels(tmp_path, "alike"), Labels(tmp_path, "apart")
    alike.number(pl.Series([f"w{n % 5}" for n in range(20)]))
    apart.number(pl.Series([f"w{n}" for n in range(20)]))
    assert (alike.many, apart.many) == (False, True)


def test_texts_may_hold_anything(tmp_path):
    texts = Texts(tmp_path, "a")
    words = ["", "a\nb", "c\r", "“é”", "x" * 5000, "\r", "\n"]
    assert texts.append(pl.Series(words[:3])) == 0
    assert texts.append(pl.Series(words[3:])) == 3
    assert texts.many(np.array([6, 0, 2, 4])) == [words[6], words[0], words[2], words[4]]
    assert [text for _, part in texts.chunks() for text in part] == words
    assert [text for _, part in texts.chunks(4) for text in part] == words[4:]


def test_many_texts_are_found_wherever_they_stand(tmp_path, monkeypatch):
    monkeypatch.setattr(texts_module, "FEW", 2)
    monkeypatch.setattr(texts_module, "CHUNK", 10)
    texts = Texts(tmp_path, "a")
    words = [f"w{n}\n"[: 9 if n % 3 else -1] for n in range(65)]
    texts.append(pl.Series(words))
    for numbers in ([64, 0, 33, 33, 31], [9, 10, 11], [60, 61, 64], list(range(65))):
        assert texts.many(np.array(numbers)) == [words[number] for number in numbers]
        assert texts.many(np.array(numbers, np.uint32)) == [words[number] for number in numbers]


def distinct_lines(count):
    """Lines of which each has another host, path, referrer and session, some of them twice."""
    rng = Random(3)
    for n in range(count):
        n = n if n % 5 else rng.randint(0, count)
        host = f"2001:db8::{n:x}:{n % 7:x}" if n % 2 else f"10.{n >> 8}.{n & 255}.1"
        query = f"session=s{n}&productId=P-{n % 3}" if n % 4 else f"a=%41{n}&session=x+{n};cat={n % 2}"
        yield host, f"/p/{n}", query, f"http://r/{n}", n


def log_of(path, count):
    with path.open("w") as file:
        for host, target, query, referrer, n in distinct_lines(count):
            file.write(
                f'{host} - - [17/May/2015:10:05:{n % 60:02d} +0000] "GET {target}?{query} HTTP/1.1" 200 1 '
                f'"{referrer}" "a"\n'
            )
        file.write("junk\n")
    return path


@pytest.mark.whole
@pytest.mark.parametrize(("looked_at", "several"), [(1024, 4096), (8, 4)], ids=["looked up", "taken for new"])
def test_a_log_of_different_texts_is_counted_like_any_other(tmp_path, monkeypatch, looked_at, several):
    monkeypatch.setattr(coding, "LOOKED_AT", looked_at)
    monkeypatch.setattr(coding, "SEVERAL", several)
    monkeypatch.setattr(reading, "BLOCK", 3000)
    monkeypatch.setattr(reading, "FIRST_BLOCK", 3000)
    path = log_of(tmp_path / "a.log", 600)
    lines = list(distinct_lines(600))
    kept = KeptReader(path, tmp_path / "shelf")
    shown = []
    for _ in kept:
        shown.append(int(kept.log.counts("path").sum()))
    assert shown == sorted(shown)
    for log in (read_log(path), kept.log, KeptReader(path, tmp_path / "shelf").log):
        assert (log.lines, log.accepted) == (601, 600)
        for name, place in (("host", 0), ("path", 1), ("referrer", 3)):
            counted = log.counts(name)
            assert counted.to_dict() == Counter(line[place] for line in lines)
            assert list(counted.items()) == sorted(counted.items(), key=lambda item: (-item[1], item[0]))
        sessions = Counter(f"s{n}" if n % 4 else f"x {n}" for *_, n in lines)
        assert log.counts("param:session").to_dict() == sessions
        products = Counter(f"P-{n % 3}" if n % 4 else "(none)" for *_, n in lines)
        assert log.counts("product").to_dict() == products
        categories = Counter(f"{n % 2}" if not n % 4 else "(none)" for *_, n in lines)
        assert log.counts("category").to_dict() == categories
        names = Counter(name for *_, n in lines for name in _names(n))
        assert dict(log.store.param_names) == names
        one = lines[77]
        assert len(log.requests(where={"path": one[1]})) == Counter(line[1] for line in lines)[one[1]]
        assert log.requests(where={"host": [one[0], "nobody"]})["path"].unique().tolist() == [one[1]]
        model = LogModel(log)
        assert model.select_all({"path": (one[1], lines[90][1])}) is None
        assert model.selected == sum(line[1] in (one[1], lines[90][1]) for line in lines)
        assert one[1] in model.projection("path").labels
        hosts = model.projection("host")
        assert sum(hosts.values) + hosts.beyond.get("value", 0) == model.selected
        model.choose_param("session")
        model.clear()
        assert sum(model.projection("param:session").totals) < model.selected == 600


def _names(n):
    return ("session", "productId") if n % 4 else ("a", "session", "cat")
