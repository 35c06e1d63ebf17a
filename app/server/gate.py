"""What happens to a request for a page before its kernel is started."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError

LEAVING = "vitrine-leaving"
"""The cookie in which a page that is about to be left names its session, see ``session.js``."""


class Gate:
    """A hook for Voilà that lets at most ``cap`` sessions in.

    A page says farewell only when its successor's answer arrives, so whoever reloads, or goes from page to
    page, would find their own seat taken. The session that they leave is not counted: for that moment there
    may be one more than ``cap``, and never two.
    """

    def __init__(self, cap: int) -> None:
        self.cap = cap

    def is_full(self, request: Any) -> bool:
        """Whether there is no seat for who asks."""
        taken = set(request.kernel_manager.list_kernel_ids())
        return len(taken - {request.get_cookie(LEAVING)}) >= self.cap

    def __call__(self, request: Any, notebook: Any, cwd: str) -> None:
        """Let a visitor in, or raise a 503 that the error page explains.

        Reading the token sets its cookie. Without that, the message that a closing page sends to end
        its session is refused, and every visit leaves a kernel behind.
        """
        del notebook, cwd
        _ = request.xsrf_token
        if self.is_full(request):
            raise HTTPError(503, reason="All seats are taken")
