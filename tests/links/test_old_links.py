"""Links that were shared open the view that they opened when they were made, whatever writes them today.

Each is written as the pages wrote links in November 2026, and stays as it is; what it opens is worked out
by hand.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from app.gallery.exhibition import Exhibition
from app.gallery.normal import Normal
from app.gallery.number import Number
from app.gallery.prices import Prices
from app.gallery.regression import EXAMPLE, Regression
from app.links import SharedView
from app.logs import read_log
from app.logs.model import LogModel
from app.network import presets
from app.network.model import NetworkModel
from app.network.settings import EarlyStopping, Spec
from app.sentiment.analysis import Analysis
from app.sentiment.model import SentimentModel
from app.shell.theme import take_theme

# ---- server logs ----

LINE = (
    "10.0.0.{host} - - [{day}/Feb/2021:{hour:02d}:30:00 +0000] "
    '"GET {target} HTTP/1.1" {status} 9 "{referrer}" "-"\n'
)
REQUESTS = (
    (1, 15, 1, "/p?productId=A&q=tea", 200, "-"),
    (2, 15, 1, "/p?productId=A,B&q=mug", 404, "http://x.example/a~b"),
    (1, 15, 5, "/p?productId=A&utm=mail", 200, "-"),
    (3, 16, 5, "/cart?productId=C", 503, "-"),
    (3, 16, 6, "/", 200, "-"),
)
FEB_15 = 1_613_347_200  # date -u -d 2021-02-15 +%s
HOUR = 3_600

DRAWN = {"mode": "draw", "trend": False, "search": "", "ranked": (), "source": ""}


@pytest.fixture
def log_model(tmp_path: Path) -> LogModel:
    """Five requests on a Monday and a Tuesday; ``q`` is the most frequent parameter without a chart."""
    path = tmp_path / "access.log"
    path.write_text(
        "".join(
            LINE.format(host=h, day=d, hour=t, target=p, status=s, referrer=r)
            for h, d, t, p, s, r in REQUESTS
        )
    )
    return LogModel(read_log(path))


@pytest.mark.parametrize(
    ("link", "filters", "settings", "selected"),
    [
        ("", {}, {}, 5),
        ("status=404,503", {"status": ("404", "503")}, {}, 2),
        ("status=404&status=503", {"status": ("404", "503")}, {}, 2),
        (
            "log=access.log&time=2021-02-15T05:00..2021-02-16T06:00:30",
            {"time": (FEB_15 + 5 * HOUR, FEB_15 + 30 * HOUR + 30)},
            {"source": "access.log"},
            2,
        ),
        ("day=2021-02-15&hour=01,05", {"day": ("2021-02-15",), "hour": ("01", "05")}, {}, 3),
        ("weekhour=Mon01,Tue06", {"weekhour": ("Mon01", "Tue06")}, {}, 3),
        ("product=(none)&agent=(none)", {"product": ("(none)",), "agent": ("(none)",)}, {}, 1),
        ("product=A~,B", {"product": ("A,B",)}, {}, 1),
        ("path=/p,/cart&host=10.0.0.3", {"path": ("/p", "/cart"), "host": ("10.0.0.3",)}, {}, 1),
        ("referrer=http://x.example/a~~b", {"referrer": ("http://x.example/a~b",)}, {}, 1),
        ("value=tea,mug", {"param:q": ("tea", "mug")}, {"param": "q"}, 2),
        ("param=utm&value=mail", {"param:utm": ("mail",)}, {"param": "utm"}, 1),
        (
            "method=GET&rank=path,host&mode=sweep&trend=1&search=/cart%3Fx%3D1+%22GET",
            {"method": ("GET",)},
            {"ranked": ("path", "host"), "mode": "sweep", "trend": True, "search": '/cart?x=1 "GET'},
            5,
        ),
    ],
)
def test_a_link_to_a_log(
    log_model: LogModel, link: str, filters: dict[str, Any], settings: dict[str, Any], selected: int
) -> None:
    assert log_model.restore(link) == []
    assert log_model.filters == filters
    assert log_model.selected == selected
    for name, value in {**DRAWN, **settings}.items():
        assert getattr(log_model, name) == value, name


def test_a_link_to_values_that_a_log_lacks(log_model: LogModel) -> None:
    assert log_model.restore("status=404,999&colour=red&mode=wipe") == [
        "“colour” is not a setting of this page: ignored.",
        "“mode” must be one of this setting's choices: ignored.",
        "Status 999 does not occur in this log: ignored.",
    ]
    assert log_model.filters == {"status": ("404",)}


# ---- sentiment ----


class Told:
    """A classifier whose probabilities are written in the text: ``.7 .2 .1``."""

    classes_ = np.array(["negative", "neutral", "positive"])

    def predict_proba(self, texts: Any) -> Any:
        return np.array([[float(part) for part in text.split()[:3]] for text in texts])


TEXTS = pd.DataFrame(
    [
        (".8 .1 .1 alpha", "negative"),
        (".2 .5 .3 beta", "negative"),
        (".1 .6 .3 alpha", "neutral"),
        (".1 .2 .7 gamma", "neutral"),
        (".1 .1 .8 beta", "positive"),
    ],
    columns=["text", "label"],
).assign(
    id=list("abcde"),
    time=pd.to_datetime(["2021-02-15 09:00"] * 3 + ["2021-02-16 09:00"] * 2),
    entity=[("ACME",), (), ("ACME", "XYZ"), (), ("XYZ",)],
)


@pytest.fixture
def sentiment_model() -> SentimentModel:
    """Five texts: one a cell, and ``neutral`` predicted for ``b``, ``positive`` for ``d``."""
    return SentimentModel(Analysis.of(Told(), TEXTS))


@pytest.mark.parametrize(
    ("link", "state", "selected"),
    [
        ("", {"tab": "explore", "sort": "doubt", "source": "", "text_id": "", "tried": ""}, "abcde"),
        ("cell=negative:neutral", {}, "b"),
        ("cell=negative:*,neutral:positive", {}, "abd"),
        (
            "tab=review&text=d&class=negative",
            {"tab": "review", "text_id": "d", "shown_class": "negative"},
            "abcde",
        ),
        ("sure=0.65..1&sort=sure", {"sort": "sure"}, "ade"),
        ("search=ALPHA", {"search": "ALPHA"}, "ac"),
        # The corner of “negative” is the origin of the triangle.
        ("lasso=-0.1,-0.1;0.4,-0.1;0.2,0.4", {}, "a"),
        ("tab=company&company=ACME&time=2021-02-15..2021-02-16", {"tab": "company"}, "ac"),
        (
            "set=mine.csv&tab=try&try=not+bad%2C+100%25",
            {"source": "mine.csv", "tried": "not bad, 100%"},
            "abcde",
        ),
        ("tab=model", {"tab": "model"}, "abcde"),
    ],
)
def test_a_link_to_texts(
    sentiment_model: SentimentModel, link: str, state: dict[str, Any], selected: str
) -> None:
    assert sentiment_model.restore(link) == []
    assert sentiment_model.analysis is not None
    found = sentiment_model.analysis.frame["id"].iloc[sorted(sentiment_model.rows())]
    assert "".join(found) == selected
    for name, value in state.items():
        assert getattr(sentiment_model, name) == value, name


def test_a_link_to_a_table_that_is_read_as_chosen() -> None:
    model = SentimentModel()
    assert (
        model.restore("set=mine.csv&columns=text:tweet,label:a~:b&labels=0:negative,x~,y:&heading=no") == []
    )
    choice = model.table_choice
    assert dict(choice.columns) == {"text": "tweet", "label": "a:b"}
    assert dict(choice.meaning) == {"0": "negative", "x,y": ""}
    assert choice.has_heading is False


# ---- neural network ----

PRICES = Spec("black-scholes")
LOOKS = {"step": "training", "epoch": 0, "layer": -1, "measure": "saturation", "recalled": 0}


@pytest.mark.parametrize(
    ("link", "preset", "settings", "looks"),
    [
        ("", "saturated tanh", {"data": PRICES, "epochs": 40, "batch_size": 64, "seed": 1}, {}),
        ("preset=overfitting", "overfitting", {"data": Spec("diabetes"), "epochs": 100}, {}),
        (
            "step=distributions&preset=scaled&layers=Dense(units:8,activation:leaky_relu(negative_slope:0.1))"
            "/Dense(units:1,activation:linear)&seed=7&epoch=3&layer=1&measure=dead",
            "scaled",
            {
                "rows": (
                    Spec("Dense", {"units": 8, "activation": Spec("leaky_relu", {"negative_slope": 0.1})}),
                    Spec("Dense", {"units": 1, "activation": "linear"}),
                ),
                "seed": 7,
                "scale_inputs": True,
            },
            {"step": "distributions", "epoch": 3, "layer": 0, "measure": "dead"},
        ),
        (
            "data=iris&loss=SparseCategoricalCrossentropy&metrics=SparseCategoricalAccuracy&epochs=5&batch=16",
            "saturated tanh",
            {
                "data": Spec("iris"),
                "loss": Spec("SparseCategoricalCrossentropy"),
                "metrics": (Spec("SparseCategoricalAccuracy"),),
                "epochs": 5,
                "batch_size": 16,
            },
            {},
        ),
        (
            "optimizer=SGD(learning_rate:1e-05,nesterov:true)&inputs=on&target=on",
            "saturated tanh",
            {
                "optimizer": Spec("SGD", {"learning_rate": 1e-05, "nesterov": True}),
                "scale_inputs": True,
                "scale_target": True,
            },
            {},
        ),
        (
            "preset=scaled&inputs=off&schedule=PiecewiseConstantDecay(boundaries:(9),values:(0.1,0.01))",
            "scaled",
            {
                "scale_inputs": False,
                "scale_target": True,
                "schedule": Spec("PiecewiseConstantDecay", {"boundaries": (9,), "values": (0.1, 0.01)}),
            },
            {},
        ),
        (
            "stopping=stop(monitor:val_loss,patience:3,min_delta:0.5,restore_best:true)"
            "&data=black-scholes(rows:300)&step=runs",
            "saturated tanh",
            {
                "early_stopping": EarlyStopping("val_loss", 3, 0.5, True),
                "data": Spec("black-scholes", {"rows": 300}),
            },
            {"step": "runs"},
        ),
        (
            "preset=the+same+with+ReLU&trained=1",
            "the same with ReLU",
            {"epochs": 20},
            {"recalled": 1},
        ),
    ],
)
def test_a_link_to_a_network(link: str, preset: str, settings: dict[str, Any], looks: dict[str, Any]) -> None:
    model = NetworkModel()
    assert model.restore(link) == []
    assert model.settings == presets[preset].changed(
        **({"title": ""} | settings if model.settings.title == "" else settings)
    )
    for name, value in {**LOOKS, **looks}.items():
        assert getattr(model, name) == value, name


# ---- gallery ----


@pytest.mark.parametrize(
    ("link", "state"),
    [
        ("", {"value": 30, "mu": 0.0, "sigma": 1.0, "kernel": "Gaussian", "points": EXAMPLE, "code": ()}),
        ("value=77&mu=-2.5&sigma=0.7", {"value": 77, "mu": -2.5, "sigma": 0.7}),
        (
            "kernel=tricube&order=3&bandwidth=1.25&band=standard+error+of+the+curve&polynomial=1&at=2.5",
            {
                "kernel": "tricube",
                "order": 3,
                "bandwidth": 1.25,
                "band": "standard error of the curve",
                "polynomial": True,
                "at": 2.5,
            },
        ),
        ("points=1:1,2:-0.5,9.99:2", {"points": ((1.0, 1.0), (2.0, -0.5), (9.99, 2.0))}),
        ("code=slider,index", {"code": ("slider", "index")}),
    ],
)
def test_a_link_to_the_gallery(link: str, state: dict[str, Any]) -> None:
    models = [Number(), Normal(), Regression(), Exhibition()]
    assert SharedView(models).restore(link) == []
    found = {key: getattr(model, key) for model in models for key in model.link.fields}
    for name, value in state.items():
        assert found[name] == value, name


@pytest.mark.parametrize(
    ("link", "period", "mode"),
    [
        ("period=2007-12-31..2008-12-31", (1_199_059_200, 1_230_681_600), "draw"),
        ("mode=sweep", None, "sweep"),
    ],
)
def test_a_link_to_a_period(
    monkeypatch: pytest.MonkeyPatch, link: str, period: tuple[int, int] | None, mode: str
) -> None:
    from app.gallery import index

    days = np.arange("1999-01-04", "2018-12-31", dtype="datetime64[D]")
    monkeypatch.setattr(index, "sp500", lambda: Prices("S&P 500", days, np.arange(1.0, len(days) + 1)))
    model = index.Index()
    assert SharedView([model]).restore(link) == []
    assert (model.period, model.mode) == (period, mode)


# ---- the frame ----


def test_a_link_in_a_theme() -> None:
    assert take_theme("theme=light&status=404&trend=1") == ("status=404&trend=1", [])
    assert take_theme("status=404&theme=blue")[0] == "status=404"
