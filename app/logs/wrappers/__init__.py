"""What collectors put around the lines of a log: recognised once for a file, and taken away."""

from app.logs.wrappers.envelopes import ENVELOPES
from app.logs.wrappers.orders import ORDERS
from app.logs.wrappers.prefixes import PREFIXES
from app.logs.wrappers.records import RECORDS
from app.logs.wrappers.wrapper import Wrapper

AROUND: dict[str, Wrapper] = {wrapper.name: wrapper for wrapper in (*ENVELOPES, *RECORDS, *PREFIXES)}
"""What may be around a line, by its name, in the order in which they are tried."""

WRAPPERS: dict[str, Wrapper] = AROUND | {order.name: order for order in ORDERS}
"""Every wrapper by its name, those that a whole file tells as well."""

DEEPEST = 4
"""Wrappers within wrappers."""

__all__ = ["AROUND", "DEEPEST", "WRAPPERS", "Wrapper"]
