"""Which runs have more samples to fit on than k-means or UMAP are fitted on."""

CAPTIONING = {
    "draw_figures",
    "build_page",
}  # rules that say in captions what was fitted on a sample


def passed_limits(plan, run) -> dict[str, dict]:
    """`fit_limits`: of `clustering` and `umap` the limit that a run passes; nothing where none."""
    settings, rows = plan.run(run), rows_to_fit(plan, run)
    limits = {key: settings[key]["fit_limit"] for key in ("clustering", "umap")}
    passed = {key: limit for key, limit in limits.items() if rows > limit}
    return {"fit_limits": passed} if passed else {}


def rows_to_fit(plan, run) -> int:
    """How many samples a run has to fit on."""
    settings = plan.run(run)
    fits_all = settings["clustering"]["fit_on"] == "all"
    if run in plan.dumps:
        return plan.dumps[run].samples if fits_all else plan.dumps[run].train
    asked = [("train", "per_digit", settings["digits"])]
    if fits_all:
        asked.append(("test", "test_per_digit", [*settings["digits"], *settings["unseen"]]))
    return sum(
        drawn(settings[key], plan.images.counts[split].get(label, 0))
        for split, key, labels in asked
        for label in labels
    )


def drawn(asked, there) -> int:
    return there if asked == "all" else min(asked, there)
