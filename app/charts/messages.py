"""What a browser says to a widget: heard where a page can have said it, else ignored with a line in the log.

A page sends what its ``.vue`` files send. Whoever writes messages of their own can send anything, to any
widget: nothing of that may end in a traceback, and nothing but the widget's own ``vue_`` methods may run.
"""

from __future__ import annotations

import inspect
import logging
from collections.abc import Callable, Sequence
from functools import cache
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from app.problem import Problem

LARGEST = 2**53
"""Whole numbers beyond this are none that a browser can write."""


def deliver(widget: Any, content: Any, buffers: Sequence[memoryview] = ()) -> None:
    """Call the method ``vue_<event>`` of a widget with a message's data, if both fit.

    Data fit if they are of the type that the method's first parameter is annotated with, down to the fields
    of a `TypedDict`; the method raises Problem for what it cannot do with them all the same. Any other error
    is a mistake of ours, and is raised.
    """
    event = content.get("event") if isinstance(content, dict) else None
    method = getattr(widget, f"vue_{event}", None) if isinstance(event, str) else None
    if not inspect.ismethod(method):
        _ignore(widget, event, "there is no such message")
        return
    kind, takes_buffers = _takes(method.__func__)
    data = content.get("data", {})
    if not fits(data, kind):
        _ignore(widget, event, "its data are of another type")
        return
    try:
        if takes_buffers:
            method(data, buffers or ())
        else:
            method(data)
    except Problem as problem:
        _ignore(widget, event, str(problem))


def settable(widget: Any, state: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Give of a state that a page sends the traits of these names."""
    others = sorted(state.keys() - set(names))
    if others:
        kind = type(widget).__name__
        logging.getLogger(__name__).warning("ignored that a page sets %.60a of a %s", others[0], kind)
    return {name: value for name, value in state.items() if name in names}


def fits(value: Any, kind: Any) -> bool:
    """Whether a value from a browser is of an annotation's type; a `TypedDict` may hold more than it names.

    >>> fits([0, 0.5], list[float]), fits([0, "x"], list[float]), fits(True, int), fits(1e999, float)
    (True, False, False, False)
    """
    outer = get_origin(kind) or kind
    if outer in (Union, UnionType):
        return any(fits(value, one) for one in get_args(kind))
    if outer is Literal:
        return isinstance(value, str) and value in get_args(kind)
    if is_typeddict(outer):
        return isinstance(value, dict) and all(
            fits(value[name], part) if name in value else may_lack
            for name, (part, may_lack) in _fields(outer).items()
        )
    if outer is int:
        return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST
    if outer is float:
        return fits(value, int) or (isinstance(value, float) and abs(value) < float("inf"))
    if outer is list:
        return isinstance(value, list) and all(fits(part, *get_args(kind)[:1] or (Any,)) for part in value)
    return outer is Any or not isinstance(outer, type) or isinstance(value, outer)


@cache
def _fields(kind: Any) -> dict[str, tuple[Any, bool]]:
    """The fields of a `TypedDict`: the type of each, and whether it may be missing."""
    marked = get_type_hints(kind, include_extras=True)
    return {
        name: (part, get_origin(marked[name]) is NotRequired) for name, part in get_type_hints(kind).items()
    }


@cache
def _takes(function: Callable[..., Any]) -> tuple[Any, bool]:
    """The type of a method's first parameter, and whether it has one more for buffers."""
    names = list(inspect.signature(function).parameters)[1:]
    return get_type_hints(function).get(names[0], Any), len(names) > 1


def _ignore(widget: Any, event: Any, why: str) -> None:
    # As ASCII literals: a line break in what was sent would start another line.
    name, kind = event if isinstance(event, str) else "", type(widget).__name__
    logging.getLogger(__name__).warning("ignored the message %.60a to a %s: %.200a", name, kind, why)
