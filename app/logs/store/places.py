"""The country or network of each host, as an MMDB file tells that whoever runs the server has."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.logs.dimensions import NONE
from app.logs.store.addresses import Told
from app.problem import Problem

UNKNOWN = "unknown"
"""The label of a host that the file does not know, or that is no address."""


def places(hosts: Sequence[str], file: str) -> Told:
    """The country of each host, or the network where the file tells of networks.

    ``file`` is in MaxMind's format, version 2 (of GeoLite2, DB-IP, IPinfo and others). Raises Problem where
    it cannot be read, be it in the middle.
    """
    values = [NONE, UNKNOWN]
    known: dict[str, int] = {UNKNOWN: 1}
    codes = np.zeros(len(hosts), np.uint32)
    with _opened(file) as reader:
        for place, host in enumerate(hosts):
            if host == NONE:
                continue
            label = place_of(_record(reader, host, file)) or UNKNOWN
            if label not in known:
                known[label] = len(values)
                values.append(label)
            codes[place] = known[label]
    return codes, values


def _opened(file: str) -> Any:
    # Only who has such a file needs what reads it.
    try:
        import maxminddb
    except ImportError as error:
        raise Problem(
            "What reads MMDB files is not installed.", "pip install vitrine[places], or maxminddb."
        ) from error
    try:
        return maxminddb.open_database(file)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError) as error:
        raise _unreadable(file, error) from error


def _unreadable(file: str, error: Exception) -> Problem:
    return Problem(f"“{file}” cannot be read as an MMDB file: {error}", "Give another one.")


def _record(reader: Any, host: str, file: str) -> Any:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    mapped = getattr(address, "ipv4_mapped", None)
    try:
        return reader.get(mapped or address)
    except (RuntimeError, UnicodeDecodeError) as error:
        # maxminddb's InvalidDatabaseError is a RuntimeError: the file is damaged where this record stands.
        raise _unreadable(file, error) from error
    except ValueError:
        # A file of IPv4 alone does not know of IPv6.
        return None


def place_of(record: Any) -> str:
    """What a record tells: the name of a country, or its code, or a network with its number.

    >>> place_of({"country": {"iso_code": "SE", "names": {"en": "Sweden"}}})
    'Sweden'
    >>> place_of({"autonomous_system_number": 64500, "autonomous_system_organization": "Example"})
    'AS64500 Example'
    >>> place_of({"country": "Sweden", "country_code": "SE"}), place_of(None)
    ('Sweden', '')
    """
    if not isinstance(record, dict):
        return ""
    for key in ("country", "registered_country", "country_name", "country_code"):
        country = record.get(key)
        if isinstance(country, dict):
            names = country.get("names")
            country = (names.get("en") if isinstance(names, dict) else None) or country.get("iso_code")
        if isinstance(country, str) and country:
            return country
    number = record.get("autonomous_system_number") or record.get("asn") or ""
    name = record.get("autonomous_system_organization") or record.get("as_name") or record.get("name") or ""
    if isinstance(number, int):
        number = f"AS{number}"
    return " ".join(part for part in (number, name) if isinstance(part, str)).strip()
