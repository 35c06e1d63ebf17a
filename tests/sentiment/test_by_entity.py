import numpy as np
import pandas as pd
import pytest

from app.sentiment import train
from app.sentiment.analysis import Analysis
from app.sentiment.by_entity import by_time, companies, has_times, moods, named, of_company, sentiment
from app.sentiment.corpus import load_corpus
from app.sentiment.model import SentimentModel
from app.sentiment.trained import prepare
from app.sentiment.views.company_pane import CompanyPane

FRAME = pd.DataFrame(
    {
        "time": pd.to_datetime(
            ["2021-02-15 09:10", "2021-02-15 09:50", "2021-02-15 18:00", None, "2021-02-17 00:00"]
        ),
        "entity": [("A",), ("A", "B"), ("A",), ("A",), ()],
    }
)
VALUES = np.array([0.5, -0.1, 0.2, 1.0, -1.0])


def test_sentiment_is_positive_minus_negative():
    found = sentiment(np.array([[0.2, 0.3, 0.5], [1, 0, 0]]), ("negative", "neutral", "positive"))
    assert found == pytest.approx([0.3, -1])
    assert sentiment(np.array([[0.4, 0.6]]), ("cat", "dog")).tolist() == [0]


def test_companies_of_dated_texts():
    assert companies(FRAME) == [("A", 3), ("B", 1)]
    assert has_times(FRAME)
    assert not has_times(FRAME[["entity"]])
    assert companies(FRAME[["entity"]]) == []


def test_means_counts_and_errors_by_hand():
    days = by_time(FRAME, VALUES, "A")
    assert days["time"].astype(str).tolist() == ["2021-02-15"]
    assert days["count"].tolist() == [3]
    # Mean .2; deviations .3, -.3, 0: variance .18 / 2 = .09; its root over the root of 3.
    assert days["mean"].tolist() == pytest.approx([0.2])
    assert days["error"].tolist() == pytest.approx([0.3 / 3**0.5])
    hours = by_time(FRAME, VALUES, "A", "hour")
    assert hours["time"].dt.hour.tolist() == [9, 18]
    assert hours["count"].tolist() == [2, 1]
    assert hours["mean"].tolist() == pytest.approx([0.2, 0.2])
    assert np.isnan(hours["error"].iat[1])
    assert by_time(FRAME, VALUES)["count"].tolist() == [3, 1]
    assert len(by_time(FRAME, VALUES, "Z")) == 0


def test_spellings_of_one_company_are_joined():
    frame = pd.DataFrame(
        {
            "time": pd.to_datetime(["2021-02-15"] * 4),
            "entity": [("Gold",), ("gold", "Tin"), ("GOLD", "gold"), ("Gold",)],
        }
    )
    assert companies(frame) == [("Gold", 4), ("Tin", 1)]
    assert of_company(frame, "gold").tolist() == [True] * 4
    assert of_company(frame, "TIN").tolist() == [False, True, False, False]


def test_the_mean_mood_of_each_company_however_it_is_spelled():
    frame = pd.DataFrame(
        {
            "text": list("abcde"),
            "entity": [("Gold",), ("gold", "Oil"), ("OIL",), (), ("Tin", "tin")],
            "time": pd.to_datetime(["2024-01-01"] * 4 + ["2024-01-02"]),
        }
    )
    found = moods(frame, np.array([1.0, 0.5, -0.5, 0.9, -1.0]), companies(frame))
    assert {one.company.casefold(): (one.texts, one.mean) for one in found} == {
        "gold": (2, 0.75),
        "oil": (2, 0.0),
        "tin": (1, -1.0),
    }
    undated = frame.drop(columns="time")
    assert [one.mean for one in moods(undated, np.zeros(5), named(undated))] == [0.0, 0.0, 0.0]


def test_companies_are_ranked_by_mood():
    analysis = prepare(load_corpus("wire")).analysis()
    pane = CompanyPane(SentimentModel(analysis))
    pane.redraw()
    by_texts = list(pane.names.labels)
    shares = pd.DataFrame(analysis.probabilities, columns=list(analysis.classes))
    mood = (shares["positive"] - shares["negative"]).to_numpy()
    means = {}
    for name in by_texts:
        rows = [name in names for names in analysis.frame["entity"]]
        if sum(rows) >= 5:
            means[name] = mood[rows].mean()
    pane.order.vue_pick("highest mood")
    assert pane.names.labels == sorted(means, key=lambda name: -means[name])
    pane.order.vue_pick("lowest mood")
    assert pane.names.labels == sorted(means, key=means.get)
    assert [row[2] for row in pane._ranking()[1]] == pytest.approx(sorted(means.values()))


def test_companies_that_are_not_listed_are_counted_and_in_the_table():
    frame = pd.DataFrame(
        {
            "id": [str(place) for place in range(1_230)],
            "text": ["rose well", "fell"] * 615,
            "label": ["positive", "negative"] * 615,
            # Two hundred and five are named six times each.
            "entity": [(f"Company {place % 205}",) for place in range(1_230)],
        }
    )
    pane = CompanyPane(SentimentModel(Analysis.of(train(frame["text"], frame["label"]), frame)))
    pane.redraw()
    assert len(pane.names.labels) == 200
    assert pane.names.beyond == {"labels": 5, "value": 30, "total": 30}
    assert "the first 200 are listed, 5 more in the card's table" in pane._names.reading
    pane.order.vue_pick("lowest mood")
    assert pane.names.beyond == {}
    assert "5 more in the card's table" in pane._names.reading
    assert len(pane._ranking()[1]) == 205


