"""A view's settings survive the way through an address; what an address says is never trusted."""

import re
from urllib.parse import parse_qs, urlencode

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.links import LONGEST, Choice, Flag, Interval, Labels, LinkState, Pairs, Text

LINK = LinkState(
    Labels("status"),
    Labels("product"),
    Interval("time"),
    Choice("param", options=("utm_source", "q")),
    Text("search"),
    Flag("trend"),
    Flag("legend", default=True),
)
NO_INTERVAL = "“time” must be an interval such as 2021-02-15T18:00..2021-02-16T06:00: ignored."
HOUR = 3_600
FEB_15 = 1_613_347_200  # date -u -d 2021-02-15 +%s

anything = st.text(alphabet=st.characters(), max_size=12)  # lone surrogates and all
states = st.fixed_dictionaries(
    {
        "status": st.lists(anything, max_size=5, unique=True).map(tuple),
        "product": st.lists(anything, max_size=5, unique=True).map(tuple),
        "time": st.none()
        | st.tuples(st.integers(0, 4_000_000_000), st.integers(1, 10**8)).map(
            lambda pair: (pair[0], pair[0] + pair[1])
        ),
        "param": st.sampled_from(["", "utm_source", "q"]),
        "search": anything,
        "trend": st.booleans(),
        "legend": st.booleans(),
    }
)


@given(states)
def test_every_state_survives(state):
    query = LINK.to_query(state)
    assert LINK.lacks(state) == []
    assert LINK.from_query(query) == (state, [])
    assert LINK.from_query("?" + query) == (state, [])


@given(states)
def test_a_link_is_plain_ascii_without_spaces(state):
    assert re.fullmatch(r"[\w.~:@/!*(),%=&+-]*", LINK.to_query(state), re.ASCII)


@given(states)
def test_a_state_survives_programs_that_encode_everything(state):
    pairs = {
        key: values[0].encode("utf-8", "surrogatepass")
        for key, values in parse_qs(
            LINK.to_query(state), keep_blank_values=True, errors="surrogatepass"
        ).items()
    }
    assert LINK.from_query(urlencode(pairs)) == (state, [])


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_query_raises(query):
    state, notices = LINK.from_query(query)
    assert set(state) == set(LINK.fields)
    assert all(notice.endswith(".") for notice in notices)


@given(st.text(alphabet="%&=+,~.0123456789abcdefstatusTZ:-", max_size=60))
def test_what_was_read_is_written_and_read_the_same(text):
    state, _ = LINK.from_query("status=" + text)
    assert LINK.from_query(LINK.to_query(state))[0] == state


def test_links_are_readable():
    state = {
        "status": ["404", "503"],
        "product": ["(none)", "wool blanket", "décor", "a,b", "~", ""],
        "time": (FEB_15 + 18 * HOUR, FEB_15 + 30 * HOUR + 30),
        "search": "/cart?x=1&y=2",
        "trend": True,
        "legend": True,
    }
    assert LINK.to_query(state) == (
        "status=404,503&product=(none),wool+blanket,d%C3%A9cor,a~,b,~~,~0"
        "&time=2021-02-15T18:00..2021-02-16T06:00:30&search=/cart%3Fx%3D1%26y%3D2&trend=1"
    )


def test_the_default_view_needs_no_query():
    assert LINK.to_query(LINK.defaults()) == ""
    assert LINK.to_query({"status": []}) == ""
    assert LINK.from_query("") == (LINK.defaults(), [])


def test_a_default_can_be_left():
    assert LINK.to_query({"legend": False}) == "legend=0"
    link = LinkState(Labels("columns", default=("time", "path")))
    assert link.to_query({"columns": ()}) == "columns="
    assert link.from_query("columns=") == ({"columns": ()}, [])
    assert link.from_query("columns=size&columns=status") == ({"columns": ("size", "status")}, [])


def test_numbers_of_arrays_are_numbers():
    seconds = np.array([FEB_15, FEB_15 + HOUR])
    assert LINK.to_query({"time": seconds}) == "time=2021-02-15T00:00..2021-02-15T01:00"


def test_a_list_may_repeat_its_key():
    state, notices = LINK.from_query("status=404&status=503,404")
    assert state["status"] == ("404", "503")
    assert notices == []


