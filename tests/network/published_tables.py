"""More small tables in shapes in which they are published, each with what is right about it, read by hand.

Layouts, headings and marks are those of the tables named; the rows are made here.
"""

from tests.network.peoples_tables import Case, pick, table

N = 40
TAB = "\t"

GLASS = [1, 2, 3, 5, 6, 7]


def rows(line, count=N, **more):
    """A table without a heading."""
    return table("", line, count, **more)


def under(heading, line, count=N, **more):
    """A table below its heading."""
    return table(heading, line, count, **more)


def wave(n, k, scale=1.0):
    """Numbers that vary and look measured."""
    return f"{scale * (1 + (n * 37 % 101 + k * n % 7) / 10):.3f}"


CASES = [
    Case(
        "glass.data: a first column that counts the rows",
        rows(lambda n: f"{n + 1},1.5{n % 10}1,{wave(n, 1)},{wave(n, 2)},{GLASS[n // 7]}"),
        "column 5", "classification", N, ("column 2", "column 3", "column 4"), ("1", "2", "3", "5", "6", "7"),
        ("“column 1” names each row",),
    ),
    Case(
        "wdbc.data: a number of the patient, then the diagnosis",
        rows(lambda n: f"{842302 + n * 71},{pick(n, 'M', 'B', 'B')},{wave(n, 1)},{wave(n, 2)},{wave(n, 3, 0.01)}"),
        "column 2", "classification", N, 4, ("B", "M"),
    ),
    Case(
        "wine.data: the class first, a whole number last",
        rows(lambda n: f"{n // 14 + 1},{wave(n, 1)},{wave(n, 2)},{wave(n, 3)},{300 + 13 * n}"),
        "column 1", "classification", N, 4, ("1", "2", "3"),
    ),
    Case(
        "abalone.data: a letter first, rings last",
        rows(lambda n: f"{pick(n, 'M', 'F', 'I')},0.{n + 11},0.{n + 22},{wave(n, 1, 0.1)},{n * 7 % 26 + 3}"),
        "column 5", "regression", N, 6,
    ),
    Case(
        "balance-scale.data: the class first, few whole numbers behind",
        rows(lambda n: f"{pick(n, 'B', 'L', 'R')},{n % 5 + 1},{n // 2 % 5 + 1},{n * 3 % 5 + 1},{n // 3 % 5 + 1}"),
        "column 1", "classification", N, 4, ("B", "L", "R"),
    ),
    Case(
        "letter-recognition.data: the letter first, sixteen values behind",
        rows(lambda n: f"{'TIDNGSBA'[n % 8]},{n % 16},{n * 3 % 16},{n * 5 % 16},{n * 7 % 16}"),
        "column 1", "classification", N, 4, tuple("ABDGINST"),
    ),
    Case(
        "ionosphere.data: a constant among the inputs",
        rows(lambda n: f"{n % 2},0,0.{n + 10},-0.{n + 20},{pick(n, 'g', 'b')}"),
        "column 5", "classification", N, ("column 1", "column 3", "column 4"), ("b", "g"), ("“column 2” is always 0",),
    ),
    Case(
        "crx.data: plus and minus for classes, question marks",
        rows(lambda n: f"{pick(n, 'b', 'a')},{'?' if n == 5 else f'{30.83 + n:.2f}'},{n / 8},{pick(n, 't', 'f')},"
             f"{n % 9:02},{n:05},{pick(n, '+', '-')}"),
        "column 7", "classification", N, 8, ("+", "−"), ("“column 2”: 1 missing value is replaced",),
    ),
    Case(
        "yeast.data: names first, parted by blanks",
        rows(lambda n: f"ADT{n}_YEAST  0.{n + 10}  0.{n + 30}  0.50  0.{n % 9}1  {pick(n, 'MIT', 'NUC', 'CYT')}"),
        "column 6", "classification", N, 3, ("CYT", "MIT", "NUC"), ("“column 1” is text with 40 different values",),
    ),
    Case(
        "seeds_dataset.txt: tabs, now and then two",
        rows(lambda n: f"{wave(n, 1)}\t{wave(n, 2)}\t{TAB * (n == 7)}{wave(n, 3)}\t{n // 14 + 1}"),
        "column 4", "classification", N, 3, ("1", "2", "3"),
    ),
    Case(
        "bank-full.csv: every text in quotes, semicolons",
        under('"age";"job";"balance";"day";"y"',
              lambda n: f'{20 + n};"{pick(n, "admin.", "unknown", "technician")}";{n * 37 - 200};{n % 28 + 1};"{pick(n, "no", "yes")}"'),
        "y", "classification", N, 6, ("no", "yes"),
    ),
    Case(
        "student-mat.csv: grades as they come",
        under("school;sex;age;G1;G2;G3",
              lambda n: f'"{pick(n, "GP", "MS")}";"{pick(n, "F", "M")}";{15 + n % 6};"{n % 20}";"{n * 3 % 19}";{n * 7 % 19}'),
        "G3", "regression", N, 7,
    ),
    Case(
        "AirQualityUCI.csv: decimal commas, -200 for missing, two empty columns",
        under("Date;Time;CO(GT);NOx(GT);RH;AH;;",
              lambda n: f"{n % 28 + 1:02}/{n % 12 + 1:02}/2004;{n % 24:02}.00.00;{'-200' if n % 9 == 2 else f'{n % 5},{n % 9 + 1}'};"
              f"{'-200' if n % 7 == 3 else 100 + n};{40 + n % 20},{n % 10};0,{7000 + n * 31};;", tail=";;;;;;;\n"),
        "AH", "regression", N, ("Date: month", "Date: day", "Date: weekday", "Time: hour", "CO(GT)", "NOx(GT)", "RH"),
        said=("“CO(GT)”: 5 missing values are replaced", "“NOx(GT)”: 6 missing values are replaced"),
    ),
    Case(
        "readings of a station: -999.0 where there is none",
        under("day,tmax,tmin,rain", lambda n: f"2020-01-{n % 28 + 1:02},{'-999.0' if n in (4, 9, 11) else 10 + n / 4},"
              f"{n / 8 - 3},{n * 13 % 17 / 10}"),
        "rain", "regression", N, 4, said=("“tmax”: 3 missing values are replaced by the median",),
    ),
    Case(
        "a survey: 99 for no answer is no age, -9 neither",
        under("age,children,score", lambda n: f"{'999' if n in (3, 8) else 18 + n},{-9 if n in (2, 5, 30) else n % 4},{n * 7 % 50}"),
        "score", "regression", N, ("age", "children"),
        said=("“age”: 2 missing values are replaced by the median", "“children”: 3 missing values"),
    ),
    Case(
        "temperatures of a lab: -9.5 and 99 are values",
        under("temp,load,yield", lambda n: f"{n * 5 - 99},{n % 100 + 60},{n / 3:.2f}"),
        "yield", "regression", N, ("temp", "load"),
    ),
    Case(
        "housing.data: blanks before every row",
        rows(lambda n: f" 0.0{n + 100}  {n % 5}.00   2.310  {n % 2}  0.5380  6.{n + 100}  {15 + n * 7 % 23}.{n % 10}0"),
        "column 7", "regression", N, 4,
    ),
    Case(
        "forestfires.csv: months and days in small letters",
        under("X,Y,month,day,temp,area", lambda n: f"{n % 9 + 1},{n % 5 + 2},{pick(n, 'mar', 'oct', 'aug')},{pick(n, 'fri', 'tue')},{wave(n, 1)},{n * n % 31 / 4}"),
        "area", "regression", N, 8,
    ),
    Case(
        "machine.data: makes, models that come once",
        rows(lambda n: f"{pick(n, 'adviser', 'amdahl', 'apollo')},32/{60 + n},{125 - n},{256 * (n + 1)},{n % 20},{19 + 7 * n}"),
        "column 6", "regression", N, 6, said=("“column 2” is text with 40 different values",),
    ),
    Case(
        "pima-indians-diabetes.data",
        rows(lambda n: f"{n % 14},{85 + n},{60 + n % 30},{n % 40},{26 + n / 10},0.{n + 100},{21 + n},{pick(n, 0, 1)}"),
        "column 8", "classification", N, 7, ("0", "1"),
    ),
    Case(
        "kc_house_data.csv: days run together, the price in front",
        under("id,date,price,bedrooms,zipcode,lat",
              lambda n: f'"{7129300520 + n * 1013}","2014{n % 12 + 1:02}{n % 28 + 1:02}T000000",{221900 + 997 * n},{n % 5 + 1},"{98100 + n % 30}",47.{n + 100}'),
        "price", "regression", N, ("date: month", "date: day", "date: weekday", "bedrooms", "zipcode", "lat"),
        said=("“id” names each row",),
    ),
    Case(
        "days as eight digits",
        under("DATE,TMAX,PRCP", lambda n: f"2019{n % 12 + 1:02}{n % 28 + 1:02},{n % 30},{n * 7 % 19 / 10}"),
        "PRCP", "regression", N, ("DATE: month", "DATE: day", "DATE: weekday", "TMAX"),
    ),
    Case(
        "diamonds.csv: the price before the sizes",
        under('"","carat","cut","price","x","y","z"',
              lambda n: f'"{n + 1}",0.{n + 20},"{pick(n, "Ideal", "Good")}",{326 + 5 * n},{wave(n, 1)},{wave(n, 2)},{wave(n, 3)}'),
        "price", "regression", N, ("carat", "cut = Good", "cut = Ideal", "x", "y", "z"),
    ),
    Case(
        "HR attrition: the class second, constants, a number for each",
        under("Age,Attrition,Department,EmployeeCount,EmployeeNumber,Over18,MonthlyIncome",
              lambda n: f"{20 + n},{pick(n, 'Yes', 'No', 'No')},{pick(n, 'Sales', 'R&D')},1,{n + 1},Y,{5993 + 7 * n}"),
        "Attrition", "classification", N, ("Age", "Department = R&D", "Department = Sales", "MonthlyIncome"), ("No", "Yes"),
        ("“EmployeeCount” is always 1", "“EmployeeNumber” names each row", "“Over18” is always Y"),
    ),
    Case(
        "loan predictions: 3+ among numbers, missing texts",
        under("Loan_ID,Gender,Dependents,LoanAmount,Credit_History,Loan_Status",
              lambda n: f"LP00{1002 + n},{pick(n, 'Male', 'Female', '')},{pick(n, '0', '1', '2', '3+')},{100 + n},{n % 2}.0,{pick(n, 'Y', 'N')}"),
        "Loan_Status", "classification", N, 9, ("N", "Y"), ("“Loan_ID” names each row",),
    ),
    Case(
        "spam.csv: label and text, three columns without names",
        under("v1,v2,,,", lambda n: f"{pick(n, 'ham', 'spam', 'ham')},\"Go until jurong point {n}, crazy..\",,,", encoding="latin-1"),
        "v1", "classification", N, 16, ("ham", "spam"),
    ),
    Case(
        "spectra: wavelengths for names, by twos",
        under("sample,1100,1102,1104,1106,protein", lambda n: f"S{n},{wave(n, 1)},{wave(n, 2)},{wave(n, 3)},{wave(n, 4)},{wave(n, 5)}"),
        "protein", "regression", N, ("1100", "1102", "1104", "1106"),
    ),
    Case(
        "spectra: nothing but wavelengths for names",
        under("0.40,0.45,0.50,0.55,0.60,0.65", lambda n: ",".join(wave(n, k) for k in range(6))),
        "0.65", "regression", N, ("0.40", "0.45", "0.50", "0.55", "0.60"),
    ),
    Case(
        "write.table of R: names of rows without a name above",
        under('"Sepal.Length" "Sepal.Width" "Species"', lambda n: f'"{n + 1}" {wave(n, 1)} {wave(n, 2)} "{pick(n, "setosa", "virginica")}"'),
        "Species", "classification", N, ("Sepal.Length", "Sepal.Width"), ("setosa", "virginica"),
    ),
    Case(
        "write.csv2 of R: row names, decimal commas",
        under('"";"len";"supp";"dose"', lambda n: f'"{n + 1}";{n % 30},{n % 9};"{pick(n, "OJ", "VC")}";{n % 3},5'),
        "dose", "regression", N, ("len", "supp = OJ", "supp = VC"),
    ),
    Case(
        "fifa.csv: millions and thousands by letter",
        under("Age,Club,Wage,Value", lambda n: f"{18 + n % 20},{pick(n, 'Ajax', 'PSV')},€{5 * n + 5}K,€{f'{n + 1}.5M' if n % 3 else f'{500 + n}K'}"),
        "Value", "regression", N, ("Age", "Club = Ajax", "Club = PSV", "Wage"),
    ),
    Case(
        "googleplaystore.csv: 10,000+ installs",
        under("Category,Rating,Installs", lambda n: f"{pick(n, 'GAME', 'TOOLS')},{n % 20 / 5 + 1},\"{1000 * (n + 1):,}+\""),
        "Installs", "regression", N, 3,
    ),
    Case(
        "water: below what can be measured",
        under("site,nitrate,lead", lambda n: f"{pick(n, 'A', 'B')},{wave(n, 1)},{'<0.05' if n % 3 == 1 else wave(n, 2, 0.1)}"),
        "lead", "regression", N, 3,
    ),
    Case(
        "water: once below what can be measured",
        under("site,lead,nitrate", lambda n: f"{pick(n, 'A', 'B')},{'<0.05' if n == 7 else wave(n, 2, 0.1)},{wave(n, 1)}"),
        "nitrate", "regression", N, 3,
    ),
    Case(
        "India: lakhs and crores",
        under("city,area,price", lambda n: f"{pick(n, 'Pune', 'Delhi')},{600 + n},\"₹ {12 + n},{30 + n},500\""),
        "price", "regression", N, 3,
    ),
    Case(
        "Norway: blanks for thousands",
        under("by;areal;pris", lambda n: f"{pick(n, 'Oslo', 'Bergen')};{60 + n},5;{1 + n % 9} {100 + n} 000,50 kr"),
        "pris", "regression", N, 3,
    ),
    Case(
        "Spain: euros behind, days and clocks",
        under("fecha;hora;importe", lambda n: f"{n % 28 + 1:02}-{n % 12 + 1:02}-2021;{n % 24:02}:{n % 60:02};{1 + n % 7}.{100 + n},{n + 10} €"),
        "importe", "regression", N, 5,
    ),
    Case(
        "decimal commas in quotes between commas",
        under("a,b,y", lambda n: f'"{n},5","{n % 7},25","{n * 2},75"'), "y", "regression", N, ("a", "b"),
    ),
    Case(
        "every number in quotes",
        under('"x1","x2","label"', lambda n: f'"{wave(n, 1)}","{wave(n, 2)}","{n % 2}"'),
        "label", "classification", N, ("x1", "x2"), ("0", "1"),
    ),
    Case(
        "a separator at the end of every row",
        under("a;b;c;", lambda n: f"{n};{wave(n, 1)};{wave(n, 2)};"), "c", "regression", N, ("a", "b"),
    ),
    Case(
        "a separator at the end of every row but the heading",
        under("a,b,c", lambda n: f"{n},{wave(n, 1)},{wave(n, 2)},"), "c", "regression", N, ("a", "b"),
    ),
    Case(
        "Markdown",
        under("| size | colour | price |\n|------|:------:|------:|", lambda n: f"| {n + 3} | {pick(n, 'red', 'blue')} | {wave(n, 1)} |"),
        "price", "regression", N, ("size", "colour = blue", "colour = red"),
    ),
    Case(
        "psql: a line of dashes, a count below",
        under(" size | colour | price \n------+--------+-------", lambda n: f" {n + 3:4} | {pick(n, 'red', 'blue'):6} | {wave(n, 1)}", tail=f"({N} rows)\n"),
        "price", "regression", N, ("size", "colour = blue", "colour = red"),
    ),
    Case(
        "diabetic_data.csv: ages and weights as ranges",
        under("encounter_id,age,weight,readmitted", lambda n: f"{2278392 + 7 * n},[{n % 9 * 10}-{n % 9 * 10 + 10}),{pick(n, '?', '[75-100)')},{pick(n, 'NO', '>30', '<30')}"),
        "readmitted", "classification", N, 11, ("<30", ">30", "NO"),
    ),
    Case(
        "companies: staff as ranges that look like days",
        under("staff,sector,revenue", lambda n: f"{pick(n, '1-10', '11-50', '10-20')},{pick(n, 'IT', 'Food')},{1000 + n * 37}"),
        "revenue", "regression", N, ("staff = 1-10", "staff = 10-20", "staff = 11-50", "sector = Food", "sector = IT"),
    ),
    Case(
        "kilograms behind each number, and a blank",
        under("item,weight,height", lambda n: f"{pick(n, 'a', 'b')},{5 + n} kg,{150 + n}cm"), "height", "regression", N, 3,
    ),
    Case(
        "temperatures with degrees",
        under("room,temp,power", lambda n: f"{pick(n, 'east', 'west')},{n % 30 - 5}.5 °C,{n * 11 % 400} W"), "power", "regression", N, 3,
    ),
    Case(
        "the target first, called y",
        under("y,x1,x2,x3", lambda n: f"{wave(n, 0)},{wave(n, 1)},{wave(n, 2)},{wave(n, 3)}"), "y", "regression", N, ("x1", "x2", "x3"),
    ),
    Case(
        "the class first, called Class, numbers from one",
        under("Class,alcohol,ash", lambda n: f"{n % 3 + 1},{wave(n, 1)},{wave(n, 2)}"), "Class", "classification", N, 2, ("1", "2", "3"),
    ),
    Case(
        "creditcard.csv: classes in quotes, last",
        under('"Time","V1","V2","Amount","Class"', lambda n: f"{n},{wave(n, 1)},-{wave(n, 2)},{n * 1.5},\"{int(n % 10 == 3)}\""),
        "Class", "classification", N, 4, ("0", "1"),
    ),
    Case(
        "penguins: NA in every column, sex as the last",
        under("species,island,bill_length_mm,body_mass_g,sex",
              lambda n: f"{pick(n, 'Adelie', 'Gentoo', 'Chinstrap')},{pick(n, 'Dream', 'Biscoe')},{'NA' if n == 3 else 39 + n / 10},{'NA' if n == 3 else 3750 + n},{pick(n, 'male', 'female', 'NA')}"),
        "species", "classification", N, 7, ("Adelie", "Chinstrap", "Gentoo"),
    ),
    Case(
        "fashion-mnist_test.csv: label and pixels",
        under("label," + ",".join(f"pixel{k}" for k in range(1, 17)), lambda n: f"{n % 10}," + ",".join(str(n * k * 7 % 256) for k in range(1, 17))),
        "label", "classification", N, 16, tuple("0123456789"),
    ),
    Case(
        "a sensor: moments with a zone, letters T and Z",
        under("time,humidity,temperature", lambda n: f"2023-03-{n % 28 + 1:02}T{n % 24:02}:30:00Z,{40 + n % 30},{wave(n, 1)}"),
        "temperature", "regression", N, ("time: day", "time: weekday", "time: hour", "humidity"),
    ),
    Case(
        "quarters and years",
        under("Quarter,Year,GDP", lambda n: f"Q{n % 4 + 1},{2010 + n // 4},{1000 + n * 7}"),
        "GDP", "regression", N, 5,
    ),
    Case(
        "a title and a source above, notes below",
        under("Table 3: Yields of 40 fields\nSource: own survey\n\nfield,rain,yield", lambda n: f"F{n},{wave(n, 1)},{wave(n, 2)}",
              tail="\nNote: estimated\n"),
        "yield", "regression", N, ("rain",),
    ),
    Case(
        "names with line feeds in quotes",
        under('"size\n(m2)","price\n(EUR)"', lambda n: f"{40 + n},{1000 + n * 37}"), "price\n(EUR)", "regression", N, ("size\n(m2)",),
    ),
    Case(
        "carets for separators",
        under("a^b^y", lambda n: f"{n}^{wave(n, 1)}^{wave(n, 2)}"), "y", "regression", N, ("a", "b"),
    ),
    Case(
        "infinite and not a number, as Python writes them",
        under("x,z,y", lambda n: f"{'inf' if n == 3 else n},{'nan' if n == 4 else n % 7},{wave(n, 1)}"),
        "y", "regression", N, ("x", "z"), said=("“x”: 1 infinite value is replaced", "“z”: 1 missing value"),
    ),
    Case(
        "a flag as x or nothing is the target",
        under("size,weight,defective", lambda n: f"{wave(n, 1)},{wave(n, 2)},{pick(n, 'true', 'false')}"),
        "defective", "classification", N, ("size", "weight"), ("false", "true"),
    ),
    Case(
        "classes as whole floats among measured ones",
        under("f1,f2,cls", lambda n: f"{wave(n, 1)},{wave(n, 2)},{n % 4}.0"), "cls", "classification", N, ("f1", "f2"), ("0", "1", "2", "3"),
    ),
]  # fmt: skip
