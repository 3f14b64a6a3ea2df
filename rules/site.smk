# The pages that people open.


# They take a second, once.
localrules:
    write_plotly,
    build_index,
    write_manifest,


rule write_plotly:
    output:
        script=f"{RESULTS}/site/plotly.min.js",
    log:
        f"{RESULTS}/logs/write_plotly.log",
    benchmark:
        f"{RESULTS}/benchmarks/write_plotly.tsv"
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(10),
    params:
        code=code_digest("write_plotly.py"),
    message:
        "Writing the script that the interactive figures share"
    script:
        "../scripts/write_plotly.py"


rule build_page:
    input:
        answers=f"{RUN}/answers.json",
        # One job draws a figure in all formats: one of them stands for all.
        figures=page_figures,
        plotly=rules.write_plotly.output.script,
        dataset=DATASET,
        paths=f"{RUN}/paths.parquet",
        flows=f"{RUN}/flows.parquet",
        measures=f"{RUN}/measures/own.parquet",
        evidence=f"{RUN}/measures/samples.parquet",
        clusters=of_run(lambda names: clusters("clusters", names)),
        known=of_run(lambda names: embeddings("known", names)),
        unseen=unseen_embeddings,
    output:
        page=f"{RESULTS}/site/{{run}}.html",
    log:
        f"{RESULTS}/logs/build_page/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/build_page/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 10),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("build_page", figures=CONFIG["figures"]),
        code=code_digest("build_page.py"),
        templates=templates_digest("run", "explorer/"),
    message:
        "Building the page of run {wildcards.run}"
    script:
        "../scripts/build_page.py"


rule build_index:
    input:
        pages=[f"{RESULTS}/site/{run}.html" for run in RUNS],
        answers=[f"{RESULTS}/runs/{run}/answers.json" for run in RUNS],
    output:
        page=f"{RESULTS}/site/index.html",
    log:
        f"{RESULTS}/logs/build_index.log",
    benchmark:
        f"{RESULTS}/benchmarks/build_index.tsv"
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(10),
    params:
        settings=canonical_json(index_settings()),
        code=code_digest("build_index.py"),
        templates=templates_digest("index"),
    message:
        "Building the index"
    script:
        "../scripts/build_index.py"


# All files of a run lead to its page, and pages to the index: the manifest's inputs stand for every
# file it lists, which would be so many inputs that planning took long.
rule write_manifest:
    input:
        dataset=DATASET,
        plotly=[rules.write_plotly.output.script] if RUNS else [],
        index=[rules.build_index.output.page] if RUNS else [],
        atlas=f"{RESULTS}/site/atlas.html" if ATLAS else [],
    output:
        manifest=f"{RESULTS}/manifest.json",
    log:
        f"{RESULTS}/logs/write_manifest.log",
    benchmark:
        f"{RESULTS}/benchmarks/write_manifest.tsv"
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(30),
    params:
        files=lambda wildcards: sorted(listed_results()),
        settings=canonical_json(manifest_settings()),
        codes=canonical_json(CODES),
        code=code_digest("write_manifest.py"),
        # Known while planning, since Snakemake removes a result before it is made again.
        lost=lambda wildcards: manifest_is_lost(),
    message:
        "Writing the manifest"
    script:
        "../scripts/write_manifest.py"
