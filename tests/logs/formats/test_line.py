"""One line, read exactly: the fields by hand, and a reason for every refusal."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.formats import COMBINED, COMMON, VHOST, formats
from app.logs.formats.line import Request, decode, parameters, read_time, split_request

LINE = b'83.1.2.3 - ann [17/May/2015:10:05:03 +0330] "GET /a?b=1 HTTP/1.1" 200 203 "http://c.d/" "curl/8"'


def read(line, form=COMBINED):
    return form.reader().read(line)


def test_every_field():
    event = read(LINE)
    assert event.time == datetime.datetime(2015, 5, 17, 10, 5, 3, tzinfo=datetime.UTC).timestamp()
    assert event.zone == 210
    assert (event.host, event.user, event.status, event.size) == ("83.1.2.3", "ann", "200", 203)
    assert (event.request, event.referrer, event.agent) == ("GET /a?b=1 HTTP/1.1", "http://c.d/", "curl/8")


def test_a_carriage_return_belongs_to_the_line_feed():
    assert read(LINE + b"\r") == read(LINE)


def test_escaped_quotes_stay_inside_their_field():
    event = read(LINE.replace(b"curl/8", rb"a \"b\" c"))
    assert event.agent == r"a \"b\" c"


def test_a_virtual_host_comes_first():
    event = read(b"shop.example:443 " + LINE, VHOST)
    assert event.host == "83.1.2.3"


def test_common_ignores_what_follows():
    assert read(LINE, COMMON).agent == "-"


@pytest.mark.parametrize("tail", [b" 349", b' "10.1.1.1"', b' "x" 0.003 "y"'])
def test_more_fields_may_follow(tail):
    assert read(LINE + tail).agent == "curl/8"


def test_bytes_that_are_no_utf8_are_latin1():
    assert decode(b"caf\xe9") == "café" == decode("café".encode())
    assert read(LINE.replace(b"/a", b"/caf\xe9")).request == "GET /café?b=1 HTTP/1.1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "the line is blank"),
        (b" \t\r", "the line is blank"),
        (b"\0\0\0", "the line is nothing but zero bytes"),
        (b"Error line 1", "no time in square brackets"),
        (LINE.replace(b'"', b""), "no request in quotes"),
        (LINE.replace(b"17/May", b"31/Feb"), "“31/Feb/2015:10:05:03 +0330” is not a date and time"),
        (LINE.replace(b"10:05", b"25:05"), "“17/May/2015:25:05:03 +0330” is not a date and time"),
        (LINE[:60], "the quotes around the request are never closed"),
        (LINE.replace(b" 200 203", b" OK 203"), "no status and size follow the request"),
        (LINE.replace(b"203", b"9" * 16), "the size has 16 digits"),
        (LINE[: LINE.index(b' "http')], "the referrer is missing"),
        (LINE[:-1], "the user agent opens a quote that is never closed"),
        (LINE + b"x", "text sticks to the last quote"),
        (LINE.replace(b"83.1", b"8\x01"), "the line does not start with host, ident, user and [time]"),
        (b"x" * (1 << 20), "the line is longer than 1,048,576 bytes"),
    ],
)
def test_reasons(line, reason):
    assert read(line) == reason


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("GET / HTTP/1.1", ("GET", "/", "")),
        ("GET /cart.do?action=view&x=1 HTTP 1.1", ("GET", "/cart.do", "action=view&x=1")),
        ("VERSION-CONTROL /a b HTTP/1.1", ("VERSION-CONTROL", "/a b", "")),
        ("CONNECT a.b:25 HTTP/1.1", ("CONNECT", "a.b:25", "")),
        ("GET /old", ("GET", "/old", "")),
        ("-", ("(none)", "(none)", "")),
        ("", ("(none)", "(none)", "")),
        (r"\x16\x03\x01", ("(none)", "(none)", "")),
        ("h+/tmp/gpon80&ipv=0", ("(none)", "(none)", "")),
    ],
)
def test_requests(text, parts):
    assert split_request(text) == Request(*parts)


def test_parameters_are_decoded():
    assert parameters("a=%D9%85&b=1+2&&c&=x&d=a=b") == [("a", "م"), ("b", "1 2"), ("c", ""), ("d", "a=b")]


@given(st.datetimes(datetime.datetime(1, 1, 1), datetime.datetime(9999, 12, 31)))
def test_times_are_what_the_calendar_says(moment):
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    text = f"{moment.day:02d}/{names[moment.month - 1]}/{moment.year:04d}:{moment:%H:%M:%S}"
    seconds = (moment.replace(microsecond=0) - datetime.datetime(1970, 1, 1)) // datetime.timedelta(seconds=1)
    assert read_time(text) == (seconds, None)
    assert read_time(text + " -0130") == (seconds, -90)
    weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][moment.weekday()]
    assert read_time(f"{weekday} {text}") == (seconds, None)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(formats()))
def test_any_bytes_are_accepted_or_refused_with_a_reason(line, form):
    outcome = form.reader().read(line.replace(b"\n", b""))
    assert outcome
