"""Writes the Python that reads a visitor's table as the page does."""

from __future__ import annotations

import inspect
import math

from app.network.datasets.columns import NUMBER
from app.network.datasets.conversion import csv_name
from app.network.datasets.csv_table import MOST_ROWS
from app.network.datasets.durations import in_shortest, is_stopped, is_time_taken, seconds_of
from app.network.datasets.encoding import encoding_code
from app.network.datasets.measures import have_prefixes, in_one_unit, multiplied, without_prefixes
from app.network.datasets.numerals import (
    bare_and_reckoned,
    bare_numbers,
    plain_numbers,
    without_remarks,
    without_units,
)
from app.network.datasets.reading import REGRESSION, ROWS, Reading
from app.network.datasets.table_data import learnt
from app.network.datasets.targets import CLASS_OF
from app.network.datasets.text_table import Table

_PLAIN = "\n\n".join(
    inspect.getsource(one)
    for one in (
        *(is_time_taken, in_shortest, is_stopped, seconds_of, in_one_unit, have_prefixes, without_prefixes),
        *(multiplied, without_remarks, without_units, bare_and_reckoned, bare_numbers, plain_numbers),
    )
)
"""Read with the module, since its file may be another one by the time a run's program is written."""


def code_of(table: Table, reading: Reading) -> str:
    """Python that leaves ``x`` and ``y`` as `table_data` does, with `numpy` as ``np`` at hand."""
    found = learnt(table, reading)
    plan, target = found.plan(reading), found.target
    hot = table.hot.get(target.name)
    whole_rows = reading.missing == ROWS
    imports = ["import re", ""] if hot else []
    lines = [
        "from collections.abc import Sequence\nfrom typing import Any\n\nimport pandas as pd",
        "from numpy.typing import NDArray\n",
        *imports,
        encoding_code(plan, whole_rows=whole_rows),
        *(["", _PLAIN] if table.plain else []),
        *(["", CLASS_OF] if hot else []),
        "",
        *_reading(table),
    ]
    if hot:
        lines.append(f"target = class_of(frame[{list(hot)!r}])")
    else:
        lines.append(f"target = frame[{target.name!r}].str.strip()")
    lines.append("keep = (~target.str.lower().isin(ABSENT)).to_numpy(bool)")
    if target.kind == NUMBER:
        lines += [
            "number = pd.to_numeric(target, errors='coerce')",
            "keep = keep & (number.abs() < 3e38).to_numpy(bool)",
        ]
    steps = ", ".join(f"({name!r}, {how!r}, {_written(detail)})" for name, how, detail in plan)
    lines.append(f"plan = [{steps}]")
    if whole_rows:
        lines.append("keep = keep & complete(frame, plan)")
    if found.task == REGRESSION:
        lines.append("y = number[keep].to_numpy(np.float32).reshape(-1, 1)")
    elif target.kind == NUMBER:
        lines.append("y = np.unique(number[keep].to_numpy(float), return_inverse=True)[1].astype(np.int32)")
    else:
        lines.append("y = np.unique(target[keep].to_numpy(str), return_inverse=True)[1].astype(np.int32)")
    return "\n".join([*lines, "x = encode(frame[keep], plan)"])


def _reading(table: Table) -> list[str]:
    """Lines that read the file, and tidy it."""
    options = ", ".join(f"{option}={value!r}" for option, value in table.options.items())
    file = csv_name(table.name) if table.made else table.name
    made = f"# “{table.name}” as “All rows as CSV” saves it in the step “Data”." if table.made else ""
    lines = [
        *([made] if made else []),
        f"frame = pd.read_csv({file!r}, {options}, dtype=str, keep_default_na=False, index_col=False)",
        "frame = frame.fillna('').rename(columns=str.strip)",
        f"frame = frame.iloc[:{MOST_ROWS}]",
    ]
    if table.second:
        lines.append("frame = frame.iloc[1:]")
    if table.again:
        again = "frame.apply(lambda texts: texts.str.strip() == texts.name)"
        lines.append(f"frame = frame[~{again}.all(axis=1)]")
    if table.has_gaps:
        lines.append("frame = frame[frame.apply(lambda texts: texts.str.strip() != '').any(axis=1)]")
    if table.totals:
        lines.append(f"frame = frame.iloc[:-{table.totals}]")
    lines += [
        f"frame[{title!r}] = frame[{title!r}].where(frame[{title!r}].str.strip() != '').ffill()"
        for title in table.groups
    ]
    lines += [
        f"frame[{title!r}] = plain_numbers(frame[{title!r}], {mark!r})" for title, mark in table.plain.items()
    ]
    lines += [
        f"frame[{title!r}] = frame[{title!r}].str.strip().replace({dict(found)!r})"
        for title, found in table.spelt.items()
    ]
    return lines


def _written(detail: object) -> str:
    if isinstance(detail, float) and math.isnan(detail):
        return "np.nan"
    return repr(detail)
