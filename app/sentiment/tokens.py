"""A text as the classifier sees it: stems of its words, and the few signs that carry a mood.

- A word is lower-cased and stemmed (Snowball's English stemmer); an apostrophe stays inside of a word,
  so that “don’t” is one token. There is no stop list: “not” decides.
- A letter and its accents, vowel signs and joiners are one, however they are encoded (Unicode's NFC).
- Scripts that write no spaces (Chinese, Japanese, Thai and their neighbours) give a token a character: the
  bigrams of the classifier are then their pairs of characters.
- Every number is the token ``0``, and with it a unit of up to two letters (“10.4”, “7th”, “5k”); a sign
  that stands before it is kept: ``+0`` and ``-0`` are gains and losses.
- ``!``, ``?``, ``%``, arrows, emoticons and emoji are tokens: they are the strongest words of a tweet. An
  emoji of several signs (a family, a flag) is one; shades of skin are not told apart.
- Addresses, @names and HTML's ``&amp;`` are dropped. A cashtag (``$AAPL``) is dropped too: it says whom a
  text is about, not what it says of them; `cashtags` finds it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

import Stemmer

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_EMOJI = "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
_SHADES = "\U0001f3fb-\U0001f3ff"
_ONE_EMOJI = f"[{_EMOJI}]\ufe0f?[{_SHADES}]?"
_FLAGS = "\U0001f1e6-\U0001f1ff"


def _marks() -> str:
    """Accents and vowel signs of the Basic Multilingual Plane, as ranges of a pattern's class."""
    found = [code for code in range(0x300, 0xFE30) if unicodedata.category(chr(code)) in ("Mn", "Mc")]
    starts = [found[0], *(after for before, after in pairwise(found) if after - before > 1)]
    ends = [*(before for before, after in pairwise(found) if after - before > 1), found[-1]]
    return "".join(f"{chr(start)}-{chr(end)}" for start, end in zip(starts, ends, strict=True))


_MARKS = _marks()
# What stands behind a dollar sign and is an amount, no company.
_AMOUNT = "(?i:one|two|three|four|five|six|seven|eight|nine|ten|hundred|k|mm?|mn|bn?|million|billion)"
_NUMBER = r"\d+(?:[.,]\d+)*[^\W\d_]{0,2}(?!\w)"
_PATTERN = r"""
    (?P<address> https?://\S+ | www\.\S+ )
  | (?P<name>    @\w+ )
  | (?P<cashtag> \$(?<![\w$]\$)(?!{_AMOUNT}\b)[A-Za-z]{1,6}(?:[.-][A-Za-z]{1,2})?(?!\w) )
  | (?P<entity>  &(?:[A-Za-z]{2,8} | \#\d{1,6} | \#[xX][\dA-Fa-f]{1,6}); )
  | (?P<mood>    [:;=][-']?(?:[()/\\|*] | [DPp](?!\w)) | <3(?!\d) )
  | (?P<signed>  [+\-−](?<![\w.,%)+\-−].){_NUMBER} )
  | (?P<number>  {_NUMBER} )
""".replace("{_AMOUNT}", _AMOUNT).replace("{_NUMBER}", _NUMBER)
_OF_ASCII = re.compile(_PATTERN + r"| (?P<word> \w+(?:'\w+)* ) | (?P<sign> [!?%] )", re.VERBOSE | re.ASCII)
_OF_ALL = re.compile(
    _PATTERN
    + rf"""
  | (?P<character> [{_UNSPACED}][{_MARKS}]* )
  | (?P<word> (?:(?![{_UNSPACED}])\w[{_MARKS}\u200c\u200d]*)+(?:['’](?:(?![{_UNSPACED}])\w[{_MARKS}]*)+)* )
  | (?P<emoji> [{_FLAGS}]{{2}} | (?![{_SHADES}]){_ONE_EMOJI}(?:\u200d{_ONE_EMOJI})* )
  | (?P<sign> [!?%\uff01\uff1f\uff05\u203c] )
    """,
    re.VERBOSE,
)
_SAME = str.maketrans("\uff01\uff1f\uff05\u203c", "!?%!")
_LOOKS = re.compile(f"[{_SHADES}\ufe0f]")
_DROPPED = ("address", "name", "cashtag", "entity")
NUMBER = "0"
_GAIN, _LOSS = "+0", "-0"

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
    for match in (_OF_ASCII if text.isascii() else _OF_ALL).finditer(text):
        kind = match.lastgroup
        if kind in _DROPPED:
            continue
        token = match[0]
        if kind == "word":
            token = stem(token if token.isascii() else unicodedata.normalize("NFC", token))
        elif kind == "number":
            token = NUMBER
        elif kind == "signed":
            token = _GAIN if token[0] == "+" else _LOSS
        elif kind == "emoji":
            token = _LOOKS.sub("", token)
        elif kind == "sign":
            token = token.translate(_SAME)
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
    pattern = _OF_ASCII if text.isascii() else _OF_ALL
    found = (match[0][1:].upper() for match in pattern.finditer(text) if match.lastgroup == "cashtag")
    return tuple(dict.fromkeys(found))
