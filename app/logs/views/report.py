"""The report on a view of a log: one page of HTML that stands by itself, and the button that saves it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.charts.download import Download, pieces
from app.charts.drawings import area, bar, columns, palette_sheet, spark, time_labels
from app.charts.palette import BLUE, status_colours
from app.charts.peaks import peak_cut
from app.charts.units import in_unit
from app.counted import counted
from app.dates import full_moment, period
from app.html_page import html_page, inert
from app.logs.crossfilter.measures import ERROR
from app.logs.crossfilter.phrases import span_name
from app.logs.model import LogModel
from app.logs.report import Ranking, Report, report_of, words_of
from app.logs.views.headlines import change_of, change_parts, changes_reading, note_of
from app.problem import Problem

LONGEST, WIDEST = 160, 38
"""Characters of a filter's words, and of a listed value, that are written down; of longer ones the middle is
left out."""


class ReportButton(Download):
    """Saves the report on what ``model`` shows at that moment; ``on_problem`` is told where there is none."""

    def __init__(self, model: LogModel, on_problem: Callable[[Problem], object]) -> None:
        self._model = model
        super().__init__(
            "report.html",
            self._written,
            words="Report",
            label="Report: save this view as one page",
            icon="file-document-outline",
            on_problem=on_problem,
        )

    def _written(self) -> Iterable[bytes]:
        if not self._model.rows:
            raise Problem("There are no requests to report on.", "Choose a log first.")
        report = report_of(self._model, datetime.now(UTC))
        self.file = file_name(report.log)
        return pieces(page_of(report, self._model).encode("utf-8"))


def file_name(log: str) -> str:
    """The name of the report on a log: ``report-shop-log.html``."""
    stem = re.sub(r"(\.(gz|bz2|xz|zst|zip|tar))+$", "", log.lower())
    return f"report-{re.sub('[^a-z0-9]+', '-', stem).strip('-')[:60] or 'log'}.html"


def page_of(report: Report, model: LogModel) -> str:
    """The report as an HTML document. ``model`` is what it was made of, in whose words it is written."""
    title = f"Report on {report.log}"
    style = Path(__file__).with_name("report.css").read_text(encoding="utf-8")
    parts = (
        f"<h1>{inert(title)}</h1>",
        f'<p class="of">{inert(_of(report))}</p>',
        _filters(report),
        f'<p class="selected">{inert(model.summary)}</p>',
        _figures(report, model),
        _over_time(report),
        f'<div class="three">{"".join(_clocks(report))}</div>',
        f'<div class="three">{"".join(_list(one, report) for one in report.lists)}</div>',
        _changes(report, model),
        _insights(report),
        f"<footer>{inert(_foot(report))}</footer>",
    )
    return html_page(title, f"{palette_sheet()}\n{style}", "\n".join(part for part in parts if part))


def _of(report: Report) -> str:
    return (
        f"Requests {period(*report.span)} · times {report.zone} · report made {full_moment(report.made)} UTC"
    )


def _filters(report: Report) -> str:
    if not report.filters:
        return ""
    chips = "".join(f"<li><bdi>{inert(_short(words_of(chip)))}</bdi></li>" for chip in report.filters)
    return f'<ul class="filters" aria-label="Filters">{chips}</ul>'


def _short(text: str, most: int = LONGEST) -> str:
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def _figures(report: Report, model: LogModel) -> str:
    found = []
    for figure in report.figures:
        measure = figure.measure
        change, versus = change_of(model, figure)
        note = "; ".join(filter(None, (note_of(model, figure), f"{change}, {versus}" if change else "")))
        title = "Response time" if measure.quantile else measure.title
        found.append(
            f"<div><dt>{inert(title)}</dt><dd><b>{inert(in_unit(figure.value, measure.unit))}</b>"
            f"{spark(figure.line)}{inert(note)}</dd></div>"
        )
    return f'<dl class="figures">{"".join(found)}</dl>'


def _over_time(report: Report) -> str:
    shown, measure = report.over_time, report.measure
    ceiling = peak_cut([*shown.values, *shown.totals])
    reading = (
        f"{span_name(shown.step)} a point"
        + (f", {shown.part.noun} in red" if shown.part is not None else "")
        + (", the whole log in grey" if report.selected < report.rows else "")
        + (f", peaks above {in_unit(ceiling, measure.unit)} are cut off" if ceiling else "")
    )
    title = f"{measure.title} over time"
    return _section(
        title,
        reading,
        area(
            shown.values,
            shown.totals,
            shown.parts,
            time_labels(shown.starts, shown.step),
            words=f"{title}, {reading}",
            unit=measure.unit,
            ceiling=ceiling,
            interval=shown.interval,
        ),
    )


def _clocks(report: Report) -> Iterator[str]:
    measure = report.measure
    for shown, title in (
        (report.days, f"{measure.title} {'by' if measure.quantile else 'a'} {report.days.title}"),
        (report.hours, f"{measure.title} by hour of the day"),
    ):
        chart = columns(
            shown.labels,
            shown.values,
            shown.totals,
            words=title,
            unit=measure.unit,
            passing=shown.passing,
        )
        yield _section(title, "", chart)
    yield _list(report.statuses, report, status_colours(report.statuses.labels))


def _list(shown: Ranking, report: Report, colours: Iterable[str] | None = None) -> str:
    top = max((n for n in (*shown.values, *shown.totals) if n is not None), default=0)
    of = max((n for n in shown.values if n is not None), default=0)
    # As in the charts: a whole that is much greater would leave nothing to see.
    top = top if of * 4 >= top or not of else of
    unit = report.measure.unit
    painted = zip(
        shown.labels,
        shown.values,
        shown.totals,
        colours or [BLUE] * len(shown.labels),
        shown.changes or [""] * len(shown.labels),
        strict=True,
    )
    rows = "".join(
        f"<li{'' if place in shown.passing else _LEFT_OUT}><bdi>{inert(_short(label, WIDEST))}</bdi>"
        f"<span>{inert(f'{change} {in_unit(value, unit)}'.strip())}</span>"
        f"{bar(value, total, top, colour)}</li>"
        for place, (label, value, total, colour, change) in enumerate(painted)
    )
    more = f"the first of {counted(shown.distinct, 'value')}" if shown.distinct > len(shown.labels) else ""
    lacking = f"{in_unit(shown.missing, unit)} without any" if shown.missing else ""
    return _section(shown.title, "; ".join(filter(None, (more, lacking))), f"<ol>{rows}</ol>")


_LEFT_OUT = ' class="out"'
"""What marks a value that the filter of its own list does not let through: a list never filters itself."""


def _changes(report: Report, model: LogModel) -> str:
    if report.periods is None:
        return ""
    values = model.crossfilter.values
    told = [("", "".join(text for text, _ in change_parts(values, change))) for _, change in report.changes]
    return _section(
        "What changed",
        changes_reading(model, report.periods),
        _told(told, "Nothing changed by more than chance explains."),
    )


def _insights(report: Report) -> str:
    if report.insights is None:
        nothing = "It was still being looked for when this report was made."
    else:
        nothing = "Nothing unusual was found by the rules of the page."
    return _section(
        "What stands out",
        "in the whole log, whatever is selected" if report.filters else "",
        _told([(one.tone, str(one)) for one in report.insights or ()], nothing),
    )


def _told(sentences: Iterable[tuple[str, str]], nothing: str) -> str:
    rows = "".join(f'<li class="{tone}">{inert(text)}</li>' for tone, text in sentences)
    return f'<ul class="told">{rows}</ul>' if rows else f'<p class="reading">{inert(nothing)}</p>'


def _section(title: str, reading: str, body: str) -> str:
    below = f'<p class="reading">{inert(reading)}</p>' if reading else ""
    return f"<section><h2>{inert(title)}</h2>{below}{body}</section>"


def _foot(report: Report) -> str:
    return (
        f"{counted(report.lines, 'line')} read, {report.rejected:,} rejected. "
        f"Errors are responses of {ERROR} and above. Made with Vitrine."
    )
