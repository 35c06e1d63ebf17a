"""Lines as some 200 products and settings write them, every field of which is known.

Each entry of ``products.jsonl`` is one line, written after the product's documentation or public reports of
its users, with marks where three requests differ; ``expect`` says the fields that are the same in all three,
``unsaid`` those that the line does not hold or that stand elsewhere in it, ``refused`` that it is no access
log, or one whose lines hold too little.
"""

import json
from pathlib import Path

import pandas as pd
import pytest

from app.logs import read_log
from app.problem import Problem

PRODUCTS = [
    json.loads(line)
    for line in (Path(__file__).parent / "products.jsonl").read_text(encoding="utf-8").splitlines()
]
REQUESTS = [
    {"second": 5, "path": "/a/b.html", "query": "", "status": 200, "size": 1234},
    {"second": 6, "path": "/c/d", "query": "x=1&y=2", "status": 404, "size": 567},
    {"second": 7, "path": "/e", "query": "", "status": 200, "size": 89012},
]
SITES = ("https://www.shop.example:443", "http://www.shop.example:8000", "http://www.shop.example:80",
         "https://www.shop.example", "http://www.shop.example")  # fmt: skip
VAGUE = ("text of another kind", "a binary file", "a system log")


def written(line, request):
    query = request["query"]
    target = request["path"] + (f"?{query}" if query else "")
    marks = {
        "«S»": f"{request['second']:02d}", "«P»": target, "«p»": request["path"],
        "«?q»": f"?{query}" if query else "", "«q»": query or "-", "«C»": str(request["status"]),
        "«B»": str(request["size"]),
    }  # fmt: skip
    for mark, text in marks.items():
        line = line.replace(mark, text)
    return line


def read(product, tmp_path):
    path = tmp_path / "product.log"
    lines = [written(product["line"], request) for request in REQUESTS]
    path.write_text(product.get("head", "") + "\n".join(lines) + "\n", encoding="utf-8")
    return read_log(path)


@pytest.mark.parametrize("product", [p for p in PRODUCTS if "expect" in p], ids=lambda p: p["name"])
def test_every_field_of_a_products_lines(product, tmp_path):
    log = read(product, tmp_path)
    frame = log.requests()
    assert (log.accepted, log.rejected) == (3, 0)
    expect, unsaid = product["expect"], product.get("unsaid", ())
    for row, request in zip(frame.to_dict("records"), REQUESTS, strict=True):
        found = {name: None if pd.isna(value) else value for name, value in row.items()}
        found["path"] = next(
            (found["path"].removeprefix(site) for site in SITES if found["path"].startswith(site)),
            found["path"],
        )
        found["time"] = int(row["time"].timestamp())
        found["agent"] = row["user_agent"]
        wanted = {"method": "GET", "time": 1704164640 + request["second"], **request, **expect}
        for name, value in wanted.items():
            if name == "response time":
                assert found[name] == pytest.approx(value, rel=1e-6), (name, log.files[0].why)
            elif name not in (*unsaid, "second"):
                assert found.get(name) == value, (name, log.files[0].why)


@pytest.mark.parametrize("product", [p for p in PRODUCTS if "refused" in p], ids=lambda p: p["name"])
def test_other_logs_are_refused_by_what_they_are(product, tmp_path):
    with pytest.raises(Problem) as told:
        read(product, tmp_path)
    assert not any(words in told.value.what for words in VAGUE)
