# A large run's samples by shards: files that are one table in a folder, a job for each. What is
# fitted is fitted once, from all of them; then each is placed in it by itself.
from chemins.planning.workload import images_clustered, images_embedded, images_of_shard
from chemins.results.layout import WHOLE

SHARDED = runs_where(PLAN.shards.has)
SHARD = "{run}-{group}-{shard}"  # a job's name in logs


use rule dump_pixels as dump_pixels_shard with:
    output:
        pixels=RUN.shard("activations", "pixels"),
    log:
        LAYOUT.log("dump_pixels_shard", SHARD),
    benchmark:
        LAYOUT.benchmark("dump_pixels_shard", SHARD)
    wildcard_constraints:
        run=SHARDED,
    resources:
        mem_mb=memory(400, 0.2, of=images_of_shard),
        runtime=minutes(2, 0.1, of=images_of_shard),
    params:
        settings=shard_settings("dump_pixels"),
        code=code_digest("dump_pixels.py"),
    message:
        "Writing the pixels of run {wildcards.run}'s {wildcards.group} samples, shard {wildcards.shard}"


use rule dump_activations as dump_activations_shard with:
    output:
        activations=RUN.shard("activations", "network"),
    log:
        LAYOUT.log("dump_activations_shard", SHARD),
    benchmark:
        LAYOUT.benchmark("dump_activations_shard", SHARD)
    wildcard_constraints:
        run=SHARDED,
    resources:
        mem_mb=memory(1200 + WIDE, 0.5, of=images_of_shard, network=5),
        runtime=minutes(2, 0.3, of=images_of_shard),
    params:
        settings=shard_settings("dump_activations"),
        code=code_digest("dump_activations.py"),
    message:
        "Sending shard {wildcards.shard} of the {wildcards.group} samples through run {wildcards.run}"


use rule cluster_layers as fit_clusters with:
    output:
        fitted=RUN.fitted("clusters"),
        scores=RUN.scores(),
        centers=RUN.centers(),
        spaces=RUN.spaces(),
    log:
        LAYOUT.log("fit_clusters", "{run}-{part}"),
    benchmark:
        LAYOUT.benchmark("fit_clusters", "{run}-{part}")
    wildcard_constraints:
        run=SHARDED,
    resources:
        mem_mb=memory(700, 17, of=images_clustered),
        runtime=minutes(5, 0.5),
    message:
        "Clustering what is fitted of run {wildcards.run}: {wildcards.part}"


rule place_in_clusters:
    input:
        activations=RUN.shard("activations"),
        spaces=RUN.spaces(),
        centers=RUN.centers(),
        fitted=if_known(RUN.fitted("clusters")),
    output:
        clusters=RUN.shard("clusters"),
    log:
        LAYOUT.log("place_in_clusters", f"{SHARD}-{{part}}"),
    benchmark:
        LAYOUT.benchmark("place_in_clusters", f"{SHARD}-{{part}}")
    wildcard_constraints:
        run=SHARDED,
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(500, 2, of=images_of_shard),
        runtime=minutes(2, 0.1, of=images_of_shard),
    params:
        settings=shard_settings("place_in_clusters"),
        code=code_digest("place_in_clusters.py"),
    message:
        "Placing shard {wildcards.shard} of run {wildcards.run}'s {wildcards.group} samples in clusters: {wildcards.part}"
    script:
        "../scripts/place_in_clusters.py"


rule fit_embeddings:
    input:
        known=tables_of("activations", ["known"], ["{part}"]),
        unseen=fitted_unseen("{part}"),
    output:
        embeddings=RUN.fitted("embeddings"),
        points=RUN.fitted("points"),
        spaces=RUN.fitted("spaces"),
    log:
        LAYOUT.log("fit_embeddings", "{run}-{part}"),
    benchmark:
        LAYOUT.benchmark("fit_embeddings", "{run}-{part}")
    wildcard_constraints:
        run=SHARDED,
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(2)
    resources:
        mem_mb=memory(900, 17, of=images_embedded),
        runtime=minutes(5, 0.6),
    params:
        settings=settings("embed_{part}"),
        code=code_digest("fit_embeddings.py"),
    message:
        "Embedding what is fitted of run {wildcards.run}: {wildcards.part}"
    script:
        "../scripts/fit_embeddings.py"


rule place_in_embeddings:
    input:
        activations=RUN.shard("activations"),
        fitted=rules.fit_embeddings.output.embeddings,
        points=rules.fit_embeddings.output.points,
        spaces=rules.fit_embeddings.output.spaces,
    output:
        embeddings=RUN.shard("embeddings"),
    log:
        LAYOUT.log("place_in_embeddings", f"{SHARD}-{{part}}"),
    benchmark:
        LAYOUT.benchmark("place_in_embeddings", f"{SHARD}-{{part}}")
    wildcard_constraints:
        run=SHARDED,
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(900, 17, of=images_embedded),
        runtime=minutes(2, 0.3, of=images_of_shard),
    params:
        settings=shard_settings("embed_{part}"),
        code=code_digest("place_in_embeddings.py"),
    message:
        "Placing shard {wildcards.shard} of run {wildcards.run}'s {wildcards.group} samples in its embeddings: {wildcards.part}"
    script:
        "../scripts/place_in_embeddings.py"


rule join_paths_shard:
    input:
        samples=RUN.samples(),
        activations=RUN.shard("activations", "network"),
        clusters=[RUN.shard("clusters", part) for part in PARTS],
    output:
        paths=RUN.shard("paths", WHOLE),
        flows=RUN.shard("flows", WHOLE),
    log:
        LAYOUT.log("join_paths_shard", SHARD),
    benchmark:
        LAYOUT.benchmark("join_paths_shard", SHARD)
    wildcard_constraints:
        run=SHARDED,
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 2, of=images_of_shard),
        runtime=minutes(2, 0.1, of=images_of_shard),
    params:
        settings=shard_settings("join_paths"),
        code=code_digest("join_paths_shard.py"),
    message:
        "Joining the paths of shard {wildcards.shard} of run {wildcards.run}'s {wildcards.group} samples"
    script:
        "../scripts/join_paths_shard.py"


# What needs all samples: stages that are chosen by their clusters, and paths by sample_id, since known
# and unseen samples lie between each other's.
rule gather_paths:
    input:
        known=tables_of("paths", ["known"], [WHOLE]),
        unseen=tables_of("paths", ["unseen"], [WHOLE]),
        counts=tables_of("flows", GROUPS, [WHOLE]),
    output:
        paths=RUN.paths,
        flows=RUN.flows,
    log:
        LAYOUT.log("gather_paths", "{run}"),
    benchmark:
        LAYOUT.benchmark("gather_paths", "{run}")
    wildcard_constraints:
        run=SHARDED,
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(400),
        runtime=minutes(2, 0.002),
    params:
        settings=settings("join_paths"),
        code=code_digest("gather_paths.py"),
    message:
        "Putting together the paths of run {wildcards.run}"
    script:
        "../scripts/gather_paths.py"
