"""Kinds of files and referring sites, against what is counted by hand and by grep."""

import numpy as np
import pytest

from app.logs import read_log
from app.logs.model import LogModel
from app.logs.store.addresses import OWN, file_kinds, sites
from tests.shared_data import shared


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "page"),
        ("/shop/", "page"),
        ("/index.html", "page"),
        ("/product.screen", "page"),
        ("/img/logo.PNG", "image"),
        ("/app.min.js", "script"),
        ("/files/logstash-1.3.2-monolithic.jar", "archive"),
        ("/v1.5", "page"),
        ("/robots.txt", "data"),
        ("/a.weird", "other"),
        ("(none)", "(none)"),
    ],
)
def test_the_ending_of_a_path_tells_its_kind(path, kind):
    codes, names = file_kinds([path])
    assert names[codes[0]] == kind


def test_the_logs_own_site_is_known_by_its_pages():
    referrers = [
        "(none)",
        "http://www.shop.example/cart?x=1",
        "https://shop.example/",
        "http://www.google.com/search?q=mugs",
        "http://images.google.com/",
        "android-app://com.slack/",
        "hello",
    ]
    codes, names = sites(referrers, np.array([9, 5, 4, 6, 1, 1, 1]), ["/", "/cart", "/mugs"], [])
    assert [names[code] for code in codes] == [
        "(none)", "own: shop.example", "own: shop.example", "google.com", "images.google.com", "com.slack",
        "no address",
    ]  # fmt: skip


def test_a_virtual_host_is_an_own_site():
    codes, names = sites(["http://b.example/x"], np.array([1]), ["/"], ["b.example:443", "(none)"])
    assert names[codes[0]] == "own: b.example"


def test_sites_of_a_real_log():
    """``awk -F'"' '{print $4}' | grep -ciE '^https?://(www\\.)?semicomplete\\.com'`` is 5039."""
    model = LogModel(read_log(shared("logs/elastic_apache_logs.log.gz")))
    model.list_for("referrer", "site")
    assert model.listed_for("referrer") == "site"
    shown = model.projection("site")
    found = dict(zip(shown.labels, shown.values, strict=True))
    assert found["own: semicomplete.com"] == 5039
    assert found["google.com"] == 228
    assert "show=site" in model.query
    other = LogModel(model.log)
    assert other.restore(model.query + "&site=google.com") == []
    assert other.selected == 228
    assert other.listed_for("referrer") == "site"


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ({"https://me.org/": 50, "https://me.org/a": 100, "https://news.example/": 400}, "me.org"),
        ({"https://me.org/": 1000, "https://spam.example/a": 3}, "me.org"),
        ({"https://me.org/": 100_000, "https://www.google.com/search": 400}, "me.org"),
        ({"https://me.org/": 100_000, "https://me.org/a": 10, "https://shop.example/cart": 11}, "me.org"),
    ],
)
def test_neither_a_front_page_elsewhere_nor_few_forged_addresses_make_a_site_our_own(asked, own):
    paths = ["/", "/a", "/search", "/cart", "/x.jpg"]
    _, names = sites([*asked], np.array([*asked.values()]), paths, ())
    assert [name for name in names if name.startswith(OWN)] == [OWN + own]
