"""Telling another program of an alert: by the address that whoever runs the server has set, and no other.

What is sent is made of the rule as it was understood and of numbers; nothing that a visitor typed goes out as
it was typed, and no address comes from a page. Redirects are not followed, and what is answered is not read.
"""

from __future__ import annotations

import json
import threading
import time
import urllib.request
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.logs.live.commits import Lock, read_json, write_json

PATIENCE = 10.0
"""Seconds that the other side may take."""

OVER = 60.0
"""Seconds after which an alert that no page has told of again is over, as where all pages were closed."""

MOST, OF_NEW, OF_ONE = 30, 20, 6
"""Messages an hour of one log, those of rules that nobody had an hour ago, and those of one rule.

Who types rules into a page must not be able to flood anybody, nor to use up what others' rules may say.
"""

REMEMBERED, FORGOTTEN = 500, 86_400.0
"""Rules that are known to be older, and seconds after which one that nobody has any more is new again."""

HOUR = 3600.0

LEDGER = "alerts.json"


class Ledger:
    """What was told of one live log, in a file of its ``folder``: ten pages with a rule tell once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, rule: str) -> None:
        """Note that a page has a rule: from then on it grows older."""
        with self._kept(rule):
            pass

    def tells(self, rule: str, firing: bool) -> bool:
        """Note that a rule fires, or does no more; whether that has to be told, since no page has."""
        with self._kept(rule) as kept:
            now, since = time.time(), kept["since"]
            tells = (rule in since) != firing
            if firing:
                since[rule] = now
            else:
                since.pop(rule, None)
            tells = tells and _may_tell(rule, [one for _, one in kept["told"]], _old(kept["known"], now))
            if tells:
                kept["told"].append((now, rule))
            return tells

    @contextmanager
    def _kept(self, rule: str) -> Iterator[dict[str, Any]]:
        """What is known of all rules, this one among them, to change; nobody else does meanwhile."""
        now = time.time()
        lock = Lock(self._folder / "alerts")
        lock.wait()
        try:
            read = read_json(self._folder / LEDGER) or {}
            known = {one: ages for one, ages in read.get("known", {}).items() if now - ages[1] < FORGOTTEN}
            if rule in known or len(known) < REMEMBERED:
                known[rule] = [known.get(rule, [now])[0], now]
            kept = {
                "since": {one: at for one, at in read.get("since", {}).items() if now - at < OVER},
                "told": [(at, one) for at, one in read.get("told", []) if now - at < HOUR],
                "known": known,
            }
            yield kept
            write_json(self._folder / LEDGER, kept)
        finally:
            lock.close()


def _old(known: Mapping[str, Sequence[float]], now: float) -> set[str]:
    return {rule for rule, (first, _) in known.items() if now - first >= HOUR}


def _may_tell(rule: str, told: Sequence[str], old: Container[str]) -> bool:
    """Whether there is room for a message of this rule beside those ``told`` in this hour, by their rules."""
    if len(told) >= MOST or told.count(rule) >= OF_ONE:
        return False
    return rule in old or sum(one not in old for one in told) < OF_NEW


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
