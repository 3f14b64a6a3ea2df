# What the answers rest on: measures of each run's own network, and of its replicates.


rule measure_run:
    input:
        known=of_run(lambda names: activations("known", names)),
        unseen=unseen_layers,
        logits=logits_of_run,
        scaler=of_run(lambda names: clusters("scaler", names)),
        centers=of_run(lambda names: clusters("centers", names)),
    output:
        measures=f"{RUN}/measures/own.parquet",
        evidence=f"{RUN}/measures/samples.parquet",
    log:
        f"{RESULTS}/logs/measure_run/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/measure_run/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(500, 25),
        runtime=minutes(2, 0.5),
    params:
        settings=settings("measure_run"),
        code=code_digest("measure_run.py"),
    message:
        "Measuring run {wildcards.run}"
    script:
        "../scripts/measure_run.py"


rule train_replicates:
    input:
        unpack(replicated_samples),
        dataset=DATASET,
    output:
        measures=f"{RUN}/measures/replicates-{{group}}.parquet",
    log:
        f"{RESULTS}/logs/train_replicates/{{run}}-{{group}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/train_replicates/{{run}}-{{group}}.tsv"
    wildcard_constraints:
        run=runs_where(has_replicates),
    # They take longest of a small run's jobs, and need its samples only.
    priority: 5
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200, 30),
        runtime=minutes(2, 2, of=images_of_replicates),
    params:
        settings=settings("train_replicates"),
        code=code_digest("train_replicates.py"),
    message:
        "Training the replicates of run {wildcards.run}, {wildcards.group} samples"
    script:
        "../scripts/train_replicates.py"
