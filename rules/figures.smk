# The figures of each run, for print and for a browser.


rule draw_figures:
    input:
        dataset=DATASET,
        paths=RUN.paths,
        flows=RUN.flows,
        measures=RUN.measures,
        scores=RUN.of_parts("scores"),
        known=tables_of("embeddings", ["known"]),
        unseen=tables_of("embeddings", ["unseen"]),
        embedding_measures=RUN.embedding_measures,
    output:
        figures=[figure_in_report(path) for path in figure_files(FIGURES)],
    log:
        LAYOUT.log("draw_figures", "{run}"),
    benchmark:
        LAYOUT.benchmark("draw_figures", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(450, 5, images_shown),
        runtime=minutes(2, 0.1),
    params:
        settings=settings("draw_figures", figures=look("draw_figures", CONFIG["figures"])),
        code=code_digest("draw_figures.py"),
        templates=templates_digest("figure.html"),
        captions=captions_of_run,
    message:
        "Drawing the figures of run {wildcards.run}"
    script:
        "../scripts/draw_figures.py"


# Apart from the others, since not every network has them.
rule draw_training:
    input:
        history=RUN.history,
    output:
        figures=[figure_in_report(path) for path in figure_files([TRAINING])],
    log:
        LAYOUT.log("draw_training", "{run}"),
    benchmark:
        LAYOUT.benchmark("draw_training", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_trained),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(350),
        runtime=minutes(2),
    params:
        settings=settings("draw_training", figures=look("draw_training", CONFIG["figures"])),
        code=code_digest("draw_training.py"),
        templates=templates_digest("figure.html"),
        captions=captions_of_run,
    message:
        "Drawing the training of run {wildcards.run}"
    script:
        "../scripts/draw_training.py"


rule draw_interventions:
    input:
        measures=lambda wildcards: PLAN.moves(wildcards.run),
    output:
        figures=[figure_in_report(path) for path in figure_files([INTERVENTIONS])],
    log:
        LAYOUT.log("draw_interventions", "{run}"),
    benchmark:
        LAYOUT.benchmark("draw_interventions", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_sent_through),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(350),
        runtime=minutes(2),
    params:
        settings=settings(
            "draw_interventions", figures=look("draw_interventions", CONFIG["figures"])
        ),
        code=code_digest("draw_interventions.py"),
        templates=templates_digest("figure.html"),
        captions=captions_of_run,
    message:
        "Drawing the interventions of run {wildcards.run}"
    script:
        "../scripts/draw_interventions.py"


rule draw_learning:
    input:
        paths=RUN.learning_paths,
        measures=learnt("own", "replicates"),
        answers=RUN.answers,
        stages=thinned_paths,
    output:
        figures=[figure_in_report(path) for path in figure_files(LEARNING_FIGURES)],
    log:
        LAYOUT.log("draw_learning", "{run}"),
    benchmark:
        LAYOUT.benchmark("draw_learning", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.follows),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(450, 5),
        runtime=minutes(2, 0.1),
    params:
        settings=settings("draw_learning", figures=look("draw_learning", CONFIG["figures"])),
        code=code_digest("draw_learning.py"),
        templates=templates_digest("figure.html"),
        captions=captions_of(LEARNING),
    message:
        "Drawing how the paths of run {wildcards.run} formed"
    script:
        "../scripts/draw_learning.py"


rule figures:
    input:
        [
            LAYOUT.run(run).figure(name, format)
            for run in RUNS
            for name in PLAN.figures(run)
            for format in PLAN.formats
        ],
