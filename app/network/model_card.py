"""A run on one page that can be sent: what was learned from what, how well, and what to beware of.

After Mitchell et al., "Model Cards for Model Reporting" (2019), as far as a page can know: what a network is
meant for only its maker can say, in the run's note.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from string import Template

import numpy as np

from app.dates import full_day
from app.html_page import html_page, inert
from app.network.datasets import SOURCES
from app.network.datasets.split import sides
from app.network.run import Run
from app.network.settings import REGRESSION, SCORES
from app.network.wording import data_words, layers_words, source_words, spec_words, title_of

WIDTH, HEIGHT = 640, 180
"""The size of the curves, in CSS pixels."""

_STYLE = """\
:root { color-scheme: light dark; }
body { max-width: 42rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; }
th, td { padding: .25rem 1rem .25rem 0; text-align: left; vertical-align: top; }
th { font-weight: 500; opacity: .75; } td { font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
svg { width: 100%; height: auto; } figure { margin: 1rem 0; }
figcaption, footer { font-size: .85rem; opacity: .75; }
path { fill: none; stroke: #3b82c4; stroke-width: 2; } path.valid { stroke-dasharray: 5 4; }
line { stroke: currentColor; opacity: .4; } text { font-size: 11px; fill: currentColor; opacity: .75; }
"""

_BODY = Template(
    """<h1>$title</h1>
$note
<h2>How well</h2>
$scores
$curves
<h2>What was learned from what</h2>
$data
<h2>The network and its training</h2>
$training
<h2>What stands out</h2>
$verdicts
<footer>$footer</footer>"""
)


def model_card(run: Run, note: str = "", made: datetime | None = None) -> str:
    """The page as HTML that needs nothing else, dark where its reader's is; no text is taken for markup."""
    when = full_day(made or datetime.now(UTC))
    verdicts = run.verdicts
    title = title_of(run.settings)
    body = _BODY.substitute(
        title=inert(title),
        note="\n".join(f"<p>{inert(line)}</p>" for line in note.splitlines() if line.strip()),
        scores=_table(_scores(run)),
        curves=_curves(run),
        data=_table(_data(run)),
        training=_table(_training(run)),
        verdicts=_list([one.graded for one in verdicts] or ["Nothing, by the rules of Vitrine."]),
        footer=f"Made by Vitrine on {when}. Scores are on rows that were kept aside; they hold for rows of "
        "the same kind only.",
    )
    return html_page(title, _STYLE, body)


def _scores(run: Run) -> list[tuple[str, str]]:
    score = SCORES[run.score]
    final = run.final
    found = [(f"{score} on validation rows", _number(final.get(f"val_{run.score}")))]
    found.append((f"{score} on training rows", _number(final.get(run.score))))
    if final:
        found.append(("epoch of these weights", f"{int(final['epoch']):,} of {len(run.epoch_logs):,}"))
    evidence = run.evidence
    if evidence is not None:
        nobody = "the mean" if run.task == REGRESSION else "the classes' shares"
        found.append(("validation error", _number(evidence.valid)))
        if evidence.bar_name:
            found.append((f"the same of {evidence.bar_name}", _number(evidence.bar)))
        found.append((f"the same of always answering {nobody}", _number(evidence.plain)))
        if run.data is not None and evidence.recalls:
            shares = zip(run.data.classes, evidence.recalls, strict=False)
            found += [(f"found of “{name}”", f"{recall:.0%}") for name, recall in shares if recall == recall]
    return found


def _data(run: Run) -> list[tuple[str, str]]:
    source = SOURCES.get(run.settings.data.name)
    found = [("data", source_words(run.settings))]
    if source is not None:
        found.append(("about", source.about))
    data = run.data
    if data is None:
        return found
    trained, judged = map(len, sides(data))
    whose = "as they were given" if data.trained_rows else "drawn at random, the same for every run"
    inputs = ", ".join(data.features[:20]) + (
        f" and {len(data.features) - 20} more" if len(data.features) > 20 else ""
    )
    found += [
        ("rows", f"{trained:,} to train on, {judged:,} to judge by, {whose}"),
        ("inputs", inputs),
        ("predicted", ", ".join(data.targets) or data.target),
    ]
    if data.classes:
        counts = np.bincount(data.y, minlength=len(data.classes))
        shares = [
            f"{name} {count / len(data.y):.0%}" for name, count in zip(data.classes, counts, strict=True)
        ]
        found.append(("classes", ", ".join(shares[:20])))
    return [*found, *(("note", note) for note in data.notes[:10])]


def _training(run: Run) -> list[tuple[str, str]]:
    settings = run.settings
    output = settings.rows[-1].values.get("activation", "")
    found = [
        ("layers", layers_words(settings.rows)),
        ("output", output if isinstance(output, str) else output.name),
        ("parameters", f"{sum(int(weight.size) for weight in run.weights):,}"),
        ("loss", spec_words(settings.loss)),
        ("optimizer", spec_words(settings.optimizer)),
    ]
    if settings.schedule is not None:
        found.append(("learning rate", spec_words(settings.schedule)))
    found += [("learning rate", f"{rate:g} from epoch {first}") for first, rate in run.rates]
    scaled = data_words(settings, None).removeprefix(source_words(settings)).strip(", ")
    return [
        *found,
        ("batches of", f"{settings.batch_size:,} rows"),
        ("epochs", f"{len(run.epoch_logs):,}"),
        ("scaling", scaled),
        ("seed", str(settings.seed)),
        ("time", f"{run.seconds:.1f} s"),
    ]


def _curves(run: Run) -> str:
    """Loss of both sides over the epochs."""
    loss, valid = (
        np.array([row.get(name, np.nan) for row in run.epoch_logs], np.float64)
        for name in ("loss", "val_loss")
    )
    known = np.concatenate([loss, valid])
    known = known[np.isfinite(known)]
    if len(loss) < 2 or not len(known):
        return ""
    low, high = min(0.0, float(known.min())), float(known.max()) or 1.0
    paths = "".join(
        f'<path class="{name}" d="{_path(values, low, high)}"/>'
        for name, values in (("train", loss), ("valid", valid))
        if np.isfinite(values).any()
    )
    return (
        f'<figure><svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="Loss over {len(loss)} epochs">'
        f'<line x1="50" y1="{HEIGHT - 20}" x2="{WIDTH}" y2="{HEIGHT - 20}"/>{paths}'
        f'<text x="0" y="14">{_number(high)}</text><text x="0" y="{HEIGHT - 20}">{_number(low)}</text>'
        f'<text x="50" y="{HEIGHT - 4}">1</text><text x="{WIDTH}" y="{HEIGHT - 4}" text-anchor="end">'
        f"{len(loss)}</text></svg><figcaption>Loss by epoch; dashed on validation rows.</figcaption></figure>"
    )


def _path(values: np.ndarray, low: float, high: float) -> str:
    across = 50 + (WIDTH - 50) * np.arange(len(values)) / (len(values) - 1)
    down = 10 + (HEIGHT - 30) * (1 - (values - low) / ((high - low) or 1.0))
    points = [f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True) if np.isfinite(y)]
    return "M" + " L".join(points)


def _number(value: float | None) -> str:
    return "–" if value is None or value != value else f"{value:.3g}".replace("-", "−")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = [f'<tr><th scope="row">{inert(name)}</th><td>{inert(value)}</td></tr>' for name, value in rows]
    return "\n".join(["<table>", *lines, "</table>"])


def _list(sentences: Sequence[str]) -> str:
    return "\n".join(["<ul>", *(f"<li>{inert(one)}</li>" for one in sentences), "</ul>"])
