"""What a file is that is no access log, in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.logs.detection.failures import ERROR_LOGS, tells_failures
from app.logs.detection.other_texts import other_text

_MAGIC = (
    (b"PK\x03\x04", "a zip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"%PDF", "a PDF document"),
    (b"{\\rtf", "a rich text document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Microsoft Office document"),
    (b"SQLite format 3", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"LPKSHHRH", "a systemd journal, which “journalctl -o cat” writes out as text"),
    (b"ElfFile\x00", "a Windows event log"),
    (b"\xd4\xc3\xb2\xa1", "a capture of network packets"),
    (b"\xa1\xb2\xc3\xd4", "a capture of network packets"),
    (b"\x4d\x3c\xb2\xa1", "a capture of network packets"),
    (b"\x0a\x0d\x0d\x0a", "a capture of network packets"),
    (b"PAR1", "a Parquet table"),
    (b"ARROW1", "an Arrow table"),
    (b"Obj\x01", "an Avro table"),
    (b"\x1f\x8b\x08", "a file that was packed twice (gzip) and has to be unpacked once"),
    (b"\xfd7zXZ", "a file that was packed twice (xz) and has to be unpacked once"),
    (b"\x28\xb5\x2f\xfd", "a file that was packed twice (Zstandard) and has to be unpacked once"),
    (b"\x04\x22\x4d\x18", "a file packed by LZ4, which “lz4 -d” unpacks"),
    (b"\xff\x06\x00\x00sNaPpY", "a file packed by Snappy, which has to be unpacked first"),
    (b"\x1f\x9d", "a file packed by compress (.Z), which “uncompress” unpacks"),
    (b"AWSTATS DATA FILE", "figures that AWStats keeps, which are no requests any more"),
    (b"-----BEGIN ", "a key or a certificate"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"RIFF", "a sound, a film or a picture"),
)
_ERRORS = (
    *ERROR_LOGS,
    (rb"(?:INFO|DEBUG|WARNING):? +\S+ - \"[A-Z]+ [^\"]*\" \d{3}(?: [A-Z][\w ]*)?\s*$",
     "a log of uvicorn without any time in its lines, so its requests cannot be placed"),
    (rb"\[\d\d/\w{3}/\d{4} \d\d:\d\d:\d\d\] \"[A-Z]+ [^\"]*\" \d{3} \d+\s*$",
     "a log of Django's development server, which names no client"),
    (rb"\S+ \S+ \S+ \[[^\]]+\] \"[A-Z]+ [^\"]* HTTP/[\d.]+ \d{3} (?:\d+|-)\" http",
     "a log of the OVH CDN whose fields are not in quotes, so they cannot be told apart"),
    (rb"(?:\w{3} [ \d]\d [\d:]{8}|\S{19,35}) \S+ (?:postfix|dovecot|exim|sendmail|opendkim)\b",
     "a mail server's log"),
    (rb"[+\-][\w@\-]{10,40}(?:\||$)", "Apache's forensic log, which tells neither status nor client"),
    (rb'\S+ \S+ \S.* \[[^\]]+\] "(?:RETR|STOR|STOU|APPE|DELE|MKD|RMD|USER|PASS|LIST|NLST|MLSD|CWD|SIZE) ',
     "an FTP server's log"),
    (rb"\w{3} \w{3} [ \d]\d [\d:]{8} \d{4} \d+ \S+ \d+ .* [ab] \S [oid] ", "an FTP server's log"),
    (rb"\d[\d:\-]{7,9} (?:[^ ]+ ){1,14}(?:EHLO|HELO|MAIL|RCPT|DATA|QUIT|AUTH|STARTTLS) ",
     "a mail server's log"),
    (rb"\d{10}\.\d{3} (?:SWAPOUT|SWAPIN|RELEASE|CREATE|SO_FAIL) ",
     "Squid's log of what it stores, which names no client"),
    (rb"\w{3} \w{3} [ \d]\d [\d:]{8} \d{4} \[pid \d+\]", "an FTP server's log"),
    (rb"\d[\d:\-]{7,9} (?:[^ ]+ ){1,6}(?:\[\d+\])?(?:USER|PASS|QUIT|CWD|STOR|RETR|created|sent|closed"
     rb"|(?:Control|Data)Channel(?:Opened|Closed)) ", "an FTP server's log"),
    (rb'\[[^\]]+\] "- - -" 0 ', "a log of TCP connections (Envoy), which holds no requests"),
    (rb'\{"reqId":"[^"]*","level":\d', "Nextcloud's own log, which tells of actions and no status"),
    (rb'\{"event[Vv]ersion":', "a trail of AWS calls (CloudTrail), which are no web requests"),
    (rb"(?:\w{3} [ \d]\d [\d:]{8}|\S{19,35}) \S+ (?:named|dnsmasq)\[", "a name server's log"),
)  # fmt: skip
"""What looks like requests and is none."""

_SYSTEM = (
    rb"(?:<\d{1,3}>)?(?:\w{3} [ \d]?\d (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\S{8,30})"
    rb" (?!(?i:trace|debug|info|notice|warn|warning|error|fatal)\b)[\w.:\-]+ "
    rb"(?=[\w./\-]+(?:\[\d+\])?(?: \d[\d.]*)?:)"
)

_WRITTEN = (
    *_ERRORS,
    (rb"#( pxname,svname,)", "HAProxy's figures of its servers (CSV), which are no requests"),
    (rb"#(Software: Microsoft|Version: |Fields: |Date: )", "a W3C extended log without any request"),
    (rb'(\S+ +\| )?\{"?.*"(ts|level|logger|msg)":', "JSON lines of a program that tells of no request"),
    (rb"\s*[\{\[]\s*$|\s*\{\s*\"", "JSON that holds no requests line by line"),
    (
        rb"(?:\S+ \S+ )?(?:<\d+>)?(?:\w{3} [ \d]\d [\d:]{8} \S+ )?(?:CEF|LEEF):\s?\d",
        "a security product's events (CEF or LEEF)",
    ),
    (_SYSTEM + rb"sshd(?:-session)?\[", "a log of logins (sshd)"),
    (
        _SYSTEM + rb"(?:sudo|su|login|systemd-logind|polkitd|CRON|cron|crond|anacron)\b",
        "a log of logins and scheduled jobs",
    ),
    (_SYSTEM + rb"kernel: .*\bSRC=\S+ DST=", "a firewall's log"),
    (_SYSTEM + rb"kernel:|\[ *\d+\.\d{6}\] ", "a kernel's log"),
    (rb"(?:<\d+>)?date=\S+ time=\S+ .*\b(?:logid|devid|devname)=", "a firewall's log"),
    (
        _SYSTEM + rb"haproxy\[\d+\]: \S+ \[[^\]]+\] \S+ \S+ [\d+\-/]+ \d+ \S\S [\d/]+ [\d/]+\s*$",
        "an HAProxy log of TCP connections, which holds no requests",
    ),
    (_SYSTEM, "a log of a system's programs (syslog), none of which tells of requests"),
    (rb"(?:tls|tcp) \d\.\d \S{19,} net/", "a log of connections of an AWS network load balancer"),
    (rb"\d+ \d+ eni-\w+ ", "a log of network flows (AWS VPC)"),
    (rb"type=[A-Z_]+ msg=audit\(", "an audit log of Linux"),
    (
        rb"---\s*$|[ -]*(?:httpRequest|insertId|logName|labels|resource|textPayload|timestamp|severity"
        rb"|remoteIp|requestMethod|requestUrl|status|latency|userAgent|type|protocol|receiveTimestamp): ?",
        "YAML, whose requests stand on several lines; “gcloud logging read” writes them with “--format=json”",
    ),
    (rb"\S+ \S+ fail2ban\.\w+", "a log of fail2ban"),
    (
        rb"(?:/\S+/mysqld|# (?:Time|User@Host|Query_time)|Time +Id +Command|SET timestamp="
        rb"|\d{4}-\d\d-\d\d[T ]+[\d:.]{7,15}Z? \d+ \[(?:Note|Warning|ERROR|System)\])",
        "a log of a MySQL or MariaDB server",
    ),
    (
        rb"\S+ \S+ (?:[A-Z]{2,5} )?\[\d+\](?: \S+)? ?(?:LOG|ERROR|FATAL|STATEMENT|DETAIL|HINT|WARNING): ",
        "a log of a PostgreSQL server",
    ),
    (rb"\[[\d:. \w]*\d\d:\d\d:\d\d\] \[[^\]]+/(?:INFO|WARN|ERROR)\]", "a game server's log"),
    (
        rb"\d\d-\w{3}-\d{4} \d\d:\d\d:\d\d\.\d{3} [A-Z]+ \[",
        "Tomcat's own log (catalina), not that of its requests",
    ),
    (rb"\w{3} \d\d?, \d{4} \d\d?:\d\d:\d\d [AP]M \S+ \S+", "a Java program's log"),
    (rb"__CURSOR=|__REALTIME_TIMESTAMP=|_BOOT_ID=", "an export of the systemd journal"),
    (rb"\s*<(!doctype|html|\?xml|svg|rss)", "a web page or XML"),
    (
        rb"(?:from|to|subject|received|return-path|date|mime-version|message-id|content-type): ?\S",
        "an e-mail",
    ),
    (
        rb"(?:insert into|create table|drop table|-- mysql dump|-- postgresql|set names)",
        "a dump of a database",
    ),
    (
        rb"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S* +[\[(]?(?:trace|debug|info|notice|warn|warning|er"
        rb"ror|fatal)\b",
        "a program's log",
    ),
    (rb"[\[(]?(?:trace|debug|info|notice|warn|warning|error|fatal|critical)[\])]?:? ", "a program's log"),
    (
        rb"#!|(?:import|from|def|class|function|package|#include|public|const|var|let) \w",
        "a program's source",
    ),
)


_DATED = re.compile(
    rb"\d{4}[\-/.]\d\d?[\-/.]\d\d?[T ]+\d\d?:\d\d|\d\d?[/.\-]\d\d?[/.\-]\d{2,4},? +\d\d?:\d\d"
    rb"|\d\d?[/. \-]\w{3,}[/. \-]\d{4}[: ]\d\d?:\d\d|\b1\d{9}(?:\d{3})?\b"
    rb"|\w{3} [ \d]?\d (?:\w{3,4} )?(?:\d{4} )?\d\d:\d\d:\d\d|^[IWEF]\d{4} \d\d:\d\d:\d\d"
)
_CLOCK = re.compile(rb"\b\d\d?:[0-5]\d:[0-5]\d\b")
_ASKED = re.compile(
    rb"\b(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH)\b[\s|\"]{1,20}(?:[\w.:]{3,45} )?(?:/|https?://)"
    rb"|\bmethod\"?[=:] ?\"?(?:GET|POST|HEAD|PUT|DELETE|OPTIONS|PATCH)\b"
)


def pretends(lines: Sequence[bytes]) -> bool:
    """Whether lines that look like requests are those of a log that tells of none, or too little of each."""
    for pattern, _ in _ERRORS:
        found = re.compile(pattern)
        if sum(1 for line in lines if found.match(line)) * 2 > len(lines):
            return True
    return False


def kind(lines: Sequence[bytes]) -> str:
    """What a file seems to be, in words, judged by its first lines."""
    sample = b"\n".join(lines)[:65536]
    for magic, words in _MAGIC:
        if sample.startswith(magic):
            return words
    controls = sum(sample.count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if controls * 50 > len(sample):
        return "a binary file"
    written = [line.removeprefix(b"\xef\xbb\xbf") for line in lines if line.strip()]
    for pattern, words in _WRITTEN:
        found = re.compile(pattern, re.IGNORECASE)
        if sum(1 for line in written if found.match(line)) * 2 > len(written) or (
            pattern.startswith(rb"#(") and any(found.match(line) for line in written)
        ):
            return words
    if words := _tagged(sample):
        return words
    return _table(written) or _described(sample, written)


def _described(sample: bytes, written: Sequence[bytes]) -> str:
    """What lines hold and lack that nobody knows: a time, and anything that was asked for."""
    if re.match(rb"--[0-9A-Za-z]{6,}-[A-Z]--", sample):
        return "an audit log of ModSecurity, of several lines a request"
    dated = sum(1 for line in written if _DATED.search(line)) * 2 > len(written)
    asked = sum(1 for line in written if _ASKED.search(line)) * 2 > len(written)
    if asked and dated and tells_failures(written):
        return "a program's log of what went wrong, which names requests and not how they were answered"
    if asked and dated:
        return "a log of requests in whose lines no client is found"
    if asked:
        return "a log of requests without any time in its lines, so they cannot be placed"
    if dated:
        return "a log whose lines hold a time and no request"
    if other := other_text(written):
        return other
    some = sum(1 for line in written if _DATED.search(line) or _CLOCK.search(line))
    if some * 2 > len(written):
        return "a log whose lines hold a time and no request"
    if some and some * 10 >= len(written):
        return "a log of messages of several lines, none of which is a request"
    return "text of another kind"


def _tagged(sample: bytes) -> str:
    start = sample.lstrip(b"\xef\xbb\xbf \t\r\n")[:200].lower()
    if re.match(rb"<(?:!doctype|html|\?xml|svg|rss|head|body|div)", start):
        return "a web page or XML"
    if re.match(rb"(?:return-path|received|from|message-id|delivered-to): ", start):
        return "an e-mail"
    return ""


_FRACTION = re.compile(rb"(:\d\d),\d{3}")
_LONGEST_FIRST = 40


def _is_row(cells: Sequence[bytes]) -> bool:
    """Whether these are cells of a table rather than parts of a sentence: its commas have spaces behind."""
    after = sum(1 for cell in cells[1:] if cell.startswith(b" "))
    return len(cells[0].strip()) <= _LONGEST_FIRST and after * 2 < len(cells)


def _table(written: Sequence[bytes]) -> str:
    """A table whose rows all have as many marks between their fields."""
    for mark, words in (
        (b",", "a table (CSV)"),
        (b";", "a table (CSV)"),
        (b"\t", "a table of tab-separated values"),
    ):
        rows = [_FRACTION.sub(rb"\1", line).split(mark) for line in written]
        counts = set(map(len, rows))
        if len(written) > 1 and len(counts) == 1 and counts.pop() > 2 and all(map(_is_row, rows)):
            return f"{words} whose columns are no requests"
    return ""
