"""Debian's nginx with the configurations of ``deploy/``, on ports and with a certificate of the test."""

from __future__ import annotations

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATHS = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"))
AROUND = """
user {user};
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/vitrine.conf;
}}
"""


def program(name: str, package: str) -> str:
    """Give the path of a program that this test cannot do without; where it is missing, CI fails."""
    found = shutil.which(name, path=PATHS)
    if found is None:
        reason = f"{name} is not installed; as root: apt-get install {package}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


class Nginx:
    """A running nginx. ``changes`` are the lines of the configuration that are other here."""

    def __init__(self, folder: Path, configuration: Path, changes: dict[str, str]) -> None:
        nginx = program("nginx", "nginx-light")
        folder.mkdir()
        certificate(folder)
        text = configuration.read_text(encoding="utf-8")
        paths = {
            "/etc/ssl/certs/vitrine.pem": f"{folder}/certificate.pem",
            "/etc/ssl/private/vitrine.key": f"{folder}/key.pem",
        }
        for is_there, wanted in {**paths, **changes}.items():
            assert is_there in text, f"{configuration.name} no longer says {is_there}"
            text = text.replace(is_there, wanted)
        (folder / "vitrine.conf").write_text(text)
        main = folder / "nginx.conf"
        main.write_text(AROUND.format(folder=folder, user=getpass.getuser()))
        command = [nginx, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)]
        checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
        assert checked.returncode == 0, checked.stderr
        self.errors = folder / "error.log"
        self.process = subprocess.Popen(command)

    def await_port(self, port: str) -> None:
        """Wait until it listens there."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", int(port)), timeout=2).close()
                return
            time.sleep(0.05)
        raise AssertionError(self.errors.read_text())

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)


def certificate(folder: Path) -> None:
    """Make a certificate for this machine, signed by itself."""
    openssl = program("openssl", "openssl")
    subprocess.run(
        [
            *(openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(folder / "key.pem"), "-out", str(folder / "certificate.pem")),
        ],
        check=True,
        capture_output=True,
    )
