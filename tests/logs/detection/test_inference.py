"""Logs in layouts that nobody declared: the same requests, written in any order, are read back equal."""

import datetime
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.logs.detection.detection import judge
from app.logs.formats import JSON, compiled, formats
from app.logs.written.addresses import client
from app.logs.written.requests import split_request

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0"
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
GERMAN = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]

TIMES = {
    "clf": lambda t: f"[{t:%d}/{MONTHS[t.month - 1]}/{t:%Y:%H:%M:%S} +0000]",
    "bare": lambda t: f"{t:%d}/{MONTHS[t.month - 1]}/{t:%Y:%H:%M:%S} +0000",
    "german": lambda t: f"[{t:%d}/{GERMAN[t.month - 1]}/{t:%Y:%H:%M:%S} +0000]",
    "one digit": lambda t: f"[{t.day}/{MONTHS[t.month - 1]}/{t:%Y:%H:%M:%S} +00:00]",
    "iso": lambda t: f"{t:%Y-%m-%dT%H:%M:%S}Z",
    "iso in brackets": lambda t: f"[{t:%Y-%m-%dT%H:%M:%S}.123456+00:00]",
    "sql": lambda t: f"[{t:%Y-%m-%d %H:%M:%S}]",
    "sql bare": lambda t: f"{t:%Y-%m-%d %H:%M:%S}.655",
    "quoted": lambda t: f'"{t:%Y-%m-%d %H:%M:%S}"',
    "epoch": lambda t: f"[{int(t.timestamp())}123]",
    "zone first": lambda t: f"[+0000]({t:%d}/{MONTHS[t.month - 1]}/{t:%Y:%H:%M:%S})",
    "round": lambda t: f"({t:%d}/{MONTHS[t.month - 1].upper()}/{t:%Y:%H:%M:%S})",
    "mail": lambda t: f"[Tue, {t:%d} {MONTHS[t.month - 1]} {t:%Y %H:%M:%S} GMT]",
}
HOSTS = {
    "plain": lambda a: a,
    "port": lambda a: f"{a}:53412",
    "list": lambda a: f"{a}, 10.0.0.1",
    "list without spaces": lambda a: f"{a},10.0.0.1,10.0.0.2",
    "brackets": lambda a: f"[Client {a}]",
    "quotes": lambda a: f'"{a}"',
}
PREFIXES = [
    "", "", "", "web_1  | ", "nginx.1     | ", "    ", "2024-01-02T03:04:05.238986028Z ",
    "Jan  2 03:04:05 web1 nginx: ", "Jan 12 03:04:05 web1 nginx[812]: ", "[pod/web-6d/nginx] ",
    "<190>1 2024-01-02T03:04:05Z web1 nginx 812 - - ", "2024-01-02T03:04:05.600000000Z stdout F ",
    "access.log.1:", "/var/log/nginx/access.log:12:", "2024/01/02 03:04:05 ",
    "proxy_1 | nginx.1    | ", "2024-01-02T03:04:05+00:00 web1 nginx[812]: ", "> ", "\x1b[36mweb_1 |\x1b[0m ",
]  # fmt: skip
TAILS = ["", " 0.003", ' "10.0.0.9:80" 0.1 0.2', " ", ' rt=0.003 uct="0.000"', " TLSv1.3", ' "-" [x] {y}']


def requests(rng: random.Random) -> list[dict]:
    start = datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC)
    paths = ["/a", "/b?x=1", "/c/d.html"]
    return [
        {
            "time": start + datetime.timedelta(seconds=rng.randrange(300 * 86400)),
            "host": rng.choice(["192.0.2.7", "198.51.100.23", "203.0.113.5"]),
            "request": f"{rng.choice(['GET', 'POST', 'HEAD'])} {rng.choice(paths)} HTTP/1.1",
            "status": rng.choice([200, 301, 404, 500]),
            "size": rng.randrange(1000, 10**8),
            "referrer": rng.choice(["-", "http://r.example/x"]),
            "user": rng.choice(["-", "-", "jane", "i.im", "a@b.c"]),
        }
        for _ in range(12)
    ]


def check(lines: list[str], wanted: list[dict], agent: bool) -> None:
    found = judge([line.encode() for line in lines])
    assert found is not None, lines[0]
    reader = found.reading.reader()
    for line, one in zip(lines, wanted, strict=True):
        event = reader.read(line.encode())
        assert not isinstance(event, str), (event, line, found.why)
        assert event.time == int(one["time"].timestamp()), line
        assert client(event.host) == one["host"], (line, found.why)
        assert split_request(event.request) == split_request(one["request"]), line
        assert (event.status, event.size) == (str(one["status"]), one["size"]), (line, found.why)
        if agent:
            assert (event.agent, event.referrer) == (AGENT, one["referrer"]), line


def words(rng: random.Random) -> tuple[list[str], bool, str]:
    """The order of the fields of a layout, whether it holds an agent, and what parts the fields."""
    heads = [
        ["host", "-", "user", "time", "request"], ["host", "time", "request"], ["time", "host", "request"],
        ["host", "-", "time", "request"], ["time", "site", "host", "request"],
        ["site", "host", "-", "user", "time", "request"],
        ["host", "site", "user", "time", "request"], ["host", "-", "user", "time", "number", "request"],
    ]  # fmt: skip
    middles = [
        ["status", "size"],
        ["status", "size"],
        ["status", "size", "number", "number"],
        ["number", "status", "size"],
    ]
    agent = rng.random() < 0.7
    order = rng.choice(heads) + rng.choice(middles)
    order += ["referrer", "agent"] if agent else []
    return order, agent, rng.choice([" ", " ", " ", "  ", "\t"])


