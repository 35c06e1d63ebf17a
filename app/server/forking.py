"""The process that forks sessions, and a forked one, seen from the server."""

from __future__ import annotations

import asyncio
import json
import math
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from traitlets.config import LoggingConfigurable

from app import landlock, places
from app.server.kernel_environment import environment

PATIENCE = 20.0
"""Seconds within which what forks sessions answers, once it is ready."""

IMPORTING = 45.0
"""Seconds within which it is ready, also on a busy machine: a fresh interpreter would take no less."""

AGAIN = 10.0
"""Seconds after which what forks sessions is started anew, where it went."""


class ForkedProcess:
    """A kernel that the zygote forked, handled as `subprocess.Popen` handles a child.

    It is no child of this process, so its exit status stays unknown; ``pidfd`` tells that it exited, and
    never mistakes another process of the same number for it.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, pidfd: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._pidfd = pidfd
        self._poller = select.poll()
        self._poller.register(pidfd, select.POLLIN)

    def poll(self) -> int | None:
        """Return None while it runs, afterwards 0."""
        return self._after(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait until it exits; raises `subprocess.TimeoutExpired` after ``timeout`` seconds."""
        code = self._after(None if timeout is None else timeout * 1000)
        if code is None:
            raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return code

    def _after(self, milliseconds: float | None) -> int | None:
        if self.returncode is None and self._poller.poll(milliseconds):
            self.returncode = 0
            os.close(self._pidfd)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal, unless it is gone."""
        if self.poll() is None:
            signal.pidfd_send_signal(self._pidfd, signal.Signals(number))

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


class Zygote(LoggingConfigurable):
    """The process that forks kernels (see `app.server.zygote`), seen from the server.

    ``imports`` are what it imports besides its own list, as `imports_of` gives them; ``given`` are variables
    of the environment besides the server's own, ``components`` the folder for what browsers draw widgets by.
    """

    def __init__(
        self,
        imports: Sequence[str] = (),
        given: Mapping[str, str] = MappingProxyType({}),
        *,
        components: Path | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._components = {places.COMPONENTS: str(components)} if components is not None else {}
        self._imports = imports
        self._environment = given
        self._socket: socket.socket | None = None
        # Kernels live as long as theirs is held: also those of a process that is gone.
        self._lifelines: list[int] = []
        self._started = -math.inf
        self._process: subprocess.Popen[bytes] | None = None
        self._turn = threading.Lock()
        self._ready = self._closed = False

    def start(self) -> None:
        """Start it, if this system can; it is ready a few seconds later."""
        if sys.platform != "linux":
            self.log.info("Sessions start in fresh interpreters: forking them is done on Linux only.")
            return
        if landlock.abi() < landlock.LEAST:
            self.log.info("Sessions have all rights of the server's user: this system has no Landlock.")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        reading, writing = os.pipe()
        self._lifelines.append(writing)
        self._ready, self._started = False, time.monotonic()
        with theirs:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "app.server.zygote",
                    str(theirs.fileno()),
                    str(reading),
                    *self._imports,
                ],
                # Not where the server was started: another “app” may lie there.
                cwd=places.PAGES,
                env=environment({**os.environ, **self._environment})
                | self._components
                | {
                    "PYTHONPATH": places.python_path(os.environ),
                    "_RJEM_MALLOC_CONF": "background_thread:false",
                },
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(), reading),
                start_new_session=True,
            )
        os.close(reading)
        self._socket = ours

    @property
    def alive(self) -> bool:
        """Whether it may be asked for a kernel."""
        return self._socket is not None and self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its process, if it was started."""
        return self._process.pid if self._process else None

    async def fork(self, argv: Sequence[str], env: Mapping[str, str], cwd: str) -> ForkedProcess | None:
        """Ask for a kernel with these arguments; None means that it must be had otherwise."""
        if not self.alive:
            self._start_anew()
            return None
        request = json.dumps({"argv": list(argv), "env": dict(env), "cwd": cwd}).encode()
        return await asyncio.get_running_loop().run_in_executor(None, self._ask, request)

    def _start_anew(self) -> None:
        """Start it again if it was ended by others, and not all the time."""
        if self._closed or self._process is None or time.monotonic() - self._started < AGAIN:
            return
        self.log.warning(
            "What forks sessions is gone; it is started anew, meanwhile they start by themselves."
        )
        self._end()
        self.start()

    def _ask(self, request: bytes) -> ForkedProcess | None:
        with self._turn:
            if self._socket is None:  # It was given up while this one waited for its turn.
                return None
            try:
                if not self._ready:
                    self._greet(self._socket)
                self._socket.send(request)
                answer, descriptors, _, _ = socket.recv_fds(self._socket, 4096, 1)
                return ForkedProcess(json.loads(answer)["pid"], descriptors[0])
            except (OSError, ValueError, IndexError) as error:
                self.log.warning("No session can be forked (%s); it starts in a fresh interpreter.", error)
                self._end()
                return None

    def _greet(self, socket_: socket.socket) -> None:
        socket_.settimeout(IMPORTING)
        greeting = json.loads(socket_.recv(4096))
        if greeting["threads"]:
            raise ValueError(f"the forking process has threads: {', '.join(greeting['threads'])}")
        socket_.settimeout(PATIENCE)
        self._ready = True

    def close(self) -> None:
        """End it for good. Kernels that it forked live on, as long as this process does."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
