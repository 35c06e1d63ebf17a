"""Which format a file is written in, judged by its first lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from app.logs.detection.answered import answered_by
from app.logs.detection.combined import judge_combined
from app.logs.detection.extended import judge_extended
from app.logs.detection.failures import is_error_log, levels, of_failures
from app.logs.detection.fitting import (
    FAIR,
    Detection,
    fields_told,
    lines_in_words,
    lines_read,
    lines_read_strictly,
    of_another_service,
    tells_more,
    tells_no_status,
    well_read,
)
from app.logs.detection.identity import kind, pretends
from app.logs.detection.layouts import OWN, fields_after, infer
from app.logs.detection.tabled import judge_table
from app.logs.formats import KEYED, Extended, Format, Keyed, LogFormat, formats
from app.logs.formats.keyed import fractions_of
from app.logs.formats.mixture import Mixture, unwrapped
from app.logs.formats.table import Table
from app.logs.formats.template import Template
from app.logs.formats.w3c import FIELDS
from app.logs.wrappers import AROUND, DEEPEST, WRAPPERS
from app.logs.wrappers.orders import order_in, order_of
from app.logs.written.lines import Event, decode
from app.problem import Problem

REMEDY = "Choose an access log: of Apache, nginx, IIS or a proxy, as text or JSON, plain or packed."

F = TypeVar("F", bound=LogFormat)


def detect(lines: Sequence[bytes], name: str, latest: int | None = None) -> Detection:
    """Choose the format that most of ``lines``, the first of file ``name``, fit; see `judge`.

    Raises Problem, which says what the file seems to be, when not one line fits any format.
    """
    found = judge(lines, latest=latest)
    if found is None:
        plain: Sequence[bytes] = [unwrapped(line, ("colours",)) for line in lines]
        plain = next((inside for inside in levels(lines) if is_error_log(inside)), plain)
        raise Problem(f"“{name}” is {kind(plain)}, not an access log that can be read here.", REMEDY)
    return found


def chosen(form: LogFormat, lines: Sequence[bytes], latest: int | None = None) -> Detection:
    """How to read a file in a format that was chosen, with what is around its lines taken away."""
    why = f"Read as {form.title} because it was chosen."
    written = [line for line in lines if line.strip(b" \t\r\0")]
    if isinstance(form, (Keyed, Template)) and latest is not None and not lines_read(form, written):
        form = replace(form, latest=latest)
    best = Detection(form, why, Mixture(form), lines_read(form, written))
    if isinstance(form, Format):
        return best
    order = order_in(getattr(form, "source", "")) or order_of(written, latest)
    around: tuple[str, ...] = (order,) if order else ()
    best = best._replace(
        reading=Mixture(form, (), around), read=lines_read(Mixture(form, (), around), written)
    )
    for _ in range(DEEPEST):
        fitting = {
            name: lines_read(Mixture(form, (), (*around, name)), written)
            for name, wrapper in AROUND.items()
            if sum(wrapper.take(unwrapped(line, around)) is not None for line in written) * 2 > len(written)
        }
        if not fitting or best.read == len(written):
            break
        name = max(fitting, key=fitting.__getitem__)
        around = (*around, name)
        if fitting[name] > best.read:
            best = best._replace(reading=Mixture(form, (), around), read=fitting[name])
    inside = [unwrapped(line, best.reading.wrappers) for line in written]
    return best._replace(reading=replace(best.reading, main=_with_fractions(form, inside)))


def judge(lines: Sequence[bytes], passed: int = 0, latest: int | None = None) -> Detection | None:
    """Choose the format that most of ``lines`` fit; None when not one fits any. ``passed`` lines came before.

    Whatever collectors put around the lines is taken away first, where the lines inside can be read as well.
    Where only times without a year are found, they are read as of the last one before ``latest``.
    """
    order = order_of([line for line in lines if line.strip()], latest)
    if order:
        found = _judge_ordered([unwrapped(line, (order,)) for line in lines], passed, latest)
        found = found and _in_order(found, order)
    else:
        found = _judge_ordered(lines, passed, latest)
    answered = answered_by(found.reading, lines) if found else ""
    if not found or not answered:
        return found
    why = f"{found.why} Each request has two lines; the one about the answer is counted."
    return found._replace(reading=replace(found.reading, answered=answered), why=why)


def _in_order(found: Detection, order: str) -> Detection:
    """How to read lines whose dates are in an order that the whole file tells."""
    reading = replace(found.reading, wrappers=(order, *found.reading.wrappers))
    return found._replace(reading=reading, why=f"{found.why} Its dates are read {WRAPPERS[order].title}.")


def _judge_ordered(lines: Sequence[bytes], passed: int, latest: int | None) -> Detection | None:
    """Choose the format as `judge` does, of lines whose dates in numbers have the day first."""
    found = _judge(lines, passed, None)
    if latest is None or (found is not None and found.read * 2 >= len(lines)):
        return found
    yearless = _judge(lines, passed, latest)
    return yearless if yearless and yearless.read > (found.read if found else 0) else found


def _judge(lines: Sequence[bytes], passed: int, latest: int | None) -> Detection | None:
    written = [line for line in lines if line.strip(b" \t\r\0")]
    if not written or any(map(is_error_log, levels(written))):
        return None
    bare = _judge_inside(written, passed, latest)
    best, wrapped = bare, _judge_wrapped(written, passed, (), latest)
    if wrapped is not None and (best is None or _tells_as_much(wrapped, best, written)):
        titles = " and ".join(WRAPPERS[name].title for name in wrapped.reading.wrappers)
        best = wrapped._replace(why=f"{wrapped.why} Around the lines stands {titles}, which is taken away.")
    return None if best is not None and of_failures(best, written) else best


def _tells_as_much(wrapped: Detection, bare: Detection, written: Sequence[bytes]) -> bool:
    """Whether the lines inside are as many, and say as much, as the lines with what is around them."""
    declared = isinstance(bare.format, (Keyed, Template)) and bare.format.name != OWN
    if wrapped.read != bare.read or not declared:
        return wrapped.read >= bare.read
    return fields_told(wrapped.reading, written) >= fields_told(bare.reading, written)


def _judge_wrapped(
    lines: Sequence[bytes], passed: int, around: tuple[str, ...], latest: int | None
) -> Detection | None:
    """The best way to read the lines inside of wrappers, None where there are none or that does not help."""
    if len(around) >= DEEPEST:
        return None
    found: list[Detection] = []
    for name, wrapper in AROUND.items():
        inside = [wrapper.take(line) for line in lines]
        held = sum(1 for line in inside if line is not None)
        if held * 2 < len(lines) or (wrapper.plain and name in around):
            continue
        within = [unwrapped(line, (name,)) for line in lines]
        deeper = _judge_wrapped(within, passed, (*around, name), latest)
        here = _judge_inside(within, passed, latest)
        if here is not None:
            here = here._replace(reading=replace(here.reading, wrappers=(*around, name)))
        found += [one for one in (deeper, here) if one is not None]
        if found:
            break
    return max(found, key=lambda one: one.read, default=None)


def _judge_inside(written: Sequence[bytes], passed: int, latest: int | None) -> Detection | None:
    """The format of lines without anything around them."""
    if pretends(written):
        return None
    placed = judge_combined(written, passed)
    if placed is not None and placed.read == len(written):
        return placed
    declared = _judge_declared(written, passed, latest)
    best = max((one for one in (declared, placed) if one is not None), key=lambda one: one.read, default=None)
    nameless = best is not None and tells_no_status(best, written)
    if best is not None and best.read == len(written) and not nameless:
        return _with_texts_behind(best, written)
    if best is None or best.read * 2 < len(written) or nameless:
        own = _by_layout(written, passed, latest)
        if own is not None and tells_more(own, best, written):
            return own
    if best is None:
        return None
    if isinstance(best.format, Extended):
        return _with_lines_ahead(best, written, passed, latest)
    reader = best.reading.reader()
    left = [line for line in written if not well_read(best.format, reader.read(line))]
    further = (*best.reading.others, *_declared_too(best.format, left, passed, latest))
    reading = Mixture(best.format, (*further, *_others(best.format, infer(left, latest), written)))
    return best._replace(reading=reading, read=lines_read(reading, written))


def _by_layout(written: Sequence[bytes], passed: int, latest: int | None) -> Detection | None:
    """The lines by layouts of their own."""
    layouts = infer(written, latest)
    if not layouts:
        return None
    reading = Mixture(layouts[0], tuple(_others(layouts[0], layouts[1:], written)))
    count = lines_read(reading, written)
    return Detection(layouts[0], _why_own(layouts[0], count, len(written), passed), reading, count)


def _with_texts_behind(found: Detection, written: Sequence[bytes]) -> Detection:
    """A declared layout with the referrer and the user agent behind its lines, where most have them there."""
    form = found.format
    if not isinstance(form, Template) or any(piece[1] == "agent" for piece in form.pieces) or form.end:
        return found
    reader = form.reader()
    events = [event for event in map(reader.read, written) if isinstance(event, Event)]
    tails = [event.tail for event in events if event.tail]
    more = fields_after(tails, texts=True) if len(tails) * 2 > len(events) else ()
    if not any(piece[1] == "agent" for piece in more):
        return found
    forms = {"quoted": "phrase", "bracket": "phrase"}
    pieces = tuple((before, field, forms.get(kind, kind)) for before, field, kind in more)
    longer = replace(form, pieces=form.pieces + pieces, end=_closing(pieces[-1]))
    return found._replace(reading=Mixture(longer, (form,)))


def _closing(piece: tuple[str, str, str]) -> str:
    """What closes a text by what opens it."""
    return {'"': '"', "[": "]"}.get(piece[0][-1:], "")


def _declared_too(
    main: LogFormat, left: Sequence[bytes], passed: int, latest: int | None
) -> tuple[LogFormat, ...]:
    """The declared format of what a format leaves over, where that is no piece of its own lines."""
    found = _judge_declared(left, passed, latest) if left else None
    if found is None or isinstance(found.format, (Extended, Table)) or found.format.name == main.name:
        return ()
    return (found.format,)


def _with_lines_ahead(
    found: Detection, written: Sequence[bytes], passed: int, latest: int | None
) -> Detection:
    """The W3C's format with that of the lines before its header: the server was set to write it later."""
    first = next((place for place, line in enumerate(written) if FIELDS.search(line)), 0)
    ahead = [line for line in written[:first] if not line.startswith(b"#")]
    before = _judge_inside(ahead, passed, latest) if ahead else None
    if before is None or before.reading.wrappers or isinstance(before.format, Extended):
        return found
    forms = (before.format, *before.reading.others)
    return found._replace(reading=replace(found.reading, others=forms), read=found.read + before.read)


