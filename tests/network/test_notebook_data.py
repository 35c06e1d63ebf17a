"""Arrays and frames in the shapes in which notebooks have them."""

import numpy as np
import pandas as pd
import pytest

from app.network.assembly import Assembly
from app.network.checks import findings
from app.network.datasets.notebook_data import NOTEBOOK, notebook_data
from app.network.datasets.source import Data
from app.network.datasets.split import by_class, sides, split, stratified
from app.network.settings import Settings, Spec
from app.problem import Problem

RNG = np.random.default_rng(0)
X = RNG.normal(size=(40, 3))
THIRDS = np.arange(40) % 3


@pytest.mark.parametrize(
    ("y", "classes"),
    [
        (THIRDS.astype(float), ("0", "1", "2")),
        (np.where(THIRDS > 0, 1.0, -1.0), ("-1", "1")),
        ((THIRDS > 0)[:, None], ("False", "True")),
        (THIRDS.astype("uint8"), ("0", "1", "2")),
        (np.eye(3)[THIRDS], ("0", "1", "2")),
        (pd.get_dummies(pd.Series(THIRDS).map(lambda n: "abc"[n])), ("a", "b", "c")),
        (pd.Series(THIRDS).map(lambda n: "abc"[n]).astype("category"), ("a", "b", "c")),
        (THIRDS.tolist(), ("0", "1", "2")),
    ],
)
def test_what_can_be_classes_is_guessed_to_be_classes(y, classes):
    data = notebook_data((X, y))
    assert data.classes == classes
    assert data.y[:6].tolist() == ([0, 1, 2, 0, 1, 2] if len(classes) == 3 else [0, 1, 1, 0, 1, 1])
    assert np.asarray(y).dtype.kind in "OUSb" or "taken as classes" in " ".join(data.notes)


@pytest.mark.parametrize("y", [THIRDS + 0.5, np.arange(40.0), RNG.normal(size=(40, 2)), np.arange(40)])
def test_quantities_stay_quantities(y):
    assert notebook_data((X, y)).task == "regression"
    assert notebook_data((X, THIRDS.astype(float)), task="regression").task == "regression"


COUNTING = Settings(
    Spec("given"), (Spec("Dense", {"units": 1, "activation": "softplus"}),), Spec("Poisson"), epochs=1
)


def test_few_different_counts_are_counted_where_the_loss_counts():
    with_poisson = Assembly.of(COUNTING, notebook_data((X, THIRDS + 4)))
    assert with_poisson.data.task == "regression"
    assert with_poisson.data.y[:4].tolist() == [[4], [5], [6], [4]]
    assert with_poisson.data.notes == ()
    told = pd.DataFrame({"who": [f"no. {n * n} of them" for n in range(40)], "size": [None, *range(39)]})
    counted = Assembly.of(COUNTING, notebook_data((told, THIRDS + 4))).data
    assert counted.notes == notebook_data((told, THIRDS + 4), task="regression").notes
    assert len(counted.notes) == 2
    with pytest.raises(Problem, match=r"Poisson is for a regression.*or take it as a number"):
        Assembly.of(COUNTING, notebook_data((X, THIRDS + 4), task="classification"))
    for without in (np.array(["a", "b"] * 20), THIRDS - 1, THIRDS - 0.5):
        with pytest.raises(Problem, match=r"Choose a loss for “y”\.$"):
            Assembly.of(COUNTING, notebook_data((X, without)))


def test_a_frame_of_texts_and_dates_is_encoded():
    frame = pd.DataFrame(
        {
            "size": [1.5, None, 2.5, 3.5] * 10,
            "town": ["A", "B", "B", "A"] * 10,
            "built": pd.date_range("2024-01-01", periods=40, freq="40D"),
            "id": range(40),
            "new": [True, False] * 20,
        }
    )
    data = notebook_data((frame, frame["size"].fillna(0) + 0.25 * np.arange(40)))
    names = list(data.features)
    assert "id" not in names
    assert {"size", "town = A", "town = B", "built: month", "new = True"} - set(
        names
    ) == set() or "new" in names
    assert data.x[1, names.index("town = B")] == 1
    assert data.x[0, names.index("built: month")] == 1
    told = notebook_data((frame[:30], THIRDS[:30]), (frame[30:], THIRDS[30:]))
    assert told.trained_rows == 30
    assert told.x[30, list(told.features).index("town = A")] == 0
    with pytest.raises(Problem, match="no column “town”"):
        notebook_data((frame[:30], THIRDS[:30]), (frame[30:].drop(columns="town"), THIRDS[30:]))


