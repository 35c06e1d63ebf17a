"""A process that has imported what every page needs, and forks a kernel whenever it is asked for one.

A fresh interpreter spends seconds on imports before a page can show anything; a fork of this process
starts where they ended, and shares their memory. It runs as ``python -m app.server.zygote``, started
by `app.server.forking.Zygote`, on Linux only. A fork copies the one thread that forks, so no other
may hold anything here: `HARMLESS` names those that libraries start and a fork can do without.

Each request is one message of JSON, ``{"argv": […], "env": {…}, "cwd": "…"}``; the answer is the new
kernel's ``{"pid": n}`` with a file descriptor of that process. A first message, ``{"threads": […]}``, says
that the imports are done, and names the threads that are not harmless.
"""

from __future__ import annotations

import gc
import importlib
import json
import logging
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any

from tornado.ioloop import IOLoop

from app.server import lean_kernel, program
from app.server.confinement import confine
from app.server.memory import give_back
from app.server.reach import confine_files

# ipykernel comes first: whatever makes a widget at its import must find the kernel's comms in place.
MODULES = (
    "ipykernel.kernelapp",
    "numpy",
    "scipy.sparse",
    "pandas",
    "polars",
    "bqplot",
    "ipywidgets",
    "ipyvuetify",
    "ipyvuetify.extra",
)
# The allocator's own, which it starts again in a fork, and one that tidies what polars spills to disk.
HARMLESS = {"jemalloc_bg_thd", "polars-ooc-clea"}
FAREWELL = 5.0
BUILT = 20.0
"""Seconds after which a session has built its page, and gives back what that took meanwhile."""
_LARGEST = 1 << 18


def main(arguments: list[str]) -> None:
    """Serve the socket whose descriptor is the first argument until it closes.

    The second argument is a pipe that nobody writes to; it ends when the server does. The others name
    what to import besides `MODULES`, as ``module`` or ``module:attribute``.
    """
    server = socket.socket(fileno=int(arguments[0]))
    lifeline = int(arguments[1])
    lean_kernel.no_debugger()
    _import((*MODULES, *lean_kernel.MODULES, *arguments[2:]))
    _prepare()
    program.packages()
    gc.collect()
    gc.freeze()
    server.send(json.dumps({"threads": _harmful()}).encode())
    server.settimeout(1.0)
    while True:
        try:
            message = server.recv(_LARGEST)
        except TimeoutError:
            _reap()
            continue
        if not message:
            return
        request = json.loads(message)
        pid = os.fork()
        if pid == 0:
            server.close()
            _become_kernel(request, lifeline)
            return
        process = os.pidfd_open(pid)
        socket.send_fds(server, [json.dumps({"pid": pid}).encode()], [process])
        os.close(process)
        _reap()


def _import(names: tuple[str, ...]) -> None:
    for name in names:
        module, _, attribute = name.partition(":")
        try:
            imported = importlib.import_module(module)
            if attribute:
                getattr(imported, attribute)
        except Exception:
            logging.getLogger(__name__).warning("Sessions will import %s themselves.", name, exc_info=True)


def _prepare() -> None:
    # Not imported before ipykernel is.
    from app.shell.page import prepare

    prepare()


def _harmful() -> list[str]:
    others = [task for task in Path("/proc/self/task").iterdir() if task.name != str(os.getpid())]
    return sorted({(task / "comm").read_text().strip() for task in others} - HARMLESS)


def _reap() -> None:
    try:
        while os.waitpid(-1, os.WNOHANG) != (0, 0):
            pass
    except ChildProcessError:
        pass


def _become_kernel(request: dict[str, Any], lifeline: int) -> None:
    os.setsid()
    confine()
    # Who is left by its visitor while it starts goes without a word; the kernel ignores it from then on.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(request["env"])
    os.chdir(request["cwd"])
    time.tzset()
    confine_files(os.environ, _connection(request["argv"]))
    # Python's own generator reseeds itself in a fork; numpy's does not.
    sys.modules["numpy"].random.seed()

    from ipykernel.kernelapp import IPKernelApp

    sys.argv = ["kernel", *request["argv"]]
    kernel = IPKernelApp.instance()
    with lean_kernel.few_modules():
        kernel.initialize(request["argv"])
    threading.Thread(target=_end_with_server, args=(lifeline, kernel), daemon=True).start()
    # ipywidgets does this at its import, but only where a kernel runs already. Without it the browser
    # cannot ask for the state of any widget, and the page stays at "Loading widget…".
    sys.modules["ipywidgets"].register_comm_target()
    IOLoop.current().call_later(BUILT, give_back)
    kernel.start()


def _connection(argv: list[str]) -> str:
    return argv[argv.index("-f") + 1] if "-f" in argv else ""


def _end_with_server(lifeline: int, kernel: Any) -> None:
    while os.read(lifeline, 1):
        pass
    kernel.io_loop.add_callback(kernel.io_loop.stop)
    time.sleep(FAREWELL)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
