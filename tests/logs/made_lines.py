"""Log lines of every kind, usual and broken, for property tests."""

from hypothesis import strategies as st

HOSTS = ["1.2.3.4", "2001:db8::7", "example.com", "-", "hôte.fr", "h" * 70, "", "a\tb"]
USERS = ["- -", "- ann", "- ann lee", "id ann", "-", "-  -", '- a"b', "- [x"]
DAYS = [
    "17/May/2015",
    "29/Feb/2021",
    "29/Feb/2020",
    "31/Dec/0001",
    "00/Jan/2020",
    "1/May/2015",
    "17/may/2015",
]
CLOCKS = [":10:05:03", ":23:59:60", ":24:00:00", ":10:05", ":00:00:00.123"]
ZONES = [" +0000", " -0930", " +0330", "", " +9900", " UTC", " 0000"]
REQUESTS = [
    "GET / HTTP/1.1",
    "POST /a?productId=X&categoryId=NULL HTTP/1.0",
    "GET /a?b?c HTTP 1.1",
    "GET ?x=1 HTTP/2",
    "GET /a b HTTP/1.1",
    "GET  / HTTP/1.1",
    "GET /  HTTP/1.1",
    "GET HTTP/1.1",
    "get / HTTP/1.1",
    "PROPFIND /x HTTP/1.1",
    "GET /old",
    "-",
    "",
    r"\x16\x03\x01",
    r"GET /say\"hi\" HTTP/1.1",
    r"GET /end\\",
    "GET /%D9%85?q=%20a+b HTTP/1.1",
    "GET /é HTTP/1.1",
    "GET /x HTTP/1.10",
]
NUMBERS = [
    " 200 1234",
    " 404 -",
    " - -",
    " 2000 1",
    " 200 123456789",
    " 200 1234567890123456",
    " 20x 1",
    " 200",
    "",
]
TAILS = [
    ' "-" "curl/7.0"',
    ' "http://a.b/?q=1" "Mozilla/5.0 (X11)"',
    ' "-" "-" 349',
    ' "-" "Moz" "10.0.0.1"',
    ' "-" "a \\"quoted\\" agent"',
    ' "-" "never closed',
    ' "-"  "two spaces"',
    ' "-" "x"sticks',
    ' "-" "ends\\"',
    "",
    ' "" ""',
    ' "-" "\x00\x1b[31m"',
]

NOISE = st.sampled_from(
    [b"", b"", b"", b"", b" ", b"\r", b'"', b"\\", b"\xff", b"\xef\xbb\xbf", b"\x00", b"[", b"\t"]
)


@st.composite
def nearly_right(draw: st.DrawFn) -> bytes:
    """A line put together of usual and unusual parts, perhaps with a stray byte somewhere."""
    parts = [draw(st.sampled_from(HOSTS)), " ", draw(st.sampled_from(USERS)), " ["]
    parts += [draw(st.sampled_from(choices)) for choices in (DAYS, CLOCKS, ZONES)]
    parts += ['] "', draw(st.sampled_from(REQUESTS)), '"']
    parts += [draw(st.sampled_from(choices)) for choices in (NUMBERS, TAILS)]
    line = "".join(parts).encode(draw(st.sampled_from(["utf-8", "latin-1"])))
    at = draw(st.integers(0, len(line)))
    return line[:at] + draw(NOISE) + line[at:]


@st.composite
def right(draw: st.DrawFn) -> bytes:
    """A usual line of the Combined format."""
    second = draw(st.integers(0, 59))
    host, request = draw(st.sampled_from(HOSTS[:3])), draw(st.sampled_from(REQUESTS[:2]))
    status, size = draw(st.integers(100, 599)), draw(st.integers(0, 10**8 - 1))
    tail = draw(st.sampled_from(TAILS[:2]))
    return f'{host} - - [17/May/2015:10:05:{second:02d} +0000] "{request}" {status} {size}{tail}'.encode()


lines = st.lists(st.one_of(right(), nearly_right(), st.binary(max_size=80)), max_size=12)
endings = st.sampled_from([b"\n", b"\r\n"])


@st.composite
def texts(draw: st.DrawFn) -> bytes:
    """A file of such lines; the last may lack its line feed."""
    ending = draw(endings)
    text = ending.join(draw(lines))
    return text + ending if draw(st.booleans()) else text
