"""What the files of an archive are together: texts and labels, columns, splits or parts of one table."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace

from app.counted import counted
from app.problem import Problem
from app.tables.annotations import require_no_spans
from app.tables.decoding import decode
from app.tables.file_names import apart, are_few_words, names_in_splits
from app.tables.indexed import by_index, has_texts, tables_beside, texts_of
from app.tables.label_names import names_of_labels
from app.tables.labelled_files import by_file, by_folder, by_name
from app.tables.linked import MOST_LINKED, linked
from app.tables.packed import Member, by_split, one_table, tables_among
from app.tables.rejects import Rejects
from app.tables.side_by_side import side_by_side
from app.tables.table import MOST_ROWS, Table, has_fewer_columns

WITHOUT_LABELS = "predict"
"""The split of texts whose table lacks a column that others have."""

MOST_LISTED = 500_000
"""Rows of a table that is only looked up in: the Stanford Sentiment Treebank lists 239,232 phrases."""

_MOST_PARTS = 2_000
_SHARED = 0.5

Reader = Callable[[bytes, str, list[str], Rejects, int | None], Table]
"""Makes a table of a file's bytes: its name, its notes, its rejects, how many rows (None: as ever)."""


@dataclass(frozen=True)
class Archive:
    """The files ``found`` in an archive that a visitor calls ``name``; ``read`` makes a table of one."""

    name: str
    found: Sequence[Member]
    read: Reader
    met: dict[int, _Part] = field(default_factory=dict)
    """The tables that were read of these files, by the identity of each: more than one way asks for them."""


def archive_table(
    archive: Archive,
    notes: list[str],
    rejects: Rejects,
    known_names: Container[str],
    known_values: Container[str],
) -> Table:
    """The table that an archive holds; ``notes`` say what was made of its files, and what was not read.

    Raises Problem where it holds none.
    """
    name, found = archive.name, archive.found
    require_no_spans(found, name)
    columns = side_by_side(found, known_names)
    indexed = by_index(found) if columns is None else None
    if indexed is not None:
        notes.append(
            f"The labels were taken from “{indexed[0].path.name}” of “{name}”, which lists its texts."
        )
        return _of_texts(indexed[1], name, notes, rejects)
    if columns is None and (texts := by_folder(found) or by_file(found, known_values)):
        return _of_texts(texts, name, notes, rejects)
    if columns is None and (told := _of_listed(archive, notes, rejects, known_names)) is not None:
        return told
    used = [] if columns is None else columns.members
    naming = names_of_labels(
        [member for member in found if not any(member is one for one in used)], len(found)
    )
    if naming is not None:
        found = [member for member in found if member is not naming[0]]
        notes.append(f"“{naming[0].path.name}” of “{name}” was taken to name the labels.")
    if columns is not None:
        listed = ", ".join(f"“{member.path.name}”" for member in used[:4]) + (" …" if len(used) > 4 else "")
        notes.append(f"{listed} of “{name}” were read side by side: a line of each is one row.")
        table = Table(name, columns.columns, list(enumerate(columns.rows[:MOST_ROWS], 1)), notes)
    else:
        held = replace(archive, found=found)
        table = (
            _of_splits(held, notes, rejects)
            or _of_linked(held, notes, rejects)
            or _of_lines(held, notes, rejects, by_name(found, known_names, known_values))
            or _of_parts(held, notes, rejects)
            or archive.read(one_table(found, name, notes).content, name, notes, rejects, None)
        )
    return replace(table, label_names=naming[1]) if naming is not None else table


def _of_texts(texts: list[tuple[Member, str, str]], name: str, notes: list[str], rejects: Rejects) -> Table:
    """Texts a file, each with its label and the split that it is in."""
    rows = []
    for number, (member, label, above) in enumerate(texts, 1):
        try:
            text = decode(member.content, member.path.name).text
        except Problem as problem:
            rejects.add(number, "text", problem.what)
            continue
        rows.append([str(member.path), text.replace("\r\n", "\n").strip(), label, above])
    # Where all stand under one folder there is nothing that it tells.
    kept = 4 if any(above for *_, above in texts) else 3
    return _table(name, ["id", "text", "label", "split"][:kept], [row[:kept] for row in rows], notes)


