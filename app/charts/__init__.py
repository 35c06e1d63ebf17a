"""One way to make each kind of chart: bqplot draws it, a Vue layer makes it clickable and readable.

Every chart is a compound widget of its own. It shows ``values`` in front of the faint ``totals``,
has ``selected`` (positions) which a click changes, and lives in a `Card` that gives it a title, a
line that says how to read it, its numbers as a table, and PNG and CSV files.
"""

from app.charts.bar_list import BarList
from app.charts.card import Card
from app.charts.choices import Choices
from app.charts.column_chart import ColumnChart
from app.charts.column_chooser import ColumnChooser
from app.charts.confusion_matrix import ConfusionMatrix
from app.charts.donut import Donut
from app.charts.headlines import Headline, Headlines
from app.charts.heat_map import HeatMap
from app.charts.insight_list import InsightList
from app.charts.summary import Summary
from app.charts.time_series import TimeSeries

__all__ = [
    "BarList",
    "Card",
    "Choices",
    "ColumnChart",
    "ColumnChooser",
    "ConfusionMatrix",
    "Donut",
    "Headline",
    "Headlines",
    "HeatMap",
    "InsightList",
    "Summary",
    "TimeSeries",
]
