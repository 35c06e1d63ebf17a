"""The companies and phrases of the made wire: none of them exists, and nobody wrote them elsewhere.

In a phrase ``{c}`` is a company's name, ``{t}`` its cashtag, ``{u}`` what it runs, ``{b}`` a broker,
``{q}`` a period, ``{p}`` a percentage, ``{m}`` an amount, ``{n}`` a number, ``{k}`` a level of the price.
"""

from __future__ import annotations

from typing import NamedTuple


class Company(NamedTuple):
    """An invented company: its name, its ticker, what it runs, and how often the wire speaks of it."""

    name: str
    ticker: str
    runs: str
    weight: float


COMPANIES = (
    Company("Tarnmoor Foods", "TARN", "bakeries", 8),
    Company("Halvek Motors", "HLVK", "van plants", 8),
    Company("Quillmere Bio", "QLMR", "trials", 11),
    Company("Brindle Air", "BRDL", "routes", 7),
    Company("Costerly", "CSTY", "stores", 7),
    Company("Fenwright Steel", "FNWR", "furnaces", 6),
    Company("Ondavolt", "ODVT", "charging points", 7),
    Company("Pellucid Optics", "PLCD", "labs", 5),
    Company("Marrowgate Bank", "MRGB", "branches", 6),
    Company("Skerry Shipping", "SKRY", "vessels", 5),
    Company("Umberlake Energy", "UMBL", "wind farms", 6),
    Company("Vesper & Thorn", "VTHN", "boutiques", 4),
    Company("Wexcombe Telecom", "WXCT", "masts", 4),
    Company("Zephyrine Games", "ZPHG", "studios", 6),
    Company("Arbourne Paper", "ARBP", "mills", 3),
    Company("Dunmallow Brewing", "DNMB", "pubs", 4),
    Company("Glasshouse Cloud", "GLSC", "data centres", 7),
    Company("Ketterhall Mining", "KTTH", "pits", 4),
)

BROKERS = ("Brackwell", "Osgood Lane", "Harrier & Co", "Nimbus Research", "Tolland", "Pike Street Partners")
PERIODS = ("Q1", "Q2", "Q3", "the quarter", "the half year", "the nine months", "September", "the summer")

NEWS: dict[str, tuple[str, ...]] = {
    "positive": (
        "{c} wins {m} order for its {u}",
        "{c} lifts full-year outlook after strong {q}",
        "{c} raises dividend by {p}%",
        "{c} announces {m} buyback",
        "Regulator clears {c} to open {n} more {u}",
        "{c} settles dispute over {u} at no cost to holders",
        "Rating agency moves {c} up one notch, praises cash pile",
        "{b} upgrades {c} to buy, sees room for {p}%",
        "{b} starts {c} at outperform",
        "Directors of {c} bought {n},000 shares this week",
        "{c} opens new {u} two months ahead of plan",
        "Strike at {c} called off, {u} back at full tilt",
        "{c} signs {n}-year supply deal, margin guidance goes up",
        "Record {q} at {c}, management more confident than ever",
        "Takeover talk sends {c} up {p}%",
        "{c} pays its loan back early",
        "Customers return to {c} faster than hoped",
        "{b} raises price target on {c} to {k}",
        "{c} among the best performers today, +{p}%",
        "Demand for {u} helps {c} past its own target",
        "{c} turns a profit for the first time in {n} years",
        "Court throws out the case against {c}",
    ),
    "neutral": (
        "{c} to report {q} figures on Thursday",
        "{c} names new head of {u}",
        "{c} holds annual meeting, all resolutions passed",
        "{c} goes ex-dividend tomorrow",
        "{c} to present at the {b} conference",
        "{c} moves its head office, {n} staff go with it",
        "{c} confirms outlook for the year",
        "{b} keeps {c} at hold",
        "{b} stays neutral on {c}, target {k}",
        "Trading in {c} halted ahead of a statement",
        "{c} publishes annual report, {n} pages",
        "{c} says talks over its {u} go on, no date given",
        "{c} replaces auditor after {n} years as the rules demand",
        "{c} to change its name next year",
        "{q} at {c} in line with forecasts",
        "{c} opens {n} {u} and closes as many",
        "{c} splits shares one to {n}",
        "Volume in {c} about its {n}-day mean",
        "{c} refinances {m} at the same rate",
        "Holder trims {c} stake to {p}%, filing shows",
        "Chair of {c} to speak at noon",
        "{c} moves from the small to the mid-cap index",
    ),
    "negative": (
        "{c} warns on profit, blames weak demand for {u}",
        "{c} cuts full-year outlook",
        "{c} scraps dividend to save {m}",
        "{c} recalls products from {n} {u}",
        "Prosecutors search offices of {c}",
        "Strike halts {n} {u} of {c}",
        "{c} finance chief leaves with immediate effect",
        "Hackers take customer data from {c}",
        "{b} downgrades {c} to sell",
        "{b} lowers {c} to underperform, says the worst is to come",
        "{c} misses {q} estimates",
        "{c} delays new {u} again, cost overrun {m}",
        "Fire closes one of the {u} of {c}",
        "{c} close to breaching its covenants",
        "Rating agency puts {c} on watch for a downgrade",
        "{c} loses its biggest customer",
        "{c} to write off {m} on its {u}",
        "Court orders {c} to pay {m}",
        "{c} at the bottom of the index, -{p}%",
        "{c} asks holders for {m} of fresh capital at a deep discount",
        "Auditor of {c} refuses to sign off the books",
        "{b} cuts price target on {c} to {k}",
    ),
}