def _of_lines(
    archive: Archive, notes: list[str], rejects: Rejects, texts: list[tuple[Member, str, str]]
) -> Table | None:
    """Texts a line in files that are called after their labels; None where there are none."""
    if not texts:
        return None
    labels = ", ".join(f"“{label}”" for label in dict.fromkeys(label for _, label, _ in texts))
    notes.append(f"Every line of the files {labels} of “{archive.name}” was read as a text with that label.")
    return _of_texts(texts, archive.name, notes, rejects)


def _of_listed(
    archive: Archive, notes: list[str], rejects: Rejects, known_names: Container[str]
) -> Table | None:
    """A table whose rows name texts in files of their own, with a column of these; None where none does, or
    where it has texts itself."""
    tables, by_name = tables_beside(archive.found)
    for part in _read_parts(archive, [(member.path.stem, member) for member in tables]):
        named = None if has_texts(part.table, known_names) else texts_of(part.table, by_name)
        if named is not None:
            rows = []
            for (number, cells), member in zip(part.table.rows, named, strict=True):
                try:
                    text = "" if member is None else decode(member.content, member.path.name).text.strip()
                except Problem as problem:
                    rejects.add(number, "text", problem.what)
                    continue
                rows.append((number, [*cells, text]))
            _tell([part], notes, rejects)
            called = part.member.path.name
            notes.append(f"“{called}” of “{archive.name}” lists its texts: column “text” holds these.")
            columns = [*part.table.columns, "text"]
            return replace(part.table, name=archive.name, columns=columns, rows=rows, notes=notes)
    return None


@dataclass(frozen=True)
class _Part:
    """A table of an archive, with what its file is called and the rows of it that were not taken."""

    called: str
    member: Member
    table: Table
    left_out: Rejects


def _read_parts(
    archive: Archive, named: Sequence[tuple[str, Member]], most_rows: int | None = None
) -> list[_Part]:
    """The tables of these files; those that cannot be read are passed over."""
    parts = []
    for called, member in named:
        met = archive.met.get(id(member))
        if met is not None and len(met.table.rows) < MOST_ROWS:
            parts.append(replace(met, called=called))
            continue
        left_out = Rejects()
        try:
            table = archive.read(member.content, member.path.name, [], left_out, most_rows)
        except Problem:
            continue
        parts.append(_Part(called, member, table, left_out))
        archive.met[id(member)] = parts[-1]
    return parts


def _of_splits(archive: Archive, notes: list[str], rejects: Rejects) -> Table | None:
    """Tables that are the splits of one set, as one with a column that says which; None where their columns
    differ, but for the labels that the texts of a competition lack."""
    named = by_split(archive.found)
    parts = _read_parts(archive, named)
    if not parts or len(parts) < len(named):
        return None
    first = parts[0].table
    whole = [part for part in parts if set(first.columns) <= set(part.table.columns)]
    lacking = [part for part in parts if part not in whole]
    told = [part.called for part in parts]
    if "split" in first.columns or not all(
        told.count(part.called) == 1 and has_fewer_columns(part.table, first) for part in lacking
    ):
        return None
    parts = [
        part
        for split in dict.fromkeys(told)
        for part in _unrepeated([part for part in parts if part.called == split])
    ]
    files = [(part.called, part.member.path.stem) for part in parts]
    names = [] if "file" in first.columns else names_in_splits(files)
    rows = []
    for number, part in enumerate(parts):
        places = [part.table.place(column) for column in first.columns]
        split = WITHOUT_LABELS if part in lacking else part.called
        rows += [
            [*("" if place is None else cells[place] for place in places), *names[number : number + 1], split]
            for _, cells in part.table.rows
        ]
    _tell(parts, notes, rejects)
    listed = ", ".join(f"“{part.member.path.name}”" for part in parts)
    which = "; column “file” says which of them" if names else ""
    notes.append(f"{listed} of “{archive.name}” were read as the splits of one set{which}.")
    columns = [*first.columns, *(["file"] if names else []), "split"]
    table = _table(archive.name, columns, rows, notes)
    return replace(table, dialect=first.dialect, written=first.written)


