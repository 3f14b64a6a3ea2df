"""What a config asks for: its runs, the files of each, what each rule is told.

The rule files turn it into rules; whoever wants to know what a call would make asks here.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from chemins.data.datasets import (
    BUILT_IN,
    dataset_name,
    describe_dataset,
    source_files,
)
from chemins.data.description import Description
from chemins.data.named import NAMED
from chemins.data.unseen_dataset import with_unseen
from chemins.networks.layer_names import GIVEN, hidden_layers
from chemins.planning.atlas_runs import atlas_runs
from chemins.planning.code_digest import text_digest
from chemins.planning.comparisons import Comparisons
from chemins.planning.config import check_dataset, selected_runs, shared_config, with_runs
from chemins.planning.external_networks import with_given_networks
from chemins.planning.fit_limits import CAPTIONING, passed_limits
from chemins.planning.settings import TELLING, canonical_json, charting, rule_settings
from chemins.planning.shards import Shards
from chemins.planning.stages import asked_stages, check_stages
from chemins.results.layout import (
    ATLAS_FIGURES,
    FIGURES,
    GROUPS,
    INTERVENTIONS,
    LEARNING_FIGURES,
    LOGS,
    PARTS,
    TRAINING,
    Layout,
)
from chemins.results.manifest import CRATE


@dataclass(frozen=True)
class Plan:
    """A checked config, and what there is where it says. A run is named by its name."""

    config: dict
    images: Description
    dumps: dict  # run -> what its folder of activations is like, of those that have one
    atlas: dict  # pair -> settings of its networks, as a run's

    @cached_property
    def layout(self) -> Layout:
        return Layout(self.config["results_dir"])

    @cached_property
    def selected(self) -> dict[str, dict]:
        """run -> its settings, of those that this call is to make."""
        return selected_runs(self.config)

    @cached_property
    def comparisons(self) -> Comparisons:
        return Comparisons(self)

    @cached_property
    def shards(self) -> Shards:
        return Shards(self)

    # --- a run ---------------------------------------------------------------------------------

    def run(self, run) -> dict:
        """The run's settings."""
        return self.config["runs"][run]

    def groups(self, run) -> tuple:
        """The groups of samples that a run has."""
        return GROUPS if self.run(run)["unseen"] else GROUPS[:1]

    def is_trained(self, run) -> bool:
        """Whether a run's network is trained here, or was elsewhere."""
        return self.run(run)["network"]["kind"] not in GIVEN

    def is_sent_through(self, run) -> bool:
        """Whether a run's network is at hand, or only its activations are."""
        return run not in self.dumps

    def is_given(self, run) -> bool:
        """Whether a run's network was trained elsewhere and is at hand."""
        return self.is_sent_through(run) and not self.is_trained(run)

    def has_replicates(self, run) -> bool:
        """Whether networks like a run's can be trained, and are."""
        return self.is_trained(run) and self.run(run)["replicates"] > 0

    def follows(self, run) -> bool:
        """Whether a run's network is looked at while it learns, or epochs of it are given."""
        if run in self.dumps:
            return self.dumps[run].epochs is not None
        return self.is_trained(run) and "snapshots" in self.run(run)["training"]

    def is_thinned(self, run) -> bool:
        """Whether paths go through some of a run's hidden layers only."""
        return asked_stages(self.run(run)) is not None

    def fits_unseen(self, run) -> bool:
        """Whether what is fitted sees unseen samples too."""
        return self.run(run)["clustering"]["fit_on"] == "all" and bool(self.run(run)["unseen"])

    def model(self, run) -> str:
        """A run's network: the one that was trained here, or the config's."""
        network = self.run(run)["network"]
        return network["model"] if "model" in network else self.layout.run(run).model

    def weights(self, run) -> list:
        """The files beside a run's network that its weights are in."""
        return self.run(run)["network"].get("weights", [])

    def dump(self, run) -> list:
        """The files of a run's folder of activations."""
        return [str(path) for path in self.dumps[run].files]

    def dump_epochs(self, run) -> list:
        """The folder of epochs in a run's folder of activations, if it has one."""
        return [str(self.dumps[run].epochs)] if self.follows(run) else []

    def settings(self, rule, run, **common) -> str:
        """What a rule uses of a run, as JSON text. common: what it uses of the rest."""
        if rule == "copy_activations":
            common = {**common, "logits": self.dumps[run].logits}
        if rule == "write_methods":
            common = {**common, **self.named_sources()}
        if rule in TELLING:
            common = {**common, **self.names(self.run(run))}
        if rule in CAPTIONING:
            common = {**common, **passed_limits(self, run)}
        return rule_settings(rule, self.run(run), **common)

    def names(self, *runs) -> dict[str, dict]:
        """What texts and figures call the classes of some runs, given by their settings: `names`,
        label -> name; empty of images that have none, left out of digits."""
        known = self.config["class_names"]
        if not known and self.config["dataset"] in BUILT_IN:
            return {}
        labels = {label for run in runs for label in (*run["digits"], *run["unseen"])}
        return {"names": {label: known[label] for label in sorted(labels & known.keys())}}

    def figures(self, run) -> list[str]:
        """The names of a run's figures: some only of what was done here."""
        moved = [INTERVENTIONS] if self.is_sent_through(run) else []
        learnt = LEARNING_FIGURES if self.follows(run) else ()
        return [*FIGURES, *moved, *([TRAINING] if self.is_trained(run) else []), *learnt]

    def moves(self, run) -> list:
        """The measures of a run, and of its replicates, whose activations were moved."""
        files = self.layout.run(run)
        replicates = [files.replicates("known")] if self.has_replicates(run) else []
        return [files.interventions, *replicates]

    def measures(self, run) -> list:
        """All measures of a run: of its own network, and of its replicates."""
        files = self.layout.run(run)
        replicates = [files.replicates(group) for group in self.groups(run)]
        moved = [files.interventions] if self.is_sent_through(run) else []
        given = [files.given_measures] if self.is_given(run) else []
        return [files.measures, *moved, *given, *(replicates if self.has_replicates(run) else [])]

    def learning(self, run) -> dict:
        """What is known of how a run's network learns, by name; nothing of one that is not looked
        at then."""
        if not self.follows(run):
            return {}
        files = self.layout.run(run)
        found = {"paths": files.learning_paths, "embeddings": files.learning_embeddings}
        found |= {"own": files.learning}
        replicates = {"replicates": files.learning_replicates}
        return found | (replicates if self.has_replicates(run) else {})

    # --- files ---------------------------------------------------------------------------------

    @cached_property
    def formats(self) -> list[str]:
        """Of every figure: for print, for pages, for a browser, and its caption."""
        return [*self.config["figures"]["formats"], "png", "html", "txt"]

    @property
    def dataset(self) -> str:
        return self.layout.dataset(dataset_name(self.config["dataset"]))

    @property
    def sources(self) -> dict:
        """The config's datasets, by their keys: `dataset` and, where there is one,
        `unseen_dataset`."""
        found = {key: self.config[key] for key in ("dataset", "unseen_dataset")}
        return {key: source for key, source in found.items() if source != "none"}

    def named_sources(self) -> dict:
        """What texts call the datasets: by their names, None of one's own images, and no
        `unseen_dataset` where there is none."""
        named = {
            key: source if isinstance(source, str) else None for key, source in self.sources.items()
        }
        other = {"name": named["unseen_dataset"]} if "unseen_dataset" in named else None
        return {"dataset": named["dataset"], "unseen_dataset": other}

    def dataset_files(self) -> dict:
        """What the dataset's table is made from: the files that one with a name was published in,
        a user's own, or nothing.

        Of those in `dataset_dir`, the ones that are there: which is missing is the job's to say.
        """
        files = {"named": self.published(self.config["dataset"])}
        if folder := self.config["dataset_dir"]:
            places = [Path(folder, Path(name).name) for name in files["named"]]
            files["named"] = [str(path) for path in places if path.is_file()]
        if other := self.sources.get("unseen_dataset"):
            files["unseen_named"] = self.published(other)
        own = [str(path) for source in self.sources.values() for path in source_files(source)]
        return {key: paths for key, paths in {**files, "own": own}.items() if paths}

    def given(self) -> list[str]:
        """Files and folders of people's own that the selected runs are made of: images, networks,
        activations."""
        files = self.dataset_files()
        found = files.get("own", []) + (files["named"] if self.config["dataset_dir"] else [])
        for run in self.selected:
            found += [self.model(run), *self.weights(run)] if self.is_given(run) else []
            found += [*self.dump(run), *self.dump_epochs(run)] if run in self.dumps else []
        return found

    def published(self, source) -> list[str]:
        """Where the files that a dataset was published in are downloaded to; none of another."""
        named = NAMED.get(source) if isinstance(source, str) else None
        return [self.layout.download(source, file.name) for file in named.files] if named else []

    def downloads(self) -> list[str]:
        """The names of all files that may be downloaded."""
        return [Path(name).name for own in self.sources.values() for name in self.published(own)]

    def mirrors(self, named) -> list[str]:
        """Where a dataset is downloaded from: the config's mirrors, if it is `dataset`, or those
        that are known of it."""
        own = self.config["mirrors"] if named == self.config["dataset"] else []
        return own or list(NAMED[named].mirrors)

    def files(self, run) -> list[str]:
        """Every file of a run."""
        figures = [(name, form) for name in self.figures(run) for form in self.formats]
        made = self.is_trained(run), self.is_sent_through(run), self.has_replicates(run)
        made += (self.follows(run),)
        return self.layout.run(run).files(self.shards.names(run), *made, figures)

    def atlas_figures(self) -> list[str]:
        formats = [form for form in self.formats if form != "html"]
        return [self.layout.atlas_figure(name, form) for name in ATLAS_FIGURES for form in formats]

    def atlas_files(self) -> list[str]:
        """Every file of the atlas, if there is one."""
        if not self.atlas:
            return []
        pairs = [self.layout.pair(pair) for pair in self.atlas]
        files = [self.layout.atlas, self.layout.atlas_answers, *self.atlas_figures()]
        return [*pairs, *files, self.layout.atlas_page]

    def listed(self) -> list[str]:
        """Every result of the selected runs and what they share: all that the manifest lists."""
        pages = [self.layout.plotly, self.layout.index] if self.selected else []
        of_runs = [file for run in self.selected for file in self.files(run)]
        return [self.dataset, *pages, *of_runs, *self.comparisons.files(), *self.atlas_files()]

    def everything(self) -> list[str]:
        """Every result of the config, of runs selected or not, and of the atlas."""
        of_runs = [file for run in self.config["runs"] for file in self.files(run)]
        compared = self.comparisons.everything()
        return [self.layout.manifest, self.layout.path(CRATE), *of_runs, *compared, *self.listed()]

    def logs(self) -> list:
        """The logs that are there of the selected runs' jobs, and of those they share."""
        top, names = Path(self.layout.folder, LOGS), self.job_names()
        found = self.layout.of_jobs("log")
        return [path for path in found if path.parent == top or path.stem in names]

    def logs_of(self, run) -> list[str]:
        """The logs of the jobs that compute what is told of a run, there or not."""
        groups = [f"{run}-{group}" for group in self.groups(run)]
        parts = [f"{run}-{part}" for part in PARTS]
        asks = "dump_activations" if self.is_sent_through(run) else "copy_activations"
        jobs = {"cluster_layers": parts, "embed_layers": parts, asks: groups}
        if self.shards.has(run):
            jobs = {"fit_clusters": parts, "fit_embeddings": parts}
            jobs |= {"dump_activations_shard": self.shards.jobs(run)}
        jobs |= {"measure_run": [run], "answer_questions": [run]}
        jobs |= {"train_model": [run]} if self.is_trained(run) else {}
        jobs |= {"train_replicates": groups} if self.has_replicates(run) else {}
        jobs |= {"measure_given": [run]} if self.is_given(run) else {}
        return [self.layout.log(rule, name) for rule, names in jobs.items() for name in names]

    def job_names(self) -> set[str]:
        """The names of jobs' logs: runs, runs with a group or a part, and pairs."""
        kinds = ("", *(f"-{kind}" for kind in (*GROUPS, *PARTS)))
        found = {f"{run}{kind}" for run in self.selected for kind in kinds}
        for run in self.selected:
            found |= {*self.shards.jobs(run), *self.shards.jobs_of_parts(run)}
        return found | self.comparisons.job_names() | set(self.atlas)

    def compared(self) -> dict[str, dict]:
        """run -> what of it decides which scores there are, of the selected runs whose replicates
        are sent unseen digits."""
        keys = ("unseen", "network")
        return {
            name: {key: run[key] for key in keys} | self.names(run)
            for name, run in self.selected.items()
            if run["unseen"] and self.has_replicates(name)
        }

    # --- settings of rules that are of no run ----------------------------------------------------

    def index_settings(self) -> dict:
        """What the index tells of the config: all settings, since it says in which runs differ."""
        palette = self.config["figures"]["palette"]
        runs = {name: without_names(run) for name, run in self.selected.items()}
        told = {**self.sources, "palette": palette, "runs": runs}
        told |= self.names(*self.selected.values())
        told |= self.comparisons.told()
        return told | ({"atlas": True} if self.atlas else {})

    def manifest_settings(self) -> dict:
        """Of each run, and of each pair of the atlas: a digest of its settings."""
        pairs = {
            f"atlas/{pair}": settings_digest(charting(run)) for pair, run in self.atlas.items()
        }
        pairs |= {name: settings_digest(runs) for name, runs in self.comparisons.named().items()}
        return {run: settings_digest(settings) for run, settings in self.selected.items()} | pairs

    def crate_settings(self, chemins) -> dict:
        """What makes another crate of the same runs: their digests, its date and this software.
        chemins: of citation.read_origin."""
        told = {"date": self.date_published(chemins), "chemins": chemins}
        return {"digests": self.manifest_settings(), **told}

    def date_published(self, chemins) -> str:
        """Of the results: the config's, or that of this version's release."""
        return self.config["date_published"] or chemins["date"]

    def told_runs(self) -> dict[str, dict]:
        """run -> its settings, of the selected runs."""
        return {name: without_names(run) for name, run in self.selected.items()}

    def told_atlas(self) -> dict:
        """The settings of the atlas, if there is one."""
        if not self.atlas:
            return {}
        told = charting(next(iter(self.atlas.values()))) | self.atlas_settings()
        return {key: value for key, value in told.items() if key not in ("unseen", "names")}

    def atlas_settings(self) -> dict:
        """What figures and page tell of the atlas; all its pairs have the same."""
        if not self.atlas:
            return {}
        run = next(iter(self.atlas.values()))
        told = {key: run[key] for key in ("replicates", "per_digit", "test_per_digit")}
        told |= {"digits": sorted(run["digits"] + run["unseen"]), "mark": run["answers"]["mark"]}
        told |= {"hidden": hidden_layers(run["network"]), "dataset": self.images.name}
        return told | self.names(run)


def read_plan(config, schema) -> Plan:
    """The plan of a config as Snakemake read it. Raises CheminsError for one that is not right."""
    shared = shared_config(config, schema)
    images = describe_dataset(shared["dataset"])
    if shared["unseen_dataset"] != "none":
        images = with_unseen(images, describe_dataset(shared["unseen_dataset"]))
    whole = with_runs(shared, schema, images.names)
    check_dataset(whole, images)
    atlas = atlas_runs(whole, schema, images)
    whole, dumps = with_given_networks(whole, images)
    check_stages(whole["runs"])
    return Plan(whole, images, dumps, atlas)


def without_names(run) -> dict:
    """A run's settings without what its network calls its layers, which answers tell."""
    names = ("tensors", "shown", "weights")
    network = {key: value for key, value in run["network"].items() if key not in names}
    return {**run, "network": network}


def settings_digest(settings) -> str:
    return text_digest(canonical_json(settings))
