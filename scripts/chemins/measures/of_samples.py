"""What is measured of each sample alone: when its path commits, how well it keeps to its way."""

import numpy as np

from chemins.measures.known import commitment_layers, prediction_depths
from chemins.measures.unseen import p_values, path_score_of


def sample_measures(findings, samples, hidden, seed) -> dict[str, np.ndarray]:
    """Per sample: commitment layer at the chosen K, prediction depth of test samples, the score of
    its path and that score's p-value; "" and NaN of those that nobody asked. Columns of
    tables.SAMPLE_MEASURES but for sample_id."""
    basis = "chosen" if "chosen" in findings[0].bases else "classes"
    names = np.array([found.layer for found in findings] + ["never"])
    depth = np.full(len(samples.role), "", names.dtype)
    depth[findings[0].asked(samples)] = names[prediction_depths(findings, samples)]
    committed = np.array([*hidden, "never"])[commitment_layers(findings, samples, hidden, basis)]
    score = path_score_of(findings, hidden)
    return {
        "role": samples.role,
        "label": samples.label,
        "committed": committed,
        "depth": depth,
        "path_score": score,
        "p_value": p_values(score, samples, seed),
    }
