# What the rules of the index and the manifest ask of the plan.

MOST_CARDS = 200  # runs of an index that has all their cards; of more it is another page


def are_many():
    return len(PLAN.selected) > MOST_CARDS


def of_runs(file):
    """An input function: a file of each run. file: what it is called of a run."""
    return noted(lambda wildcards: [getattr(LAYOUT.run(run), file) for run in PLAN.selected])


def of_compared(file):
    """As of_runs, of each two networks that are compared."""
    return noted(
        lambda wildcards: [
            getattr(LAYOUT.comparison(*pair), file) for pair in PLAN.comparisons.selected
        ]
    )
