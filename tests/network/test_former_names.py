"""A file of cases as it was written before names were changed still trains, and is judged."""

from app.network import train

CASES = """
from app.network import Settings
from app.network.datasets.given import given_data
from app.network.settings import EarlyStopping, Pick

data = given_data(([[n, n % 3] for n in range(40)], [n * 2.0 for n in range(40)]))
settings = Settings(Pick("given"), (Pick("Dense", {"units": 1, "activation": "linear"}),),
                    Pick("MeanSquaredError"), Pick("Adam"), epochs=2,
                    early_stopping=EarlyStopping(patience=5))
"""


def test_what_was_written_before_still_trains():
    written = {}
    exec(CASES, written)
    run = train(written["settings"], written["data"])
    assert len(run.history) == 2
    assert {verdict.name for verdict in run.verdicts} >= {"unscaled data"}
