"""Lines of several formats inside of what collectors put around lines are read as if they stood alone."""

import json
from collections import Counter
from datetime import datetime

import pytest

from app.logs import read_log
from tests.logs.detection.shapes import REQUESTS, written

CLF = "«t:%d/%b/%Y:%H:%M:%S» +0000"
LINES = {
    "combined": f'«h» - - [{CLF}] "«m» «P» HTTP/1.1" «C» «B» "«r»" "«a»"',
    "json": '{"time":"«t:%Y-%m-%dT%H:%M:%S»+00:00","remote_addr":"«h»","request_method":"«m»",'
    '"request_uri":"«P»","status":«C»,"body_bytes_sent":«B»,"http_user_agent":"«a»"}',
    "caddy": '{"level":"info","ts":«t:s.ms»,"logger":"http.log.access","msg":"handled request","request":'
    '{"remote_ip":"«h»","proto":"HTTP/2.0","method":"«m»","host":"shop.example","uri":"«P»","headers":'
    '{"User-Agent":["«a»"]}},"duration":«Ds6»,"size":«B»,"status":«C»}',
    "gin": '[GIN] «t:%Y/%m/%d - %H:%M:%S» | «C» |     «Dgo» | «h» | «m»      "«P»"',
    "haproxy": "«h»:51234 [«t:%d/%b/%Y:%H:%M:%S.%L»] web~ app/s1 0/0/1/5/«Dms» «C» «B» - - ---- 1/1/0/0/0 "
    '0/0 "«m» «P» HTTP/1.1"',
    "time first": '«t:%Y-%m-%d %H:%M:%S,%L» INFO «h»:51234 - "«m» «P» HTTP/1.1" «C» OK',
}
CALLED = {"container_name": "web", "source": "stdout"}
AROUND = {
    "syslog": "Mar 25 01:0{i}:07 web1 nginx[123]: {line}",
    "priority": "<190>Mar 25 01:0{i}:07 web1 nginx: {line}",
    "RFC 5424": "<134>1 2026-03-25T01:0{i}:07.123456Z web1 nginx 123 - - {line}",
    "rsyslog": "2026-03-25T01:0{i}:07.123456+00:00 web1 nginx[123]: {line}",
    "docker -t": "2026-03-25T01:0{i}:07.123456789Z {line}",
    "CRI": "2026-03-25T01:0{i}:07.123456789Z stdout F {line}",
    "compose": "web-1  | {line}",
    "compose with times": "web-1  | 2026-03-25T01:0{i}:07.123456789Z {line}",
    "compose with colours": "\x1b[36mweb-1  |\x1b[0m {line}",
    "kubectl --prefix": "[pod/web-7d9f-abcde/nginx] {line}",
    "stern": "web-7d9f-abcde nginx {line}",
    "grep": "/var/log/nginx/access.log:{line}",
    "grep -n": "access.log.1:1{i}:{line}",
    "cat -n": "     {i}\t{line}",
    "Heroku": "2026-03-25T01:0{i}:07.123456+00:00 app[web.1]: {line}",
    "PM2": "0|app  | {line}",
    "a program in brackets": "[web] {line}",
    "docker": {"log": "{line}\n", "stream": "stdout", "time": "2026-03-25T01:0{i}:07.123456789Z"},
    "Firelens": {**CALLED, "log": "{line}"},
    "Splunk": {"preview": False, "result": {"_raw": "{line}", "_time": "2026-03-25 01:0{i}:07.000 UTC"}},
    "Loki": {"labels": {"app": "x"}, "line": "{line}", "timestamp": "2026-03-25T01:0{i}:07.123456789Z"},
    "GELF": {"version": "1.1", "host": "web1", "short_message": "{line}", "timestamp": 1774393087.4},
    "Filebeat": {"@timestamp": "2026-03-25T01:0{i}:07.000Z", "host": {"name": "web1"}, "message": "{line}"},
    "CloudWatch": {"timestamp": 1774393087412, "message": "{line}", "ingestionTime": 1774393087999},
    "Google": {"insertId": "x", "textPayload": "{line}", "timestamp": "2026-03-25T01:0{i}:07Z"},
    "Datadog": {"id": "x", "attributes": {"host": "web1", "message": "{line}", "service": "web"}},
}  # fmt: skip


def _put(around, line, number):
    """A line inside of what is around it; in JSON it stands as a text of it."""
    if isinstance(around, str):
        return around.replace("{i}", str(number)).replace("{line}", line)
    text = json.dumps(around).replace("{i}", str(number))
    return text.replace("{line}", json.dumps(line)[1:-1])


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("line", LINES)
def test_a_line_inside_is_read_as_if_it_stood_alone(around, line, tmp_path):
    lines = [_put(AROUND[around], written(LINES[line], request), n) for n, request in enumerate(REQUESTS)]
    (tmp_path / "own.log").write_text("".join(line + "\n" for line in lines))
    log = read_log(tmp_path / "own.log")
    frame = log.requests()
    assert (log.accepted, log.rejected) == (len(REQUESTS), 0)
    assert Counter(frame["host"]) == Counter(request["host"] for request in REQUESTS)
    assert [time.replace(microsecond=0) for time in frame["time"]] == [
        datetime.fromisoformat(request["time"]).replace(microsecond=0) for request in REQUESTS
    ]
    for name in ("method", "path", "query", "status"):
        assert list(frame[name]) == [request[name] for request in REQUESTS]
    if "«B»" in LINES[line]:
        assert list(frame["size"]) == [request["size"] for request in REQUESTS]
