"""Finds what the installed Keras offers: classes by their base class, arguments by their defaults."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from typing import Any

from app.network.engine import keras
from app.network.options.bounds import (
    BOUNDS,
    CHOICES,
    CHOICES_OF,
    HIDDEN,
    KINDS,
    NOT_IN_A_FORM,
    STARTS,
)
from app.network.options.option import Option, Parameter
from app.network.options.refusals import FIXED, KNOWN, REFUSALS, TASKS

CLIPS = ("clipnorm", "clipvalue", "global_clipnorm")

_NO_ACTIVATIONS = ("get", "serialize", "deserialize")


def classes(module: Any, base: type) -> Iterator[tuple[str, type]]:
    """The subclasses of ``base`` that ``module`` exports, each once, by their own names, sorted."""
    found: dict[type, str] = {}
    for name in sorted(dir(module)):
        item = getattr(module, name)
        # An alias sorts anywhere: the name under which the class was written wins.
        fits = inspect.isclass(item) and issubclass(item, base) and item is not base
        if fits and (item not in found or name == item.__name__):
            found[item] = name
    yield from sorted((name, item) for item, name in found.items())


def functions(module: Any) -> Iterator[tuple[str, Any]]:
    """The activations that ``module`` exports, each once, by their own names, sorted."""
    found: dict[Any, str] = {}
    for name in sorted(dir(module)):
        item = getattr(module, name)
        fits = inspect.isfunction(item) and not name.startswith("_") and name not in _NO_ACTIVATIONS
        if fits and (item not in found or name == item.__name__):
            found[item] = name
    yield from sorted((name, item) for item, name in found.items())


def options(kind: str) -> tuple[Option, ...]:
    """All options of a kind, offered or not, by introspection; an unforeseen class appears as it is."""
    module = keras()
    if kind == "activation":
        layers = {
            name.lower(): item for name, item in classes(module.layers, module.layers.Layer) if item.__doc__
        }
        return tuple(
            _option(kind, name, f"activations.{name}", item, layers.get(name.replace("_", "")))
            for name, item in functions(module.activations)
        )
    parts: dict[str, tuple[str, Any, type]] = {
        "optimizer": ("optimizers", module.optimizers, module.optimizers.Optimizer),
        "loss": ("losses", module.losses, module.losses.Loss),
        "initializer": ("initializers", module.initializers, module.initializers.Initializer),
        "regularizer": ("regularizers", module.regularizers, module.regularizers.Regularizer),
        "metric": ("metrics", module.metrics, module.metrics.Metric),
        "schedule": (
            "optimizers.schedules",
            module.optimizers.schedules,
            module.optimizers.schedules.LearningRateSchedule,
        ),
    }
    path, where, base = parts[kind]
    return tuple(_option(kind, name, f"{path}.{name}", item) for name, item in classes(where, base))


def _option(kind: str, name: str, path: str, item: Any, layer: Any = None) -> Option:
    refusal = REFUSALS.get((kind, name), "")
    parameters: tuple[Parameter, ...] = ()
    if not refusal:
        parameters = tuple(_parameters(kind, name, item))
        if kind == "activation":
            # Only a layer keeps an activation's arguments in a saved model.
            kept = inspect.signature(layer).parameters if layer is not None else {}
            parameters = tuple(one for one in parameters if one.name in kept)
            path = f"layers.{layer.__name__}" if parameters else path
        blind = [one.name for one in parameters if one.required and one.start is None]
        if blind:
            refusal = f"needs {' and '.join(blind)}, for which this page knows no value"
    known = (kind, name) in TASKS if kind in ("loss", "metric") else name in KNOWN[kind]
    return Option(
        kind,
        name,
        path,
        parameters,
        first_sentence(item),
        refusal,
        known or bool(REFUSALS.get((kind, name))),
        TASKS.get((kind, name), ()),
        tuple(clip for clip in CLIPS if any(one.name == clip for one in parameters)),
        FIXED.get((kind, name), {}),
    )


def _parameters(kind: str, name: str, item: Any) -> Iterator[Parameter]:
    try:
        signature = inspect.signature(item)
    except (TypeError, ValueError):
        return
    helps = argument_helps(item)
    for argument in signature.parameters.values():
        if argument.name in HIDDEN | NOT_IN_A_FORM or argument.kind in (
            argument.VAR_POSITIONAL,
            argument.VAR_KEYWORD,
        ):
            continue
        yield _parameter((kind, name), argument, helps.get(argument.name, ""))


def _parameter(of: tuple[str, str], argument: inspect.Parameter, help: str) -> Parameter:
    name = argument.name
    required = argument.default is argument.empty
    default = None if required else argument.default
    start = FIXED.get(of, {}).get(name, STARTS.get(name) if required or default is None else default)
    choices = CHOICES_OF.get((of[1], name), CHOICES.get(name, ()))
    kind = KINDS.get(name) or _kind(default if default is not None else start)
    if kind == "choice":
        choices = choices if default in choices else (str(default), *choices)
    return Parameter(
        name,
        kind,
        default,
        start,
        optional=default is None and not required,
        required=required,
        choices=choices if kind == "choice" else (),
        help=help,
        **(BOUNDS.get(name, {}) if kind != "choice" else {}),
    )


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "choice"
    if isinstance(value, int):
        return "int"
    return "float"


def first_sentence(item: Any) -> str:
    """The first sentence of a docstring on one line, without markup."""
    paragraph = (inspect.getdoc(item) or "").partition("\n\n")[0].replace("\n", " ")
    sentence = re.split(r"(?<=[.!?])\s", paragraph, maxsplit=1)[0]
    return sentence.replace("`", "").strip()[:300]


_KIND = re.compile(
    r"(?:An? )?(?:optional |python )?(?:float|int|integer|bool|boolean|string|str)\b", re.IGNORECASE
)


def argument_helps(item: Any) -> dict[str, str]:
    """What a docstring's "Args:" says about each argument, two sentences at most, on one line.

    One that only names the kind of the value or its default goes: the field shows them.
    """
    section = re.search(
        r"^(?:Args|Arguments):\n((?:(?:[ \t].*)?\n?)*)", inspect.getdoc(item) or "", re.MULTILINE
    )
    helps: dict[str, str] = {}
    if section is None:
        return helps
    for entry in re.split(r"\n(?=    \*{0,2}\w+:)", "\n" + section[1]):
        name, colon, text = entry.strip().partition(":")
        if colon:
            words = re.sub(r"\s+", " ", text.replace("`", "")).strip()
            sentences = re.split(r"(?<=[.!?])\s", words)
            told = [one for one in sentences if not one.startswith("Defaults to")]
            if len(told) > 1 and _KIND.match(told[0]):
                del told[0]
            helps[name.strip("*")] = " ".join(told[:2])[:300]
    return helps
