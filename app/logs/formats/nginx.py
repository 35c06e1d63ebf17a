"""The variables of nginx that logs are written with (ngx_http_core_module and the modules that add to it)."""

from __future__ import annotations

import re

VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")

_FIELDS = {
    "remote_addr": ("host", "hosts"),
    "http_x_forwarded_for": ("forwarded", "list"),
    "proxy_add_x_forwarded_for": ("forwarded", "list"),
    "realip_remote_addr": ("proxy", "word"),
    "remote_user": ("user", "phrase"),
    "time_local": ("time", "time"),
    "time_iso8601": ("time", "time"),
    "msec": ("time", "time"),
    "request": ("request", "phrase"),
    "request_method": ("method", "word"),
    "request_uri": ("target", "word"),
    "uri": ("path", "word"),
    "document_uri": ("path", "word"),
    "args": ("query", "word"),
    "query_string": ("query", "word"),
    "server_protocol": ("protocol", "word"),
    "status": ("status", "status"),
    "body_bytes_sent": ("size", "size"),
    "bytes_sent": ("sent", "size"),
    "http_referer": ("referrer", "phrase"),
    "http_user_agent": ("agent", "phrase"),
    "host": ("vhost", "word"),
    "http_host": ("vhost", "word"),
    "server_name": ("vhost", "word"),
    "request_time": ("seconds", "word"),
    "upstream_response_time": ("upstream seconds", "list"),
    "upstream_addr": ("upstream", "list"),
    "upstream_cache_status": ("cache", "word"),
    "ssl_protocol": ("tls", "word"),
    "ssl_cipher": ("cipher", "word"),
    "geoip_country_code": ("country", "word"),
    "geoip2_country_code": ("country", "word"),
}


def nginx_field(variable: str) -> tuple[str, str]:
    """The field that a variable holds, by its own name where it is none of those known, and its form."""
    if variable in _FIELDS:
        return _FIELDS[variable]
    if variable.startswith("upstream_"):
        return variable.replace("_", " "), "list"
    return variable.replace("_", " "), "word"
