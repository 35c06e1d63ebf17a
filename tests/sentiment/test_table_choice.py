"""Which column is what and what each label means: guessed, shown, changed, kept in a link."""

from __future__ import annotations

import pytest

from app.charts import ColumnChooser
from app.charts.messages import deliver
from app.problem import Problem
from app.sentiment import SentimentPage
from app.sentiment.corpus import BUNDLED, Choice, TableReading, read_file
from app.sentiment.link import WAITING
from app.sentiment.model import SentimentModel
from app.settings import Settings
from app.visitor import Visitor, new_identity


def written(tmp_path, content, name="own.csv"):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return path


def read(tmp_path, content, choice=None) -> TableReading:
    heard: list[TableReading] = []
    read_file(written(tmp_path, content), choice=choice, on_reading=heard.append)
    return heard[0]


TABLE = "n,remark,kind\n" + "".join(
    f"{n},remark number {n},{kind}\n" for n, kind in enumerate("0120120120" * 2)
)


def test_what_was_guessed_is_told_with_the_first_rows(tmp_path):
    reading = read(tmp_path, TABLE)
    assert reading.columns == ("n", "remark", "kind")
    assert reading.roles["text"] == "remark"
    assert reading.roles["label"] == "kind"
    # 0120120120 twice: eight zeros, six ones, six twos.
    assert [(one.written, one.rows) for one in reading.spellings] == [("0", 8), ("1", 6), ("2", 6)]
    assert reading.has_heading
    assert reading.rows[0] == ("0", "remark number 0", "0")
    assert len(reading.rows) == 5


def test_a_table_that_cannot_be_used_is_told_all_the_same(tmp_path):
    heard: list[TableReading] = []
    path = written(tmp_path, "weight,size\n" + "".join(f"{n},{n * 2}\n" for n in range(30)))
    with pytest.raises(Problem, match="no column"):
        read_file(path, on_reading=heard.append)
    assert heard[0].columns == ("weight", "size")
    assert "text" not in heard[0].roles


def test_a_heading_that_is_none_is_data_when_told_so(tmp_path):
    content = "fine day,good\nbad day,bad\n" + "fine again,good\nbad again,bad\n" * 3
    as_data = read_file(written(tmp_path, content), choice=Choice(has_heading=False))
    assert as_data.counts == {"negative": 4, "positive": 4}
    named = Choice({"text": "fine day", "label": "good"}, has_heading=True)
    assert read_file(written(tmp_path, content), choice=named).counts == {"negative": 4, "positive": 3}


def test_a_choice_for_another_file_is_named_and_left(tmp_path):
    choice = Choice({"text": "tweet", "label": "kind"}, {"spam": "negative"})
    corpus = read_file(written(tmp_path, TABLE), choice=choice)
    assert corpus.roles["text"] == "remark"
    assert sum(corpus.counts.values()) == 20
    told = " ".join(corpus.notes)
    assert "no column “tweet”, which was chosen as text" in told
    assert "None of the labels chosen before" in told


def test_choosing_one_column_for_two_roles_leaves_the_last():
    choice = Choice().with_column("text", "a").with_column("label", "b").with_column("label", "a")
    assert choice.columns == {"label": "a"}
    # Nobody's column can be nobody's twice.
    none = Choice().with_column("time", "").with_column("split", "")
    assert none.columns == {"time": "", "split": ""}


def test_a_set_read_otherwise_has_another_name_to_keep_decisions_by(tmp_path):
    path = written(tmp_path, TABLE)
    guessed, chosen = read_file(path), read_file(path, choice=Choice({}, {"0": "bad", "1": "good", "2": ""}))
    assert guessed.name == "own.csv"
    assert chosen.name != guessed.name
    assert chosen.title == "own.csv"
    assert read_file(path, choice=Choice({}, {"2": "", "1": "good", "0": "bad"})).name == chosen.name
    # When a text was written changes no decision about its label.
    assert read_file(path, choice=Choice({"time": ""})).name == "own.csv"


def test_another_column_of_labels_forgets_what_labels_mean():
    choice = Choice({}, {"0": "negative"})
    assert choice.with_column("time", "day").meaning == {"0": "negative"}
    assert choice.with_column("label", "mark").meaning == {}
    assert choice.with_meaning("1", " good ", {"0": "bad", "1": ""}).meaning == {"0": "bad", "1": "good"}


