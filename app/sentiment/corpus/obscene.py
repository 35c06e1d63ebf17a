"""Which texts hold an obscene word: those that a bundled set keeps out of sight until they are asked for."""

from __future__ import annotations

import codecs
import re

# Turned by thirteen letters, so that whoever searches this code meets none of them: the first are obscene
# inside of any word, the next begin one, the last are whole words.
_TURNED = (
    r"(?:shpx|ovgpu)",
    r"(?<!\j)(?:(?:ohyy|ubefr|qvc)?fuvg|phag|avttn|avttre|juber|fyhg|snttbg|tbqqnza|qnza|pbpxfhpxre|gjng|jnaxre|s\*{2,}|fu\*g)",
    r"(?<!\j)(?:(?:qhzo|onq|wnpx|sng)?nff(?:rf|ubyrf?)?|(?-v:qvpx)f?|qvpxurnqf?|chff(?:l|vrf)|pbpxf?|gvgf|onfgneqf?|ergneq(?:rq|f)?|cravf|intvan|cevpxf?|jnax(?:vat)?|cbea)(?!\j)",
)
_OBSCENE = re.compile(
    "|".join(codecs.decode(part, "rot13") for part in _TURNED),
    re.IGNORECASE,
)


def obscene(text: str) -> bool:
    """Whether a text holds such a word.

    >>> obscene("a classic passage about Scunthorpe's assets and Matsushita")
    False
    """
    return _OBSCENE.search(text) is not None
