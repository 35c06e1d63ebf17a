"""What values of Keras's hyper-parameters make sense: its signatures carry defaults, but no bounds.

Bounds go by the parameter's name, since Keras uses a name for one thing. A name that is not here (a newer
Keras) gets none but being finite.
"""

from __future__ import annotations

from typing import Any

HIDDEN = frozenset({"self", "name", "dtype", "seed", "reduction", "axis", "args", "kwargs", "x"})
"""Arguments that the page sets itself, or that mean nothing here."""

POSITIVE: dict[str, Any] = {"low": 0, "open_low": True}
SHARE: dict[str, Any] = {"low": 0, "high": 1}
BELOW_ONE: dict[str, Any] = {"low": 0, "high": 1, "open_high": True}
NOT_NEGATIVE: dict[str, Any] = {"low": 0}
COUNT: dict[str, Any] = {"low": 1}

BOUNDS: dict[str, dict[str, Any]] = {
    "learning_rate": {**POSITIVE, "high": 1000},
    "initial_learning_rate": {**POSITIVE, "high": 1000},
    "end_learning_rate": {**NOT_NEGATIVE, "high": 1000},
    "warmup_target": {**POSITIVE, "high": 1000},
    "warmup_steps": {**NOT_NEGATIVE, "high": 10_000_000},
    "decay_steps": {**COUNT, "high": 100_000_000},
    "first_decay_steps": {**COUNT, "high": 100_000_000},
    "decay_rate": POSITIVE,
    "t_mul": {"low": 1},
    "m_mul": POSITIVE,
    "power": POSITIVE,
    "boundaries": COUNT,
    "values": {**POSITIVE, "high": 1000},
    # The moments of gradients: at 1 they would never forget, and their correction divides by zero.
    "beta_1": BELOW_ONE,
    "beta_2": BELOW_ONE,
    "adam_beta_1": BELOW_ONE,
    "adam_beta_2": BELOW_ONE,
    "rho": BELOW_ONE,
    "momentum": BELOW_ONE,
    "ema_momentum": BELOW_ONE,
    "beta_2_decay": {"high": 0, "open_high": True},
    "epsilon": {**POSITIVE, "high": 1},
    "epsilon_1": {**POSITIVE, "high": 1},
    "epsilon_2": {**POSITIVE, "high": 1},
    "clip_threshold": POSITIVE,
    "initial_accumulator_value": NOT_NEGATIVE,
    "learning_rate_power": {"high": 0},
    "l1_regularization_strength": NOT_NEGATIVE,
    "l2_regularization_strength": NOT_NEGATIVE,
    "l2_shrinkage_regularization_strength": NOT_NEGATIVE,
    "weight_decay": SHARE,
    "adam_weight_decay": SHARE,
    "clipnorm": POSITIVE,
    "clipvalue": POSITIVE,
    "global_clipnorm": POSITIVE,
    "ema_overwrite_frequency": COUNT,
    "loss_scale_factor": POSITIVE,
    "gradient_accumulation_steps": {"low": 2, "high": 1000},
    "ns_steps": {"low": 1, "high": 20},
    "adam_lr_ratio": POSITIVE,
    "rms_rate": POSITIVE,
    "label_smoothing": BELOW_ONE,
    "gamma": NOT_NEGATIVE,
    "alpha": NOT_NEGATIVE,
    "beta": NOT_NEGATIVE,
    "delta": POSITIVE,
    "q": {**POSITIVE, "high": 1},
    "l1": NOT_NEGATIVE,
    "l2": NOT_NEGATIVE,
    "factor": NOT_NEGATIVE,
    "stddev": POSITIVE,
    "scale": POSITIVE,
    "negative_slope": NOT_NEGATIVE,
    "max_value": POSITIVE,
    "threshold": SHARE,
    "num_thresholds": {"low": 2, "high": 1000},
    "k": COUNT,
    "top_k": COUNT,
    "num_regressors": NOT_NEGATIVE,
}

CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("fan_in", "fan_out", "fan_avg"),
    "distribution": ("truncated_normal", "untruncated_normal", "uniform"),
    "curve": ("ROC", "PR"),
    "summation_method": ("interpolation", "minoring", "majoring"),
    "class_aggregation": ("uniform_average", "variance_weighted_average"),
    "average": ("micro", "macro", "weighted"),
}
"""The texts that an argument may be; a text that is not here has its default alone."""

CHOICES_OF: dict[tuple[str, str], tuple[str, ...]] = {("OrthogonalRegularizer", "mode"): ("rows", "columns")}

KINDS: dict[str, str] = {
    "boundaries": "ints",
    "values": "floats",
    "gradient_accumulation_steps": "int",
    "ema_overwrite_frequency": "int",
    "decay_steps": "int",
    "first_decay_steps": "int",
    "ignore_class": "int",
    "top_k": "int",
    "class_id": "int",
    "num_regressors": "int",
    "label_smoothing": "float",
}
"""Types that no default tells; where one tells float, an int would raise or truncate."""

STARTS: dict[str, Any] = {
    "initial_learning_rate": 0.001,
    "decay_steps": 1000,
    "first_decay_steps": 1000,
    "decay_rate": 0.9,
    "boundaries": [1000],
    "values": [0.001, 0.0001],
    "warmup_target": 0.001,
    "weight_decay": 0.004,
    "clipnorm": 1.0,
    "clipvalue": 0.5,
    "global_clipnorm": 1.0,
    "ema_overwrite_frequency": 100,
    "loss_scale_factor": 1.0,
    "gradient_accumulation_steps": 2,
    "max_value": 6.0,
    "threshold": 0.5,
    "top_k": 1,
    "class_id": 0,
    "ignore_class": 0,
}
"""What an argument without a default, or one switched on, starts with."""

NOT_IN_A_FORM = frozenset(
    {
        # They take objects, patterns or nested lists, whose defaults are right.
        "exclude_layers",
        "thresholds",
        "label_weights",
        "num_labels",
        "multi_label",
        "input_axes",
        "output_axes",
        # The output row's activation says whether outputs are logits.
        "from_logits",
        "from_sorted_ids",
    }
)