@pytest.mark.parametrize(
    ("query", "notice"),
    [
        ("colour=red", "“colour” is not a setting of this page: ignored."),
        ("time=yesterday", NO_INTERVAL),
        (
            "time=2021-02-30..2021-03-01",
            NO_INTERVAL,
        ),
        (
            "time=2021-03-02..2021-03-01",
            NO_INTERVAL,
        ),
        ("param=nothing", "“param” must be one of this setting's choices: ignored."),
        ("trend=yes", "“trend” must be 1 or 0: ignored."),
        ("status=%FF", "“status” must be written in UTF-8: ignored."),
        ("trend=0&trend=1", "“trend” is given more than once: the first is used."),
    ],
)
def test_what_cannot_be_used_is_said(query, notice):
    state, notices = LINK.from_query(query)
    assert state == LINK.defaults()
    assert notices == [notice]


def test_days_are_enough_for_an_interval():
    assert LINK.from_query("time=2021-02-15..2021-02-16")[0]["time"] == (FEB_15, FEB_15 + 24 * HOUR)


@pytest.mark.parametrize(
    "secret",
    ["token=s", "Token=s", "%74oken=s", "_xsrf=s", "voila-theme=s", "template=s", "reset=s"],
)
def test_what_belongs_to_the_server_is_dropped_in_silence(secret):
    state, notices = LINK.from_query(f"{secret}3cret&trend=1")
    assert notices == []
    assert "s3cret" not in str(state)
    assert LINK.to_query(state) == "trend=1"


def test_a_notice_never_repeats_a_value():
    _, notices = LINK.from_query("colour=s3cret&time=s3cret&trend=s3cret")
    assert len(notices) == 3
    assert "s3cret" not in "".join(notices)


def test_a_notice_shows_a_key_short_and_plain():
    _, notices = LINK.from_query("%E2%80%AEabc%00=1&" + "k" * 500 + "=1")
    assert notices[0] == "“abc” is not a setting of this page: ignored."
    assert len(notices[1]) < 100


def test_many_notices_become_few():
    _, notices = LINK.from_query("&".join(f"x{number}=1" for number in range(12)))
    assert len(notices) == 6
    assert notices[-1] == "7 more of the link's settings could not be used."


def test_a_view_too_long_says_what_the_link_lacks():
    state = {
        "status": ("404",),
        "product": tuple(f"product-{number}" for number in range(1_234)),
        "search": "blanket",
    }
    query = LINK.to_query(state)
    assert query == "status=404&search=blanket"
    assert LINK.lacks(state) == [
        "The link lacks the 1,234 values of “product”: the view is too long for a link."
    ]


@given(st.lists(st.text(max_size=40), max_size=120, unique=True), st.text(max_size=900))
def test_a_link_is_never_longer_than_the_limit(labels, search):
    state = {"status": labels, "product": labels, "search": search}
    query = LINK.to_query(state)
    assert len(query) <= LONGEST
    carried = {key for key in ("status", "product", "search") if f"{key}=" in query}
    wanted = {key for key, value in state.items() if value}
    assert len(wanted - carried) == len(LINK.lacks(state))


def test_two_parts_of_a_page_share_an_address():
    both = LINK + LinkState(Choice("theme", options=("dark", "light")))
    state, notices = both.from_query("theme=light&trend=1")
    assert (state["theme"], state["trend"], notices) == ("light", True, [])


@pytest.mark.parametrize("key", ["token", "voila-theme", "two words", "", "a&b"])
def test_some_keys_cannot_be_declared(key):
    with pytest.raises(ValueError, match="cannot be a key"):
        LinkState(Flag(key))


def test_two_settings_cannot_share_a_key():
    with pytest.raises(ValueError, match="share a key"):
        LINK + LINK


@pytest.mark.parametrize(
    ("pairs", "text"),
    [
        ((("0", "negative"), ("1", "positive")), "0:negative,1:positive"),
        (((":)", "a,b"), ("~", "")), "~:):a~,b,~~:"),
        ((("", "none"),), ":none"),
        ((), ""),
    ],
)
def test_pairs_are_written_and_read(pairs, text):
    assert Pairs("labels").write(pairs) == text
    assert Pairs("labels").read(text) == pairs
    link = LinkState(Pairs("labels"))
    assert link.from_query(link.to_query({"labels": dict(pairs)})) == ({"labels": pairs}, [])


@pytest.mark.parametrize("text", ["a", "a:b:c", "a:b,c", ",", "a~:b"])
def test_what_are_no_pairs_is_named(text):
    state, notices = LinkState(Pairs("labels")).from_query(f"labels={text}")
    assert state == {"labels": ()}
    assert notices == ["“labels” must be pairs such as 0:negative,1:positive: ignored."]
