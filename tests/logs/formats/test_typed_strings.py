"""Format strings as administrators post them: what a server would write by one is what is read by it."""

import random
import re
from collections import Counter
from datetime import UTC, datetime

import pytest

from app.logs import read_log
from app.logs.detection.detection import chosen
from app.logs.formats import compiled
from app.logs.formats.apache import DIRECTIVE
from app.logs.formats.strings import _string
from app.logs.written.addresses import client
from app.logs.written.requests import split_request
from tests.logs.detection.shapes import REQUESTS, written

CLF = "«t:%d/%b/%Y:%H:%M:%S» +0000"
NGINX = {
    "remote_addr": "«h»", "remote_user": "-", "time_local": CLF,
    "time_iso8601": "«t:%Y-%m-%dT%H:%M:%S»+00:00",
    "msec": "«t:s.ms»", "request": "«m» «P» HTTP/1.1", "request_method": "«m»", "request_uri": "«P»",
    "uri": "«p»", "args": "«q0»", "is_args": "", "server_protocol": "HTTP/1.1", "status": "«C»",
    "body_bytes_sent": "«B»", "bytes_sent": "«B»", "http_referer": "«r»", "http_user_agent": "«a»",
    "http_x_forwarded_for": "-", "host": "shop.example", "server_port": "443", "request_time": "«Ds»",
    "upstream_response_time": "0.010, 0.020", "upstream_addr": "10.0.0.1:80, 10.0.0.2:80",
    "upstream_status": "502, 200", "upstream_connect_time": "-", "upstream_header_time": "0.001", "pipe": ".",
    "request_length": "321", "gzip_ratio": "-", "connection": "7", "connection_requests": "2",
    "scheme": "https", "ssl_protocol": "TLSv1.3", "ssl_cipher": "TLS_AES_128_GCM_SHA256", "request_id": "abc",
    "hostname": "web1", "remote_port": "51000", "http_cookie": "a=b; c=d",
    "proxy_upstream_name": "default-web-80",
    "proxy_alternative_upstream_name": "", "upstream_response_length": "5, 6", "req_id": "x",
    "sent_http_content_type": "text/html; charset=utf-8",
}  # fmt: skip
APACHE = {
    "%h": "«h»", "%a": "«h»", "%{c}a": "10.0.0.9", "%l": "-", "%u": "-", "%t": f"[{CLF}]",
    "%r": "«m» «P» HTTP/1.1", "%>s": "«C»", "%b": "«B»", "%B": "«B»", "%O": "«B»", "%I": "77", "%X": "+",
    "%D": "«Dus»", "%{ms}T": "«Dms»", "%{us}T": "«Dus»", "%v": "shop.example", "%p": "443", "%m": "«m»",
    "%U": "«p»", "%q": "«?q»", "%H": "HTTP/1.1", "%P": "12", "%{tid}P": "34", "%^FU": "5", "%{sec}t": "«t:s»",
    "%{msec_frac}t": "«t:%L»", "%{usec_frac}t": "«t:%L»000", "%{%z}t": "+0000", "%{SSL_PROTOCOL}x": "TLSv1.3",
    "%{SSL_CIPHER}x": "X", "%{Referer}i": "«r»", "%{User-Agent}i": "«a»", "%{X-Forwarded-For}i": "«h»",
}  # fmt: skip
NGINX_TOLD = (
    [["remote_addr"]], [["time_local"], ["time_iso8601"], ["msec"]], [["status"]],
    [["request"], ["request_method", "request_uri"]], [["body_bytes_sent"], ["bytes_sent"]],
)  # fmt: skip
APACHE_TOLD = (
    [["%h"], ["%a"]], [["%t"]], [["%>s"]], [["%r"], ["%m", "%U%q"]], [["%b"], ["%B"], ["%O"]],
)  # fmt: skip
ALONE = {
    "is_args", "args", "uri", "request_time", "proxy_alternative_upstream_name", "%m", "%U", "%q", "%{c}a",
    "%D",
    "%{ms}T", "%{us}T", "%{sec}t", "%{msec_frac}t", "%{usec_frac}t", "%{%z}t",
}  # fmt: skip
"""What is a part of another directive, tells the same a second time, or is empty."""

