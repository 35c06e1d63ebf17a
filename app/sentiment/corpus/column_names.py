"""What columns of tables of texts are called, in many languages; of two that fit, the earlier name wins."""

from __future__ import annotations

from collections.abc import Mapping

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
        *("recommend", "recommended", "liked", "flair", "satisfaction", "product"),
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