def _of_linked(archive: Archive, notes: list[str], rejects: Rejects) -> Table | None:
    """Texts, labels and splits in tables that name one another's rows, as one; None where they do not."""
    members = tables_among(archive.found)
    if not 1 < len(members) <= MOST_LINKED:
        return None
    named = [(member.path.stem, member) for member in members]
    parts = _read_parts(archive, named, MOST_LISTED)
    found = linked([part.table for part in parts])
    if found is None:
        return None
    used = [parts[place] for place in found.used]
    _tell(used, notes, rejects)
    listed = " and ".join(f"“{part.member.path.name}”" for part in used)
    shared = [f"“{column}”" for column in dict.fromkeys(filter(None, found.by))]
    by = f" by column {' and '.join(shared)}" if all(found.by) else ": their rows name one another"
    notes.append(f"{listed} of “{archive.name}” were joined{by}.")
    if found.left_out:
        notes.append(f"{counted(found.left_out, 'row')} with texts that no other table names were left out.")
    written = {small: name for part in reversed(used) for small, name in part.table.written.items()}
    table = _table(archive.name, found.columns, found.rows, notes)
    return replace(table, dialect=used[0].table.dialect, written=written)


def _of_parts(archive: Archive, notes: list[str], rejects: Rejects) -> Table | None:
    """Tables of the same columns as one, with the names of their files where these are words, as of
    ``True.csv`` and ``Fake.csv``; None where no two have the same, or one only repeats rows of another."""
    members = tables_among(archive.found)
    if not 1 < len(members) <= _MOST_PARTS:
        return None
    parts = _read_parts(archive, [(member.path.stem, member) for member in members])
    alike: dict[tuple[str, ...], list[_Part]] = {}
    for part in parts:
        if len(part.table.columns) > 1 and part.table.rows:
            alike.setdefault(tuple(part.table.columns), []).append(part)
    if not alike:
        return None
    together = max(alike.values(), key=lambda some: sum(len(part.table.rows) for part in some))
    largest = max(together, key=lambda part: len(part.table.rows))
    together = _unrepeated(together)
    if len(together) < 2:
        return None
    first = largest.table
    names = apart([part.called for part in together])
    told = are_few_words(names) and len(set(names)) == len(together) and "file" not in first.columns
    rows = [
        [*cells, name] if told else cells
        for name, part in zip(names, together, strict=True)
        for _, cells in part.table.rows
    ]
    _tell(together, notes, rejects)
    listed = ", ".join(f"“{part.member.path.name}”" for part in together[:6])
    more = " …" if len(together) > 6 else ""
    which = "; column “file” says which" if told else ""
    notes.append(f"{listed}{more} of “{archive.name}” were read as one table{which}.")
    return replace(
        _table(archive.name, [*first.columns, *(["file"] if told else [])], rows, notes),
        dialect=first.dialect,
        written=first.written,
    )


def _unrepeated(parts: Sequence[_Part]) -> list[_Part]:
    """The parts without those whose rows are mostly the largest one's: a sample beside the whole."""
    largest = max(parts, key=lambda part: len(part.table.rows))
    held = {tuple(cells) for _, cells in largest.table.rows}
    return [
        part
        for part in parts
        if part is largest
        or sum(tuple(cells) in held for _, cells in part.table.rows) < _SHARED * len(part.table.rows)
    ]


def _tell(parts: Sequence[_Part], notes: list[str], rejects: Rejects) -> None:
    """Tells what was said of parts, now that all are known to fit."""
    for part in parts:
        notes.extend(note for note in part.table.notes if note not in notes)
        for one in part.left_out.first:
            rejects.add(*one)
        rejects.count += part.left_out.count - len(part.left_out.first)


def _table(name: str, columns: list[str], rows: list[list[str]], notes: list[str]) -> Table:
    if len(rows) > MOST_ROWS:
        notes.append(f"“{name}” has more than {MOST_ROWS:,} rows: the first {MOST_ROWS:,} are used.")
    return Table(name, columns, list(enumerate(rows[:MOST_ROWS], 1)), notes)
