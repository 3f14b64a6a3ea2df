# What the answers rest on: measures of each run's own network, and of its replicates.


rule measure_run:
    input:
        pixels=tables_of("activations", GROUPS, ["pixels"]),
        network=tables_of("activations", GROUPS, ["network"]),
        known_clusters=tables_of("clusters", ["known"]),
        unseen_clusters=tables_of("clusters", ["unseen"]),
        spaces=RUN.of_parts("spaces"),
        scores=RUN.of_parts("scores"),
        paths=thinned_paths,
    output:
        measures=RUN.measures,
        sample_measures=RUN.sample_measures,
    log:
        LAYOUT.log("measure_run", "{run}"),
    benchmark:
        LAYOUT.benchmark("measure_run", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: cores_if_large(2)
    resources:
        mem_mb=memory(500, 25, of=images_measured),
        runtime=minutes(2, 0.5, of=images_measured),
    params:
        settings=settings("measure_run"),
        code=code_digest("measure_run.py"),
    message:
        "Measuring run {wildcards.run}"
    script:
        "../scripts/measure_run.py"


rule move_activations:
    input:
        model=lambda wildcards: PLAN.model(wildcards.run),
        weights=lambda wildcards: PLAN.weights(wildcards.run),
        dataset=DATASET,
        activations=tables_of("activations", ["known"], ["network"]),
        clusters=tables_of("clusters", ["known"], ["network"]),
    output:
        measures=RUN.interventions,
    log:
        LAYOUT.log("move_activations", "{run}"),
    benchmark:
        LAYOUT.benchmark("move_activations", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_sent_through),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 30, of=images_measured, network=7),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("move_activations"),
        code=code_digest("move_activations.py"),
    message:
        "Moving the activations of run {wildcards.run}"
    script:
        "../scripts/move_activations.py"


# A network from elsewhere has no replicates: what of theirs can be measured of it alone.
rule measure_given:
    input:
        model=lambda wildcards: PLAN.model(wildcards.run),
        weights=lambda wildcards: PLAN.weights(wildcards.run),
        dataset=DATASET,
        known=tables_of("activations", ["known"], ["network"]),
        unseen=fitted_unseen("network"),
        spaces=RUN.spaces("network"),
        centers=RUN.centers("network"),
        paths=thinned_paths,
    output:
        measures=RUN.given_measures,
        twin=RUN.twin,
    log:
        LAYOUT.log("measure_given", "{run}"),
    benchmark:
        LAYOUT.benchmark("measure_given", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_given),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1500 + WIDE, 60, of=images_measured, network=9),
        runtime=minutes(2, 1.5),
    params:
        settings=settings("measure_given"),
        code=code_digest("measure_given.py"),
    message:
        "Measuring the network of run {wildcards.run} under noise, and its untrained twin"
    script:
        "../scripts/measure_given.py"


rule train_replicates:
    input:
        unpack(replicated_samples),
        dataset=DATASET,
    output:
        measures=RUN.replicates(),
    log:
        LAYOUT.log("train_replicates", "{run}-{group}"),
    benchmark:
        LAYOUT.benchmark("train_replicates", "{run}-{group}")
    wildcard_constraints:
        run=runs_where(PLAN.has_replicates),
    # They take longest of a small run's jobs, and need its samples only.
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
        settings=settings("train_replicates"),
        code=code_digest("train_replicates.py"),
    message:
        "Training the replicates of run {wildcards.run}, {wildcards.group} samples"
    script:
        "../scripts/train_replicates.py"
