"""A financial wire that never was: short messages about invented companies, from a seed.

Each message has a mood that its writer ``meant`` and a ``label`` that an annotator gave it; they differ where
`wire_stories` plants a misread trade word or a slip. Which texts are held back is part of the set.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from .fingerprint import fingerprint
from .wire_phrases import (
    BAD,
    BROKERS,
    CHATTER,
    COMPANIES,
    DOWN,
    ENDINGS,
    FLAT,
    GOOD,
    LINKS,
    MEASURED,
    MEASURED_LITTLE,
    MEASURED_STILL,
    NEWS,
    OPENINGS,
    PERIODS,
    RUMOURS,
    SARCASM,
    TRADE,
    UNSEEN,
    UP,
    Company,
)
from .wire_stories import WIRE_STORIES, WireStories

SEED = 20_260_914
HERE = Path(__file__).parent
# All that decides a byte of the wire. A change in any of them makes it anew.
SOURCES = ("wire.py", "wire_phrases.py", "wire_stories.py")
MOODS = ("negative", "neutral", "positive")
HELD_BACK = 0.2
TRADE_TEXTS = 100
"""Texts with each trade word, the misread ones among them."""

ORIGIN = {
    "about": "4,000 messages of a financial wire, made by Vitrine from a seed: no company, broker or writer "
    "in them exists. Planted in it: labels of annotators who did not know the trade's words, words that only "
    "the held-back texts hold, a company whose news turns on a day, and sarcasm.",
    "licence": "MIT, as Vitrine itself",
}


class Message(NamedTuple):
    """One message; ``planted`` names what is planted in it, "" for nothing."""

    id: str
    time: datetime
    text: str
    label: str
    split: str
    meant: str
    planted: str


class Draft(NamedTuple):
    """A message before an annotator and the split have had it."""

    time: datetime
    text: str
    meant: str
    planted: str


class Writer:
    """Writes drafts; no two are the same but for digits."""

    def __init__(self, chance: random.Random, stories: WireStories) -> None:
        self._chance = chance
        self._stories = stories
        self._written: set[str] = set()
        self._days = [
            stories.first + timedelta(days=day)
            for day in range((stories.last - stories.first).days + 1)
            if (stories.first + timedelta(days=day)).weekday() < 5
        ]

    def drafts(self) -> Iterator[Draft]:
        """All messages, in no order."""
        for word, phrases in TRADE.items():
            meant = next(one.meant for one in self._stories.misread if one.word == word)
            yield from self._several(phrases, TRADE_TEXTS, meant, word)
        for unseen in self._stories.unseen:
            yield from self._several(UNSEEN[unseen.word], unseen.texts, unseen.mood, unseen.word)
        for phrase in SARCASM[: self._stories.sarcastic]:
            yield from self._several((phrase,), 1, "negative", "sarcasm")
        while len(self._written) < self._stories.texts:
            moment, company = self._moment(), self._company()
            mood = self._mood(company, moment)
            yield self._draft(moment, company, mood, lambda mood=mood: self._phrase(mood), "")

    def _several(self, phrases: tuple[str, ...], count: int, meant: str, planted: str) -> Iterator[Draft]:
        for _ in range(count):
            # The company that turns speaks for itself.
            company = self._company(but=self._stories.turn.company)
            yield self._draft(self._moment(), company, meant, lambda: self._chance.choice(phrases), planted)

    def _draft(
        self, moment: datetime, company: Company, mood: str, phrase: Callable[[], str], planted: str
    ) -> Draft:
        while True:
            text = self._filled(phrase(), company)
            seen = re.sub(r"\d+(?:[.,]\d+)*", "0", text.casefold())
            if seen not in self._written:
                self._written.add(seen)
                return Draft(moment, text, mood, planted)

    def _moment(self) -> datetime:
        """A working day's minute; most messages come as the market opens and closes."""
        chance = self._chance
        hour = chance.choices(range(7, 18), weights=(5, 9, 12, 8, 6, 5, 5, 7, 9, 11, 4))[0]
        day = chance.choice(self._days)
        return day.replace(hour=hour, minute=chance.randrange(60), second=chance.randrange(60))

    def _company(self, but: str = "") -> Company:
        listed = [company for company in COMPANIES if company.ticker != but]
        return self._chance.choices(listed, weights=[company.weight for company in listed])[0]

    def _mood(self, company: Company, moment: datetime) -> str:
        weights: tuple[float, ...] = (31, 36, 33)
        if company.ticker == self._stories.turn.company:
            weights = (8, 22, 70) if moment.date() < self._stories.turn.day else (74, 20, 6)
        return self._chance.choices(MOODS, weights=weights)[0]

    def _phrase(self, mood: str) -> str:
        chance = self._chance
        luck = chance.random()
        if luck < 0.34:
            return self._measured(mood)
        if luck < 0.44 and mood != "neutral":
            other = chance.choice(NEWS["positive" if mood == "negative" else "negative"])
            return f"{other}, {chance.choice(LINKS)} {_lowered(chance.choice(NEWS[mood]))}"
        if luck < 0.52 and mood == "neutral":
            news = _lowered(chance.choice(NEWS[chance.choice(("negative", "positive"))]))
            return chance.choice(RUMOURS).replace("{lowered}", news)
        return chance.choice((NEWS if luck < 0.82 else CHATTER)[mood])

    def _measured(self, mood: str) -> str:
        """A measure that moves to the better, to the worse, or too little to tell."""
        chance = self._chance
        good = chance.random() < 0.5
        measure = chance.choice(GOOD if good else BAD)
        rising = good == (mood == "positive")
        verb = chance.choice(UP if rising else DOWN)
        phrase = chance.choice(MEASURED)
        if mood == "neutral":
            still = chance.random() < 0.6
            verb = f"stayed {chance.choice(FLAT)}" if still else f"{chance.choice((*UP, *DOWN))} a mere"
            phrase = chance.choice(MEASURED_STILL if still else MEASURED_LITTLE)
        return phrase.replace("{v}", verb).replace(
            "{M}", measure if "{M}" not in phrase[:3] else measure.capitalize()
        )

    def _filled(self, phrase: str, company: Company) -> str:
        chance = self._chance
        others = [other for other in COMPANIES if other.ticker != company.ticker]
        low, high = sorted(chance.sample(range(2, 190), 2))
        if "{t}" not in phrase:
            phrase = f"{phrase} {{t}}" if chance.random() < 0.7 else f"{{t}} {phrase}"
        text = phrase.format(
            c=company.name,
            t=f"${company.ticker}",
            t2=f"${chance.choice(others).ticker}",
            u=company.runs,
            b=chance.choice(BROKERS),
            q=chance.choice(PERIODS),
            p=chance.choice((chance.randrange(2, 28), round(chance.uniform(0.5, 19), 1))),
            m=f"{low}m",
            m2=f"{high}m",
            n=chance.randrange(2, 40),
            k=chance.randrange(8, 240),
        )
        return " ".join(filter(None, (chance.choice(OPENINGS), text, chance.choice(ENDINGS))))


