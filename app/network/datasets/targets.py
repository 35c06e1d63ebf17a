"""Which column of a table is probably to be predicted, and classes that stand in several columns."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from itertools import groupby

import numpy as np
import pandas as pd

from app.network.datasets.columns import CATEGORY, Column

_FIRST = ("target", "label", "labels")
_NAMED = (
    *(
        "survived",
        "churn",
        "churned",
        "exited",
        "attrition",
        "diagnosis",
        "mpg",
        "medv",
        "median house value",
    ),
    *("saleprice", "sale price", "selling price", "price", "species", "variety", "quality", "outcome"),
    *("response", "defaulted", "default payment next month", "loan status", "is fraud", "fraud", "stroke"),
    *("class", "default", "y"),
    *("close", "sales", "weekly sales", "units sold", "tip", "life expectancy"),
)
_OFTEN = ("score",)
"""Names of what is predicted, but rather a last column of yes and no is."""
_LAST = (
    "class",
    "y",
    "output",
    "result",
    "income",
    "salary",
    "charges",
    "rings",
    "strength",
    "score",
    "rating",
    "stars",
)
_NEVER = (
    "timestamp",
    "time",
    "date",
    "datetime",
    "unixtime",
    "created at",
    "updated at",
    "year",
    "month",
    "day",
)
"""When something was is in few tables what is asked."""

_MOST_CLASSES, _FEW_VALUES = 10, 20
_FEWEST_ALIKE = 10
_FEWEST = 2
_MOST_GROUPS = 5
_TRUE = {"1": 1, "1.0": 1, "true": 1, "0": 0, "0.0": 0, "false": 0}


def usual_target(columns: Sequence[Column], hot: Mapping[str, Sequence[str]], *, named: bool = True) -> str:
    """The column called as what is predicted mostly is, else the last one that varies; "" if there is none.

    Classes in several columns at the table's end (``hot``) are one target. Of columns that are not ``named``
    it may be the first.
    """
    found = [one for one in columns if one.is_target]
    if not found:
        return ""
    titles = {_plain(one.name): one.name for one in reversed(found)}
    if "x" in titles and "y" in titles and _plain(found[0].name) != "y":
        # A place in a plane.
        del titles["y"]
    last = next((one.name for one in reversed(found) if _plain(one.name) not in _NEVER), found[-1].name)
    for name in _FIRST:
        if name in titles:
            return titles[name]
    if _plain(last) in (*_NAMED, *_LAST):
        return last
    for group, members in hot.items():
        # Of several such groups each is an input, which a program encoded; unless it is called otherwise.
        if last in members and (len(hot) == 1 or _plain(group) in (*_FIRST, *_NAMED, *_LAST)):
            return group
    if len(hot) > 1:
        flags = {member for members in hot.values() for member in members}
        last = next((one.name for one in reversed(found) if one.name not in flags), last)
    if (odd := _odd_one(found)) is not None:
        return odd.name
    if not named and (first := _first_of_classes(found)) is not None:
        return first.name
    named_so = next((titles[name] for name in _NAMED if name in titles), None)
    rather = next((titles[name] for name in _OFTEN if name in titles), last)
    asked = next(one for one in found if one.name == last)
    answers = {text.lower() for text in asked.categories if text}
    return named_so or (last if answers in ({"no", "yes"}, {"n", "y"}, {"false", "true"}) else rather)


def _odd_one(found: Sequence[Column]) -> Column | None:
    """The only column of classes where all others are called alike, by numbers: genes, pixels."""
    stems = [re.sub(r"[ _.-]*\d+(?:\.\d+)?$", "", one.name) for one in found]
    usual = max(set(stems), key=stems.count)
    others = [one for one, stem in zip(found, stems, strict=True) if stem != usual]
    if len(others) != 1 or len(found) <= _FEWEST_ALIKE:
        return None
    is_class = others[0].kind == CATEGORY or (others[0].whole and others[0].different <= _MOST_CLASSES)
    return others[0] if is_class else None


def _first_of_classes(found: Sequence[Column]) -> Column | None:
    """The first of columns without names where it is the class of what stands behind it.

    It alone is of texts, or of few whole numbers, and the last measures something, or is of few values as all
    others are. A number of its own for each row may stand before it.
    """
    if len(found) > 2 and found[0].whole and found[0].different >= max(one.different for one in found):
        found = found[1:] if found[1].kind == CATEGORY else found
    first, others = found[0], found[1:]
    if not others or any(one.kind == CATEGORY for one in others):
        return None
    if first.kind == CATEGORY:
        alike = all(one.whole and one.different <= _FEW_VALUES for one in others)
        return first if alike or not others[-1].whole else None
    is_class = first.whole and first.different <= _MOST_CLASSES
    return first if is_class and not any(one.different <= _MOST_CLASSES for one in others) else None


def one_hot_groups(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Columns side by side of which one is 1 in every row and the others 0, by what they are called together.

    They have the beginning of their names in common ("species_setosa", "species_virginica"), or are the
    table's last ones.
    """
    titles = [str(title) for title in frame.columns]
    # Told from a few rows first: a table of pixels has hundreds of such columns.
    flags = [title for title in titles if _flags(frame[title].iloc[:200]) and _flags(frame[title])]
    found: dict[str, tuple[str, ...]] = {}
    places = {title: place for place, title in enumerate(titles)}
    for _, run in groupby(enumerate(flags), key=lambda item: places[item[1]] - item[0]):
        side_by_side = [title for _, title in run]
        for stem, group in groupby(side_by_side, key=_stem):
            members = tuple(group)
            if stem and len(members) >= _FEWEST and _one_each(frame, members) and len(found) < _MOST_GROUPS:
                found[stem if stem not in titles else f"{stem} (one of {len(members)})"] = members
        members = tuple(side_by_side)
        at_end = members[-1] == titles[-1] and len(members) < len(titles)
        if at_end and not any(members[-1] in group for group in found.values()):
            for start in range(len(members) - 2):
                if _one_each(frame, members[start:]):
                    found[" / ".join(members[start:])[:60]] = members[start:]
                    break
    return found


def class_of(flags: pd.DataFrame) -> pd.Series:
    """The class of each row: what the name of the column that holds the 1 has of its own."""
    titles = [str(title) for title in flags.columns]
    stem = re.match(r".*[_ .:=]", titles[0])
    shared = stem[0] if stem is not None and all(title.startswith(stem[0]) for title in titles) else ""
    ones = np.stack([flags[title].str.strip().str.lower().isin(["1", "1.0", "true"]) for title in titles])
    return pd.Series(
        np.array([title[len(shared) :] for title in titles], object)[ones.argmax(0)], flags.index
    )


CLASS_OF = inspect.getsource(class_of)
"""Read with the module, since its file may be another one by the time a run's program is written."""


def _plain(name: str) -> str:
    return re.sub(r"[\s_.\-]+", " ", name).strip(" ?!:*").lower()


def _stem(title: str) -> str:
    found = re.match(r"(.+)[_ .:=]", title)
    return found[1].rstrip("_ .:=") if found else ""


def _flags(texts: pd.Series) -> bool:
    return bool(texts.str.strip().str.lower().isin(_TRUE).all())


def _one_each(frame: pd.DataFrame, members: Sequence[str]) -> bool:
    total = sum(frame[title].str.strip().str.lower().map(_TRUE).to_numpy() for title in members)
    return bool((np.asarray(total) == 1).all())
