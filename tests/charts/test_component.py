"""How ``.vue`` files reach the browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.charts import BarList, component


def test_widgets_of_one_file_share_one_template() -> None:
    one, two = BarList(), BarList()
    assert one.template is two.template
    assert one.template.esm_export == "charts_bar_list"


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
