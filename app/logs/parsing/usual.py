"""What the usual line of a layout looks like, as one expression that takes many lines apart at once.

It matches fewer lines than the layout itself, and those to the same fields: no field holds what ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from app.logs.formats.kinds import Lines
from app.logs.formats.table import TableReader
from app.logs.formats.template import Piece, Template, TemplateReader
from app.logs.formats.w3c import ExtendedReader
from app.logs.written.lines import LONGEST_LINE

_TIME = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}:[0-9]{2}(?:[.,][0-9]{1,9})?"
    r"(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
    r"|[0-9]{2}/[A-Z][a-z]{2}/[0-9]{4}:[0-9]{2}:[0-9]{2}:[0-9]{2}(?: [+-][0-9]{4})?"
    r"|1[0-9]{9}(?:\.[0-9]{1,9}|[0-9]{3})?"
)
_FORMS = {
    "time": _TIME,
    "hosts": r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}",
    "status": r"[0-9]{3}",
    "size": r"[0-9]{1,15}|-",
    "timer": r"[0-9]+",
}
_CLOSES = {'"': '"', "[": "]", "(": ")", "{": "}"}

Rows = tuple[np.ndarray, tuple[str, ...], list[pl.Series]]


class Usual:
    """Takes the usual lines of a layout or of columns apart."""

    def __init__(self, expression: str, names: Sequence[str]) -> None:
        self._expression = expression
        self._names = tuple(names)

    @classmethod
    def of(cls, main: Lines) -> Usual | None:
        """How the usual line of a format looks; None where its fields may hold what ends them."""
        if isinstance(main, TemplateReader):
            return _of_template(main.format)
        if isinstance(main, ExtendedReader) and main.format.columns and not main.format.mark:
            columns = main.format.columns
            rest = r' ([^ \t"]+)' * (len(columns) - 1)
            return cls(rf'^([^ \t"#][^ \t"]*){rest}$', columns)
        if isinstance(main, TableReader) and not main.format.raw:
            mark = re.escape(main.format.mark)
            cell = rf'("[^"]*"|[^"{mark}]*)'
            return cls(f"^{mark.join([cell] * len(main.format.columns))}$", main.format.columns)
        return None

    def rows(self, lines: Sequence[bytes]) -> Rows | None:
        """The usual ones of these lines, the names of their fields, and a column of texts for each."""
        texts = texts_of(lines)
        if texts is None:
            return None
        found = texts.str.strip_chars_end("\r\f\x1a").str.extract_groups(self._expression).struct.unnest()
        numbers = found.to_series(0).is_not_null().arg_true().to_numpy().astype(np.int64)
        kept = found if len(numbers) == len(lines) else found[numbers]
        return numbers, self._names, kept.get_columns()


def texts_of(lines: Sequence[bytes]) -> pl.Series | None:
    """Lines as texts; None where one is too long, is no UTF-8 or holds zero bytes."""
    whole = b"\n".join(lines)
    if b"\0" in whole or max(map(len, lines), default=0) >= LONGEST_LINE:
        return None
    try:
        return pl.Series(whole.decode().split("\n"), dtype=pl.String)
    except UnicodeDecodeError:
        return None


def _of_template(form: Template) -> Usual | None:
    pieces = [Piece(*piece) for piece in form.pieces]
    named = [piece.field for piece in pieces if piece.field]
    if len(set(named)) < len(named) or not all(piece.before for piece in pieces[1:]):
        return None
    parts = list(_parts(pieces, form.end.rstrip()))
    if None in parts:
        return None
    return Usual("^" + "".join(map(str, parts)) + r"(?:[ \t,;|].*)?$", named)


def _parts(pieces: Sequence[Piece], end: str) -> Iterator[str | None]:
    """The expression of each piece with the text before it; None for one that may hold what follows it."""
    for place, piece in enumerate(pieces):
        after = pieces[place + 1].before if place + 1 < len(pieces) else end
        mark = after[:1] or " "
        opening = piece.before[-1:]
        form = _FORMS.get(piece.form, "")
        if _CLOSES.get(opening) == mark and piece.form != "hosts":
            form = form or (r'[^"\\]*' if mark == '"' else rf"[^{re.escape(mark)}]*")
        elif piece.form in ("word", "phrase") and mark.isspace():
            form = r'[^\s"\[]+'
        elif piece.form == "word":
            form = rf'[^\s"\[{re.escape(mark)}]+'
        if not form or (piece.form == "hosts" and mark in ":,"):
            yield None
            return
        before = re.escape(piece.before.lstrip() if place == 0 else piece.before)
        yield f"{before}({form})" if piece.field else f"{before}(?:{form})"
    yield re.escape(end)
