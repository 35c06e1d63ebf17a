"""Tables with what should become of them, written before any of them was read: numbers of several parts, weeks,
lists in cells, headings that come again, rows that are too long."""

from tests.network.peoples_tables import Case, N, pick, table

CASES = [
    Case(
        "percent with and without a blank, a score before a last yes or no",
        table(
            "dept,attendance,score,Left",
            lambda n: f"{pick(n, 'HR', 'IT', 'Ops')},{50 + n % 40}{' %' if n % 2 else '%'},{n % 10 / 10},"
            f"{pick(n, 'Yes', 'No', 'No')}",
        ),
        "Left", "classification", N, ("dept = HR", "dept = IT", "dept = Ops", "attendance", "score"), ("No", "Yes"),
    ),
    Case(
        "feet and inches, pounds",
        table(
            "player,height,weight,position",
            lambda n: f"\"Player {n}\",\"{5 + n % 2}'{n % 12}\"\"\",{180 + n} lbs,{pick(n, 'G', 'F', 'C')}",
        ),
        "position", "classification", N, ("height", "weight"), ("C", "F", "G"),
    ),
    Case(
        "fractions of inches",
        table(
            "bolt,diameter,length,load",
            lambda n: f"B-{n},{pick(n, '1/4', '3/8', '1/2', '5/16')},{pick(n, '1 1/2', '2', '2 3/4', '3')},{100 + 3 * n}",
        ),
        "load", "regression", N, ("diameter", "length"),
    ),
    Case(
        "degrees, minutes and seconds",
        table(
            "site,lat,lon,depth",
            lambda n: f"S{n},\"{50 + n % 9}°{n % 60:02}'{n * 7 % 60:02}\"\"N\",\"{3 + n % 7}°{n % 60:02}'00\"\"E\",{10 + n / 3}",
        ),
        "depth", "regression", N, ("lat", "lon"),
    ),
    Case(
        "weeks after ISO 8601",
        table("week,region,units", lambda n: f"2021-W{n % 52 + 1:02},{pick(n, 'N', 'S')},{100 + n * 3 % 37}"),
        "units", "regression", N, ("week: month", "week: day", "region = N", "region = S"),
    ),
    Case(
        "vectors in cells, as pandas writes them",
        table(
            "text_id,embedding,label",
            lambda n: f"t{n},\"[{n / 10}, {n % 7 / 7}, -0.5]\",{pick(n, 'pos', 'neg')}",
        ),
        "label", "classification", N, ("embedding 1", "embedding 2"), ("neg", "pos"), ("“embedding 3” is always -0.5",),
    ),
    Case(
        "vectors in cells, as NumPy prints them",
        table("v,label", lambda n: f"[{n / 10}  {n % 7}.],{pick(n, 'pos', 'neg')}"),
        "label", "classification", N, ("v 1", "v 2"), ("neg", "pos"),
    ),
    Case(
        "lists of other lengths are told of",
        table("steps,age,label", lambda n: f"\"{[n] * (1 + n % 6)}\",{20 + n},{pick(n, 'walk', 'run')}"),
        "label", "classification", N, ("age",), ("run", "walk"), ("“steps” holds lists of other lengths",),
    ),
    Case(
        "files put together: their heading comes again",
        table("t,v,state", lambda n: "t,v,state" if n % 20 == 19 else f"{n},{n % 7},{pick(n, 'on', 'off')}"),
        "state", "classification", N - 3, ("t", "v"), ("off", "on"), ("3 rows of names once more: left out",),
    ),
    Case(
        "remarks with commas that nobody quoted are one text each",
        table(
            "age,income,label,remark",
            lambda n: f"{20 + n},{1000 + n * 31},{pick(n, 'good', 'bad')},{'late, twice' if n % 6 == 4 else 'ok'}",
        ),
        "label", "classification", N, ("age", "income", "remark = late, twice", "remark = ok"), ("bad", "good"),
        ("“remark”: 10 texts hold the separator outside of quotes, from line 6 on",),
    ),
    Case(
        "numbers of books are no quantities",
        table(
            "isbn,pages,lang,rating",
            lambda n: f"97803{n * 7919 % 10**8:08},{100 + n * 3},{pick(n, 'de', 'en')},{1 + n % 9 / 2}",
        ),
        "rating", "regression", N, ("pages", "lang = de", "lang = en"), said=("“isbn” names each row",),
    ),
]  # fmt: skip
