"""Numbers of several parts in one unit, by hand."""

import pandas as pd
import pytest

from app.network.datasets.measures import in_one_unit
from app.network.datasets.numerals import plain_numbers, written_with


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


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        (["1.5 kg", "503 g"], [1500, 503]),
        (["2h 5m", "45 min"], [125, 45]),
        (["1:13:31", "2:00:05"], [4411, 7205]),
        (["1 1/2", "3/4"], [1.5, 0.75]),
    ],
)
@pytest.mark.parametrize("gap", ["", "n/a", "not known"])
def test_gaps_count_against_no_unit(written, numbers, gap):
    column = pd.Series([*written * 10, *[gap] * 5])
    assert plain_numbers(column, ".").tolist()[-5:] == [gap] * 5
    assert plain_numbers(column, ".").iloc[:20].astype(float).tolist() == numbers * 10


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        # 1126 mg are 1.126 g; a lap of 1:10.121 takes 70.121 s.
        (["1126 mg", "2 g"], [1.126, 2]),
        (["1:10.121", "1:09.500"], [70.121, 69.5]),
        (["1 3/8", "2 5/8"], [1.375, 2.625]),
    ],
)
def test_what_was_reckoned_has_a_point_whatever_the_separator(written, numbers):
    column = pd.Series(written * 10)
    mark = written_with(column, ";")
    assert mark == "."
    assert plain_numbers(column, mark).astype(float).tolist() == numbers * 10


def test_a_time_in_another_form_is_none_of_the_others_unit():
    column = pd.Series([*["2 years", "18 months"] * 12, "1,200 days"])
    assert plain_numbers(column, ".").tolist()[:2] == ["24", "18"]
    assert pd.to_numeric(plain_numbers(column, "."), errors="coerce").isna().tolist() == [False] * 24 + [True]
