"""How many samples k-means and UMAP may be fitted on."""

USUAL_LIMIT = 200_000  # of k-means: the limit of settings that tell none


def fitted_samples(samples, fit_on) -> int:
    """samples: role -> how many there are."""
    return sum(samples.values()) if fit_on == "all" else samples["train"]
