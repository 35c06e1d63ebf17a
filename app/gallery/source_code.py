"""A demo's own source, coloured."""

from __future__ import annotations

import inspect

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer


def source(thing: type) -> str:
    """The text of the file in which a class stands."""
    module = inspect.getmodule(thing)
    return inspect.getsource(module) if module is not None else ""


def coloured(text: str) -> str:
    """Python as HTML: spans whose classes say what each word is; a style sheet gives them colours."""
    html: str = highlight(text, PythonLexer(), HtmlFormatter(nowrap=True))
    return html
