"""Logs of two lines a request, when it comes and when it is answered: each request counts once."""

import json

import pytest

from app.logs import read_log
from app.logs.formats.answered import BEGUN

PATHS = ["/a", "/start", "/b", "/a", "/complete"]


def pair(begins, ends):
    return lambda second, path: (begins.format(second, path), ends.format(second, path))


WRITTEN = {
    "ntfy": pair(
        *(
            json.dumps({"time": "2026-03-24T22:58:0#Z", "level": "DEBUG", "http_method": "GET",
                        "http_path": "@", "visitor_ip": "192.0.2.7", "message": f"HTTP request {word}"})
            .replace("{", "{{").replace("}", "}}").replace("#", "{0}").replace("@", "{1}")
            for word in ("started", "finished")
        )
    ),
    "pairs": pair(
        'time=2026-03-24T22:58:0{0}Z msg="incoming request" method=GET path={1} ip=192.0.2.7',
        'time=2026-03-24T22:58:0{0}Z msg="request completed" method=GET path={1} ip=192.0.2.7 status=200',
    ),
    "text": pair(
        "2026-03-24T22:58:0{0}Z 192.0.2.7 --> GET {1}",
        "2026-03-24T22:58:0{0}Z 192.0.2.7 <-- GET {1} 200 12ms",
    ),
    "before, after": pair(
        "2026-03-24T22:58:0{0}Z INFO 192.0.2.7 before GET {1}",
        "2026-03-24T22:58:0{0}Z INFO 192.0.2.7 after GET {1}",
    ),
    "before in other words": pair(
        "2026-03-24T22:58:0{0}Z INFO 192.0.2.7 started GET {1} after sign-in",
        "2026-03-24T22:58:0{0}Z INFO 192.0.2.7 finished GET {1} before its deadline",
    ),
}  # fmt: skip


@pytest.mark.parametrize("times", [1, 40], ids=["few, one by one", "many, in columns"])
@pytest.mark.parametrize("name", WRITTEN)
def test_a_request_of_two_lines_counts_once(name, times, tmp_path):
    lines = [line for second, path in enumerate(PATHS) for line in WRITTEN[name](second, path)] * times
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = read_log(path)
    assert (log.accepted, log.rejected) == (5 * times, 5 * times)
    assert {reject.reason for reject in log.rejects} in ({BEGUN}, {"no status after the path"})
    assert sorted(log.requests()["path"]) == sorted(PATHS * times)


@pytest.mark.parametrize("unsaid", [{}, {"status": 0}, {"status": "-"}], ids=["absent", "0", "dash"])
def test_lines_that_a_request_came_are_refused_among_whole_columns(unsaid, tmp_path):
    """Each of four hundred requests comes, and is answered in ten, twenty … milliseconds."""
    path = tmp_path / "access.log"
    with path.open("w") as file:
        for number in range(400):
            asked = {"time": f"2026-03-24T22:{number // 60:02}:{number % 60:02}Z", "method": "GET",
                     "path": f"/p{number % 7}", "remote_ip": "192.0.2.7"}  # fmt: skip
            answer = {"status": 404 if number % 7 == 3 else 200, "size": number, "duration_ms": 10.5 * number}
            file.write(json.dumps(asked | unsaid) + "\n" + json.dumps(asked | answer) + "\n")
    log = read_log(path)
    assert log.counts("status").to_dict() == {200: 400 - 57, 404: 57}
    requests = log.requests()
    assert requests["size"].tolist() == list(range(400))
    assert requests["response time"].tolist() == pytest.approx([0.0105 * number for number in range(400)])
    assert [reject.line_number for reject in log.every_reject] == list(range(1, 801, 2))


def test_requests_without_a_status_count_where_no_line_answers_them(tmp_path):
    lines = [
        json.dumps({"time": f"2026-03-24T22:58:0{second}Z", "method": "GET", "path": path, "ip": "192.0.2.7"}
                   | ({"status": 200} if second % 2 else {}))
        for second, path in enumerate(["/a", "/b", "/c", "/d", "/e", "/f"])
    ]  # fmt: skip
    path = tmp_path / "access.log"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = read_log(path)
    assert (log.accepted, log.rejected) == (6, 0)
