"""Who may see the pages: everybody, whoever knows the password, or whom a proxy has signed in.

Jupyter's identity providers do it: each of its handlers asks one of them before it answers. A page, its
socket and the files it loads are refused to who is not known; ``/health`` is open to all.
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyter_server.auth import passwd
from jupyter_server.auth.identity import IdentityProvider, PasswordIdentityProvider, User
from tornado.web import HTTPError
from traitlets import Unicode

from app.settings import Settings

KEY = ".sign-in-key"
"""The file in the visitors' folder whose 32 bytes sign the cookie of who is signed in."""
_KEY_BYTES = 32

SIGNED_IN_DAYS = 30
"""Days after which whoever knows the password is asked for it again."""


class Everybody(IdentityProvider):
    """Lets everybody in, and remembers nobody."""

    auth_enabled = False

    def get_user(self, handler: Any) -> User:
        """Give the same visitor for every request."""
        del handler
        return User("visitor")


class Password(PasswordIdentityProvider):
    """Lets in who once gave the password, and remembers it in a signed cookie."""

    def get_user(self, handler: Any) -> Any:
        """Give who the cookie names, or None."""
        return self.get_user_cookie(handler)


class Named(IdentityProvider):
    """Lets in whom the proxy names in a header; from anybody else the header never gets here."""

    header = Unicode(help="the header's name")
    login_available = False

    def get_user(self, handler: Any) -> User:
        """Give whom it names; raises a 403 without a name, since there is no place here to sign in."""
        name = handler.request.headers.get(self.header, "").strip()
        if not name:
            handler.current_user = None
            raise HTTPError(403, "no proxy has named a user")
        return User(name)


Doorkeeper = Everybody | Password | Named


def doorkeeper(settings: Settings, parent: Any) -> Doorkeeper:
    """Give what decides who may see the pages, as the operator chose."""
    if settings.password:
        hashed = settings.password if settings.password.startswith("argon2:") else passwd(settings.password)
        cookie = {"samesite": "Lax", "httponly": True, "expires_days": SIGNED_IN_DAYS}
        return Password(parent=parent, token="", hashed_password=hashed, cookie_options=cookie)
    if settings.user_header:
        return Named(parent=parent, token="", header=settings.user_header)
    return Everybody(parent=parent, token="")


def cookie_secret(settings: Settings) -> bytes:
    """Give the key that signs cookies.

    It is the same after a restart, and for servers that share the visitors' folder, and another once the
    password is changed, which signs everybody out. Where nothing can be kept, it is new at each start.
    """
    try:
        kept = _kept_key(Path(settings.visitors))
    except OSError:
        kept = secrets.token_bytes(_KEY_BYTES)
    return hmac.digest(kept, settings.password.encode(), hashlib.sha256)


def _kept_key(folder: Path) -> bytes:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / KEY
    if path.exists() and path.stat().st_size != _KEY_BYTES:
        path.unlink()
    # Written aside and linked, so that of servers that start at once each reads the whole of the same key.
    handle, aside = tempfile.mkstemp(dir=folder, prefix=".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(_KEY_BYTES))
        with suppress(FileExistsError):
            os.link(aside, path)
    finally:
        Path(aside).unlink()
    return path.read_bytes()


def unguarded(settings: Settings) -> str:
    """Give a warning if whoever reaches this machine may see the pages, else nothing."""
    if settings.password or settings.user_header:
        return ""
    try:
        inside = ipaddress.ip_address(settings.address).is_loopback
    except ValueError:
        inside = settings.address == "localhost"
    if inside:
        return ""
    return (
        f"Whoever reaches port {settings.port} of this machine may open the pages: nobody has to sign in. "
        "Set VITRINE_PASSWORD, or let only a proxy reach it (see docs/authentication.md)."
    )
