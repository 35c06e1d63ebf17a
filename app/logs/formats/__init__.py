"""Log formats: each is one declaration in a file of its own.

To add a format of the Common and Combined family, declare it and register it::

    register(Format("timed", "Combined and seconds taken", tail=r" \\d+\\.\\d+"))

Any other order of fields is a ``LogFormat`` of Apache or a ``log_format`` of nginx::

    register(compiled('$time_iso8601 $remote_addr "$request" $status', "mine", "My own"))
"""

from app.logs.formats.addressed import CONNECTION, Addressed
from app.logs.formats.keyed import JSON, KEYED, LTSV, PAIRS, Keyed
from app.logs.formats.kinds import Lines, LogFormat, kept
from app.logs.formats.positional import (
    COMBINED,
    COMMON,
    EXTRAS,
    NGINX_MAIN,
    TIMED,
    VHOST,
    VHOST_COMMON,
    Format,
)
from app.logs.formats.presets import PRESETS
from app.logs.formats.registry import addressed, format_named, formats, register
from app.logs.formats.strings import compiled, is_format_string
from app.logs.formats.table import Table
from app.logs.formats.template import Template
from app.logs.formats.w3c import W3C, Extended

__all__ = [
    "COMBINED",
    "COMMON",
    "CONNECTION",
    "EXTRAS",
    "JSON",
    "KEYED",
    "LTSV",
    "NGINX_MAIN",
    "PAIRS",
    "PRESETS",
    "TIMED",
    "VHOST",
    "VHOST_COMMON",
    "W3C",
    "Addressed",
    "Extended",
    "Format",
    "Keyed",
    "Lines",
    "LogFormat",
    "Table",
    "Template",
    "addressed",
    "compiled",
    "format_named",
    "formats",
    "is_format_string",
    "kept",
    "register",
]

# Of formats that fit equally well the one registered last is chosen: the plainest come last.
for _form in (*PRESETS, W3C, *KEYED, VHOST_COMMON, EXTRAS, VHOST, TIMED, NGINX_MAIN, COMBINED, COMMON):
    register(_form)
