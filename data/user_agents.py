"""Who asks: the browsers of shoppers and the robots, as they name themselves, with how often each is met."""

from __future__ import annotations

from typing import NamedTuple

_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_LINUX = "Mozilla/5.0 (X11; Linux x86_64)"
_CHROMEOS = "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)"
_ANDROID = "Mozilla/5.0 (Linux; Android 10; K)"
_IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X)"
_IPAD = "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X)"
_WEBKIT = "AppleWebKit/605.1.15 (KHTML, like Gecko)"


def _chrome(system: str, version: int, extra: str = "") -> str:
    return f"{system} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36{extra}"


def _chrome_mobile(version: int, extra: str = "") -> str:
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return f"{_ANDROID} {engine} Chrome/{version}.0.0.0 Mobile Safari/537.36{extra}"


def _samsung(version: int, chrome: int) -> str:
    engine = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return f"{_ANDROID} {engine} SamsungBrowser/{version}.0 Chrome/{chrome}.0.0.0 Mobile Safari/537.36"


def _firefox(system: str, version: int) -> str:
    return f"{system[:-1]}; rv:{version}.0) Gecko/20100101 Firefox/{version}.0"


# Firefox writes its revision into the brackets, and its own, older form of the Mac's name.
_MAC_FIREFOX = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15)"

BROWSERS: dict[str, float] = {
    _chrome(_WINDOWS, 156): 150,
    _chrome(_WINDOWS, 155): 42,
    _chrome(_WINDOWS, 154): 14,
    _chrome(_WINDOWS, 109): 6,
    _chrome(_MAC, 156): 52,
    _chrome(_MAC, 155): 18,
    _chrome(_LINUX, 156): 10,
    _chrome(_LINUX, 155): 5,
    _chrome(_CHROMEOS, 155): 6,
    _chrome_mobile(156): 150,
    _chrome_mobile(155): 48,
    _chrome_mobile(154): 16,
    _chrome_mobile(149): 8,
    f"{_IPHONE} {_WEBKIT} Version/26.1 Mobile/15E148 Safari/604.1": 140,
    f"{_IPHONE} {_WEBKIT} Version/26.0 Mobile/15E148 Safari/604.1": 44,
    f"{_IPHONE} {_WEBKIT} Version/18.6 Mobile/15E148 Safari/604.1": 30,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) "
    f"{_WEBKIT} Version/17.6 Mobile/15E148 Safari/604.1": 12,
    "Mozilla/5.0 (iPhone; CPU iPhone OS 16_7_12 like Mac OS X) "
    f"{_WEBKIT} Version/16.6 Mobile/15E148 Safari/604.1": 5,
    f"{_IPAD} {_WEBKIT} Version/26.1 Mobile/15E148 Safari/604.1": 18,
    f"{_IPHONE} {_WEBKIT} CriOS/156.0.8078.60 Mobile/15E148 Safari/604.1": 14,
    f"{_IPHONE} {_WEBKIT} FxiOS/158.0 Mobile/15E148 Safari/604.1": 4,
    f"{_MAC} {_WEBKIT} Version/26.1 Safari/605.1.15": 48,
    f"{_MAC} {_WEBKIT} Version/26.0 Safari/605.1.15": 15,
    f"{_MAC} {_WEBKIT} Version/18.6 Safari/605.1.15": 12,
    f"{_MAC} {_WEBKIT} Version/17.6 Safari/605.1.15": 5,
    _chrome(_WINDOWS, 156, " Edg/156.0.0.0"): 46,
    _chrome(_WINDOWS, 155, " Edg/155.0.0.0"): 16,
    _chrome(_MAC, 156, " Edg/156.0.0.0"): 4,
    _chrome_mobile(155, " EdgA/155.0.0.0"): 3,
    _firefox(_WINDOWS, 158): 30,
    _firefox(_WINDOWS, 157): 8,
    _firefox(_WINDOWS, 140): 6,
    _firefox(_MAC_FIREFOX, 158): 9,
    _firefox(_LINUX, 158): 10,
    _firefox("Mozilla/5.0 (X11; Ubuntu; Linux x86_64)", 157): 4,
    "Mozilla/5.0 (Android 15; Mobile; rv:158.0) Gecko/158.0 Firefox/158.0": 6,
    _samsung(29, 136): 28,
    _samsung(28, 130): 9,
    _chrome(_WINDOWS, 154, " OPR/125.0.0.0"): 9,
    _chrome(_MAC, 154, " OPR/125.0.0.0"): 2,
    _chrome_mobile(154, " OPR/93.0.0.0"): 3,
    "Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko": 1,
}


class Bot(NamedTuple):
    """A robot that visits all day: how it names itself, how often it comes, and what it reads."""

    agent: str
    host: str
    weight: float
    reads: str  # "pages" crawls the catalogue, "home" only asks whether the shop is up


_GOOGLE = "(compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
_BING = "(compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"
_APPLE = "(Applebot/0.1; +http://www.apple.com/go/applebot)"

BOTS: tuple[Bot, ...] = (
    Bot(
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) "
        f"Chrome/156.0.8078.60 Mobile Safari/537.36 {_GOOGLE}",
        "192.0.2.10",
        26,
        "pages",
    ),
    Bot(f"Mozilla/5.0 {_GOOGLE}", "192.0.2.11", 10, "pages"),
    Bot("Googlebot-Image/1.0", "192.0.2.12", 4, "pages"),
    Bot(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0; "
        "+http://www.bing.com/bingbot.htm) Chrome/136.0.0.0 Safari/537.36",
        "192.0.2.20",
        15,
        "pages",
    ),
    Bot(f"Mozilla/5.0 {_BING}", "192.0.2.21", 4, "pages"),
    Bot("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "192.0.2.30", 12, "pages"),
    Bot(
        "Mozilla/5.0 (compatible; SemrushBot/7~bl; +http://www.semrush.com/bot.html)",
        "192.0.2.31",
        8,
        "pages",
    ),
    Bot(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; "
        "+https://openai.com/gptbot)",
        "192.0.2.40",
        12,
        "pages",
    ),
    Bot(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; "
        "+claudebot@anthropic.com)",
        "192.0.2.41",
        10,
        "pages",
    ),
    Bot(
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; PerplexityBot/1.0; "
        "+https://perplexity.ai/perplexitybot)",
        "192.0.2.42",
        4,
        "pages",
    ),
    Bot(
        f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_5) {_WEBKIT} Version/13.1.1 Safari/605.1.15 {_APPLE}",
        "192.0.2.50",
        6,
        "pages",
    ),
    Bot("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "192.0.2.51", 5, "pages"),
    Bot("DuckDuckBot/1.1; (+http://duckduckgo.com/duckduckbot.html)", "192.0.2.52", 3, "pages"),
    Bot("CCBot/2.0 (https://commoncrawl.org/faq/)", "192.0.2.53", 3, "pages"),
    Bot(
        "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
        "10.0.0.5",
        26,
        "home",
    ),
)
