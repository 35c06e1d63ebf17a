"""The page on which somebody gives the password, and the way out again."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.auth.login import LoginFormHandler
from voila.handler import BaseVoilaHandler

from app.server.attempts import Attempts
from app.server.identity import Password
from app.server.proxy import SecureCookies

SIGN_IN, SIGN_OUT = "sign-in", "sign-out"
"""The paths of both, below the base."""

WRONG = "That is not the password."
NO_COOKIE = (
    "Your browser sent no cookie along, so it could not be signed in. Allow cookies for this site; "
    "inside a frame of another site, open the page in a tab of its own."
)
_LONGEST = 1024
# A hash takes a core for a moment: however many ask at once, one core is all they get.
_CHECKING = ThreadPoolExecutor(1, thread_name_prefix="sign-in")


class SignIn(SecureCookies, BaseVoilaHandler, LoginFormHandler):
    """Asks for the password, and leads back to the page that was asked for."""

    @allow_unauthenticated
    def get(self) -> None:
        """Answer with the form, or go on at once with who is signed in already."""
        if self.current_user:
            self._go_on()
        else:
            self._ask()

    @allow_unauthenticated
    async def post(self) -> None:
        """Check what was typed."""
        attempts: Attempts = self.settings["attempts"]
        who = cast(str, self.request.remote_ip)
        wait = attempts.take(who)
        if wait:
            self.log.warning("%s tried too often to sign in.", who)
            self.set_header("Retry-After", str(wait))
            self._ask(429, f"That was tried too often. Try again in {wait} seconds.")
            return
        typed = self.get_body_argument("password", "")
        keeper = cast(Password, self.identity_provider)
        checked = asyncio.get_running_loop().run_in_executor(_CHECKING, keeper.passwd_check, typed[:_LONGEST])
        if not await checked:
            self.log.warning("%s gave a wrong password.", who)
            self._ask(401, WRONG)
            return
        attempts.forget(who)
        self.current_user = keeper.generate_anonymous_user(self)
        keeper.set_login_cookie(self, self.current_user)
        self._go_on()

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """Ask again where the form's token was missing; tornado has dropped what was set before."""
        if status_code == 403:
            self._ask(403, NO_COOKIE)
        else:
            super().write_error(status_code, **kwargs)

    def _go_on(self) -> None:
        self._redirect_safe(self.get_argument("next", self.base_url))

    def _ask(self, status: int = 200, problem: str = "") -> None:
        self.set_status(status)
        self.set_header("Cache-Control", "no-store")
        self.finish(self.render_template("sign-in.html", problem=problem))


class SignOut(SecureCookies, BaseVoilaHandler):
    """Forgets who is signed in."""

    @allow_unauthenticated
    def post(self) -> None:
        """Forget it in this browser."""
        self.identity_provider.clear_login_cookie(self)
        self.redirect(self.get_login_url())
