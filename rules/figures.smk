# The figures of each run, for print and for a browser.


# A rule's outputs cannot depend on its wildcards: there is a training to draw, or there is not.
for trained in (True, False):

    rule:
        name:
            "draw_figures" if trained else "draw_figures_untrained"
        input:
            **{name: f"{RUN}/{name}.parquet" for name in ["history"] * trained},
            dataset=DATASET,
            paths=f"{RUN}/paths.parquet",
            flows=f"{RUN}/flows.parquet",
            measures=f"{RUN}/measures/own.parquet",
            scores=of_run(lambda names: clusters("scores", names)),
            known=of_run(lambda names: embeddings("known", names)),
            unseen=unseen_embeddings,
        output:
            figures=[in_report(path) for path in figure_files(trained)],
        log:
            f"{RESULTS}/logs/draw_figures/{{run}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/draw_figures/{{run}}.tsv"
        wildcard_constraints:
            run=runs_where(lambda run, trained=trained: is_trained(run) == trained),
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
            templates=templates_digest("figure"),
            # For the captions in `snakemake --report`.
            captions=lambda wildcards: captions(
                CONFIG["runs"][wildcards.run]["clustering"]["fit_on"]
            ),
        message:
            "Drawing the figures of run {wildcards.run}"
        script:
            "../scripts/draw_figures.py"


rule figures:
    input:
        [path for run in RUNS for path in expand(figure_files(is_trained(run)), run=run)],