def _judge_declared(written: Sequence[bytes], passed: int, latest: int | None) -> Detection | None:
    """The declared format of other kinds that most lines fit, the one declared first of equals."""
    found: list[Detection] = []
    forms: list[Keyed | Template] = [*KEYED, *(form for form in formats() if isinstance(form, Template))]
    if latest is not None:
        forms = [replace(form, latest=latest) for form in forms]
    found += [one for one in (judge_extended(written, passed), judge_table(written, passed, judge)) if one]
    for form in forms:
        read = (
            lines_read(form, written)
            if not isinstance(form, Template)
            else lines_read_strictly(form, written)
        )
        if read and not of_another_service(form, written):
            form = _with_fractions(form, written)
            why = f"Read as {form.title} because {lines_in_words(read, len(written), passed)} {form.fields}."
            found.append(Detection(form, why, Mixture(form), read))
    return max(found, key=lambda one: one.read, default=None)


def _with_fractions(form: F, lines: Sequence[bytes]) -> F:
    """A format of JSON with the names of the numbers that have fractions in these lines."""
    if not isinstance(form, Keyed) or form.syntax != "json":
        return form
    return replace(form, fractions=fractions_of(map(decode, lines)))


def _others(main: LogFormat, layouts: Sequence[Template], lines: Sequence[bytes]) -> list[LogFormat]:
    """The layouts that are none of lines cut off: they have fields of their own, or a fair share of lines."""
    others: list[LogFormat] = []
    mine = _fields(main)
    for layout in layouts:
        fields = _fields(layout)
        whole = "status" in fields and not fields < mine
        if whole or ("status" in fields and lines_read(layout, lines) >= max(2, FAIR * len(lines))):
            others.append(layout)
    return others


def _fields(form: LogFormat) -> frozenset[str]:
    if isinstance(form, Template):
        return frozenset(piece[1] for piece in form.pieces if piece[1])
    if isinstance(form, Format):
        agent = {"user agent": "agent", "virtual host": "vhost"}
        names = {agent.get(name, name) for name in (*form.before, *form.quoted)}
        return frozenset({*names, "time", "request", "status", "size"})
    return frozenset()


def _why_own(form: LogFormat, read: int, written: int, passed: int) -> str:
    return f"Read by the layout that {lines_in_words(read, written, passed)} {form.fields}."
