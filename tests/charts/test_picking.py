"""What clicks do to a selection."""

from __future__ import annotations

import pytest

from app.charts.picking import pick


@pytest.mark.parametrize(
    ("selected", "click", "result"),
    [
        ([], {"index": 2}, [2]),
        ([1, 2], {"index": 3}, [3]),
        ([3], {"index": 3}, []),
        ([1, 3], {"index": 3}, [3]),
        ([1], {"index": 3, "add": True}, [1, 3]),
        ([1, 3], {"index": 3, "add": True}, [1]),
        ([1], {"index": 4, "span": True}, [1, 2, 3, 4]),
        ([4], {"index": 1, "span": True}, [4, 3, 2, 1]),
        ([9, 1], {"index": 3, "span": True}, [9, 1, 2, 3]),
        ([], {"index": 1, "span": True}, [1]),
    ],
)
def test_click_replaces_ctrl_adds_shift_spans(selected: list[int], click: dict, result: list[int]) -> None:
    assert pick(selected, **click) == result


@pytest.mark.parametrize("index", [-1, 5, 10**12])
def test_a_forged_position_changes_nothing(index: int) -> None:
    assert pick([1], index, count=5) == [1]
