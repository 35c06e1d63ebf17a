"""Prices, their periods and returns: by hand, on the bundled index and on visitors' files."""

import gzip
from datetime import date

import numpy as np
import pytest

from app.gallery import prices as prices_module
from app.gallery.index import PRESETS, Index
from app.gallery.performance import performance
from app.gallery.prices import SP500, Prices, read_prices, sp500
from app.links import SharedView
from app.problem import Problem
from app.seconds import DAY
from app.visitor.own_file import OwnFile

needs_index = pytest.mark.skipif(not SP500.exists(), reason="data/made/sp500.csv is fetched by “make data”")


def days(*dates):
    return np.array(dates, "datetime64[D]")


def seconds(text):
    return (date.fromisoformat(text) - date(1970, 1, 1)).days * DAY


@needs_index
def test_the_bundled_index_is_that_of_the_package():
    index = sp500()
    assert len(index.days) == 5031
    assert str(index.days[0]), str(index.days[-1]) == ("1999-01-04", "2018-12-31")


# Closes as published: 1,468.36 on 31 December 2007 and 903.25 a year later; 1,527.46 and 776.76 at the
# top and the bottom of the dot-com years; 676.53 on 9 March 2009 and 2,506.85 at the end of 2018.
@needs_index
@pytest.mark.parametrize(
    ("preset", "first", "last"),
    [("dot-com crash", 1527.46, 776.76), ("2008", 1468.36, 903.25), ("the rally since", 676.53, 2506.85)],
)
def test_a_presets_return_is_that_of_the_closes_by_hand(preset, first, last):
    model = Index()
    model.period = model.presets[preset]
    assert model.performance.total == pytest.approx(last / first - 1, abs=1e-6)


@needs_index
def test_2008_and_the_worst_drawdown():
    model = Index()
    whole = model.performance
    # From 1,565.15 on 9 October 2007 to 676.53 on 9 March 2009.
    assert whole.fall == pytest.approx(676.53 / 1565.15 - 1, abs=1e-5)
    assert (str(whole.peak), str(whole.trough)) == ("2007-10-09", "2009-03-09")
    model.period = model.presets["2008"]
    assert f"{model.performance.total:.1%}" == "-38.5%"
    assert model.performance.trend.end < model.performance.trend.start


def test_a_period_by_hand():
    dates = days("2020-01-01", "2020-01-03", "2021-01-01", "2022-01-01")
    values = Prices("p", dates, np.array([100.0, 80, 160, 121]))
    found = performance(values, *days("2020-01-01", "2022-01-01"))
    assert found.total == pytest.approx(0.21)
    # 731 days are 2.0014 years of 365.25 days: 1.21 to the power of 1 / 2.0014.
    assert found.annual == pytest.approx(0.0999, abs=1e-4)
    assert found.fall == pytest.approx(121 / 160 - 1)
    assert (str(found.peak), str(found.trough)) == ("2021-01-01", "2022-01-01")
    slope, start = np.polyfit([0, 2, 366, 731], [100, 80, 160, 121], 1)
    assert found.trend.start == pytest.approx(start)
    assert found.trend.end == pytest.approx(start + 731 * slope)
    assert found.trend.strength == pytest.approx(np.corrcoef([0, 2, 366, 731], [100, 80, 160, 121])[0, 1])


def test_a_day_without_a_price_takes_the_last_one_before():
    values = Prices("p", days("2020-01-03", "2020-01-06"), np.array([100.0, 90]))
    assert performance(values, *days("2020-01-05", "2020-01-07")).total == pytest.approx(-0.1)
    assert performance(values, *days("2020-01-03", "2020-01-05")) is None
    assert performance(values, *days("2020-01-01", "2020-01-06")) is None
    assert performance(values, *days("2020-01-03", "2020-01-06")).annual is None
    assert values.each_day().tolist() == [100, 100, 100, 90]


@pytest.mark.parametrize(
    "text",
    [
        "2020-01-02,2\n2020-01-01,1\n",
        "date,value\r\n2020-01-01,1\r\n\r\n2020-01-02,2\r\n",
        "\ufeffDate;Open;Close\n2020-01-01;9;1\n2020-01-02;9;2",
        "day\tx\n2020-01-01T00:00:00\t1.0\n2020-01-02\t2e0\n",
        "Date,Open,High,Low,Close,Adj Close,Volume\n2020-01-01,9,9,9,9,1,9\n2020-01-02,9,9,9,9,2,9\n",
        "sep=|\nDate|Value\n2020-01-01|1\n2020-01-02|2\n",
        "2020-01-01|1\r2020-01-02|2\r",
    ],
)
def test_a_csv_of_dates_and_values_in_any_dress(text):
    found = read_prices(text.encode(), "mine.csv")
    assert found.days.astype(str).tolist() == ["2020-01-01", "2020-01-02"]
    assert found.values.tolist() == [1, 2]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "fewer than two dates"),
        ("2020-01-01,1\n", "fewer than two dates"),
        ("2020-01-01,1\n31.12.2020,2\n", "Line 2 of mine.csv begins with “31.12.2020”"),
        ("2020-01-01,1\n2020-01-02,0\n", "Line 2 of mine.csv has no number above 0 in column 2"),
        ("2020-01-01,1\n2020-01-02\n", "Line 2 of mine.csv has no number above 0"),
        ("date,x\n2020-01-01,nan\n", "Line 2 of mine.csv has no number above 0"),
        ("2020-01-01,1\n2020-01-01,2\n", "Line 2 of mine.csv gives 2020-01-01 a second time"),
        ("2008-13-45,1\n2008-01-02,2\n2008-01-03,3\n", "Line 1 of mine.csv begins with “2008-13-45”"),
        ("12/31/2008,1\n12/30/2008,2\n", "Line 1 of mine.csv begins with “12/31/2008”"),
        ("Jan 3 2008,1\nJan 4 2008,2\n", "Line 1 of mine.csv begins with “Jan 3 2008”"),
        ("date,v\n2008-01-01," + 200_000 * "x", "Line 2 of mine.csv has a field of more than 131,072 char"),
        ("2020-01-01,1\n\u202e2020\u2066,2\n", "Line 2 of mine.csv begins with “2020”, which is no date"),
        ("date,v\n\x01\x02,1\n", "“mine.csv” is not a text file: it is no text but binary data"),
        ("sep=;\n2020-01-01;1\n\n2020-01-02;x\n", "Line 4 of mine.csv has no number above 0"),
        ("2020-01-01,inf\n2020-01-02,2\n", "Line 1 of mine.csv has no number above 0"),
    ],
)
def test_what_is_wrong_with_a_csv_is_said(text, said):
    with pytest.raises(Problem, match=said.replace(".", r"\.")):
        read_prices(text.encode(), "mine.csv")


