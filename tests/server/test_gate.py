"""Who is let in when seats are scarce."""

from types import SimpleNamespace
from typing import Any

import pytest
from tornado.web import HTTPError

from app.server.gate import LEAVING, Gate


def visitor(taken: list[str], leaving: str | None = None) -> Any:
    cookies = {LEAVING: leaving}
    return SimpleNamespace(
        kernel_manager=SimpleNamespace(list_kernel_ids=lambda: taken), get_cookie=cookies.get, xsrf_token=b""
    )


@pytest.mark.parametrize(
    ("taken", "leaving"), [([], None), (["a"], None), (["a", "b"], "b"), (["a"], "b"), ([], "x")]
)
def test_who_finds_a_seat_or_leaves_one_is_let_in(taken: list[str], leaving: str | None) -> None:
    Gate(2)(visitor(taken, leaving), None, "")


@pytest.mark.parametrize(
    ("taken", "leaving"), [(["a", "b"], None), (["a", "b"], "c"), (["a", "b"], ""), (["a", "b", "c"], "c")]
)
def test_nobody_takes_more_than_the_seat_they_leave(taken: list[str], leaving: str | None) -> None:
    with pytest.raises(HTTPError) as refused:
        Gate(2)(visitor(taken, leaving), None, "")
    assert refused.value.status_code == 503
