# UMAP of every layer, fitted on train samples; unseen samples are placed afterwards.


rule embed_layers:
    input:
        known=tables_of("activations", ["known"], ["{part}"]),
        unseen=fitted_unseen("{part}"),
    output:
        embeddings=RUN.embeddings(group="known"),
    log:
        LAYOUT.log("embed_layers", "{run}-{part}"),
    benchmark:
        LAYOUT.benchmark("embed_layers", "{run}-{part}")
    wildcard_constraints:
        run=whole_if(),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(2)
    resources:
        mem_mb=memory(600, 25),
        runtime=minutes(2, 0.6),
    params:
        settings=settings("embed_{part}"),
        code=code_digest("embed_layers.py"),
    message:
        "Embedding run {wildcards.run}: {wildcards.part}"
    script:
        "../scripts/embed_layers.py"


rule embed_unseen:
    input:
        known=RUN.of_parts("activations", "known"),
        unseen=RUN.of_parts("activations", "unseen"),
        embeddings=RUN.of_parts("embeddings", "known"),
    output:
        embeddings=RUN.of_parts("embeddings", "unseen"),
    log:
        LAYOUT.log("embed_unseen", "{run}"),
    benchmark:
        LAYOUT.benchmark("embed_unseen", "{run}")
    wildcard_constraints:
        run=whole_if(),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(400, 20),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("embed_unseen"),
        code=code_digest("embed_unseen.py"),
    message:
        "Placing the unseen samples of run {wildcards.run} in its embeddings"
    script:
        "../scripts/embed_unseen.py"


# Apart from the embeddings: another way to rate them embeds nothing anew.
rule rate_embeddings:
    input:
        pixels=tables_of("activations", GROUPS, ["pixels"]),
        network=tables_of("activations", GROUPS, ["network"]),
        known=tables_of("embeddings", ["known"]),
        unseen=tables_of("embeddings", ["unseen"]),
    output:
        measures=RUN.embedding_measures,
    log:
        LAYOUT.log("rate_embeddings", "{run}"),
    benchmark:
        LAYOUT.benchmark("rate_embeddings", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(400, 20, of=images_measured),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("rate_embeddings"),
        code=code_digest("rate_embeddings.py"),
    message:
        "Rating the embeddings of run {wildcards.run}"
    script:
        "../scripts/rate_embeddings.py"