MARKS = ("|", "\t", " | ", "||", "^", "~", '" "', "] [")
STRINGS = [
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
    '"$http_user_agent" $request_length $request_time [$proxy_upstream_name] '
    "[$proxy_alternative_upstream_name] $upstream_addr $upstream_response_length $upstream_response_time "
    "$upstream_status $req_id",
    '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
    '"$http_user_agent" rt=$request_time uct="$upstream_connect_time" urt="$upstream_response_time"',
    '[$time_local] $remote_addr $host "$request" $status $bytes_sent $request_time',
    "$time_iso8601 $remote_addr $request_method $scheme://$host$request_uri $status $bytes_sent "
    "$request_time",
    '$host:$server_port $remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent',
    "$remote_addr\\t$time_iso8601\\t$request_method\\t$uri$is_args$args\\t$status\\t$body_bytes_sent\\t"
    "$http_referer\\t$http_user_agent",
    "$remote_addr\\t$http_user_agent\\t$time_iso8601\\t$request_method $uri${is_args}${args}\\t"
    "$status\\t$bytes_sent",
    "$msec|$remote_addr|$status|$body_bytes_sent|$request_method|$request_uri|$http_user_agent|$request_time|",
    "time:$time_iso8601\\thost:$remote_addr\\tmethod:$request_method\\turi:$request_uri\\tstatus:$status\\t"
    "size:$body_bytes_sent\\tua:$http_user_agent",
    '"$time_local" client=$remote_addr method=$request_method request="$request" status=$status '
    'body_bytes_sent=$body_bytes_sent user_agent="$http_user_agent" request_time=$request_time',
    '$remote_addr [$time_local] $status "$request" $body_bytes_sent "$http_cookie" $ssl_protocol/$ssl_cipher',
    '$remote_addr [$time_local] "$request_method $request_uri $server_protocol" $status $body_bytes_sent',
    '{"time":"$time_iso8601","ip":"$remote_addr","req":"$request","status":$status,"size":$body_bytes_sent,'
    '"rt":$request_time,"ua":"$http_user_agent","up":"$upstream_addr"}',
    'log_format json escape=json \'{"t":"$time_iso8601","h":"$remote_addr","r":"$request",\'\n'
    '    \'"s":"$status","b":"$body_bytes_sent","a":"$http_user_agent"}\';',
    "<$remote_addr> <$time_local> <$request> <$status> <$body_bytes_sent> <$http_user_agent> <$request_time>",
    '$hostname $remote_addr:$remote_port [$time_local] $request_id "$request" $status $body_bytes_sent '
    "$connection/$connection_requests $gzip_ratio $pipe",
    '%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i" %{ms}T',
    '%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"',
    '%a %l %u %t "%r" %>s %b %D',
    '%{%Y-%m-%dT%H:%M:%S}t.%{msec_frac}t%{%z}t %a %m "%U%q" %H %>s %B %{us}T',
    '%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x "%r" %>s %b',
    '%{X-Forwarded-For}i %l %u %t "%r" %>s %b',
    'LogFormat "%h %l %u %t \\"%r\\" %>s %b \\"%{Referer}i\\" \\"%{User-Agent}i\\"" combined',
    'CustomLog logs/access_log "%h %l %u %t \\"%r\\" %>s %b"',
    '%{c}a %a %l %u %t "%r" %>s %I %O %X',
    '%{sec}t %h "%m %U%q %H" %>s %b',
    "%h\\t%t\\t%m\\t%U%q\\t%>s\\t%b\\t%{User-Agent}i",
    '%{%d/%b/%Y %T}t.%{usec_frac}t %h "%r" %>s %b %D',
    '%h %t "%r" %>s %b vhost=%v pid=%P tid=%{tid}P rt=%D',
    '[%{%m/%d/%Y %H:%M:%S}t] %h "%r" %>s %b',
    '%h %^FU "%r" %>s %b %t',
    '{"time":"%{%Y-%m-%dT%T%z}t","ip":"%a","method":"%m","uri":"%U","query":"%q","status":"%>s","bytes":"%B",'
    '"us":"%D","ua":"%{User-Agent}i"}',
]


