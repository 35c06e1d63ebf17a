"""Names of months as servers write them under the locales of many languages (after Unicode's CLDR)."""

from __future__ import annotations

import re
import unicodedata

_SPELT = (
    "january januar janvier enero gennaio janeiro januari januar jan janv ene gen sty "
    "stycznia янв января oca ocak tammi led ledna ian gener jaan saus січ яну јан ιαν ינו "
    "ינואר يناير",
    "february februar février febrero febbraio fevereiro februari febr feb févr fév fevr fev "
    "lut lutego фев февр февраля şub şubat helmi úno února febr veebr vas лют феб φεβ פבר "
    "פברואר فبراير",
    "march märz mars marzo março maart mar mär mrz mrt mart marca мар марта maalis bře března "
    "márc març marts märts kov mac бер μαρ מרץ مارس",
    "april avril abril aprile apr avr abr kwi kwietnia апр апреля nis nisan huhti dub dubna "
    "ápr bal кві απρ אפר אפריל أبريل ابريل",
    "may mai mayo maggio maio mei maj mag май мая mayıs mayis touko kvě května maja máj maig "
    "maijs geg тра μαϊ מאי مايو",
    "june juni juin junio giugno junho jun giu cze czerwca июн июня haz haziran kesä čvn "
    "června jún iun juny juuni birž чер юни јун ιουν יוני يونيو",
    "july juli juillet julio luglio julho jul juil lug lip lipca июл июля tem temmuz heinä "
    "čvc července júl iul juuli liep лип юли јул ιουλ יולי يوليو",
    "august août agosto augustus augusti aug aoû ago sie sierpnia авг августа ağu ağustos elo "
    "srp srpna avg agu agt ogo rugp сер авг αυγ אוג אוגוסט أغسطس اغسطس",
    "september septembre septiembre settembre setembro sep sept set wrz września сен сент "
    "сентября eyl eylül syys zář září szept rugs вер сеп σεπ ספט ספטמבר سبتمبر",
    "october oktober octobre octubre ottobre outubro oct okt ott out paź października окт "
    "октября eki ekim loka říj října spal жов οκτ אוק אוקטובר أكتوبر اكتوبر",
    "november novembre noviembre novembro nov nof lis listopada ноя нояб ноября kas kasım "
    "marras listopadu noi lapkr лис ное νοε נוב נובמבר نوفمبر",
    "december dezember décembre diciembre dicembre dezembro dec dez déc dic des gru grudnia "
    "дек декабря ara aralık joulu pro prosince dets gruod dis гру дец δεκ דצמ דצמבר ديسمبر",
)


def _plain(name: str) -> str:
    """A name without case, accents and the point of an abbreviation."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).rstrip(".")


_NUMBERED = re.compile(r"(?:thg ?|tháng ?)?(\d{1,2})[月월]?")
"""A month by its number: in Chinese and Japanese, in Korean, in Vietnamese."""
_NUMBERS = {_plain(name): number for number, names in enumerate(_SPELT, start=1) for name in names.split()}


def month(name: str) -> int | None:
    """The number of a month by its name or abbreviation, in any case; None when no language known has it.

    >>> month("Okt"), month("JAN"), month("févr."), month("3月"), month("Foo")
    (10, 1, 2, 3, None)
    """
    if numbered := _NUMBERED.fullmatch(name):
        number = int(numbered[1])
        return number if 1 <= number <= 12 else None
    return _NUMBERS.get(_plain(name))
