"""Texts as YAML lists them: records, or Rasa's examples of intents, in YAML or in its older Markdown.

Rasa's formats are those of its documentation (*Training Data Format*): under ``nlu`` an ``intent`` with its
``examples``, a hyphen a line; a name of what is meant stands behind brackets, ``[Rome](city)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from app.problem import Problem
from app.tables.nested import rows_of_records
from app.uploads import MEGABYTE, size_in_words

_RECORD = re.compile(r"-\s+[\"']?\w+[\"']?\s*:(?:\s|$)")
_KEY = re.compile(r"\w+:(?:\s.*)?$")
_INTENT = re.compile(r"##\s*intent:\s*(\S.*?)\s*$")
_EXAMPLE = re.compile(r"\s*[-*+]\s+(.*\S)")
_MEANT = re.compile(r"\[([^\[\]]+)\](?:\([^()]*\)|\{[^{}]*\})")
_HEAD = 20_000
_MOST = 5 * MEGABYTE
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def is_intents(text: str) -> bool:
    """Whether a text is Rasa's Markdown: examples below the names of intents."""
    lines = [line for line in text[:_HEAD].split("\n") if line.strip() and not line.startswith("<!--")]
    return bool(lines) and any(map(_INTENT.match, lines[:2])) and any(map(_EXAMPLE.match, lines[1:4]))


def intents_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Each example and its intent; examples below other headings are passed over."""
    del name  # A line that is none of both says nothing.
    rows, intent = [], ""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith("##"):
            intent = found[1] if (found := _INTENT.match(line)) else ""
        elif intent and (example := _EXAMPLE.match(line)):
            rows.append((number, [_said(example[1]), intent]))
    return ["text", "label"], iter(rows)


def is_yaml(text: str) -> bool:
    """Whether a text is YAML that lists records.

    >>> is_yaml("- text: up\\n  label: a\\n"), is_yaml("nlu:\\n- intent: a\\n"), is_yaml("- up\\n- down\\n")
    (True, True, False)
    """
    lines = [line.strip() for line in text[:_HEAD].split("\n")]
    said = [line for line in lines if line and line != "---" and not line.startswith("#")]
    first = next((place for place, line in enumerate(said) if not _KEY.match(line)), 0)
    # Records stand at the top, or right below a name that holds nothing else.
    return len(said) > 1 and bool(_RECORD.match(said[first])) and (not first or said[first - 1].endswith(":"))


def yaml_table(text: str, name: str) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """The records, or the examples of intents. Raises Problem where it is no YAML, or lists none."""
    if len(text) > _MOST:
        raise Problem(
            f"“{name}” is YAML of {size_in_words(len(text))}; at most {size_in_words(_MOST)} can be used.",
            "Save the table as CSV, or as an object of JSON a line.",
        )
    try:
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _LOADER)):
            # A few lines that refer to one another can stand for more than any memory holds.
            raise Problem(f"“{name}” is YAML that refers to parts of itself.", "Write them out.")
        found = yaml.load(text, _LOADER)
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        place = getattr(error, "problem_mark", None)
        raise Problem(
            f"“{name}” begins like YAML and is none{f' (line {place.line + 1:,})' if place else ''}.",
            "Mend it there, or save the table as CSV.",
        ) from error
    lists = found.values() if isinstance(found, dict) else [found]
    rows = max((one for one in lists if isinstance(one, list)), key=len, default=[])
    records = [row for row in rows if isinstance(row, dict)]
    if any("intent" in row and "examples" in row for row in records):
        records = list(_examples(records))
    if not records:
        raise Problem(f"“{name}” is YAML without a list of texts.", "Save the table as CSV.")
    return rows_of_records(list(enumerate(records, 1)), name)


def _examples(intents: list[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """The examples of each intent, which are lines with hyphens or a list."""
    for one in intents:
        listed = one.get("examples")
        lines = listed.split("\n") if isinstance(listed, str) else listed if isinstance(listed, list) else []
        for line in lines if "intent" in one else []:
            said = line.get("text") if isinstance(line, dict) else line
            bare = str(said or "").strip()
            example = _EXAMPLE.match(bare) if isinstance(listed, str) else None
            if bare:
                yield {"text": _said(example[1] if example else bare), "label": str(one["intent"])}


def _said(example: str) -> str:
    """What was said, without the names of what is meant.

    >>> _said('from [Rome](city) to [Nice]{"entity": "city"}')
    'from Rome to Nice'
    """
    return _MEANT.sub(r"\1", example)
