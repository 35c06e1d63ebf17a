"""Response time, HTTP version, virtual host, operating system and device: kept where a log has them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from app.logs import read_log
from app.logs.formats import COMBINED, COMMON, VHOST
from app.logs.formats.positional import Format
from app.logs.parsing.block import BlockReader
from app.logs.parsing.further import TailColumns, seconds_of
from app.logs.store.shelf import open_log, save

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/88.0 Safari/537.36"
PIXEL = "Mozilla/5.0 (Linux; Android 11; Pixel 5) AppleWebKit/537.36 Chrome/90.0 Mobile Safari/537.36"
IPAD = "Mozilla/5.0 (iPad; CPU OS 13_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
HEAD = '10.0.0.1 - - [17/May/2015:10:05:{second:02d} +0000] "GET / {protocol}" 200 5'


def combined(agents: list[str], protocols: list[str]) -> str:
    return "".join(
        HEAD.format(second=n, protocol=protocol) + f' "-" "{agent}"\n'
        for n, (agent, protocol) in enumerate(zip(agents, protocols, strict=True))
    )


def test_system_device_and_version_of_each_request(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    protocols = ["HTTP/1.1", "HTTP/2.0", "HTTP/2", "HTTP/1.0", "HTTP/3.0"]
    path.write_text(combined([WINDOWS, PIXEL, IPAD, GOOGLE, "-"], protocols))
    log = read_log(path)
    assert log.counts("system").to_dict() == {"(none)": 2, "Android": 1, "Windows": 1, "iOS": 1}
    assert log.counts("device").to_dict() == {"(none)": 1, "bot": 1, "desktop": 1, "phone": 1, "tablet": 1}
    assert log.counts("version").to_dict() == {"HTTP/2": 2, "HTTP/1.0": 1, "HTTP/1.1": 1, "HTTP/3": 1}
    assert log.counts("path", where={"device": "phone"}).to_dict() == {"/": 1}
    assert "seconds" not in log.store.measures
    assert "vhost" not in log.store.codes


def test_a_log_that_lacks_them_has_no_such_column(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    path.write_text('10.0.0.1 - - [17/May/2015:10:05:00 +0000] "GET /" 200 5\n' * 3)
    store = read_log(path).store
    assert store.dimensions[8:] == ()
    assert sorted(store.measures) == ["size"]
    assert not [file for file in store.folder.iterdir() if file.stem in ("version", "seconds", "vhost")]


def test_a_column_begins_where_the_first_value_comes(tmp_path: Path) -> None:
    """Two files of one log, the second with sites and times: the requests of the first have none."""
    first, second = tmp_path / "a.log", tmp_path / "b.log"
    first.write_text('10.0.0.1 - - [16/May/2015:10:05:00 +0000] "GET /" 200 5\n' * 3)
    lines = [
        f'{{"time":"2015-05-17T10:05:0{n}+00:00","remote_addr":"10.0.0.2","method":"GET","uri":"/","status":200,'
        f'"size":7,"request_time":{time},"host":"shop.example"}}\n'
        for n, time in enumerate(["0.25", "1.5"])
    ]
    second.write_text("".join(lines))
    log = read_log([first, second])
    assert log.store.measures["seconds"].tolist() == [-1, -1, -1, 0.25, 1.5]
    assert log.counts("vhost").to_dict() == {"(none)": 3, "shop.example": 2}
    save(log, tmp_path / "kept")
    again = open_log(tmp_path / "kept")
    assert again.store.measures["seconds"].tolist() == [-1, -1, -1, 0.25, 1.5]
    assert again.counts("vhost").to_dict() == {"(none)": 3, "shop.example": 2}


def test_the_virtual_host_before_the_client_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "access.log"
    line = '{site} 10.0.0.1 - - [17/May/2015:10:05:00 +0000] "GET / HTTP/1.1" 200 5 "-" "-"\n'
    path.write_text("".join(line.format(site=site) for site in ["a.example:80", "b.example:80"] * 5))
    log = read_log(path)
    assert log.format.name == VHOST.name
    assert log.counts("vhost").to_dict() == {"a.example:80": 5, "b.example:80": 5}


def test_the_number_behind_a_line_is_its_response_time_in_seconds(tmp_path: Path) -> None:
    """nginx's $request_time; the exact reader, line by line, says the same."""
    path = tmp_path / "access.log"
    times = ["0.003", "0.120", "12.500", "0.000"] * 5
    path.write_text(
        "".join(
            HEAD.format(second=n, protocol="HTTP/1.1") + f' "-" "curl" {t}\n' for n, t in enumerate(times)
        )
    )
    log = read_log(path)
    np.testing.assert_allclose(log.store.measures["seconds"], [float(t) for t in times], rtol=1e-6)
    frame = log.requests()
    np.testing.assert_allclose(frame["response time"], [float(t) for t in times])


@pytest.mark.parametrize(
    ("after", "tails", "seconds"),
    [
        (((" ", "seconds", "word"),), [" 0.25", "", " -", " 7ms"], [0.25, -1, -1, 0.007]),
        (((" ", "microseconds", "word"),), [" 250", ' 1 "x"'], [0.00025, 0.000001]),
        (
            ((' "', "forwarded", "quoted"), ('" rt=', "seconds", "word")),
            [' "1.2.3.4, 5.6.7.8" rt=0.5 x', ' "-"'],
            [0.5, -1],
        ),
    ],
)
def test_tails_are_read_alike_in_columns_and_one_by_one(after, tails, seconds) -> None:
    found, _ = TailColumns(after).read(pl.Series(tails))
    np.testing.assert_allclose(found, seconds, rtol=1e-6)
    form = Format("x", "X", after=after)
    lines = [
        HEAD.format(second=n, protocol="HTTP/1.1") + f' "-" "curl"{tail}' for n, tail in enumerate(tails)
    ]
    block = BlockReader(form).read("\n".join(lines).encode())
    assert len(block.shape.lines) == len(lines)
    np.testing.assert_allclose(block.seconds, seconds, rtol=1e-6)
    exact = [form.reader().read(line.encode()).more.get("response time", "-") for line in lines]
    np.testing.assert_allclose([seconds_of(text) for text in exact], seconds, rtol=1e-6)


@pytest.mark.parametrize("form", [COMBINED, COMMON])
def test_a_format_without_them_costs_nothing(form) -> None:
    block = BlockReader(form).read(
        b'1.2.3.4 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "curl"\n'
    )
    assert block.seconds is None
    assert block.sites is None
