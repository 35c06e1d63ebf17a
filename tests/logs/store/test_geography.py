"""Countries and networks of hosts, from files that another package writes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.model.counting import crossfilter_of
from app.logs.model.listing import kin_of
from app.logs.store.geography import check, places
from app.problem import Problem

LINE = '{host} - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "-"\n'
SWEDEN = {"country": {"iso_code": "SE", "names": {"en": "Sweden", "de": "Schweden"}}}
NAMELESS = {"registered_country": {"iso_code": "NO"}}
NETWORK = {"autonomous_system_number": 64500, "autonomous_system_organization": "Example <Net>"}


def written(path: Path, networks: dict[str, dict], version: int = 6) -> str:
    writer = MMDBWriter(version, "Test", ipv4_compatible=version == 6)
    for network, record in networks.items():
        writer.insert_network(IPSet([network]), record)
    writer.to_db_file(str(path))
    return str(path)


@pytest.fixture
def countries(tmp_path: Path) -> str:
    return written(
        tmp_path / "c.mmdb", {"192.0.2.0/24": SWEDEN, "2001:db8::/32": SWEDEN, "198.51.100.0/25": NAMELESS}
    )


def test_hosts_are_told_by_country(countries: str) -> None:
    hosts = [
        "(none)",
        "192.0.2.7",
        "198.51.100.1",
        "198.51.100.200",
        "www.example",
        "2001:db8::1",
        "::ffff:192.0.2.9",
    ]
    codes, values = places(hosts, countries)
    assert [values[code] for code in codes] == [
        "(none)",
        "Sweden",
        "NO",
        "unknown",
        "unknown",
        "Sweden",
        "Sweden",
    ]


def test_a_file_of_networks_tells_networks(tmp_path: Path) -> None:
    file = written(tmp_path / "n.mmdb", {"203.0.113.0/24": NETWORK}, version=4)
    codes, values = places(["203.0.113.9", "2001:db8::1"], file)
    assert [values[code] for code in codes] == ["AS64500 Example <Net>", "unknown"]


def test_what_is_no_such_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "not.mmdb"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(Problem, match="cannot be read as an MMDB file"):
        places(["192.0.2.1"], str(path))


def test_a_file_that_is_damaged_inside_is_told(tmp_path: Path, countries: str) -> None:
    # Its tree and its end are whole; every record is not: a pointer to far beyond the end, or no UTF-8.
    whole = Path(countries).read_bytes()
    start = whole.index(b"\0" * 16) + 16
    end = whole.rindex(b"\xab\xcd\xefMaxMind.com")
    for byte in (b"\x3f", b"\x5f", b"\xff"):
        path = tmp_path / f"{byte.hex()}.mmdb"
        path.write_bytes(whole[:start] + byte * (end - start) + whole[end:])
        with pytest.raises(Problem, match="cannot be read as an MMDB file"):
            places(["192.0.2.7"], str(path))


def test_the_page_lists_and_filters_by_country(tmp_path: Path, countries: str) -> None:
    log = tmp_path / "access.log"
    log.write_text(
        "".join(LINE.format(host=h) for h in ("192.0.2.1", "192.0.2.2", "198.51.100.1", "10.0.0.1"))
    )
    model = LogModel()
    model.mmdb = countries
    model.show(read_log(log))
    assert kin_of(model.crossfilter, "host") == ["host", "country"]
    model.list_for("host", "country")
    shown = model.projection("country")
    assert dict(zip(shown.labels, shown.values, strict=True)) == {"Sweden": 2, "NO": 1, "unknown": 1}
    model.select("country", ["Sweden"])
    assert model.summary == "2 of 4 requests selected"
    assert "country=Sweden" in model.query
    assert crossfilter_of(read_log(log).store).values.get("country") is None


def test_a_page_lives_on_without_a_file_that_broke(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    log = tmp_path / "access.log"
    log.write_text(LINE.format(host="192.0.2.1"))
    model = LogModel()
    model.mmdb = str(tmp_path / "gone.mmdb")
    model.show(read_log(log))
    assert model.summary == "1 of 1 request selected"
    assert kin_of(model.crossfilter, "host") == ["host"]
    assert "cannot be read as an MMDB file" in caplog.text


def test_a_damaged_file_ends_nothing(tmp_path: Path, countries: str) -> None:
    """Bytes turned at random all over a file: it is refused in a sentence, or hosts are told or unknown."""
    whole, rng = Path(countries).read_bytes(), random.Random(11)
    hosts = ["192.0.2.7", "198.51.100.1", "2001:db8::1", "10.0.0.1", "www.example"]
    path = tmp_path / "damaged.mmdb"
    refused: list[Problem] = []
    for _ in range(60):
        damaged = bytearray(whole)
        for _ in range(rng.choice((1, 4, 30))):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged[: rng.choice((len(whole), len(whole) // 2))])
        try:
            check(str(path), "mine.mmdb", hosts)
        except Problem as problem:
            refused.append(problem)
        try:
            codes, values = places(hosts, str(path))
        except Problem:
            continue
        assert len(codes) == len(hosts)
        assert max(codes) < len(values)
    assert len(refused) > 20
    assert all("“mine.mmdb”" in problem.what for problem in refused)


def test_a_file_of_something_else_is_refused(tmp_path: Path, countries: str) -> None:
    check(countries, "c.mmdb", ["192.0.2.7"])
    other = written(tmp_path / "o.mmdb", {"192.0.2.0/24": {"speed": "fast"}})
    with pytest.raises(Problem, match="of no host of this log"):
        check(other, "o.mmdb", ["192.0.2.7"])
