"""How ``.vue`` files reach the browser."""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import app
from app.charts import BarList, component
from app.charts.component import Component
from app.network.views.learning_curve import LearningCurve
from app.places import COMPONENTS


def test_widgets_of_one_file_share_one_template() -> None:
    one, two = BarList(), BarList()
    assert one.template is two.template
    assert one.template.esm_export == "charts_bar_list"


def test_a_server_hands_out_what_widgets_are_drawn_by_as_files_named_by_their_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(COMPONENTS, str(tmp_path))
    monkeypatch.setattr(component, "_served", {})
    monkeypatch.setattr(component, "_modules", {})
    monkeypatch.setattr(component, "_templates", {})
    component.prepare()
    (made,) = tmp_path.glob("charts.*.js")
    assert made.name == f"charts.{hashlib.sha256(made.read_bytes()).hexdigest()[:16]}.js"
    assert "export const charts_bar_list" in made.read_text("utf-8")
    assert BarList().template.esm_module == "vitrine-charts"
    module = component._modules["charts"]
    assert (module.url, module.code) == (f"../components/{made.name}", "")


@pytest.mark.parametrize("path", sorted(component.APP.rglob("*.vue")), ids=lambda path: path.stem)
def test_every_file_is_as_agreed(path: Path) -> None:
    template, script, _ = component._parts(path)
    assert template.strip()
    assert script.count("return") >= 1


def test_a_file_without_template_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.vue"
    path.write_text("<script>\nexport default {}\n</script>\n")
    with pytest.raises(ValueError, match=r"broken\.vue has no <template>"):
        component._parts(path)


def test_class_names_are_the_apps_own() -> None:
    """Styles hold for the whole page, so every rule names a class of ours."""
    for path in component.APP.rglob("*.vue"):
        style = component._parts(path)[2]
        rules = [line for line in style.splitlines() if "{" in line and line[0] not in " }@/"]
        selectors = [rule.split("{")[0].strip() for rule in rules]
        strangers = [one for one in selectors if ".vt-" not in one and not one.startswith((".sk-", "#"))]
        assert not strangers, f"{path.name}: {strangers}"


def components(of: type[Component] = Component) -> Iterator[type[Component]]:
    for found in of.__subclasses__():
        if hasattr(found, "vue_file") and found.__module__.startswith("app."):
            yield found
        yield from components(found)


def sets(text: str, name: str) -> bool:
    """Whether a ``.vue`` file sets what it has of a trait, which ipyvue then sends."""
    ways = (
        rf"\bthis\.{name}\s*(?:[-+*/]?=(?!=)|\+\+|--)",
        rf"\bthis\.{name}(?:[.[][\w\]]+\s*=(?!=)|\.(?:push|pop|shift|unshift|splice|sort|reverse|add|delete)\()",
        rf'\bv-model(?:\.\w+)*="{name}\b',
        rf'@[\w.:-]+="[^"]*(?<![\w.$]){name}\s*(?:[-+*/]?=(?!=)|\+\+|--)',
    )
    return any(re.search(way, text) for way in ways)


def test_a_page_may_set_what_its_file_sets_and_nothing_else() -> None:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        if not module.name.startswith("app.server"):
            importlib.import_module(module.name)
    found = set(components())
    assert len(found) > 50
    for widget in found:
        text = Path(widget.vue_file[0]).with_name(widget.vue_file[1]).read_text(encoding="utf-8")
        written = {name for name in widget.class_traits(sync=True) if sets(text, name)}
        assert written == set(widget.page_sets), widget.__name__


def test_what_only_python_sets_a_page_cannot_set(caplog: pytest.LogCaptureFixture) -> None:
    chart = LearningCurve("Loss")
    chart.set_state({"last": 2**53, "span": -1, "logarithmic": True, "figure": "IPY_MODEL_x", "\nx": 1})
    # The numbers of its card are a row an epoch: this was 21 GB of them.
    assert (chart.last, chart.span, chart.logarithmic) == (0, 2, True)
    assert chart.table() == (["epoch"], [])
    (told,) = [record.getMessage() for record in caplog.records]
    assert "\n" not in told
