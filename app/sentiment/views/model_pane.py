"""Model: what the classifier is, other settings to train with, and how those compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import ipyvuetify as v

from app.charts import Card
from app.charts.card import Table
from app.charts.download import Download
from app.charts.progress import Progress
from app.job import Job, Tell
from app.problem import Problem
from app.sentiment.analysis import Analysis
from app.sentiment.classifier import Hyperparameters
from app.sentiment.explanation import Explainer
from app.sentiment.model import SentimentModel
from app.sentiment.model_file import dump
from app.sentiment.pair import Pair
from app.sentiment.rivals import KINDS, OWN, Recipe, prepare_rival
from app.sentiment.trained import Trained
from app.sentiment.views.model_card import ModelCard
from app.sentiment.views.model_comparison import ModelComparison
from app.sentiment.views.result_table import ResultTable
from app.sentiment.views.settings_form import SettingsForm
from app.sentiment.views.token_weights import TokenWeights

LOADED = 'load_classifier("classifier.npz")'
"""How a saved classifier is loaded in Python, from ``app.sentiment``."""


class ModelPane(v.Html):
    """The card of the classifier shown, a form to train others, and all of them in a table.

    ``on_use(trained)`` is called for the classifier that the page is to show, ``on_open(id)`` for a text.
    ``state`` says which two are compared; what it names and nobody trained yet is trained.
    """

    def __init__(
        self,
        on_use: Callable[[Trained], Any],
        on_open: Callable[[str], Any] | None = None,
        state: SentimentModel | None = None,
    ) -> None:
        self._on_use = on_use
        self._state = state if state is not None else SentimentModel()
        self._training = Job()
        self._results: list[tuple[Trained, Analysis]] = []
        self._recipes: list[Recipe | None] = []
        # What a link asks for, while it is being trained.
        self._awaited: Recipe | None = None
        self._used: Trained | None = None
        self.card = ModelCard()
        self.form = SettingsForm(self._train)
        self.results = ResultTable(lambda place: on_use(self._results[place][0]))
        self.progress = Progress(self._training)
        save = Download("classifier.npz", self._file, words="Classifier as a file")
        self._cards = [
            Card("Model card", self.card, reading=f"its file in Python: {LOADED}", actions=save),
            Card(
                "Train with other settings",
                v.Html(tag="div", children=[self.form, self.progress]),
                reading="takes a second, boosted trees a few; the result joins the table below",
            ),
            Card(
                "Classifiers compared",
                self.results,
                reading="on the same held-back texts; brackets: 95% intervals",
                table=self._table,
            ),
        ]
        self.comparison = ModelComparison(on_open=on_open, on_pair=self._paired)
        self.weights = TokenWeights()
        strong = Card(
            "Strongest tokens",
            self.weights,
            reading="coefficients of the classifier shown, for every class",
            table=self.weights.table,
        )
        self._cards += [self.comparison, strong]
        super().__init__(tag="div", class_="vt-model-pane", children=self._cards)
        self._training.observe(self._follow, "running")
        self._state.observe(lambda _: self._show_pair(), "pair")

    def _follow(self, _change: Any) -> None:
        self.form.busy = self._training.running
        if self._training.running:
            return
        awaited, self._awaited = self._awaited, None
        if awaited is not None and awaited not in self._recipes:
            # It failed or was stopped: to ask for it again would go on for ever.
            self._state.pair = ""
        else:
            self._show_pair()

    def begin(self, trained: Trained) -> None:
        """Start anew with the classifier of other texts."""
        # What is abandoned is no failure: the pair is asked for again below, of the new texts.
        self._awaited, self._results = None, []
        self._training.abandon()
        self._results = [(trained, _judged(trained, trained))]
        self._recipes = [None]
        self.show_used(trained)
        self._show_pair()

    def add(self, trained: Trained) -> None:
        """Put one more classifier, which learned other labels, into the table."""
        self._results.append((trained, _judged(trained, self._results[0][0])))
        self._recipes.append(None)
        self._draw()

    def show_used(self, trained: Trained) -> None:
        """Show the card of the classifier that the page shows."""
        self._used = trained
        self.card.show(trained.card())
        learnt = trained.corpus.frame[~trained.held]
        if "obscene" in learnt:
            learnt = learnt[~learnt["obscene"].to_numpy(bool)]
        self.weights.show(Explainer(trained.pipeline), learnt["text"].tolist(), learnt["label"].tolist())
        self._cards[-1].refresh_table()
        self.form.settings = {**trained.settings.as_dict(), "kind": OWN}
        self._draw()

    def _train(self, asked: dict[str, Any]) -> None:
        used = self._used
        if used is None:
            return
        try:
            recipe = Recipe(str(asked.get("kind", OWN)), _settings(asked, used.settings))
        except Problem as problem:
            self.progress.tell(problem)
            return
        self._start(recipe, then=lambda: self._pair(0, len(self._results) - 1))

    def _start(self, recipe: Recipe, then: Callable[[], Any] | None = None) -> None:
        first = self._results[0][0]

        def work(tell: Tell) -> tuple[Trained, Analysis]:
            trained = prepare_rival(first, recipe, tell)
            return trained, _judged(trained, first)

        def end(result: tuple[Trained, Analysis]) -> None:
            self._results.append(result)
            self._recipes.append(recipe)
            self._draw()
            if then is not None:
                then()

        self._training.start("Training", work, end)

    # ---- which two are compared ----

    def _paired(self, first: str, second: str) -> None:
        self._pair(int(first) - 1, int(second) - 1)

    def _pair(self, first: int, second: int) -> None:
        """Keep which two are compared; a pair with one of other labels cannot be made again by a link."""
        named = all(place == 0 or self._recipes[place] is not None for place in (first, second))
        self._state.pair = Pair(self._recipes[first], self._recipes[second]).text if named else ""

    def _show_pair(self) -> None:
        """Compare the pair that is asked for, training what is not there yet."""
        if not self._state.pair or not self._results or self._training.running:
            return
        try:
            pair = Pair.read(self._state.pair)
        except Problem as problem:
            self._state.pair = ""
            self.progress.tell(problem)
            return
        places = []
        for recipe in pair:
            known = [
                place
                for place, other in enumerate(self._recipes)
                if other == recipe and (recipe or not place)
            ]
            if not known:
                assert recipe is not None
                self._awaited = recipe
                self._start(recipe)
                return
            places.append(known[-1])
        self.comparison.choose(*(str(place + 1) for place in places))

    def _draw(self) -> None:
        self.results.results = [self._row(place, *result) for place, result in enumerate(self._results)]
        self.results.used = next((i for i, (one, _) in enumerate(self._results) if one is self._used), -1)
        self._cards[2].refresh_table()
        self.comparison.show({str(place): found for place, (_, found) in enumerate(self._results, 1)})

    def _row(self, place: int, trained: Trained, found: Analysis) -> dict[str, Any]:
        judged, recipe = found.evaluation, self._recipes[place]
        accuracy, macro = judged.accuracy, judged.macro_f1()
        return {
            **trained.settings.as_dict(),
            **_unused(recipe.kind if recipe else OWN),
            "kind": KINDS[recipe.kind if recipe else OWN],
            "shown": not trained.custom,
            "name": f"{place + 1}",
            "labels": "given" if trained.corpus is self._results[0][0].corpus else "yours",
            "accuracy": f"{accuracy.value:.3f}",
            "accuracy_range": f"{accuracy.low:.3f} to {accuracy.high:.3f}",
            "macro": f"{macro.value:.3f}",
            "macro_range": f"{macro.low:.3f} to {macro.high:.3f}",
            "seconds": f"{trained.seconds:.2f}",
        }

    def _file(self) -> Iterable[bytes]:
        if self._used is not None:
            content = dump(self._used.pipeline, self._used.settings)
            step = 4_000_000
            for start in range(0, len(content), step):
                yield content[start : start + step]

    def _table(self) -> Table:
        columns = [
            "name",
            "kind",
            "C",
            "longest",
            "min_df",
            "balanced",
            "labels",
            "accuracy",
            "macro",
            "seconds",
        ]
        return columns, [[row[column] for column in columns] for row in self.results.results]


def _unused(kind: str) -> dict[str, Any]:
    """What a kind has no setting for, as the table says it."""
    if kind == "boosted":
        return {"C": "–"}
    return {"balanced": False} if kind == "bayes" else {}


def _judged(trained: Trained, first: Trained) -> Analysis:
    """A classifier's answers by the labels as given, so that all rows of the table are judged alike."""
    return Analysis.of(trained.pipeline, first.corpus.frame[first.held])


def _settings(asked: dict[str, Any], used: Hyperparameters) -> Hyperparameters:
    """The settings that a browser sent. Raises Problem where they are none."""
    try:
        return Hyperparameters(
            C=float(asked["C"]),
            longest=_whole(asked["longest"]),
            min_df=_whole(asked["min_df"]),
            balanced=bool(asked["balanced"]),
            seed=used.seed,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Problem("A setting is missing or is no number.", "Fill in all fields.") from error


def _whole(asked: Any) -> Any:
    """A number as a whole one; one that is none as it is, for `Hyperparameters` to name it."""
    number = float(asked)
    return int(number) if number.is_integer() else number
