"""Files as visitors have them: compressed, damaged, empty, of another kind, many at once."""

import bz2
import gzip
import json
import lzma
import os

import numpy as np
import pytest
import zstandard

from app.logs import Reader, read_log
from app.logs.reading import reader as reading
from app.logs.store import agents, coding
from app.problem import Problem
from tests.shared_data import shared

LINE = '1.2.3.4 - - [{day:02d}/May/2015:10:{minute:02d}:00{zone}] "GET /{path} HTTP/1.1" 200 5 "-" "curl/8"\n'


def text(count=60, day=17, zone=" +0000", path="a"):
    return "".join(LINE.format(day=day, minute=i % 60, zone=zone, path=path) for i in range(count)).encode()


def noise(size):
    return np.random.default_rng(1).bytes(size)


PACK = {
    "plain.log": bytes,
    "a.log.gz": gzip.compress,
    "two-members.gz": lambda data: gzip.compress(data[:700]) + gzip.compress(data[700:]),
    "padded.gz": lambda data: gzip.compress(data) + b"\0" * 512,
    "a.log.bz2": bz2.compress,
    "a.log.zst": zstandard.compress,
    "two-frames.zst": lambda data: zstandard.compress(data[:700]) + zstandard.compress(data[700:]),
    "crlf.log": lambda data: data.replace(b"\n", b"\r\n"),
    "bom.log": lambda data: b"\xef\xbb\xbf" + data,
    "a.log.xz": lzma.compress,
    "utf16.log": lambda data: data.decode().encode("utf-16"),
    "utf16-le-bare.log": lambda data: data.decode().encode("utf-16-le"),
    "utf16-be-bare.log.gz": lambda data: gzip.compress(data.decode().encode("utf-16-be")),
    "old-mac.log": lambda data: data.replace(b"\n", b"\r"),
    "line-separators.log": lambda data: data.replace(b"\n", "\u2028".encode()),
    "next-lines.log": lambda data: data.replace(b"\n", "\x85".encode()),
    "record-separators.log": lambda data: data.replace(b"\n", b"\x1e"),
    "no-end.log": lambda data: data[:-1],
}


@pytest.mark.parametrize("name", PACK)
def test_wrappings_make_no_difference(write, name):
    log = read_log(write(name, PACK[name](text())))
    assert (log.lines, log.accepted) == (60, 60)
    assert log.counts("path").to_dict() == {"/a": 60}
    assert log.store.raw([59]) == [text().splitlines()[59]]
    assert log.files[0].notes == []


@pytest.mark.parametrize("size", [41, 42, 43])
def test_a_line_separator_of_which_two_pieces_hold_a_part_ends_a_line(write, size):
    # The pieces that are turned at a time end at other bytes of the mark.
    lines = ["a" * size, *["b"] * 2_000]
    whole = b"".join(text(1, path=path) for path in lines)
    log = read_log(write("a.log", whole.replace(b"\n", "\u2028".encode())))
    assert (log.lines, log.accepted) == (2_001, 2_001)
    assert log.counts("path")["/b"] == 2_000


def test_one_object_of_json_may_hold_a_line_separator(write):
    agent = "x \u2028 Mozilla"
    line = {"time": "2024-01-02T03:04:05Z", "remote_addr": "203.0.113.5", "request": "GET /a HTTP/1.1"}
    data = json.dumps({**line, "status": 200, "agent": agent}, ensure_ascii=False)
    log = read_log(write("a.json", data.encode()))
    assert (log.lines, log.accepted) == (1, 1)


def test_a_line_separator_in_a_user_agent_ends_no_line(write):
    one = text(1).rstrip(b"\n").replace(b"curl/8", "Foo \u2028 Bar".encode())
    assert read_log(write("a.log", one)).accepted == 1


def test_the_commonest_of_the_marks_between_lines_parts_them(write):
    odd = text(200).replace(b"/a ", b"/a\x0cb ", 1)
    log = read_log(write("a.log", odd.replace(b"\n", b"\x1e")))
    assert log.lines == 200


