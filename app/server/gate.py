"""What happens to a request for a page before its kernel is started."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError


class Gate:
    """A hook for Voilà that lets at most ``cap`` sessions in."""

    def __init__(self, cap: int) -> None:
        self.cap = cap

    def __call__(self, request: Any, notebook: Any, cwd: str) -> None:
        """Let a visitor in, or raise a 503 that the error page explains.

        Reading the token sets its cookie. Without that, the message that a closing page sends to end
        its session is refused, and every visit leaves a kernel behind.
        """
        del notebook, cwd
        _ = request.xsrf_token
        if len(request.kernel_manager.list_kernel_ids()) >= self.cap:
            request.set_header("Retry-After", "30")
            raise HTTPError(503, reason="All seats are taken")
