"""Starts the server anew when its event loop stands still, and says so.

One thread answers every visitor. Whatever keeps it from turning (a request that computes without end, a
library that loops over what it was sent) ends the app for all of them, and nothing inside can help. So the
process that was started only watches: it forks the server, which gives a sign of life every second, and
ends and forks it anew when none comes. Sessions end with their server; their pages say so, and reopen.

A server that is *stopped* is not one that stands still. Time is counted in the watcher's own seconds, so a
laptop that sleeps adds none; and none is added while the server is stopped by a signal or a debugger.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEAT = 1.0
"""Seconds between two signs of life."""
FAREWELL = 60.0
"""Seconds that a server may take to end its sessions once it was asked to end; it gives no sign meanwhile."""
_PASSED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class Pulse:
    """The server's side: its signs of life, written to ``pipe``."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe
        os.set_blocking(pipe, False)

    def start(self) -> None:
        """Give a sign every `BEAT` seconds, from the running event loop; stop it when nobody watches."""
        # Not at the top: who only watches has no use for it, and stays small.
        from tornado.ioloop import IOLoop, PeriodicCallback

        faulthandler.register(signal.SIGUSR1, all_threads=False)
        self._loop = IOLoop.current()
        self._beats = PeriodicCallback(self._beat, BEAT * 1000)
        self._beats.start()

    def _beat(self) -> None:
        try:
            os.write(self._pipe, b".")
        except BlockingIOError:
            pass
        except OSError:
            # The watcher was killed: whoever started it would take the server for ended.
            self._beats.stop()
            self._loop.stop()


class Stillness:
    """For how long a server gave no sign, in looks of `BEAT` seconds each, however long they took."""

    def __init__(self, patience: float) -> None:
        self.patience = patience
        self._looks: int | None = None

    def look(self, *, beaten: bool, stopped: bool) -> bool:
        """Take note of one look; return whether it stands still. Before its first sign it never does."""
        if beaten:
            self._looks = 0
        elif self._looks is not None and not stopped:
            self._looks += 1
        return self._looks is not None and self._looks * BEAT >= self.patience


def watch(patience: float, tell: Callable[[str], Any]) -> Pulse | int:
    """Go on as the server, and get its `Pulse`; the process that watches returns its exit code.

    ``patience`` is in seconds; ``tell`` gets the sentence for whoever runs the server.
    """
    while True:
        reading, writing = os.pipe()
        server = os.fork()
        if server == 0:
            os.close(reading)
            for number in _PASSED_ON:
                signal.signal(number, signal.SIG_DFL)
            # A terminal sends it to both; the watcher passes it on.
            signal.signal(signal.SIGINT, lambda *_: None)
            return Pulse(writing)
        os.close(writing)
        code = _Watcher(server, reading, patience).wait()
        os.close(reading)
        if code is not None:
            return code
        tell(
            f"The server stood still for {patience:g} s: it is ended and started anew. "
            "Its open sessions are lost."
        )


class _Watcher:
    def __init__(self, server: int, pipe: int, patience: float) -> None:
        self._server = server
        self._pipe = pipe
        self._stillness = Stillness(patience)
        self._stopped = False
        self._ending = False
        for number in _PASSED_ON:
            signal.signal(number, self._pass_on)

    def _pass_on(self, _number: int, _frame: Any) -> None:
        self._ending = True
        self._stillness.patience = max(self._stillness.patience, FAREWELL)
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._server, signal.SIGTERM)

    def wait(self) -> int | None:
        """Return the server's exit code once it ended; None if it had to be ended, and is still wanted."""
        while True:
            ready, _, _ = select.select([self._pipe], [], [], BEAT)
            beaten = bool(ready and os.read(self._pipe, 1 << 16))
            if ready and not beaten:
                time.sleep(BEAT / 20)  # it is just ending
            code = self._exit_code()
            if code is not None:
                return code
            if self._stillness.look(beaten=beaten, stopped=self._stopped or _is_traced(self._server)):
                self._end()
                return 128 + signal.SIGKILL if self._ending else None

    def _exit_code(self) -> int | None:
        """Take note of what happened to children: all of them, since in a container all orphans are ours."""
        while True:
            try:
                child, status = os.waitpid(-1, os.WNOHANG | os.WUNTRACED | os.WCONTINUED)
            except ChildProcessError:
                return 1
            if child == 0:
                return None
            if child == self._server:
                if os.WIFSTOPPED(status) or os.WIFCONTINUED(status):
                    self._stopped = os.WIFSTOPPED(status)
                else:
                    code = os.waitstatus_to_exitcode(status)
                    return code if code >= 0 else 128 - code

    def _end(self) -> None:
        """End the server, which first writes where it stands."""
        os.kill(self._server, signal.SIGUSR1)
        time.sleep(BEAT)
        os.kill(self._server, signal.SIGKILL)
        os.waitpid(self._server, 0)


def _is_traced(process: int) -> bool:
    """Whether a debugger holds it, as far as the system tells."""
    with contextlib.suppress(OSError):
        status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        return "\nTracerPid:\t0\n" not in status
    return False
