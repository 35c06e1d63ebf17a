"""The made wire: as many of each planted thing as `wire_stories` says, and nothing of anybody else's."""

import csv
import io
import re
from collections import Counter

import pytest

from data import wire
from data.make import _replace
from data.wire import messages, table
from data.wire_phrases import COMPANIES, SARCASM
from data.wire_stories import WIRE_STORIES as PLANTED


@pytest.fixture(scope="module")
def written():
    return messages()


def test_the_same_seed_gives_the_same_wire(written):
    assert messages() == written
    assert [one.id for one in messages(seed=1)] == [one.id for one in written]
    assert [one.text for one in messages(seed=1)] != [one.text for one in written]


def test_as_many_as_promised_on_working_days_in_the_order_of_time(written):
    assert len(written) == PLANTED.texts
    times = [one.time for one in written]
    assert times == sorted(times)
    assert PLANTED.first <= times[0]
    assert times[-1] <= PLANTED.last
    assert {time.weekday() for time in times} == set(range(5))


def test_every_message_names_an_invented_company_and_no_two_are_the_same_but_for_digits(written):
    known = {company.ticker for company in COMPANIES}
    for one in written:
        assert set(re.findall(r"\$([A-Z]+)", one.text)) <= known
        assert re.search(r"\$[A-Z]{4}\b", one.text)
        assert "{" not in one.text
    assert len({re.sub(r"\d+(?:[.,]\d+)*", "0", one.text.lower()) for one in written}) == len(written)


@pytest.mark.parametrize("misread", PLANTED.misread, ids=lambda one: one.word)
def test_a_trade_word_is_misread_so_often(written, misread):
    wrong = [one for one in written if one.planted == misread.word and one.label != one.meant]
    assert len(wrong) == misread.texts
    assert {(one.meant, one.label) for one in wrong} == {(misread.meant, misread.taken)}
    assert all(misread.word in one.text.lower() for one in wrong)


@pytest.mark.parametrize("unseen", PLANTED.unseen, ids=lambda one: one.word)
def test_an_unseen_word_is_in_held_back_texts_only(written, unseen):
    texts = [one for one in written if unseen.word in one.text.lower()]
    assert len(texts) == unseen.texts
    assert {(one.split, one.label) for one in texts} == {("test", unseen.mood)}


def test_the_turning_company_turns_on_its_day(written):
    about = [one for one in written if f"${PLANTED.turn.company} " in f"{one.text} "]
    before = Counter(one.meant for one in about if one.time.date() < PLANTED.turn.day)
    after = Counter(one.meant for one in about if one.time.date() >= PLANTED.turn.day)
    assert before["positive"] > 4 * before["negative"]
    assert after["negative"] > 4 * after["positive"]


def test_slips_and_sarcasm_are_as_many_as_promised(written):
    assert sum(one.label != one.meant for one in written if not one.planted) == PLANTED.slips
    sarcastic = [one for one in written if one.planted == "sarcasm"]
    assert len(sarcastic) == PLANTED.sarcastic == len(SARCASM)
    assert {one.label for one in sarcastic} == {"negative"}


def test_the_table_does_not_say_what_was_meant(written):
    rows = list(csv.DictReader(io.StringIO(table())))
    assert list(rows[0]) == ["id", "time", "text", "label", "split"]
    assert [(row["id"], row["text"], row["label"]) for row in rows] == [
        (one.id, one.text, one.label) for one in written
    ]


def test_made_once_and_anew_when_its_maker_changes(tmp_path, monkeypatch):
    assert wire.make(tmp_path, _replace)
    first = (tmp_path / "wire.csv.gz").read_bytes()
    assert not wire.make(tmp_path, _replace)
    monkeypatch.setattr(wire, "fingerprint", lambda _files: "another")
    assert wire.make(tmp_path, _replace)
    assert (tmp_path / "wire.csv.gz").read_bytes() == first
