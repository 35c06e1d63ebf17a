"""What the installed Keras has and the page does not offer, each with its reason; and what fits which task.

This is the only such list. Whatever is not named here is offered.
"""

from __future__ import annotations

from app.network.settings import BINARY, CLASSES, REGRESSION

_ARGUMENTS = "needs arguments that depend on the data's meaning and has no defaults for them"
_PIXELS = "is for segmented images, where every pixel has a class"
_WIDTH = "halves the layer's width, or needs values that have no default"

OUTPUT_ONLY = frozenset({"softmax", "exponential"})
"""Activations that are refused for hidden layers and useful in the output."""

REFUSALS: dict[tuple[str, str], str] = {
    ("optimizer", "LossScaleOptimizer"): "wraps another optimizer, for half precision on graphics cards",
    ("optimizer", "MultiOptimizer"): "holds several optimizers for several groups of layers",
    ("optimizer", "OptimizerMap"): "is a table of optimizers and no optimizer",
    ("loss", "CTC"): "is for sequences without alignment, such as speech; it raises for these targets",
    ("loss", "Circle"): "compares embeddings with each other and has no prediction",
    ("loss", "CosineSimilarity"): "compares directions; with one output only the sign would be left",
    ("activation", "glu"): _WIDTH,
    ("activation", "threshold"): _WIDTH,
    ("activation", "exponential"): "overflows after a few layers",
    ("activation", "sparsemax"): "shares one sum among all units, which is for outputs",
    ("activation", "softmax"): "shares one sum among all units, which is for outputs",
    ("activation", "log_softmax"): "shares one sum among all units, which is for outputs",
    ("initializer", "STFT"): "makes the kernel of a Fourier transform and raises for any other",
    ("initializer", "Zeros"): "makes all units equal, and they stay so: nothing is learned",
    ("initializer", "Constant"): "makes all units equal, and they stay so: nothing is learned",
    ("initializer", "Ones"): "makes all units equal, and they stay so: nothing is learned",
    ("metric", "MeanMetricWrapper"): "wraps a function",
    ("metric", "Mean"): "averages the predictions without looking at the target",
    ("metric", "Sum"): "adds up the predictions without looking at the target",
    ("metric", "Accuracy"): "asks for equal numbers; the accuracies for classes count the right class",
    ("metric", "CosineSimilarity"): "compares directions; with one output only the sign would be left",
    (
        "metric",
        "Poisson",
    ): "takes the logarithm of predictions, which may be negative; the loss Poisson checks that",
    ("metric", "IoU"): _PIXELS,
    ("metric", "MeanIoU"): _PIXELS,
    ("metric", "OneHotIoU"): _PIXELS,
    ("metric", "OneHotMeanIoU"): _PIXELS,
    ("metric", "BinaryIoU"): _PIXELS,
    ("metric", "PrecisionAtRecall"): _ARGUMENTS,
    ("metric", "RecallAtPrecision"): _ARGUMENTS,
    ("metric", "SensitivityAtSpecificity"): _ARGUMENTS,
    ("metric", "SpecificityAtSensitivity"): _ARGUMENTS,
}

NOT_NEGATIVE_TARGET = frozenset({"MeanSquaredLogarithmicError"})
"""Losses and metrics that take logarithms: only for targets without negative values."""

NO_ZERO_TARGET = frozenset({"MeanAbsolutePercentageError"})
"""Losses and metrics that divide by the target."""

COUNT_TARGET = frozenset({"Poisson"})
"""For targets that are not negative, with an output that is above 0 (softplus or exponential)."""

_REGRESSION, _BINARY, _CLASSES = (REGRESSION,), (BINARY,), (CLASSES,)

