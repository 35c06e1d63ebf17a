"""What the addresses of a log tell: the kind of file that a path is, and the site of a referrer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from app.logs.dimensions import NONE

MOST = 300_000
"""Labels that are looked through; where more differ, what they tell is not listed."""

OWN = "own: "
"""What the label of the log's own site starts with, as that of a bot does; its name follows."""

NO_SITE = "no address"
"""The label of a referrer that is no URL."""

KINDS = {
    "page": "html htm xhtml shtml php php3 php5 phtml asp aspx jsp jspx jsf do action cgi pl cfm screen",
    "image": "png jpg jpeg gif webp avif svg ico bmp tif tiff heic",
    "style": "css less scss",
    "script": "js mjs map wasm",
    "font": "woff woff2 ttf otf eot",
    "media": "mp3 mp4 m4a m4v webm ogg ogv oga wav flac avi mov mkv m3u8 ts flv swf",
    "document": "pdf doc docx xls xlsx ppt pptx odt ods odp rtf epub ps",
    "archive": "zip gz tgz bz2 xz 7z rar tar jar war iso dmg exe msi deb rpm apk bin",
    "data": "json xml rss atom csv txt yaml yml log rdf rb py conf sql",
}
"""The kinds of files by the endings of their paths; a path without an ending is a page."""

OWN_SHARE = 0.5
"""The part of the requests that a site led here which must come from its paths, for it to be its own."""

FRONT_PAGE = 0.05
"""What a request from a "/" says of whose site that is, beside one from a page below: every site has one."""

_SITE = r"^(?i)[a-z][a-z0-9+.\-]*://(?:[^/@?#]*@)?(?:www\.)?([^/:?#\s]+)"
_PATH = r"^(?i)[a-z][a-z0-9+.\-]*://[^/?#]*(/[^?#]*)"

Told = tuple[np.ndarray, list[str]]
"""The code of each label, and what the codes mean; code 0 is ``NONE``."""


def file_kinds(paths: Sequence[str]) -> Told:
    """The kind of file of each path.

    >>> file_kinds(["(none)", "/", "/a.b/logo.PNG", "/cart.do", "/x.y1z2", "/v1.5"])[0].tolist()
    [0, 1, 2, 1, 10, 1]
    """
    labels = pl.Series(paths, dtype=pl.String)
    names = [NONE, *KINDS, "other"]
    ending = labels.str.extract(r"\.(7z|[A-Za-z][A-Za-z0-9]{0,7})/?$").str.to_lowercase().fill_null("html")
    known = {one: kind for kind, endings in KINDS.items() for one in endings.split()}
    kinds = ending.replace_strict(known, default="other", return_dtype=pl.String)
    codes = kinds.replace_strict(names, list(range(len(names))), return_dtype=pl.UInt8).to_numpy().copy()
    codes[(labels == NONE).to_numpy()] = 0
    return codes, names


def sites(referrers: Sequence[str], requests: np.ndarray, paths: Sequence[str], hosts: Sequence[str]) -> Told:
    """The site of each referrer by its host's name, without ``www.``; its subdomains are sites of their own.

    ``requests`` are those of each referrer. The log's own site is one of its virtual ``hosts``, or one whose
    pages are among its ``paths``.
    """
    labels = pl.Series(referrers, dtype=pl.String)
    site = labels.str.extract(_SITE).str.to_lowercase().fill_null(NO_SITE)
    frame = pl.DataFrame({"site": site, "requests": requests, "path": labels.str.extract(_PATH)})
    here = frame["path"].is_in(pl.Series(paths, dtype=pl.String).implode())
    told = pl.when(here).then(pl.col("requests")).otherwise(0)
    weight = pl.when(frame["path"] == "/").then(FRONT_PAGE * told).otherwise(told)
    of_site = frame.with_columns(here=told, weight=weight).group_by("site")
    sums = of_site.agg(pl.col("requests", "here", "weight").sum())
    mine = sums.filter((pl.col("here") > OWN_SHARE * pl.col("requests")) & (pl.col("site") != NO_SITE))
    ranked = mine.sort("weight", "site", descending=[True, False])
    own = set(ranked["site"].head(1).to_list())
    own |= {host.lower().split(":")[0].removeprefix("www.") for host in hosts if host != NONE}
    site = site.replace(list(own), [OWN + name for name in own])
    values = [NONE, *site.filter(labels != NONE).unique(maintain_order=True).to_list()]
    codes = (
        site.replace_strict(values, list(range(len(values))), default=0, return_dtype=pl.UInt32)
        .to_numpy()
        .copy()
    )
    codes[(labels == NONE).to_numpy()] = 0
    return codes, values
