"""Data sets to train on: one small registered class each."""

from __future__ import annotations

from app.network.datasets.black_scholes import BlackScholes
from app.network.datasets.notebook_data import notebook_data
from app.network.datasets.sequences import Brackets, FirstStep, Waves
from app.network.datasets.shipped import BreastCancer, Diabetes, Digits, Iris, Wine
from app.network.datasets.source import SOURCES, Data, Source, register, source_of
from app.network.datasets.split import Prepared, prepare
from app.network.datasets.table import OWN, OwnTable, own_tables

__all__ = [
    "OWN",
    "SOURCES",
    "BlackScholes",
    "Brackets",
    "BreastCancer",
    "Data",
    "Diabetes",
    "Digits",
    "FirstStep",
    "Iris",
    "OwnTable",
    "Prepared",
    "Source",
    "Waves",
    "Wine",
    "notebook_data",
    "own_tables",
    "prepare",
    "register",
    "source_of",
]
