"""What a column of labels means: the moods, by name or on a scale, or classes of its own, as stars."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.sentiment.corpus.mood_questions import mood_asked
from app.sentiment.corpus.mood_words import (
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    SIGNS,
    mood_in_any_language,
)
from app.sentiment.corpus.scores import LABEL_PREFIX, number, read_scores, signed_fractions

LABELS = (NEGATIVE, NEUTRAL, POSITIVE)

MOST_CLASSES = 20
"""Classes that a page can show apart."""

ALIASES: Mapping[str, str] = {
    **dict.fromkeys(("negative", "neg", "n", "bearish", "bear", "bad", "false", *SIGNS[NEGATIVE]), NEGATIVE),
    **dict.fromkeys(("neutral", "neu", "none", "objective", "hold", *SIGNS[NEUTRAL]), NEUTRAL),
    **dict.fromkeys(("positive", "pos", "p", "bullish", "bull", "good", "true", *SIGNS[POSITIVE]), POSITIVE),
}
"""Words for a label, in small letters."""

_SCALES: tuple[dict[float, str], ...] = (
    {0: NEGATIVE, 1: POSITIVE},
    {-1: NEGATIVE, 1: POSITIVE},
    {1: NEGATIVE, 2: POSITIVE},
    {0: NEGATIVE, 2: POSITIVE},
    {0: NEGATIVE, 4: POSITIVE},
    {-1: NEGATIVE, 0: NEUTRAL, 1: POSITIVE},
    {0: NEGATIVE, 1: NEUTRAL, 2: POSITIVE},
    {1: NEGATIVE, 2: NEUTRAL, 3: POSITIVE},
    {0: NEGATIVE, 2: NEUTRAL, 4: POSITIVE},
)
SCALES: tuple[tuple[frozenset[float], Mapping[float, str]], ...] = tuple(
    (frozenset(scale), scale) for scale in _SCALES
)
"""Scales of numbers, the narrowest first: 0 is neutral beside −1, and negative without."""

_FAMILY = re.compile(r"(posit|negat|neutr)[a-z]{1,4}")
_FAMILIES = {"negat": NEGATIVE, "neutr": NEUTRAL, "posit": POSITIVE}

_MISSING = ("", "nan", "<na>", "n/a", "#n/a", "null")
# Columns whose numbers count classes up rather than moods.
_COUNTED = re.compile(r"class|categor|topic|type|intent|emotion|toxic|spam|hate|v1|tag")
# Columns whose 0 and 1, or True and False, can be moods; in another one they say whether it is so or not.
_OF_MOODS = re.compile(
    r"label|sentiment|polarity|target|score|rating|mood|gold|recommend|like|posit|negat|vote|thumb|feedback"
    r"|satisf|happy|good|bull|opinion|stance|grade|result|answer|annotat|predict|verdict|feel|tone|valence"
    r"|stars|output|value|column|review|text|^y\b"
)
_SO_OR_NOT = frozenset(("0", "1", "0.0", "1.0", "true", "false"))
_SO = frozenset(("1", "1.0", "true", "yes", "y", "t"))
_NOT = frozenset(("0", "0.0", "false", "no", "n", "f"))
# Columns whose percents say how good a text is, or how surely; in others they fill all of 0 to 100.
_SURE = re.compile(r"score|prob|confiden|certain|sentiment|polarity|positiv")
# Columns whose whole numbers are a measure, however many there are.
_GRADED = re.compile(r"score|rating|polarity|compound|valence|grade|point|stars|overall")
# An unknown spelling in fewer rows is a slip, in more a class that the file means.
_SLIP = 0.01
_FEW = 5
_WITHIN = (":", "#", ">", "/")
_HEAD = re.compile(r"[^\W\d]\w*")
_MOST_TO_CHOOSE_FROM = 500


def is_missing(cell: str) -> bool:
    """Whether a cell stands for nothing, as programs write that."""
    return cell.strip().lower() in _MISSING


def mood(text: str) -> str:
    """The mood that a word means, or "".

    >>> mood(" Bullish"), mood("NEG"), mood("Positiva"), mood("joy")
    ('positive', 'negative', 'positive', '')
    """
    word = LABEL_PREFIX.sub("", text.strip()).lower()
    family = _FAMILY.fullmatch(word)
    return ALIASES.get(word) or (_FAMILIES[family[1]] if family else mood_in_any_language(word))


def is_mood(text: str) -> bool:
    """Whether a word means one of the three moods."""
    return bool(mood(text))


def meanings(written: Iterable[str]) -> dict[str, str]:
    """The mood that each distinct spelling in a column means; spellings that mean none are left out.

    >>> meanings([" Bullish", "neg", "+1", "-1", "sarcastic"])
    {' Bullish': 'positive', 'neg': 'negative', '+1': 'positive', '-1': 'negative'}
    """
    spellings = list(dict.fromkeys(written))
    numbers = {spelling: value for spelling in spellings if (value := number(spelling)) is not None}
    used = set(numbers.values())
    if {mood(spelling) for spelling in spellings} & {NEGATIVE, POSITIVE} and used == {0}:
        # Beside signs or words alone 0 is what is neither.
        used = used | {-1.0, 1.0}
    scale = next((names for values, names in SCALES if used <= values), {})
    found = {}
    for spelling in spellings:
        label = mood(spelling)
        if not label and spelling in numbers:
            label = scale.get(numbers[spelling], "")
        if label:
            found[spelling] = label
    return found


@dataclass(frozen=True)
class Reading:
    """How a column of labels is read: ``meaning`` is the class of each spelling that has one, ``own``
    whether classes are named as the file names them, ``note`` says what was decided in words; ``scored``
    whether they are ranges of a score, so that no single spelling has a meaning of its own."""

    meaning: Mapping[str, str]
    own: bool
    note: str
    scored: bool = False


def read_labels(
    written: Sequence[str],
    column: str = "label",
    chosen: Mapping[str, str] | None = None,
    of_pairs: bool = False,
) -> Reading:
    """The classes of a column's cells.

    Words and numbers that mean moods become these; where a file has classes of its own, all are named as
    written. ``chosen`` are classes that a visitor gave to spellings; "" leaves a spelling out. Numbers that
    tell how two texts compare (``of_pairs``) are no moods.

    >>> read_labels(["spam", "ham", "Ham", "spam"]).meaning
    {'spam': 'spam', 'ham': 'ham', 'Ham': 'ham'}
    """
    counts = Counter(spelling for spelling in written if spelling.strip())
    if chosen:
        named = {spelling: chosen.get(spelling.strip(), spelling.strip()) for spelling in counts}
        kept = {spelling: label for spelling, label in named.items() if label}
        order = sorted({spelling.strip(): named[spelling] for spelling in counts}.items())
        listed = ", ".join(f"{spelling[:40]} = {label or 'left out'}" for spelling, label in order[:12])
        note = f"The labels were read as chosen: {listed}{' …' if len(order) > 12 else ''}."
        return Reading(kept, not set(kept.values()) <= set(LABELS), note)
    counted_up = of_pairs or bool(_COUNTED.search(column))
    if not counted_up and (whether := _whether(counts, column)) is not None:
        return whether
    moods = meanings(counts)
    unknown = {spelling: n for spelling, n in counts.items() if spelling not in moods}
    several = {spelling for spelling in unknown if names_several(spelling)}
    rows = sum(counts.values())
    strange = {s: n for s, n in unknown.items() if s not in several and n > max(1, _SLIP * rows)}
    numbers = [number(spelling) for spelling in counts]
    # What goes below 0 is a mood by any name.
    counting = counted_up and all(value is not None and value >= 0 for value in numbers)
    so_or_not = {spelling.strip().lower() for spelling in counts} <= _SO_OR_NOT
    counting = counting or (so_or_not and not _OF_MOODS.search(column))
    graded = not counting and (bool(_GRADED.search(column)) or any(value and value % 1 for value in numbers))
    # Where most texts have a fraction of their own there are no classes.
    alone = sum(count == 1 for count in counts.values())
    apart = len(counts) > _FEW and 2 * alone > rows and any(value and value % 1 for value in numbers)
    many = apart or len(set(numbers)) > MOST_CLASSES or signed_fractions(numbers)
    graded_so = (graded and many) or _are_percents_of_moods(counts, column)
    if unknown and graded_so and (found := read_scores(counts)) is not None:
        return Reading(*found, scored=True)
    if not strange and not counting:
        return Reading(moods, False, scale_note(moods))
    own = _own_classes({s: n for s, n in counts.items() if s not in several})
    classes = Counter(own[spelling] for spelling in own for _ in range(counts[spelling]))
    if len(classes) > MOST_CLASSES and (coarse := _coarser(own)) is not None:
        return coarse
    if len(classes) > MOST_CLASSES and 2 * len(classes) <= rows and len(classes) <= _MOST_TO_CHOOSE_FROM:
        return _most_frequent(own, classes)
    if len(classes) > MOST_CLASSES or sum(n > 1 for n in classes.values()) < 2:
        return Reading(moods, False, scale_note(moods))
    listed = ", ".join(list(dict.fromkeys(own.values()))[:MOST_CLASSES])
    return Reading(own, True, f"The labels were taken as classes by the names that they have: {listed}.")


def _are_percents_of_moods(counts: Mapping[str, int], column: str) -> bool:
    """Whether all cells are percents, low ones and high ones: three discounts are classes."""
    percents = [number(spelling) for spelling in counts if spelling.strip().endswith("%")]
    known = [percent for percent in percents if percent is not None]
    low, high = (40, 60) if _SURE.search(column) else (20, 80)
    return len(known) == len(counts) > 0 and min(known) <= low and max(known) >= high


def _whether(counts: Mapping[str, int], column: str) -> Reading | None:
    """How cells are read that say whether a text is positive, or negative, as the column's name asks."""
    mood = mood_asked(column)
    other = {NEGATIVE: POSITIVE, POSITIVE: NEGATIVE}.get(mood, "")
    said = {spelling: spelling.strip().lower() for spelling in counts}
    if not other or not set(said.values()) <= _SO | _NOT or set(said.values()) <= _SO:
        return None
    meaning = {spelling: mood if word in _SO else other for spelling, word in said.items()}
    order = sorted({spelling.strip(): label for spelling, label in meaning.items()}.items())
    listed = ", ".join(f"{spelling} = {label}" for spelling, label in order)
    return Reading(meaning, False, f"Column “{column}” asks whether it is so: {listed}.")


