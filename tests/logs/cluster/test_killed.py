"""Workers that die half-way through a log of every format: what was lost is read again, and counts once."""

from __future__ import annotations

import gzip
import os
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import distributed
import pytest

from app.logs import read_log
from app.logs.cluster import reader as cluster_reader
from app.logs.cluster.parts import Part
from app.logs.cluster.reader import ClusterReader
from app.logs.cluster.tasks import read_range, read_whole
from app.logs.cluster.workers import Workers
from app.logs.formats import formats
from tests.logs.broken_lines import WHOLE
from tests.logs.cluster.test_as_one_process import in_zip
from tests.logs.cluster.test_cluster import same
from tests.logs.detection import shapes
from tests.logs.detection.test_products import PRODUCTS
from tests.logs.detection.test_products import REQUESTS as BOUGHT
from tests.logs.detection.test_products import written as bought
from tests.logs.detection.test_shapes import SHAPES

RANGE, SIZE = 1500, 9000
"""Bytes of a part, and at least of a log."""

SOLD = {
    "common": "werkzeug", "combined": "apache full year ms", "nginx-main": "websphere",
    "combined-number": "dropwizard", "vhost-combined": "apache vhost combined",
    "combined-extras": "apache combined D slash", "pairs": "heroku router", "ltsv": "ltsv full",
    "json": "apache json", "istio-peer": "istio", "envoy": "envoy", "s3": "s3", "alb": "alb", "elb": "elb",
    "php": "php builtin", "couchdb": "couchdb", "azure-storage": "azure storage", "tencent": "tencent cdn",
    "alibaba": "alibaba cdn", "gin-readme": "gin formatter of its readme", "synapse": "synapse",
    "oauth2-proxy": "oauth2 proxy", "nexus": "nexus", "artifactory": "artifactory", "bitbucket": "bitbucket",
    "confluence": "confluence", "bunny": "bunny", "chi": "chi", "sanic": "sanic",
    "jupyter-referrer": "jupyter", "tornado": "tornado", "gin": "gin", "uwsgi": "uwsgi",
    "squid": "squid native", "haproxy-tagged": "haproxy httpslog", "haproxy": "haproxy http",
}  # fmt: skip
"""Formats, and a product that writes lines of each."""

SHAPED = {"iis": "iis native", "gorouter": "gorouter", "npm": "nginx proxy manager custom location"}
"""The same, of the shapes of lines."""

FURTHER = {
    "vhost-common": 'shop.example «h» - - [«t:%d/%b/%Y:%H:%M:%S» +0000] "«m» «P» HTTP/1.1" «C» «B»',
    "istio": '[«t:%Y-%m-%dT%H:%M:%S.%f»Z] "«m» «P» HTTP/1.1" «C» - via_upstream - "-" 0 «B» «Dms» 4 "«h»" '
    '"«a»" "f2c8-1" "shop.example" "10.0.0.1:80"',
    "chi-plain": '«t:%Y/%m/%d %H:%M:%S» "«m» http://shop.example«P» HTTP/1.1" from «h»:5123 - «C» «B»B '
    "in «Dgo»",
    "jupyter": "[I «t:%Y-%m-%d %H:%M:%S.%L» ServerApp] «C» «m» «P» (ann@«h») «D.ms»ms",
    "npm-plain": '[«t:%d/%b/%Y:%H:%M:%S» +0000] «C» - «m» https shop.example "«P»" [Client «h»] [Length «B»] '
    '[Gzip -] "«a»" "«r»"',
    "own": "«h» asked at «t:%Y-%m-%d %H:%M:%S» for «P» by «m», got «C» and «B» bytes",
}
"""Lines of formats that no product or shape is of, and of a layout that nobody declared."""


