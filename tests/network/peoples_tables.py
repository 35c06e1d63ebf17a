"""Small tables in the shapes in which people have them, each with what is right about it.

The headings, marks and oddities are those of the tables named; the rows are made here.
"""

from typing import NamedTuple

N = 60


class Case(NamedTuple):
    """``inputs`` are the names of all inputs, or how many; ``said`` must stand among the notes.

    ``first`` are the inputs of the first row, where numbers are written unusually.
    """

    name: str
    raw: bytes
    target: str
    task: str
    rows: int
    inputs: tuple[str, ...] | int
    classes: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    first: tuple[float, ...] = ()


def table(heading, line, rows=N, end="\n", encoding="utf-8", tail=""):
    lines = ([heading] if heading else []) + [line(n) for n in range(rows)]
    return (end.join(lines) + end + tail).encode(encoding)


def pick(n, *values):
    return values[n * 7 % len(values)]


CASES = [
    Case(
        "titanic",
        table(
            "PassengerId,Survived,Pclass,Name,Sex,Age,SibSp,Parch,Ticket,Fare,Cabin,Embarked",
            lambda n: (
                f'{n + 1},{n % 3 % 2},{n % 3 + 1},"Braund{n}, Mr. Owen",{pick(n, "male", "female")},'
                f"{'' if n % 9 == 4 else 20 + n % 31},{n % 2},{n % 4},A/5 {n}17,{7 + n / 4},"
                f"{f'C{n}' if n % 4 == 0 else ''},{pick(n, 'S', 'C', 'Q', 'S')}"
            ),
        ),
        "Survived", "classification", N,
        ("Pclass", "Sex = female", "Sex = male", "Age", "SibSp", "Parch", "Fare", "Embarked = C", "Embarked = Q",
         "Embarked = S"),
        ("0", "1"),
        ("“PassengerId” names each row by its own value: left out", "“Name” is text with 60 different values"),
    ),
    Case(
        "house prices",
        table(
            "Id,MSSubClass,MSZoning,LotFrontage,LotArea,Alley,YearBuilt,MasVnrType,SalePrice",
            lambda n: f"{n + 1},{pick(n, 20, 60)},{pick(n, 'RL', 'RM')},{'NA' if n % 6 == 1 else 60 + n},"
            f"{8000 + 13 * n},NA,{1950 + n},{pick(n, 'None', 'BrkFace')},{120000 + 731 * n}",
        ),
        "SalePrice", "regression", N,
        ("MSSubClass", "MSZoning = RL", "MSZoning = RM", "LotFrontage", "LotArea", "YearBuilt",
         "MasVnrType = BrkFace", "MasVnrType = missing"),
        said=("“Alley” has no values: left out", "“LotFrontage”: 10 missing values are replaced by the median"),
    ),
    Case(
        "german credit, blanks between, no heading",
        table("", lambda n: f"A1{n % 4 + 1} {6 + n % 40} {1000 + 37 * n} {n % 4 + 1} {20 + n % 50} {n % 10 // 7 + 1}"),
        "column 6", "classification", N,
        ("column 1 = A11", "column 1 = A12", "column 1 = A13", "column 1 = A14", "column 2", "column 3", "column 4",
         "column 5"),
        ("1", "2"), ("The first line holds numbers: it is a row",),
    ),
    Case(
        "telco churn",
        table(
            "customerID,gender,SeniorCitizen,tenure,TotalCharges,Churn",
            lambda n: f"{7590 + n}-VHVEG,{pick(n, 'Male', 'Female')},{n % 5 // 4},{n % 72},"
            f"{' ' if n % 20 == 3 else 29.85 + 11 * n},{pick(n, 'No', 'Yes', 'No')}",
        ),
        "Churn", "classification", N, ("gender = Female", "gender = Male", "SeniorCitizen", "tenure", "TotalCharges"),
        ("No", "Yes"),
        ("“customerID” names each row", "“TotalCharges”: 3 missing values are replaced by the median"),
    ),
    Case(
        "bank churn",
        table(
            "RowNumber,CustomerId,Surname,CreditScore,Geography,Balance,Exited",
            lambda n: f"{n + 1},{15634602 + 7 * n},Hargrave{n % 37},{500 + n},{pick(n, 'France', 'Spain')},{n * 99.5},"
            f"{n % 5 // 4}",
        ),
        "Exited", "classification", N, ("CreditScore", "Geography = France", "Geography = Spain", "Balance"),
        ("0", "1"), ("“RowNumber” names each row", "“CustomerId” names each row", "“Surname” is text"),
    ),
    Case(
        "adult, no heading, a blank after each comma",
        table(
            "", lambda n: f"{20 + n % 60}, {pick(n, 'Private', '?', 'State-gov')}, {77516 + n}, {pick(n, 'Male', 'Female')}, "
            f"{40 - n % 7}, {pick(n, '<=50K', '>50K', '<=50K')}",
        ),
        "column 6", "classification", N,
        ("column 1", "column 2 = Private", "column 2 = State-gov", "column 2 = missing", "column 3", "column 4 = Female",
         "column 4 = Male", "column 5"),
        ("<=50K", ">50K"),
    ),
    Case(
        "iris.data, no heading, a blank line at the end",
        table("", lambda n: f"{5 + n % 9 / 10},{3 + n % 7 / 10},{1 + n % 5 / 10},0.{n % 3 + 1},"
              f"Iris-{('setosa', 'versicolor', 'virginica')[n // 20]}", tail="\n"),
        "column 5", "classification", N, 4, ("Iris-setosa", "Iris-versicolor", "Iris-virginica"),
    ),
    Case(
        "wine quality, semicolons and quoted names",
        table('"fixed acidity";"volatile acidity";"alcohol";"quality"',
              lambda n: f"{7 + n % 9 / 10};0.{n % 9 + 1};{9 + n % 50 / 10};{3 + n % 6}"),
        "quality", "classification", N, ("fixed acidity", "volatile acidity", "alcohol"),
        ("3", "4", "5", "6", "7", "8"), ("“quality” has 6 different whole numbers, taken as classes",),
    ),
    Case(
        "auto-mpg.data: question marks, many blanks, names in quotes",
        table("", lambda n: f"{18 + n % 17 / 2:.1f}   {pick(n, 4, 6, 8)}   {300.0 + n}      "
              f"{'?' if n % 15 == 2 else f'{130 + n}.0'}      {3504 + 9 * n}.      {12 + n % 8 / 2}   {70 + n % 12}  "
              f"{n % 3 + 1}\t\"ford torino {n}\""),
        "column 8", "classification", N, 7, ("1", "2", "3"),
        ("“column 4”: 4 missing values are replaced by the median", "“column 9” is text with 60 different values"),
    ),
    Case(
        "mpg with a heading",
        table("mpg,cylinders,horsepower,origin,name",
              lambda n: f"{15 + n % 33 / 2},{pick(n, 4, 8)},{'?' if n == 3 else 90 + n},{pick(n, 'usa', 'japan')},car {n}"),
        "mpg", "regression", N, ("cylinders", "horsepower", "origin = japan", "origin = usa"),
    ),
    Case(
        "European export: decimal commas, points for thousands, days first, Latin-1",
        table("Datum;Größe;Umsatz;Menge;Preis", lambda n: f"{n % 28 + 1:02}.{n % 12 + 1:02}.2023;{n % 9},5;"
              f"{1 + n % 8}.{100 + n};{n % 7};{1 + n % 5}.{200 + n},50", encoding="latin-1"),
        "Preis", "regression", N, ("Datum: month", "Datum: day", "Datum: weekday", "Größe", "Umsatz", "Menge"),
        said=("“Größe”, “Preis”, “Umsatz”",),
    ),
    Case(
        "Excel: a title above, empty columns and rows, a total below",
        table("Sales report 2024,,,,\n,,,,\nregion,units,discount,revenue,",
              lambda n: f"{pick(n, 'North', 'South')},{n % 11},{n % 20}%,\"{1000 + 77 * n:,}\",", tail=
              ",,,,\nTotal,330,,\"196,000\",\n"),
        "revenue", "regression", N, ("region = North", "region = South", "units", "discount"),
        said=("1 line above the table", "The last row below the table", "1 empty row"),
    ),
    Case(
        "timestamps",
        table("timestamp,temp,season,count", lambda n: f"2023-{n % 12 + 1:02}-{n % 28 + 1:02} {n % 24:02}:00:00,"
              f"{n / 3:.2f},{n % 4 + 1},{16 + 3 * n}"),
        "count", "regression", N,
        ("timestamp: month", "timestamp: day", "timestamp: weekday", "timestamp: hour", "temp", "season"),
    ),
    Case(
        "American days, months first only by the sign between",
        table("date,open,close", lambda n: f"{n % 12 + 1}/{n % 12 + 1 - n % 2 or 1}/2021,${100 + n}.25,${101 + n}.50"),
        "close", "regression", N, ("date: month", "date: day", "date: weekday", "open"),
        said=("“date” can be read in two ways; the month was taken as first",),
    ),
    Case(
        "truth in many words",
        table("age,smoker,insured,member,owns", lambda n: f"{20 + n},{pick(n, 'yes', 'no', 'Yes', 'NO')},"
              f"{pick(n, 'TRUE', 'FALSE')},{pick(n, 'y', 'n')},{pick(n, 'True', 'False', 'true')}"),
        "owns", "classification", N, 7, ("False", "True"), ("“smoker”:",),
    ),
    Case(
        "truth as 0.0 and 1.0, some as 1",
        table("a,b,target", lambda n: f"{n},{n * n % 17},{('0.0', '1.0', '1')[n % 3]}"),
        "target", "classification", N, ("a", "b"), ("0", "1"), ("2 different whole numbers, taken as classes",),
    ),
    Case(
        "classes one-hot at the end",
        table("length,width,species_setosa,species_versicolor,species_virginica",
              lambda n: f"{n / 7:.2f},{n % 9},{int(n % 3 == 0)},{int(n % 3 == 1)},{int(n % 3 == 2)}"),
        "species", "classification", N, ("length", "width"), ("setosa", "versicolor", "virginica"),
    ),
    Case(
        "classes one-hot without a common name, as floats",
        table("x1,x2,cat,dog,bird", lambda n: f"{n / 7:.2f},{n % 9},{float(n % 3 == 0)},{float(n % 3 == 1)},{float(n % 3 == 2)}"),
        "cat / dog / bird", "classification", N, ("x1", "x2"), ("bird", "cat", "dog"),
    ),
    Case(
        "an index without a name, as pandas writes it",
        table(",sqft,rooms,price", lambda n: f"{n},{800 + 9 * n},{n % 5 + 1},{100 + n * 1.5}"),
        "price", "regression", N, ("sqft", "rooms"), said=("names each row by its own value: left out",),
    ),
    Case(
        "digits: the label first, pixels by number",
        table("label,0,1,2,3", lambda n: f"{n % 10},{n % 16},{n * 3 % 16},0,{n * 5 % 16}"),
        "label", "classification", N, ("0", "1", "3"), tuple("0123456789"), ("“2” is always 0: left out",),
    ),
    Case(
        "an array with numbers for names",
        table(",0,1,2", lambda n: f"{n},{n / 7:.3f},{n / 3:.3f},{n * n / 9:.3f}"),
        "2", "regression", N, ("0", "1"),
    ),
    Case(
        "money, percent, brackets, units",
        table("revenue,margin,profit,term,weight,price",
              lambda n: f"\"$1,{100 + n}.00\",{n % 30}%,({n + 1}.5), {pick(n, 36, 60)} months,{n + 2} kg,\"$2,{300 + n}\""),
        "price", "regression", N, ("revenue", "margin", "profit", "term", "weight"),
    ),
    Case(
        "survey with questions for names",
        table("Timestamp,How old are you?,How satisfied are you with our service in general this year (1 to 5)?,Would you recommend us?",
              lambda n: f"2024/01/{n % 28 + 1:02} {n % 12 + 1}:0{n % 10}:00 {pick(n, 'AM', 'PM')},{20 + n},{n % 5 + 1},"
              f"{pick(n, 'Yes', 'No', 'Maybe')}"),
        "Would you recommend us?", "classification", N, 6, ("Maybe", "No", "Yes"),
    ),
    Case(
        "errors of Excel and of SQL where values are missing",
        table("a,b,c,y", lambda n:
              "{},{},{},{}".format('#N/A' if n == 1 else n, '#DIV/0!' if n == 2 else n % 7, 'NULL' if n == 3 else n % 5,
                                   '\\N' if n == 4 else n / 2)),
        "y", "regression", N - 1, ("a", "b", "c"),
        said=("“a”: 1 missing value is replaced", "“b”: 1 missing value is replaced", "1 row is left out"),
    ),
    Case(
        "tabs, an old Mac's line ends, UTF-16",
        table("x\tname\ty", lambda n: f"{n}\t{pick(n, 'ä', 'ö')}\t{n / 4}", end="\r", encoding="utf-16"),
        "y", "regression", N, ("x", "name = ä", "name = ö"),
    ),
    Case(
        "remarks with a cross, as numpy writes them",
        table("# time voltage current", lambda n: f"{n / 10:.3e} {n % 7:.3e} {n % 7 * 2.5:.3e}"),
        "current", "regression", N, ("time", "voltage"),
    ),
    Case(
        "mushrooms: letters without a heading",
        table("", lambda n: ",".join((pick(n, "p", "e"), pick(n, "x", "b", "s"), pick(n + 1, "s", "y"), pick(n, "n", "w")))),
        "column 4", "classification", N, 7, ("n", "w"), ("The first line holds values that come again",),
    ),
    Case(
        "credit card clients: a second row of names",
        table(",X1,X2,Y\nID,LIMIT_BAL,SEX,default payment next month", lambda n: f"{n + 1},{20000 + n * 1000},{n % 2 + 1},{n % 5 // 4}"),
        "Y", "classification", N, ("X1", "X2"), ("0", "1"), ("The row below the names holds names or units as well",),
    ),
    Case(
        "a row of units below the names",
        table("time,mass,length\n(s),(kg),(m)", lambda n: f"{n / 4},{n % 9},{n / 3:.3f}"),
        "length", "regression", N, ("time", "mass"),
    ),
    Case(
        "reviews alone: texts of several lines, and a rating",
        table("id,review,rating", lambda n: f'{n},"good, ""very""\nbut {n}",{n % 5 + 1}'),
        "rating", "classification", N, 16, ("1", "2", "3", "4", "5"), ("its words fall to 16 inputs",),
    ),
    Case(
        "a last column that is there or not",
        table("a,b,flag", lambda n: f"{n * 1.5},{n % 7},{'x' if n % 2 else ''}"),
        "b", "classification", N, ("a", "flag = x", "flag = missing"), tuple("0123456"),
    ),
    Case(
        "months with names",
        table("month,sales", lambda n: f"{pick(n, 'Jan', 'Feb', 'Mar')}-{10 + n % 12},{n * 3.5}"),
        "sales", "regression", N, ("month: year", "month: month"),
    ),
    Case(
        "thousands by apostrophes, in Switzerland",
        table("a;b;y", lambda n: f"1'{100 + n}.5;{n};{n * 1.5}"), "y", "regression", N, ("a", "b"),
    ),
    Case(
        "numbers with units and letters behind",
        table("power,engine,size,y", lambda n: f"{70 + n} bhp,{1200 + n} CC,{n + 1}.5K,{n * 1.5}"),
        "y", "regression", N, ("power", "engine", "size"),
    ),
    Case(
        "years for names over numbers",
        table("country,1990,1991,1992,1993", lambda n: f"{pick(n, 'FR', 'DE', 'IT')},{n},{n + 1.5},{n + 2.5},{n + 4.5}"),
        "1993", "regression", N, 6,
    ),
    Case(
        "ratings as MovieLens has them: when they were given stands last",
        table("userId,movieId,rating,timestamp", lambda n: f"{n % 9},{n % 13},{n % 5 + 1},{978300760 + n * 999}"),
        "rating", "classification", N, 3, ("1", "2", "3", "4", "5"),
    ),
    Case(
        "houses of California as Kaggle has them: where they lie stands last",
        table("longitude,latitude,median_house_value,ocean_proximity",
              lambda n: f"-122.{n},37.{n},{200000 + n * 931},{pick(n, 'INLAND', 'NEAR BAY')}"),
        "median_house_value", "regression", N,
        ("longitude", "latitude", "ocean_proximity = INLAND", "ocean_proximity = NEAR BAY"),
    ),
    Case(
        "census incomes whose second part ends its classes in a point",
        table("age,workclass,income", lambda n: f"{20 + n},{pick(n, 'Private', 'Gov')},{pick(n + n // 2, '<=50K', '>50K')}{'.' if n > 40 else ''}"),
        "income", "classification", N, 3, ("<=50K", ">50K"), ("“<=50K.” as “<=50K”",),
    ),
]  # fmt: skip
