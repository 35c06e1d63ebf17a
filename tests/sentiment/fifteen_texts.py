"""Fifteen texts of three classes, told apart by a word each."""

from __future__ import annotations

import numpy as np

CLASSES = ["negative", "neutral", "positive"]
GOOD = ["good day", "so good", "great good fun", "what a great day", "fun and good"]
BAD = ["bad day", "so bad", "awful bad bus", "what an awful day", "late and bad"]
SO_SO = ["the day is here", "a bus is here", "it is a day", "here is the bus", "it is here"]
TEXTS = np.array(GOOD + BAD + SO_SO, object)
LABELS = np.array(["positive"] * 5 + ["negative"] * 5 + ["neutral"] * 5, object)
