"""What the three moods are called in the sets of texts of many languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

NEGATIVE, NEUTRAL, POSITIVE = "negative", "neutral", "positive"

_WORDS: Mapping[str, str] = {
    NEGATIVE: """
        négatif négative schlecht olumsuz negatif negatív negativní negatívny negatywny negatywna negatywne
        negatīvs neigiamas αρνητικό αρνητικός αρνητική негативный негативная негативное негатив отрицательный
        отрицательная негативний негативна негативен отрицателен שלילי שלילית سلبي سلبية سلبى منفی منفي
        नकारात्मक नकारात्मक নেতিবাচক எதிர்மறை ప్రతికూల เชิงลบ ลบ 负面 负向 负 消极 贬义 差评 負面 負向 消極
        ネガティブ 否定 否定的 부정 부정적 tiêu_cực malo mala ruim mauvais slecht negatywnie
    """,
    NEUTRAL: """
        neutre nötr netral nøytral nøytralt neutrální neutrálny neutralny neutralna neutralne semleges
        tarafs\u0131z
        ουδέτερο ουδέτερος ουδέτερη нейтральный нейтральная нейтральное нейтрально нейтральний нейтрален
        ניטרלי נייטרלי محايد محايدة خنثی خنثى غیرجانبدار तटस्थ নিরপেক্ষ நடுநிலை తటస్థ เป็นกลาง กลาง 中性 中立
        中评 ニュートラル 中立的 중립 중립적 trung_tính
    """,
    POSITIVE: """
        positif positive gut olumlu pozitif pozitív pozitivní pozitívny pozytywny pozytywna pozytywne pozitīvs
        teigiamas θετικό θετικός θετική позитивный позитивная позитивное позитив положительный положительная
        позитивний позитивна позитивен положителен חיובי חיובית إيجابي إيجابية ايجابي ايجابية مثبت सकारात्मक
        ইতিবাচক நேர்மறை అనుకూల เชิงบวก บวก 正面 正向 正 积极 褒义 好评 積極 ポジティブ 肯定 肯定的 긍정 긍정적
        tích_cực bueno buena bom bon goed pozytywnie
    """,
}
SIGNS: Mapping[str, tuple[str, ...]] = {
    NEGATIVE: (
        *("-", "−", "--", ":(", ":-(", "☹", "👎", "😞", "😠", "😡", "🙁"),
        *("dissatisfied", "unsatisfied", "unhappy"),
    ),
    NEUTRAL: (":|", ":-|", "😐"),
    POSITIVE: ("+", "++", ":)", ":-)", "☺", "👍", "😀", "😊", "🙂", "😃", "satisfied", "happy"),
}
"""Signs for a mood, and the words of questionnaires."""

_WORD = re.compile(r"[^\W\d_]+")
_NAME = re.compile(r"(neg|neu|pos)(?:ative|ativ|tral|itive|itiv)?")
_NAMES = {"neg": NEGATIVE, "neu": NEUTRAL, "pos": POSITIVE}
_MOODS = {
    unicodedata.normalize("NFKC", word).replace("_", " ").casefold(): mood
    for mood, words in _WORDS.items()
    for word in words.split()
}


def mood_named(column: str) -> str:
    """The one mood that a column's name has a word for, or "".

    >>> mood_named("negative_review"), mood_named("review"), mood_named("positive or negative")
    ('negative', '', '')
    """
    found = [_NAMES[match[1]] for word in _WORD.findall(column) if (match := _NAME.fullmatch(word))]
    return found[0] if len(found) == 1 else ""


def mood_in_any_language(word: str) -> str:
    """The mood that a word means, or "".

    >>> [mood_in_any_language(word) for word in ("正面", "Négatif", "нейтральный", "tích cực", "ham")]
    ['positive', 'negative', 'neutral', 'positive', '']
    """
    if word.isascii() and word not in _MOODS:
        return ""
    return _MOODS.get(unicodedata.normalize("NFKC", word.strip()).casefold(), "")
