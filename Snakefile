# chemins: the paths that images take through a neural network.
from snakemake.utils import min_version

min_version("9.14")


include: "rules/surroundings.smk"
include: "rules/config_files.smk"


configfile: "config/config.yaml"


container: "chemins.sif"


report: "report/workflow.rst"


include: "rules/common.smk"
include: "rules/resources.smk"
include: "rules/data.smk"
include: "rules/model.smk"
include: "rules/clusters.smk"
include: "rules/embeddings.smk"
include: "rules/sharding.smk"
include: "rules/shards.smk"
include: "rules/paths.smk"
include: "rules/measures.smk"
include: "rules/learning.smk"
include: "rules/atlas.smk"
include: "rules/comparing.smk"
include: "rules/compare.smk"
include: "rules/figures.smk"
include: "rules/methods.smk"
include: "rules/indexing.smk"
include: "rules/site.smk"
include: "rules/upkeep.smk"
include: "rules/archive.smk"
include: "rules/telling.smk"
include: "rules/reruns.smk"
include: "rules/copies.smk"
include: "rules/joining.smk"


rule all:
    # Of a workflow that has this one as a module, the default is its own.
    default_target: workflow.modifier.is_main_snakefile()
    # All other results lead to the manifest. Those that somebody has deleted `reruns.smk` knows of;
    # listed here they would be half of all files that planning looks for.
    input:
        rules.write_manifest.output,


work_in_the_submission()