TASKS: dict[tuple[str, str], tuple[str, ...]] = {
    ("loss", "MeanSquaredError"): _REGRESSION,
    ("loss", "MeanAbsoluteError"): _REGRESSION,
    ("loss", "Huber"): _REGRESSION,
    ("loss", "LogCosh"): _REGRESSION,
    ("loss", "MeanSquaredLogarithmicError"): _REGRESSION,
    ("loss", "MeanAbsolutePercentageError"): _REGRESSION,
    ("loss", "Poisson"): _REGRESSION,
    ("loss", "BinaryCrossentropy"): _BINARY,
    ("loss", "BinaryFocalCrossentropy"): _BINARY,
    ("loss", "Hinge"): _BINARY,
    ("loss", "SquaredHinge"): _BINARY,
    ("loss", "Dice"): _BINARY,
    ("loss", "Tversky"): _BINARY,
    ("loss", "SparseCategoricalCrossentropy"): _CLASSES,
    ("loss", "CategoricalGeneralizedCrossEntropy"): _CLASSES,
    ("loss", "CategoricalCrossentropy"): _CLASSES,
    ("loss", "CategoricalFocalCrossentropy"): _CLASSES,
    ("loss", "CategoricalHinge"): _CLASSES,
    ("loss", "KLDivergence"): _CLASSES,
    ("metric", "R2Score"): _REGRESSION,
    ("metric", "MeanSquaredError"): _REGRESSION,
    ("metric", "RootMeanSquaredError"): _REGRESSION,
    ("metric", "MeanAbsoluteError"): _REGRESSION,
    ("metric", "MeanAbsolutePercentageError"): _REGRESSION,
    ("metric", "MeanSquaredLogarithmicError"): _REGRESSION,
    ("metric", "LogCoshError"): _REGRESSION,
    ("metric", "ConcordanceCorrelation"): _REGRESSION,
    ("metric", "PearsonCorrelation"): _REGRESSION,
    ("metric", "BinaryAccuracy"): _BINARY,
    ("metric", "BinaryCrossentropy"): _BINARY,
    ("metric", "AUC"): _BINARY,
    ("metric", "Precision"): _BINARY,
    ("metric", "Recall"): _BINARY,
    ("metric", "TruePositives"): _BINARY,
    ("metric", "TrueNegatives"): _BINARY,
    ("metric", "FalsePositives"): _BINARY,
    ("metric", "FalseNegatives"): _BINARY,
    ("metric", "Hinge"): _BINARY,
    ("metric", "SquaredHinge"): _BINARY,
    ("metric", "F1Score"): (BINARY, CLASSES),
    ("metric", "FBetaScore"): (BINARY, CLASSES),
    ("metric", "CategoricalAccuracy"): _CLASSES,
    ("metric", "CategoricalCrossentropy"): _CLASSES,
    ("metric", "CategoricalHinge"): _CLASSES,
    ("metric", "KLDivergence"): _CLASSES,
    ("metric", "TopKCategoricalAccuracy"): _CLASSES,
    ("metric", "SparseCategoricalAccuracy"): _CLASSES,
    ("metric", "SparseCategoricalCrossentropy"): _CLASSES,
    ("metric", "SparseTopKCategoricalAccuracy"): _CLASSES,
}
"""The tasks of losses and metrics. One that is not here is offered for every task, and marked as untried."""

CLASS_NUMBERS = frozenset(
    {
        "SparseCategoricalCrossentropy",
        "CategoricalGeneralizedCrossEntropy",
        "SparseCategoricalAccuracy",
        "SparseTopKCategoricalAccuracy",
    }
)
"""Losses and metrics that take class numbers; the other losses for several classes take one-hot rows."""

KNOWN_OPTIMIZERS = frozenset(
    [
        "Adadelta",
        "Adafactor",
        "Adagrad",
        "Adam",
        "AdamW",
        "Adamax",
        "Ftrl",
        "Lamb",
        "Lion",
        "Muon",
        "Nadam",
        "RMSprop",
        "SGD",
        "ScheduleFreeAdamW",
    ]
)
KNOWN_ACTIVATIONS = frozenset(
    [
        "celu",
        "elu",
        "gelu",
        "hard_shrink",
        "hard_sigmoid",
        "hard_silu",
        "hard_tanh",
        "leaky_relu",
        "linear",
        "log_sigmoid",
        "mish",
        "relu",
        "relu6",
        "selu",
        "sigmoid",
        "silu",
        "soft_shrink",
        "softplus",
        "softsign",
        "sparse_plus",
        "sparse_sigmoid",
        "squareplus",
        "tanh",
        "tanh_shrink",
    ]
)
KNOWN_INITIALIZERS = frozenset(
    [
        "GlorotNormal",
        "GlorotUniform",
        "HeNormal",
        "HeUniform",
        "Identity",
        "LecunNormal",
        "LecunUniform",
        "Orthogonal",
        "RandomNormal",
        "RandomUniform",
        "TruncatedNormal",
        "VarianceScaling",
    ]
)
KNOWN_REGULARIZERS = frozenset({"L1", "L2", "L1L2", "OrthogonalRegularizer"})
KNOWN_SCHEDULES = frozenset(
    [
        "CosineDecay",
        "CosineDecayRestarts",
        "ExponentialDecay",
        "InverseTimeDecay",
        "PiecewiseConstantDecay",
        "PolynomialDecay",
    ]
)
KNOWN = {
    "optimizer": KNOWN_OPTIMIZERS,
    "activation": KNOWN_ACTIVATIONS,
    "initializer": KNOWN_INITIALIZERS,
    "regularizer": KNOWN_REGULARIZERS,
    "schedule": KNOWN_SCHEDULES,
}
"""What this page was tried with; the losses and metrics are those of `TASKS`."""

FIXED: dict[tuple[str, str], dict[str, object]] = {
    # Without an average these are one number a class, which no curve can show.
    ("metric", "F1Score"): {"average": "macro", "threshold": 0.5},
    ("metric", "FBetaScore"): {"average": "macro", "threshold": 0.5},
    # Along the last axis, their default, one output would be compared with nothing.
    ("metric", "ConcordanceCorrelation"): {"axis": 0},
    ("metric", "PearsonCorrelation"): {"axis": 0},
}
"""Arguments that differ from Keras's defaults, since those give nothing that can be drawn."""
