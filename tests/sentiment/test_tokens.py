import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sentiment.tokens import cashtags, spans, tokenize


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Growing, grows; GROWTH", ["grow", "grow", "growth"]),
        ("not good, isn't, isn’t", ["not", "good", "isn't", "isn't"]),
        ("see http://url_removed or www.x.example/a?b", ["see", "or"]),
        ("@anonymous hi a@b", ["hi", "a"]),
        ("$AAPL up, $5 left", ["up", "0", "left"]),
        ("10.4% of 1,000 in 2021, 7th, 5k", ["0", "%", "of", "0", "in", "0", "0", "0"]),
        ("yay :) :-D <3 :( but 12:30", ["yay", ":)", ":-D", "<3", ":(", "but", "0", "0"]),
        ("a:b :Pot", ["a", "b", "pot"]),
        ("great!! why?", ["great", "!", "!", "whi", "?"]),
        ("🚀 שלום مرحبا", ["🚀", "שלום", "مرحبا"]),
        ("snake_case state-of-the-art", ["snake_cas", "state", "of", "the", "art"]),
        ("", []),
    ],
)
def test_tokens(text, tokens):
    assert tokenize(text) == tokens


def test_cashtags_are_companies_and_not_words():
    assert cashtags("long $aapl $AAPL short $BRK.B, $5 or US$ or $toolongname") == ("AAPL", "BRK.B")
    assert tokenize("$aapl $BRK.B") == []


@given(st.text(max_size=200))
def test_places_are_in_order_and_hold_the_tokens(text):
    end = 0
    for token, start, stop in spans(text):
        assert end <= start < stop <= len(text)
        assert token
        end = stop
    assert [token.token for token in spans(text)] == tokenize(text)


@given(st.text(st.characters(max_codepoint=0x24F, categories=["L", "Nd", "Zs"]), max_size=80))
def test_no_word_is_lost(text):
    # An oracle that knows no tokens: letters and digits outside of the places are none.
    covered = {place for _, start, stop in spans(text) for place in range(start, stop)}
    assert not [c for place, c in enumerate(text) if re.match(r"\w", c) and place not in covered]
