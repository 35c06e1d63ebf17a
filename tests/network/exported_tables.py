"""Tables as programs, banks, agencies and people export them, each with what is right about it.

Written before any of them was read; layouts and marks are those of the sources named, the rows are made here.
"""

import json

from tests.network.peoples_tables import Case, pick, table

N = 48
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def wave(n, k=1, scale=1.0):
    """Numbers that look measured."""
    return f"{scale * (1 + (n * 37 % 101 + k * n % 7) / 10):.2f}"


def euro(value):
    """As in Germany: 1.234,56."""
    return f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


def under(heading, line, count=N, **more):
    """A table below its heading."""
    return table(heading, line, count, **more)


def records(make):
    """Objects of JSON."""
    return json.dumps([make(n) for n in range(N)]).encode()


CASES = [
    Case(
        "SAP's list between strokes, with rules",
        under("Stock list 01.02.2024\n\n--------------------------\n|Material |Plant|  Qty|  Value|\n--------------------------",
              lambda n: f"|{pick(n, 'BOLT', 'NUT', 'RING')}     | {pick(n, 1000, 2000)}|{n % 17:5}|{wave(n, 3, 10):>7}|",
              tail="--------------------------\n"),
        "Value", "regression", N, ("Material = BOLT", "Material = NUT", "Material = RING", "Plant", "Qty"),
    ),
    Case(
        "Google Analytics: remarks above, thousands and percent in quotes",
        under("# ----------------------------------------\n# All Web Site Data\n# Audience Overview\n"
              "# ----------------------------------------\n\nDay Index,Sessions,Bounce Rate,Revenue",
              lambda n: f'{n % 12 + 1}/{n % 28 + 1}/24,"{1 + n % 3},{200 + n}",{40 + n % 9}.{n % 10}%,"${1 + n % 4},{100 + 3 * n}.50"'),
        "Revenue", "regression", N, ("Day Index: month", "Day Index: day", "Day Index: weekday", "Sessions", "Bounce Rate"),
    ),
    Case(
        "a German bank's account, euros behind every amount",
        under("Buchungstag;Art;Saldo;Betrag",
              lambda n: f"{n % 28 + 1:02}.{n % 12 + 1:02}.2024;{pick(n, 'Lastschrift', 'Gutschrift')};{euro(2000 + 31.5 * n)} EUR;"
              f"{euro((n * 37 % 101 - 50) * 12.3)} EUR", encoding="cp1252"),
        "Betrag", "regression", N,
        ("Buchungstag: month", "Buchungstag: day", "Buchungstag: weekday", "Art = Gutschrift", "Art = Lastschrift", "Saldo"),
    ),
    Case(
        "Bloomberg: #N/A N/A where there is none",
        under("Date,VOLUME,PE_RATIO,PX_LAST",
              lambda n: f"{n % 12 + 1}/{n % 28 + 1}/2023,{1000 + 17 * n},{'#N/A N/A' if n in (3, 9) else wave(n)},{wave(n, 4)}"),
        "PX_LAST", "regression", N, ("Date: month", "Date: day", "Date: weekday", "VOLUME", "PE_RATIO"),
        said=("“PE_RATIO”: 2 missing values",),
    ),
    Case(
        "FRED: a point where there is none",
        under("observation_date,DGS10,FEDFUNDS,UNRATE",
              lambda n: f"20{10 + n // 12}-{n % 12 + 1:02}-01,{'.' if n % 9 == 4 else wave(n)},{wave(n, 2)},{wave(n, 5)}"),
        "UNRATE", "regression", N, ("observation_date: year", "observation_date: month", "DGS10", "FEDFUNDS"),
        said=("“DGS10”: 5 missing values",),
    ),
    Case(
        "the World Bank: four lines above, years for names, two points for missing",
        under('"Data Source","World Development Indicators",\n\n"Last Updated Date","2024-01-01",\n\n'
              '"Country Name","Country Code","2019","2020","2021"',
              lambda n: f'"Land {n}","L{n:02}","{wave(n)}","{".." if n == 7 else wave(n, 2)}","{wave(n, 3)}"'),
        "2021", "regression", N, ("2019", "2020"), said=("“2020”: 1 missing value",),
    ),
    Case(
        "Eurostat: colons for missing, letters for flags behind numbers",
        under("geo\\TIME_PERIOD\t2020 \t2021 \t2022 ",
              lambda n: f"R{n:02}\t{': ' if n in (2, 5) else wave(n) + ' '}\t{wave(n, 2)} {pick(n, 'p', 'b', '')}\t{wave(n, 3)} "),
        "2022", "regression", N, ("2020", "2021"), said=("“2020”: 2 missing values",),
    ),
    Case(
        "Excel's sep= before semicolons, percent with a blank",
        under("sep=;\nFiliale;Rabatt;Marge;Umsatz",
              lambda n: f"{pick(n, 'Nord', 'Süd')};{n % 20},5 %;{n % 9},{n % 10};{euro(1000 + n * 13.7)} €"),
        "Umsatz", "regression", N, ("Filiale = Nord", "Filiale = Süd", "Rabatt", "Marge"),
    ),
    Case(
        "a meter: times with their zone",
        under("time,temp,kW", lambda n: f"2024-01-{n % 28 + 1:02}T{n % 24:02}:00:00+01:00,{wave(n)},{wave(n, 3)}"),
        "kW", "regression", N, 4,
    ),
    Case(
        "Prophet's ds and y",
        under("ds,y", lambda n: f"2023-{n % 12 + 1:02}-{n % 28 + 1:02},{wave(n, 3)}"),
        "y", "regression", N, ("ds: month", "ds: day", "ds: weekday"),
    ),
    Case(
        "prices of a share: what it closed at is asked",
        under("Date,Open,High,Low,Close,Volume",
              lambda n: f"2023-{n % 12 + 1:02}-{n % 28 + 1:02},{wave(n)},{wave(n, 2)},{wave(n, 3)},{wave(n, 4)},{100000 + 917 * n}"),
        "Close", "regression", N, 7,
    ),
    Case(
        "Walmart: weekly sales before a holiday or not",
        under("Store,Dept,Date,Weekly_Sales,IsHoliday",
              lambda n: f"{n % 9 + 1},{n % 5},2010-{n % 12 + 1:02}-{n % 28 + 1:02},{20000 + 317.5 * n},{pick(n, 'FALSE', 'TRUE')}"),
        "Weekly_Sales", "regression", N, 7,
    ),
    Case(
        "tips: the second of seven",
        under("total_bill,tip,sex,smoker,day,time,size",
              lambda n: f"{10 + n * 0.7:.2f},{1 + n * 0.11:.2f},{pick(n, 'Female', 'Male')},{pick(n, 'No', 'Yes')},"
              f"{pick(n, 'Sun', 'Sat', 'Thur')},{pick(n, 'Dinner', 'Lunch')},{n % 5 + 1}"),
        "tip", "regression", N, 11,
    ),
    Case(
        "flights: hours and minutes, stops in words",
        under("Airline,Date_of_Journey,Dep_Time,Duration,Total_Stops,Price",
              lambda n: f"{pick(n, 'IndiGo', 'Air India')},{n % 28 + 1}/0{n % 9 + 1}/2019,{n % 24:02}:{n * 7 % 60:02},"
              f"{n % 20 + 1}h{f' {n * 5 % 60}m' if n % 3 else ''},{pick(n, 'non-stop', '1 stop', '2 stops')},{3000 + 131 * n}"),
        "Price", "regression", N,
        ("Airline = Air India", "Airline = IndiGo", "Date_of_Journey: month", "Date_of_Journey: day", "Date_of_Journey: weekday",
         "Dep_Time: hour", "Dep_Time: minute", "Duration", "Total_Stops = 1 stop", "Total_Stops = 2 stops",
         "Total_Stops = non-stop"),
    ),
    Case(
        "restaurants: rates out of five, NEW and - for none",
        under("online_order,rate,votes,cost",
              lambda n: f"{pick(n, 'Yes', 'No')},{'NEW' if n == 3 else '-' if n == 5 else f'{2 + n % 30 / 10:.1f}/5'},{n * 13 % 400},"
              f"\"{1 + n % 2},{100 + n}\""),
        "cost", "regression", N, ("online_order = No", "online_order = Yes", "rate", "votes"),
    ),
    Case(
        "deliveries: the unit in brackets before each number",
        under("ID,Age,Weather,Time_taken(min)",
              lambda n: f"0x{n + 4000:x} ,{20 + n % 20},{pick(n, 'Sunny', 'Fog')},(min) {20 + n * 7 % 30}"),
        "Time_taken(min)", "regression", N, ("Age", "Weather = Fog", "Weather = Sunny"),
    ),
    Case(
        "happiness: ranked by what is asked",
        under("Overall rank,Country or region,Score,GDP per capita", lambda n: f"{n + 1},Land {n},{7 - n * 0.07:.3f},{wave(n)}"),
        "Score", "regression", N, ("GDP per capita",), said=("“Overall rank” names each row",),
    ),
    Case(
        "ages in years, degrees of Celsius",
        under("age,temp,pulse,sick", lambda n: f"{20 + n} years,{36 + n % 30 / 10:.1f} °C,{60 + n} bpm,{pick(n, 'yes', 'no')}"),
        "sick", "classification", N, ("age", "temp", "pulse"), ("no", "yes"),
    ),
    Case(
        "one row in ten says unknown among numbers",
        under("rooms,area,rent", lambda n: f"{n % 5 + 1},{'unknown' if n % 10 == 3 else 40 + n},{500 + 9.5 * n}"),
        "rent", "regression", N, ("rooms", "area"), said=("“area”: 5 ",),
    ),
    Case(
        "missing in four ways in one table",
        under("a,b,c,d,label", lambda n: f"{'?' if n == 1 else n},{'n/a' if n == 2 else n % 7},{-9999 if n in (3, 6) else n % 11},"
              f"{'--' if n == 4 else wave(n)},{pick(n, 'up', 'down')}"),
        "label", "classification", N, ("a", "b", "c", "d"), ("down", "up"),
    ),
    Case(
        "ranges of incomes are classes of an order",
        under("age,income,children", lambda n: f"{20 + n},\"${n % 4 + 1}0,000 - ${n % 4 + 1}9,999\",{n % 4}"),
        "children", "classification", N, 5, ("0", "1", "2", "3"),
    ),
    Case(
        "Likert's answers with their numbers",
        under("Q1,Q2,Q3", lambda n: ",".join(
            f"{pick(n + k * (n // 3), '1 - disagree', '2 - neither', '3 - agree')}" for k in range(3))),
        "Q3", "classification", N, 6, ("1 - disagree", "2 - neither", "3 - agree"),
    ),
    Case(
        "oui, non, and a tick where it holds",
        under("age,fumeur,sport,malade", lambda n: f"{20 + n},{pick(n, 'oui', 'non')},{'✓' if n % 3 else ''},{pick(n, 'non', 'oui')}"),
        "malade", "classification", N, 5, ("non", "oui"),
    ),
    Case(
        "Japanese names of columns",
        under("年齢,身長,体重,合否", lambda n: f"{20 + n},{150 + n % 30},{wave(n, 2, 10)},{pick(n, '合', '否')}", encoding="cp932"),
        "合否", "classification", N, ("年齢", "身長", "体重"), ("合", "否"),
    ),
    Case(
        "quarters",
        under("quarter,gdp,inflation", lambda n: f"{2000 + n // 4}Q{n % 4 + 1},{wave(n)},{wave(n, 5)}"),
        "inflation", "regression", N, ("quarter: year", "quarter: month", "gdp"),
    ),
    Case(
        "days with their weekday before them",
        under("day,load", lambda n: f"\"{('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')[n % 7]}, {n % 28 + 1:02} {MONTHS[n % 12]} 2022\",{wave(n, 3)}"),
        "load", "regression", N, ("day: month", "day: day", "day: weekday"),
    ),
    Case(
        "numbered rows by Indian names of numbers",
        under("S.No.,Roll No,Hours,Marks", lambda n: f"{n + 1},{1001 + n * 7 % 48},{n % 9}.5,{30 + n * 1.25}"),
        "Marks", "regression", N, ("Hours",), said=("“S.No.” names each row", "“Roll No” names each row"),
    ),
    Case(
        "orders: numbers, customers' codes and mails name rows",
        under("Order Number,Customer Code,E-mail,Items,Paid,Returned",
              lambda n: f"SO-{5000 + n},C{n:04},p{n}@example.org,{n % 7},{wave(n)},{pick(n, 'N', 'Y')}"),
        "Returned", "classification", N, ("Items", "Paid"), ("N", "Y"),
    ),
    Case(
        "the same name twice, and one with a line break",
        under('id,value,value,"Output\nvoltage",grade', lambda n: f"{n + 1},{wave(n)},{wave(n, 3)},{wave(n, 5)},{pick(n, 'A', 'B', 'C')}"),
        "grade", "classification", N, 3, ("A", "B", "C"),
    ),
    Case(
        "a last column without a name",
        under("length,width,", lambda n: f"{wave(n)},{wave(n, 2)},{pick(n, 'good', 'bad')}"),
        "Unnamed: 2", "classification", N, ("length", "width"), ("bad", "good"),
    ),
    Case(
        "what psql prints",
        under(" age | city  | spent \n-----+-------+-------", lambda n: f"  {20 + n} | {pick(n, 'Bern', 'Rome ')} | {wave(n)}",
              tail=f"({N} rows)\n"),
        "spent", "regression", N, ("age", "city = Bern", "city = Rome"),
    ),
    Case(
        "what MySQL prints",
        under("+-----+------+-------+\n| age | city | spent |\n+-----+------+-------+",
              lambda n: f"|  {20 + n} | {pick(n, 'Bern', 'Rome')} | {wave(n):>5} |", tail="+-----+------+-------+\n"),
        "spent", "regression", N, ("age", "city = Bern", "city = Rome"),
    ),
    Case(
        "columns of fixed width, blanks within names",
        under("Station        Temp   Rain", lambda n: f"{pick(n, 'Old Town', 'Sea Side', 'Hill'):<13}{wave(n):>6}{wave(n, 2):>7}"),
        "Rain", "regression", N, ("Station = Hill", "Station = Old Town", "Station = Sea Side", "Temp"),
    ),
    Case(
        "JSON of objects that lack fields",
        records(lambda n: {"a": n, "b": n % 7} | ({"c": n * 3 % 5} if n % 4 else {}) | {"label": pick(n, "x", "y")}),
        "label", "classification", N, ("a", "b", "c"), ("x", "y"), ("“c”: 12 missing values",),
    ),
    Case(
        "nested JSON: rows within data, fields within fields",
        json.dumps({"meta": {"n": N}, "data": {"rows": [
            {"user": {"age": 20 + n, "town": pick(n, "Bern", "Rome")}, "spent": n * 1.75} for n in range(N)]}}).encode(),
        "spent", "regression", N, ("age", "town = Bern", "town = Rome"),
    ),
    Case(
        "JSON by columns, as pandas writes it",
        json.dumps({"area": {str(n): 40 + n for n in range(N)}, "rent": {str(n): 500.5 + 9 * n for n in range(N)}}).encode(),
        "rent", "regression", N, ("area",),
    ),
    Case(
        "JSON split into columns and data, as pandas writes it",
        json.dumps({"columns": ["area", "rooms", "rent"], "index": [*range(N)],
                    "data": [[40 + n, n % 5, 500.5 + 9 * n] for n in range(N)]}).encode(),
        "rent", "regression", N, ("area", "rooms"),
    ),
    Case(
        "LIBSVM with questions and remarks",
        table("", lambda n: f"{pick(n, '+1', '-1')} qid:{n // 8} 1:{wave(n)} 3:{wave(n, 2)} # doc {n}", N),
        "target", "classification", N, ("x1", "x3"), ("-1", "1"),
    ),
    Case(
        "seconds since 1970 in front, sensors behind, the state last",
        under("ts,acc_x,acc_y,acc_z,activity", lambda n: f"{1700000000000 + 20 * n},{wave(n)},{wave(n, 2)},-{wave(n, 3)},{pick(n // 8, 'walk', 'sit')}"),
        "activity", "classification", N, 4, ("sit", "walk"),
    ),
    Case(
        "a wide table of genes, the group first",
        under("group," + ",".join(f"gene_{k}" for k in range(300)),
              lambda n: pick(n, "tumour", "normal") + "," + ",".join(wave(n, k) for k in range(300))),
        "group", "classification", N, 300, ("normal", "tumour"),
    ),
    Case(
        "a long table of readings",
        under("plot;variable;value", lambda n: f"P{n % 6};{pick(n, 'pH', 'N', 'K')};{wave(n)}"),
        "value", "regression", N, 9,
    ),
    Case(
        "one-hot inputs and a number of sales in the middle",
        under("color_red,color_blue,units_sold,size_S,size_L", lambda n: f"{n % 2},{1 - n % 2},{n * 13 % 97},{int(n % 3 == 0)},{int(n % 3 > 0)}"),
        "units_sold", "regression", N, 4,
    ),
]  # fmt: skip
