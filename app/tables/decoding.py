"""Bytes as text: by their mark, by where their zeros stand, as UTF-8, and last by what letters they make.

One wrong byte does not make a file another encoding: where most of what is not ASCII is good UTF-8, the
file is UTF-8 and the wrong bytes are named by line.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise
from typing import NamedTuple

from charset_normalizer import from_bytes

from app.counted import counted
from app.problem import Problem
from app.tables.letters import of_accents, of_most_letters

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What tables are written in where they are not Unicode, told apart by the letters that come out.
_GUESSED = {
    "cp1252": "Windows-1252 (Latin-1)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "gb18030": "GB 18030 (Chinese)",
    "big5hkscs": "Big5 (Chinese)",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "EUC-KR (Korean)",
}
_NAMES = {
    **_GUESSED,
    "cp850": "code page 850 (DOS)",
    "iso8859_2": "ISO 8859-2 (Central European)",
    "cp866": "code page 866 (DOS, Cyrillic)",
    "cp874": "TIS-620 (Thai)",
    "mac_roman": "Mac OS Roman",
    "mac_cyrillic": "Mac OS Cyrillic",
    "iso2022_jp": "ISO-2022-JP (Japanese)",
}
# How ISO-2022-JP, whose bytes are all ASCII's, begins and ends Japanese.
_SHIFTS = (b"\x1b$B", b"\x1b$@")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEYOND = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16
_LISTED = 5
_FIRST_LINES = 20
CELL_SIGNS = "\x01\x1f"
"""Control characters that stand between cells: those of Hive, and ASCII's own."""

# So many characters that are cut short make no other encoding, even where no other tells.
_STRAY = 2

# Of the bytes of Western text at most so many in a hundred are accented letters; of Cyrillic most are.
_WESTERN = 0.2
# A text of which more is plain ASCII is not of two bytes a character.
_PLAIN = 0.7
# Letters of one language, in a text with many accents.
_NEARLY = 0.95


class Decoded(NamedTuple):
    """A file's text without its mark and without stray zeros, its Python encoding, and sentences about it."""

    text: str
    encoding: str
    notes: tuple[str, ...]


def decode(content: bytes, name: str) -> Decoded:
    """The text of a file that a visitor calls ``name``. Raises Problem where it is no text."""
    encoding = next((kind for mark, kind in _MARKS if content.startswith(mark)), "") or _unmarked(content)
    notes: list[str] = []
    if encoding in ("", "utf-8-sig"):
        text, encoding = _utf8_or_legacy(content, encoding, name, notes)
    else:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError as error:
            raise Problem(
                f"“{name}” starts like {encoding} text and is not (byte {error.start + 1:,}).",
                "Save it as UTF-8.",
            ) from error
        if encoding.endswith("e"):
            notes.append(f"“{name}” was read as UTF-16, without the mark at its start that says so.")
    return Decoded(_without_controls(text, name, notes), encoding, tuple(notes))


def _unmarked(content: bytes) -> str:
    """UTF-16 whose mark is missing: every line break and separator in it is a byte beside a zero."""
    head = content[: _SAMPLE - _SAMPLE % 2]
    plain = sum(0x1F < byte < 0x7F for byte in head)
    if b"\0" not in head or len(content) % 2 or plain > _PLAIN * len(head):
        return ""
    for encoding, breaks in (("utf-16-le", (b"\n\0", b"\r\0")), ("utf-16-be", (b"\0\n", b"\0\r"))):
        if not any(head.find(mark) % 2 == 0 for mark in breaks if mark in head):
            continue
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return encoding
    return ""


