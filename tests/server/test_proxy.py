"""Only the operator's own proxy may say where a request came from."""

from __future__ import annotations

import pytest
from tornado.httputil import HTTPHeaders

from app.problem import Problem
from app.server.proxy import Proxies
from app.settings import Settings

SAID = {
    "X-Forwarded-For": "192.0.2.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "example.org",
    "X-Remote-User": "ada",
}


def sifted(peer: str, proxies: Proxies, **headers: str) -> dict[str, str]:
    found = HTTPHeaders(
        {"Host": "inner:8866", **{name.replace("_", "-"): said for name, said in headers.items()}}
    )
    proxies.sift(found, peer)
    return dict(found)


@pytest.mark.parametrize("peer", ["127.0.0.1", "198.51.100.4", "::1", "", "unix:"])
def test_by_default_nobody_is_believed(peer: str) -> None:
    assert sifted(peer, Proxies(headers=["X-Remote-User"]), **SAID) == {"Host": "inner:8866"}


@pytest.mark.parametrize(
    ("network", "peer", "believed"),
    [
        ("127.0.0.1", "127.0.0.1", True),
        ("127.0.0.1", "127.0.0.2", False),
        ("127.0.0.1", "::ffff:127.0.0.1", True),
        ("172.18.0.0/16", "172.18.255.1", True),
        ("172.18.0.0/16", "172.19.0.1", False),
        ("::1", "::1", True),
        ("2001:db8::/32", "2001:db8:ffff::1", True),
        ("2001:db8::/32", "192.0.2.1", False),
    ],
)
def test_a_proxy_is_known_by_its_address(network: str, peer: str, believed: bool) -> None:
    found = sifted(peer, Proxies([network], ["X-Remote-User"]), **SAID)
    assert ("X-Remote-User" in found) == believed
    assert found["Host"] == ("example.org" if believed else "inner:8866")


@pytest.mark.parametrize(
    ("chain", "visitor"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7", "192.0.2.7"),
        ("198.51.100.1, 192.0.2.7, 10.1.2.3", "192.0.2.7"),
        ("10.1.1.1, 10.1.2.3", "10.1.1.1"),
        ("unknown, 10.1.2.3", "unknown"),
        (" , ,", " , ,"),
    ],
)
def test_the_visitor_is_the_last_who_is_no_proxy(chain: str, visitor: str) -> None:
    assert sifted("10.0.0.1", Proxies(["10.0.0.0/8"]), X_Forwarded_For=chain)["X-Forwarded-For"] == visitor


def test_what_a_visitor_made_up_and_the_proxy_passed_on_is_dropped() -> None:
    found = sifted("10.0.0.1", Proxies(["10.0.0.0/8"]), X_Real_Ip="203.0.113.9", X_Scheme="https")
    assert found == {"Host": "inner:8866"}


@pytest.mark.parametrize("host", ["a b", "a/b", "a@b", "", "[::1", "a:port", "a\x0bb"])
def test_a_host_that_is_none_is_not_taken(host: str) -> None:
    assert sifted("10.0.0.1", Proxies(["10.0.0.1"]), X_Forwarded_Host=host)["Host"] == "inner:8866"


@pytest.mark.parametrize("host", ["example.org", "example.org:8443", "[2001:db8::1]:8443", "192.0.2.1"])
def test_a_host_is_taken(host: str) -> None:
    assert sifted("10.0.0.1", Proxies(["10.0.0.1"]), X_Forwarded_Host=host)["Host"] == host


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("/", "/"),
        ("tools", "/tools/"),
        ("/tools/vitrine", "/tools/vitrine/"),
        ("tools/vitrine/", "/tools/vitrine/"),
        ("/~ada/v1.2/", "/~ada/v1.2/"),
    ],
)
def test_a_path_begins_and_ends_with_a_slash(given: str, path: str) -> None:
    assert Settings.read({"VITRINE_BASE_URL": given}).base_url == path


@pytest.mark.parametrize(
    "host", ["https://intranet.example.org", "https://*.example.org", "http://localhost:8000"]
)
def test_a_site_that_may_frame_is_taken(host: str) -> None:
    found = Settings.read({"VITRINE_FRAME_ANCESTORS": f" {host}  https://b.example.org "})
    assert found.frame_ancestors == (host, "https://b.example.org")
    assert Settings.read(found.environment()) == found


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("VITRINE_BASE_URL", "https://example.org/tools/", "which is not a path"),
        ("VITRINE_BASE_URL", "/a b/", "which is not a path"),
        ("VITRINE_BASE_URL", "/a//b/", "which is not a path"),
        ("VITRINE_BASE_URL", "/(.*)", "which is not a path"),
        ("VITRINE_BASE_URL", "/?a=1", "which is not a path"),
        ("VITRINE_BASE_URL", "//", "which is not a path"),
        ("VITRINE_PROXY", "nginx", "neither an address nor a network"),
        ("VITRINE_PROXY", "127.0.0.1, 300.1.1.1", "names “300.1.1.1”"),
        ("VITRINE_PROXY", "172.18.0.1/16", "neither an address nor a network"),
        ("VITRINE_FRAME_ANCESTORS", "intranet.example.org", "not a site's scheme and host"),
        ("VITRINE_FRAME_ANCESTORS", "*", "not a site's scheme and host"),
        ("VITRINE_FRAME_ANCESTORS", "https://a.example.org; script-src *", "names “https://a.example.org;”"),
        ("VITRINE_FRAME_ANCESTORS", "https://a.example.org/path", "not a site's scheme and host"),
        ("VITRINE_FRAME_ANCESTORS", "javascript:alert(1)", "not a site's scheme and host"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(Problem, match=f"^{name} ") as refused:
        Settings.read({name: value})
    assert said in refused.value.what
    assert refused.value.remedy
