"""Where in a text the tokens of a vectoriser stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from app.sentiment.tokens import Token, spans, tokenize

Span = tuple[int, int]
_SPACE = re.compile(r"\s\s+")


class Places:
    """The tokens that one vectoriser makes of a text, with the places of their words or letters.

    The vectoriser may be scikit-learn's own of any analyser, count or hash its tokens, and have a
    preprocessor, a tokeniser or an analyser of somebody's.
    """

    def __init__(self, vectorizer: Any) -> None:
        self._analyze: Callable[[str], list[str]] = vectorizer.build_analyzer()
        self._kind = vectorizer.analyzer
        self._tokenize: Callable[[str], list[str]] = vectorizer.build_tokenizer()
        self._preprocess: Callable[[str], str] = vectorizer.build_preprocessor()
        self._stops = vectorizer.get_stop_words() or ()
        self._exact = self._kind == "word" and vectorizer.tokenizer is tokenize
        own = vectorizer.tokenizer is None and self._kind == "word"
        self._pattern = re.compile(vectorizer.token_pattern) if own else None
        self._shortest, self._longest = vectorizer.ngram_range

    def of(self, text: str) -> dict[str, tuple[Span, ...]]:
        """Every distinct token of a text as the model sees it, in order, with its words' places.

        A token whose letters are not in the text (another's own stemming, say) has no places.
        """
        found: dict[str, list[Span]] = {}
        if self._exact:
            self._join(spans(text), found)
        elif self._kind == "word":
            self._join(self._words(text), found)
        elif self._kind in ("char", "char_wb"):
            self._letters(text, found)
        else:
            for word in self._searched(text, self._analyze(text)):
                found.setdefault(word.token, []).extend(_place(word))
        return {token: tuple(dict.fromkeys(places)) for token, places in found.items()}

    def _join(self, words: Sequence[Token], found: dict[str, list[Span]]) -> None:
        """The n-grams of words."""
        for length in range(self._shortest, self._longest + 1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                places = found.setdefault(" ".join(word.token for word in run), [])
                for word in run:
                    places.extend(_place(word))

    def _words(self, text: str) -> list[Token]:
        clear, origin = self._clear(text)
        if self._pattern is None:
            words = self._searched(clear, self._tokenize(clear))
        else:
            group = 1 if self._pattern.groups == 1 else 0
            words = [Token(m[group], m.start(group), m.end(group)) for m in self._pattern.finditer(clear)]
        return [_moved(word, origin) for word in words if word.token not in self._stops]

    def _letters(self, text: str, found: dict[str, list[Span]]) -> None:
        """The n-grams of characters, as scikit-learn makes them: within words, or over all of the text."""
        clear, origin = self._clear(text)
        runs: list[tuple[str, list[int]]] = []
        if self._kind == "char_wb":
            for match in re.finditer(r"\S+", clear):
                start, end = match.span()
                runs.append((f" {match[0]} ", [start, *range(start, end), end]))
        else:
            letters, places, position = [], [], 0
            for match in _SPACE.finditer(clear):
                letters.append(clear[position : match.start()] + " ")
                places += [*range(position, match.start()), match.start()]
                position = match.end()
            letters.append(clear[position:])
            runs.append(("".join(letters), [*places, *range(position, len(clear))]))
        for run, places in runs:
            for size in range(self._shortest, self._longest + 1):
                for start in range(max(len(run) - size, 0) + 1):
                    gram = run[start : start + size]
                    inner = [
                        at
                        for at, letter in zip(places[start : start + size], gram, strict=True)
                        if letter != " "
                    ]
                    where = found.setdefault(gram, [])
                    if inner:
                        where.extend(_place(_moved(Token(gram, inner[0], inner[-1] + 1), origin)))
                if self._kind == "char_wb" and len(run) <= size:
                    # A word shorter than that is counted once.
                    break

    def _clear(self, text: str) -> tuple[str, list[int] | None]:
        """The text as the vectoriser's preprocessor leaves it, and the place in it of each character.

        None where that cannot be told: a preprocessor that does not go letter by letter.
        """
        clear = self._preprocess(text)
        if clear == text:
            return clear, [*range(len(text) + 1)]
        pieces = [self._preprocess(letter) for letter in text]
        if "".join(pieces) != clear:
            return clear, None
        origin = [place for place, piece in enumerate(pieces) for _ in piece]
        return clear, [*origin, len(text)]

    def _searched(self, text: str, tokens: Sequence[str]) -> list[Token]:
        """Words of another's tokeniser, looked up in the text one after the other: whole words first."""
        low = text.lower() if len(text.lower()) == len(text) else text
        words, position = [], 0
        for token in tokens:
            name = token if isinstance(token, str) else str(token)
            start, end = _found(low, name.lower(), position)
            words.append(Token(name, start, end))
            position = max(position, end)
        return words


def _found(text: str, token: str, position: int) -> Span:
    if not token:
        return position, position
    whole = re.compile(rf"(?<!\w){re.escape(token)}(?!\w)").search(text, position)
    if whole is not None:
        return whole.span()
    # What is a part of a word is stemmed or split by the tokeniser: its beginning comes first.
    part = re.compile(rf"(?<!\w){re.escape(token)}").search(text, position)
    start = part.start() if part is not None else text.find(token, position)
    return (start, start + len(token)) if start >= 0 else (position, position)


def _moved(word: Token, origin: list[int] | None) -> Token:
    """A word of the preprocessed text at its place in the text itself; without one where that is unknown."""
    if origin is None:
        return Token(word.token, 0, 0)
    if word.end <= word.start:
        return word
    return Token(word.token, origin[word.start], origin[word.end - 1] + 1)


def _place(word: Token) -> list[Span]:
    return [(word.start, word.end)] if word.end > word.start else []