def _coarser(own: Mapping[str, str]) -> Reading | None:
    """The first parts of classes with a sign between their parts, where there are few (``LOC:city``)."""
    if any(number(label) is not None for label in own.values()):
        return None
    for sign in _WITHIN:
        if not all(sign in label for label in own.values()):
            continue
        heads = {spelling: label.partition(sign)[0].strip() for spelling, label in own.items()}
        kinds = sorted(set(heads.values()))
        if 1 < len(kinds) <= MOST_CLASSES and all(map(_HEAD.fullmatch, kinds)):
            what = f"There are {len(set(own.values()))} classes here"
            note = f"{what}: what is before “{sign}” in them was taken, {', '.join(kinds)}."
            return Reading(heads, True, note)
    return None


def _most_frequent(own: Mapping[str, str], classes: Counter[str]) -> Reading:
    """As many classes as a page can show apart, the most frequent of more."""
    kept = {label for label, _ in classes.most_common(MOST_CLASSES)}
    left = sum(count for label, count in classes.items() if label not in kept)
    note = (
        f"There are {len(classes)} classes here, and {MOST_CLASSES} can be shown apart: those with the most "
        f"texts were taken, {left:,} texts of the others left out. Give a class to other labels where the "
        "columns are chosen."
    )
    return Reading({spelling: label for spelling, label in own.items() if label in kept}, True, note)


