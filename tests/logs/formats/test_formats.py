"""Detection chooses the declared format that fits, and says why."""

import pytest

from app.logs.detection.detection import detect
from app.logs.formats import Format, format_named, formats
from app.problem import Problem

COMMON = b'1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5'
COMBINED = COMMON + b' "-" "curl/8"'


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (COMMON, "common"),
        (COMBINED, "combined"),
        (COMBINED.replace(b" +0000", b""), "combined"),
        (COMBINED.replace(b"1.2.3.4", b"2001:db8::1"), "combined"),
        (COMBINED + b"\r", "combined"),
        (COMBINED + b" 349", "combined-number"),
        (COMBINED + b' "10.0.0.1"', "nginx-main"),
        (COMBINED + b' "a" 12 "b"', "combined-extras"),
        (b"shop.example:443 " + COMBINED, "vhost-combined"),
        (b"shop.example:443 " + COMMON, "vhost-common"),
    ],
)
def test_detection(line, name):
    detection = detect([line] * 9 + [b"junk"], "a.log")
    assert detection.format.name == name
    assert detection.why.startswith(
        f"Read as {format_named(name).title} because 9 of the first 10 lines have"
    )
    reader = detection.format.reader()
    assert reader.read(line).host in ("1.2.3.4", "2001:db8::1")


SPACED = COMBINED.replace(b"- -", b"- john doe")


@pytest.mark.parametrize(
    ("lines", "name", "host", "user"),
    [
        ([SPACED] * 6 + [COMBINED] * 3, "combined", "1.2.3.4", "john doe"),
        ([SPACED.removesuffix(b' "-" "curl/8"')] * 6, "common", "1.2.3.4", "john doe"),
        ([b"shop.example:443 " + SPACED] * 6, "vhost-combined", "1.2.3.4", "john doe"),
        ([b"shop.example:443 " + COMBINED.replace(b"1.2.3.4", b"-")] * 6, "vhost-combined", "-", "-"),
        ([COMBINED.replace(b"1.2.3.4", b"-")] * 6, "combined", "-", "-"),
    ],
)
def test_a_user_of_two_words_is_no_virtual_host(lines, name, host, user):
    detection = detect(lines, "a.log")
    event = detection.format.reader().read(lines[0])
    assert (detection.format.name, event.host, event.user) == (name, host, user)


@pytest.mark.parametrize("before", [b"", b"shop.example "])
def test_a_log_that_changes_from_common_to_combined_keeps_referrer_and_agent(before):
    detection = detect([before + COMMON, before + COMBINED] * 3, "a.log")
    assert detection.format.name == ("vhost-combined" if before else "combined")
    assert detection.why.endswith("; 3 end after the size, without referrer and user agent.")
    assert "3 of the first 6 lines have" in detection.why
    reader = detection.format.reader()
    assert reader.read(before + COMBINED).agent == "curl/8"
    assert reader.read(before + COMMON).agent == "-"


def test_a_few_lines_that_are_cut_off_are_not_taken_for_whole():
    detection = detect([COMBINED] * 30 + [COMMON], "a.log")
    assert detection.format.reader().read(COMMON) == "the referrer is missing"


def test_what_is_not_read_is_said():
    why = detect([COMMON] * 30 + [COMBINED], "a.log").why
    assert why.endswith("status and size; 1 has more after these, which is not read.")


def test_one_line_is_enough():
    assert "the one line there is" in detect([COMBINED], "a.log").why


def test_a_new_format_is_one_declaration():
    form = Format("agent-only", "Agent only", quoted=("user agent",))
    event = form.reader().read(COMMON + b' "curl/8"')
    assert event.agent == "curl/8"


def test_names():
    assert {form.name for form in formats()} >= {"common", "combined", "nginx-main", "vhost-combined"}
    with pytest.raises(Problem, match="Choose one of common"):
        format_named("?")
