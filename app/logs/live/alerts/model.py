"""The alert of a page: the rule that is typed, whether it holds, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import traitlets

from app.counted import counted
from app.dates import moment
from app.links import Linked, LinkState, Text
from app.logs.dimensions import status_numbers
from app.logs.live.alerts.judging import Judge
from app.logs.live.alerts.rules import WHAT, Limit, parse
from app.logs.live.alerts.seconds import SecondCounts
from app.logs.live.alerts.webhook import HOUR, Ledger, send_aside
from app.logs.search.grammar import Fault
from app.logs.store.log import Log

BEAT = 1.0
"""Seconds between two looks at the rule."""

AGAIN = 20.0
"""Seconds after which it is noted again that a rule still fires."""

AT_ONCE = 1_000_000
"""Requests that are counted at a time."""

UNTOLD = "The webhook did not take the message; what it would have said stands here."

Send = Callable[[str, dict[str, Any], Callable[[bool], Any]], Any]


class Alerts(Linked):
    """One ``rule`` over a log that is followed; see `app.logs.live.alerts`.

    ``limit`` is what a chart shows of it, as soon as that much is typed; ``fault`` says where the text is no
    rule. ``alarm`` is the sentence while it fires, empty else; ``words`` say how it stands. With ``webhook``,
    an address, each alarm and its end are posted there, once for all pages.
    """

    link = LinkState(Text("alert", title="Alert", trait="rule", flows=True))

    rule = traitlets.Unicode()
    fault = traitlets.Instance(Fault, allow_none=True)
    limit = traitlets.Instance(Limit, allow_none=True)
    alarm = traitlets.Unicode()
    words = traitlets.Unicode()

    def __init__(self, webhook: str = "", send: Send = send_aside) -> None:
        super().__init__()
        self._webhook, self._send = webhook, send
        self._log_name = ""
        self.forget()
        self.observe(self._typed, "rule")

    def forget(self, log_name: str = "") -> None:
        """Another log is followed, or none: nothing is known of it yet."""
        self._log_name, self._ledger = log_name, None
        self._store: Any = None
        self._rows = 0
        self._looked_at = self._noted_at = -BEAT
        self._begin()

    def _typed(self, _change: Any) -> None:
        self._begin()
        self._looked_at = -BEAT

    def _begin(self) -> None:
        parsed = parse(self.rule)
        self._judge = Judge(parsed.rule) if parsed.rule is not None else None
        self._undelivered, self._known_until = False, 0.0
        with self.hold_trait_notifications():
            self.fault, self.limit, self.alarm, self.words = parsed.fault, parsed.limit, "", ""

    # ---- judging ----

    def look(self, log: Log, clock: int, complete: bool, folder: Path | None = None) -> None:
        """Judge the rule by the requests of a log at ``clock``, its second now.

        ``complete`` says that all that was written is read; ``folder`` is where pages that follow the same
        log find each other.
        """
        now = monotonic()
        if self._judge is None or now - self._looked_at < BEAT:
            return
        self._looked_at = now
        self._count(log)
        self._note(folder, now)
        changed = self._judge.look(self._counts, clock, now, complete)
        if changed or (self._judge.firing and now - self._noted_at > AGAIN):
            self._noted_at = now
            self._tell(folder)
        self._say()

    def _note(self, folder: Path | None, now: float) -> None:
        """Have it known how long this rule is here already: an old one is told before those just typed."""
        if self._judge is not None and self._webhook and folder is not None and now >= self._known_until:
            self._known_until = now + HOUR
            with suppress(OSError):
                Ledger(folder).note(self._judge.rule.words)

    def _count(self, log: Log) -> None:
        store = log.store
        if store is not self._store:
            # Of a store whose older half went, what is left is counted anew.
            self._counts, self._store, self._rows = SecondCounts(tuple(WHAT.values())), store, 0
        of_code = status_numbers(store.values["status"])
        while self._rows < store.rows:
            rows = slice(self._rows, min(self._rows + AT_ONCE, store.rows))
            self._counts.add(store.time[rows], of_code[store.codes["status"][rows]])
            self._rows = rows.stop

    def _say(self) -> None:
        judge = self._judge
        assert judge is not None
        rule, reading = judge.rule, judge.reading
        measured = reading.words(rule.limit)
        with self.hold_trait_notifications():
            if judge.firing and judge.began is not None:
                self.alarm = f"{rule.words}: {measured}, since {moment(judge.began, seconds=True)}."
                self.words = ""
            else:
                self.alarm = ""
                lacks = f"needs {counted(rule.minutes, 'minute')} of the log"
                now = f"now {measured}" if reading.value is not None else lacks
                was = ""
                if judge.began is not None and judge.ended is not None:
                    began, ended = (moment(second, seconds=True) for second in (judge.began, judge.ended))
                    was = f"; it held from {began} to {ended}"
                self.words = now + was
            if self._undelivered:
                self.words = UNTOLD

    # ---- who is told besides ----

    def _tell(self, folder: Path | None) -> None:
        judge = self._judge
        if judge is None or not self._webhook or folder is None:
            return
        try:
            tells = Ledger(folder).tells(judge.rule.words, judge.firing)
        except OSError:
            # No room to note who was told: rather nobody than the same again and again.
            self._undelivered, tells = True, False
        if not tells:
            return
        measured = judge.reading.words(judge.rule.limit)
        state = "fires" if judge.firing else "is over"
        at = judge.began if judge.firing else judge.ended
        message = {
            "text": f"{self._log_name}: the alert “{judge.rule.words}” {state} ({measured}).",
            "log": self._log_name,
            "rule": judge.rule.words,
            "firing": judge.firing,
            "measured": measured,
            "at": datetime.fromtimestamp(at or 0, UTC).replace(tzinfo=None).isoformat(),
        }
        self._send(self._webhook, message, self._sent)

    def _sent(self, taken: bool) -> None:
        # In another thread: it is said with the next look.
        self._undelivered = not taken
