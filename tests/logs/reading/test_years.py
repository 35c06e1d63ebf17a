"""Lines that name no year, as system logs have them: the file's date tells it, and that is said."""

import os

import numpy as np
import pytest

from app.logs import read_log

COMBINED = b'1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl/8"\n'


YEARLESS = [f"Dec 31 23:59:5{n} web1 app[812]: 203.0.113.5 GET /a 200 12 - 4.5 ms" for n in range(3)]
YEARLESS += [f"Jan  1 00:00:0{n} web1 app[812]: 203.0.113.5 GET /b 404 12 - 4.5 ms" for n in range(3)]
IN_SYSLOG = [
    f'Mar  2 03:04:0{n} web1 app[7]: {{"ip":"203.0.113.5","method":"GET","url":"/a","status":200}}'
    for n in range(3)
]


@pytest.mark.parametrize(
    ("name", "changed", "lines", "first", "last", "note"),
    [
        ("a.log", "2024-01-05", YEARLESS, "2023-12-31 23:59:50", "2024-01-01 00:00:02",
         "its lines name no year: 2023 and 2024 were taken, by the date of the file's last change, "
         "2024-01-05"),
        ("access-20220105.log", "2024-06-05", YEARLESS, "2021-12-31 23:59:50", "2022-01-01 00:00:02",
         "its lines name no year: 2021 and 2022 were taken, by the date in the file's name, 2022-01-05"),
        # A server's clock may be a day ahead of the file's date, not more.
        ("a.log", "2023-03-01", IN_SYSLOG, "2023-03-02 03:04:00", "2023-03-02 03:04:02",
         "its lines name no year: 2023 was taken, by the date of the file's last change, 2023-03-01"),
        ("a.log", "2023-02-28", IN_SYSLOG, "2022-03-02 03:04:00", "2022-03-02 03:04:02",
         "its lines name no year: 2022 was taken, by the date of the file's last change, 2023-02-28"),
    ],
)  # fmt: skip
def test_a_year_that_lines_lack_is_the_files_and_is_said(write, name, changed, lines, first, last, note):
    path = write(name, "\n".join(lines).encode() + b"\n")
    noon = int(np.datetime64(f"{changed}T12:00:00").astype(int))
    os.utime(path, (noon, noon))
    log = read_log(path)
    time = log.requests()["time"]
    assert (log.accepted, str(time.min()), str(time.max())) == (len(lines), first, last)
    assert log.files[0].notes == [note]


def test_a_year_that_lines_have_is_theirs(write):
    path = write("access-20220105.log", 3 * COMBINED)
    assert str(read_log(path).requests()["time"].min()) == "2015-05-17 10:05:03"
