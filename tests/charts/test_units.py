"""Numbers in words are the same from the server as from the browser, whose tests have the same cases."""

import numpy as np
import pytest

from app.charts.units import in_unit, plain, round_ticks


@pytest.mark.parametrize(
    ("number", "unit", "words"),
    [
        (13_628, "count", "13,628"),
        (float("nan"), "count", "–"),
        (None, "seconds", "–"),
        (1023, "bytes", "1,023 B"),
        (2_747_280_000, "bytes", "2.6 GiB"),
        (168_132_893, "bytes", "160 MiB"),
        (0, "seconds", "0 ms"),
        (0.0000042, "seconds", "4 µs"),
        (0.0042, "seconds", "4.2 ms"),
        (0.25, "seconds", "250 ms"),
        (1.5, "seconds", "1.50 s"),
        (250, "seconds", "250 s"),
        (0.0546, "share", "5.5%"),
    ],
)
def test_a_number_is_written_in_the_unit_that_keeps_it_short(number, unit, words):
    assert in_unit(number, unit) == words


@pytest.mark.parametrize("unit", ["count", "bytes", "seconds", "share"])
@pytest.mark.parametrize("top", [1, 7, 0.04, 0.5, 999, 1024, 3_000_000, 2.5e9])
def test_ticks_are_few_ascending_and_within(top, unit):
    ticks = round_ticks(top, unit)
    assert ticks[0] == 0
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 5
    assert ticks[-1] <= top
    if unit in ("seconds", "share") or top >= 1:
        assert len(ticks) > 1


def test_what_numpy_counted_can_be_sent():
    assert [type(n) for n in plain([np.int64(1), np.float64(0.5), None, 2])] == [int, float, type(None), int]
