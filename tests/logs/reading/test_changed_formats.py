"""A server that was set to write otherwise halfway, or a file joined of several: every line is read."""

import pytest

from app.logs import read_log
from app.logs.formats import W3C
from app.logs.reading import reader

COMBINED = '203.0.113.5 - - [02/Jan/2024:03:{:02d}:{:02d} +0000] "GET /c{} HTTP/1.1" 200 {} "-" "Mozilla"\n'
JSON = (
    '{{"time":"2024-01-02T04:{:02d}:{:02d}Z","remote_addr":"198.51.100.7","request":"GET /j{} HTTP/1.1",'
    '"status":404,"size":{}}}\n'
)
HAPROXY = (
    '192.0.2.9:512 [02/Jan/2024:05:{0:02d}:{1:02d}.123] w a/s1 0/0/1/44/45 503 {3} - - ---- 1/1/0/0/0 0/0 '
    '"GET /h{2} HTTP/1.1"\n'
)  # fmt: skip
OWN = "2024-01-02T06:{:02d}:{:02d}Z 192.0.2.77 GET /o{} 302 {} 0.045\n"
IIS = "2024-01-02 07:{:02d}:{:02d} 192.0.2.99 GET /i{} 500 {}\n"
FIELDS = "#Fields: date time c-ip cs-method cs-uri-stem sc-status sc-bytes\n"
TIMED = "#Fields: time c-ip cs-method cs-uri-stem sc-status\n"
STATUSES = {COMBINED: 200, JSON: 404, HAPROXY: 503, OWN: 302, IIS: 500}


def lines(form, count):
    head = FIELDS if form is IIS else ""
    return head + "".join(form.format(n // 60 % 60, n % 60, n, n) for n in range(count))


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    monkeypatch.setattr(reader, "FIRST_BLOCK", 30_000)
    monkeypatch.setattr(reader, "BLOCK", 50_000)


@pytest.mark.parametrize(
    "parts",
    [
        [(COMBINED, 400), (JSON, 2000)],
        [(JSON, 400), (COMBINED, 2000)],
        [(COMBINED, 3000), (HAPROXY, 600)],
        [(COMBINED, 400), (OWN, 900), (JSON, 900)],
        [(COMBINED, 300), (IIS, 900)],
        [(IIS, 300), (COMBINED, 900)],
        [(COMBINED, 2), (IIS, 3)],
        [(COMBINED, 3), (HAPROXY, 1)],
    ],
    ids=str,
)
def test_lines_of_a_format_that_begins_later_are_read(parts, write):
    text = "".join(lines(form, count) for form, count in parts)
    log = read_log(write("a.log", text.encode()))
    assert (log.accepted, log.rejected) == (sum(count for _, count in parts), 0)
    frame = log.requests()
    for form, count in parts:
        mine = frame[frame["status"] == STATUSES[form]]
        assert list(mine["path"].str.slice(2).astype(int)) == list(range(count))
        assert list(mine["size"]) == list(range(count))
        assert mine["host"].nunique() == 1


@pytest.mark.parametrize("few", [1, 3, 19])
def test_few_lines_of_a_format_that_is_known_by_then_are_read(few, write, monkeypatch):
    """The last ones stand in a block of their own, which was begun before the format was found."""
    head, tail = lines(COMBINED, 300) + lines(JSON, 100), lines(JSON, few)
    monkeypatch.setattr(reader, "FIRST_BLOCK", len(head))
    log = read_log(write("a.log", (head + tail).encode()))
    assert (log.accepted, log.rejected) == (400 + few, 0)
    assert log.counts("status").to_dict() == {200: 300, 404: 100 + few}
    assert log.requests()["size"].tolist() == [*range(300), *sorted([*range(100), *range(few)])]


def test_lines_of_no_format_stay_refused(write):
    rubbish = "".join(f"a line of no kind number {n}\n" for n in range(900))
    log = read_log(write("a.log", (lines(COMBINED, 400) + rubbish).encode()))
    assert (log.accepted, log.rejected) == (400, 900)


def test_broken_lines_of_the_same_format_stay_refused(write):
    cut = "".join(line[:30] + "\n" for line in lines(COMBINED, 900).splitlines())
    log = read_log(write("a.log", (lines(COMBINED, 400) + cut).encode()))
    assert (log.accepted, log.rejected) == (400, 900)


def test_a_format_that_was_chosen_is_the_only_one(write):
    log = read_log(write("a.log", (lines(COMBINED, 400) + lines(JSON, 900)).encode()), "combined")
    assert (log.accepted, log.rejected) == (400, 900)


def test_a_server_that_names_its_columns_again_and_again_reads_as_one_part(write):
    """A header before each line, of a log whose lines have a time of day only: each day is its header's."""
    heads = [f"#Software: X\n#Date: 2024-01-{day:02d} 00:00:00\n{TIMED}" for day in range(1, 29)]
    text = "".join(f"{head}07:00:00 192.0.2.99 GET /{day} 200\n" * 2 for day, head in enumerate(heads))
    log = read_log(write("a.log", text.encode()))
    assert log.counts("day").tolist() == [2] * 28
    assert (log.rejected, log.files[0].directives) == (0, 3 * 28 * 2)


def test_columns_named_as_before_begin_no_part():
    """What costs time is a part. What stands before the first columns is one, and so are other columns, and
    another day where lines name none."""
    line, other = "07:00:00 192.0.2.99 GET / 200\n", FIELDS.replace(" sc-bytes", "")
    same = f"{FIELDS}2024-01-02 {line}" * 50
    days = f"#Date: 2024-01-02 01:00:00\n{FIELDS}2024-01-02 {line}#Date: 2024-01-03 01:00:00\n{FIELDS}"
    assert [len(list(W3C.parts(text.encode()))) for text in (same, days, same + other)] == [1, 2, 2]
    timed = f"#Date: 2024-01-02\n{TIMED}{line}#Date: 2024-01-03\n{TIMED}{line}"
    read = [form for form, _, _ in W3C.parts(timed.encode()) if form.columns]
    assert [form.date for form in read] == ["2024-01-02", "2024-01-03"]