def test_bytes_of_any_kind_are_a_problem_and_not_an_error():
    for content in (bytes(range(256)) * 4, b'"2020-01-01\n' * 3, b"\x00,\x00", b"PK\x03\x04"):
        with pytest.raises(Problem):
            read_prices(content, "x")


def test_a_spreadsheets_unicode_text_is_read():
    found = read_prices("Date\tValue\r\n2020-01-01\t1\r\n2020-01-02\t2\r\n".encode("utf-16"), "mine.txt")
    assert found.values.tolist() == [1, 2]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-32", "cp1252", "utf-8-sig"])
def test_any_encoding_is_read(encoding):
    found = read_prices("Datum\tWährung €\n2020-01-01\t1\n2020-01-02\t2\n".encode(encoding), "mine.txt")
    assert found.values.tolist() == [1, 2]


def test_a_packed_csv_is_read_and_a_cut_one_is_told(tmp_path):
    packed = gzip.compress(b"2020-01-01,1\n2020-01-02,2\n")
    path = tmp_path / "mine.csv.gz"
    path.write_bytes(packed)
    model = Index()
    model.open([(path.name, path)])
    assert model.prices.values.tolist() == [1, 2]
    path.write_bytes(packed[:-4])
    with pytest.raises(Problem, match=r"mine\.csv\.gz"):
        model.open([(path.name, path)])


def test_a_field_that_is_too_long_is_told_to_the_visitor():
    model = Index()
    model.read(b"date,v\n2008-01-01," + 200_000 * b"x", "long.csv")
    assert "Line 2 of long.csv" in str(model.problem)


def test_a_visitors_prices_take_the_place_of_the_index():
    model = Index()
    model.read(b"2020-01-01,1\n2021-01-01,3\n", "mine.csv")
    assert model.problem is None
    assert model.prices.name == "mine.csv"
    assert model.performance.total == pytest.approx(2)
    assert model.presets == {}
    model.read(b"nonsense", "bad.csv")
    assert "bad.csv" in str(model.problem)
    assert model.prices.name == "mine.csv"


def test_a_period_is_kept_within_the_prices():
    model = Index()
    model.read(b"2020-01-01,1\n2021-01-01,3\n", "mine.csv")
    model.period = (seconds("2019-01-01"), seconds("2020-06-01"))
    assert model.period == (seconds("2020-01-01"), seconds("2020-06-01"))
    model.period = (seconds("1999-01-01"), seconds("2000-01-01"))
    assert model.period is None


def test_without_the_index_the_page_says_why(monkeypatch, tmp_path):
    monkeypatch.setattr(prices_module, "SP500", tmp_path / "none.csv")
    prices_module.sp500.cache_clear()
    try:
        model = Index()
        assert "network" in model.problem.what
        assert "make data" in model.problem.remedy
        assert model.performance is None
        assert model.presets == {}
        model.read(b"2020-01-01,1\n2021-01-01,3\n", "mine.csv")
        assert model.problem is None
    finally:
        prices_module.sp500.cache_clear()


def test_presets_are_days_in_order():
    assert all(first < last for first, last in PRESETS.values())


def test_a_link_to_ones_own_prices_waits_for_them(tmp_path):
    path = tmp_path / "upload"
    path.write_text("date,value\n2020-01-01,100\n2021-01-01,110\n2022-01-01,99\n")
    model = Index()
    own = OwnFile(on_open=model.open, on_lack=model.lack, on_leave=model.reset)
    view = SharedView([own, model])
    link = f"file={'0' * 32}:mine.csv&period=2020-01-01..2021-01-01"
    own.arrive(None)
    assert view.restore(link) == []
    assert (model.prices, model.performance, model.within()) == (None, None, [])
    assert model.problem is not None
    assert "needs the file “mine.csv”" in str(model.problem)
    assert view.query == link
    own.bring([("mine.csv", path)])
    assert model.prices is not None
    # From 100 to 110.
    assert model.performance.total == pytest.approx(0.1)
    assert "does not hold the file you brought" in view.link_lacks
