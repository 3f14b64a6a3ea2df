# Paths, flows and the answers to the three questions.


rule join_paths:
    input:
        samples=of_groups(RUN.samples),
        activations=tables_of("activations", GROUPS, ["network"]),
        known_clusters=tables_of("clusters", ["known"]),
        unseen_clusters=tables_of("clusters", ["unseen"]),
    output:
        paths=RUN.paths,
        flows=RUN.flows,
    log:
        LAYOUT.log("join_paths", "{run}"),
    benchmark:
        LAYOUT.benchmark("join_paths", "{run}")
    wildcard_constraints:
        run=whole_if(),
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(250, 5),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("join_paths"),
        code=code_digest("join_paths.py"),
    message:
        "Joining the paths of run {wildcards.run}"
    script:
        "../scripts/join_paths.py"


rule answer_questions:
    input:
        paths=RUN.paths,
        clusters=tables_of("clusters", ["known"]),
        scores=RUN.of_parts("scores"),
        model_scores=RUN.accuracy,
        measures=lambda wildcards: PLAN.measures(wildcards.run),
        learning=learnt("own", "replicates"),
        twin=lambda wildcards: filled(RUN.twin, wildcards) if PLAN.is_given(wildcards.run) else [],
    output:
        answers=RUN.answers,
        text=in_report(RUN.text, "Answers in words", "answers"),
        latex=in_report(RUN.latex, "Answers for LaTeX", "answers-latex"),
    log:
        LAYOUT.log("answer_questions", "{run}"),
    benchmark:
        LAYOUT.benchmark("answer_questions", "{run}")
    group:
        BATCH
    conda:
        "../environment.yml"
    threads: 1
    resources:
        mem_mb=memory(300, 5),
        runtime=minutes(1, 0.1),
    params:
        settings=settings("answer_questions", **spoken(CONFIG["figures"])),
        code=code_digest("answer_questions.py"),
    message:
        "Answering the questions about run {wildcards.run}"
    script:
        "../scripts/answer_questions.py"
