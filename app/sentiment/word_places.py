"""Where in a text the tokens of a vectoriser stand, for highlighting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.sentiment.tokens import Token, spans, tokenize

Span = tuple[int, int]


class Places:
    """The tokens that one vectoriser makes of a text, with the places of their words.

    ``vocabulary`` are the tokens that it kept in training.
    """

    def __init__(self, vectorizer: Any) -> None:
        self.vocabulary: set[str] = set(vectorizer.vocabulary_)
        self._analyze: Callable[[str], list[str]] = vectorizer.build_analyzer()
        self._of_words = vectorizer.analyzer == "word"
        self._tokenize: Callable[[str], list[str]] = vectorizer.build_tokenizer()
        self._preprocess: Callable[[str], str] = vectorizer.build_preprocessor()
        self._stops = vectorizer.get_stop_words() or ()
        self._exact = self._of_words and vectorizer.tokenizer is tokenize
        self._shortest, self._longest = vectorizer.ngram_range

    @classmethod
    def of_steps(cls, steps: list[tuple[str, Any]]) -> Places | None:
        """For the one vectoriser among a pipeline's steps; None if there is none, or several."""
        counters = [
            step for _, step in steps if hasattr(step, "vocabulary_") and hasattr(step, "build_analyzer")
        ]
        return cls(counters[0]) if len(counters) == 1 else None

    def of(self, text: str) -> dict[str, tuple[Span, ...]]:
        """Every distinct token of a text as the model sees it, in order, with its words' places.

        A token whose letters are not in the text (another's own stemming, say) has no places.
        """
        if not self._of_words:
            return dict.fromkeys(self._analyze(text), ())
        words = spans(text) if self._exact else self._searched(text)
        found: dict[str, list[Span]] = {}
        for length in range(self._shortest, self._longest + 1):
            for start in range(len(words) - length + 1):
                run = words[start : start + length]
                places = found.setdefault(" ".join(word.token for word in run), [])
                places += [(word.start, word.end) for word in run if word.end > word.start]
        return {token: tuple(dict.fromkeys(places)) for token, places in found.items()}

    def _searched(self, text: str) -> list[Token]:
        """Words of another's tokeniser, looked up in the text one after the other."""
        low = text.lower() if len(text.lower()) == len(text) else text
        words, position = [], 0
        for token in self._tokenize(self._preprocess(text)):
            start = low.find(token, position)
            end = start + len(token)
            if start < 0:
                start = end = position
            position = end
            if token not in self._stops:
                words.append(Token(token, start, end))
        return words
