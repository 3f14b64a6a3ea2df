# Clusters of every layer: the pixels, which depend on no network, apart from the others.


rule cluster_layers:
    input:
        known=tables_of("activations", ["known"], ["{part}"]),
        unseen=fitted_unseen("{part}"),
    output:
        clusters=RUN.clusters(group="known"),
        scores=RUN.scores(),
        centers=RUN.centers(),
        spaces=RUN.spaces(),
    log:
        LAYOUT.log("cluster_layers", "{run}-{part}"),
    benchmark:
        LAYOUT.benchmark("cluster_layers", "{run}-{part}")
    wildcard_constraints:
        run=whole_if(),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(4)
    resources:
        mem_mb=memory(500, 25),
        runtime=minutes(2, 0.5),
    params:
        settings=settings("cluster_{part}"),
        code=code_digest("cluster_layers.py"),
    message:
        "Clustering run {wildcards.run}: {wildcards.part}"
    script:
        "../scripts/cluster_layers.py"


# Apart from their place in the embeddings: another UMAP changes no path.
rule cluster_unseen:
    input:
        activations=RUN.of_parts("activations", "unseen"),
        spaces=RUN.of_parts("spaces"),
        centers=RUN.of_parts("centers"),
    output:
        clusters=RUN.of_parts("clusters", "unseen"),
    log:
        LAYOUT.log("cluster_unseen", "{run}"),
    benchmark:
        LAYOUT.benchmark("cluster_unseen", "{run}")
    wildcard_constraints:
        run=whole_if(),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(250, 10),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("cluster_unseen"),
        code=code_digest("cluster_unseen.py"),
    message:
        "Placing the unseen samples of run {wildcards.run} in its clusters"
    script:
        "../scripts/cluster_unseen.py"
