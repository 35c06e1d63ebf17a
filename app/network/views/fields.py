"""Settings as a form shows them: plain dicts for the browser, made from what the models know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.network import options
from app.network.architecture.layer import Field
from app.network.options.option import Option, Parameter, spaced
from app.network.options.refusals import OUTPUT_ONLY
from app.network.settings import Spec

PATH = "."
"""Between a setting and one of its own settings: "regularizer.l2"."""

FIRST = frozenset(
    {
        "learning_rate",
        "momentum",
        "weight_decay",
        "initial_learning_rate",
        "decay_steps",
        "decay_rate",
        "delta",
        "label_smoothing",
        "alpha",
        "gamma",
        "units",
        "filters",
        "kernel_size",
        "pool_size",
        "activation",
        "dropout",
        "rate",
        "batch_normalization",
        "vocabulary",
        "return_sequences",
        "end_learning_rate",
        "boundaries",
        "values",
    }
)
"""Settings that are looked at often; the others stand behind *more*."""


def field_of(parameter: Parameter, value: Any, *, name: str = "", title: str = "") -> dict[str, Any]:
    """A hyper-parameter with its value, as the form takes it."""
    if value is None and not parameter.optional:
        value = parameter.start if parameter.required else parameter.default
    return {
        "name": name or parameter.name,
        "title": title or spaced(parameter.name),
        "kind": parameter.kind,
        "value": list(value) if isinstance(value, tuple) else value,
        "default": parameter.start if parameter.required else parameter.default,
        "start": parameter.start,
        "optional": parameter.optional,
        "low": parameter.low,
        "high": parameter.high,
        "bounds": parameter.bounds,
        "help": parameter.help,
        "choices": [{"name": choice, "title": choice} for choice in parameter.choices],
        "more": parameter.name not in FIRST,
        "problem": "",
    }


def fields_of(option: Option, values: Mapping[str, Any], under: str = "") -> list[dict[str, Any]]:
    """All hyper-parameters of a picked option; ``under`` is the setting that it was picked for."""
    return [
        field_of(one, values.get(one.name), name=f"{under}{PATH}{one.name}" if under else "")
        for one in option.parameters
    ]


def choice_of(
    name: str,
    title: str,
    chosen: str,
    offered: Sequence[Option],
    rest: Sequence[tuple[Option, str]] = (),
    *,
    nothing: str = "",
    help: str = "",
    more: bool = False,
) -> dict[str, Any]:
    """One of several options of Keras; ``rest`` does not fit, each with its reason, but can be had."""
    return {
        "name": name,
        "title": title,
        "kind": "option",
        "value": chosen,
        "default": chosen,
        "nothing": nothing,
        "help": help,
        "more": more,
        "problem": "",
        "choices": [
            {"name": one.name, "title": one.name + ("" if one.known else " (new, untried)"), "help": one.help}
            for one in offered
        ],
        "rest": [
            {"name": one.name, "title": one.name, "help": reason, "disabled": bool(one.refusal)}
            for one, reason in rest
        ],
    }


def layer_fields(field: Field, value: Any, *, output: bool) -> list[dict[str, Any]]:
    """A setting of a layer; a picked option brings its own settings along."""
    if field.parameter is not None:
        return [field_of(field.parameter, value, name=field.name, title=field.title)]
    spec = Spec(value) if isinstance(value, str) else value if isinstance(value, Spec) else field.default
    every = options.every(field.kind)
    allowed = [
        one for one in every if not one.refusal or (output and field.kind == "activation" and _fits(one))
    ]
    refused = [(one, one.refusal) for one in every if one not in allowed]
    found = [
        choice_of(
            field.name,
            field.title,
            spec.name if spec is not None else "",
            allowed,
            refused,
            nothing="" if field.default is not None else "none",
            help=next((one.help for one in every if spec is not None and one.name == spec.name), ""),
            more=field.name not in FIRST,
        )
    ]
    chosen = next((one for one in every if spec is not None and one.name == spec.name), None)
    if chosen is not None and spec is not None:
        for own in fields_of(chosen, spec.values, field.name):
            found.append({**own, "title": f"{chosen.name}: {own['title'].lower()}", "more": True})
    return found


def _fits(option: Option) -> bool:
    return option.name in OUTPUT_ONLY
