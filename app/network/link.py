"""The network page's settings <-> the URL's query: the nearest preset, and only what differs from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.links import Choice, Flag, LinkState, Text
from app.network import notation
from app.network.datasets import OWN, own_tables, source_of
from app.network.look_kinds import TITLES
from app.network.presets import presets
from app.network.settings import EarlyStopping, Settings, Spec
from app.network.snapshots import MEASURES
from app.problem import Problem

STEPS = ("data", "parameters", "architecture", "training", "distributions", "diagnostics", "runs")
"""The wizard's steps, in order."""

FIRST = "saturated tanh"
"""The preset of a page opened without a query."""

LAST_HIDDEN = -1
"""In place of a layer: the last one below the output, where a story mostly begins."""

FIRST_MEASURE = "saturation"
"""What the strip shows unless something else was chosen."""

LINK = LinkState(
    Choice("step", "training", "Step", STEPS),
    Text("preset", FIRST, "Preset"),
    Text("data", title="Data set"),
    Text("layers", title="Layers"),
    Text("loss", title="Loss"),
    Text("optimizer", title="Optimizer"),
    Text("schedule", title="Schedule"),
    Text("metrics", title="Metrics"),
    Text("stopping", title="Early stopping"),
    Text("epochs", title="Epochs", flows=True),
    Text("batch", title="Batch size", flows=True),
    Text("seed", title="Seed", flows=True),
    Text("epoch", title="Epoch shown", flows=True),
    Text("layer", title="Layer shown"),
    Choice("measure", FIRST_MEASURE, "Measure shown", MEASURES),
    Choice("look", "", "Closer look", tuple(TITLES)),
    Choice("inputs", "", "Scaled inputs", ("on", "off")),
    Choice("target", "", "Scaled target", ("on", "off")),
    Choice("weights", "", "Class weights", ("on", "off")),
    Flag("trained", title="Trained network", only_whole=True),
)


_NONE = Spec("none")
_WHOLE = (("epochs", "epochs"), ("batch", "batch_size"), ("seed", "seed"))
_FLAGS = (("inputs", "scale_inputs"), ("target", "scale_target"), ("weights", "class_weights"))


@dataclass(frozen=True)
class View:
    """A view of the page: the nearest preset, the settings, and where a visitor looks.

    ``epoch`` is counted from 1, 0 for the newest; ``layer`` from 0, or `LAST_HIDDEN`; ``measure`` is one of
    `snapshots.MEASURES`, and ``look`` of `look_kinds.TITLES`, or "" for the first. ``trained`` tells that
    these settings have been trained, and are to be seen so.
    """

    preset: str
    settings: Settings
    step: str = "training"
    epoch: int = 0
    layer: int = LAST_HIDDEN
    measure: str = FIRST_MEASURE
    look: str = ""
    trained: bool = False


def write(view: View) -> dict[str, Any]:
    """What a link to a view holds, by the keys of `LINK`."""
    settings, base = view.settings, presets[view.preset]
    state: dict[str, Any] = {
        "step": view.step,
        "preset": view.preset,
        "epoch": str(view.epoch) if view.epoch else "",
        "layer": str(view.layer + 1) if view.layer >= 0 else "",
        "measure": view.measure,
        "look": view.look,
        "trained": view.trained,
    }
    for key in ("data", "loss", "optimizer", "schedule"):
        if getattr(settings, key) != getattr(base, key):
            state[key] = notation.write(getattr(settings, key) or _NONE)
    if settings.rows != base.rows:
        state["layers"] = notation.write_all(settings.rows)
    if settings.metrics != base.metrics:
        state["metrics"] = notation.write_all(settings.metrics or (_NONE,))
    for key, name in _WHOLE:
        if getattr(settings, name) != getattr(base, name):
            state[key] = str(getattr(settings, name))
    if settings.early_stopping != base.early_stopping:
        stopping = settings.early_stopping
        state["stopping"] = notation.write(_NONE if stopping is None else Spec("stop", vars(stopping)))
    for key, name in _FLAGS:
        # Off and on both, since a preset may have either.
        if getattr(settings, name) != getattr(base, name):
            state[key] = "on" if getattr(settings, name) else "off"
    return state


def read(state: Mapping[str, Any]) -> tuple[View, list[str]]:
    """The view that a link holds, and a sentence for each part of it that was ignored; never raises."""
    notices: list[str] = []
    preset = state["preset"]
    if preset not in presets:
        notices.append(f"There is no preset “{preset[:40]}”: ignored.")
        preset = FIRST
    settings = presets[preset]
    changes: dict[str, Any] = {}
    places: dict[str, int] = {}

    def take(key: str, name: str, reader: Callable[[str], Any], into: dict[str, Any] = changes) -> None:
        if state[key]:
            try:
                into[name] = reader(state[key])
            except Problem:
                notices.append(f"“{key}” in the link cannot be read: ignored.")

    for key in ("data", "loss", "optimizer"):
        take(key, key, notation.read)
    take("schedule", "schedule", _schedule)
    take("layers", "rows", notation.read_all)
    take("metrics", "metrics", _metrics)
    take("stopping", "early_stopping", _stopping)
    for key, name in _WHOLE:
        take(key, name, _whole)
    for key, name in _FLAGS:
        if state[key]:
            changes[name] = state[key] == "on"
    try:
        if changes:
            settings = Settings.from_json(settings.changed(title="", **changes).as_json())
        if settings.data.name == OWN and not own_tables().knows(str(settings.data.values.get("file", ""))):
            raise Problem("Your own table is not in the link.", "Upload it again.")
        source_of(settings.data.name)
    except Problem as problem:
        notices.append(str(problem))
        settings = presets[preset]
    # Whether the run has such an epoch and layer is seen where it is looked at.
    take("epoch", "epoch", _whole, places)
    take("layer", "layer", _whole, places)
    view = View(
        preset,
        settings,
        state["step"],
        places.get("epoch", 0),
        places.get("layer", 0) - 1,
        state["measure"],
        state["look"],
        # What was trained is not known where a part of its settings is not.
        trained=bool(state["trained"]) and not notices,
    )
    return view, notices


def _schedule(text: str) -> Spec | None:
    found = notation.read(text)
    return None if found == _NONE else found


def _metrics(text: str) -> tuple[Spec, ...]:
    found = notation.read_all(text)
    return () if found == (_NONE,) else found


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 11):
        raise Problem("That is no whole number.")
    return int(text)


def _stopping(text: str) -> EarlyStopping | None:
    found = notation.read(text)
    if found == _NONE:
        return None
    return Settings.from_json(
        {**presets[FIRST].as_json(), "early_stopping": dict(found.values)}
    ).early_stopping
