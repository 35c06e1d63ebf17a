"""Shapes and parameters against Keras, and rows that cannot be."""

import pytest

from app.network import worker
from app.network.architecture import LAYERS, Stack, outline
from app.network.engine import keras
from app.network.settings import Spec
from app.problem import Problem


def dense(units, **values):
    return Spec("Dense", {"units": units, **values})


STACKS = {
    "dense": (
        (4,),
        [dense(16, activation="tanh"), dense(16, batch_normalization=True, dropout=0.2), dense(1)],
    ),
    "wide": (
        (30,),
        [dense(500), Spec("BatchNormalization"), Spec("Dropout"), dense(7, activation="softmax")],
    ),
    "arguments": (
        (4,),
        [
            dense(3, activation=Spec("leaky_relu", {"negative_slope": 0.1})),
            dense(3, initializer="HeNormal", regularizer=Spec("L2", {"l2": 0.1})),
            dense(1),
        ],
    ),
    "images": (
        (8, 8, 1),
        [
            Spec("Conv2D", {"filters": 5, "kernel_size": 3, "padding": "same", "strides": 2}),
            Spec("MaxPooling2D"),
            Spec("Conv2D", {"filters": 4, "kernel_size": 2, "batch_normalization": True}),
            Spec("Flatten"),
            dense(10),
        ],
    ),
    "average": (
        (8, 8, 3),
        [Spec("AveragePooling2D", {"pool_size": 3}), Spec("GlobalAveragePooling2D"), dense(2)],
    ),
    "steps": (
        (24, 2),
        [
            Spec("Conv1D", {"filters": 6, "kernel_size": 5, "strides": 2}),
            Spec("MaxPooling1D"),
            Spec("LSTM", {"units": 7, "return_sequences": True, "dropout": 0.1}),
            Spec("GRU", {"units": 5}),
            dense(1),
        ],
    ),
    "tokens": (
        (24,),
        [
            Spec("Embedding", {"vocabulary": 9, "units": 3}),
            Spec("AveragePooling1D"),
            dense(4),
            Spec("GlobalAveragePooling1D"),
            dense(1),
        ],
    ),
}


@pytest.mark.parametrize("name", STACKS)
def test_shapes_and_parameters_are_those_that_keras_counts(name):
    shape, rows = STACKS[name]
    states = outline(rows, shape)
    assert [state.problem for state in states] == [None] * len(rows)

    def build():
        inputs = keras().Input(shape, dtype="int32" if name == "tokens" else "float32")
        model = keras().Sequential([inputs, *(call.make() for state in states for call in state.calls)])
        ends = []
        for state in states:
            ends.append((ends[-1] if ends else -1) + len(state.calls))
        return model.count_params(), [model.layers[end].output.shape[1:] for end in ends]

    count, shapes = worker.submit(build).result()
    assert sum(state.parameters for state in states) == count
    assert [state.shape for state in states] == shapes


def test_all_layer_types_are_tried_above():
    assert set(LAYERS) == {row.name for _, rows in STACKS.values() for row in rows}


@pytest.mark.parametrize(
    ("shape", "rows", "place", "says"),
    [
        ((4,), [Spec("Conv2D"), dense(1)], 0, "image"),
        ((4,), [dense(3), Spec("LSTM"), dense(1)], 1, "sequence"),
        ((8, 8, 1), [Spec("Conv2D", {"kernel_size": 9}), dense(1)], 0, "only 8"),
        ((8, 8, 1), [Spec("MaxPooling2D", {"pool_size": 8}), Spec("MaxPooling2D"), dense(1)], 1, "only 1"),
        ((24, 1), [Spec("Embedding"), dense(1)], 0, "Embedding"),
        ((4,), [dense(0), dense(1)], 0, "Units|units"),
        ((4,), [dense(3, dropout=1.0), dense(1)], 0, "dropout"),
        ((4,), [dense(3, activation="softmax"), dense(1)], 0, "softmax"),
        ((4,), [dense(3, initializer="Zeros"), dense(1)], 0, "Zeros"),
        ((4,), [Spec("Lambda"), dense(1)], 0, "no layer"),
        ((4,), [dense(3, colour=1), dense(1)], 0, "colour"),
        ((100_000,), [dense(4096), dense(1)], 0, "parameters"),
    ],
)
def test_an_impossible_row_is_explained_where_it_stands(shape, rows, place, says):
    states = outline(rows, shape)
    wrong = [number for number, state in enumerate(states) if state.problem is not None]
    assert wrong == [place]
    assert says.split("|")[0].lower() in str(states[place].problem).lower()
    assert all(state.shape is None for state in states[place:])


def test_rows_are_added_removed_moved_and_doubled():
    stack = Stack([dense(1), dense(2), dense(9)])
    units = lambda found: [row.values.get("units") for row in found.rows]  # noqa: E731
    assert units(stack.add("Dense", units=3)) == [1, 2, 3, 9]
    assert units(stack.add("Dense", 0, units=3)) == [3, 1, 2, 9]
    assert units(stack.remove(0)) == [2, 9]
    assert units(stack.duplicate(1)) == [1, 2, 2, 9]
    assert units(stack.move(0, 1)) == [2, 1, 9]
    assert units(stack.change(0, units=5)) == [5, 2, 9]
    assert units(stack) == [1, 2, 9]


@pytest.mark.parametrize(
    "edit",
    [
        lambda rows: rows.remove(2),
        lambda rows: rows.move(0, 2),
        lambda rows: rows.duplicate(-1),
        lambda rows: rows.add("Dense", 99),
        lambda rows: rows.add("Nothing"),
        lambda rows: rows.change(0, units="many"),
        lambda rows: rows.change(7, units=1),
        lambda rows: Stack(rows.rows * 20).add("Dense"),
    ],
)
def test_edits_that_make_no_sense_are_refused(edit):
    with pytest.raises(Problem):
        edit(Stack([dense(1), dense(2), dense(9)]))
