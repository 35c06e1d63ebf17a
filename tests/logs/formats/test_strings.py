"""Format strings of Apache and nginx: every directive, and what is wrong with a string at its place."""

import datetime

import pytest

from app.logs import read_log
from app.logs.formats import compiled, format_named
from app.problem import Problem

CLF = "[02/Jan/2024:03:04:05 +0100]"
SECONDS = int(datetime.datetime(2024, 1, 2, 3, 4, 5, tzinfo=datetime.UTC).timestamp())


@pytest.mark.parametrize(
    ("string", "line", "more"),
    [
        (
            '$remote_addr - $remote_user [$time_local] "$request" $status $body_bytes_sent rt=$request_time',
            f'192.0.2.7 - - {CLF} "GET /a?x=1 HTTP/1.1" 200 5 rt=0.250',
            {"response time": "0.25"},
        ),
        (
            "log_format main '$remote_addr [$time_local] \"$request\" '\n    '$status "
            "$body_bytes_sent $host';",
            f'192.0.2.7 {CLF} "GET /a?x=1 HTTP/1.1" 200 5 a.example',
            {"vhost": "a.example"},
        ),
        (
            "$msec $remote_addr $request_method $scheme://$host$request_uri $status $bytes_sent "
            "$upstream_response_time",
            "1704164645.123 192.0.2.7 GET https://a.example/a?x=1 200 5 0.1, 0.2",
            {"vhost": "a.example", "scheme": "https", "upstream seconds": "0.1, 0.2", "sent": "5"},
        ),
        (
            'LogFormat "%v:%p %h %l %u %t \\"%r\\" %>s %O %D" vhost',
            f'a.example:443 192.0.2.7 - jane doe {CLF} "GET /a?x=1 HTTP/1.1" 200 5 1500',
            {"vhost": "a.example", "port": "443", "response time": "0.0015", "sent": "5"},
        ),
        (
            '%{%Y-%m-%d %H:%M:%S}t.%{msec_frac}t %{%z}t %a %m %U%q %H %s %B %{ms}T %X "%{X-Id}o" %{Foo}e',
            '2024-01-02 03:04:05.123 +0100 192.0.2.7 GET /a?x=1 HTTP/1.1 200 5 12 + "u 1" bar',
            {"response time": "0.012", "connection": "+", "x-id": "u 1", "foo": "bar"},
        ),
        (
            '%h %t "%r" %>s %b %{ratio}n%% %D',
            f'192.0.2.7 {CLF} "GET /a?x=1 HTTP/1.1" 200 5 31% 1500',
            {"response time": "0.0015", "ratio": "31"},
        ),
        (
            "%h\\t%{%d/%b/%Y}t\\t%{%T}t\\t%r\\t%>s\\t%b",
            "192.0.2.7\t02/Jan/2024\t03:04:05\tGET /a?x=1 HTTP/1.1\t200\t5",
            {},
        ),
        (
            '{"when":"$time_iso8601","who":"$remote_addr","what":"$request","st":$status,"by":$body_bytes_sent}',
            '{"when":"2024-01-02T03:04:05+01:00","who":"192.0.2.7","what":"GET /a?x=1 '
            'HTTP/1.1","st":200,"by":5}',
            {},
        ),
    ],
)
def test_every_field_is_where_the_string_says(string, line, more):
    event = compiled(string).reader().read(line.encode())
    assert not isinstance(event, str), event
    assert (event.time, event.host, event.status, event.size) == (SECONDS, "192.0.2.7", "200", 5)
    assert event.request.startswith("GET /a?x=1 HTTP/1.1")
    assert dict(event.more) == more


