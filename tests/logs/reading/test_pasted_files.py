"""Files as people paste and export them: broken, quoted, listed, wrapped, and things that are no logs."""

import json

import pytest

from app.logs import read_log
from app.problem import Problem


def line(second, request=None, code="200", size="512", host="192.0.2.7", tail=' "-" "curl/8.5.0"'):
    request = f"GET /p{second} HTTP/1.1" if request is None else request
    return f'{host} - - [24/Mar/2026:10:00:{second:02d} +0000] "{request}" {code} {size}{tail}'


LINES = [line(second) for second in range(1, 9)]
TEXT = "\n".join(LINES) + "\n"
AGENT = ' "https://shop.example/landing" "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36"'
LONG = [line(second, tail=AGENT) for second in range(1, 9)]
ERROR = (
    "2026/03/24 10:00:01 [error] 31#31: *7 open() failed (2: No such file or directory), client: 192.0.2.7, "
    'request: "GET /x HTTP/1.1"\n'
)


TRACE = ("Traceback (most recent call last):", '  File "/app/x.py", line 3', "ValueError: 1")


def hard(text, width):
    return "\n".join(text[at : at + width] for at in range(0, len(text), width)) + "\n"


def soft(text, width, mark):
    lines, at = [], ""
    for word in text.split(" "):
        if at and len(at) + 1 + len(word) > width:
            lines.append(at)
            at = word
        else:
            at = f"{at} {word}" if at else word
    return "".join(f"{mark}{one}\n" for one in [*lines, at])


EIGHT = {
    "wrapped by a terminal": "".join(hard(one, 80) for one in LONG),
    "wrapped by a mail program": "".join(soft(one, 76, "") for one in LONG),
    "wrapped in an answer": "".join(soft(one, 74, "> ") for one in LONG),
    "an array of texts": "[" + ",\n".join(map(json.dumps, LINES)) + "]\n",
    "what Python prints of a list": repr(LINES) + "\n",
    "values of SQL": "".join("'" + one.replace('"', '\\"') + "',\n" for one in LINES),
    "a list of YAML": "".join(f"- '{one}'\n" for one in LINES),
    "quotes of a word processor": TEXT.replace('"GET', "“GET").replace('1.1"', "1.1”").replace('"-"', "“-”"),
    "a web page": "<html><body><pre>" + TEXT.replace('"', "&quot;").rstrip("\n") + "</pre></body></html>\n",
    "an answer by mail": "".join(f"> {one}\n" for one in LINES),
    "numbers of lines": "".join(f"{number:6d}\t{one}\n" for number, one in enumerate(LINES, 1)),
    "grep -n": "".join(f"/var/log/nginx/access.log:{n}:{one}\n" for n, one in enumerate(LINES, 1)),
    "uniq -c": "".join(f"      1 {one}\n" for one in LINES),
    "tail of several": "\n".join(["==> a.log <==", *LINES[:4], "", "==> b.log <==", *LINES[4:], ""]),
    "errors between": "".join(one + "\n" + ERROR for one in LINES),
    "a stack trace between": "\n".join([*LINES[:4], *TRACE, *LINES[4:], ""]),
    "a journal in full": "".join(
        f"Tue 2026-03-24 10:00:0{n}.000123 UTC [s=1;i={n}]\n    _HOSTNAME=web1\n    MESSAGE={one}\n"
        for n, one in enumerate(LINES, 1)
    ),
    "a record of a container": "".join(
        json.dumps({"pod": {"name": "web"}, "log": one + "\n", "time": "2026-03-24T11:00:00Z"}) + "\n"
        for one in LINES
    ),
    "backticks": "".join(f"`{one}`\n" for one in LINES),
    "rows of SQL": "".join("('" + one.replace('"', '\\"') + "'),\n" for one in LINES),
    "what a difference adds": "".join(f"+{one}\n" for one in LINES),
    "files with marks of UTF-8 joined": "\n".join([*LINES[:4], "\ufeff" + LINES[4], *LINES[5:], ""]),
    "form feeds": "".join(one + "\f\n" for one in LINES),
    "a last line cut off": TEXT + line(9)[:60],
}  # fmt: skip


@pytest.mark.parametrize("text", EIGHT.values(), ids=EIGHT)
def test_all_requests_of_a_pasted_file_are_found(tmp_path, text):
    path = tmp_path / "pasted.log"
    path.write_text(text, encoding="utf-8")
    frame = read_log(path).requests()
    assert list(frame["time"].dt.strftime("%H:%M:%S")) == [f"10:00:0{second}" for second in range(1, 9)]
    assert list(frame["path"]) == [f"/p{second}" for second in range(1, 9)]
    assert (set(frame["host"]), set(frame["status"]), set(frame["size"])) == ({"192.0.2.7"}, {200}, {512})


def test_lines_that_stand_between_are_counted_as_rejected(tmp_path):
    path = tmp_path / "mixed.log"
    path.write_text(EIGHT["errors between"], encoding="utf-8")
    log = read_log(path)
    assert (log.accepted, log.rejected) == (8, 8)


def test_lines_of_one_length_are_not_joined(tmp_path):
    path = tmp_path / "health.log"
    lines = [line(second, tail="") for second in range(1, 9)]
    lines.insert(5, "not a request at all, and nearly as long as a line is")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    log = read_log(path)
    assert (log.accepted, log.rejected) == (8, 1)


BROKEN = [
    (line(1, code="000", size="0"), ("GET", "/p1", 0)),
    (line(2, code="499", size="0"), ("GET", "/p2", 499)),
    (line(3, "-", "408", "0"), ("(none)", "(none)", 408)),
    (line(4, "", "400", "0"), ("(none)", "(none)", 400)),
    (line(5, r"\x16\x03\x01\x02\x00\x01\xfc\x03\x03", "400"), ("(none)", "(none)", 400)),
    (line(6, "PRI * HTTP/2.0", "400"), ("PRI", "*", 400)),
    (line(7, "GET /x y z.html HTTP/1.1"), ("GET", "/x y z.html", 200)),
    (line(8, "OPTIONS * HTTP/1.0"), ("OPTIONS", "*", 200)),
    (line(9, "GET /f"), ("GET", "/f", 200)),
    (line(10, "GET /h3 HTTP/3.0"), ("GET", "/h3", 200)),
    (line(11), ("GET", "/p11", 200)),
    (line(12), ("GET", "/p12", 200)),
]


def test_broken_requests_are_requests(tmp_path):
    path = tmp_path / "broken.log"
    path.write_text("".join(text + "\n" for text, _ in BROKEN), encoding="utf-8")
    frame = read_log(path).requests()
    found = zip(
        frame["method"].fillna("(none)"), frame["path"].fillna("(none)"), frame["status"], strict=True
    )
    assert list(found) == [said for _, said in BROKEN]


OTHERS = {
    "parse.py": (
        "import os\n\n\ndef main():\n    for line in open('access.log'):\n        print(line)\n",
        "source",
    ),
    "trace.log": (
        "java.lang.NullPointerException: x\n" + "\tat com.example.App.main(App.java:12)\n" * 9,
        "stack trace",
    ),
    "nginx.conf": (
        "server {\n    listen 80;\n    server_name shop.example;\n    access_log /x combined;\n}\n",
        "settings",
    ),
    "metrics.txt": ("# TYPE hits counter\n" + 'hits{method="get",code="200"} 100\n' * 5, "metrics"),
    "change.log": ("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n", "diff"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_other_texts_are_refused_by_what_they_are(tmp_path, name):
    text, words = OTHERS[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Problem) as told:
        read_log(path)
    assert words in told.value.what