@pytest.mark.parametrize(
    ("choice", "query"),
    [
        (
            Choice({"text": "tweet", "label": "class"}, {"0": "negative", "1": "positive", "2": ""}),
            "columns=text:tweet,label:class&labels=0:negative,1:positive,2:",
        ),
        (Choice({"text": "a,b:c~d"}, {":)": "glad, or so"}, True), None),
        (Choice({"time": ""}, {}, False), "columns=time:&heading=no"),
    ],
)
def test_a_link_keeps_the_choice(choice, query):
    model = SentimentModel()
    model.source = "mine.csv"
    model.table_choice = choice
    assert query is None or model.query == f"set=mine.csv&{query}"
    other = SentimentModel()
    assert other.restore(model.query) == []
    assert other.table_choice == choice


def test_a_link_says_that_it_lacks_the_file_it_speaks_of():
    assert SentimentModel().restore("columns=text:tweet") == [WAITING]
    assert "must be pairs" in SentimentModel().restore("labels=0,1")[0]


# ---- on the page ----


@pytest.fixture
def page(tmp_path):
    mine = written(tmp_path, TABLE, "mine.csv")
    odd = "weight,grade\n" + "".join(f"{n},{n % 2}\n" for n in range(40))
    broken = written(tmp_path, odd, "odd.csv")
    return SentimentPage(Settings.read({"VITRINE_TEXTS": f"{mine}:{broken}"}))


def test_a_change_reads_the_file_again_and_stays_in_the_link(page):
    page.state.restore("set=mine.csv")
    chooser = page.details.chooser
    assert [one["column"] for one in chooser.roles if one["role"] in ("text", "label")] == ["remark", "kind"]
    assert page.state.classes == ("negative", "neutral", "positive")
    chooser.vue_value({"written": "2", "label": ""})
    assert page.state.classes == ("negative", "neutral")
    assert page.dashboard.trained.corpus.counts == {"negative": 8, "neutral": 6}
    chooser.vue_value({"written": "1", "label": "odd"})
    assert page.dashboard.trained.corpus.counts == {"negative": 8, "odd": 6}
    assert page.state.query == "set=mine.csv&labels=0:negative,1:odd,2:"
    query = page.state.query
    page.source.vue_choose("tweets")
    assert not page.details.chooser.columns
    assert page.state.query == "set=tweets"
    page.state.restore(query)
    assert page.dashboard.trained.corpus.counts == {"negative": 8, "odd": 6}


@pytest.mark.parametrize(
    ("rows", "is_certain", "summary"),
    [
        (
            "review,sentiment\nso good,pos\nso bad,neg\n",
            True,
            "texts from “review”, labels from “sentiment”: pos = positive, neg = negative",
        ),
        ("v1,v2\n" + "ham,see you\nspam,you win\n" * 3, True, "texts from “v2”, labels from “v1”: ham, spam"),
        ("text,stars\nso good,5\nso bad,1\nso so,3\nit is,5\nit was,1\nwell,3\n", False, None),
        (
            "text,label\nso good,1\nso bad,0\n",
            False,
            "texts from “text”, labels from “label”: 1 = positive, 0 = negative",
        ),
        ("text,label\nso good,True\nso bad,False\n", False, None),
        ("text,label\nso good,pos\nso bad,neg\nso what,pis\n" + "so,pos\n" * 200, False, None),
        ("text,labels\n" + 'so,"joy;love"\nno,joy\nyes,love\n' * 9, False, None),
        ("text,score\nso good,0.9\nso bad,-0.7\nso so,0.01\n", False, None),
        ("wording,kind\nso good it is,praise\nso bad it is,blame\n" * 3, False, None),
    ],
    ids=["moods", "classes", "stars", "numbers", "true", "left out", "several", "scores", "own names"],
)
def test_how_a_table_is_read_is_told_in_a_line_that_says_where_it_is_a_guess(
    tmp_path, rows, is_certain, summary
):
    page = SentimentPage(Settings.read({}))
    written(tmp_path, rows, "mine.csv")
    page.own.bring([("mine.csv", tmp_path / "mine.csv")])
    assert page._reading.is_certain == is_certain
    assert summary in (None, page._reading.summary)
    assert not page.source.unfolded
    if not page.details.asking:
        assert (page.details.summed_up, page.details.guessed) == (page._reading.summary, not is_certain)


