"""URLs such as s3://bucket/access.log in the place of paths: what is one, how it is told without secrets."""

from __future__ import annotations


def is_url(path: str) -> bool:
    """Whether that is a URL, such as ``s3://bucket/access.log``, and no path of this machine."""
    return "://" in path


def without_secrets(url: str) -> str:
    """A URL without who asks, with which password, and without its query; a path as it is.

    >>> without_secrets("https://me:secret@host/access.log?key=secret")
    'https://host/access.log'
    """
    scheme, parted, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{parted}{host.rpartition('@')[2]}{slash}{path.partition('?')[0]}"
