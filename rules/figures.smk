# The figures of each run, for print and for a browser.


rule draw_figures:
    input:
        dataset=DATASET,
        paths=f"{RUN}/paths.parquet",
        flows=f"{RUN}/flows.parquet",
        history=f"{RUN}/history.parquet",
        measures=f"{RUN}/measures/own.parquet",
        scores=of_run(lambda names: clusters("scores", names)),
        known=of_run(lambda names: embeddings("known", names)),
        unseen=unseen_embeddings,
    output:
        figures=[in_report(path) for path in figure_files()],
    log:
        f"{RESULTS}/logs/draw_figures/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/draw_figures/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(450, 5),
        runtime=minutes(2, 0.1),
    params:
        settings=settings("draw_figures", figures=CONFIG["figures"]),
        code=code_digest("draw_figures.py"),
        # For the captions in `snakemake --report`.
        captions=lambda wildcards: captions(CONFIG["runs"][wildcards.run]["clustering"]["fit_on"]),
    message:
        "Drawing the figures of run {wildcards.run}"
    script:
        "../scripts/draw_figures.py"


rule figures:
    input:
        expand(figure_files(), run=RUNS),
