# Targets that make no file of their own: `verify`, `prune` and `compare_scores`.


localrules:
    join,
    verify,
    prune,
    compare_scores,


rule verify:
    log:
        LAYOUT.log("verify"),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(60),
    params:
        manifest=LAYOUT.manifest,
    message:
        "Checking every result against the manifest"
    script:
        "../scripts/verify_results.py"


rule prune:
    log:
        LAYOUT.log("prune"),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(60),
    params:
        folder=RESULTS,
        asked_for=lambda wildcards: PLAN.everything(),
        config=config_files(),
        confirmed=os.environ.get("CONFIRM") == "yes",
    message:
        "Looking for results that the config does not ask for"
    script:
        "../scripts/prune_results.py"


rule compare_scores:
    input:
        measures=[LAYOUT.run(run).replicates("unseen") for run in PLAN.compared()],
    log:
        LAYOUT.log("compare_scores"),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(500),
        runtime=minutes(10),
    params:
        settings=lambda wildcards: canonical_json(PLAN.compared()),
    message:
        "Comparing the scores that notice the unknown"
    script:
        "../scripts/compare_scores.py"


# What that makes is what joining.smk says.
rule join:
    input:
        rules.write_manifest.output,
    message:
        "Joining what the slices have made"
