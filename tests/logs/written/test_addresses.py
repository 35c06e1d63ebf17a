"""The client in a host field, however its port is joined to it."""

import polars as pl
import pytest

from app.logs.written.addresses import client, clients, is_address


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("203.0.113.5:35701", "203.0.113.5"),
        ("[2001:db8::17]:443", "2001:db8::17"),
        ("2001:db8::17:35701", "2001:db8::17"),  # no group has five digits
        ("2001:db8:0:0:0:0:0:17:443", "2001:db8:0:0:0:0:0:17"),  # nor are there nine
        ("::ffff:203.0.113.5:35701", "::ffff:203.0.113.5"),
        ("2001:db8::17:443", "2001:db8::17:443"),  # a group of its own, for all that one can tell
        ("shop.example:2001:db8::17", "2001:db8::17"),
    ],
)
def test_a_port_is_no_piece_of_an_address(written, found):
    assert client(written) == found
    assert clients(pl.Series([written, "192.0.2.7"])).to_list() == [found, "192.0.2.7"]
    assert is_address(written) == ("shop" not in written)
