"""What is typed as a rule: how it is understood, and where it is told that it cannot be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.logs.live.alerts.rules import PER, SIGNS, WHAT, Limit, Rule, parse


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("errors > 5% for 5 min", Rule(Limit("errors", ">", 5, "%"), 5)),
        ("rate < 10/min for 10 min", Rule(Limit("rate", "<", 10, "/min"), 10)),
        ("  ERRORS>=2.5 %for 1h ", Rule(Limit("errors", ">=", 2.5, "%"), 60)),
        ("5xx > 3 / minute for 90 minutes", Rule(Limit("5xx", ">", 3, "/min"), 90)),
        ("requests ≤ 2/s for 0.5 hours", Rule(Limit("rate", "<=", 2, "/s"), 30)),
        ("rate > 100000/h for 24 h", Rule(Limit("rate", ">", 100_000, "/h"), 1440)),
    ],
)
def test_a_rule(text, rule):
    parsed = parse(text)
    assert (parsed.rule, parsed.limit, parsed.fault) == (rule, rule.limit, None)


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("error rate > 5%", "rate", "After “errors” comes one of"),
        ("latency > 5% for 5 min", "latency", "begins with errors, 5xx or rate"),
        ("errors = 5% for 5 min", "=", "comes one of"),
        ("errors > many for 5 min", "many", "comes a number"),
        ("errors > 5 for 5 min", "for", "5% or 5/min"),
        ("rate > 5 for 5 min", "for", "Write 5/min"),
        ("errors > 5/fortnight for 5 min", "5/fortnight", "or with /s or /h"),
        ("rate > 5% for 5 min", "5%", "A rate is no share"),
        ("errors > 500% for 5 min", "500%", "at most 100%"),
        ("errors > 100% for 5 min", "100%", "ever above"),
        ("rate < 0/min for 5 min", "0/min", "ever below"),
        ("errors > 5% in 5 min", "in", "for how long"),
        ("errors > 5% for ever", "ever", "comes a number of minutes"),
        ("errors > 5% for 30 s", "s", "in min or h"),
        ("errors > 5% for 1.5 min", "1.5 min", "Whole minutes"),
        ("errors > 5% for 25 h", "25 h", "from 1 min to 24 hours"),
        ("errors > 5% for 5 min or so", "or so", "one at a time"),
        ("errors > 5%", "", "for how long"),
    ],
)
def test_a_fault_has_its_place(text, at, words):
    parsed = parse(text)
    assert parsed.rule is None
    assert parsed.fault is not None
    assert text[parsed.fault.start : parsed.fault.end] == at
    assert words in parsed.fault.words


def test_a_limit_is_known_before_the_rule_ends():
    known = [parse("errors > 5% for 5 min"[:size]).limit for size in range(22)]
    assert known == [None] * 11 + [Limit("errors", ">", 5, "%")] * 11
    assert parse("   ").fault is None


@given(
    st.sampled_from([*WHAT]),
    st.sampled_from([*SIGNS]),
    st.decimals(min_value=1, max_value=99, places=2),
    st.sampled_from(["%", *PER]),
    st.integers(1, 1440),
)
def test_a_rule_in_its_own_words_is_the_rule(what, sign, number, unit, minutes):
    if unit == "%" and what == "rate":
        unit = "/min"
    parsed = parse(f"{what}  {sign}{number}{unit}   for {minutes}min")
    assert parsed.rule is not None
    assert parsed.rule == Rule(Limit(what, sign, float(number), unit), minutes)
    assert parse(parsed.rule.words).rule == parsed.rule


@given(st.text(max_size=60))
def test_any_text_has_a_rule_or_a_fault_within_it(text):
    parsed = parse(text)
    assert (parsed.rule is None) != (parsed.fault is None) or not text.strip()
    if parsed.fault is not None:
        assert 0 <= parsed.fault.start <= parsed.fault.end <= len(text)