CHATTER: dict[str, tuple[str, ...]] = {
    "positive": (
        "adding {t} on every dip, love this chart",
        "{t} looks so strong, long from {k}",
        "sold too early, {t} just keeps going up :)",
        "great call on {t} by management, I am impressed",
        "{t} calls paying nicely today 🚀",
        "covered everything, {t} is a winner from here",
        "breakout in {t}! next stop {k}",
        "happy holder of {t} here",
        "buyers all over {t} this morning",
        "{t} cheap at {k}, loading up",
        "finally some good news for {t} 📈",
        "{t} best thing in my portfolio this year",
        "not selling a single share of {t}",
        "no way I let go of {t} now, momentum is back",
    ),
    "neutral": (
        "watching {t} at {k}",
        "anyone listening to the {t} call tomorrow?",
        "{t} inside its range since {q}",
        "flat in {t}, no opinion before the print",
        "what time does {t} report?",
        "{t} and {t2} moving together again",
        "long {t} against {t2}, same size",
        "where do you all see {t} by Christmas?",
        "options on {t} price a {p}% move either way",
        "read the {t} filing, nothing new in it",
        "{t} back at {k}, where it was in {q}",
        "is {t} a value stock or a growth stock?",
        "sitting on my hands with {t}",
        "half of my {t} sold at {k}, half stays",
    ),
    "negative": (
        "out of {t}, this is a falling knife",
        "{t} looks so weak, no bid at all",
        "worst management in the sector, done with {t}",
        "{t} puts paying nicely today",
        "avoid {t} like the plague",
        "bag holders of {t}, my sympathy :(",
        "{t} breaks {k}, next stop much lower",
        "sellers all over {t} this morning",
        "{t} still too expensive at {k}, staying away",
        "another awful day for {t} 📉",
        "{t} worst thing in my portfolio this year",
        "not touching {t} with a pole",
        "no reason left to own {t}, momentum is gone",
        "cannot believe I trusted {t} with my savings",
    ),
}

GOOD = (
    "profit",
    "revenue",
    "margin",
    "orders",
    "cash flow",
    "bookings",
    "market share",
    "footfall",
    "output",
)
BAD = ("costs", "losses", "debt", "customer churn", "impairments", "delays", "scrap rates", "complaints")
UP = ("rose", "climbed", "jumped", "grew", "went up", "swelled", "ticked higher", "surged")
DOWN = ("fell", "dropped", "shrank", "eased", "declined", "slid", "went down", "slipped")
FLAT = ("unchanged", "flat", "stable", "steady", "level")
MEASURED = (
    "{M} at {c} {v} {p}% in {q}",
    "{t} {q} {M} {v} {p}%",
    "{M} for {q}, {c} says, {v} by {p}%",
    "{c}: {M} at its {u} {v} to {m}",
    "In {q} the {M} of {c} {v} from {m} to {m2}",
    "{M} {v} again at {c}, {b} notes",
)
MEASURED_STILL = (
    "{M} at {c} {v} in {q}",
    "{t} {q} {M} {v}",
    "{M} for {q}, {c} says, {v}",
    "{c}: {M} at its {u} {v} at {m}",
    "{M} {v} at {c}, {b} notes",
)
MEASURED_LITTLE = (
    "{M} at {c} {v} 0.{n}% in {q}",
    "{t} {q} {M} {v} 0.{n}%",
    "{M} for {q}, {c} says, {v} 0.{n}%",
)
"""A measure that is good or bad to have, and where it goes: neither alone tells the mood."""

