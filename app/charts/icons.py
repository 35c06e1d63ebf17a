"""Icons as shapes that take the colour of the words beside them: no font is asked for.

The files of ``icons/`` are those of Material Design Icons (Pictogrammers, 7.4.47, Apache 2.0), one an icon,
as they come. To have another one, put its file there.

>>> icon_class("mdi-close"), icon_class("mdi-ferry")
('vt-symbol vt-symbol-close', 'mdi mdi-ferry')
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from urllib.parse import quote

_FOLDER = Path(__file__).with_name("icons")

# Alone it is not seen: an icon that nobody knows is no black square.
_RULE = """.vt-symbol { display: inline-block; flex: none; width: 1em; height: 1em; vertical-align: -0.125em;
  background: currentColor; forced-color-adjust: preserve-parent-color;
  mask: var(--v-symbol, linear-gradient(transparent, transparent)) center / 1em no-repeat; }
"""


@cache
def names() -> tuple[str, ...]:
    """The icons that are here, as Material Design Icons call them, without ``mdi-``."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.svg")))


def icon_class(name: str) -> str:
    """The classes of an element that shows ``mdi-…``: where it is not here, those of Vuetify's own font."""
    bare = name.removeprefix("mdi-")
    return f"vt-symbol vt-symbol-{bare}" if bare in names() else f"mdi mdi-{bare}"


def icon_sheet(code: str | None = None) -> str:
    """The style sheet of the icons that ``code``, the text of ``.vue`` or ``.py`` files, names; of all for
    None."""
    wanted = [
        name for name in names() if code is None or re.search(rf"(?:symbol-|mdi-|\"){name}(?![\w-])", code)
    ]
    return _RULE + "".join(f".vt-symbol-{name} {{ --v-symbol: {_url(name)}; }}\n" for name in wanted)


def _url(name: str) -> str:
    text = (_FOLDER / f"{name}.svg").read_text(encoding="utf-8").replace('"', "'")
    return f'url("data:image/svg+xml,{quote(text, safe=_PLAIN)}")'


_PLAIN = " ='/:,.-"
"""What may stand in such an address as it is."""
