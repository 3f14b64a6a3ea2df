# Targets that make nothing: `verify` and `prune`.


localrules:
    verify,
    prune,


rule verify:
    log:
        f"{RESULTS}/logs/verify.log",
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(60),
    params:
        manifest=f"{RESULTS}/manifest.json",
    message:
        "Checking every result against the manifest"
    script:
        "../scripts/verify_results.py"


rule prune:
    log:
        f"{RESULTS}/logs/prune.log",
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(60),
    params:
        folder=RESULTS,
        asked_for=lambda wildcards: all_results(),
        config=config_files(),
        confirmed=os.environ.get("CONFIRM") == "yes",
    message:
        "Looking for results that the config does not ask for"
    script:
        "../scripts/prune_results.py"