def _lowered(clause: str) -> str:
    return clause if clause.startswith("{") else clause[0].lower() + clause[1:]


def messages(stories: WireStories = WIRE_STORIES, seed: int = SEED) -> list[Message]:
    """The whole wire, in the order of time."""
    chance = random.Random(seed)
    drafts = sorted(Writer(chance, stories).drafts())
    held = [draft.planted in UNSEEN or chance.random() < HELD_BACK for draft in drafts]
    labels = [draft.meant for draft in drafts]
    for misread in stories.misread:
        rows = [row for row, draft in enumerate(drafts) if draft.planted == misread.word]
        for row in chance.sample(rows, misread.texts):
            labels[row] = misread.taken
    plain = [row for row, draft in enumerate(drafts) if not draft.planted]
    for row in chance.sample(plain, stories.slips):
        labels[row] = chance.choice([mood for mood in MOODS if mood != drafts[row].meant])
    return [
        Message(
            f"w{row + 1:04}",
            draft.time,
            draft.text,
            label,
            "test" if back else "train",
            draft.meant,
            draft.planted,
        )
        for row, (draft, label, back) in enumerate(zip(drafts, labels, held, strict=True))
    ]


def table() -> str:
    """The CSV that the app reads: id, time, text, label, split. What was meant is not in it."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(("id", "time", "text", "label", "split"))
    for one in messages():
        rows.writerow((one.id, one.time.isoformat(" "), one.text, one.label, one.split))
    return written.getvalue()


def make(folder: Path, replace: Callable[[Path, bytes], None]) -> bool:
    """Makes the wire in ``folder`` unless it is there and its maker is unchanged; tells whether it did.

    ``replace`` writes a file whole or not at all.
    """
    texts, origin, stamp = (folder / f"wire.{part}" for part in ("csv.gz", "origin.json", "maker"))
    current = fingerprint(HERE / name for name in SOURCES)
    if texts.exists() and origin.exists() and stamp.exists() and stamp.read_text() == current:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    replace(texts, gzip.compress(table().encode(), compresslevel=6, mtime=0))
    replace(origin, json.dumps(ORIGIN, ensure_ascii=False, indent=1).encode())
    replace(stamp, current.encode())
    return True
