"""How unlikely an error rate must be, against the beta-binomial distribution of scipy."""

import numpy as np
import pytest
from scipy import stats

from app.logs.insights.evidence import Evidence
from app.logs.insights.rates import rates
from tests.logs.insights.logs import log_of

FAILS, OF = 50, 125
"""Errors of the host that is judged, of so many requests."""


def spread(flags, rows):
    """Rows, of which every so many are flagged."""
    return np.floor(np.arange(1, rows + 1) * flags / rows) > np.floor(np.arange(rows) * flags / rows)


@pytest.mark.parametrize(("status", "searches"), [("500", 1), ("404", 2)])
def test_each_search_counts_for_the_other_where_two_are_made(status, searches):
    """Among many client errors server errors are searched for, too: what either finds is of twice as many
    looks. The chance that is told is 1 in 100,000; two hosts are looked at in each of eight dimensions."""
    mine = spread(OF, 1_000 + OF)
    failed = np.zeros(len(mine), bool)
    failed[mine], failed[~mine] = spread(FAILS, OF), spread(100, 1_000)
    statuses = np.where(failed, np.where(mine, "404", status), "200")
    log = log_of(np.arange(len(mine)) * 600, host=np.where(mine, "10.0.0.1", "10.0.0.2"), status=statuses)
    usual, more = 100.5 / 1_001, (1 - 0.012) / 0.012
    chance = stats.betabinom.sf(FAILS - 1, OF, usual * more, (1 - usual) * more) * 2 * 8 * searches
    told = rates(Evidence(log), np.zeros(len(mine), bool))
    assert bool(told) == (chance < 1e-5) == (searches == 1)
