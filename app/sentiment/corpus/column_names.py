"""What columns of tables of texts are called, in many languages; of two that fit, the earlier name wins."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_OTHER_LANGUAGES: Mapping[str, str] = {
    "text": """
        texto texte testo tekst metin teks comentario comentarios comentário commentaire kommentar kommentare
        commento recensione reseña rezension nachricht inhalt mensaje mensagem opmerking yorum ulasan komentar
        отзыв отзывы текст комментарий сообщение коментар 评论 评论内容 内容 文本 正文 評論 內容 本文 レビュー
        コメント テキスト 리뷰 댓글 내용 본문 نص النص تعليق التعليق مراجعة ข้อความ รีวิว टिप्पणी पाठ
    """,
    "label": """
        sentimiento sentimento polaridad polaridade polarité tonalité etiqueta étiquette etichetta etikett
        etiket klasse classe clase kategorie kategori catégorie categoría categoria stimmung bewertung sterne
        note nota calificación puntuación valoración pontuação puan duygu sentimen kelas оценка метка класс
        тональность категория рейтинг 情感 标签 类别 评分 情绪 標籤 類別 評分 ラベル 評価 感情 カテゴリ 라벨
        평점 감정 분류 التصنيف المشاعر تقييم nhãn ป้าย
    """,
    "time": "fecha datum дата 日期 时间 日付 날짜 tarih zeitstempel horodateur temporal",
}
_THERE = {role: tuple(words.split()) for role, words in _OTHER_LANGUAGES.items()}

NAMES: Mapping[str, tuple[str, ...]] = {
    "text": (
        *(
            "text",
            "tweet",
            "sentence",
            "review",
            "reviewtext",
            "comment",
            "message",
            "content",
            "body",
            "post",
            "sms",
        ),
        *(
            "document",
            "phrase",
            "utterance",
            "utt",
            "narrative",
            "question",
            "news",
            "article",
            "description",
        ),
        *("statement", "abstract", "comments", "feedback", "transcript", "verbatim", "remarks", "reviews"),
        *_THERE["text"],
        *("headline", "title", "summary", "caption", "v2", "sequence", "tokens"),
    ),
    "label": (
        *("label", "sentiment", "polarity", "class", "category", "target", "labels", "emotion", "topic"),
        *("mood", "intent", "rating", "stars", "score", "overall", "grade", "tag", "type", "v1", "y"),
        *("toxic", "spam", "sarcastic", "verdict", "opinion", "feeling", "choices", "accept", "annotation"),
        *("subreddit", "section", "department", "channel", "compound", "valence", "judgment"),
        *_THERE["label"],
        *("recommend", "recommended", "liked", "flair", "satisfaction", "queue", "genre", "stance", "kind"),
        *("outcome", "decision", "attitude", "veracity", "severity", "product"),
    ),
    "split": ("split", "set", "fold", "subset", "partition", "splitset"),
    "time": (
        "time",
        "date",
        "datetime",
        "timestamp",
        "created_at",
        "created",
        "published",
        "day",
        "at",
        "utc",
        *_THERE["time"],
    ),
    "clock": ("time", "clock", "hour"),
    "entity": ("entity", "company", "ticker", "symbol", "cashtag", "brand", "stock", "organization"),
    "id": ("id", "tweet_id", "key", "index", "guid", "uid"),
}
"""What a column may be called in the file, the likeliest first."""

SPLITS: Mapping[str, str] = {
    **dict.fromkeys(("train", "training", "learn", "0_train", "trn"), "train"),
    **dict.fromkeys(("test", "testing", "held-back", "validation", "valid", "val", "dev", "tst"), "test"),
}
"""What the splits of a set are called, in small letters; what is there to choose by is judged by as well."""

WORDS = re.compile(r"[^\W\d_]+[0-9]*|[0-9]+")
"""A word of a column's name."""

# What names of columns are glued to where a program wrote reviewText, which is read in small letters.
_GLUED = re.compile(
    r"^(?:unix|self|full|star|overall|review|tweet|comment|post|message|news|article|final|gold|publish(?:ed)?"
    r"|creat(?:ed?|ion)|submi(?:tted|ssion)|response|ticket|customer|feedback|user|predicted|true|emotion)+"
    r"(?=(?:text|body|content|message|comment|title|time|date|timestamp|label|rating|score|class|category)$)"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_PLURAL = re.compile(r"(?<=[a-rt-z])s$")
TELLING = frozenset(("sentiment", "polarity"))
"""Words that say of a number that it is a mood."""

_OF_THINGS = frozenset(("product", "item", "app", "site", "store", "business", "brand"))
_OF_SPLITS = frozenset(("split", "splitset", "fold", "partition"))


def known_names() -> frozenset[str]:
    """All names of columns."""
    return frozenset(name for names in NAMES.values() for name in names)


def is_named(column: str, role: str) -> bool:
    """Whether a column is called after its role.

    >>> is_named("review text", "text"), is_named("column 2", "text")
    (True, False)
    """
    return column in NAMES[role] or bool(_words_of(column) & set(NAMES[role]))


def named_so(columns: Sequence[str], free: Sequence[int], names: Sequence[str]) -> list[int]:
    """The free columns whose name, or whose name's last word, is one of these; the best first.

    A name that says more decides before one that only is short: ``Review Text`` before ``Title``. What kind
    of thing a text is about (``product_category``) comes last.
    """
    words = {place: _words_of(columns[place]) for place in free}
    things = {place for place in free if _OF_THINGS & words[place]}
    ranked = [
        (place in things, rank, columns[place] != name, place)
        for rank, name in enumerate(names)
        for place in free
        if name == columns[place] or name in words[place]
    ]
    # What is told in the plural may be a list of others' answers (``annotator_labels``).
    plural = [
        (True, rank, True, place)
        for rank, name in enumerate(names)
        for place in free
        if name in {_PLURAL.sub("", word) for word in words[place]}
    ]
    return list(dict.fromkeys(place for *_, place in [*sorted(ranked), *sorted(plural)]))


def _words_of(column: str) -> set[str]:
    """The words of a column's name that tell what it holds: the last one, or the one before *of*, without a
    word that is glued to it in front, and those for moods and things. What is of a split tells that alone.

    >>> sorted(_words_of("sentiment_score")), sorted(_words_of("unixreviewtime")), _words_of("date of review")
    (['score', 'sentiment'], ['time'], {'date'})
    """
    # In brackets stand units and what else is to be said of it: ``Rating (out of 5)``.
    found = WORDS.findall(_IN_BRACKETS.sub(" ", column))
    if not found or found[-1] not in known_names():
        found = WORDS.findall(column)
    if of_splits := _OF_SPLITS & set(found):
        return set(of_splits)
    found = found[: found.index("of")] if "of" in found[1:] else found
    told = {word for word in found[:-1] if word in TELLING or word in _OF_THINGS}
    return told | {_GLUED.sub("", word) for word in found[-1:]}
