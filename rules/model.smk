# Training, and every layer's answer to every sample; or the answers of a network given as it is.


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
    wildcard_constraints:
        run=runs_where(is_trained),
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
            model=model_file,
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
            run=sent_through(layer_list),
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


for layer_list, with_logits in DUMPED_LISTS:

    rule:
        name:
            per_layer_list(
                "copy_activations" if with_logits else "copy_activations_alone", layer_list
            )
        input:
            given=own_dump,
            dataset=DATASET,
        output:
            samples=f"{RUN}/samples/{{group}}.parquet",
            layers=activations("{group}", layer_list),
            logits=[f"{RUN}/logits/{{group}}.parquet"] * with_logits,
        log:
            f"{RESULTS}/logs/copy_activations/{{run}}-{{group}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/copy_activations/{{run}}-{{group}}.tsv"
        wildcard_constraints:
            run=dumped(layer_list, with_logits),
        priority: 10
        group:
            BATCH
        conda:
            "../environment.yml"
        threads: 1
        resources:
            mem_mb=memory(400, 10),
            runtime=minutes(1, 0.2),
        params:
            settings=settings("copy_activations"),
            code=code_digest("copy_activations.py"),
        message:
            "Checking and copying the {wildcards.group} activations of run {wildcards.run}"
        script:
            "../scripts/copy_activations.py"


rule score_network:
    input:
        output=f"{RUN}/activations/known/output.parquet",
    output:
        scores=f"{RUN}/scores.json",
    log:
        f"{RESULTS}/logs/score_network/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/score_network/{{run}}.tsv"
    wildcard_constraints:
        run=runs_where(lambda run: not is_trained(run)),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200, 1),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("score_network"),
        code=code_digest("score_network.py"),
    message:
        "Measuring the network of run {wildcards.run}"
    script:
        "../scripts/score_network.py"


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
