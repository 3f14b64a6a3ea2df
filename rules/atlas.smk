# The atlas: networks of every pair of digits, and where they send all others.


rule chart_pair:
    input:
        dataset=DATASET,
    output:
        measures=LAYOUT.pair(),
    log:
        LAYOUT.log("chart_pair", "{pair}"),
    benchmark:
        LAYOUT.benchmark("chart_pair", "{pair}")
    wildcard_constraints:
        pair=one_of(ATLAS),
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1200 + WIDE, 30, of=images_of_pair),
        runtime=minutes(2, 0.2, of=images_of_replicated_pair),
    params:
        settings=lambda wildcards: rule_settings("chart_pair", ATLAS[wildcards.pair]),
        code=code_digest("chart_pair.py"),
    message:
        "Training the networks of the pair {wildcards.pair}"
    script:
        "../scripts/chart_pair.py"


rule draw_atlas:
    input:
        pairs=expand(rules.chart_pair.output.measures, pair=ATLAS),
    output:
        table=LAYOUT.atlas,
        answers=LAYOUT.atlas_answers,
        figures=PLAN.atlas_figures(),
    log:
        LAYOUT.log("draw_atlas"),
    benchmark:
        LAYOUT.benchmark("draw_atlas")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(10),
    params:
        settings=lambda wildcards: canonical_json(
            {**PLAN.atlas_settings(), "figures": look("draw_atlas", CONFIG["figures"])}
        ),
        code=code_digest("draw_atlas.py"),
    message:
        "Drawing the atlas"
    script:
        "../scripts/draw_atlas.py"


rule build_atlas:
    input:
        pairs=rules.draw_atlas.input.pairs,
        table=rules.draw_atlas.output.table,
        figures=rules.draw_atlas.output.figures,
    output:
        page=in_report(LAYOUT.atlas_page, "Atlas", "atlas", SHARED),
    log:
        LAYOUT.log("build_atlas"),
    benchmark:
        LAYOUT.benchmark("build_atlas")
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(1000),
        runtime=minutes(10),
    params:
        settings=lambda wildcards: canonical_json(
            {**PLAN.atlas_settings(), "has_index": bool(RUNS)}
        ),
        code=code_digest("build_atlas.py"),
        templates=templates_digest("atlas.html"),
    message:
        "Building the page of the atlas"
    script:
        "../scripts/build_atlas.py"
