"""Where each result lies: every file of a results folder, by what is in it.

Whoever reads, writes, checks or deletes results asks here. All paths are texts with `/`, as
Snakemake has them; what stands for a run, a group or a part may be a wildcard, as `{run}`, or `*`.
A file's name is its path within the results folder. What jobs themselves have to know of names,
whose a file is and where its record lies, is in `jobs/shelves.py`.
"""

import os
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from chemins.jobs.shelves import (
    ATLAS,
    COMPARISONS,
    INDEX,
    LOGS,
    PAGE,
    RUNS,
    SITE,
    record_name,
    shelf,
    whose,
)

GROUPS = ("known", "unseen")  # of samples: those of the classes taught, and others
PARTS = ("pixels", "network")  # of a run's layers: the images themselves, and what a network made
FIGURES = ("flow", "embeddings", "exceptions", "flow-all-layers", "clustering")  # of each run
TRAINING = "training"  # one more, of a network that is trained here
INTERVENTIONS = "interventions"  # one more, of a network that is at hand
LEARNING_FIGURES = ("learning", "learning-flow", "learning-classes")  # more, if looked at then
ATLAS_FIGURES = ("destinations", "layers", "similarity")
COMPARISON_FIGURES = ("similarity", "clusters")
PAGES = (INDEX, ATLAS)  # those that are no run's
RUN, GROUP, PART, SHARD = "{run}", "{group}", "{part}", "{shard}"
BY_SAMPLE = ("activations", "clusters", "embeddings")  # tables of a part and a group
JOINED, WHOLE = ("paths", "flows"), ""  # tables of a group only, in shards: of no part
FITTED = ("clusters", "embeddings", "points", "spaces")
BENCHMARKS, DATA, DAMAGED = "benchmarks", "data", ".damaged"


