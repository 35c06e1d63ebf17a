"""What others published or counted about logs that they made, found again through the API."""

import pandas as pd
import pytest

from app.logs import read_log
from tests.shared_data import shared

BUTTERCUP_DAYS = [372, 2111, 1887, 1927, 1937, 1980, 1855, 1559]
BUTTERCUP_HOURS = [
    756, 770, 661, 725, 543, 583, 492, 393, 402, 441, 575, 469,
    474, 456, 523, 665, 527, 628, 636, 643, 591, 516, 625, 534,
]  # fmt: skip
BUTTERCUP_STATUSES = {200: 11835, 503: 324, 408: 267, 406: 258, 404: 244, 505: 242, 400: 233, 500: 225}


@pytest.fixture(scope="module")
def buttercup():
    return read_log(shared("logs/buttercup_www1_access.log.gz"))


def test_buttercup_every_line_is_accepted(buttercup):
    assert (buttercup.lines, buttercup.accepted, buttercup.rejected) == (13628, 13628, 0)
    assert buttercup.rejects == []


def test_buttercup_days(buttercup):
    days = buttercup.counts("day")
    assert days.tolist() == BUTTERCUP_DAYS
    assert list(days.index) == list(pd.date_range("2021-02-15", "2021-02-22"))


def test_buttercup_hours(buttercup):
    hours = buttercup.counts("hour")
    assert hours.to_dict() == dict(enumerate(BUTTERCUP_HOURS))


def test_buttercup_weekdays_are_the_days_one_by_one_but_for_two_mondays(buttercup):
    first, *rest, last = BUTTERCUP_DAYS
    assert buttercup.counts("weekday").to_dict() == dict(enumerate([first + last, *rest]))


def test_buttercup_statuses(buttercup):
    assert buttercup.counts("status").to_dict() == BUTTERCUP_STATUSES


def test_buttercup_category_null_is_a_value_that_never_succeeds(buttercup):
    assert buttercup.counts("category")["NULL"] == 329
    statuses = buttercup.counts("status", where={"category": "NULL"})
    assert statuses.sum() == 329
    assert 200 not in statuses.index


def test_buttercup_two_products_never_succeed_and_the_others_always_do(buttercup):
    products = buttercup.counts("product")
    failing = {"SF-BVS-G01": 397, "SF-BVS-01": 33}
    assert {name: products[name] for name in failing} == failing
    for product in products.index.drop("(none)"):
        statuses = buttercup.counts("status", where={"product": product})
        assert (200 not in statuses.index) if product in failing else list(statuses.index) == [200]


def test_buttercup_no_request_has_both_product_and_category(buttercup):
    products = [name for name in buttercup.counts("product").index if name != "(none)"]
    assert buttercup.counts("category", where={"product": products}).index.tolist() == ["(none)"]
    assert buttercup.counts("status", where={"product": None, "category": None}).sum() == 4853


def test_buttercup_first_and_last_request(buttercup):
    times = buttercup.requests()["time"]
    assert times.iloc[0] == pd.Timestamp("2021-02-15 18:22:16")
    assert times.iloc[-1] == pd.Timestamp("2021-02-22 18:20:56")
    assert times.is_monotonic_increasing


def test_elastic_unclosed_quote_swallows_nothing():
    log = read_log(shared("logs/elastic_apache_logs.log.gz"))
    assert (log.lines, log.accepted + log.rejected) == (10000, 10000)
    assert [reject.line_number for reject in log.rejects] == [8899]
    after = log.requests({"host": "180.76.5.152", "time": ("2015-05-20 12:05:25", "2015-05-20 12:05:26")})
    assert after["path"].tolist() == ["/robots.txt"]


def test_advertools_junk_lines_are_refused_with_their_numbers():
    log = read_log(shared("logs/advertools_combined_with_errors.log"))
    assert (log.lines, log.accepted, log.rejected) == (889, 885, 4)
    assert [reject.line_number for reject in log.rejects] == [3, 12, 21, 22]
    assert [reject.text for reject in log.rejects] == [f"Error line {n}" for n in (1, 2, 3, 4)]
    assert all(reject.reason for reject in log.rejects)


def test_advertools_latin1_every_line_is_accounted_for():
    log = read_log(shared("logs/advertools_combined_latin1.log"))
    assert log.lines == log.accepted + log.rejected == 200
    # The bytes of a gzip file, pasted into the log, begin at line 170.
    assert log.accepted == 169
    assert [reject.line_number for reject in log.rejects] == list(range(170, 201))


def test_advertools_nginx_requests_that_are_not_http_are_accepted_without_method():
    log = read_log(shared("logs/advertools_nginx_access.log"))
    assert (log.accepted, log.rejected) == (1000, 0)
    assert log.counts("method")["(none)"] == 44
    assert log.counts("path", where={"method": "(none)"}).to_dict() == {"(none)": 44}


def test_lnav_shop_with_one_more_quoted_field_and_a_zone():
    log = read_log(shared("logs/lnav_shop_access.log.gz"))
    assert (log.accepted, log.rejected) == (1000, 0)
    assert log.requests()["time"].iloc[0] == pd.Timestamp("2019-01-22 03:56:14")
