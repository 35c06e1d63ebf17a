"""Kernels as pages get them: without the server's secrets, forked or not, and each its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory
from jupyter_server.services.kernels.kernelmanager import AsyncMappingKernelManager

from app.server.confinement import FIRST_TO_GO, NICENESS
from app.server.forking import Zygote
from app.server.kernel_environment import PASSED_ON, environment
from app.server.kernels import PageKernelProvisioner, PageKernelSpecs, end_all, imports_of

forks = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")
Run = Callable[[AsyncKernelManager, str], Awaitable[str]]


@pytest.fixture(params=["forked", pytest.param("fresh", id="fresh")])
def zygote(request: pytest.FixtureRequest) -> Iterator[Zygote]:
    """What starts the kernels: a zygote, or one that was never started."""
    KernelProvisionerFactory.clear_instance()
    made = Zygote()
    PageKernelProvisioner.install(made)
    if request.param == "forked":
        if sys.platform != "linux":
            pytest.skip("kernels are forked on Linux only")
        made.start()
    yield made
    made.close()
    PageKernelProvisioner.zygote = None
    KernelProvisionerFactory.clear_instance()


async def started() -> AsyncKernelManager:
    kernel = AsyncKernelManager(kernel_spec_manager=PageKernelSpecs())
    await kernel.start_kernel(
        env={**os.environ, "VOILA_REQUEST_URL": "http://x/?token=t", "API_TOKEN": "sesame"}, cwd="/"
    )
    return kernel


async def told(kernel: AsyncKernelManager, code: str) -> str:
    """Run ``code`` and give what it printed."""
    client = kernel.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    printed: list[str] = []

    def hear(message: dict[str, Any]) -> None:
        if message["msg_type"] == "stream":
            printed.append(message["content"]["text"])
        assert message["msg_type"] != "error", message["content"]

    await client.execute_interactive(code, timeout=60, output_hook=hear)
    client.stop_channels()
    return "".join(printed).strip()


def test_only_named_variables_are_passed_on() -> None:
    server = {"PATH": "/bin", "JUPYTERHUB_API_TOKEN": "sesame", "PORT": "1", "AWS_SECRET": "x", "LANG": "C"}
    given = environment(server)
    assert {name: given[name] for name in ("PATH", "PORT", "LANG")} == {
        "PATH": "/bin",
        "PORT": "1",
        "LANG": "C",
    }
    assert set(given) <= {*PASSED_ON, "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"}
    assert not {"JUPYTERHUB_API_TOKEN", "AWS_SECRET"} & set(given)


def test_a_kernel_knows_no_secret_of_its_server(zygote: Zygote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "sesame")

    async def scene() -> str:
        kernel = await started()
        found = await told(
            kernel, "import os, pathlib; print(sorted(os.environ), 'sesame' in str(os.environ))"
        )
        await kernel.shutdown_kernel()
        return found

    found = asyncio.run(scene())
    assert found.endswith("False")
    assert "API_TOKEN" not in found
    assert "VOILA_REQUEST_URL" not in found


def test_a_kernel_obeys(zygote: Zygote) -> None:
    async def scene() -> None:
        kernel = await started()
        assert await kernel.is_alive()
        assert await told(kernel, "import os; print(os.getcwd())") == "/"
        pid = int(await told(kernel, "import os; print(os.getpid())"))
        client = kernel.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        client.execute("import time; time.sleep(60)")
        reply = None
        for _ in range(20):
            # It hears only what comes while the cell runs, which may not have begun.
            await asyncio.sleep(0.5)
            await kernel.interrupt_kernel()
            with contextlib.suppress(queue.Empty):
                reply = await client.get_shell_msg(timeout=5)
                break
        assert reply is not None
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        client.stop_channels()
        await kernel.shutdown_kernel()
        assert not await kernel.is_alive()
        psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], timeout=10)
        assert not psutil.pid_exists(pid), "its parent did not take notice of its end"

    asyncio.run(scene())


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
@pytest.mark.usefixtures("zygote")
def test_a_forked_kernel_stands_back_and_gains_no_rights() -> None:
    code = (
        "import os, resource; print(os.nice(0), resource.getrlimit(resource.RLIMIT_CORE)[0], "
        "open('/proc/self/oom_score_adj').read().strip(), "
        "'NoNewPrivs:\\t1' in open('/proc/self/status').read())"
    )

    async def scene() -> None:
        kernel = await started()
        given_up = (await told(kernel, code)).split()
        await kernel.shutdown_kernel()
        assert given_up == [str(min(os.nice(0) + NICENESS, 19)), "0", str(FIRST_TO_GO), "True"]

    asyncio.run(scene())


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
@pytest.mark.usefixtures("zygote")
def test_a_forked_kernel_has_no_debugger_and_looks_at_no_module_of_those_it_shares() -> None:
    code = (
        "import sys, ipykernel.ipkernel as made; "
        "print(made.sys is sys, sys.modules['debugpy'], any('pydev' in name for name in sys.modules), "
        "get_ipython().kernel._kernel_modules)"
    )

    async def scene() -> tuple[str, dict[str, Any]]:
        kernel = await started()
        said = await told(kernel, code)
        client = kernel.client()
        client.start_channels()
        reply = await client.kernel_info(reply=True, timeout=60)
        client.stop_channels()
        await kernel.shutdown_kernel()
        return said, reply["content"]

    said, info = asyncio.run(scene())
    assert said == "True None False []"
    assert info["status"] == "ok"
    assert "debugger" not in info.get("supported_features", ())


def test_a_kernel_that_dies_is_known_to_be_dead(zygote: Zygote) -> None:
    async def scene() -> None:
        kernel = await started()
        pid = int(await told(kernel, "import os; print(os.getpid())"))
        os.kill(pid, signal.SIGKILL)
        until = time.monotonic() + 60
        while await kernel.is_alive() and time.monotonic() < until:
            await asyncio.sleep(0.1)
        assert not await kernel.is_alive()
        await kernel.shutdown_kernel(now=True)

    asyncio.run(scene())


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
def test_forked_kernels_share_imports_but_no_randomness(zygote: Zygote) -> None:
    draw = (
        "import sys, os, random, uuid, numpy; "
        "print(os.getppid(), random.random(), numpy.random.rand(), uuid.uuid4()); "
        "print(numpy.random.default_rng().random())"
    )

    async def scene() -> tuple[list[str], list[str]]:
        first, second = await started(), await started()
        said = (await told(first, draw)).split(), (await told(second, draw)).split()
        await asyncio.gather(first.shutdown_kernel(), second.shutdown_kernel())
        return said

    first, second = asyncio.run(scene())
    assert first[0] == second[0] == str(zygote.pid)
    assert not set(first[1:]) & set(second[1:])


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
@pytest.mark.usefixtures("zygote")
def test_what_every_page_sends_is_made_before_the_fork() -> None:
    code = "from app.charts.component import _code; print(_code('shell') and _code.cache_info().hits)"

    async def scene() -> str:
        kernel = await started()
        found = await told(kernel, code)
        await kernel.shutdown_kernel()
        return found

    assert asyncio.run(scene()) == "1"


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
def test_polars_and_arrays_compute_in_a_fork(zygote: Zygote) -> None:
    code = (
        "import polars as pl, numpy as np\n"
        "frame = pl.DataFrame({'a': np.arange(100_000) % 10, 'b': np.ones(100_000)})\n"
        "sums = frame.lazy().group_by('a').agg(pl.col('b').sum()).collect()\n"
        "print(sums['b'].to_list() == [10_000.0] * 10)\n"
        "print((np.ones((300, 300)) @ np.ones((300, 300)))[0, 0])"
    )

    async def scene() -> str:
        kernel = await started()
        found = await told(kernel, code)
        await kernel.shutdown_kernel()
        return found

    assert asyncio.run(scene()) == "True\n300.0"


@forks
@pytest.mark.parametrize("zygote", ["forked"], indirect=True)
def test_without_its_zygote_a_kernel_starts_afresh(zygote: Zygote) -> None:
    async def scene() -> tuple[str, str]:
        first = await started()
        parent = await told(first, "import os; print(os.getppid())")
        assert zygote.pid is not None
        os.kill(zygote.pid, signal.SIGKILL)
        until = time.monotonic() + 60
        while zygote.alive and time.monotonic() < until:
            await asyncio.sleep(0.1)
        assert await told(first, "print(1)") == "1", "a session outlives the zygote"
        second = await started()
        other = await told(second, "import os; print(os.getppid())")
        await asyncio.gather(first.shutdown_kernel(), second.shutdown_kernel())
        return parent, other

    parent, other = asyncio.run(scene())
    assert parent == str(zygote.pid)
    assert other == str(os.getpid())


def test_what_a_notebook_imports_is_read_from_its_code(tmp_path: Path) -> None:
    notebook = tmp_path / "x.ipynb"
    notebook.write_text(
        '{"cells": [{"cell_type": "markdown", "source": "import this"},'
        ' {"cell_type": "code", "source": ["import a.b\\n", "from c import d, e\\n", "d(e)"]}]}'
    )
    assert imports_of(notebook) == ["a.b", "c:d", "c:e"]


def test_whatever_else_starts_kernels_here_starts_them_as_before() -> None:
    KernelProvisionerFactory.clear_instance()
    before = KernelProvisionerFactory.instance().default_provisioner_name
    PageKernelProvisioner.install(None)
    assert KernelProvisionerFactory.instance().default_provisioner_name == before

    async def scene() -> str:
        kernel = AsyncKernelManager()
        await kernel.start_kernel(env={**os.environ, "API_TOKEN": "sesame"})
        assert not isinstance(kernel.provisioner, PageKernelProvisioner)
        found = await told(kernel, "import os; print(os.environ['API_TOKEN'])")
        await kernel.shutdown_kernel()
        return found

    assert asyncio.run(scene()) == "sesame"
    KernelProvisionerFactory.clear_instance()


def test_pages_have_this_interpreter_whatever_kernels_are_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "kernels" / "python3"
    folder.mkdir(parents=True)
    theirs = {
        "argv": ["/elsewhere/python", "-f", "{connection_file}"],
        "display_name": "X",
        "language": "python",
    }
    (folder / "kernel.json").write_text(json.dumps(theirs))
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    assert KernelSpecManager().get_kernel_spec("python3").argv[0] == "/elsewhere/python"
    assert PageKernelSpecs().get_kernel_spec("python3").argv[0] == sys.executable
    with pytest.raises(NoSuchKernel):
        PageKernelSpecs().get_kernel_spec("ir")


def test_a_server_that_stops_ends_also_the_session_that_is_being_started(
    zygote: Zygote, tmp_path: Path
) -> None:
    async def stop() -> None:
        kernels = AsyncMappingKernelManager(
            kernel_spec_manager=PageKernelSpecs(), connection_dir=str(tmp_path)
        )
        there = await kernels.start_kernel(kernel_name="python3")
        coming = asyncio.ensure_future(kernels.start_kernel(kernel_name="python3"))
        while not kernels._pending_kernels:
            await asyncio.sleep(0)
        assert list(kernels.list_kernel_ids()) == [there]
        process = psutil.Process(kernels.get_kernel(there).provisioner.pid)
        await end_all(kernels)
        await coming
        assert list(kernels.list_kernel_ids()) == []
        process.wait(30)
        assert not [
            one for one in psutil.Process().children(recursive=True) if "ipykernel" in str(one.cmdline())
        ]

    asyncio.run(stop())


def test_a_server_that_stops_minds_no_session_that_never_came_or_that_is_just_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no memory for a process")

    async def stop() -> None:
        kernels = AsyncMappingKernelManager(
            kernel_spec_manager=PageKernelSpecs(), connection_dir=str(tmp_path)
        )
        ended, there = [await kernels.start_kernel(kernel_name="python3") for _ in range(2)]
        processes = [psutil.Process(kernels.get_kernel(one).provisioner.pid) for one in (ended, there)]
        with monkeypatch.context() as patch:
            patch.setattr(PageKernelProvisioner, "launch_kernel", fail)
            with pytest.raises(RuntimeError, match="no memory"):
                await kernels.start_kernel(kernel_name="python3")
        try:
            ending = asyncio.ensure_future(kernels.shutdown_kernel(ended, now=True))
            await end_all(kernels)
            await ending
            assert list(kernels.list_kernel_ids()) == []
            assert psutil.wait_procs(processes, 30)[1] == []
        finally:
            for one in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    one.kill()

    PageKernelProvisioner.install(None)
    asyncio.run(stop())
