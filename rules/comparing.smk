# What the rules that compare two networks ask of the plan.

COMPARED, BOTH = PLAN.comparisons, LAYOUT.comparison()


def settings_of_both(rule_name, **common):
    """A params function: the settings that the rule uses of both runs, as canonical JSON."""
    return noted(
        lambda wildcards: COMPARED.settings(rule_name, wildcards.first, wildcards.second, **common)
    )


def of_both(files_of):
    """An input function: files of both runs, as `first_NAME` and `second_NAME`. files_of: a
    function from a run's name and both names to name -> file."""

    @noted
    def found(wildcards):
        pair = wildcards.first, wildcards.second
        named = {"first": files_of(pair[0], pair), "second": files_of(pair[1], pair)}
        return {f"{side}_{n}": file for side, files in named.items() for n, file in files.items()}

    return found


def compared_files(run, pair):
    files = LAYOUT.run(run)
    found = {"paths": files.paths, "sample_measures": files.sample_measures}
    found["network"] = PLAN.shards.tables(run, "activations", "network", "known")
    found |= {"untrained": files.untrained} if PLAN.is_sent_through(run) else {}
    if COMPARED.share_seeds(*pair):
        found |= {"replicates": files.replicates("known")}
        found |= {"clusters": PLAN.shards.tables(run, "clusters", "network", "known")}
    return found


@noted
def comparison_figures(wildcards):
    return COMPARED.figures(wildcards.first, wildcards.second)
