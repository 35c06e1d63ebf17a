"""The network page's help."""

from __future__ import annotations

HELP = (
    (
        "The story to begin with",
        "Press Train with the preset “saturated tanh”. The loss stays flat for about twenty epochs; drag "
        "the epoch slider and read in “What stands out” that the last layer is saturated. Then click “Try "
        "ReLU”: the network is changed and trained at once, and both runs are compared.",
    ),
    (
        "How sure a sentence is",
        "Each under “What stands out” ends with it: beyond doubt where the evidence is three times what is "
        "asked for (of epochs, standard errors or sizes), clear from one and a half times on, else a close "
        "call. An error of numbers is squared, and 1 is about what always answering the mean has; of classes "
        "it is the cross-entropy. A remedy is tried before it is recommended, with and without it from the "
        "same start.",
    ),
    (
        "The steps",
        "Data, parameters, architecture: each change is checked as you make it, and what cannot be is "
        "explained at its field or row before anything is trained. Training, distributions, diagnostics "
        "look at the run at hand; runs keeps them all, also after a reload.",
    ),
    (
        "Epochs",
        "Click or drag in a curve or in the strip, move the slider, or let it play. All charts look at "
        "the same epoch and the same layer. At the last epoch they follow a training that goes on.",
    ),
    (
        "Closer looks",
        "In diagnostics: drag a threshold along the ROC curve and read what comes of it, see whether chances "
        "mean what they say, which inputs matter and how the answer follows one of them. Fewer rows, other "
        "seeds and other splits are trained when asked, and thrown away.",
    ),
    (
        "By keyboard",
        "Tab reaches every part; arrows move through tabs, epochs, layers and dots; Alt with an arrow "
        "moves a row of the architecture; ? opens this help.",
    ),
    (
        "Your own table",
        "A table of text, with or without a heading, or several with the same columns. What is predicted, "
        "which columns are learned from and "
        "what fills missing values is guessed, said, and can be changed in the step Data. It stays on this "
        "server, in your browser's own folder.",
    ),
    (
        "Take it away",
        "A run as a .keras file, or as Python code that gives the same numbers; in runs also its curves and "
        "histograms as CSV, a log for TensorBoard and a model card with your note; each card as PNG, each "
        "table as CSV. “Share view” copies a link with all settings, without the trained weights.",
    ),
)
