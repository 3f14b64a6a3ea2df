"""Which runs have more samples to fit on than k-means or UMAP are fitted on."""


def passed_limits(run, rows) -> dict[str, dict]:
    """`fit_limits`: of `clustering` and `umap` the limit that is passed; nothing where none is.
    run: its settings. rows: how many samples it has to fit on."""
    limits = {key: run[key]["fit_limit"] for key in ("clustering", "umap")}
    passed = {key: limit for key, limit in limits.items() if rows > limit}
    return {"fit_limits": passed} if passed else {}


def rows_to_fit(run, counts) -> int:
    """How many samples of a dataset a run has to fit on. counts: split -> label -> images."""
    asked = [("train", "per_digit", run["digits"])]
    if run["clustering"]["fit_on"] == "all":
        asked.append(("test", "test_per_digit", [*run["digits"], *run["unseen"]]))
    return sum(
        drawn(run[key], counts[split].get(label, 0)) for split, key, of in asked for label in of
    )


def drawn(asked, there) -> int:
    return there if asked == "all" else min(asked, there)
