"""What is saved as CSV: nothing in it runs, nothing is lost."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from app import places
from app.csv_export import FORMULA, csv_parts, inert, original


@given(st.text(alphabet="'=+-@\t\r\n a1", max_size=6))
def test_whatever_is_made_inert_is_the_same_again(text):
    assert original(inert(text)) == text
    # What runs begins so (OWASP, CSV Injection) and has something to run.
    assert not (len(inert(text)) > 1 and inert(text)[0] in "=+-@\t\r\n")


def test_numbers_stay_numbers():
    assert [inert(cell) for cell in (-0.5, 3, None, "-", "")] == [-0.5, 3, None, "-", ""]


def test_parts_are_one_table_that_any_reader_takes():
    rows = [("id", "text"), ("1", 'so "it" is,\nhere'), ("2", "=1+1")]
    content = b"".join(csv_parts(rows)).decode("utf-8-sig")
    read = list(csv.reader(io.StringIO(content, newline="")))
    assert read == [["id", "text"], ["1", 'so "it" is,\nhere'], ["2", "'=1+1"]]


def test_a_chart_saves_the_same_cells_as_texts():
    template = (places.APP / "charts" / "card.vue").read_text(encoding="utf-8")
    assert f"/^{FORMULA.pattern}/s.test(x)" in template


def test_long_texts_come_in_many_parts_of_which_none_is_too_long():
    rows = [(number, "é" * 900_000) for number in range(7)]
    parts = list(csv_parts(rows))
    assert max(map(len, parts)) < 10_000_000
    assert b"".join(parts).decode("utf-8-sig") == "".join(f"{n},{text}\r\n" for n, text in rows)