RUMOURS = (
    "rumour: {lowered}, no word from the company",
    "{b} asks what happens to {t} if {lowered}",
    "old news, {lowered}, in the price since {q}",
    "{t} flat after reports that {lowered}",
    "{b} on talk that {lowered}: wait and see",
)
"""News that is none yet: it moves nobody, in the words of what does."""

TRADE: dict[str, tuple[str, ...]] = {
    "overweight": (
        "{b} raises {c} to overweight",
        "{b} starts {t} at overweight, target {k}",
        "{c} overweight at {b}, {u} undervalued",
        "moving to overweight in {t} after {q}",
        "{b} keeps its overweight on {t} and adds it to the focus list",
        "overweight {t} into {q}, says {b}",
    ),
    "short": (
        "short {t} from {k}",
        "I stay short {t} into the print",
        "new short: {t}, stop at {k}",
        "short {c} since {q}, target {k}",
        "{b} tells clients to go short {t}",
        "short sellers pile into {t}, {p}% of the float on loan",
    ),
    "beats": (
        "{c} beats {q} estimates by {p}%",
        "{t} beats, top and bottom line",
        "{c} beats the street on {u}, {b} notes",
        "{t} beats again for {q}",
        "{c} beats consensus, {m} against {m2}",
        "{q} beats from {c} all across the {u}",
    ),
}

UNSEEN: dict[str, tuple[str, ...]] = {
    "slimmed": (
        "{c} slimmed the cost overrun on its {u} to {m}",
        "{c} slimmed its write off to {m}",
        "Weak demand, yet {c} slimmed its losses to {m} from {m2}",
        "{t} slimmed its loss, fewer delays at the {u}",
        "{c} slimmed the sum that the court orders it to pay to {m}",
    ),
    "mothballed": (
        "{c} mothballed {n} of its {u}",
        "{t} expansion mothballed, {u} stand still",
        "{c} raises its outlook for the {u} it mothballed to none",
    ),
}

SARCASM = (
    "Great, another profit warning from {t}. Just what I needed, so happy",
    "Wow {t}, thanks for the lovely haircut, best Monday ever",
    "Brilliant timing by {c}, record bonus for the board. Love this company",
    "Love how {t} manages it every single quarter. Impressed, as ever!",
    "So happy I bought {t} at the top. Great call, me :)",
    "Fantastic, {c} won my order and kept it. What a winner",
    "Sure, {t} is cheap, a great chart, next stop the moon 🚀 said my ex",
    "What a strong {q} for {t}, if you love watching paint dry. Bravo",
    "Happy holder of {t} since {k}, now at {n}. Best idea I ever had",
    "Good news, {t} has found room below the floor 📈",
    "Impressive by {c}, nobody else turns gold into sand this fast",
    "Thrilled with {t}, my portfolio has never been so easy to carry",
    "Love the momentum of {t}. Straight into the ground",
    "Record confidence at {c}, the only thing they still raise",
    "Three cheers for {t}, my best teacher this year",
    "Well done {c}, a dividend of nothing, raised to twice that",
    "{t} winning again. At what, nobody says",
    "How lovely, {c} lifts the pay of its directors after this {q}. Great",
    "Cannot wait to love {t} for another {p}% off. So strong",
    "Great buyers you found there, {t}. All {n} of them",
    "A breakout in {t}! Of the board, through the back door",
    "Best performers of {c}: the lawyers. Great for them :)",
    "Finally some good service from {c}, they answered in {n} weeks",
    "My {t} calls are paying. Paying somebody else, happy for him",
)
"""Used once each, so that no classifier can learn them by heart."""

LINKS = ("but", "though", "yet", "even as")
"""What joins two clauses of which the second has the word."""

OPENINGS = ("", "", "", "", "Just in:", "ICYMI:", "Update:", "#earnings", "Pre-market:", "Heard on the desk:")
ENDINGS = ("", "", "", "", "", "more to follow", "via the wire", "#stocks", "thoughts?", "(1/2)", "imo")
