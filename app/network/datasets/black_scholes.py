"""Prices of European calls by the formula of Black and Scholes (1973), with an interest rate of zero."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from app.network.datasets.source import Data, Source, column, register, whole


def call_price(spot: Any, strike: Any, years: Any, volatility: Any) -> Any:
    """The price of a European call without interest or dividends, in the currency of ``spot``.

    ``years`` to expiry, ``volatility`` a year (0.2 is 20%). Without time or volatility left it is what
    exercising now would bring. Arrays broadcast.
    """
    spread = volatility * np.sqrt(years)
    with np.errstate(divide="ignore", invalid="ignore"):
        d1 = np.log(spot / strike) / spread + spread / 2
        price = spot * ndtr(d1) - strike * ndtr(d1 - spread)
    return np.where(spread > 0, price, np.maximum(spot - strike, 0.0))


def black_scholes(rows: int, seed: int) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Random calls: inputs of shape (rows, 4), spot, years, volatility, moneyness (strike over spot);
    prices."""
    rng = np.random.default_rng(seed)
    spot = rng.uniform(70, 130, rows)
    years = rng.uniform(0.01, 2, rows)
    volatility = rng.uniform(0.001, 0.6, rows)
    moneyness = rng.uniform(0.2, 2, rows)
    price = call_price(spot, spot * moneyness, years, volatility)
    return np.stack([spot, years, volatility, moneyness], axis=1).astype(np.float32), price


FUNCTIONS = inspect.getsource(call_price), inspect.getsource(black_scholes)
"""For the program of a run; read with the module, since its file may be another one later."""


@register
class BlackScholes(Source):
    """10,000 calls of random terms and their prices: smooth, exact, and badly scaled on purpose."""

    name = "black-scholes"
    title = "Black-Scholes prices"
    about = (
        "Learn the price of a call option from spot, time, volatility and moneyness; made from the formula."
    )
    defaults = {"rows": 10_000, "seed": 0}

    @staticmethod
    def formula(x: NDArray[Any]) -> NDArray[Any]:
        """The prices of these inputs."""
        spot, years, volatility, moneyness = np.asarray(x, np.float64).T
        return np.asarray(call_price(spot, spot * moneyness, years, volatility))

    def load(self, values: Mapping[str, Any]) -> Data:
        """``rows`` calls from ``seed``."""
        x, price = black_scholes(*self._settled(values))
        return Data(x, column(price), ("S", "T", "sigma", "moneyness"), "price")

    def code(self, values: Mapping[str, Any]) -> str:
        """The two functions of this file, and their call."""
        rows, seed = self._settled(values)
        return "\n\n".join(
            (
                "from typing import Any",
                "from numpy.typing import NDArray\nfrom scipy.special import ndtr\n",
                *FUNCTIONS,
                f"x, y = black_scholes({rows}, {seed})\ny = y.astype(np.float32).reshape(-1, 1)",
            )
        )

    def _settled(self, values: Mapping[str, Any]) -> tuple[int, int]:
        return whole(values, "rows", 10_000, 100, 200_000), whole(values, "seed", 0, 0, 2**31)
