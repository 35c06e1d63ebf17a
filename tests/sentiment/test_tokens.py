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
        ("I &lt;3 it &amp; more&nbsp;&#33;", ["i", "0", "it", "more"]),
        (
            "shares +2%, then -3% or (+7) of 10-12",
            ["share", "+0", "%", "then", "-0", "%", "or", "+0", "of", "0", "0"],
        ),
        ("caf\u00e9 cafe\u0301", ["caf\u00e9", "caf\u00e9"]),
        ("नमस्ते दुनिया", ["नमस्ते", "दुनिया"]),
        ("房间很好！", ["房", "间", "很", "好", "!"]),
        ("ดีมาก", ["ดี", "ม", "า", "ก"]),
        ("👨‍👩‍👧 🇺🇸 ❤️❤ 😡🏽😡", ["👨‍👩‍👧", "🇺🇸", "❤", "❤", "😡", "😡"]),
        ("★★★☆ ↑", ["★", "★", "★", "☆", "↑"]),
        ("lost $five at A$AP", ["lost", "five", "at", "a", "ap"]),
        ("", []),
    ],
)
def test_tokens(text, tokens):
    assert tokenize(text) == tokens


def test_cashtags_are_companies_and_not_words():
    assert cashtags("long $aapl $AAPL short $BRK.B, $5 or US$ or $toolongname") == ("AAPL", "BRK.B")
    assert tokenize("$aapl $BRK.B") == []


@pytest.mark.parametrize(
    ("text", "companies"),
    [
        ("$BRK-B and $BTC.X up", ("BRK-B", "BTC.X")),
        ("A$AP Rocky, US$m 5, $$X, lost $five and $10m, $million", ()),
        ("👍 $aapl", ("AAPL",)),
    ],
)
def test_amounts_and_names_with_a_dollar_are_no_companies(text, companies):
    assert cashtags(text) == companies


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