def names_several(cell: str) -> bool:
    """Whether a cell holds several labels: a list, or words with a comma, semicolon or bar between.

    >>> [names_several(cell) for cell in ("['joy', 'fear']", "pos,neg", "Sci/Tech", "joy")]
    [True, True, False, False]
    """
    bare = cell.strip()
    if bare.startswith(("[", "{", "(")):
        try:
            found = ast.literal_eval(bare)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return True
        return isinstance(found, list | tuple | set | dict) and len(found) != 1
    parts = re.split(r"[,;|]", bare)
    return len(parts) > 1 and all(part.strip() for part in parts) and number(bare.replace(",", ".")) is None


def _own_classes(counts: Mapping[str, int]) -> dict[str, str]:
    """Each spelling's class: spellings that differ in case or blanks alone are one, named as most often.

    Numbers are one class by their value: 1.0 is 1.
    """
    by_key: dict[str, Counter[str]] = {}
    keys = {}
    for spelling, count in counts.items():
        bare = LABEL_PREFIX.sub("", spelling.strip())
        value = number(bare)
        if value is not None:
            bare = f"{value:g}"
        keys[spelling] = bare.casefold()
        by_key.setdefault(bare.casefold(), Counter())[bare] += count
    return {spelling: by_key[key].most_common(1)[0][0] for spelling, key in keys.items()}


def scale_note(known: Mapping[str, str]) -> str:
    """How numbers, and True and False, were read, in words; empty where no label is one."""
    read: dict[str, str] = {}
    for spelling, label in known.items():
        value = number(spelling)
        if value is not None:
            read[f"{value:g}"] = label
        elif spelling.strip().lower() in ("true", "false"):
            read[spelling.strip()] = label
    if not read:
        return ""
    order = sorted(read, key=lambda key: (number(key) is None, number(key) or 0.0, key))
    what = "numbers" if number(order[0]) is not None else "True or False"
    return f"Labels that are {what} were read as {', '.join(f'{key} = {read[key]}' for key in order)}."
