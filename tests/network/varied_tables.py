"""Tables with what should become of them, the first row's numbers worked out by hand; written before any was read:
codes for missing, sums and signs of accountants, headings of two rows, tables that lie on their side."""

from tests.network.peoples_tables import Case, N, pick, table

WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def comma(value, digits=1):
    """As on the Continent: 12,5."""
    return f"{value:.{digits}f}".replace(".", ",")


CASES = [
    Case(
        "AirQualityUCI.csv: -200 where there is none, points within clocks, two columns without a name",
        table(
            "Date;Time;CO(GT);T;RH;NO2(GT);;",
            lambda n: f"{n % 28 + 1:02}/03/2004;{n % 24:02}.00.00;{-200 if n % 12 == 5 else comma(1 + n % 9 / 3)};"
            f"{comma(10 + n / 7)};{comma(40 + n % 11)};{100 + n * 7 % 53};;",
        ),
        "NO2(GT)", "regression", N,
        ("Date: day", "Date: weekday", "Time: hour", "CO(GT)", "T", "RH"),
        said=("“CO(GT)”: 5 missing values",), first=(1, 0, 0, 1.0, 10.0, 40.0),
    ),
    Case(
        "decimal commas and points in one column",
        table("length;width;kind", lambda n: f"{comma(1 + n / 4, 2) if n % 3 else f'{1 + n / 4:.2f}'};{n % 7};{pick(n, 'a', 'b')}"),
        "kind", "classification", N, ("length", "width"), ("a", "b"), first=(1.0, 0),
    ),
    Case(
        "years over two columns each, what they hold below",
        table("region,2022,,2023,\n,sales,cost,sales,cost",
              lambda n: f"{pick(n, 'North', 'South')},{100 + n},{60 + n % 7}.5,{110 + n},{61 + n % 9}.5"),
        "2023 cost", "regression", N,
        ("region = North", "region = South", "2022 sales", "2022 cost", "2023 sales"), first=(1, 0, 100, 60.5, 110),
    ),
    Case(
        "a sample a column, a measure a row",
        "\n".join(
            [
                "sample," + ",".join(f"s{n}" for n in range(N)),
                "age," + ",".join(str(20 + n % 41) for n in range(N)),
                "weight," + ",".join(f"{50 + n * 7 % 40}.5" for n in range(N)),
                "group," + ",".join(pick(n, "case", "control") for n in range(N)),
            ]
        ).encode(),
        "group", "classification", N, ("age", "weight"), ("case", "control"), first=(20, 50.5),
    ),
    Case(
        "WAHR and FALSCH, as a German Excel writes them",
        table("Alter;Raucher;Betrag;Gekündigt", lambda n: f"{20 + n};{pick(n, 'WAHR', 'FALSCH')};{comma(n * 1.5)};{pick(n // 2, 'FALSCH', 'WAHR')}"),
        "Gekündigt", "classification", N, ("Alter", "Raucher = FALSCH", "Raucher = WAHR", "Betrag"), ("FALSCH", "WAHR"),
        first=(20, 0, 1, 0),
    ),
    Case(
        "classes as people type them: large, small, with blanks",
        table("dose,weight,response",
              lambda n: f"{n % 9},{40 + n}.5,{pick(n, 'high', 'low', 'High', 'low ', 'LOW')}"),
        "response", "classification", N, ("dose", "weight"), ("high", "low"),
    ),
    Case(
        "days as Excel counts them",
        table("Date,Visitors,Revenue", lambda n: f"{44927 + n * 9},{100 + n * 7 % 31},{900 + n * 3}.5"),
        "Revenue", "regression", N, ("Date: year", "Date: month", "Date: day", "Date: weekday", "Visitors"),
        first=(2023, 1, 1, 6, 100),
    ),
    Case(
        "days in one number of eight digits",
        table("yyyymmdd,load,price", lambda n: f"2021{n % 12 + 1:02}{n % 28 + 1:02},{500 + n * 11 % 97},{30 + n / 4}"),
        "price", "regression", N, ("yyyymmdd: month", "yyyymmdd: day", "yyyymmdd: weekday", "load"), first=(1, 1, 4, 500),
    ),
    Case(
        "how long it took, as clocks write it",
        table("bib,age,half,finish", lambda n: f"{n * 37 % 900 + 1},{20 + n % 43},1:{10 + n % 40}:{n % 60:02},{2 + n % 2}:{20 + n % 39}:{n * 7 % 60:02}"),
        "finish", "regression", N, ("age", "half"), first=(20, 4200),
    ),
    Case(
        "minus behind the sum",
        table("Konto;Menge;Saldo;Rest", lambda n: f"{pick(n, 'A', 'B')};{n % 7};1.{200 + n},50{'-' if n % 2 == 0 else ''};{comma(10 + n / 3, 2)}{'-' if n % 3 == 0 else ''}"),
        "Rest", "regression", N, ("Konto = A", "Konto = B", "Menge", "Saldo"), first=(1, 0, 0, -1200.5),
    ),
    Case(
        "powers of ten with decimal commas",
        table("zeit\tstrom\tspannung", lambda n: f"{comma(n / 10)}\t{comma(1 + n % 9 / 10, 3)}E-03\t{comma(2 + n % 11 / 10, 3)}E+02"),
        "spannung", "regression", N, ("zeit", "strom"), first=(0, 0.001),
    ),
    Case(
        "codes of places that begin with a nought are names",
        table("PLZ,Fläche,Miete", lambda n: f"{pick(n, '01067', '10115', '04109', '80331')},{40 + n},{500 + 9 * n}.5"),
        "Miete", "regression", N, ("PLZ = 01067", "PLZ = 04109", "PLZ = 10115", "PLZ = 80331", "Fläche"),
        first=(1, 0, 0, 0, 40),
    ),
    Case(
        "keys, telephones and addresses around a question in the middle",
        table(
            "uuid,phone,amount,currency,churned?,ip,visits",
            lambda n: f"{n * 2654435761 % 2**32:08x}-91ab-4c0d-8e1f-{n * 40503 % 2**48:012x},+49 30 {1000000 + n * 7919},"
            f"{10 + n * 3 % 47}.25,EUR,{pick(n, 'no', 'yes', 'no')},10.{n % 7}.{n * 31 % 256}.{n * 17 % 256},{n % 13}",
        ),
        "churned?", "classification", N, ("amount", "visits"), ("no", "yes"), ("“currency” is always EUR",), (10.25, 0),
    ),
    Case(
        "pairs in brackets",
        table("shop,position,turnover", lambda n: f'Shop {n},"({50 + n % 9 / 10}, {8 + n % 7 / 10})",{1000 + n * 17}'),
        "turnover", "regression", N, ("position 1", "position 2"), first=(50.0, 8.0),
    ),
    Case(
        "stars in words",
        table("price,pages,rating", lambda n: f"{5 + n % 17}.99,{100 + n},{n % 5 + 1} star{'s' if n % 5 else ''}"),
        "rating", "classification", N, ("price", "pages"), ("1", "2", "3", "4", "5"), first=(5.99, 100),
    ),
    Case(
        "a report: what a group is called stands in its first row",
        table("Region,Quarter,Units,Revenue",
              lambda n: f"{('North', 'South', 'West')[n // 20] if n % 20 == 0 else ''},Q{n % 4 + 1},{50 + n * 7 % 31},{400 + n * 9}.5"),
        "Revenue", "regression", N,
        ("Region = North", "Region = South", "Region = West", "Quarter = Q1", "Quarter = Q2", "Quarter = Q3",
         "Quarter = Q4", "Units"),
        first=(1, 0, 0, 1, 0, 0, 0, 50),
    ),
    Case(
        "digits as wide as letters, as in Japan",
        table("面積,築年数,家賃", lambda n: f"{str(40 + n).translate(WIDE)},{str(n % 31).translate(WIDE)},{str(50000 + 700 * n).translate(WIDE)}"),
        "家賃", "regression", N, ("面積", "築年数"), first=(40, 0),
    ),
    Case(
        "kilograms and grams in one column",
        table("fruit,weight,price", lambda n: f"{pick(n, 'apple', 'pear')},{f'{250 + n} g' if n % 2 else f'{1 + n / 8} kg'},{1 + n / 10}"),
        "price", "regression", N, ("fruit = apple", "fruit = pear", "weight"), first=(1, 0, 1000),
    ),
    Case(
        "Wikipedia: marks of footnotes behind numbers",
        table("Country,Area,Population", lambda n: f"Land {n},\"{1000 + 37 * n:,}[{n % 3 + 1}]\",\"{20000 + 911 * n:,}{'[a]' if n % 4 == 0 else ''}\""),
        "Population", "regression", N, ("Area",), first=(1000,),
    ),
    Case(
        "what was measured, and how surely",
        table("run,temperature,rate", lambda n: f"{n + 1},{280 + n / 2} ± 0.5,{1 + n % 13 / 10:.2f}±0.03"),
        "rate", "regression", N, ("temperature",), first=(280.0,),
    ),
    Case(
        "box offices: millions here, thousands there",
        table("film,genre,budget,gross", lambda n: f"Film {n},{pick(n, 'drama', 'crime')},{f'${1 + n / 8} million' if n % 2 else f'${200 + n} thousand'},£{f'{1 + n}.5k' if n % 3 else 900 + n}"),
        "gross", "regression", N, ("genre = crime", "genre = drama", "budget"), first=(0, 1, 200_000),
    ),
    Case(
        "times with their units, of which several occur",
        table("age,warranty,repair,broken", lambda n: f"{n % 5} years {n % 11 + 1} months,{f'{n + 6} months' if n % 2 else f'{n % 4 + 1} yrs'},{f'{15 + n} min' if n % 3 else '1.5 h'},{pick(n, 'no', 'yes')}"),
        "broken", "classification", N, ("age", "warranty", "repair"), ("no", "yes"), first=(1, 12, 90),
    ),
    Case(
        "German names of months, clocks with AM and PM",
        table("Tag;Uhrzeit;Besucher", lambda n: f"{n % 28 + 1}. {('Januar', 'März', 'Mai', 'Dezember')[n % 4]} 2021;{n % 11 + 1}:{n % 6}5 {pick(n // 2, 'AM', 'PM')};{100 + n * 13 % 71}"),
        "Besucher", "regression", N,
        ("Tag: month", "Tag: day", "Tag: weekday", "Uhrzeit: hour", "Uhrzeit: minute"), first=(1, 1, 4, 1, 5),
    ),
    Case(
        "about so many",
        table("town,people,shops", lambda n: f"Town {n},\"~{1000 + 91 * n:,}\",ca. {3 + n}"),
        "shops", "regression", N, ("people",), first=(1000,),
    ),
]  # fmt: skip