def test_an_upload_that_fails_is_asked_about_and_can_be_left(page, tmp_path):
    page.own.bring([("odd.csv", tmp_path / "odd.csv")])
    chooser = page.details.chooser
    assert "no column “text”" in page.details.progress.note.what
    assert page.details.asking
    assert chooser.columns == ["weight", "grade"]
    assert page.source.chosen == next(iter(BUNDLED))
    chooser.vue_column({"role": "text", "column": "weight"})
    # Every text is a number, and every number is one token: it is read, and nothing else can be said of it.
    assert page.dashboard.trained.corpus.counts == {"negative": 20, "positive": 20}
    assert page.view.link_lacks.startswith("The link does not hold the file")
    page.own.bring([("odd.csv", tmp_path / "odd.csv")])
    assert page.state.table_choice == Choice()
    assert page.details.asking
    chooser.vue_close()
    assert not chooser.columns
    assert page.details.progress.note.what == ""


def test_what_a_link_says_of_a_file_waits_for_it(page, tmp_path):
    page.state.restore("columns=text:remark&labels=0:negative,1:positive,2:neutral")
    assert page.source.chosen == next(iter(BUNDLED))
    page.own.bring([("mine.csv", tmp_path / "mine.csv")])
    assert page.dashboard.trained.corpus.counts == {"negative": 8, "neutral": 6, "positive": 6}
    assert page.dashboard.trained.corpus.meaning == {"0": "negative", "1": "positive", "2": "neutral"}


def test_a_set_of_the_operators_that_fails_is_asked_about_over_the_bundled_one(page):
    page.state.restore("set=odd.csv")
    assert page.source.chosen == next(iter(BUNDLED))
    assert page.details.asking
    page.details.chooser.vue_column({"role": "text", "column": "weight"})
    assert page.source.chosen == "odd.csv"
    assert page.state.source == "odd.csv"


@pytest.mark.parametrize(
    "made",
    [{}, {"role": "text"}, {"role": "text", "column": "no"}, {"role": "no", "column": "a"}, {"role": ["x"]}],
)
def test_a_chooser_ignores_what_there_is_not(made):
    heard = []
    chooser = ColumnChooser(on_column=lambda *what: heard.append(what), on_value=lambda *w: heard.append(w))
    chooser.ask("x", ["a", "b"], {"text": "Text"}, {"text": "a"}, [], values=[("1", 2, "good")])
    deliver(chooser, {"event": "column", "data": made})
    deliver(chooser, {"event": "value", "data": {"written": made.get("role"), "label": made.get("column")}})
    chooser.vue_column({"role": "text", "column": "a"})
    chooser.vue_value({"written": "1", "label": "good "})
    assert heard == []
    chooser.vue_column({"role": "text", "column": ""})
    chooser.vue_value({"written": "1", "label": ""})
    assert heard == [("text", ""), ("1", "")]


def test_a_link_to_texts_of_ones_own_shows_them_or_no_texts_at_all(page, tmp_path):
    root = tmp_path / "visitors"
    settings = Settings.read({"VITRINE_VISITORS": str(root)})
    mine, other = SentimentPage(settings), SentimentPage(settings)
    visitor = Visitor(new_identity(root), settings=settings)
    mine.arrive(visitor)
    mine.own.bring([("mine.csv", tmp_path / "mine.csv")])
    mine.details.chooser.vue_value({"written": "2", "label": ""})
    link = mine.view.query
    assert "labels=0:negative,1:neutral,2:" in link
    counts = mine.dashboard.trained.corpus.counts
    again = SentimentPage(settings)
    again.arrive(Visitor(visitor.identity, settings=settings))
    assert again.view.restore(link) == []
    assert again.dashboard.trained.corpus.counts == counts
    assert again.view.query == link
    other.arrive(Visitor(new_identity(root), settings=settings))
    assert other.view.restore(link) == []
    assert (other.state.analysis, other.state.total, other.dashboard.facts) == (None, 0, [])
    assert "needs the file “mine.csv”" in other.details.progress.note.what
    assert other.view.query == link
    other.own.bring([("mine.csv", tmp_path / "mine.csv")])
    assert other.dashboard.trained.corpus.counts == counts
    other.source.vue_choose("tweets")
    assert other.state.total > 100
    assert other.view.query == "set=tweets"
