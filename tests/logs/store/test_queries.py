"""What many queries say at once is what each says by itself."""

import polars as pl
import pytest

from app.logs.dimensions import CATEGORY_PARAMETERS, PRODUCT_PARAMETERS, first_alias
from app.logs.store.queries import Aliases
from app.logs.written.requests import parameters

KINDS = (PRODUCT_PARAMETERS, CATEGORY_PARAMETERS)
QUERIES = [
    "productId=P-1&categoryId=C-2", "page=3", "", "categoryId=C-7", "PRODUCT=9&cat=", "cat=a+b;productId=%41",
    "product=1&productId=2&product=3", "catalog=5", "cat", "%63at=7&x=1",
]  # fmt: skip


@pytest.mark.parametrize("queries", [QUERIES, ["page=1", "x"], []], ids=["some", "none", "no query"])
def test_each_kind_of_parameter_is_found_apart(queries):
    found = Aliases(*KINDS).labels(pl.Series(queries, dtype=pl.String))
    assert [series.to_list() for series in found] == [
        [first_alias(parameters(query), names) for query in queries] for names in KINDS
    ]
