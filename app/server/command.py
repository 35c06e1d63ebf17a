"""The command ``vitrine``: serves the pages, with logs of one's own, or makes the bundled data."""

from __future__ import annotations

import argparse
import os
import platform
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from app import places
from app.problem import Problem
from app.server.platforms import refusal
from app.settings import ADDRESS, FIRST_LOG, LOGS, PORT, Settings
from app.urls import is_url

DATA = "data"


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """Say it in a sentence, without the usage."""
        said = message.removeprefix("argument ").removeprefix("LOG: ")
        raise Problem(f"{said[:1].upper()}{said[1:]}.", "“vitrine --help” shows what it takes.")


def _port(text: str) -> str:
    try:
        return str(Settings.read({PORT.name: text}).port)
    except Problem:
        raise argparse.ArgumentTypeError(f"“{text}” is not a port from 1 to 65535") from None


def _address(text: str) -> str:
    try:
        found = socket.getaddrinfo(text, 0, type=socket.SOCK_STREAM)
        family, kind, protocol, _, where = found[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.bind(where)
    except (OSError, UnicodeError):
        raise argparse.ArgumentTypeError(f"“{text}” is not an address of this machine") from None
    return text


def _log(text: str) -> str:
    if is_url(text):
        return text
    path = Path(text).expanduser().absolute()
    if not places.is_there(str(path)):
        raise argparse.ArgumentTypeError(f"there is no file or folder “{text}”")
    if os.pathsep in str(path):
        raise argparse.ArgumentTypeError(
            f"“{path}” has a “{os.pathsep}”, which separates paths: name a link to it"
        )
    return str(path)


def _parser() -> _Parser:
    from app.server.bundled import vitrine_version

    parser = _Parser(
        prog="vitrine",
        usage="vitrine [--port PORT] [--address ADDRESS] [LOG ...]\n       vitrine data",
        description="Serve Vitrine's pages until Ctrl-C; with “data”, make what they bundle and end.",
        epilog=f"All else is set by environment: see the README. A log called “{DATA}” is ./{DATA}.",
        allow_abbrev=False,
    )
    parser.add_argument("--port", type=_port, help=f"{PORT.meaning} ({PORT.default})")
    parser.add_argument("--address", type=_address, help=f"address that it listens on ({ADDRESS.default})")
    parser.add_argument("--version", action="version", version=f"vitrine {vitrine_version()}")
    parser.add_argument(
        "logs",
        nargs="*",
        type=_log,
        metavar="LOG",
        help="file or folder that the log page offers; it opens on the first of them",
    )
    return parser


def chosen(asked: argparse.Namespace, environment: dict[str, str]) -> Settings:
    """The settings as the environment has them, with what was asked for on the command line above them."""
    above = {PORT.name: asked.port, ADDRESS.name: asked.address}
    named = environment | {name: value for name, value in above.items() if value is not None}
    if asked.logs:
        known = [entry for entry in (named.get(LOGS.name, ""),) if entry]
        named[LOGS.name] = os.pathsep.join([*asked.logs, *known])
        named[FIRST_LOG.name] = next(iter(Settings.read(named).named_logs()))
    return Settings.read(named)


def serve(settings: Settings, arguments: Sequence[str] | None) -> int:
    """Serve until stopped, watched by this process; return the exit status.

    ``arguments`` are for Voilà: its own options, as ``--Sessions.grace=3``. Raises Problem where it cannot
    start.
    """
    from app.server.paths import check_paths
    from app.server.watchdog import watch

    for warning in check_paths(settings):
        sys.stderr.write(f"{warning}\n")
    pulse = None
    # A server that follows edits starts itself anew, and may stop in a debugger at any time.
    follows = any(one.startswith("--autoreload") for one in (sys.argv if arguments is None else arguments))
    if settings.stall_seconds and not follows:
        went_on = watch(settings.stall_seconds, _warn)
        if isinstance(went_on, int):
            return went_on
        pulse = went_on
    # Who only watches needs none of it, and stays small.
    from app.server.application import Vitrine

    Vitrine.settings_read, Vitrine.pulse = settings, pulse
    Vitrine.launch_instance(arguments)
    return 0


def _warn(sentence: str) -> None:
    sys.stderr.write(f"[Vitrine] WARNING | {sentence}\n")
    sys.stderr.flush()


def check_system() -> None:
    """Raise Problem where nothing could work, whatever was installed."""
    if platform.system() == "Windows":
        raise Problem(refusal("Windows", platform.machine(), musl=False))


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what ``arguments`` (those of the process if none are given) ask for; return the exit status."""
    try:
        check_system()
        from app.server import bundled

        given = list(sys.argv[1:] if arguments is None else arguments)
        if given == [DATA]:
            return bundled.make(Settings.read())
        settings = chosen(_parser().parse_args(given), dict(os.environ))
        bundled.make_once(settings)
        return serve(settings, [])
    except Problem as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
