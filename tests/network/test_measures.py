"""Numbers of several parts in one unit, by hand."""

import pandas as pd
import pytest

from app.network.datasets.measures import in_one_unit
from app.network.datasets.numerals import plain_numbers


@pytest.mark.parametrize(
    ("written", "degrees"),
    [
        # 24 of 60 minutes are 0.4, 7 are 0.1166…; Ost beside W, Oeste beside E.
        (["13°24'O", "0°7'W"], ["13.4", "-0.116666667"]),
        (["13°24'O", "0°7'E"], ["-13.4", "0.116666667"]),
        (["13°24'O", "0°30'O"], ["13°24'O", "0°30'O"]),
        (["13°24'E", "0°30'W"], ["13.4", "-0.5"]),
    ],
)
def test_an_o_is_west_or_east_by_what_stands_beside_it(written, degrees):
    assert in_one_unit(pd.Series(written)).tolist() == degrees


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (["10 ft", "12 ft"], [10, 12]),
        (["45'", "90'"], [45, 90]),
        (["6 ft", "5 ft 11 in"], [72, 71]),
        (["6'", "5'11\""], [72, 71]),
    ],
)
def test_feet_are_inches_only_where_some_have_inches(written, numbers):
    assert plain_numbers(pd.Series(written), ".").astype(float).tolist() == numbers
