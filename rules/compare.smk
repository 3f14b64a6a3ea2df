# Two networks on the images that both runs have: their layers, clusters, and each image's fate.
from chemins.planning.workload import images_of_compared


wildcard_constraints:
    first=one_of(MAKEABLE),
    second=one_of(MAKEABLE),


rule ask_untrained:
    input:
        model=lambda wildcards: PLAN.model(wildcards.run) if PLAN.is_given(wildcards.run) else [],
        weights=lambda wildcards: PLAN.weights(wildcards.run),
        dataset=DATASET,
        samples=RUN.samples("known"),
    output:
        untrained=RUN.untrained,
    log:
        LAYOUT.log("ask_untrained", "{run}"),
    benchmark:
        LAYOUT.benchmark("ask_untrained", "{run}")
    wildcard_constraints:
        run=runs_where(PLAN.is_sent_through),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 10, network=7),
        runtime=minutes(1, 0.3),
    params:
        settings=settings("ask_untrained"),
        code=code_digest("ask_untrained.py"),
    message:
        "Asking the untrained twin of run {wildcards.run}"
    script:
        "../scripts/ask_untrained.py"


rule compare_networks:
    input:
        unpack(of_both(compared_files)),
        pixels=lambda wildcards: PLAN.shards.tables(
            wildcards.first, "activations", "pixels", "known"
        ),
    output:
        similarity=BOTH.similarity,
        flows=BOTH.flows,
        fates=BOTH.fates,
        answers=BOTH.answers,
    log:
        LAYOUT.log("compare_networks", "{first}+{second}"),
    benchmark:
        LAYOUT.benchmark("compare_networks", "{first}+{second}")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(400, 25, of=images_of_compared),
        runtime=minutes(2, 1, of=images_of_compared),
    params:
        settings=settings_of_both("compare_networks"),
        code=code_digest("compare_networks.py"),
    message:
        "Comparing the networks of {wildcards.first} and {wildcards.second}"
    script:
        "../scripts/compare_networks.py"


rule draw_comparison:
    input:
        answers=BOTH.answers,
        flows=BOTH.flows,
        fates=BOTH.fates,
    output:
        text=BOTH.text,
        figures=COMPARED.figures("{first}", "{second}"),
    log:
        LAYOUT.log("draw_comparison", "{first}+{second}"),
    benchmark:
        LAYOUT.benchmark("draw_comparison", "{first}+{second}")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(500, 2, of=images_of_compared),
        runtime=minutes(10),
    params:
        settings=settings_of_both(
            "draw_comparison", figures=look("draw_comparison", CONFIG["figures"])
        ),
        code=code_digest("draw_comparison.py"),
    message:
        "Drawing the comparison of {wildcards.first} and {wildcards.second}"
    script:
        "../scripts/draw_comparison.py"


rule build_comparison:
    input:
        answers=BOTH.answers,
        figures=rules.draw_comparison.output.figures,
        flows=BOTH.flows,
        fates=BOTH.fates,
        first_paths=LAYOUT.run("{first}").paths,
        second_paths=LAYOUT.run("{second}").paths,
        dataset=DATASET,
    output:
        page=in_report(
            BOTH.page, "{first} and {second}", "comparison", "Two networks, the same images"
        ),
    log:
        LAYOUT.log("build_comparison", "{first}+{second}"),
    benchmark:
        LAYOUT.benchmark("build_comparison", "{first}+{second}")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 2, of=images_of_compared),
        runtime=minutes(5, 0.1, of=images_of_compared),
    params:
        settings=settings_of_both("build_comparison", palette=CONFIG["figures"]["palette"]),
        code=code_digest("build_comparison.py"),
        templates=templates_digest("compare.html"),
    message:
        "Building the page of {wildcards.first} and {wildcards.second}"
    script:
        "../scripts/build_comparison.py"