def _utf8_or_legacy(content: bytes, marked: str, name: str, notes: list[str]) -> tuple[str, str]:
    encoding = marked or "utf-8"
    if any(shift in content[:_SAMPLE] for shift in _SHIFTS) and content.isascii():
        notes.append(f"“{name}” was read as {_NAMES['iso2022_jp']}.")
        return content.decode("iso2022_jp", errors="replace"), "iso2022_jp"
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        first = content.count(b"\n", 0, error.start) + 1
    wrong, cut, wrong_bytes, good = _wrong_runs(content)
    if marked or good >= wrong_bytes or (cut == wrong <= _STRAY):
        lines = [content.count(b"\n", 0, start) + 1 for start in _starts(content, _LISTED)]
        listed = ", ".join(f"{line:,}" for line in dict.fromkeys(lines)) + (" …" if wrong > _LISTED else "")
        are = counted(wrong, "character is", "characters are")
        notes.append(f"“{name}” is UTF-8, but {are} broken, in line {listed}: shown as “\ufffd”.")
        return content.decode(encoding, errors="replace"), encoding
    encoding = _legacy(content)
    notes.append(f"“{name}” is not UTF-8 (line {first:,}): it was read as {_NAMES[encoding]}.")
    # Some bytes mean nothing in a legacy encoding and become the replacement character.
    return content.decode(encoding, errors="replace"), encoding


def _starts(content: bytes, most: int) -> list[int]:
    found: list[int] = []
    place = 0
    while len(found) < most:
        try:
            content[place:].decode("utf-8")
            break
        except UnicodeDecodeError as error:
            found.append(place + error.start)
            place += error.end
    return found


def _wrong_runs(content: bytes) -> tuple[int, int, int, int]:
    """How often the bytes are no UTF-8, how often of these because a character was cut short, how many bytes
    that are, and how many characters beyond ASCII are good."""
    text = content.decode("utf-8", errors="surrogateescape")
    runs = re.findall("[\udc80-\udcff]+", text)
    cut = sum(len(run) > 1 and "\udcc2" <= run[0] <= "\udcf4" and run[1] < "\udcc0" for run in runs)
    wrong_bytes = sum(map(len, runs))
    beyond = sum(1 for character in text if character > "\x7f")
    return len(runs), cut, wrong_bytes, beyond - wrong_bytes


def _legacy(content: bytes) -> str:
    # What is ASCII alone says nothing.
    beyond = _BEYOND.search(content)
    start = content.rfind(b"\n", 0, beyond.start()) + 1 if beyond else 0
    sample = content[start : start + _SAMPLE]
    high = sum(byte > 0x7F for byte in sample)
    letters = high + sum(chr(byte).isalpha() for byte in sample if byte < 0x80)
    if high <= _WESTERN * letters:
        return of_accents(sample)
    if found := of_most_letters(sample) or of_accents(sample, _NEARLY):
        return found
    guessed = from_bytes(sample.rpartition(b"\n")[0] or sample, cp_isolation=list(_GUESSED)).best()
    if guessed is not None and guessed.encoding in _GUESSED:
        return str(guessed.encoding)
    return "cp1252"


def _without_controls(text: str, name: str, notes: list[str]) -> str:
    """The text without stray control characters. Raises Problem where they are more than stray."""
    if not _CONTROL.search(text):
        return text
    between = _between_cells(text)
    strays = [found.start() for found in _CONTROL.finditer(text) if found[0] != between]
    if not strays:
        return text
    heading = len(text) - len(text.lstrip("\r\n"))
    end = min((place for mark in "\r\n" if (place := text.find(mark, heading)) >= 0), default=len(text))
    close = any(after - before == 1 for before, after in pairwise(strays))
    if strays[0] < end or close or len(strays) > max(2, len(text) // 200):
        raise Problem(
            f"“{name}” is not a text file: it is no text but binary data.", "Save the table as CSV, in UTF-8."
        )
    lines = dict.fromkeys(text.count("\n", 0, place) + 1 for place in strays[:_LISTED])
    more = " …" if len(strays) > _LISTED else ""
    notes.append(
        f"{counted(len(strays), 'control character')} left out, in line "
        f"{', '.join(f'{line:,}' for line in lines)}{more}."
    )
    return _CONTROL.sub(lambda found: found[0] if found[0] == between else "", text)


def _between_cells(text: str) -> str:
    """The control character between the cells of the first lines, as often in each; "" for none."""
    lines = [line for line in text[:_SAMPLE].split("\n")[:_FIRST_LINES] if line]
    for sign in CELL_SIGNS:
        counts = {line.count(sign) for line in lines}
        if len(lines) > 1 and len(counts) == 1 and 0 not in counts:
            return sign
    return ""
