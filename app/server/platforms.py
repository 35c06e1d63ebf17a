"""Where Vitrine runs. ``python app/server/platforms.py`` says it before anything is installed.

What it is made of comes as wheels. Which there are was asked of the package index, for every pin, every
Python from 3.11 to 3.15 and every system named here. Nothing that has to be installed is imported.
"""

from __future__ import annotations

import platform
import sys
import sysconfig

TESTED = ((3, 11), (3, 13))
"""The oldest and the newest Python on which the tests run."""

NEWEST = (3, 14)
"""The newest Python for which all wheels are there."""


def refusal(system: str, machine: str, musl: bool) -> str:
    """Why Vitrine cannot be set up on a system as `platform` names it, in two sentences, or nothing."""
    if system == "Windows":
        return "Vitrine runs on Linux and macOS, not on Windows itself. Use it inside of WSL: wsl --install"
    if system not in ("Linux", "Darwin"):
        return f"Vitrine runs on Linux and macOS; this is {system}. Use one of these, or a container."
    if system == "Darwin" and machine != "arm64":
        return (
            "Vitrine cannot be set up on an Intel Mac, nor with a Python made for one: JAX, which its "
            "network page needs, comes for Apple silicon only. Use such a Mac and Python, or Linux."
        )
    if system == "Linux" and machine not in ("x86_64", "aarch64"):
        return (
            f"Vitrine cannot be set up on this machine ({machine}): JAX, which its network page needs, comes "
            "for x86_64 and aarch64 only. Use one of these."
        )
    if musl:
        return (
            "Vitrine cannot be set up on a Linux with musl, such as Alpine: scikit-learn and JAX do not come "
            "for it. Use one with glibc, such as Debian."
        )
    return ""


def too_new(version: tuple[int, int]) -> str:
    """Why a Python is too new, in two sentences, or nothing."""
    if version <= NEWEST:
        return ""
    found, newest = (".".join(map(str, parts)) for parts in (version, NEWEST))
    return (
        f"Python {found} is too new: not all that Vitrine needs comes for more than {newest} yet. "
        "Name an older one: make setup PYTHON=python3.13"
    )


def main() -> int:
    """Say on standard error why it cannot be set up here, and return 1, or 0 if it can."""
    here = sys.version_info[:2]
    musl = "musl" in (sysconfig.get_config_var("HOST_GNU_TYPE") or "")
    said = refusal(platform.system(), platform.machine(), musl) or too_new(here)
    if said:
        sys.stderr.write(f"{said}\n")
        return 1
    if here > TESTED[1]:
        sys.stderr.write(
            f"Python {platform.python_version()} is newer than those that Vitrine is tested with: "
            f"{' to '.join('.'.join(map(str, parts)) for parts in TESTED)}.\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