def rendered(one: dict, order: list[str], time: str, host: str, rng: random.Random) -> list[str]:
    written = {
        "-": "-",
        "site": "shop.example",
        "number": f"0.{rng.randrange(1000):03d}",
        "time": TIMES[time](one["time"]),
        "host": HOSTS[host](one["host"]),
        "request": f'"{one["request"]}"',
        "referrer": f'"{one["referrer"]}"',
        "agent": f'"{AGENT}"',
    }
    return [written.get(name, str(one.get(name, ""))) for name in order]


@pytest.mark.whole
@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(TIMES)), st.sampled_from(sorted(HOSTS)))
def test_any_order_any_time_and_any_prefix(seed, time, host):
    rng = random.Random(seed)
    order, agent, gap = words(rng)
    prefix, tail = rng.choice(PREFIXES), rng.choice(TAILS)
    wanted = requests(rng)
    lines = [prefix + gap.join(rendered(one, order, time, host, rng)) + tail for one in wanted]
    check(lines, wanted, agent)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**9),
    st.sampled_from(["\t", "|", ";", ","]),
    st.sampled_from(["iso", "sql bare", "bare"]),
)
def test_fields_parted_by_one_character(seed, mark, time):
    rng = random.Random(seed)
    order = ["host", "user", "time", "request", "status", "size", "referrer", "agent"]
    wanted = requests(rng)
    lines = [mark.join(rendered(one, order, time, "plain", rng)) for one in wanted]
    check(lines, wanted, agent=True)


@pytest.mark.parametrize("cut", [0.3, 0.6, 0.8, 0.97])
def test_a_line_cut_off_is_refused(cut):
    rng = random.Random(1)
    wanted = requests(rng)
    order = ["time", "host", "request", "status", "size", "referrer", "agent"]
    lines = [" ".join(rendered(one, order, "iso", "plain", rng)) for one in wanted]
    found = judge([line.encode() for line in lines])
    whole = lines[0]
    assert isinstance(found.reading.reader().read(whole[: int(len(whole) * cut)].encode()), str)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_whatever_the_bytes_nothing_raises(data):
    lines = data.split(b"\n")
    found = judge(lines)
    if found is not None:
        reader = found.reading.reader()
        assert all(reader.read(line) for line in lines)


@pytest.mark.parametrize(
    "line",
    [
        b'{"log": ' * 2_000 + b"}" * 2_000,
        b'{"time":"10:\\ud800:00 2024-01-02T03:04:05Z","log":"192.0.2.7 GET /a HTTP/1.1 200 5"}',
        b'["\\ud800","192.0.2.7","GET /a HTTP/1.1","2024-01-02T03:04:05Z","200"]',
        b"[" * 5_000,
    ],
    ids=["objects in objects", "half a character in a time", "half a character in a list", "lists in lists"],
)
def test_what_json_may_hold_and_no_text_ends_nothing(line):
    for lines in ([line], [line] * 5):
        found = judge(lines, latest=20261231)
        if found is not None:
            reader = found.reading.reader()
            assert all(reader.read(line) for line in lines)


def test_what_is_measured_under_another_name_is_no_time_taken():
    line = f'[2024-01-02T03:04:05Z] 203.0.113.5 "GET /a" 200 512 "Age: 300 s" "{AGENT}"'
    found = judge([line.encode()] * 3)
    assert found is not None
    event = found.reading.reader().read(line.encode())
    assert (event.status, event.size, event.agent) == ("200", 512, AGENT)
    assert "response time" not in event.more


def test_a_bracket_of_blanks_is_no_measure():
    line = "203.0.113.5 ( ) | 02/Jan/2024:03:04:05 +0000 | GET /a HTTP/1.1 | 200 | 5 ( ) | x"
    found = judge([line.encode()] * 3)
    assert found is not None
    assert found.read == 3


@pytest.mark.parametrize("part", ["a.", "a_", "aB", '\\"', "é", " "])
def test_a_long_name_takes_no_longer_than_its_length_asks_for(part):
    # As above: with the square of the length this would take minutes a line.
    line = f'{{"time":"2024-01-02T03:04:05Z","{part * 100_000}":"x","status":200,"remote_addr":"192.0.2.7"}}'
    assert JSON.reader().read(line.encode())
    judge([line.encode()])


@pytest.mark.parametrize("part", ['"', " ", "1.2.3.4, ", '" "', "a=", "[", "2024-01-02 ", "log.", "x,"])
def test_a_long_line_takes_no_longer_than_its_length_asks_for(part):
    # Were the time to grow with the square of the length, this would go on for many minutes.
    line = (f'192.0.2.7 - - [02/Jan/2024:03:04:05 +0000] "GET /a HTTP/1.1" 200 5 "-" "{part * 100_000}')[
        :200_000
    ]
    for form in (
        *formats(),
        compiled('$remote_addr $remote_user [$time_local] "$request" $status "$http_x"'),
    ):
        assert form.reader().read(line.encode())
        assert form.reader().read((part * 50_000).encode())
    judge([line.encode()])
