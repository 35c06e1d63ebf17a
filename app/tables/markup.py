"""Texts in XML, as shared tasks publish them: the element that comes again and again is a row.

Which element holds the texts is told by where the most words stand; its row is the outermost element that
holds one such text. What stands in the row beside it, elements and attributes alike, are its columns.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.problem import Problem
from app.tables.nested import rows_of_records

_DECLARED = re.compile(r"<\?xml[^>]*\?>\s*")
_ROOT = re.compile(r"(?:<!--.*?-->\s*|<!DOCTYPE[^>\[]*>\s*)*+<([A-Za-z_][\w.-]*)(?:\s[^<>]*)?>", re.DOTALL)
_DOCTYPE = re.compile(r"<!DOCTYPE[^>\[]*>\s*", re.IGNORECASE)
_SIGN = re.compile(r"&#(?:[0-8]|1[124-9]|2\d|3[01]);")
_BARE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_PAGE = ("html", "p", "br", "div", "span", "b", "i", "a", "table")
_DEEPEST = 20
MOST_PARTS = 2_000_000
"""Elements and attributes of a document; each takes some hundred bytes of memory, however short it is."""

_Path = tuple[str, ...]


def is_xml(text: str) -> bool:
    """Whether a text begins as an XML document does.

    >>> is_xml('<?xml version="1.0"?><r/>'), is_xml("<s>\\n</s>"), is_xml("<s>text,label")
    (True, True, False)
    """
    start = text.lstrip()[:2_000]
    if _DECLARED.match(start):
        return True
    root = _ROOT.match(start)
    return bool(root) and root[1].lower() not in _PAGE and text.rstrip().endswith(f"</{root[1]}>")  # type: ignore[index]


def xml_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Its columns and rows. Raises Problem where it is broken, too much, or no element comes again."""
    if text.count("<") - text.count("</") + text.count("=") > MOST_PARTS:
        raise Problem(
            f"“{name}” is XML of more than {MOST_PARTS:,} elements and attributes, "
            "the most that can be used.",
            "Choose a part of it, or save the table as CSV.",
        )
    bare = _DECLARED.sub("", text.lstrip(), count=1)
    try:
        try:
            root = fromstring(bare)
        except ParseError:
            # Several documents one after another, with signs that XML does not know, as SGML allows them.
            mended = _SIGN.sub("", _DOCTYPE.sub("", _DECLARED.sub("", bare)))
            mended = _CONTROL.sub("", _BARE.sub("&amp;", mended))
            several = bare.count(f"</{_first_tag(mended)}>") > 1
            if not several and mended == bare:
                raise
            root = fromstring(f"<documents>{mended}</documents>" if several else mended)
    except (ParseError, DefusedXmlException, RecursionError, ValueError) as error:
        place = getattr(error, "position", None)
        raise Problem(
            f"“{name}” begins like XML and cannot be read{f' (line {place[0]:,})' if place else ''}.",
            "Mend it there, or save the table as CSV.",
        ) from error
    rows = _rows(root)
    if not rows:
        raise Problem(
            f"“{name}” is XML without an element that comes again and holds a text.", "Save it as CSV."
        )
    return rows_of_records(list(enumerate(map(_record, rows), 1)), name)


def _first_tag(text: str) -> str:
    found = _ROOT.match(text.lstrip())
    return found[1] if found else ""


def _rows(root: Element) -> list[Element]:
    above: dict[Element, Element] = {}
    by_path: dict[_Path, list[Element]] = {}
    words: Counter[_Path] = Counter()
    told: Counter[_Path] = Counter()
    waiting: list[tuple[Element, _Path]] = [(root, (root.tag,))]
    while waiting:
        element, path = waiting.pop()
        by_path.setdefault(path, []).append(element)
        words[path] += len((element.text or "").split())
        told[path] += sum(len(value.split()) for value in element.attrib.values())
        for inner in element:
            above[inner] = element
            if len(path) < _DEEPEST:
                waiting.append((inner, (*path, inner.tag)))
    # Where all is told by attributes (Stack Exchange), texts are as well.
    path, count = (words if words.total() else told).most_common(1)[0]
    rows = by_path[path][::-1]
    if not count or path == (root.tag,):
        return []
    while len(path) > 2:
        outer = [above[row] for row in rows]
        if len(set(map(id, outer))) < len(rows):
            break
        rows, path = outer, path[:-1]
    return rows


def _record(element: Element, depth: int = 0) -> dict[str, Any]:
    """An element's attributes, texts and inner elements by name, as deep as rows are looked for."""
    found: dict[str, Any] = dict(element.attrib)
    own = (element.text or "").strip()
    if own:
        found["text" if "text" not in found else element.tag] = own
    inner: dict[str, list[Any]] = {}
    for one in element:
        inner.setdefault(one.tag, []).append(
            _record(one, depth + 1)
            if (len(one) or one.attrib) and depth < _DEEPEST
            else (one.text or "").strip()
        )
    for tag, values in inner.items():
        key = tag if tag not in found else f"{tag} "
        found[key] = values[0] if len(values) == 1 else _joined(values)
    return found


def _joined(values: list[Any]) -> Any:
    if all(isinstance(value, dict) for value in values):
        return values
    plain = [value for value in values if isinstance(value, str) and value]
    return plain[0] if len(set(plain)) == 1 else list(dict.fromkeys(plain))
