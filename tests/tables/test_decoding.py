import pytest

from app.problem import Problem
from app.tables import decode

ROWS = "text,label\ncafé is good,positive\nnaïve and bad,negative\n"
RUSSIAN = "текст,метка\nочень хороший отель и вкусный завтрак,да\nплохой сервис и грязный номер,нет\n" * 5
CHINESE = "评论,标签\n房间很好，非常满意，早餐也不错,好\n房间太差，非常失望，服务很慢,坏\n" * 5
JAPANESE = "レビュー,ラベル\nとても良いホテルでした,良い\n部屋が汚くて残念です,悪い\n" * 5
FRENCH = "texte;avis\ntrès déçu par la qualité, à éviter;négatif\ngénial, élégant, même parfait;positif\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
)
def test_a_text_comes_back_whatever_its_encoding(encoding):
    content = ROWS.encode(encoding)
    if encoding == "utf-16-be":
        content = b"\xfe\xff" + content
    assert decode(content, "t.csv").text == ROWS


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [ROWS, CHINESE, RUSSIAN])
def test_utf_16_is_known_without_its_mark(encoding, text):
    assert decode(text.encode(encoding), "t.csv").text == text


@pytest.mark.parametrize(
    ("text", "encoding", "said"),
    [
        (ROWS, "cp1252", "not UTF-8 (line 2): it was read as Windows-1252"),
        (RUSSIAN, "cp1251", "Cyrillic"),
        (RUSSIAN, "koi8_r", "Cyrillic"),
        (CHINESE, "gb18030", "Chinese"),
        # Two bytes in three of it would make good UTF-8 with their neighbours.
        (
            "label,review\n" + "".join(f"{n % 2},酒店太差了再也不来{n}\n" for n in range(18)),
            "gb18030",
            "Chinese",
        ),
        (CHINESE.replace("标签", "標籤"), "big5hkscs", "Chinese"),
        (JAPANESE, "cp932", "Japanese"),
        (JAPANESE, "iso2022_jp", "Japanese"),
        (RUSSIAN, "cp866", "DOS"),
        (RUSSIAN, "mac_cyrillic", "Mac OS"),
        ("ข้อความ,ป้าย\nโรงแรมดีมาก อาหารเช้าอร่อย,ดี\nห้องสกปรก บริการแย่,แย่\n" * 5, "cp874", "Thai"),
        (FRENCH, "mac_roman", "Mac OS Roman"),
        (FRENCH, "cp850", "DOS"),
        (FRENCH, "cp1252", "Latin-1"),
        ("“Love it!” – it’s so good…\n‘Never again’ — don’t\n" * 3, "cp1252", "Latin-1"),
        ("Świetny hotel; polecam każdemu\nOkropna jakość; nigdy więcej\n", "cp1250", "Central European"),
        ("Świetny hotel; polecam każdemu\nOkropna jakość; nigdy więcej\n", "iso8859_2", "Central European"),
        ("Hrozná kvalita; už nikdy\nPřišlo v úterý; žádný problém\n", "cp1250", "Central European"),
        ("Nagyon jó, őszintén ajánlom\nSzörnyű minőség, kitűnő ár\n", "cp1250", "Central European"),
        ("Çok beğendim, hızlı kargo\nBir daha asla almayacağım, kötü\n", "cp1254", "Turkish"),
        ("Väga hea, soovitan kõigile\nÕudne kvaliteet, mitte kunagi sõber\n", "cp1252", "Latin-1"),
        ("Frábær, mæli með því\nHræðileg gæði, það er aldrei gott\n", "cp1252", "Latin-1"),
    ],
)
def test_what_is_not_unicode_is_told_apart_by_its_letters(text, encoding, said):
    found = decode(text.encode(encoding, errors="ignore"), "t.csv")
    assert found.text == text.encode(encoding, errors="ignore").decode(encoding)
    assert said in " ".join(found.notes)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        # The last character is cut: three of its four bytes.
        (ROWS.encode() + "good 🚀".encode()[:-1] + b",positive\n", 4),
        # Nothing else in the file is not ASCII: what is cut in the middle is still UTF-8.
        (b"text,label\nup \xe2\x82,positive\ndown,negative\n", 2),
        (ROWS.encode() * 3 + b"stray \xff byte,positive\n", 10),
    ],
)
def test_one_wrong_byte_does_not_make_another_encoding(content, line):
    found = decode(content, "t.csv")
    assert found.encoding == "utf-8"
    assert found.text.count("\ufffd") == 1
    assert f"1 character is broken, in line {line}" in found.notes[0]
    assert "café" in found.text or b"caf" not in content


def test_a_stray_zero_is_left_out_and_named():
    found = decode(ROWS.encode() * 100 + b"go\x00od,positive\n", "t.csv")
    assert found.text.endswith("\ngood,positive\n")
    assert found.notes == ("1 control character left out, in line 301.",)


@pytest.mark.parametrize(
    "content",
    [b"\x7fELF\x02\x01\x01\x00" * 20, b"a\x00,b\n1,2\n", b"text,label\n\x00\x01,1\n", bytes(range(256))],
)
def test_binary_data_is_refused(content):
    with pytest.raises(
        Problem, match=r"“t.csv” is not a text file: it is no text but binary data\. Save the table as CSV"
    ):
        decode(content, "t.csv")


def test_half_a_character_behind_a_mark_is_refused():
    with pytest.raises(Problem, match="starts like utf-16 text and is not"):
        decode(b"\xff\xfea", "t.csv")
