"""What a browser keeps from one visit to the next: no login, an id that only this server can give.

The browser holds the id and shows it on arrival; the server keeps a folder for it from the first thing that
is kept. All folders share one quota, told in `ledger`.
"""

from app.visitor.identity import is_identity, new_identity
from app.visitor.reception import Reception
from app.visitor.visitor import Visitor

__all__ = ["Reception", "Visitor", "is_identity", "new_identity"]
