"""The shapes in which JSON holds a table: rows, by id, by column, by split, by label, as pairs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_SPLITS = ("train", "training", "test", "testing", "dev", "val", "valid", "validation", "eval")
_FEW = 20
_EXAMPLES = ("patterns", "examples", "utterances", "phrases", "queries", "samples", "sentences", "texts")
_SPOKEN = (
    *((key, "role", "content") for key in ("messages", "input", "prompt")),
    *(("conversations", "from", "value"), ("contents", "role", "parts")),
)
_MOST_WRAPPED = 3
_DEEPEST = 4
_DISTINCT = 0.9


def rows_of(found: Any) -> list[Any]:
    """The rows of a whole file.

    >>> rows_of({"text": {"0": "up", "1": "down"}, "label": {"0": 1, "1": 0}})
    [{'text': 'up', 'label': 1}, {'text': 'down', 'label': 0}]
    >>> rows_of([["it went up", "good"]]), rows_of({"train": [["it went up", "good"]], "test": []})
    ([{'text': 'it went up', 'label': 'good'}], [{'text': 'it went up', 'label': 'good', 'split': 'train'}])
    """
    if isinstance(found, list):
        if found and all(isinstance(one, list) for one in found):
            entries = [row for one in found for row in one]
            # A dialogue a list, as EmotionLines has them.
            if entries and all(isinstance(row, dict) and row.keys() == entries[0].keys() for row in entries):
                return entries
        return _pairs(found)
    if not isinstance(found, dict):
        return [found]
    data, names = found.get("data"), found.get("columns")
    if isinstance(names, list) and isinstance(data, list) and all(isinstance(row, list) for row in data):
        return [dict(zip(map(str, names), row, strict=False)) for row in data]
    for shape in (_by_split, _by_label, _text_to_label):
        if rows := shape(found):
            return rows
    lists = [value for value in found.values() if isinstance(value, list) and value]
    rows = [value for value in lists if all(isinstance(row, dict) for row in value)]
    if rows:
        return max(rows, key=len)
    if deeper := _listed_below(found):
        return deeper
    by_row = [value for value in found.values() if isinstance(value, dict)]
    if by_row and len(by_row) == len(found):
        if len(found) == 1 and any(isinstance(value, dict | list) for value in by_row[0].values()):
            return rows_of(by_row[0])
        if len({tuple(column) for column in by_row}) == 1 and not _are_rows(by_row):
            return [{name: column[key] for name, column in found.items()} for key in by_row[0]]
        deeper = _deeper(by_row)
        if len(deeper) > max(len(by_row), _FEW):
            return deeper
        return [{"id": key, **row} for key, row in found.items()]
    if len(lists) == len(found) and len({len(value) for value in lists}) == 1:
        return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]
    return [found]


def _listed_below(found: Mapping[str, Any]) -> list[Any]:
    """The longest list of objects within objects: what search engines, feeds and Reddit answer.

    >>> _listed_below({"kind": "Listing", "data": {"after": "x", "children": [{"a": 1}, {"a": 2}]}})
    [{'a': 1}, {'a': 2}]
    """
    level: list[Any] = [value for value in found.values() if isinstance(value, dict)]
    if len(level) > _MOST_WRAPPED or (len(level) > 1 and len({tuple(one) for one in level}) == 1):
        return []
    for _ in range(_DEEPEST):
        inner = [value for one in level for value in one.values()]
        lists = [one for one in inner if isinstance(one, list) and len(one) > 1]
        lists = [one for one in lists if all(isinstance(row, dict) for row in one)]
        if lists:
            return max(lists, key=len)
        level = [value for value in inner if isinstance(value, dict)]
    return []


def by_example(rows: Sequence[Any]) -> list[Any]:
    """A row a text, where rows list what is said alike: ``{"tag": "hi", "patterns": ["Hi", "Hello"]}``."""
    for key in _EXAMPLES:
        held = [row.get(key) for row in rows if isinstance(row, dict)]
        said = [one for one in held if isinstance(one, list) and all(isinstance(text, str) for text in one)]
        if len(rows) > 1 and len(held) == len(said) == len(rows) and sum(map(len, said)) > len(rows):
            rest = [
                {name: value for name, value in row.items() if not isinstance(value, list)} for row in rows
            ]
            return [{"text": text, **row} for row, texts in zip(rest, said, strict=True) for text in texts]
    return list(rows)


def answered(row: dict[str, Any]) -> dict[str, Any]:
    """A row of Prodigy's by what was answered: a rejected label is none, an ignored row has none.

    >>> answered({"text": "up", "label": "BAD", "answer": "reject", "_task_hash": 1})["label"]
    'not BAD'
    """
    answer = row.get("answer")
    if answer not in ("reject", "ignore") or not {"_input_hash", "_task_hash"} & row.keys():
        return row
    if answer == "reject" and isinstance(row.get("label"), str):
        return {**row, "label": f"not {row['label']}"}
    return {**row, **{key: None for key in ("label", "accept") if key in row}}


def spoken(row: dict[str, Any]) -> dict[str, Any]:
    """A row of messages, as chat models are tuned by: what a user says is the text, the answer its label.

    >>> spoken({"messages": [{"role": "user", "content": "up"}, {"role": "assistant", "content": "good"}]})
    {'text': 'up', 'label': 'good'}
    """
    for key, role, content in _SPOKEN:
        said = row.get(key)
        if isinstance(said, list) and said and all(isinstance(one, dict) and role in one for one in said):
            by_role = {str(one[role]).lower(): _joined_parts(one.get(content)) for one in said}
            text = by_role.get("user", by_role.get("human"))
            label = by_role.get("assistant", by_role.get("gpt", by_role.get("model")))
            rest = {other: value for other, value in row.items() if other != key}
            if text is not None and label is not None:
                return {**rest, "text": text, "label": label}
            if text is not None and rest and by_role.keys() <= {"user", "human", "system", "developer"}:
                # What is asked for stands beside (OpenAI's evals), and what the system is told is no text.
                return {**rest, "text": text}
    return row


def _joined_parts(said: Any) -> Any:
    """What is said in parts as one text (Gemini, and messages with pictures)."""
    if isinstance(said, list) and said and all(isinstance(one, dict) for one in said):
        return "\n".join(one["text"] for one in said if isinstance(one.get("text"), str))
    return said


def row_of(entry: Any) -> Any:
    """A row that stands alone on its line: a pair of a text and its label as an object."""
    return _pairs([entry])[0]


def _pairs(rows: Sequence[Any]) -> list[Any]:
    """Pairs of a text and its label, or what is told about it, as objects; other rows as they are."""
    if not rows or not all(isinstance(row, list) and len(row) == 2 for row in rows):
        return list(rows)
    swapped = all(isinstance(row[1], str) for row in rows) and _words([row[0] for row in rows]) < _words(
        [row[1] for row in rows]
    )
    pairs = [(row[1], row[0]) if swapped else (row[0], row[1]) for row in rows]
    return [{"text": a, **b} if isinstance(b, dict) else {"text": a, "label": b} for a, b in pairs]


def _by_split(found: Mapping[str, Any]) -> list[Any]:
    """Lists of rows under ``train``, ``test`` and the like, each with the name of its list."""
    lists = {key: value for key, value in found.items() if isinstance(value, list)}
    named = [key for key in lists if key.lower().replace("-", "_").rpartition("_")[2] in _SPLITS]
    if not named or any(len(lists[key]) and not isinstance(lists[key][0], dict | list) for key in named):
        return []
    return [
        {**row, "split": key} if isinstance(row, dict) else row
        for key in lists
        if key in named
        for row in _pairs(lists[key])
    ]


def _by_label(found: Mapping[str, Any]) -> list[Any]:
    """Lists of texts under the label that they have: all texts differ, and have several words."""
    lists = list(found.values())
    if len(lists) < 2 or not all(
        isinstance(one, list) and len(one) > 1 and all(isinstance(text, str) for text in one) for one in lists
    ):
        return []
    if any(len(set(one)) < _DISTINCT * len(one) or _words(one) < 2 * len(one) for one in lists):
        return []
    if len({len(one) for one in lists}) == 1 and {"text", "title", "id"} & {key.lower() for key in found}:
        return []
    return [{"text": text, "label": label} for label, texts in found.items() for text in texts]


def _text_to_label(found: Mapping[str, Any]) -> list[Any]:
    """Texts as keys, their labels as values."""
    values = list(found.values())
    if len(values) < 4 or not all(isinstance(value, str | int | float) for value in values):
        return []
    few = len(set(values)) <= min(_FEW, len(values) // 2)
    if not few or _words(list(found)) < 2 * len(found):
        return []
    return [{"text": text, "label": label} for text, label in found.items()]


def _words(cells: Sequence[Any]) -> int:
    return sum(len(cell.split()) for cell in cells if isinstance(cell, str))


def _deeper(objects: Sequence[Mapping[str, Any]]) -> list[Any]:
    """The rows of the one among a few objects that holds any: ``{"meta": {…}, "data": {"rows": [{…}]}}``."""
    found = [
        value
        for one in objects[:_FEW]
        for value in one.values()
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value)
    ]
    return found[0] if len(found) == 1 else []


def _are_rows(entries: Sequence[Mapping[str, Any]]) -> bool:
    """Whether objects with the same keys are rows by id, rather than columns by row: columns count up."""
    keys = list(entries[0])
    return not all(key.isdigit() for key in keys)
