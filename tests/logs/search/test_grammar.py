"""What a search says, and where it says nothing."""

import pytest

from app.logs.search.grammar import Fault, SearchError, parse


@pytest.mark.parametrize(
    ("search", "terms"),
    [
        ("", []),
        ("  cart  tea ", [("", "", "cart", False), ("", "", "tea", False)]),
        ('"GET /a b" -bot', [("", "", "GET /a b", False), ("", "", "bot", True)]),
        ('-"two words"', [("", "", "two words", True)]),
        (r'"say \"no\" \\ twice"', [("", "", r'say "no" \ twice', False)]),
        ("status:5xx", [("status", ":", "5xx", False)]),
        ("-host:66.249.*", [("host", ":", "66.249.*", True)]),
        ("bytes>1e6 time>=0.5 hour<8 day<=2021-02-15", None),
        ('path:"/a b"', [("path", ":", "/a b", False)]),
        ("param:action:purchase", [("param:action", ":", "purchase", False)]),
        # What only looks like a field is a word.
        ("http://x.example/a", [("", "", "http://x.example/a", False)]),
        ("18/Feb/2021:18:22", [("", "", "18/Feb/2021:18:22", False)]),
        ("fe80::1", [("", "", "fe80::1", False)]),
        ('"-" -"-"', [("", "", "-", False), ("", "", "-", True)]),
        ("path:-", [("path", ":", "-", False)]),
        ("action=purchase", [("", "", "action=purchase", False)]),
        ("<script>", [("", "", "<script>", False)]),
    ],
)
def test_terms(search, terms):
    found = [(term.field, term.sign, term.text, term.without) for term in parse(search)]
    if terms is None:
        terms = [
            ("bytes", ">", "1e6", False),
            ("time", ">=", "0.5", False),
            ("hour", "<", "8", False),
            ("day", "<=", "2021-02-15", False),
        ]
    assert found == terms


@pytest.mark.parametrize(
    ("search", "start", "end", "words"),
    [
        ('cart "tea', 5, 9, "not closed"),
        ('a -path:"/x', 8, 11, "not closed"),
        ("cart status: tea", 5, 12, "“status:” a value is missing"),
        ("bytes>", 0, 6, "“bytes>” a value is missing"),
        ("-", 0, 1, "what is to be left out"),
        ("cart - tea", 5, 6, "what is to be left out"),
        ("cart --", 5, 7, "what is to be left out"),
    ],
)
def test_faults_say_where_they_are(search, start, end, words):
    with pytest.raises(SearchError) as refused:
        parse(search)
    fault = refused.value.fault
    assert isinstance(fault, Fault)
    assert (fault.start, fault.end) == (start, end)
    assert words in fault.words


def test_a_place_is_that_of_the_whole_term():
    assert [(term.start, term.end) for term in parse('a -b:"c d"  e')] == [(0, 1), (2, 10), (12, 13)]
