"""Settings, and what a run is called, in the words in which a visitor reads them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.network.datasets import OWN, SOURCES, Data, own_tables
from app.network.datasets.split import sides
from app.network.settings import Settings, Spec


def spec_words(spec: Spec) -> str:
    """A spec as a visitor reads it: "Adam, learning rate 0.01"."""
    values = [
        f"{name.replace('_', ' ')} {_value(value)}"
        for name, value in spec.values.items()
        if value is not None and not isinstance(value, Mapping | Spec)
    ]
    return ", ".join([_spaced(spec.name), *values])


def _spaced(name: str) -> str:
    """ "MeanSquaredError" as "mean squared error"; names with several capitals in a row stay."""
    words: list[str] = []
    for letter in name:
        if letter.isupper() and words and not words[-1][-1].isupper():
            words.append(letter)
        elif words:
            words[-1] += letter
        else:
            words = [letter]
    return " ".join(word.lower() for word in words) if len(words) > 2 else name


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return f"{value:g}" if isinstance(value, int | float) else str(value)


def data_words(settings: Settings, data: Data | None) -> str:
    """The data set, its rows and how they are scaled."""
    parts = [source_words(settings)]
    if data is not None:
        trained, judged = map(len, sides(data))
        parts.append(f"{trained:,} + {judged:,} rows")
    scaled = [
        word for word, on in (("inputs", settings.scale_inputs), ("target", settings.scale_target)) if on
    ]
    parts.append(f"{' and '.join(scaled)} scaled" if scaled else "unscaled")
    if settings.class_weights:
        parts.append("classes weighted")
    return ", ".join(parts)


def source_title(settings: Settings) -> str:
    """What the data set is called; a visitor's table by its name."""
    if settings.data.name == OWN and (
        name := own_tables().name_of(str(settings.data.values.get("file", "")))
    ):
        return name
    source = SOURCES.get(settings.data.name)
    return source.title if source is not None else "your arrays"


def source_words(settings: Settings) -> str:
    """The data set's title; of a visitor's table also the target."""
    target = settings.data.values.get("target")
    return f"{source_title(settings)}: {target}" if target else source_title(settings)


def title_of(settings: Settings) -> str:
    """The preset's name, or the data and the network in a few words: "Iris, 2 × 8 relu"."""
    return settings.title or f"{source_words(settings)}, {layers_words(settings.rows)}"[:120]


def layers_words(rows: Sequence[Spec]) -> str:
    """The hidden rows in a few words: "4 × 16 tanh"."""
    groups: list[tuple[str, int]] = []
    for row in rows[:-1]:
        units = row.values.get("units", row.values.get("filters", 16 if row.name == "Dense" else ""))
        activation = row.values.get("activation", "relu" if row.name == "Dense" else "")
        activation = activation.name if isinstance(activation, Spec) else activation
        kind = "" if row.name == "Dense" else row.name
        words = " ".join(str(part) for part in (kind, units, activation) if part != "")
        if groups and groups[-1][0] == words:
            groups[-1] = (words, groups[-1][1] + 1)
        else:
            groups.append((words, 1))
    return (
        ", ".join(words if count == 1 else f"{count} × {words}" for words, count in groups)
        or "no hidden layer"
    )
