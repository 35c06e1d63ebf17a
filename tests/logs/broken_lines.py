"""Lines of many formats, broken as disks, editors, attackers and chance break them; made from a seed."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

WHOLE = [
    b'192.0.2.1 - ann [17/May/2015:10:05:03 +0000] "GET /a?productId=X HTTP/1.1" 200 12 "-" "curl/8"',
    b'www.a.example 192.0.2.1 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 404 - "-" "curl/8"',
    b"<134>May 17 10:05:03 web nginx: 2001:db8::7 - - [17/May/2015:10:05:03 +0000] "
    b'"GET / HTTP/1.1" 200 1 "-" "x"',
    b"#Fields: date time c-ip cs-method cs-uri-stem sc-status",
    b"2015-05-17 10:05:03 192.0.2.1 GET /default.htm 200",
    b'{"time":"2015-05-17T10:05:03+00:00","remote_addr":"192.0.2.1","request":"GET / HTTP/1.1","status":200}',
    b'{"log":"192.0.2.1 - - [17/May/2015:10:05:03 +0000] \\"GET / HTTP/1.1\\" 200 1\\n","stream":"stdout"}',
    b"time:2015-05-17T10:05:03+00:00\thost:192.0.2.1\treq:GET / HTTP/1.1\tstatus:200\tsize:1",
    b"May 17 10:05:03 lb haproxy[1]: 192.0.2.1:5 [17/May/2015:10:05:03.123] f b/s 0/0/1/2/3 200 5 - - ---- "
    b'1/1/0/0/0 0/0 "GET / HTTP/1.1"',
    b"1431857103.123    45 192.0.2.1 TCP_MISS/200 512 GET http://a.example/ - DIRECT/192.0.2.9 text/html",
    b"http 2015-05-17T10:05:03.1Z app/lb/1 192.0.2.1:5 10.0.0.1:80 0.1 0.1 0.1 200 200 1 1 "
    b'"GET http://a/ HTTP/1.1" "x" - -',
]
_REPEATED = [
    b'"',
    b"\\",
    b'\\"',
    b"[",
    b"]",
    b" ",
    b"a",
    b'" "',
    b"{",
    b'{"a":',
    b",",
    b"%",
    b"\t",
    b"1",
    b"-",
    b":",
]


def broken(count: int, seed: int, longest: int = 2000) -> Iterator[bytes]:
    """That many lines without their line feeds, none of them longer than about ``longest`` bytes."""
    rng = Random(seed)
    for _ in range(count):
        line = bytearray(rng.choice(WHOLE))
        for _ in range(rng.choice((0, 1, 1, 2, 5))):
            at = rng.randrange(len(line) + 1)
            way = rng.randrange(7)
            if way == 0:
                del line[at:]
            elif way == 1:
                del line[:at]
            elif way == 2:
                line[at:at] = rng.choice(_REPEATED) * rng.choice((1, 2, 9, longest // 6))
            elif way == 3 and line:
                line[at % len(line)] = rng.randrange(256)
            elif way == 4:
                line[at:at] = rng.randbytes(rng.randrange(20))
            elif way == 5:
                line[at:at] = rng.choice(WHOLE)
            else:
                line[at:at] = rng.choice(
                    (b"\r", b"\0", b"\xef\xbb\xbf", b"\xff\xfe", "ſ\u212a\u0130\u2028".encode())
                )
        yield bytes(line).replace(b"\n", b" ")[: 2 * longest]
