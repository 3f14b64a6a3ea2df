# UMAP of every layer, fitted on train samples; unseen digits are placed afterwards.


rule embed_pixels:
    input:
        known=activations("known", ["pixels"]),
        unseen=unseen_if_fitted(["pixels"]),
    output:
        embeddings=embeddings("known", ["pixels"]),
    log:
        f"{RESULTS}/logs/embed_pixels/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/embed_pixels/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(2)
    resources:
        mem_mb=memory(600, 20),
        runtime=minutes(2, 0.6),
    params:
        settings=settings("embed_pixels"),
        code=code_digest("embed_layers.py"),
    message:
        "Embedding the pixels of run {wildcards.run}"
    script:
        "../scripts/embed_layers.py"


for layer_list in LAYER_LISTS:

    rule:
        name:
            per_layer_list("embed_layers", layer_list)
        input:
            known=activations("known", layer_list),
            unseen=unseen_if_fitted(layer_list),
        output:
            embeddings=embeddings("known", layer_list),
        log:
            f"{RESULTS}/logs/embed_layers/{{run}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/embed_layers/{{run}}.tsv"
        wildcard_constraints:
            run=runs_with(layer_list),
        group:
            BATCH
        conda:
            "../environment.yml"
        threads: cores_if_large(2)
        resources:
            mem_mb=memory(600, 25),
            runtime=minutes(2, 0.6),
        params:
            settings=settings("embed_layers"),
            code=code_digest("embed_layers.py"),
        message:
            "Embedding the layers of run {wildcards.run}"
        script:
            "../scripts/embed_layers.py"

    rule:
        name:
            per_layer_list("place_unseen", layer_list)
        input:
            known=activations("known", ["pixels", *layer_list]),
            unseen=activations("unseen", ["pixels", *layer_list]),
            embeddings=embeddings("known", ["pixels", *layer_list]),
        output:
            embeddings=embeddings("unseen", ["pixels", *layer_list]),
        log:
            f"{RESULTS}/logs/place_unseen/{{run}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/place_unseen/{{run}}.tsv"
        wildcard_constraints:
            run=runs_with(layer_list),
        group:
            BATCH
        conda:
            "../environment.yml"
        threads: 1
        resources:
            mem_mb=memory(400, 20),
            runtime=minutes(1, 0.3),
        params:
            settings=settings("place_unseen"),
            code=code_digest("place_unseen.py"),
        message:
            "Placing the unseen digits of run {wildcards.run}"
        script:
            "../scripts/place_unseen.py"
