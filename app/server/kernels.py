"""How a session's process comes to be: what it may know, and how it starts fast.

Jupyter's extension point for this is the kernel provisioner. Ours passes on a few named variables of
the environment, and asks the zygote for a process; where there is none (other systems than Linux, or
a zygote that died) it starts a fresh interpreter, as Jupyter does by itself.
"""

from __future__ import annotations

import ast
import asyncio
import json
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, cast

from ipykernel.kernelspec import RESOURCES, get_kernel_dict
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from app.server.forking import Zygote
from app.server.kernel_environment import environment

# A page never sees a traceback, and a plain one is made sooner than one with colours and context.
ARGUMENTS = [
    "--HistoryManager.enabled=False",
    "--IPKernelApp.log_level=CRITICAL",
    "--InteractiveShell.xmode=Plain",
]
# A socket's path may have 107 bytes; those that Jupyter adds to the folder take up some 65.
_SOCKET_ROOM = 40
STARTING = 20.0
"""Seconds for which a server that stops waits for sessions that are just being started."""


def imports_of(notebook: Path) -> list[str]:
    """Give what a notebook's code imports, as ``module`` or ``module:name``, in order.

    >>> from app import places
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


async def end_all(kernels: Any) -> None:
    """End every session of a kernel manager, also one that is only being started, or ended by somebody else.

    Jupyter's own way does not know the first yet, fails over the second, and then ends no other either.
    """
    if pending := [*kernels._pending_kernels.values()]:
        await asyncio.wait(pending, timeout=STARTING)
    there = list(kernels.list_kernel_ids())
    ended = await asyncio.gather(*map(kernels.shutdown_kernel, there), return_exceptions=True)
    for kernel_id, error in zip(there, ended, strict=True):
        if isinstance(error, Exception) and kernel_id in kernels:
            raise error


def transport(folder: str) -> str:
    """Give how kernels with their connection files in ``folder`` talk: through files where that can be."""
    return "ipc" if sys.platform == "linux" and len(folder) < _SOCKET_ROOM else "tcp"
