# What the rules of shards ask of the plan.


def shard_settings(rule_name):
    """A params function: as `settings`, and which rows of the group's samples the shard has."""

    @noted
    def told(wildcards):
        shard = PLAN.shards.of(wildcards.run)[wildcards.group][int(wildcards.shard)]
        return PLAN.settings(filled(rule_name, wildcards), wildcards.run, **shard.told)

    return told


def if_known(file):
    """An input function: a file, of what was known of the known samples before they are placed."""
    return noted(lambda wildcards: filled(file, wildcards) if wildcards.group == "known" else [])