def _of_every_format() -> dict[str, bytes]:
    """A log of each format by its name."""
    sold = {product["name"]: product["line"] for product in PRODUCTS}
    found = {name: [bought(sold[product], request) for request in BOUGHT] for name, product in SOLD.items()}
    shaped = {shape["name"]: shape["line"] for shape in SHAPES}
    for name, line in ({name: shaped[shape] for name, shape in SHAPED.items()} | FURTHER).items():
        found[name] = [shapes.written(line, request) for request in shapes.REQUESTS]
    lines = {name: "".join(line + "\n" for line in some).encode() for name, some in found.items()}
    logs = {name: some * (SIZE // len(some) + 1) for name, some in lines.items()}
    return logs | {"w3c": WHOLE[3] + b"\n" + (WHOLE[4] + b"\n") * 100}


def _noted(task: Callable[..., Part], url: str, *arguments: Any) -> Part:
    """Do what a worker is asked to, and write down for which file."""
    path = Path(url)
    with (path.parents[1] / "ran.txt").open("a") as ran:
        ran.write(path.name + "\n")
    return task(url, *arguments)


def noted_range(url: str, *arguments: Any) -> Part:
    """As `read_range`."""
    return _noted(read_range, url, *arguments)


def noted_whole(url: str, *arguments: Any) -> Part:
    """As `read_whole`."""
    return _noted(read_whole, url, *arguments)


def _by_turns(self: Workers, function: Callable[..., Any], *arguments: Any) -> distributed.Future[Any]:
    """Have all files read by turns: the first range of each, the second of each, and so on."""
    start = arguments[2] if function is noted_range else 0
    return self._client.submit(function, *arguments, pure=False, priority=-start)


@pytest.mark.whole
def test_half_way_through_every_format(
    tmp_path: Path, client: distributed.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One worker dies, and then all that there are, when of every log a part was read and another was not."""
    monkeypatch.setattr(cluster_reader, "RANGE", RANGE)
    monkeypatch.setattr(cluster_reader, "AHEAD", 10_000)
    monkeypatch.setattr(cluster_reader, "read_range", noted_range)
    monkeypatch.setattr(cluster_reader, "read_whole", noted_whole)
    monkeypatch.setattr(Workers, "submit", _by_turns)
    logs = _of_every_format()
    assert {form.name for form in formats()} == set(logs) - {"own"}, "a log of each format, and no other"
    folder = tmp_path / "logs"
    folder.mkdir()
    for name, data in logs.items():
        (folder / f"{name}.log").write_bytes(data)
    # What cannot be cut is one part, which is lost as a whole.
    whole = {"w3c.log", "packed.log.gz", "archive.log.zip"}
    (folder / "packed.log.gz").write_bytes(gzip.compress(logs["combined"][:-300]))
    (folder / "archive.log.zip").write_bytes(in_zip(a=logs["alb"][:-300], b=logs["json"][:-300]))

    client.wait_for_workers(2, timeout=60)
    reader = ClusterReader(folder, client=client)
    parts = {path.name: -(-path.stat().st_size // RANGE) for path in folder.iterdir()}
    parts.update(dict.fromkeys(whole, 1))
    assert all(many > 3 for name, many in parts.items() if name not in whole)
    back: Counter[str] = Counter()
    dying = {sum(parts.values()) // 3: 1, sum(parts.values()) * 2 // 5: 2}
    half_way: list[set[str]] = []
    done = 0
    for progress in reader:
        if progress.bytes_done == done:
            # A piece was taken, none was read.
            continue
        done = progress.bytes_done
        back[progress.file.removeprefix("on the cluster: ")] += 1
        if back.total() in dying:
            half_way.append({name for name, many in parts.items() if 0 < back[name] < many})
            for worker in [*client.run(os.getpid).values()][: dying.pop(back.total())]:
                os.kill(worker, signal.SIGKILL)
    assert half_way == [set(parts) - whole] * 2
    ran = Counter((tmp_path / "ran.txt").read_text().split())
    # What one worker has of another's by then may outlive that one.
    assert sum(ran[name] > many for name, many in parts.items()) > len(parts) / 2, ran
    one = read_log(folder)
    same(reader.log, one)
    read = {file.name.removesuffix(".log"): file.format and file.format.name for file in one.files}
    assert {name: read[name] for name in logs} == {name: name for name in logs}
    assert [(file.name, file.lines, file.accepted) for file in reader.log.files] == [
        (file.name, file.lines, file.accepted) for file in one.files
    ]
