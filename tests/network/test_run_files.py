"""A run taken home as tables and as a page: read back by the csv module and by an HTML parser."""

import csv
import io
import sqlite3
import struct
from datetime import UTC, datetime
from html.parser import HTMLParser

import numpy as np
import pytest

from app.csv_export import csv_parts
from app.network import presets, train
from app.network.datasets.notebook_data import notebook_data
from app.network.model_card import model_card
from app.network.run_tables import curve_rows, histogram_rows
from app.network.runs import MOST_NOTE, Runs
from app.network.settings import Settings, Spec
from app.network.tensorboard import checksum, event_parts
from app.network.views.curves import COLOURS, colour_of
from app.problem import Problem

QUICK = presets["scaled"].changed(data=Spec("black-scholes", {"rows": 200}), epochs=3, title="")


@pytest.fixture(scope="module")
def run():
    return train(QUICK)


def table(rows):
    text = b"".join(csv_parts(rows)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_curves_as_csv_hold_the_history_and_the_layers_measures(run):
    found = table(curve_rows(run))
    assert [int(row["epoch"]) for row in found] == [1, 2, 3]
    for name in ("loss", "val_loss", "r2", "val_r2"):
        assert [float(row[name]) for row in found] == run.history[name].tolist()
    norms = run.snapshots.measure("gradient_norm")
    assert float(found[1]["gradient_norm of layer 2"]) == pytest.approx(norms[1, 1])
    assert float(found[2]["gradient_norm of output"]) == pytest.approx(norms[-1, 2])
    # The output is linear, and cannot be saturated.
    assert {row["saturation of output"] for row in found} == {""}


def test_histograms_as_csv_count_every_weight(run):
    found = [row for row in table(histogram_rows(run)) if row["quantity"] == "weights"]
    kernels = [weight for weight in run.weights if weight.ndim == 2]
    for layer, kernel in enumerate(kernels):
        name = f"layer {layer + 1}" if layer < len(kernels) - 1 else "output"
        mine = [row for row in found if row["layer"] == name and row["epoch"] == "3"]
        assert sum(int(row["values"]) for row in mine) == kernel.size
        assert min(float(row["from"]) for row in mine) == pytest.approx(kernel.min(), abs=1e-6)
        assert max(float(row["to"]) for row in mine) == pytest.approx(kernel.max(), abs=1e-6)


def fields(message):
    """The fields of a message of Protocol Buffers by number, as its documentation of the encoding says."""
    found, at = {}, 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            value, shift, at = value | (byte & 0x7F) << shift, shift + 7, at + 1
            if byte < 0x80:
                return value

    while at < len(message):
        field, kind = divmod(varint(), 8)
        size = {0: 0, 1: 8, 5: 4}.get(kind)
        value = varint() if not size else None
        if kind:
            size = size or value
            value, at = message[at : at + size], at + size
        found.setdefault(field, []).append(value)
    return found


def events(content):
    """The messages of a file of TFRecords, each after its length, between two checksums."""
    while content:
        (length,) = struct.unpack("<Q", content[:8])
        yield fields(content[12 : 12 + length])
        content = content[16 + length :]


def test_the_log_for_tensorboard_holds_the_history_and_every_weight(run):
    first, *epochs = events(b"".join(event_parts(run)))
    assert first[3] == [b"brain.Event:2"]
    assert [event[2] for event in epochs] == [[1], [2], [3]]
    values = [
        {value[1][0].decode(): value for value in map(fields, fields(event[5][0])[1])} for event in epochs
    ]
    for name in ("loss", "val_loss", "r2", "val_r2"):
        told = [struct.unpack("<f", value[f"epoch/{name}"][2][0])[0] for value in values]
        assert told == pytest.approx(run.history[name].tolist(), rel=1e-6)
    kernels = [weight for weight in run.weights if weight.ndim == 2]
    for layer, kernel in enumerate(kernels):
        name = f"layer {layer + 1}" if layer < len(kernels) - 1 else "output"
        held = fields(values[-1][f"weights/{name}"][5][0])
        low, high, count = (struct.unpack("<d", held[place][0])[0] for place in (1, 2, 3))
        assert (low, high) == pytest.approx((kernel.min(), kernel.max()), abs=1e-6)
        assert count == kernel.size == np.frombuffer(held[7][0], "<f8").sum()
        assert len(held[6][0]) == len(held[7][0])
    # The output is linear, and cannot be saturated.
    assert "saturation/output" not in values[-1]


def test_checksums_are_those_of_rfc_3720():
    """Its examples, appendix B.4: 32 bytes of noughts, of ones, and rising."""
    assert checksum(bytes(32)) == 0x8A9136AA
    assert checksum(b"\xff" * 32) == 0x62A8AB43
    assert checksum(bytes(range(32))) == 0x46DD794E


class Page(HTMLParser):
    """The texts of a page by the tag around them, and all tags with their attributes."""

    def __init__(self, text):
        super().__init__()
        self.open, self.cells, self.tags = [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "line", "path"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and tag == self.open[-1]:
            self.open.pop()

    def handle_data(self, data):
        self.cells.setdefault(self.open[-1] if self.open else "", []).append(data)


def test_a_model_card_says_what_was_learned_and_how_well(run):
    found = Page(model_card(run, "for the talk\n<b>not bold</b>", datetime(2026, 3, 4, tzinfo=UTC)))
    assert not found.open
    facts = dict(zip(found.cells["th"], found.cells["td"], strict=True))
    assert facts["R² on validation rows"] == f"{run.final['val_r2']:.3g}".replace("-", "−")
    assert facts["rows"].startswith("160 to train on, 40 to judge by")
    assert facts["inputs"] == "S, T, sigma, moneyness"
    # Four layers of 16 units on 4 inputs, and an output: 5 × 16 + 3 × 17 × 16 + 17.
    assert facts["parameters"] == "913"
    assert found.cells["p"] == ["for the talk", "<b>not bold</b>"]
    assert "4 Mar 2026" in "".join(found.cells["footer"])
    assert [tag for tag, _ in found.tags].count("path") == 2
    # Nothing is fetched, and nothing runs, also if a text were taken for markup.
    policy = next(has for tag, has in found.tags if "http-equiv" in dict(has))
    assert dict(policy)["content"].startswith("default-src 'none'")
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in found.tags}
    assert not any(name in ("src", "href") or name.startswith("on") for _, has in found.tags for name in has)


def test_a_model_card_of_classes_names_what_each_is_found_by():
    draw = np.random.default_rng(0)
    x = draw.normal(size=(120, 2))
    y = np.where(x[:, 0] > 0, "<yes>", "no")
    rows = (Spec("Dense", {"units": 1, "activation": "sigmoid"}),)
    run = train(Settings(Spec("given"), rows, Spec("BinaryCrossentropy"), epochs=2), notebook_data((x, y)))
    text = model_card(run)
    assert "found of “&lt;yes&gt;”" in text
    assert "<yes>" not in text


def test_a_note_stays_with_its_run(tmp_path, run):
    run.key = ""
    runs = Runs(tmp_path)
    with pytest.raises(Problem, match="no longer kept"):
        runs.annotate("0" * 16, "nobody's")
    runs.keep(run)
    runs.annotate(run.key, "  the first one ")
    assert [kept.note for kept in runs.kept()] == ["the first one"]
    # Trained on: the run is kept anew, its note and its colour stay.
    place = runs.kept()[0].place
    runs.keep(run)
    assert [(kept.note, kept.place) for kept in runs.kept()] == [("the first one", place)]
    runs.annotate(run.key, "x" * 1000)
    assert len(runs.kept()[0].note) == MOST_NOTE
    runs.remove(run.key)
    runs.keep(run)
    assert runs.kept()[0].note == ""


def test_runs_of_a_page_that_knew_no_notes_are_read(tmp_path, run):
    run.key = ""
    Runs(tmp_path).keep(run)
    with sqlite3.connect(tmp_path / "runs" / "runs.sqlite") as database:
        database.execute("drop table notes")
    database.close()
    (kept,) = Runs(tmp_path).kept()
    assert kept.note == ""
    Runs(tmp_path).annotate(kept.key, "now")
    assert Runs(tmp_path).kept()[0].note == "now"


def test_a_run_has_one_colour_for_life(tmp_path, run):
    runs = Runs(tmp_path)
    keys = []
    for _ in range(4):
        run.key = ""
        runs.keep(run)
        keys.append(run.key)
    before = {kept.key: colour_of(kept) for kept in runs.kept()}
    assert len(set(before.values())) == 4
    assert set(before.values()) <= set(COLOURS)
    runs.remove(keys[1])
    assert {kept.key: colour_of(kept) for kept in runs.kept()} == {
        key: colour for key, colour in before.items() if key != keys[1]
    }
