"""A visitor's table, whatever wrote it: encoding, compression, separator, quotes, headings, rows.

One reader for every page that takes a table. It decides nothing in silence: what it found out, and what it
left out, are sentences in ``notes`` and `Rejects`.

>>> from pathlib import Path
>>> table = read_table(Path("reviews.csv"))                          # doctest: +SKIP
>>> table.columns, table.rows[0]                                     # doctest: +SKIP
(['text', 'label'], (2, ['very good', 'positive']))
"""

from app.tables.columns import is_date, is_number
from app.tables.decoding import decode
from app.tables.dialect import Dialect, dialect_of
from app.tables.opening import read_bytes
from app.tables.reader import read_table
from app.tables.rejects import Rejected, Rejects
from app.tables.table import Table
from app.tables.times import read_times

ENDINGS = (
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".xml", ".arff", ".conll", ".xlsx", ".xls", ".ods"),
    *(".yml", ".yaml", ".md", ".html", ".sql"),
    *(".parquet", ".arrow", ".zip", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst"),
)
"""How the names of files end that can be tables, for a browser to offer."""

__all__ = [
    "ENDINGS",
    "Dialect",
    "Rejected",
    "Rejects",
    "Table",
    "decode",
    "dialect_of",
    "is_date",
    "is_number",
    "read_bytes",
    "read_table",
    "read_times",
]