def test_any_of_many_companies_is_found_by_its_name_and_drawn_beside_another():
    days = [f"2024-01-{1 + place % 28:02d}" for place in range(1_230)]
    frame = pd.DataFrame(
        {
            "id": [str(place) for place in range(1_230)],
            "text": ["rose well", "fell"] * 615,
            "label": ["positive", "negative"] * 615,
            "entity": [(f"Company {place % 205:03d}",) for place in range(1_230)],
            "time": pd.to_datetime(days),
        }
    )
    state = SentimentModel(Analysis.of(train(frame["text"], frame["label"]), frame))
    pane = CompanyPane(state)
    pane.redraw()
    unlisted = min({f"Company {number:03d}" for number in range(205)} - set(pane.names.labels))
    pane.names.vue_pick({"index": 0})
    first = pane.names.labels[0]
    pane.find.search = unlisted.upper()
    assert pane.names.labels == [first, unlisted]
    assert pane.names.beyond == {}
    assert pane.more.options == [unlisted]
    pane.more.vue_pick(unlisted)
    assert (state.filters.company, *state.beside) == (first, unlisted)
    pane.redraw()
    assert pane.names.labels == [first, unlisted]
    assert pane.names.selected == [0, 1]
    pane.order.vue_pick("highest mood")
    pane.find.search = "nobody"
    assert pane.names.labels == [first, unlisted]
    state.overlay([])
    pane.redraw()
    assert pane.names.labels == []
    assert pane.names.empty == "No company of that name with at least 5 texts."
    pane.find.search = ""
    assert len(pane.names.labels) == 200


def test_few_companies_are_all_listed_whatever_was_looked_for_among_others():
    frame = pd.DataFrame(
        {
            "id": list("1234"),
            "text": ["rose well", "fell", "rose", "fell"],
            "label": ["positive", "negative"] * 2,
            "entity": [("Acme",), ("Brass",), ("Acme",), ("Cord",)],
        }
    )
    pane = CompanyPane(SentimentModel(Analysis.of(train(frame["text"], frame["label"]), frame)))
    pane.find.search = "zinc"
    pane.redraw()
    assert sorted(pane.names.labels) == ["Acme", "Brass", "Cord"]
    # None has the five texts that a mood needs; the order can be changed back.
    pane.order.vue_pick("highest mood")
    assert (pane.names.labels, pane.names.empty) == ([], "None is named with at least 5 texts.")
    assert "d-none" not in (pane._linked.class_ or "")
    pane.order.vue_pick("most texts")
    assert len(pane.names.labels) == 3


def test_the_moods_of_several_companies_are_drawn_side_by_side_and_in_the_link():
    frame = pd.DataFrame(
        {
            "id": list("123456"),
            "text": ["rose", "fell", "rose", "fell", "rose well", "fell"],
            "label": ["positive", "negative"] * 3,
            "entity": [("Acme",), ("Brass",), ("Acme", "Brass"), ("Acme",), ("Cord",), ("Brass",)],
            "time": pd.to_datetime(["2024-01-01"] * 2 + ["2024-02-01"] * 2 + ["2024-03-01"] * 2),
        }
    )
    state = SentimentModel(Analysis.of(train(frame["text"], frame["label"]), frame))
    pane = CompanyPane(state)
    pane.redraw()
    place = {name: at for at, name in enumerate(pane.names.labels)}
    pane.names.vue_pick({"index": place["Acme"]})
    pane.names.vue_pick({"index": place["Brass"], "add": True})
    pane.names.vue_pick({"index": place["Cord"], "add": True})
    pane.redraw()
    assert state.filters.company == "Acme"
    assert [(one["name"], [p["count"] for p in one["points"]]) for one in pane.series.others] == [
        ("Brass", [1, 1, 1]),
        ("Cord", [1]),
    ]
    assert [row[:3] for row in pane.series.table()[1]] == [
        ["Acme", "2024-01-01", 1],
        ["Acme", "2024-02-01", 2],
        ["Brass", "2024-01-01", 1],
        ["Brass", "2024-02-01", 1],
        ["Brass", "2024-03-01", 1],
        ["Cord", "2024-03-01", 1],
    ]
    assert pane.names.selected == [place[name] for name in ("Acme", "Brass", "Cord")]
    other = SentimentModel(state.analysis)
    other.restore(state.query)
    assert other.beside == ("Brass", "Cord")
    other.clear("company")
    assert "beside" not in other.query
    # Without Ctrl: one is taken off and added again, and the days that were chosen stay so.
    january = (int(pd.Timestamp("2024-01-01").timestamp()), int(pd.Timestamp("2024-01-02").timestamp()))
    state.select_company("Acme", *january)
    pane.series.vue_drop("Brass")
    pane.redraw()
    assert [one["name"] for one in pane.series.others] == ["Cord"]
    assert pane.more.options == ["Brass"]
    pane.more.vue_pick("Brass")
    pane.redraw()
    assert [one["name"] for one in pane.series.others] == ["Cord", "Brass"]
    assert (pane.more.options, pane.more.chosen) == ([], "")
    assert state.filters.time == january
    pane.names.vue_pick({"index": place["Cord"]})
    pane.redraw()
    assert pane.series.others == []
    assert len(pane.series.table()[0]) == 4
