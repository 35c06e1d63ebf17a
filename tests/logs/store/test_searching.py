"""What searches find, against the lines themselves read by plain Python."""

import gzip
import re

import numpy as np
import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.search.grammar import SearchError
from app.logs.search.rules import Not
from app.logs.store import labels, lines
from app.logs.store.searching import Search
from app.problem import Problem
from tests.shared_data import shared


@pytest.fixture(scope="module")
def elastic():
    return read_log(shared("logs/elastic_apache_logs.log.gz"))


@pytest.fixture(scope="module")
def elastic_lines(elastic):
    """The lines that were accepted: all but one."""
    text = gzip.decompress(shared("logs/elastic_apache_logs.log.gz").read_bytes()).decode(errors="replace")
    refused = {reject.line_number for reject in elastic.rejects}
    return [line for number, line in enumerate(text.splitlines(), 1) if number not in refused]


STATUS = re.compile(r'" (\d{3}) (\d+|-)')


def status(line: str) -> int:
    return int(STATUS.search(line)[1])


def size(line: str) -> int:
    found = STATUS.search(line)[2]
    return -1 if found == "-" else int(found)


def path(line: str) -> str:
    return line.split('"')[1].split()[1].split("?")[0]


@pytest.mark.parametrize(
    ("search", "holds"),
    [
        ("googlebot", lambda line: "googlebot" in line.lower()),
        ("-googlebot", lambda line: "googlebot" not in line.lower()),
        (
            "GET reset.css FIREFOX",
            lambda line: all(w in line.lower() for w in ("get", "reset.css", "firefox")),
        ),
        ('"GET /favicon.ico"', lambda line: "get /favicon.ico" in line.lower()),
        ("status:404", lambda line: status(line) == 404),
        ("status:4xx", lambda line: 400 <= status(line) < 500),
        ("status>=400", lambda line: status(line) >= 400),
        ("-status:200 -status:304", lambda line: status(line) not in (200, 304)),
        ("bytes>1e6", lambda line: size(line) > 1_000_000),
        ("bytes<=1kB", lambda line: 0 <= size(line) <= 1000),
        ("bytes:3638", lambda line: size(line) == 3638),
        ("host:66.249.73.135", lambda line: line.startswith("66.249.73.135 ")),
        ("host:66.249.*", lambda line: line.startswith("66.249.")),
        ("path:/blog/*", lambda line: path(line).startswith("/blog/")),
        ("path:*.PNG", lambda line: path(line).lower().endswith(".png")),
        ("-path:*.png status:200", lambda line: status(line) == 200 and not path(line).endswith(".png")),
        ("day:2015-05-17", lambda line: "[17/May/2015" in line),
        ("day>2015-05-18 hour<8", lambda line: re.search(r"\[(19|20)/May/2015:0[0-7]", line) is not None),
        ("weekday:sun", lambda line: "[17/May/2015" in line),
        ("flav:rss20", lambda line: "flav=rss20" in line.split('"')[1]),
        ("tags/p*t?flav", lambda line: re.search(r"tags/p\S*t\?flav", line.lower()) is not None),
        ("method:post", lambda line: '"POST ' in line),
    ],
)
def test_a_search_finds_the_lines_that_plain_python_finds(elastic, elastic_lines, search, holds):
    wanted = [holds(line) for line in elastic_lines]
    assert 0 < sum(wanted) < len(wanted)
    assert Search(elastic.store, search).flags().tolist() == wanted


def test_words_anywhere_are_found_in_any_letters(tmp_path, monkeypatch):
    """Cyrillic, a sharp s, a Turkish dotted I, bytes that are no UTF-8, and lines with a carriage return."""
    agents = ["Привет Мир", "STRASSE", "straße", "İstanbul", "plain kelvin", "\u212aelvin"]
    raw = b"".join(
        b'192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "%s"\r\n' % agent.encode()
        for agent in agents
    )
    raw += b'192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET / HTTP/1.1" 200 10 "-" "\xff\xfe caf\xe9"\n'
    (tmp_path / "a.log").write_bytes(raw)
    store = read_log(tmp_path / "a.log").store
    for few in (4, 10**9):
        monkeypatch.setattr(lines, "FEW", few)
        for search, wanted in {
            "привет": [0],
            "strasse": [1, 2],
            "kelvin": [4, 5],
            "-kelvin": [0, 1, 2, 3, 6],
            "caf": [6],
            "pr*t": [],
            "п*т": [0],
        }.items():
            assert np.flatnonzero(Search(store, search).flags()).tolist() == wanted, search


def test_fields_whose_labels_are_on_disk(tmp_path, monkeypatch):
    monkeypatch.setattr(labels, "MOST_HELD", 8)
    line = '192.0.2.{} - - [15/Feb/2021:10:00:00 +0000] "GET /p/{} HTTP/1.1" 200 10 "-" "-"\n'
    (tmp_path / "a.log").write_text("".join(line.format(n % 50, n % 37) for n in range(400)))
    store = read_log(tmp_path / "a.log").store
    found = Search(store, "path:/p/3* -host:192.0.2.3").flags()
    assert found.tolist() == [str(n % 37).startswith("3") and n % 50 != 3 for n in range(400)]


