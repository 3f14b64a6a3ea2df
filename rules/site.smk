# The pages that people open.
from chemins.planning.citation import read_origin
from chemins.results.manifest import CRATE

ORIGIN = read_origin(HOME / "CITATION.cff")


# They take a second, once.
localrules:
    write_plotly,
    build_index,
    write_manifest,


rule write_plotly:
    output:
        script=LAYOUT.plotly,
    log:
        LAYOUT.log("write_plotly"),
    benchmark:
        LAYOUT.benchmark("write_plotly")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200),
        runtime=minutes(10),
    params:
        code=code_digest("write_plotly.py"),
    message:
        "Writing the script that the interactive figures share"
    script:
        "../scripts/write_plotly.py"


rule build_page:
    input:
        answers=RUN.answers,
        methods=RUN.methods,
        # One job draws a figure in all formats: one of them stands for all.
        figures=page_figures,
        plotly=rules.write_plotly.output.script,
        dataset=DATASET,
        paths=RUN.paths,
        flows=RUN.flows,
        measures=RUN.measures,
        sample_measures=RUN.sample_measures,
        clusters=tables_of("clusters", ["known"]),
        known=tables_of("embeddings", ["known"]),
        unseen=tables_of("embeddings", ["unseen"]),
        embedding_measures=RUN.embedding_measures,
        pixels=tables_of("activations", GROUPS, ["pixels"]),
        network=tables_of("activations", GROUPS, ["network"]),
        spaces=RUN.of_parts("spaces"),
        learning_paths=learnt("paths"),
        learning_embeddings=learnt("embeddings"),
        learning=learnt("own", "replicates"),
    output:
        page=in_report(RUN.page, "All on one page", "page"),
    log:
        LAYOUT.log("build_page", "{run}"),
    benchmark:
        LAYOUT.benchmark("build_page", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(350, 15, images_shown),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("build_page", figures=look("build_page", CONFIG["figures"])),
        code=code_digest("build_page.py"),
        templates=templates_digest("run.html"),
    message:
        "Building the page of run {wildcards.run}"
    script:
        "../scripts/build_page.py"


# Which runs these are of is known only when all rules are (joining.smk).
rule build_index:
    input:
        pages=of_runs("page"),
        answers=of_runs("answers"),
        paths=of_runs("paths"),
        sample_measures=of_runs("sample_measures"),
        comparisons=of_compared("answers"),
        comparison_pages=of_compared("page"),
        dataset=DATASET,
    output:
        page=in_report(LAYOUT.index, "Index", "index", SHARED),
    log:
        LAYOUT.log("build_index"),
    benchmark:
        LAYOUT.benchmark("build_index")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300),
        runtime=minutes(10),
    params:
        settings=lambda wildcards: canonical_json(PLAN.index_settings()),
        code=code_digest("build_index.py"),
        many=lambda wildcards: are_many(),
        templates=lambda wildcards: templates_digest("many.html" if are_many() else "index.html"),
    message:
        "Building the index"
    script:
        "../scripts/build_index.py"


# All files of a run lead to its page, and pages to the index: the manifest's inputs stand for every
# file it lists, which would be so many inputs that planning took long.
rule write_manifest:
    input:
        dataset=DATASET,
        plotly=[rules.write_plotly.output.script] if RUNS else [],
        index=[rules.build_index.output.page] if RUNS else [],
        atlas=LAYOUT.atlas_page if ATLAS else [],
        compared=of_compared("page"),
    output:
        manifest=LAYOUT.manifest,
        crate=LAYOUT.path(CRATE),
    log:
        LAYOUT.log("write_manifest"),
    benchmark:
        LAYOUT.benchmark("write_manifest")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(200 + len(RUNS) // 6),
        runtime=minutes(30),
    params:
        files=lambda wildcards: sorted(PLAN.listed()),
        settings=lambda wildcards: canonical_json(PLAN.crate_settings(ORIGIN)),
        # What the crate tells of them; that they are others the settings' digests say.
        told_runs=lambda wildcards: PLAN.told_runs(),
        told_atlas=lambda wildcards: PLAN.told_atlas(),
        told_comparisons=lambda wildcards: list(PLAN.comparisons.named()),
        codes=canonical_json(CODES),
        code=code_digest("write_manifest.py"),
        # Known while planning, since Snakemake removes a result before it is made again.
        lost=lambda wildcards: manifest_is_lost(),
    message:
        "Writing the manifest"
    script:
        "../scripts/write_manifest.py"
