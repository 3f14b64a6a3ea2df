# From the images as published to the samples of each run.


# They need the network, which compute nodes often lack, or take seconds, once.
localrules:
    download_dataset,
    fetch_dataset,


rule download_dataset:
    output:
        download=LAYOUT.download("{named}", "{file}"),
    log:
        LAYOUT.log("download_dataset", "{named}-{file}"),
    benchmark:
        LAYOUT.benchmark("download_dataset", "{named}-{file}")
    wildcard_constraints:
        named=one_of(NAMED),
        file=one_of(PLAN.downloads()),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(30),
    params:
        # Any copy will do, since the content is verified. As a function of `threads` it is no
        # setting in Snakemake's eyes: other mirrors make nothing run again.
        mirrors=lambda wildcards, threads: PLAN.mirrors(wildcards.named),
    message:
        "Downloading {wildcards.file}"
    script:
        "../scripts/download_dataset.py"


rule fetch_dataset:
    input:
        unpack(lambda wildcards: PLAN.dataset_files()),
    output:
        dataset=DATASET,
    log:
        LAYOUT.log("fetch_dataset"),
    benchmark:
        LAYOUT.benchmark("fetch_dataset")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300 + group_megabytes(PLAN), 5, images_read_whole),
        runtime=minutes(5, 0.2),
    params:
        settings=lambda wildcards: canonical_json(PLAN.sources),
        # No setting either, for the same reason.
        dataset_dir=lambda wildcards, threads: CONFIG["dataset_dir"],
        code=code_digest("fetch_dataset.py"),
    message:
        "Reading the dataset"
    script:
        "../scripts/fetch_dataset.py"


rule select_samples:
    input:
        dataset=DATASET,
    output:
        samples=RUN.samples(),
    log:
        LAYOUT.log("select_samples", "{run}-{group}"),
    benchmark:
        LAYOUT.benchmark("select_samples", "{run}-{group}")
    wildcard_constraints:
        run=runs_where(PLAN.is_sent_through),
    # The way to the longest jobs goes through sampling, training and the activations.
    priority: 10
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200, 1),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("select_{group}"),
        code=code_digest("select_samples.py"),
    message:
        "Drawing the {wildcards.group} samples of run {wildcards.run}"
    script:
        "../scripts/select_samples.py"
