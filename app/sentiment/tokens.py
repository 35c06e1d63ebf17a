"""A text as the classifier sees it: stems of its words, and the few signs that carry a mood.

- A word is lower-cased and stemmed (Snowball's English stemmer); an apostrophe stays inside of a word,
  so that “don't” is one token. There is no stop list: “not” decides.
- Every number is the token ``0``, and with it a unit of up to two letters (“10.4”, “7th”, “5k”).
- ``!``, ``?``, ``%``, emoticons and emoji are tokens: they are the strongest words of a tweet.
- Addresses and @names are dropped. A cashtag (``$AAPL``) is dropped too: it says whom a text is about,
  not what it says of them; `cashtags` finds it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from threading import Lock
from typing import NamedTuple

import Stemmer

_PATTERN = re.compile(
    r"""
    (?P<address> https?://\S+ | www\.\S+ )
  | (?P<name>    @\w+ )
  | (?P<cashtag> \$[A-Za-z]{1,6}(?:\.[A-Za-z]{1,2})?\b )
  | (?P<mood>    [:;=][-']?(?:[()/\\|*] | [DPp](?!\w)) | <3(?!\d) )
  | (?P<number>  \d+(?:[.,]\d+)*[^\W\d_]{0,2}(?!\w) )
  | (?P<word>    \w+(?:['’]\w+)* )
  | (?P<sign>    [!?%] | [\u2600-\u27bf\U0001f000-\U0001faff] )
    """,
    re.VERBOSE,
)
_DROPPED = ("address", "name", "cashtag")
NUMBER = "0"

_stemmer = Stemmer.Stemmer("english")
_one_at_a_time = Lock()


class Token(NamedTuple):
    """One token and the characters ``start`` up to ``end`` of the text that it stands for."""

    token: str
    start: int
    end: int


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The stem of a word: ``growing`` and ``grows`` are both ``grow``."""
    # The stemmer's own buffers are not made for two threads, and training runs in one of its own.
    with _one_at_a_time:
        return _stemmer.stemWord(word.lower().replace("’", "'"))


def spans(text: str) -> list[Token]:
    """The tokens of a text with their places in it, in order.

    >>> [token for token, _, _ in spans("$AAPL isn't growing 10.4%! :) http://x.example")]
    ["isn't", 'grow', '0', '%', '!', ':)']
    """
    found = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup
        if kind in _DROPPED:
            continue
        token = NUMBER if kind == "number" else stem(match[0]) if kind == "word" else match[0]
        found.append(Token(token, match.start(), match.end()))
    return found


def tokenize(text: str) -> list[str]:
    """The tokens of a text, as a scikit-learn vectoriser takes them."""
    return [token.token for token in spans(text)]


def cashtags(text: str) -> tuple[str, ...]:
    """The companies that a text names by cashtag, without the dollar sign, in capitals, each once.

    >>> cashtags("long $aapl, short $BRK.B, $5 to spare")
    ('AAPL', 'BRK.B')
    """
    if "$" not in text:
        return ()
    found = (match[0][1:].upper() for match in _PATTERN.finditer(text) if match.lastgroup == "cashtag")
    return tuple(dict.fromkeys(found))
