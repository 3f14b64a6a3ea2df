# Training, and every layer's answer to every sample; or the answers of a network given as it is.


rule train_model:
    input:
        dataset=DATASET,
        samples=RUN.samples("known"),
    output:
        model=RUN.model,
        history=RUN.history,
        scores=RUN.accuracy,
    log:
        LAYOUT.log("train_model", "{run}"),
    benchmark:
        LAYOUT.benchmark("train_model", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_trained),
    priority: 10
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1000 + WIDE, 20, of=images_measured),
        runtime=minutes(2, 2, of=images_trained_on),
    params:
        settings=settings("train_model"),
        code=code_digest("train_model.py"),
    message:
        "Training run {wildcards.run}"
    script:
        "../scripts/train_model.py"


rule dump_activations:
    input:
        model=lambda wildcards: PLAN.model(wildcards.run),
        weights=lambda wildcards: PLAN.weights(wildcards.run),
        dataset=DATASET,
        samples=RUN.samples(),
    output:
        activations=RUN.activations("network"),
    log:
        LAYOUT.log("dump_activations", "{run}-{group}"),
    benchmark:
        LAYOUT.benchmark("dump_activations", "{run}-{group}")
    wildcard_constraints:
        run=whole_if(PLAN.is_sent_through),
    priority: 10
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 10, network=5),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("dump_activations"),
        code=code_digest("dump_activations.py"),
    message:
        "Sending the {wildcards.group} samples through run {wildcards.run}"
    script:
        "../scripts/dump_activations.py"


rule copy_activations:
    input:
        given=lambda wildcards: PLAN.dump(wildcards.run),
        dataset=DATASET,
    output:
        samples=RUN.samples(),
        activations=RUN.activations("network"),
    log:
        LAYOUT.log("copy_activations", "{run}-{group}"),
    benchmark:
        LAYOUT.benchmark("copy_activations", "{run}-{group}")
    wildcard_constraints:
        run=runs_where(lambda run: not PLAN.is_sent_through(run)),
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
        activations=tables_of("activations", ["known"], ["network"]),
    output:
        scores=RUN.accuracy,
    log:
        LAYOUT.log("score_network", "{run}"),
    benchmark:
        LAYOUT.benchmark("score_network", "{run}")
    wildcard_constraints:
        run=runs_where(lambda run: not PLAN.is_trained(run)),
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
        samples=RUN.samples(),
    output:
        pixels=RUN.activations("pixels"),
    log:
        LAYOUT.log("dump_pixels", "{run}-{group}"),
    benchmark:
        LAYOUT.benchmark("dump_pixels", "{run}-{group}")
    wildcard_constraints:
        run=whole_if(),
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
