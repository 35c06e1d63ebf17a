"""How a session's process comes to be: what it may know, and how it starts fast.

Jupyter's extension point for this is the kernel provisioner. Ours passes on a few named variables of
the environment, and asks the zygote for a process; where there is none (other systems than Linux, or
a zygote that died) it starts a fresh interpreter, as Jupyter does by itself.
"""

from __future__ import annotations

import ast
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
from importlib.metadata import EntryPoint
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner
from traitlets.config import LoggingConfigurable

from app import places
from app.settings import SETTINGS

PASSED_ON = (
    "HOME",
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "PATH",
    "PYTHONPATH",
    "TMPDIR",
    "TZ",
    *(setting.name for setting in SETTINGS if not setting.secret),
)
# Sessions share few cores: threads of linear algebra in each of them only get in each other's way.
GIVEN = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
# A page never sees a traceback, and a plain one is made sooner than one with colours and context.
ARGUMENTS = [
    "--HistoryManager.enabled=False",
    "--IPKernelApp.log_level=CRITICAL",
    "--InteractiveShell.xmode=Plain",
]
PATIENCE = 20.0
AGAIN = 10.0
"""Seconds after which what forks sessions is started anew, where it went."""
# A socket's path may have 107 bytes; those that Jupyter adds to the folder take up some 65.
_SOCKET_ROOM = 40


def environment(server: Mapping[str, str]) -> dict[str, str]:
    """Give what a kernel may know of the environment of its server."""
    return {name: server[name] for name in PASSED_ON if name in server} | GIVEN


def imports_of(notebook: Path) -> list[str]:
    """Give what a notebook's code imports, as ``module`` or ``module:name``, in order.

    >>> imports_of(places.PAGES / "logs.ipynb")[0]
    'app.logs:LogPage'
    """
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}:{alias.name}" for alias in node.names]
    return found


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
    of the environment besides the server's own.
    """

    def __init__(
        self, imports: Sequence[str] = (), given: Mapping[str, str] = MappingProxyType({}), **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
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
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.settimeout(PATIENCE)
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
            try:
                assert self._socket is not None
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
        greeting = json.loads(socket_.recv(4096))
        if greeting["threads"]:
            raise ValueError(f"the forking process has threads: {', '.join(greeting['threads'])}")
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


class PageKernelProvisioner(LocalProvisioner):
    """Starts the kernel of a page: environment as `environment` gives it, forked where it can be."""

    NAME = "vitrine"
    zygote: Zygote | None = None

    @classmethod
    def install(cls, zygote: Zygote | None) -> None:
        """Make this known to Jupyter, for kernels that ask for it by its name: those of `PageKernelSpecs`."""
        cls.zygote = zygote
        KernelProvisionerFactory.instance().provisioners[cls.NAME] = EntryPoint(
            cls.NAME, f"{cls.__module__}:{cls.__name__}", KernelProvisionerFactory.GROUP_NAME
        )

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Take away what the kernel need not know."""
        prepared = await super().pre_launch(**kwargs)
        prepared["cmd"] = [*prepared["cmd"], *ARGUMENTS]
        prepared["env"] = environment(prepared["env"])
        return prepared

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start it."""
        cwd = str(kwargs.get("cwd") or Path.cwd())
        if self.zygote is not None and "ipykernel_launcher" in cmd:
            argv = cmd[cmd.index("ipykernel_launcher") + 1 :]
            forked = await self.zygote.fork(argv, kwargs["env"], cwd)
            if forked is not None:
                self.process = cast("subprocess.Popen[bytes]", forked)
                self.pid = self.pgid = forked.pid
                self.cwd = cwd
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)

    async def send_signal(self, signum: int) -> None:
        """Signal the kernel and its children, unless it is gone and its number may be another's."""
        if await self.poll() is None:
            await super().send_signal(signum)


class PageKernelSpecs(KernelSpecManager):
    """The one kernel of pages: this very interpreter, whatever kernels somebody has installed."""

    def find_kernel_specs(self) -> dict[str, str]:
        """Give its name and the folder of its icons."""
        return {NATIVE_KERNEL_NAME: RESOURCES}

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Give it; raises `NoSuchKernel` for any other name."""
        if kernel_name != NATIVE_KERNEL_NAME:
            raise NoSuchKernel(kernel_name)
        way = {"kernel_provisioner": {"provisioner_name": PageKernelProvisioner.NAME}}
        return KernelSpec(resource_dir=RESOURCES, **get_kernel_dict() | {"metadata": way})


def transport(folder: str) -> str:
    """Give how kernels with their connection files in ``folder`` talk: through files where that can be."""
    return "ipc" if sys.platform == "linux" and len(folder) < _SOCKET_ROOM else "tcp"
