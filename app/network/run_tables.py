"""What a run recorded, as tables: its curves, and its histograms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from app.network.record import Record
from app.network.snapshots import MEASURES, QUANTITIES


def curve_rows(run: Record) -> Iterator[Sequence[Any]]:
    """A row an epoch: its numbers, and each layer's measures where its snapshot is kept; the names first."""
    layers = [f"layer {place + 1}" for place in range(len(run.snapshots.layers) - 1)] + ["output"]
    names = list(dict.fromkeys(name for row in run.epoch_logs for name in row))
    yield [*names, *(f"{measure} of {layer}" for measure in MEASURES for layer in layers)]
    kept = {int(epoch): place for place, epoch in enumerate(run.snapshots.epochs)}
    measures = [run.snapshots.measure(measure) for measure in MEASURES]
    for row in list(run.epoch_logs):
        place = kept.get(int(row["epoch"]))
        epoch = {**row, "epoch": int(row["epoch"])}
        yield [
            *(epoch.get(name, "") for name in names),
            *(
                "" if place is None or one[layer, place] != one[layer, place] else float(one[layer, place])
                for one in measures
                for layer in range(len(layers))
            ),
        ]


def histogram_rows(run: Record) -> Iterator[Sequence[Any]]:
    """A row a bin that holds values, of every quantity, layer and epoch kept; the names first."""
    yield ["epoch", "layer", "quantity", "from", "to", "values"]
    shots = run.snapshots
    for epoch in map(int, shots.epochs):
        for layer in range(len(shots.layers)):
            name = f"layer {layer + 1}" if layer < len(shots.layers) - 1 else "output"
            for quantity in QUANTITIES:
                found = shots.histogram(quantity, layer, epoch)
                for low, high, count in zip(found.edges, found.edges[1:], found.counts, strict=False):
                    if count:
                        yield [epoch, name, quantity, float(low), float(high), int(count)]
