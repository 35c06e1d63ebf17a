"""Every keyword given to a Vuetify component is one that it has.

ipyvuetify swallows others in silence, so that ``Btn(outlined=True)``, right in Vuetify 2, draws a plain
button in Vuetify 3.
"""

import ast

import ipyvuetify
import pytest

from tests.source import Module, modules, own_modules, plant


def components(module: Module) -> dict[str, str]:
    """How a file calls ipyvuetify's names: {"v.": ""} after ``import ipyvuetify as v``, {"Btn": "Btn"}…"""
    called = {}
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "ipyvuetify":
                    called[f"{alias.asname or alias.name}."] = ""
        elif isinstance(node, ast.ImportFrom) and node.module == "ipyvuetify":
            for alias in node.names:
                called[alias.asname or alias.name] = alias.name
    return called


def unknown_keywords(found: list[Module]) -> list[str]:
    """Calls of Vuetify components that do not exist, or with keywords that the component has not."""
    unknown = []
    for module in found:
        called = components(module)
        if not called:
            continue
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            before, dot, last = ast.unparse(node.func).rpartition(".")
            name = last if called.get(before + dot) == "" else called.get(last) if not dot else None
            if name is None:
                continue
            component = getattr(ipyvuetify, name, None)
            if component is None:
                unknown.append(f"{module}:{node.lineno} {name} does not exist")
            elif hasattr(component, "class_trait_names"):
                traits = set(component.class_trait_names())
                unknown += [
                    f"{module}:{node.lineno} {name} has no {keyword.arg}"
                    for keyword in node.keywords
                    if keyword.arg is not None and keyword.arg not in traits
                ]
    return unknown


def test_every_keyword_is_known():
    assert unknown_keywords(own_modules()) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import ipyvuetify as v\nv.Btn(outlined=True)", "app/shell/page.py:2 Btn has no outlined"),
        ("import ipyvuetify\nipyvuetify.AppBar(app=True)", "app/shell/page.py:2 AppBar has no app"),
        (
            "from ipyvuetify import TextField as T\nT(dense=True)",
            "app/shell/page.py:2 TextField has no dense",
        ),
        ("import ipyvuetify as v\n\nv.TabItem()", "app/shell/page.py:3 TabItem does not exist"),
    ],
)
def test_what_vuetify_3_swallows_is_found(tmp_path, text, said):
    assert unknown_keywords(modules(plant(tmp_path, {"app/shell/page.py": text}))) == [said]


@pytest.mark.parametrize(
    "text",
    [
        "import ipyvuetify as v\nv.Btn(variant='flat', children=[], class_='b', style_='c', v_slots=[])",
        "import ipyvuetify as v\nv.Html(tag='p', **{'outlined': True})",
        "from elsewhere import Btn\nBtn(outlined=True)",
    ],
)
def test_what_a_component_has_is_none(tmp_path, text):
    assert unknown_keywords(modules(plant(tmp_path, {"app/shell/page.py": text}))) == []
