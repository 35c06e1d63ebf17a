"""Telling another program of an alert: by the address that whoever runs the server has set, and no other.

What is sent is made of the rule as it was understood and of numbers; nothing that a visitor typed goes out as
it was typed, and no address comes from a page. Redirects are not followed, and what is answered is not read.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from app.logs.live.commits import Lock, read_json, write_json

PATIENCE = 10.0
"""Seconds that the other side may take."""

OVER = 60.0
"""Seconds after which an alert that no page has told of again is over, as where all pages were closed."""

MOST = 30
"""Messages an hour of one log; who types rules into a page must not be able to flood anybody."""

HOUR = 3600.0

LEDGER = "alerts.json"


class Ledger:
    """What was told of one live log, in a file of its ``folder``: ten pages with a rule tell once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def tells(self, rule: str, firing: bool) -> bool:
        """Note that a rule fires, or does no more; whether that has to be told, since no page has."""
        now = time.time()
        lock = Lock(self._folder / "alerts")
        lock.wait()
        try:
            kept = read_json(self._folder / LEDGER) or {"since": {}, "sent": []}
            sent = [at for at in kept["sent"] if now - at < HOUR]
            since = {one: at for one, at in kept["since"].items() if now - at < OVER}
            tells = (rule in since) != firing
            if firing:
                since[rule] = now
            else:
                since.pop(rule, None)
            tells = tells and len(sent) < MOST
            write_json(self._folder / LEDGER, {"since": since, "sent": [*sent, now] if tells else sent})
            return tells
        finally:
            lock.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_request: Any) -> None:
        """Follow nothing: it could lead anywhere."""
        return


def send(address: str, message: Mapping[str, Any]) -> bool:
    """Post a message as JSON; whether it was taken."""
    request = urllib.request.Request(
        address,
        json.dumps(message).encode(),
        {"Content-Type": "application/json", "User-Agent": "Vitrine"},
        method="POST",
    )
    opener = urllib.request.build_opener(_NoRedirect)
    try:
        with opener.open(request, timeout=PATIENCE):
            return True
    except (OSError, ValueError):
        return False


def send_aside(address: str, message: Mapping[str, Any], sent: Callable[[bool], Any]) -> None:
    """Post a message beside the page; ``sent`` is called in another thread."""
    threading.Thread(target=lambda: sent(send(address, message)), daemon=True).start()
