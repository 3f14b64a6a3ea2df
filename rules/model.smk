# Training, and every layer's answer to every sample.


rule train_model:
    input:
        dataset=DATASET,
        samples=f"{RUN}/samples/known.parquet",
    output:
        model=f"{RUN}/model.keras",
        history=f"{RUN}/history.parquet",
        scores=f"{RUN}/scores.json",
    params:
        settings=settings("train_model"),
        code=code_digest("train_model.py"),
    log:
        f"{RESULTS}/logs/train_model/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/train_model/{{run}}.tsv"
    threads: 1
    resources:
        mem_mb=growing(3000),
        runtime=growing(120),
    message:
        "Training run {wildcards.run}"
    conda:
        "../environment.yml"
    script:
        "../scripts/train_model.py"


for layer_list in LAYER_LISTS:

    rule:
        name:
            per_layer_list("dump_activations", layer_list)
        input:
            model=f"{RUN}/model.keras",
            dataset=DATASET,
            samples=f"{RUN}/samples/{{group}}.parquet",
        output:
            layers=activations("{group}", layer_list),
        params:
            settings=settings("dump_activations"),
            code=code_digest("dump_activations.py"),
        log:
            f"{RESULTS}/logs/dump_activations/{{run}}-{{group}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/dump_activations/{{run}}-{{group}}.tsv"
        wildcard_constraints:
            run=runs_with(layer_list),
        threads: 1
        resources:
            mem_mb=growing(2000),
            runtime=growing(60),
        message:
            "Sending the {wildcards.group} samples through run {wildcards.run}"
        conda:
            "../environment.yml"
        script:
            "../scripts/dump_activations.py"


rule dump_pixels:
    input:
        dataset=DATASET,
        samples=f"{RUN}/samples/{{group}}.parquet",
    output:
        pixels=f"{RUN}/activations/{{group}}/pixels.parquet",
    params:
        settings=settings("dump_pixels"),
        code=code_digest("dump_pixels.py"),
    log:
        f"{RESULTS}/logs/dump_pixels/{{run}}-{{group}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/dump_pixels/{{run}}-{{group}}.tsv"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    message:
        "Writing the pixels of run {wildcards.run}'s {wildcards.group} samples"
    conda:
        "../environment.yml"
    script:
        "../scripts/dump_pixels.py"