def _shape(string):
    """The line that a server writes by a string, as a shape of lines."""
    text = _string(string)
    if "$" in text:
        text = re.sub(r"\$\{?is_args\}?\$\{?args\}?", "«?q»", text)
        return re.sub(r"\$\{?(\w+)\}?", lambda name: NGINX[name[1]], text)

    def directive(found):
        if found[0] in APACHE:
            return APACHE[found[0]]
        return "«t:" + found["name"].replace("%T", "%H:%M:%S").replace("%z", "+0000") + "»"

    return DIRECTIVE.sub(directive, text)


@pytest.mark.parametrize("string", STRINGS)
def test_lines_written_by_a_string_are_read_by_it(string):
    assert_read(string)


@pytest.mark.parametrize("seed", range(100))
def test_any_directives_in_any_order_between_any_marks(seed):
    assert_read(_made(random.Random(seed)))


@pytest.mark.parametrize("seed", range(100, 120))
def test_a_file_of_such_lines_is_read_as_its_lines(seed, tmp_path):
    string = _made(random.Random(seed))
    lines = [written(_shape(string), request) for request in REQUESTS]
    # So many that they are read in columns.
    (tmp_path / "own.log").write_text("".join(line + "\n" for line in lines * 50))
    log = read_log(tmp_path / "own.log", format=string)
    assert (log.accepted, log.rejected) == (50 * len(REQUESTS), 0)
    hosts = Counter(request["host"] for request in REQUESTS)
    assert log.counts("host").to_dict() == {host: 50 * count for host, count in hosts.items()}
    assert set(log.counts("status").to_dict()) == {request["status"] for request in REQUESTS}
    paths = {name.removeprefix("https://shop.example") for name in log.counts("path").to_dict()}
    assert paths == {request["path"] for request in REQUESTS}


def _made(rng):
    """A string of what a request is told by and some further directives, in any order, between one mark."""
    nginx = rng.random() < 0.5
    told = NGINX_TOLD if nginx else APACHE_TOLD
    names = [name for choices in told for name in rng.choice(choices)]
    known = {name for choices in told for choice in choices for name in choice}
    names += rng.sample([name for name in (NGINX if nginx else APACHE) if name not in known | ALONE], 8)
    rng.shuffle(names)
    mark = rng.choice(MARKS)
    string = mark.join(f"${name}" if nginx else name for name in names)
    return {'" "': f'"{string}"', "] [": f"[{string}]"}.get(mark, string)


def assert_read(string):
    """Lines that a server writes by a string are read by it, one by one."""
    shape = _shape(string)
    lines = [written(shape, request).encode() for request in REQUESTS]
    reader = chosen(compiled(string), lines, 20261127).reading.reader()
    for line, request in zip(lines, REQUESTS, strict=True):
        event = reader.read(line)
        assert not isinstance(event, str), (event, line)
        asked = split_request(event.request)
        path = asked.path.removeprefix("https://shop.example")
        assert (client(event.host), asked.method, path) == (
            request["host"],
            request["method"],
            request["path"],
        )
        assert (asked.query, event.status, event.size) == (
            request["query"],
            str(request["status"]),
            request["size"],
        )
        time = datetime.fromisoformat(request["time"]).replace(tzinfo=UTC)
        assert event.time == int(time.timestamp())
        if "«a»" in shape:
            assert event.agent == request["agent"]
        if "«D" in shape:
            assert float(event.more["response time"]) == pytest.approx(request["took"], rel=1e-6)