@pytest.mark.parametrize(
    ("string", "line"),
    [
        ('$http_x_real_ip [$time_local] "$request" $status', f'192.0.2.7 {CLF} "GET /a HTTP/1.1" 200'),
        ('$time_iso8601|$http_cf_connecting_ip|$request|$status',
         "2024-01-02T03:04:05+01:00|2001:db8::7|GET /a HTTP/1.1|200"),
        ('$realip_remote_addr $http_true_client_ip [$time_local] "$request" $status',
         f'10.0.0.1 192.0.2.7 {CLF} "GET /a HTTP/1.1" 200'),
        ('%{Citrix-ns-orig-srcip}i -> %{Citrix-ns-orig-destip}i %t \\"%r\\" %>s',
         f'192.0.2.7 -> 10.1.2.3 {CLF} "GET /a HTTP/1.1" 200'),
        ('%{X-Forwarded-For}i,%l,%t,\\"%r\\",%>s', f'192.0.2.7, 10.0.0.1,-,{CLF},"GET /a HTTP/1.1",200'),
        ('%{c}a %t \\"%r\\" %>s', f'192.0.2.7 {CLF} "GET /a HTTP/1.1" 200'),
        ('%{CF-Connecting-IP}i %{Fastly-Client-IP}i %t \\"%r\\" %>s',
         f'192.0.2.7 - {CLF} "GET /a HTTP/1.1" 200'),
        ('{"t":"$time_iso8601","who":"$http_fastly_client_ip","what":"$request","s":"$status"}',
         '{"t":"2024-01-02T03:04:05+01:00","who":"192.0.2.7","what":"GET /a HTTP/1.1","s":"200"}'),
    ],
)  # fmt: skip
def test_a_header_tells_the_client_where_nothing_else_does(string, line):
    event = compiled(string).reader().read(line.encode())
    assert (event.time, event.host) == (SECONDS, "2001:db8::7" if "2001" in line else "192.0.2.7")


@pytest.mark.parametrize(
    ("string", "line"),
    [
        ('$http_client_ip_country [$time_local] "$request" $status', f'DE {CLF} "GET /a HTTP/1.1" 200'),
        ('$sent_http_x_client_ip [$time_local] "$request" $status', f'192.0.2.7 {CLF} "GET /a HTTP/1.1" 200'),
        ('%{X-Client-IP}o %t \\"%r\\" %>s', f'192.0.2.7 {CLF} "GET /a HTTP/1.1" 200'),
    ],
)  # fmt: skip
def test_what_is_told_about_a_client_or_answered_is_no_client(string, line):
    event = compiled(string).reader().read(line.encode())
    assert (event.time, event.host) == (SECONDS, "-")


def test_a_header_is_a_field_of_its_own_beside_the_client():
    string = '$remote_addr $http_cf_connecting_ip [$time_local] "$request" $status'
    event = compiled(string).reader().read(f'192.0.2.7 192.0.2.8 {CLF} "GET /a HTTP/1.1" 200'.encode())
    assert (event.host, event.more["http cf connecting ip"]) == ("192.0.2.7", "192.0.2.8")


@pytest.mark.parametrize(
    ("string", "words"),
    [
        ('%h %Q %t "%r"', "“%Q” at character 4 is no directive of Apache"),
        (
            "$time_local $request $status$body_bytes_sent",
            "nothing parts “$status” from “$body_bytes_sent” at character 29",
        ),
        ("%h %r %>s", "it holds no time"),
        ("$remote_addr $time_local $status", "it holds nothing that was asked for"),
        ('%h %t "%r" 100% of', "“% o” at character 15 is no directive"),
        ('{"a":$request,', "it begins like JSON and is none at character 17"),
    ],
)
def test_what_a_string_cannot_hold_is_said_at_its_place(string, words):
    with pytest.raises(Problem) as problem:
        compiled(string)
    assert words in problem.value.what
    assert "LogFormat or log_format" in problem.value.remedy


def test_a_string_reads_a_log_inside_of_what_is_around_its_lines(tmp_path):
    path = tmp_path / "own.log"
    line = "web-1  | up 0.5 # 02/Jan/2024:03:04:05 +0000 # 192.0.2.7 # GET /a HTTP/1.1 # 200 # 5\n"
    path.write_text(line * 3 + "web-1  | started\n")
    string = "up $request_time # $time_local # $remote_addr # $request # $status # $body_bytes_sent"
    log = read_log(path, format=string)
    assert (log.accepted, log.rejected) == (3, 1)
    requests = log.requests()
    assert requests["response time"].tolist() == [0.5] * 3
    assert requests["line"].tolist() == [line.rstrip("\n")] * 3
    assert log.rejects[0].reason == "no response time at the start of the line"
    assert format_named(string) == compiled(string)


def test_a_kept_log_knows_its_string(tmp_path):
    from app.logs import open_log, save

    path = tmp_path / "own.log"
    path.write_text("192.0.2.7 | 2024-01-02T03:04:05Z | GET /a HTTP/1.1 | 200\n")
    log = read_log(path, format="$remote_addr | $time_iso8601 | $request | $status")
    save(log, tmp_path / "kept")
    again = open_log(tmp_path / "kept")
    assert again.requests().equals(log.requests())
    assert again.format == log.format
