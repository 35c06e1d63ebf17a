"""The formats that are known by name, to detection and to whoever chooses one."""

from __future__ import annotations

from typing import TypeVar

from app.logs.formats.addressed import Addressed
from app.logs.formats.kinds import LogFormat
from app.logs.formats.strings import compiled, is_format_string
from app.problem import Problem
from app.registry import Registry

F = TypeVar("F", bound=LogFormat)

FORMATS: Registry[LogFormat] = Registry("vitrine.formats", "log format", lambda form: register(form))


def register(form: F) -> F:
    """Make a format known to detection and by its name; the one registered last wins ties.

    Raises Problem where another has its name.
    """
    FORMATS.add(form.name, form)
    return form


def formats() -> list[LogFormat]:
    """Every known format, the one registered last first."""
    return list(reversed(list(FORMATS.values())))


def addressed(form: LogFormat | str | None, field: str) -> LogFormat:
    """A format, its name, or None for what lines look like, with the address of ``field`` as the client."""
    return Addressed(format_named(form) if isinstance(form, str) else form, field)


def format_named(name: str) -> LogFormat:
    """The format of that name, or of that format string; raises Problem that lists the names otherwise."""
    if is_format_string(name):
        return compiled(name)
    if not isinstance(name, str) or name not in FORMATS:
        raise Problem(
            f"“{name}” is not a log format.", f"Choose one of {', '.join(form.name for form in formats())}."
        )
    return FORMATS[name]