def test_truncated_gzip_keeps_what_was_readable_and_says_so(write):
    whole = gzip.compress(text(20_000), 1)
    log = read_log(write("cut.log.gz", whole[: len(whole) // 2]))
    assert 0 < log.accepted < 20_000
    assert log.lines - log.accepted <= 1
    assert log.files[0].notes == [f"the gzip file is cut off: {log.lines:,} lines were readable and kept"]


def test_damaged_member_in_the_middle_keeps_what_came_before(write):
    parts = [gzip.compress(text(100, path=name)) for name in "abc"]
    broken = parts[1][:20] + b"\xff" * 30 + parts[1][50:]
    log = read_log(write("b.gz", parts[0] + broken + parts[2]))
    assert log.counts("path")["/a"] == 100
    assert log.files[0].notes[0].startswith("the gzip file is damaged")


@pytest.mark.whole
def test_a_bomb_is_refused(write):
    with pytest.raises(Problem, match="unpacks to more than 400 times its size"):
        read_log(write("bomb.gz", gzip.compress(text() + b"\0" * (300 << 20))))


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.log", b"", "is empty"),
        ("blank.log", b"\n \r\n", "is empty"),
        ("empty.gz", gzip.compress(b"", mtime=0), "is empty"),
        ("twice.log.gz", gzip.compress(gzip.compress(noise(200))), "is a file that was packed twice"),
        ("lz4.log", b"\x04\x22\x4d\x18" + noise(200), "is a file packed by LZ4"),
        ("old.log.Z", b"\x1f\x9d\x90" + noise(200), "is a file packed by compress"),
        ("avro.log", b"Obj\x01" + noise(200), "is an Avro table"),
        ("picture.log", b"\x89PNG\r\n\x1a\n" + noise(200), "is a PNG picture"),
        ("random.log", noise(5000), "is a binary file"),
        ("utf16.log", "Dear reader,\nhow are you?\n".encode("utf-16"), "is text of another kind"),
        ("table.csv", b"a,b,c\n1,2,3\n4,5,6\n", "is a table (CSV)"),
        ("mail.eml", b"Return-Path: <a@b.c>\nFrom: a@b.c\n\nHello\n", "is an e-mail"),
        ("packets.log", b"\xd4\xc3\xb2\xa1" + noise(200), "is a capture of network packets"),
        ("journal.log", b"LPKSHHRH" + noise(200), "is a systemd journal"),
        ("shop.log", b"SQLite format 3\0" + noise(200), "is an SQLite database"),
        ("uvicorn.log", b'INFO:     192.0.2.7:50234 - "GET /a HTTP/1.1" 200 OK\n', "is a log of uvicorn"),
        ("dj.log", b'[02/Jan/2024 03:04:05] "GET /a HTTP/1.1" 200 5\n', "is a log of Django's"),
        ("error.log", b"[Sun May 17 10:05:03.1 2015] [core:error] [pid 1] x\n", "is an Apache error log"),
        ("nginx.log", b"2015/05/17 10:05:03 [error] 12#12: *1 open() failed\n", "is an nginx error log"),
        ("sys.log", b"May 17 10:05:03 host sshd[1]: hello\n", "is a log of logins (sshd)"),
        ("page.log", b"<!DOCTYPE html>\n<p>", "is a web page or XML"),
        ("prose.log", b"Dear reader,\nhow are you?\n", "is text of another kind"),
    ],
)
def test_what_is_no_access_log_is_named(write, name, data, words):
    with pytest.raises(Problem) as problem:
        read_log(write(name, data))
    assert problem.value.what.startswith(f"“{name}” {words}")
    assert problem.value.remedy


JUNK = {
    "lines": (b"booting...\n" * 500, 500),
    "one long line": (b"x" * 5_000_000 + b"\n", 1),
    "blank lines": (b"\n" * 400_000, 400_000),
    "dated lines": (b"[17/May/2015:10:05:03] something else\n" * 500, 500),
}


@pytest.mark.whole
@pytest.mark.parametrize("kind", JUNK)
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_junk_before_a_log_is_rejected_line_by_line(write, kind, pack):
    junk, lines = JUNK[kind]
    log = read_log(write("a.log", pack(junk + text())))
    assert (log.lines, log.accepted, log.rejected) == (lines + 60, 60, lines)
    assert log.format.name == "combined"
    assert " lines after the first " in log.files[0].why
    assert log.requests()["line"].tolist() == text().decode().splitlines()
    assert {reject.line_number for reject in log.rejects} == set(range(1, min(lines, 1000) + 1))


@pytest.mark.parametrize("zeros", [7, 4_000_000])
@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_zero_bytes_before_a_log_are_no_lines(write, zeros, pack):
    log = read_log(write("a.log", pack(bytes(zeros) + text())))
    assert (log.lines, log.accepted) == (60, 60)
    assert log.requests()["line"].tolist() == text().decode().splitlines()
    assert log.files[0].notes == [
        f"it begins with {zeros:,} zero bytes, as a log that was cut to nothing while in use"
    ]


def test_zero_bytes_within_a_log_cost_no_line(write):
    log = read_log(write("a.log", text() + bytes(5000) + text()))
    assert (log.lines, log.accepted) == (120, 120)


def test_looking_for_a_log_in_something_else_ends(write):
    with pytest.raises(Problem, match="is text of another kind"):
        read_log(write("a.txt", b"Dear reader,\n" * 3_000_000 + text()))
    with pytest.raises(Problem, match="holds nothing but 300,000 zero bytes"):
        read_log(write("a.log", bytes(300_000)))


def test_logs_of_others_are_read_as_what_they_are():
    # Counted with grep: 210 lines are no directive, 202 of them end in 404; 4 lines hold "handled request".
    iis, caddy = (read_log(shared(f"logs/{name}")) for name in ("lnav_iis_w3c.log", "lnav_caddy.json.log"))
    assert (iis.lines, iis.accepted, iis.counts("status").to_dict()) == (210, 210, {200: 8, 404: 202})
    assert (caddy.lines, caddy.accepted) == (39, 4)
    assert iis.files[0].directives == 44
    assert "IIS" in iis.format.title
    assert "a container's name and a bar" in caddy.files[0].why


def test_a_chosen_format_overrides_detection(write):
    path = write("a.log", text())
    assert read_log(path).format.name == "combined"
    chosen = read_log(path, format="common")
    assert chosen.format.name == "common"
    assert chosen.counts("agent").to_dict() == {"(none)": 60}
    with pytest.raises(Problem, match="not a log format"):
        read_log(path, format="apache")


def test_a_log_half_common_half_combined_loses_nothing(write):
    common = text().replace(b' "-" "curl/8"', b"")
    log = read_log(write("a.log", common + text(path="b")))
    assert (log.lines, log.rejected) == (120, 0)
    assert log.counts("agent").to_dict() == {"(none)": 60, "curl": 60}
    assert log.requests({"path": "/b"})["user_agent"].tolist() == ["curl/8"] * 60
    assert log.requests({"path": "/a"})["line"].tolist() == common.decode().splitlines()


def test_several_files_merge_by_time_in_utc(write):
    # 10:00 at +0200 is 08:00 UTC: before 10:00 at +0000 and after 10:00 at +0500.
    paths = [
        write(f"{i}.log", text(1, zone=zone, path=f"{i}"))
        for i, zone in enumerate((" +0000", " +0200", " +0500"))
    ]
    log = read_log(paths)
    assert log.requests()["path"].tolist() == ["/2", "/1", "/0"]
    assert log.counts("hour")[10] == 3
    assert [file.name for file in log.files] == ["0.log", "1.log", "2.log"]


def test_a_bad_file_among_good_ones_is_passed_over(write):
    log = read_log([write("a.log", text()), write("b.log", b""), write("c.log", text(path="c"))])
    assert log.accepted == 120
    assert [file.notes for file in log.files] == [[], ["not read: “b.log” is empty."], []]
    assert log.requests({"path": "/c"})["line"].iloc[0].startswith("1.2.3.4")


def test_no_good_file_at_all(write):
    with pytest.raises(Problem, match=r"“a\.log” is empty"):
        read_log([write("a.log", b""), write("b.log", b"")])


def test_progress_adds_up_and_the_log_can_be_asked_meanwhile(write, monkeypatch):
    monkeypatch.setattr(reading, "FIRST_BLOCK", 2000)
    monkeypatch.setattr(reading, "BLOCK", 3000)
    path = write("a.log", text(600))
    reader = Reader(path)
    seen = []
    for done in reader:
        assert done.accepted + done.rejected == done.lines == reader.log.counts("status").sum()
        assert len(reader.log.store.time) == reader.log.store.rows == done.accepted
        seen.append(done)
    assert len(seen) > 3
    assert seen[-1].bytes_done == seen[-1].bytes_total == path.stat().st_size
    assert seen[-1].lines == 600


def test_stopping_keeps_what_was_read_and_notes_it(write, monkeypatch):
    monkeypatch.setattr(reading, "FIRST_BLOCK", 2000)
    monkeypatch.setattr(reading, "BLOCK", 3000)
    told = []
    log = read_log(write("a.log", text(600)), progress=told.append, stop=lambda: len(told) > 0)
    assert 0 < log.accepted < 600
    assert log.files[0].notes == [f"reading was stopped after {log.lines:,} lines"]


def test_clock_that_jumps_becomes_a_note(write):
    data = (
        text(30, day=17)
        + text(30, day=10)
        + LINE.format(day=1, minute=0, zone="", path="x").encode().replace(b"2015", b"9999")
    )
    log = read_log(write("a.log", data))
    assert log.accepted == 61
    assert log.files[0].notes == [
        "one request is dated 7,989 years or so from the rest, the first 9999-05-01 10:00:00",
        "the clock jumps back once, by 7 days, after 2015-05-17 10:29:00",
    ]
    assert log.counts("day").sum() == 61
    assert len(log.requests()) == 61


def test_a_file_that_changed_is_noticed_when_its_lines_are_asked_for(write):
    path = write("a.log", text())
    log = read_log(path)
    path.write_bytes(text(day=3))
    with pytest.raises(Problem, match="has changed since"):
        log.requests()
    path.unlink()
    with pytest.raises(Problem, match="is gone"):
        log.store.raw([0])


def test_a_file_that_grows_meanwhile_keeps_its_lines(write):
    path = write("a.log", text())
    log = read_log(path)
    with path.open("ab") as file:
        file.write(text())
    assert len(log.requests()) == 60


def test_a_line_without_end_is_one_refused_line(write, monkeypatch):
    monkeypatch.setattr(reading, "BLOCK", 1 << 20)
    log = read_log(write("a.log", text(5) + b"x" * (5 << 20) + b"\n" + text(5)))
    assert (log.lines, log.accepted) == (11, 10)
    assert [reject.line_number for reject in log.rejects] == [6]
    assert len(log.rejects[0].text) == 500
    assert log.store.raw([9]) == [text().splitlines()[4]]


def test_rejects_are_bounded(write):
    log = read_log(write("a.log", text(5) + b"junk\n" * 3000))
    assert (log.rejected, len(log.rejects)) == (3000, 1000)


def test_a_full_disk_is_a_problem(write, monkeypatch):
    def full(*_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("app.logs.store.columns.Column.append", full)
    with pytest.raises(Problem, match="no disk space left"):
        read_log(write("a.log", text()))


def test_remembering_afresh_changes_nothing(write, monkeypatch):
    monkeypatch.setattr(coding, "MOST_KEPT", 3)
    monkeypatch.setattr(reading, "FIRST_BLOCK", 2000)
    monkeypatch.setattr(reading, "BLOCK", 2000)
    data = b"".join(text(7, path=f"p{i % 9}?productId={i % 5}") for i in range(40))
    log = read_log(write("a.log", data))
    assert log.counts("path").sum() == 280
    assert len(log.counts("path")) == 9
    assert log.counts("product").to_dict() == dict.fromkeys("01234", 56)
    assert log.counts("param:productId").to_dict() == dict.fromkeys("01234", 56)


def test_bots_are_apart():
    assert agents.agent_of("-").label == "(none)"
    assert agents.is_bot(
        agents.agent_of("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)").label
    )
    assert (
        agents.agent_of("Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/115.0").label
        == "Firefox"
    )
    assert agents.family("bot: Googlebot") == "Googlebot"
