"""A model's state <-> the URL's query, in short readable keys.

A model declares once what of its state a link carries:

>>> link = LinkState(Labels("status"), Interval("time"), Flag("trend"))
>>> link.to_query({"status": ("404", "503"), "trend": True})
'status=404,503&trend=1'
>>> state, notices = link.from_query("status=404,503&colour=red")
>>> state["status"], state["time"], notices
(('404', '503'), None, ['“colour” is not a setting of this page: ignored.'])

`Linked` is such a model, `SharedView` several as one.

What an address says is a visitor's word: it is checked, never trusted, and never raises.
"""

from app.links.fields import Choice, Field, FileName, Flag, Interval, Labels, Pairs, Text, UnreadableError
from app.links.linked import Linked, SharedView
from app.links.state import LONGEST, LinkState

__all__ = [
    "LONGEST",
    "Choice",
    "Field",
    "FileName",
    "Flag",
    "Interval",
    "Labels",
    "LinkState",
    "Linked",
    "Pairs",
    "SharedView",
    "Text",
    "UnreadableError",
]