@pytest.mark.parametrize(
    ("search", "place", "words"),
    [
        ("status:404 colour:red", (11, 21), "no field “colour”"),
        ("bytes>much", (0, 10), "“much” is not a number"),
        ("day:17.5.2015", (0, 13), "day:2021-02-15"),
        ("time>2", (0, 6), "no response times"),
        ("path>3", (0, 6), "“path” is no number"),
        ("weekday:x", (0, 9), "weekday:Mon"),
    ],
)
def test_what_cannot_be_understood_is_said_at_its_place(elastic, search, place, words):
    with pytest.raises(SearchError) as refused:
        Search(elastic.store, search)
    assert (refused.value.fault.start, refused.value.fault.end) == place
    assert words in refused.value.fault.words


def test_a_value_that_nothing_has_is_told_with_what_would_find_it(elastic):
    search = Search(elastic.store, "path:favicon")
    assert not search.flags().any()
    assert search.notes == [
        "No request has exactly “favicon” as path: path:*favicon* finds it in longer ones."
    ]


def test_a_bot_is_found_and_left_out_by_its_own_name(elastic, elastic_lines):
    # The name of an agent is the same whether its label says that it is a bot.
    of_google = sum("Googlebot/" in line for line in elastic_lines)
    assert 0 < of_google < len(elastic_lines)
    for name in ("Googlebot", "googlebot", '"bot: Googlebot"'):
        assert Search(elastic.store, f"agent:{name}").flags().sum() == of_google
        assert Search(elastic.store, f"-agent:{name}").flags().sum() == len(elastic_lines) - of_google


def test_leaving_out_what_nothing_has_is_told(elastic):
    search = Search(elastic.store, "-agent:Googl")
    assert search.flags().all()
    assert search.notes == ["No request has exactly “Googl” as agent: agent:*Googl* finds it in longer ones."]


def test_a_notebook_asks_as_the_page_does(elastic):
    """awk: 219 lines of the shop name both words; 1,860 with status 200 name a purchase, 941 as their own;
    of 84 the page before was of WC-SH-G04."""
    shop = read_log(shared("logs/buttercup_www1_access.log.gz"))
    assert len(shop.requests("addtocart EST-19")) == 219
    assert len(shop.requests(where="action=purchase status:200")) == 1860
    assert len(shop.requests(where="action:purchase status:200")) == 941
    bought = shop.counts("param:referrer.productId", "action=purchase status:200")
    assert bought.head(3).to_dict() == {"(none)": 919, "SC-MG-G10": 90, "WC-SH-G04": 84}
    assert len(shop.requests("action=purchase status:200 referrer.productId:WC-SH-G04")) == 84
    assert len(elastic.requests("-googlebot")) == 9457
    assert shop.counts("status", {"agent": Not(("Chrome",)), "search": "addtocart"}).sum() < 13_628
    with pytest.raises(Problem, match="At character 12: This log has no field “colour”"):
        shop.requests("status:200 colour:red")


def test_the_filters_of_a_page_are_filters_in_a_notebook(elastic):
    model = LogModel(elastic)
    day = 1431907200  # date -u -d 2015-05-18 +%s
    for filters in (
        {"status": ("404", "200"), "host": Not(("66.249.73.135",)), "hour": ("07", "08")},
        {"weekhour": ("Mon07", "Tue12"), "agent": Not(("(none)", "Chrome"))},
        {"time": (day + 1800, day + 90_000), "day": Not(("2015-05-17",)), "param:flav": ("rss20",)},
    ):
        model.select_all(filters)
        assert model.filters == filters
        assert 0 < model.selected < model.rows
        assert elastic.rows(model.filters).tolist() == model.selected_rows().tolist()


def test_response_times_in_seconds(tmp_path):
    line = '192.0.2.1 - - [15/Feb/2021:10:00:00 +0000] "GET /{} HTTP/1.1" 200 10 "-" "curl/8" rt={}\n'
    seconds = ["0.120", "0.500", "2.000", "3.250", "0.004", "-"] * 10
    (tmp_path / "a.log").write_text("".join(line.format(n, s) for n, s in enumerate(seconds)))
    store = read_log(
        tmp_path / "a.log",
        format='$remote_addr - - [$time_local] "$request" $status $body_bytes_sent "$http_referer" '
        '"$http_user_agent" rt=$request_time',
    ).store
    for search, holds in {
        "time>2": lambda s: s > 2,
        "time>=500ms": lambda s: s >= 0.5,
        "-time<1s": lambda s: not s < 1,
    }.items():
        wanted = [holds(float(text)) if text != "-" else search.startswith("-") for text in seconds]
        assert Search(store, search).flags().tolist() == wanted, search
