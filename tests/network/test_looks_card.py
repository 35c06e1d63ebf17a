"""The card of closer looks: what each tab shows, and what a page may ask of it."""

import asyncio

import numpy as np
import pytest

from app.charts.messages import deliver
from app.network import looks as all_looks
from app.network import train
from app.network.datasets.notebook_data import notebook_data
from app.network.diagnostics.inspection import Dependence
from app.network.export import predictions
from app.network.looks import Looks
from app.network.settings import Settings, Spec
from app.network.views.line_chart import Line, LineChart
from app.network.views.looks_card import LooksCard
from app.network.views.looks_charts import draw_dependence
from app.network.views.ranked_bars import RankedBars

DRAW = np.random.default_rng(8)
X = DRAW.normal(size=(200, 3))
THREE = np.digitize(X[:, 0] + 0.3 * DRAW.normal(size=200), [-0.5, 0.5])
USED = Settings(
    Spec("given"),
    (Spec("Dense", {"units": 3, "activation": "softmax"}),),
    Spec("SparseCategoricalCrossentropy"),
    Spec("Adam", {"learning_rate": 0.05}),
    epochs=3,
)


@pytest.fixture(scope="module")
def run():
    return train(USED, notebook_data((X, THREE)))


def shown(run, *wishes):
    """The card of a run after these wishes, each a function of the card."""

    async def look():
        looks = Looks()
        card = LooksCard(looks, looks.try_out)
        looks.look_at(run, predictions(run).result() if run is not None else None)
        for wish in wishes:
            wish(card)
            if looks.job.running:
                await looks.job.finished()
        return card, looks

    return asyncio.run(look())


def test_a_chance_is_drawn_from_none_to_sure_and_an_answer_where_it_lies():
    chart, values = LineChart(), np.linspace(0, 5, 9)
    always = Dependence("age", values, np.ones(9), np.ones((2, 9)), "sick")
    draw_dependence(chart, always, is_chance=True)
    assert [tick["label"] for tick in chart.upward] == ["0", "0.5", "1"]
    draw_dependence(chart, always, is_chance=False)
    assert [tick["label"] for tick in chart.upward] == ["0", "0.5", "1", "1.5", "2"]


def test_without_a_run_nothing_is_promised():
    card, _ = shown(None)
    assert card.tabs.tabs == []
    assert card.reading == "once a network is trained"


def test_every_look_has_its_words_and_its_numbers(run):
    wishes = []
    seen = {}
    for kind in ("threshold", "calibration", "importance", "dependence", "rows", "seeds", "folds"):
        wishes.append(lambda card, kind=kind: deliver(card.tabs, {"event": "choose", "data": kind}))
        if kind in all_looks.TRIALS:
            wishes.append(lambda card: deliver(card.trial, {"event": "begin", "data": None}))
        wishes.append(lambda card, kind=kind: seen.update({kind: (card.reading, card._numbers()[1])}))
    card, _ = shown(run, *wishes)
    assert [tab["name"] for tab in card.tabs.tabs] == list(seen)
    assert len({reading for reading, _ in seen.values()}) == len(seen)
    assert all(rows for _, rows in seen.values())
    assert seen["importance"][1][0][0] == "x1"
    assert [row[1] for row in seen["rows"][1] if row[0] == "validation"] == [20, 40, 80, 160]
    assert "accuracy" in seen["seeds"][0]
    assert "seed 5" in seen["seeds"][0]
    assert "part 5" in seen["folds"][0]


def test_a_threshold_is_dragged_slid_and_stepped(run):
    card, looks = shown(run, lambda card: deliver(card.place, {"event": "pick", "data": "1"}))
    assert looks.place == 1
    view = card.threshold
    deliver(view.slider, {"event": "pick", "data": 0.25})
    assert looks.threshold == 0.25
    cut = looks.separation.at(0.25)
    assert view.facts.facts[0]["value"].startswith(f"{cut.found} of {cut.found + cut.missed}")
    deliver(view.roc, {"event": "step", "data": 10})
    assert looks.threshold == pytest.approx(0.15)
    # In the corner at the left and above: of all places on the curve the nearest to it.
    deliver(view.roc, {"event": "point", "data": [0.0, 1.0]})
    parted = looks.separation
    cuts = [parted.at(score) for score in [*parted.scores, -1.0]]
    nearest = min(np.hypot(cut.alarms, 1 - cut.recall) for cut in cuts)
    dragged = parted.at(looks.threshold)
    assert np.hypot(dragged.alarms, 1 - dragged.recall) == pytest.approx(nearest, abs=0.03)
    before = looks.threshold
    for wish in ([2.0], "up", None, [float("nan"), 1.0, 2.0]):
        deliver(view.roc, {"event": "point", "data": wish})
    for wish in (7, "2", None):
        deliver(view.roc, {"event": "step", "data": wish})
    for wish in (-1, 3.0, "0.5"):
        deliver(view.slider, {"event": "pick", "data": wish})
    assert looks.threshold == before


def test_an_important_input_leads_to_how_the_answer_follows_it(run):
    card, looks = shown(
        run,
        lambda card: deliver(card.tabs, {"event": "choose", "data": "importance"}),
        lambda card: deliver(card.importance, {"event": "pick", "data": "x2"}),
    )
    assert (looks.kind, looks.feature) == ("dependence", 1)
    assert "this x2" in card.reading
    deliver(card.importance, {"event": "pick", "data": "nothing"})
    assert looks.feature == 1


def test_bars_are_as_long_as_their_share_of_the_longest():
    bars = RankedBars(lambda _: None, label="inputs")
    bars.show(["a", "b", "c"], [0.4, 0.1, -0.2], ["", "", ""])
    assert [bar["length"] for bar in bars.bars] == [1.0, 0.25, 0.0]
    bars.show(["a"], [-0.1], [""])
    assert bars.bars[0]["length"] == 0.0


def test_a_chart_names_the_values_it_is_told_to():
    chart = LineChart(x_name="rows", y_name="error")
    rows = np.array([10.0, 20.0, 40.0])
    chart.show([Line("one", rows, np.array([3.0, np.nan, 1.0]), "red")], logarithmic=True, x_ticks=rows)
    assert [tick["label"] for tick in chart.across] == ["10", "20", "40"]
    assert [round(tick["at"]) for tick in chart.across] == [0, 50, 100]
    chart.show([], x_ends=(0.0, 1.0))
    assert chart.legend == []
    chart.point(float("nan"), 1.0)
    assert not chart.figure.marks[-1].visible
