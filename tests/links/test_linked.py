"""A model and its link are two sides of one thing, alone and together with others."""

import traitlets

from app.links import Choice, FileName, Flag, Labels, Linked, LinkState, SharedView, Text

KEY = "0123456789abcdef" * 2


class Colours(Linked):
    chosen = traitlets.Tuple()
    order = traitlets.Enum(["name", "hue"], "name")

    link = LinkState(Labels("colour", trait="chosen"), Choice("order", "name", options=("name", "hue")))


class Words(Linked):
    sought = traitlets.Unicode()

    link = LinkState(Text("q", trait="sought", flows=True))


def test_a_model_follows_its_link_and_the_link_its_model():
    model = Colours()
    model.chosen, model.order = ("red", "blue"), "hue"
    assert model.query == "colour=red,blue&order=hue"
    assert model.restore("colour=green") == []
    assert (model.chosen, model.order) == (("green",), "name")
    assert model.query == "colour=green"


def test_what_no_link_holds_is_said_before_what_is_too_long():
    model = Words()
    model.unshared = "It lacks your file."
    model.sought = "x" * 3_000
    assert model.link_lacks == "It lacks your file. The link lacks “q”: the view is too long for a link."


def test_several_models_are_one_view():
    colours, words = Colours(), Words()
    view = SharedView([words, colours])
    assert view.restore("colour=red&q=a+b&size=9") == ["“size” is not a setting of this page: ignored."]
    assert (colours.chosen, words.sought) == (("red",), "a b")
    assert view.query == "q=a+b&colour=red"
    words.unshared = "It lacks your file."
    assert view.link_lacks == "It lacks your file."
    colours.chosen = ()
    assert view.query == "q=a+b"


def test_what_asks_for_a_whole_link_is_not_heeded_in_another():
    link = LinkState(Flag("trained", only_whole=True), Flag("trend"))
    assert link.from_query("trained=1&trend=1")[0] == {"trained": True, "trend": True}
    assert link.from_query("trained=1&trend=1&colour=red")[0] == {"trained": False, "trend": True}


def test_a_file_is_named_by_its_content_and_what_its_owner_calls_it():
    link = LinkState(FileName("file"))
    for name in ("access.log", "a:b, c~d.csv", "日志.log", "x" * 200):
        query = link.to_query({"file": (KEY, name)})
        assert link.from_query(query) == ({"file": (KEY, name)}, [])
    for bad in (KEY, f"{KEY}:", f"{KEY[1:]}:x", f"../{KEY}:x", f"{KEY.upper()}:x", "x"):
        state, notices = link.from_query(f"file={bad}")
        assert (state["file"], len(notices)) == (None, 1)