@dataclass(frozen=True)
class RunLayout:
    """The files of one run. results: the results folder. name: the run's."""

    results: str
    name: str = RUN

    def path(self, name) -> str:
        """A file of the run's folder."""
        return os.path.join(self.results, RUNS, self.name, name)

    @property
    def model(self) -> str:
        return self.path("model.keras")

    @property
    def history(self) -> str:
        return self.path("history.parquet")

    @property
    def accuracy(self) -> str:
        """How often the network's answer is right."""
        return self.path("scores.json")

    def samples(self, group=GROUP) -> str:
        return self.path(f"samples/{group}.parquet")

    def activations(self, part=PART, group=GROUP) -> str:
        return self.path(f"activations/{part}/{group}.parquet")

    def spaces(self, part=PART) -> str:
        return self.path(f"spaces/{part}.parquet")

    def scores(self, part=PART) -> str:
        """Of every K that was tried."""
        return self.path(f"scores/{part}.parquet")

    def centers(self, part=PART) -> str:
        return self.path(f"centers/{part}.parquet")

    def clusters(self, part=PART, group=GROUP) -> str:
        return self.path(f"clusters/{part}/{group}.parquet")

    def embeddings(self, part=PART, group=GROUP) -> str:
        return self.path(f"embeddings/{part}/{group}.parquet")

    def shard(self, kind, part=PART, group=GROUP, shard=SHARD) -> str:
        """A piece of a table that is a folder of such. kind: of BY_SAMPLE, or JOINED and WHOLE."""
        return self.path(os.path.join(kind, part, group, f"{shard}.parquet"))

    def fitted(self, kind, part=PART) -> str:
        """Of a run with shards, of the samples fitted on, by which others are placed: FITTED."""
        return self.path(f"fitted/{part}/{kind}.parquet")

    @property
    def paths(self) -> str:
        return self.path("paths.parquet")

    @property
    def flows(self) -> str:
        return self.path("flows.parquet")

    @property
    def measures(self) -> str:
        """Of the run's own network."""
        return self.path("measures/own.parquet")

    @property
    def interventions(self) -> str:
        """Measures of what becomes of predictions when activations are moved."""
        return self.path("measures/interventions.parquet")

    @property
    def given_measures(self) -> str:
        """Of a network from elsewhere: under noise, and of its untrained twin."""
        return self.path("measures/given.parquet")

    @property
    def twin(self) -> str:
        """Why a network from elsewhere has no untrained twin, if it has none."""
        return self.path("twin.json")

    @property
    def sample_measures(self) -> str:
        """Of each sample."""
        return self.path("measures/samples.parquet")

    @property
    def embedding_measures(self) -> str:
        """How far each layer's embedding is to be trusted."""
        return self.path("measures/embeddings.parquet")

    def replicates(self, group=GROUP) -> str:
        """Measures of the replicates."""
        return self.path(f"measures/replicates-{group}.parquet")

    @property
    def learning_paths(self) -> str:
        """Of the epochs that are kept: the samples' clusters."""
        return self.path("learning/paths.parquet")

    @property
    def learning_embeddings(self) -> str:
        return self.path("learning/embeddings.parquet")

    @property
    def learning(self) -> str:
        """Measures of the run's own network at those epochs."""
        return self.path("learning/own.parquet")

    @property
    def learning_replicates(self) -> str:
        return self.path("learning/replicates.parquet")

    @property
    def answers(self) -> str:
        return self.path("answers.json")

    @property
    def text(self) -> str:
        """The answers in words."""
        return self.path("answers.md")

    @property
    def latex(self) -> str:
        """The answers in numbers, for a paper."""
        return self.path("answers.tex")

    @property
    def methods(self) -> str:
        """How the run was made, for a paper, in Markdown."""
        return self.path("methods.md")

    @property
    def methods_latex(self) -> str:
        return self.path("methods.tex")

    @property
    def references(self) -> str:
        """What the methods cite, as BibTeX."""
        return self.path("references.bib")

    def figure(self, name, format) -> str:
        return self.path(f"figures/{name}.{format}")

    @property
    def page(self) -> str:
        return os.path.join(self.results, SITE, f"{self.name}{PAGE}")

    @property
    def untrained(self) -> str:
        """What the network's untrained twin answers to its test samples, of a run that is
        compared with another."""
        return self.path("activations/untrained.parquet")

    def record(self, rule) -> str:
        """Of the job of a rule that has one job a run."""
        return os.path.join(self.results, record_name(self.name, rule))

    def files(self, groups, trained, asked, replicated, followed, figures) -> list:
        """Every file of the run.

        groups: the ones it has -> the names of their shards, none where a table is one file.
        trained: whether its network was, here. asked: whether it can be asked. replicated: whether
        it has replicates. followed: whether it is looked at while it learns. figures: (name,
        format) of each.
        """
        found = [self.accuracy, self.paths, self.flows, self.measures, self.sample_measures]
        found += [self.embedding_measures, self.answers, self.text, self.latex, self.page]
        found += [self.methods, self.methods_latex, self.references]
        found += [self.model, self.history] if trained else []
        found += [self.interventions] if asked else []
        found += [self.given_measures, self.twin] if asked and not trained else []
        if followed:
            found += [self.learning_paths, self.learning_embeddings, self.learning]
            found += [self.learning_replicates] if replicated else []
        for part in PARTS:
            found += [self.spaces(part), self.scores(part), self.centers(part)]
        for group in groups:
            found.append(self.samples(group))
            found += [self.replicates(group)] if replicated else []
            found += self.by_sample(group, groups[group])
        if any(groups.values()):
            found += [self.fitted(kind, part) for kind in FITTED for part in PARTS]
        return found + [self.figure(*figure) for figure in figures]

    def by_sample(self, group, shards) -> list:
        """The tables of a group's samples."""
        if not shards:
            return [file for kind in BY_SAMPLE for file in self.of_parts(kind, group)]
        each = [(kind, part, group) for kind in BY_SAMPLE for part in PARTS]
        each += [(kind, WHOLE, group) for kind in JOINED]
        return [self.shard(*one, shard) for one in each for shard in shards]

    def of_parts(self, method, *group) -> list:
        """A file of each part, the pixels' first. method: such as `clusters`."""
        return [getattr(self, method)(part, *group) for part in PARTS]


