"""Which encoding of a byte a character makes words of a file's bytes, told by the letters that come out.

A library's guess (charset-normalizer) weighs all encodings alike, and errs on short texts of few accents.
Here an encoding fits as far as the letters beyond ASCII are those of one language that it is for.
"""

from __future__ import annotations

import re
from collections import Counter

_WEST = (
    *("àâæçéèêëîïôœùûüÿ", "äöüß", "áéíñóúü", "ãáàâçéêíóôõú", "àèéìîòù", "åäöæøéü", "éëïöüèá", "àçèéíïòóúü"),
    *("áéíóúýþæöð", "äõöüšž"),
)
_CENTRAL = ("ąćęłńóśźż", "áäčďéěíĺľňóôŕřšťúůýž", "áéíóöőúüű", "ăâîșțşţ", "čćđšž")
# French, German, Spanish, Portuguese, Italian, Scandinavian, Dutch, Catalan, Icelandic, Estonian; Polish,
# Czech and Slovak, Hungarian, Romanian, Croatian and Slovene; Turkish.
_ALPHABETS = {
    "cp1252": _WEST,
    "cp1250": _CENTRAL,
    "cp1254": ("çğ\u0131i\u0307öşüâîû",),
    "iso8859_2": _CENTRAL,
    "mac_roman": _WEST,
    "cp850": _WEST,
}
_SIGN_BEHIND = re.compile(r"(?<=[^\W\d_])[^\w\x00-\x7f]")
_CLOSING = frozenset("\u2019\u2018”“»\u203a…™®°\u2013—·€£\u00ad")
_OF_PRINT = _CLOSING | frozenset("„«\u2039¢£©§°½¼¾±×")
_CLEARLY = 0.1

_CYRILLIC = ("cp1251", "koi8_r", "cp866", "mac_cyrillic")
# The ten letters that make two thirds of Russian, and half of Ukrainian and Bulgarian.
_FREQUENT = frozenset("оеаинтсрвл")
_MOSTLY = 0.45
_MIXED = re.compile("[\u0430-\u044f\u0451][\u0410-\u042f\u0401]|[^\x00-\u044f\u0451]")

_THAI = re.compile(rb"[\xa1-\xfb]")
_THAI_ABOVE = re.compile(rb"[\xd1\xd4-\xda\xe7-\xee]")
_THAI_STANDS = re.compile(rb"(?<=[\xa1-\xce\xd1\xd4-\xda\xe7-\xee])[\xd1\xd4-\xda\xe7-\xee]")
_THAI_LEADS = re.compile(rb"[\xe0-\xe4]")
_THAI_LED = re.compile(rb"[\xe0-\xe4][\xa1-\xce]")
_THAI_FREQUENT = frozenset("านรอกเง่้ี".encode("cp874"))
_OFTEN = 0.35
_ALWAYS = 0.98


def of_accents(sample: bytes, least: float = 0.0) -> str:
    """The encoding of a text in Latin letters, some with accents; "" where less than a share fits.

    >>> [of_accents("très déçu, à éviter".encode(one)) for one in ("cp1252", "mac_roman", "cp850")]
    ['cp1252', 'mac_roman', 'cp850']
    >>> of_accents("był miły, każdy".encode("cp1250"))
    'cp1250'
    """
    fits = {
        encoding: _fit(sample.decode(encoding, "replace"), _ALPHABETS[encoding]) for encoding in _ALPHABETS
    }
    best = max(_ALPHABETS, key=fits.__getitem__)
    best = best if fits[best] > fits["cp1252"] + _CLEARLY else "cp1252"
    return best if fits[best] >= least else ""


def _fit(text: str, alphabets: tuple[str, ...]) -> float:
    """The share of what is not ASCII, but for signs that close a word, that is letters of one alphabet."""
    beyond = Counter(one for one in text.lower() if one > "\x7f" and (one.isalpha() or one == "\ufffd"))
    strange = sum(one not in _CLOSING for one in _SIGN_BEHIND.findall(text))
    signs = {one for one in text if one > "\x7f"}
    if not beyond and not strange and signs and signs <= _OF_PRINT:
        # Quotes and dashes as a word processor sets them, without an accent.
        return 1.0
    held = max(sum(count for one, count in beyond.items() if one in letters) for letters in alphabets)
    return held / max(sum(beyond.values()) + strange, 1)


def of_most_letters(sample: bytes) -> str:
    """The encoding of Russian, or Thai, in bytes; "" for what is neither.

    >>> [of_most_letters("Отличный телефон, советую".encode(one)) for one in ("cp1251", "koi8_r", "cp866")]
    ['cp1251', 'koi8_r', 'cp866']
    >>> of_most_letters("โทรศัพท์ดีมาก ชอบมาก ไม่ซื้ออีก".encode("cp874"))
    'cp874'
    """
    if _is_thai(sample):
        return "cp874"
    shares = {}
    for encoding in _CYRILLIC:
        text = sample.decode(encoding, errors="replace")
        beyond = sum(one > "\x7f" for one in text)
        # A capital behind a small letter is one of another encoding.
        mixed = len(_MIXED.findall(text))
        shares[encoding] = (sum(one in _FREQUENT for one in text) - mixed) / max(beyond, 1)
    best = max(_CYRILLIC, key=shares.__getitem__)
    return best if shares[best] >= _MOSTLY else ""


def _is_thai(sample: bytes) -> bool:
    """Whether bytes are Thai: its most frequent letters, and marks and vowels where Thai has them."""
    high = sum(byte > 0x7F for byte in sample)
    above, leads = len(_THAI_ABOVE.findall(sample)), len(_THAI_LEADS.findall(sample))
    return (
        len(_THAI.findall(sample)) >= _ALWAYS * high
        and sum(byte in _THAI_FREQUENT for byte in sample) >= _OFTEN * high
        and len(_THAI_STANDS.findall(sample)) >= _ALWAYS * above > 0
        and len(_THAI_LED.findall(sample)) >= _ALWAYS * leads
    )
