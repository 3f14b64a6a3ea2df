# One file that has the results, what they were made with, and what checks them.


localrules:
    archive,


rule archive:
    input:
        manifest=rules.write_manifest.output.manifest,
    log:
        LAYOUT.log("archive"),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300),
        runtime=minutes(60),
    params:
        home=str(HOME),
        # As Snakemake read it, so that it can be read once more; of the selected runs.
        config=lambda wildcards: {**config, "only": list(RUNS)},
        given=lambda wildcards: PLAN.given(),
        chemins=ORIGIN,
        date=PLAN.date_published(ORIGIN),
        archive=f"{RESULTS}.tar.zst",
    message:
        "Archiving the results and the project"
    script:
        "../scripts/archive_results.py"
