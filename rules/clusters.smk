# Clusters of every layer: the pixels, which depend on no network, apart from the others.


rule cluster_pixels:
    input:
        known=activations("known", ["pixels"]),
        unseen=unseen_if_fitted(["pixels"]),
    output:
        **{kind: clusters(kind, ["pixels"]) for kind in CLUSTER_TABLES},
    log:
        f"{RESULTS}/logs/cluster_pixels/{{run}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/cluster_pixels/{{run}}.tsv"
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(4)
    resources:
        mem_mb=memory(500, 25),
        runtime=minutes(2, 0.5),
    params:
        settings=settings("cluster_pixels"),
        code=code_digest("cluster_layers.py"),
    message:
        "Clustering the pixels of run {wildcards.run}"
    script:
        "../scripts/cluster_layers.py"


for layer_list in LAYER_LISTS:

    rule:
        name:
            per_layer_list("cluster_layers", layer_list)
        input:
            known=activations("known", layer_list),
            unseen=unseen_if_fitted(layer_list),
        output:
            **{kind: clusters(kind, layer_list) for kind in CLUSTER_TABLES},
        log:
            f"{RESULTS}/logs/cluster_layers/{{run}}.log",
        benchmark:
            f"{RESULTS}/benchmarks/cluster_layers/{{run}}.tsv"
        wildcard_constraints:
            run=runs_with(layer_list),
        group:
            BATCH
        conda:
            "../environment.yml"
        threads: cores_if_large(4)
        resources:
            mem_mb=memory(500, 10),
            runtime=minutes(2, 0.5),
        params:
            settings=settings("cluster_layers"),
            code=code_digest("cluster_layers.py"),
        message:
            "Clustering the layers of run {wildcards.run}"
        script:
            "../scripts/cluster_layers.py"
