"""The country or network of each host, as an MMDB file tells that whoever runs the server has."""

from __future__ import annotations

import ipaddress
import itertools
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

from app.logs.dimensions import NONE
from app.logs.store.addresses import Told
from app.problem import Problem

UNKNOWN = "unknown"
"""The label of a host that the file does not know, or that is no address."""

LOOKED_AT = 500
"""Hosts, and addresses all over, that are looked up to see whether a file tells where they are."""

DAMAGED = (ValueError, IndexError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
           MemoryError, OSError, struct.error)  # fmt: skip
"""What the reader in Python meets in a damaged file, besides what it calls so itself."""


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


def check(file: str, name: str, hosts: Sequence[str] = ()) -> None:
    """Raise Problem where a file, called ``name``, is damaged, or tells nothing of where hosts are.

    Looked up are the first of these ``hosts`` and addresses spread over all: a walk through the whole of a
    damaged file may have no end.
    """
    spread = [str(ipaddress.IPv4Address(number * (2**32 // LOOKED_AT))) for number in range(LOOKED_AT)]
    known = False
    with _opened(file, name) as reader:
        for host in itertools.chain(hosts[:LOOKED_AT], spread):
            try:
                known |= bool(place_of(_looked_up(reader, host)))
            except _invalid() as error:
                raise Problem(
                    f"“{name}” is damaged: what it tells of {host} cannot be read.", "Bring it anew."
                ) from error
    if not known:
        raise Problem(
            f"“{name}” tells the country or the network of no host of this log, nor of any other looked up.",
            "Bring a file of countries or of autonomous systems, such as GeoLite2-Country.mmdb.",
        )


def _opened(file: str, name: str = "") -> Any:
    # Only who has such a file needs what reads it.
    try:
        import maxminddb
    except ImportError as error:
        raise Problem(
            "What reads MMDB files is not installed.", "pip install vitrine[places], or maxminddb."
        ) from error
    try:
        # The reader in Python: a visitor may have made the file, and the one in C trusts what it reads.
        return maxminddb.open_database(file, maxminddb.MODE_MMAP)
    except _invalid() as error:
        raise _unreadable(name or file, "" if name else str(error)) from error


def _unreadable(file: str, why: str) -> Problem:
    # Why may hold the file's place on the server, which is no visitor's business.
    said = f": {why}" if why else "."
    return Problem(f"“{file}” cannot be read as an MMDB file{said}", "Give another one.")


def _invalid() -> tuple[type[Exception], ...]:
    import maxminddb

    return (*DAMAGED, maxminddb.InvalidDatabaseError)


def _record(reader: Any, host: str, file: str) -> Any:
    try:
        return _looked_up(reader, host)
    except _invalid() as error:
        raise _unreadable(file, str(error)) from error


def _looked_up(reader: Any, host: str) -> Any:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    address = getattr(address, "ipv4_mapped", None) or address
    # A file of IPv4 alone does not know of IPv6.
    return None if address.version == 6 != reader.metadata().ip_version else reader.get(address)


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
