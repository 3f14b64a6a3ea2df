# From the images as published to the samples of each run.
from chemins.mnist import FILES as MNIST_FILES


rule download_mnist:
    output:
        file=f"{RESULTS}/data/mnist/{{file}}.gz",
    params:
        # Any copy will do, since the content is verified. As a function of `threads` it is no
        # setting in Snakemake's eyes: other mirrors make nothing run again.
        mirrors=lambda wildcards, threads: CONFIG["mirrors"],
    log:
        f"{RESULTS}/logs/download_mnist/{{file}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/download_mnist/{{file}}.tsv"
    wildcard_constraints:
        file="|".join(MNIST_FILES),
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(30),
    message:
        "Downloading {wildcards.file}"
    conda:
        "../environment.yml"
    script:
        "../scripts/download_mnist.py"


def dataset_files(wildcards):
    """What a dataset is made from: MNIST's four files, a user's own, or nothing."""
    if CONFIG["dataset"] == "mnist":
        # Verified by content when they were written: their times mean nothing.
        return {"mnist": [ancient(f"{RESULTS}/data/mnist/{name}.gz") for name in MNIST_FILES]}
    return {"own": [str(path) for path in source_files(CONFIG["dataset"])]}


rule fetch_dataset:
    input:
        unpack(dataset_files),
    output:
        dataset=DATASET,
    params:
        settings=canonical_json({"dataset": CONFIG["dataset"]}),
        code=code_digest("fetch_dataset.py"),
    log:
        f"{RESULTS}/logs/fetch_dataset.log",
    benchmark:
        f"{RESULTS}/benchmarks/fetch_dataset.tsv"
    threads: 1
    resources:
        mem_mb=growing(2000),
        runtime=growing(30),
    message:
        "Reading the dataset"
    conda:
        "../environment.yml"
    script:
        "../scripts/fetch_dataset.py"


def sampling_settings(wildcards):
    return rule_settings(f"select_{wildcards.group}", CONFIG["runs"][wildcards.run])


rule select_samples:
    input:
        dataset=DATASET,
    output:
        samples=f"{RUN}/samples/{{group}}.parquet",
    params:
        settings=sampling_settings,
        code=code_digest("select_samples.py"),
    log:
        f"{RESULTS}/logs/select_samples/{{run}}-{{group}}.log",
    benchmark:
        f"{RESULTS}/benchmarks/select_samples/{{run}}-{{group}}.tsv"
    threads: 1
    resources:
        mem_mb=growing(1000),
        runtime=growing(10),
    message:
        "Drawing the {wildcards.group} samples of run {wildcards.run}"
    conda:
        "../environment.yml"
    script:
        "../scripts/select_samples.py"
