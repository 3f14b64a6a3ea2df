# How paths form while a network learns, of the runs with `training.snapshots`: their networks are
# trained once more and looked at on the way. Of given activations, those with earlier epochs.


rule follow_learning:
    input:
        dataset=DATASET,
        samples=of_groups(RUN.samples),
        activations=tables_of("activations", GROUPS, ["network"]),
        clusters=tables_of("clusters", GROUPS, ["network"]),
        embeddings=tables_of("embeddings", GROUPS, ["network"]),
        spaces=RUN.spaces("network"),
        centers=RUN.centers("network"),
    output:
        paths=RUN.learning_paths,
        embeddings=RUN.learning_embeddings,
        measures=RUN.learning,
    log:
        LAYOUT.log("follow_learning", "{run}"),
    benchmark:
        LAYOUT.benchmark("follow_learning", "{run}")
    wildcard_constraints:
        run=runs_where(lambda run: PLAN.follows(run) and PLAN.is_trained(run)),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 40, of=images_measured),
        runtime=minutes(2, 5, of=images_trained_on),
    params:
        settings=settings("follow_learning"),
        code=code_digest("follow_learning.py"),
    message:
        "Following the network of run {wildcards.run} while it learns"
    script:
        "../scripts/follow_learning.py"


rule follow_given:
    input:
        given=lambda wildcards: PLAN.dump_epochs(wildcards.run)[0],
        activations=tables_of("activations", GROUPS, ["network"]),
        clusters=tables_of("clusters", GROUPS, ["network"]),
        embeddings=tables_of("embeddings", GROUPS, ["network"]),
        spaces=RUN.spaces("network"),
        centers=RUN.centers("network"),
        stages=thinned_paths,
    output:
        paths=RUN.learning_paths,
        embeddings=RUN.learning_embeddings,
        measures=RUN.learning,
    log:
        LAYOUT.log("follow_given", "{run}"),
    benchmark:
        LAYOUT.benchmark("follow_given", "{run}")
    wildcard_constraints:
        run=runs_where(lambda run: PLAN.follows(run) and not PLAN.is_trained(run)),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(600, 40, of=images_measured),
        runtime=minutes(2, 5),
    params:
        settings=settings("follow_given"),
        code=code_digest("follow_given.py"),
    message:
        "Following the network of run {wildcards.run} over its epochs"
    script:
        "../scripts/follow_given.py"


rule follow_replicates:
    input:
        dataset=DATASET,
    output:
        measures=RUN.learning_replicates,
    log:
        LAYOUT.log("follow_replicates", "{run}"),
    benchmark:
        LAYOUT.benchmark("follow_replicates", "{run}")
    wildcard_constraints:
        run=runs_where(lambda run: PLAN.follows(run) and PLAN.has_replicates(run)),
    # They take long, and need no other job's results.
    priority: 5
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 30, of=images_measured),
        runtime=minutes(2, 2, of=images_of_replicates),
    params:
        settings=settings("follow_replicates"),
        code=code_digest("follow_replicates.py"),
    message:
        "Following the replicates of run {wildcards.run} while they learn"
    script:
        "../scripts/follow_replicates.py"
