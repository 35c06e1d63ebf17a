"""The peer of ``tests.bench.opening``: a Panel page of the same log, with as many linked charts and a table.

It is run by a Python of its own, which has Panel and pandas and nothing of Vitrine. Its charts are Bokeh's;
a click on a bar filters all others, and the log is read anew for each visitor, as such a page is usually
written. ``python panel_page.py LOG PORT``.
"""

from __future__ import annotations

import re
import sys

import pandas as pd
import panel as pn
from bokeh.models import ColumnDataSource
from bokeh.plotting import figure

LINE = re.compile(
    r'(?P<host>\S+) \S+ \S+ \[(?P<time>[^\]]+)\] "(?P<method>\S+) (?P<url>\S+) [^"]*" (?P<status>\d+)'
    r' (?P<bytes>\S+) "(?P<referrer>[^"]*)" "(?P<agent>[^"]*)"'
)
BARS = ("status", "product", "category", "action", "method", "browser", "host", "site", "path")
TOP = 10
ROWS = 50


def read(path: str) -> pd.DataFrame:
    """One row a request, with what the charts count."""
    lines = pd.read_csv(path, sep="\x01", header=None, names=["line"], quoting=3, encoding_errors="replace")[
        "line"
    ]
    log = lines.str.extract(LINE)
    log["time"] = pd.to_datetime(log["time"], format="%d/%b/%Y:%H:%M:%S %z", errors="coerce", utc=True)
    log = log.dropna(subset="time")
    url = log["url"].str.split("?", n=1, expand=True).reindex(columns=[0, 1])
    log["path"] = url[0]
    for name in ("product_id", "category_id", "action"):
        log[name.removesuffix("_id")] = url[1].str.extract(rf"{name}=([^&]*)")[0].fillna("(none)")
    log["site"] = log["referrer"].str.extract(r"https?://([^/]+)")[0].fillna("(none)")
    log["browser"] = log["agent"].str.extract(r"(Firefox|Chrome|Safari|MSIE|Opera|bot)")[0].fillna("other")
    return log


def counts(log: pd.DataFrame, name: str) -> tuple[list[str], list[int]]:
    """The commonest values of a column, and how often each is there."""
    top = log[name].value_counts().head(TOP)
    return [str(value) for value in top.index], [int(count) for count in top]


def page(path: str) -> pn.viewable.Viewable:
    """Charts that filter each other, over the table of the selected requests."""
    log = read(path)
    filters: dict[str, str] = {}
    sources: dict[str, ColumnDataSource] = {}
    table = pn.widgets.Tabulator(log[["time", "host", "method", "path", "status"]].head(ROWS), height=300)
    hours = figure(title="requests", x_axis_type="datetime", height=220, sizing_mode="stretch_width")
    over_time = ColumnDataSource({"time": [], "count": []})
    hours.line("time", "count", source=over_time)
    week = figure(title="weekday and hour", height=220, sizing_mode="stretch_width")
    cells = ColumnDataSource({"hour": [], "day": [], "shade": []})
    week.rect("hour", "day", width=1, height=1, fill_alpha="shade", line_color=None, source=cells)

    def show() -> None:
        for name, source in sources.items():
            seen = selected(but=name)
            values = source.data["value"]
            by_value = seen[name].astype(str).value_counts()
            source.data["count"] = [int(by_value.get(value, 0)) for value in values]
        seen = selected()
        by_hour = seen.set_index("time").resample("h").size()
        over_time.data = {"time": list(by_hour.index), "count": list(by_hour)}
        shade = seen.groupby([seen["time"].dt.dayofweek, seen["time"].dt.hour]).size()
        cells.data = {
            "day": [day for day, _ in shade.index],
            "hour": [hour for _, hour in shade.index],
            "shade": list(shade / max(shade.max(), 1)) if len(shade) else [],
        }
        table.value = seen[["time", "host", "method", "path", "status"]].head(ROWS)

    def selected(but: str = "") -> pd.DataFrame:
        seen = log
        for name, value in filters.items():
            if name != but:
                seen = seen[seen[name].astype(str) == value]
        return seen

    def chart(name: str) -> figure:
        values, numbers = counts(log, name)
        source = sources[name] = ColumnDataSource({"value": values, "count": numbers})
        bars = figure(title=name, y_range=values[::-1], height=220, tools="tap", sizing_mode="stretch_width")
        bars.hbar(y="value", right="count", height=0.8, source=source)

        def clicked(_attribute: str, _old: list[int], new: list[int]) -> None:
            if new:
                filters[name] = values[new[0]]
            else:
                filters.pop(name, None)
            show()

        source.selected.on_change("indices", clicked)
        return bars

    charts = [chart(name) for name in BARS]
    show()
    return pn.Column(pn.GridBox(*charts, hours, week, ncols=3, sizing_mode="stretch_width"), table)


if __name__ == "__main__":
    pn.extension("tabulator")
    pn.serve({"log": lambda: page(sys.argv[1])}, port=int(sys.argv[2]), show=False)
