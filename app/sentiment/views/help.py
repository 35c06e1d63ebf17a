"""The help of the sentiment page."""

from __future__ import annotations

HELP = (
    (
        "Where it is wrong",
        "Rows of the matrix are the labels as given, columns what the classifier predicts. Click a cell, "
        "a row or a column to see only those texts; ctrl- or cmd-click adds, a second click removes. "
        "Every text is one that training never saw.",
    ),
    (
        "The triangle",
        "Each text is a dot; the nearer to a corner, the surer the classifier is of that class. The lines "
        "part the three decisions. Rings are texts predicted otherwise than labelled. Click a dot to read "
        "its text; in the mode Lasso draw around dots to select them, Clear removes the lasso. "
        "Two classes have a line in its place; of more than three you choose those at the corners.",
    ),
    (
        "Why",
        "A score is the intercept plus coefficient × count over the tokens of the text: stems of words, "
        "and pairs of neighbours. The bars add up to it exactly. A slice of the ring, or its legend, "
        "explains another class. Tokens that training never saw count as zero and are named so.",
    ),
    (
        "Review labels",
        "Texts whose label is not the one that classifiers prefer which never saw them, the most doubtful "
        "first. They are candidates: you decide. Keys: k keeps the label, 1 to 3 give another, a finds it "
        "ambiguous, u takes the last decision back, the arrows leaf. Decisions are kept for this browser "
        "at once. Retrain shows what they change on the same held-back texts.",
    ),
    (
        "By keyboard",
        "Tab reaches everything, arrows move within the matrix, the ring, the table and the tabs, Enter "
        "selects, Escape resets all filters, ? opens this help. The table reaches every dot of the "
        "triangle.",
    ),
    (
        "Your own texts",
        "A table with a column of texts and one of labels (negative, neutral, positive, words and numbers "
        "that mean them, or classes of your own), and if you have them split, time, entity and id. Which "
        "column is what, and what each label means, is guessed and can be changed below the choice of texts. "
        "It stays on the server for this session only. Texts without labels are predicted under Try a text.",
    ),
)
