"""What a column's name asks of every text that is answered by yes and no: whether it praises, or blames."""

from __future__ import annotations

import re

from app.sentiment.corpus.mood_words import NEGATIVE, POSITIVE, mood_named

_WORD = re.compile(r"[^\W\d_]+")
_PRAISE = re.compile(
    r"(un|dis|non)?(?:recommend(?:ed|s|able)?|satisf(?:ied|y|ying|action|actory)|happy)|(dis)?liked?|good"
    r"|bullish|bull"
)
_TURNED = re.compile(r"n['\N{RIGHT SINGLE QUOTATION MARK}]t\b")
_NOT = frozenset(("not", "no", "non", "never", "without", "dont", "wouldnt", "didnt", "isnt"))
# What such a question is asked with; beside another word it is about something else (covid_positive).
_BESIDE = """
    is was are were be been has had do does did will would could can very again how if whether
    i you we he she they it this that these the a an to of our your my his her their its us me by at all
    user customer client guest reviewer author buyer visitor friend friends other others people anyone
    product item film movie place restaurant app game book hotel shop store service company brand course
    label labels sentiment mood polarity class target review reviews text texts comment comments tweet tweets
    sentence message post feedback opinion answer rating score overall experience visit stay purchase order
    ind flag indicator binary bool value yn y n yes
"""
_WORDS_BESIDE = frozenset(_BESIDE.split())


def mood_asked(column: str) -> str:
    """The mood that *yes* means in a column so called, or "" where it asks nothing of the kind.

    >>> [mood_asked(column) for column in ("is_positive", "would never recommend", "goods damaged", "likes")]
    ['positive', 'negative', '', '']
    """
    words = _WORD.findall(_TURNED.sub(" not", column.lower()))
    told: list[str] = []
    for place, word in enumerate(words):
        praise = _PRAISE.fullmatch(word)
        if praise is not None:
            told.append(NEGATIVE if praise[1] or praise[2] else POSITIVE)
        elif named := mood_named(word):
            told.append(named)
        elif word == "with" and told:
            # What somebody is happy with is what the text is about.
            words = words[:place]
            break
        elif word not in _WORDS_BESIDE and word not in _NOT:
            return ""
    if len(told) != 1:
        return ""
    turned = sum(word in _NOT for word in words) % 2
    return {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}.get(told[0], "") if turned else told[0]
