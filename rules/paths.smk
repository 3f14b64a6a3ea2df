# Paths, flows and the answers to the three questions.


rule join_paths:
    input:
        samples=lambda wildcards: [
            f"{RUN}/samples/{group}.parquet".format(run=wildcards.run)
            for group in groups(wildcards.run)
        ],
        known_layers=of_run(lambda names: activations("known", names)),
        unseen_layers=unseen_layers,
        clusters=of_run(lambda names: clusters("clusters", names)),
        scaler=of_run(lambda names: clusters("scaler", names)),
        centers=of_run(lambda names: clusters("centers", names)),
    output:
        paths=f"{RUN}/paths.parquet",
        flows=f"{RUN}/flows.parquet",
    log:
        f"{RESULTS}/logs/join_paths/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/join_paths/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(250, 5),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("join_paths"),
        code=code_digest("join_paths.py"),
    message:
        "Joining the paths of run {wildcards.run}"
    script:
        "../scripts/join_paths.py"


rule answer_questions:
    input:
        paths=f"{RUN}/paths.parquet",
        classes=of_run(lambda names: clusters("classes", names)),
        scores=of_run(lambda names: clusters("scores", names)),
        model_scores=f"{RUN}/scores.json",
        measures=lambda wildcards: expand(measure_files(wildcards.run), run=wildcards.run),
    output:
        answers=f"{RUN}/answers.json",
        text=f"{RUN}/answers.md",
    log:
        f"{RESULTS}/logs/answer_questions/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/answer_questions/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 5),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("answer_questions"),
        code=code_digest("answer_questions.py"),
    message:
        "Answering the questions about run {wildcards.run}"
    script:
        "../scripts/answer_questions.py"
