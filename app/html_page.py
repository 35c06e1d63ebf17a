"""A page of HTML that stands by itself, to be saved or sent: it fetches nothing, and nothing in it runs."""

from __future__ import annotations

import re
from html import escape

POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What the file may fetch or run: nothing but its own style."""

_NOT_SHOWN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def inert(text: str) -> str:
    """Any text as the text of HTML or SVG: what is no character of a document is shown as �.

    >>> inert('<script>"&"</script>'), inert("a\\x00b")
    ('&lt;script&gt;&quot;&amp;&quot;&lt;/script&gt;', 'a�b')
    """
    return escape(_NOT_SHOWN.sub("�", text))


def html_page(title: str, style: str, body: str) -> str:
    """A document of this title; ``style`` is a style sheet, ``body`` markup whose texts are `inert`."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{inert(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