@pytest.mark.parametrize(
    ("x", "words"),
    [
        ([[1, 2, 3]] * 20 + [[1, 2]] * 20, "Rows of “train” have from 2 to 3 steps"),
        (np.array([np.arange(n % 4 + 1) for n in range(40)], object), "from 1 to 4 steps"),
        ([["a", "b"]] * 40, "numbers and targets"),
    ],
)
def test_inputs_that_are_none_are_refused_in_words(x, words):
    with pytest.raises(Problem, match=words):
        notebook_data((x, THIRDS))


def test_rows_of_one_number_and_rows_in_objects():
    assert notebook_data((np.arange(40.0), THIRDS)).x.shape == (40, 1)
    rows = np.empty(40, object)
    rows[:] = [[n, n + 1] for n in range(40)]
    assert notebook_data((rows, THIRDS)).x.shape == (40, 2)


def test_tokens_for_an_embedding():
    x = RNG.integers(0, 50, (40, 12))
    x[0, 0] = 49
    data = notebook_data((x, THIRDS), tokens=True)
    assert (data.vocabulary, data.x.dtype) == (50, np.int32)
    with pytest.raises(Problem, match="token numbers"):
        notebook_data((X, THIRDS), tokens=True)


def trouble(data, *rows):
    settings = Settings(
        Spec(NOTEBOOK), (*rows, Spec("Dense", {"units": 3, "activation": "softmax"})),
        Spec("SparseCategoricalCrossentropy"),
    )  # fmt: skip
    return {found.place: str(found.problem) for found in findings(settings, data)}


def test_shapes_are_explained_at_their_row():
    first = notebook_data((RNG.normal(size=(40, 3, 8, 8)), THIRDS))
    assert "channels first; here they come last" in trouble(first, Spec("Conv2D"), Spec("Flatten"))[0]
    last = notebook_data((RNG.normal(size=(40, 8, 8, 3)), THIRDS))
    assert trouble(last, Spec("Conv2D"), Spec("Flatten")) == {}
    plain = notebook_data((RNG.normal(size=(40, 8, 8)), THIRDS))
    assert "have no channels. Give x[..., None]" in trouble(plain, Spec("Conv2D"), Spec("Flatten"))[0]
    whole = notebook_data((RNG.integers(0, 9, (40, 5)), THIRDS))
    assert "if these whole numbers are tokens" in trouble(whole, Spec("Embedding"), Spec("LSTM"))[0]


def test_a_rare_class_is_on_both_sides():
    y = np.zeros(100, np.int32)
    # All three rare rows fall to one side at random: 0.8 of the rows are trained on.
    y[split(100)[0][:3]] = 1
    y[split(100)[0][3]] = 2
    data = Data(np.zeros((100, 1), np.float32), y, ("a",), "y", ("often", "rare", "once"))
    assert by_class(data)
    train, valid = sides(data)
    assert sorted([*train, *valid]) == list(range(100))
    assert np.bincount(y[train]).tolist() == [77, 2, 1]
    assert np.bincount(y[valid], minlength=3).tolist() == [19, 1, 0]
    np.testing.assert_array_equal(stratified(y)[0], train)


def test_common_classes_are_split_as_ever():
    data = notebook_data((X, THIRDS))
    assert not by_class(data)
    np.testing.assert_array_equal(sides(data)[0], split(40)[0])


def test_a_class_without_a_validation_row_is_named():
    data = notebook_data((X, np.where(np.arange(40) < 3, "rare", "often")), (X, ["often"] * 40))
    assert "No validation row is “rare”" in " ".join(data.notes)
