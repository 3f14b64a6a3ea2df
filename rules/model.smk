# Training, and every layer's answer to every sample.


rule train_model:
    input:
        dataset=DATASET,
        samples=f"{RUN}/samples/known.parquet",
    output:
        model=f"{RUN}/model.keras",
        history=f"{RUN}/history.parquet",
        scores=f"{RUN}/scores.json",
    log:
        f"{RESULTS}/logs/train_model/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/train_model/{{run}}.tsv"
    priority: 10
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1000, 20),
        runtime=minutes(2, 2, of=images_trained_on),
    params:
        settings=settings("train_model"),
        code=code_digest("train_model.py"),
    message:
        "Training run {wildcards.run}"
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
            logits=f"{RUN}/logits/{{group}}.parquet",
        log:
            f"{RESULTS}/logs/dump_activations/{{run}}-{{group}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/dump_activations/{{run}}-{{group}}.tsv"
        wildcard_constraints:
            run=runs_with(layer_list),
        priority: 10
        group:
            BATCH
        conda:
            "../environment.yml"
        threads: 1
        resources:
            mem_mb=memory(1200, 10),
            runtime=minutes(1, 0.3),
        params:
            settings=settings("dump_activations"),
            code=code_digest("dump_activations.py"),
        message:
            "Sending the {wildcards.group} samples through run {wildcards.run}"
        script:
            "../scripts/dump_activations.py"


rule dump_pixels:
    input:
        dataset=DATASET,
        samples=f"{RUN}/samples/{{group}}.parquet",
    output:
        pixels=f"{RUN}/activations/{{group}}/pixels.parquet",
    log:
        f"{RESULTS}/logs/dump_pixels/{{run}}-{{group}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/dump_pixels/{{run}}-{{group}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 4),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("dump_pixels"),
        code=code_digest("dump_pixels.py"),
    message:
        "Writing the pixels of run {wildcards.run}'s {wildcards.group} samples"
    script:
        "../scripts/dump_pixels.py"
