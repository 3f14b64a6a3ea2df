"""How many samples k-means and UMAP may be fitted on."""


def fitted_samples(samples, fit_on) -> int:
    """samples: role -> how many there are."""
    return sum(samples.values()) if fit_on == "all" else samples["train"]
