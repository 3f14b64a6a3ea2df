# How a run was made, for the methods of a paper.
from chemins.planning.citation import read_citation


rule write_methods:
    input:
        answers=RUN.answers,
        # Not read, but told of: with which versions they were made.
        embeddings=tables_of("embeddings", ["known"]),
    output:
        methods=in_report(RUN.methods, "Methods", "methods"),
        latex=RUN.methods_latex,
        references=RUN.references,
    log:
        LAYOUT.log("write_methods", "{run}"),
    benchmark:
        LAYOUT.benchmark("write_methods", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(1),
    params:
        settings=settings(
            "write_methods",
            chemins=read_citation(HOME / "CITATION.cff"),
            **spoken(CONFIG["figures"]),
        ),
        code=code_digest("write_methods.py"),
        # Which versions the jobs noted. No input: results that were copied without them are whole.
        logs=lambda wildcards: PLAN.logs_of(wildcards.run),
    message:
        "Writing how run {wildcards.run} was made"
    script:
        "../scripts/write_methods.py"
