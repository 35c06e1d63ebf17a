import csv
import io
import os
import signal
import subprocess
import sys

import pandas as pd
import pytest

from app.problem import Problem
from app.sentiment.decisions import Decisions
from app.visitor import Visitor, new_identity

FRAME = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d"],
        "text": ["up, “so” up", "down", "flat", "שלום 🚀"],
        "label": ["positive", "positive", "neutral", "negative"],
    }
)


@pytest.fixture
def visitor(tmp_path):
    return Visitor(new_identity(tmp_path), tmp_path)


def made(decisions):
    return {identity: (one.action, one.label) for identity, one in decisions.items()}


def test_keep_relabel_ambiguous_undo():
    decisions = Decisions(FRAME, "tweets")
    decisions.keep("a")
    decisions.relabel("b", "negative")
    decisions.ambiguous("c")
    decisions.relabel("b", "neutral")
    assert made(decisions) == {"a": ("keep", "positive"), "c": ("ambiguous", ""), "b": ("relabel", "neutral")}
    assert decisions.counts() == {"keep": 1, "relabel": 1, "ambiguous": 1}
    labels, part = decisions.applied()
    assert labels.tolist() == ["positive", "neutral", "neutral", "negative"]
    assert part.tolist() == [True, True, False, True]
    assert [decisions.undo() for _ in range(5)] == ["b", "c", "b", "a", ""]
    assert made(decisions) == {}
    assert decisions.revision == 8


def test_to_relabel_as_it_was_is_to_keep():
    decisions = Decisions(FRAME, "tweets")
    decisions.relabel("a", "positive")
    assert made(decisions) == {"a": ("keep", "positive")}


def test_what_the_set_does_not_have_is_refused():
    decisions = Decisions(FRAME, "tweets")
    with pytest.raises(Problem, match="not a label"):
        decisions.relabel("a", "great")
    with pytest.raises(Problem, match="not in the set"):
        decisions.keep("z")
    assert len(decisions) == 0


def test_they_are_there_again_for_the_same_browser_only(visitor, tmp_path):
    decisions = Decisions(FRAME, "tweets", visitor)
    decisions.relabel("d", "positive")
    decisions.ambiguous("a")
    assert made(Decisions(FRAME, "tweets", visitor)) == made(decisions)
    assert made(Decisions(FRAME, "other", visitor)) == {}
    assert made(Decisions(FRAME, "tweets", Visitor(new_identity(tmp_path), tmp_path))) == {}


def test_a_killed_kernel_loses_nothing(tmp_path):
    identity = new_identity(tmp_path)
    code = (
        "import os, sys, signal, pathlib, pandas as pd\n"
        "from app.sentiment.decisions import Decisions\n"
        "from app.visitor import Visitor\n"
        "frame = pd.DataFrame({'id': ['a', 'b'], 'text': ['up', 'down'],"
        " 'label': ['positive', 'negative']})\n"
        "decisions = Decisions(frame, 'tweets', Visitor(sys.argv[1], pathlib.Path(sys.argv[2])))\n"
        "decisions.relabel('a', 'negative')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code, identity, str(tmp_path)], env={**os.environ})
    assert ran.returncode == -signal.SIGKILL
    frame = pd.DataFrame({"id": ["a", "b"], "text": ["up", "down"], "label": ["positive", "negative"]})
    again = Decisions(frame, "tweets", Visitor(identity, tmp_path))
    assert made(again) == {"a": ("relabel", "negative")}


def test_two_tabs_keep_each_others_decisions(visitor):
    one, two = Decisions(FRAME, "tweets", visitor), Decisions(FRAME, "tweets", visitor)
    one.keep("a")
    two.ambiguous("b")
    one.relabel("c", "positive")
    assert set(made(one)) == {"a", "b", "c"}
    assert set(made(Decisions(FRAME, "tweets", visitor))) == {"a", "b", "c"}


def test_a_text_that_changed_loses_its_decision_and_says_so(visitor):
    Decisions(FRAME, "tweets", visitor).keep("a")
    changed = FRAME.assign(text=["another", *FRAME["text"][1:]])
    again = Decisions(changed, "tweets", visitor)
    assert made(again) == {}
    assert "1 kept decision is about a text that has changed" in again.notices[0]


def test_a_damaged_file_is_no_error(visitor):
    Decisions(FRAME, "tweets", visitor).keep("a")
    file = next(path for path in visitor.folder.iterdir() if path.suffix == ".json")
    for content in (b"", b"{", b"[]", b'{"decisions": [1]}', b'{"decisions": [["a", 1, 2, 3]]}'):
        file.write_bytes(content)
        assert made(Decisions(FRAME, "tweets", visitor)) == {}


def test_through_csv_and_back(visitor):
    decisions = Decisions(FRAME, "tweets", visitor)
    decisions.relabel("d", "positive")
    decisions.keep("a")
    decisions.ambiguous("c")
    table = decisions.to_csv()
    other = Decisions(FRAME, "tweets")
    assert other.load_csv("\ufeff" + table.replace("\n", "\r\n")) == []
    assert made(other) == made(decisions)
    assert other.to_csv() == table
    frame = pd.read_csv(pd.io.common.StringIO(table), keep_default_na=False)
    assert frame["decision"].tolist() == ["relabel", "keep", "ambiguous"]
    assert frame["text"].tolist() == ["שלום 🚀", "up, “so” up", "flat"]


def test_no_cell_of_the_csv_runs_in_a_spreadsheet():
    wild = ["=1+1", "+2", "-3 down", "@SUM(A1)", "\t=4", "\r=5", "'=6", "''-7", "'tis fine", "-"]
    labels = ["=bad"] * 5 + ["-5"] * 5
    frame = pd.DataFrame({"id": [f"{cell} id" for cell in wild], "text": wild, "label": labels})
    decisions = Decisions(frame, "wild")
    for identity in frame["id"]:
        decisions.relabel(identity, "-5")
    table = decisions.to_csv()
    cells = [cell for row in csv.reader(io.StringIO(table, newline="")) for cell in row]
    assert [cell for cell in cells if len(cell) > 1 and cell[0] in "=+-@\t\r\n"] == []
    other = Decisions(frame, "wild")
    assert other.load_csv(table) == []
    assert made(other) == made(decisions)
    # A file from before cells were made inert still fits.
    before = "id,text,given,decision,label\n=1+1 id,=1+1,=bad,keep,=bad\n"
    assert Decisions(frame, "wild").load_csv(before) == []


def test_a_csv_of_another_set(visitor):
    decisions = Decisions(FRAME, "tweets")
    told = decisions.load_csv(
        "id,text,given,decision,label\na,other text,positive,keep,positive\nb,down,,keep,\n"
    )
    assert told == ["1 row is about no text of this set, the first is row 2: ignored."]
    assert made(decisions) == {"b": ("keep", "positive")}
    with pytest.raises(Problem, match="not a table of decisions"):
        decisions.load_csv("a,b\n1,2\n")
    with pytest.raises(Problem, match="not a table of decisions"):
        decisions.load_csv('id,decision\n"a,b')


def test_what_cannot_be_kept_is_said_and_not_lost(visitor, monkeypatch):
    decisions = Decisions(FRAME, "tweets", visitor)
    decisions.keep("a")

    def full(self, name, content):
        raise Problem("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(Visitor, "write", full)
        decisions.ambiguous("b")
        assert decisions.unkept == "The disk is full."
        assert set(made(decisions)) == {"a", "b"}
    decisions.keep("c")
    assert decisions.unkept == ""
    assert set(made(Decisions(FRAME, "tweets", visitor))) == {"a", "b", "c"}
