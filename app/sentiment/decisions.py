"""What a person decided about doubtful labels: kept at once, undone in order, taken away as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

import numpy as np
import pandas as pd
import traitlets
from numpy.typing import NDArray

from app.counted import counted
from app.csv_export import original
from app.problem import Problem
from app.sentiment.decision import ACTIONS, AMBIGUOUS, CHANGED, KEEP, RELABEL, Decision, mark_of
from app.sentiment.decision_files import file_name, kept_content, kept_rows, rows_of, table_of
from app.visitor import Visitor


class Decisions(traitlets.HasTraits):
    """The decisions about one set's labels.

    ``frame`` is the set (columns id, text, label); ``set_name`` names it. With a ``visitor`` every decision
    is kept in that browser's folder before the call returns, and earlier ones are there from the start.
    ``revision`` rises with every change; ``unkept`` says what could not be kept, empty if all is well.
    ``conflicts`` are another reviewer's decisions, by id, about texts that are decided otherwise here.
    """

    revision = traitlets.Int()
    unkept = traitlets.Unicode()

    def __init__(self, frame: pd.DataFrame, set_name: str, visitor: Visitor | None = None) -> None:
        super().__init__()
        self._rows = {str(identity): row for row, identity in enumerate(frame["id"])}
        self._texts = frame["text"].tolist()
        self._labels = [str(label) for label in frame["label"]]
        self.classes = tuple(sorted(set(self._labels)))
        self._visitor = visitor
        self._file = f"labels-{file_name(set_name)}.json"
        self._made: dict[str, Decision] = {}
        self._undo: list[dict[str, Decision | None]] = []
        self.conflicts: dict[str, Decision] = {}
        self._pending: dict[str, Decision | None] = {}
        self.notices = self._reload()

    @property
    def ids(self) -> Set[str]:
        """The ids of the texts that can be decided about."""
        return self._rows.keys()

    @property
    def promise(self) -> str:
        """For how long decisions are kept, in words; empty where they end with the page."""
        return self._visitor.promise if self._visitor is not None else ""

    def __len__(self) -> int:
        return len(self._made)

    def __getitem__(self, identity: str) -> Decision:
        return self._made[identity]

    def get(self, identity: str) -> Decision | None:
        """The decision about a text, or None."""
        return self._made.get(identity)

    def items(self) -> Iterable[tuple[str, Decision]]:
        """All decisions by text id, in the order in which they were made."""
        return self._made.items()

    def counts(self) -> dict[str, int]:
        """How many texts were kept, relabelled, and found ambiguous."""
        found = dict.fromkeys(ACTIONS, 0)
        for decision in self._made.values():
            found[decision.action] += 1
        return found

    def mark(self, identity: str) -> str:
        """A short hash of a text with its set, id and label: what a page sends back when one decides."""
        row = self._rows[identity]
        return mark_of("\n".join((self._file, identity, self._labels[row], self._texts[row])))

    def require(self, identity: str, mark: str) -> None:
        """Raises Problem unless the text with this id is the one that was shown with this `mark`."""
        if identity not in self._rows or self.mark(identity) != mark:
            raise CHANGED

    def keep(self, identity: str) -> None:
        """The given label is right."""
        self._decide(identity, KEEP, self._given(identity))

    def relabel(self, identity: str, label: str) -> None:
        """Another label is right. Raises Problem for a label that the set does not have."""
        if label not in self.classes:
            raise Problem(f"“{label[:40]}” is not a label of this set.", f"Choose {', '.join(self.classes)}.")
        given = self._given(identity)
        self._decide(identity, KEEP if label == given else RELABEL, label)

    def ambiguous(self, identity: str) -> None:
        """No label is right: the text takes no part in training or judging."""
        self._decide(identity, AMBIGUOUS, "")

    def withdraw(self, identity: str) -> None:
        """Take the decision about one text back; harmless where there is none."""
        if identity in self._made:
            self._step({identity: None})

    def decide_all(self, decisions: Mapping[str, tuple[str, str]]) -> None:
        """Decide about many texts at once, by id: an action (of `ACTIONS`) and a label each; one undo.

        Raises Problem where one of them cannot be decided so, and decides about none then.
        """
        made: dict[str, Decision | None] = {}
        for identity, (action, label) in decisions.items():
            given = self._given(identity)
            found = self._fitting(identity, action, given if action == KEEP else label, "")
            if found is None:
                raise Problem(
                    f"“{label[:40]}” is not a label of this set.", f"Choose {', '.join(self.classes)}."
                )
            made[identity] = found
        if made:
            self._step(made)

    def undo(self) -> str:
        """Take the last step of this session back; the first id it was about, or "" if there is none."""
        if not self._undo:
            return ""
        before = self._undo.pop()
        self._change(before)
        return next(iter(before))

    def resolve(self, identities: Iterable[str], theirs: bool) -> None:
        """Settle conflicts: by the other reviewer's decision, which can be undone, or by the one here."""
        settled = {one: self.conflicts.pop(one) for one in list(identities) if one in self.conflicts}
        if theirs and settled:
            self._step(settled)
        else:
            self.revision += 1

    def clear(self) -> None:
        """Forget all decisions."""
        self._undo.clear()
        self.conflicts.clear()
        self._change(dict.fromkeys(self._made))

    def take_over(self, others: Decisions) -> None:
        """Make decisions about the same set one's own, and the steps that they were made in: those of a visit
        that began before it was known whose it is."""
        kept, seen = dict(self._made), set[str]()
        for step in others._undo:
            # What the first step found undecided may have been decided in an earlier visit.
            self._undo.append({one: kept.get(one) if one not in seen else was for one, was in step.items()})
            seen |= step.keys()
        self.conflicts |= others.conflicts
        if others._made:
            self._change(others._made)

    # ---- what they mean for training ----

    def applied(self) -> tuple[NDArray[np.object_], NDArray[np.bool_]]:
        """The labels of all texts as they are now, and which texts still take part."""
        labels = np.array(self._labels, object)
        part = np.ones(len(labels), bool)
        for identity, decision in self._made.items():
            row = self._rows[identity]
            if decision.action == AMBIGUOUS:
                part[row] = False
            else:
                labels[row] = decision.label
        return labels, part

    # ---- to a file and back ----

    def to_csv(self) -> str:
        """The decisions as a table: id, text, given label, decision, label."""
        return table_of(
            (identity, self._texts[self._rows[identity]], one.given, one.action, one.label)
            for identity, one in self._made.items()
        )

    def load_csv(self, content: str) -> list[str]:
        """Take over the decisions of a table of `to_csv`; sentences for what was not taken over.

        Those about texts that are decided otherwise here become ``conflicts``. Raises Problem for others.
        """
        rows = rows_of(content)
        taken: dict[str, Decision | None] = {}
        differing: dict[str, Decision] = {}
        same = 0
        strange: list[int] = []
        for number, row in enumerate(rows, start=2):
            identity, text, label = (original(row.get(name) or "") for name in ("id", "text", "label"))
            made = self._fitting(identity, row["decision"] or "", label, mark_of(text) if text else "")
            mine = self._made.get(identity)
            if made is None:
                strange.append(number)
            elif mine is None:
                taken[identity] = made
            elif (mine.action, mine.label) == (made.action, made.label):
                same += 1
            else:
                differing[identity] = made
        self.conflicts = {**self.conflicts, **differing}
        if taken:
            self._step(taken)
        else:
            self.revision += 1
        told = []
        if differing:
            told.append(
                f"{counted(len(taken), 'decision was', 'decisions were')} new, {same:,} the same as here; "
                f"{counted(len(differing), 'differs', 'differ')} from yours and wait below."
            )
        if strange:
            told.append(
                f"{counted(len(strange), 'row is', 'rows are')} about no text of this set, "
                f"the first is row {strange[0]:,}: ignored."
            )
        return told

    # ---- keeping ----

    def _given(self, identity: str) -> str:
        if identity not in self._rows:
            raise Problem("This text is not in the set any more.", "Choose another one.")
        return self._labels[self._rows[identity]]

    def _decide(self, identity: str, action: str, label: str) -> None:
        given = self._given(identity)
        mark = mark_of(self._texts[self._rows[identity]])
        self._step({identity: Decision(action, label, given, mark)})

    def _step(self, changes: Mapping[str, Decision | None]) -> None:
        """Make these changes as one that can be undone; what is decided anew is in conflict no more."""
        self._undo.append({identity: self._made.get(identity) for identity in changes})
        for identity in changes:
            self.conflicts.pop(identity, None)
        self._change(changes)

    def _fitting(self, identity: str, action: str, label: str, mark: str) -> Decision | None:
        """A decision read from outside, if it is about a text of this set that is still the same."""
        row = self._rows.get(identity)
        if row is None or action not in ACTIONS:
            return None
        own = mark_of(self._texts[row])
        if mark and mark != own:
            return None
        given = self._labels[row]
        if action == AMBIGUOUS:
            return Decision(AMBIGUOUS, "", given, own)
        meant = given if action == KEEP else label
        if meant not in self.classes:
            return None
        return Decision(KEEP if meant == given else RELABEL, meant, given, own)

    def _change(self, changes: Mapping[str, Decision | None]) -> None:
        self._made = _merged(self._made, changes)
        if self._visitor is not None:
            self._pending = {**self._pending, **changes}
            try:
                with self._visitor.alone():
                    # Another tab may have decided since: its decisions stay.
                    made = _merged(self._kept()[0], self._pending)
                    self._visitor.write(self._file, kept_content(made))
                self._made, self._pending, self.unkept = made, {}, ""
            except Problem as problem:
                self.unkept = str(problem)
        self.revision += 1

    def _reload(self) -> list[str]:
        self._made, lost = self._kept()
        if not lost:
            return []
        about = counted(
            lost, "kept decision is about a text that has", "kept decisions are about texts that have"
        )
        return [f"{about} changed: ignored."]

    def _kept(self) -> tuple[dict[str, Decision], int]:
        """The decisions in the visitor's file that fit this set, and how many do not."""
        content = self._visitor.read(self._file) if self._visitor is not None else None
        if content is None:
            return {}, 0
        found, lost = {}, 0
        try:
            for identity, action, label, mark in kept_rows(content):
                made = self._fitting(identity, action, label, mark)
                if made is None:
                    lost += 1
                else:
                    found[str(identity)] = made
        except (ValueError, KeyError, TypeError):
            return {}, 1
        return found, lost


def _merged(made: Mapping[str, Decision], changes: Mapping[str, Decision | None]) -> dict[str, Decision]:
    """Decisions after some changes; what was decided anew comes last, None takes a decision back."""
    rest = {identity: decision for identity, decision in made.items() if identity not in changes}
    return rest | {identity: decision for identity, decision in changes.items() if decision is not None}