@dataclass(frozen=True)
class ComparisonLayout:
    """The files of two networks' comparison. results: the results folder. first, second: the
    runs'."""

    results: str
    first: str = "{first}"
    second: str = "{second}"

    @property
    def name(self) -> str:
        """Of its folder, within the results folder."""
        return f"{COMPARISONS}/{self.first}/{self.second}"

    def path(self, name) -> str:
        return os.path.join(self.results, COMPARISONS, self.first, self.second, name)

    @property
    def similarity(self) -> str:
        """Of each two layers."""
        return self.path("similarity.parquet")

    @property
    def flows(self) -> str:
        """From each cluster of one network to those of the other."""
        return self.path("flows.parquet")

    @property
    def fates(self) -> str:
        """What becomes of each image in both."""
        return self.path("fates.parquet")

    @property
    def answers(self) -> str:
        return self.path("comparison.json")

    @property
    def text(self) -> str:
        return self.path("comparison.md")

    def figure(self, name, format) -> str:
        return self.path(f"figures/{name}.{format}")

    @property
    def page(self) -> str:
        return os.path.join(self.results, SITE, COMPARISONS, self.first, f"{self.second}{PAGE}")

    def files(self) -> list:
        """Every file but the figures."""
        return [self.similarity, self.flows, self.fates, self.answers, self.text, self.page]


@dataclass(frozen=True)
class Layout:
    """The files of a results folder. folder: its path, as those of its files are to begin; where it
    is "", they are names."""

    folder: str

    def run(self, name=RUN) -> RunLayout:
        return RunLayout(self.folder, name)

    def comparison(self, first="{first}", second="{second}") -> ComparisonLayout:
        return ComparisonLayout(self.folder, first, second)

    def path(self, name) -> str:
        """A file by its name."""
        return os.path.join(self.folder, name)

    def dataset(self, name) -> str:
        return self.path(f"{DATA}/{name}.parquet")

    def download(self, dataset, name) -> str:
        """One of the files that a dataset was published in."""
        return self.path(f"{DATA}/{dataset}/{name}")

    @property
    def manifest(self) -> str:
        return self.path("manifest.json")

    @property
    def index(self) -> str:
        return self.path(f"{SITE}/{INDEX}{PAGE}")

    @property
    def atlas_page(self) -> str:
        return self.path(f"{SITE}/{ATLAS}{PAGE}")

    @property
    def plotly(self) -> str:
        return self.path(f"{SITE}/plotly.min.js")

    def pair(self, name="{pair}") -> str:
        """The measures of a pair of the atlas."""
        return self.path(f"{ATLAS}/pairs/{name}.parquet")

    @property
    def atlas(self) -> str:
        return self.path(f"{ATLAS}/atlas.parquet")

    @property
    def atlas_answers(self) -> str:
        return self.path(f"{ATLAS}/answers.json")

    def atlas_figure(self, name, format) -> str:
        return self.path(f"{ATLAS}/figures/{name}.{format}")

    @property
    def bill(self) -> str:
        """What all jobs cost, as a table."""
        return self.path(f"{BENCHMARKS}/summary.parquet")

    @property
    def bill_page(self) -> str:
        return self.path(f"{BENCHMARKS}/summary{PAGE}")

    def record(self, rule) -> str:
        """Of the job of a rule that has only one, for what runs share."""
        return self.path(record_name("", rule))

    def log(self, *job) -> str:
        """A job's log. job: its rule, and what tells it from the rule's others, if there are any;
        or as `job_name` gives it."""
        return self.path(f"{LOGS}/{'/'.join(job)}.log")

    def benchmark(self, *job) -> str:
        """As `log`."""
        return self.path(f"{BENCHMARKS}/{'/'.join(job)}.tsv")

    def of_jobs(self, method) -> list:
        """What is there of every job's, as paths. method: `log` or `benchmark`."""
        patterns = [getattr(NAMES, method)(job) for job in ("*", "*/*")]
        return [path for pattern in patterns for path in Path(self.folder).glob(pattern)]

    def is_log(self, path) -> bool:
        """Whether a path is that of a log of this folder."""
        return path.startswith(self.path(f"{LOGS}/"))


NAMES = Layout("")


# --- what a file is, by its name ----------------------------------------------------------------


def fits(name, pattern) -> bool:
    """Whether a file is one of those that a layout names. pattern: such as NAMES.run("*").page."""
    return PurePosixPath("/", name).match(f"/{pattern}")


def is_data(name) -> bool:
    """Whether a file is a dataset's, or was fetched for one."""
    return name.startswith(f"{DATA}/")


def is_apart(name) -> bool:
    """Whether something is no result: a log, a benchmark, a record, or the folder of such."""
    path = PurePosixPath(name)
    return path.parts[0] in (LOGS, BENCHMARKS) or path.is_relative_to(shelf(whose(name)))
