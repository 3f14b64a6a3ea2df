"""Where each result lies: every file of a results folder, by what is in it.

Whoever reads, writes, checks or deletes results asks here. All paths are texts with `/`, as
Snakemake has them; what stands for a run, a group or a part may be a wildcard, as `{run}`.
"""

from dataclasses import dataclass

GROUPS = ("known", "unseen")  # of samples: those of the classes taught, and others
PARTS = ("pixels", "network")  # of a run's layers: the images themselves, and what a network made
FIGURES = ("flow", "embeddings", "exceptions", "flow-all-layers", "clustering")  # of each run
TRAINING = "training"  # one more, of a network that is trained here
ATLAS_FIGURES = ("destinations", "layers", "similarity")
RUN, GROUP, PART = "{run}", "{group}", "{part}"


@dataclass(frozen=True)
class RunLayout:
    """The files of one run. results: the results folder. name: the run's."""

    results: str
    name: str = RUN

    def path(self, name):
        """A file of the run's folder."""
        return f"{self.results}/runs/{self.name}/{name}"

    @property
    def model(self):
        return self.path("model.keras")

    @property
    def history(self):
        return self.path("history.parquet")

    @property
    def accuracy(self):
        """How often the network's answer is right."""
        return self.path("scores.json")

    def samples(self, group=GROUP):
        return self.path(f"samples/{group}.parquet")

    def activations(self, part=PART, group=GROUP):
        return self.path(f"activations/{part}/{group}.parquet")

    def spaces(self, part=PART):
        return self.path(f"spaces/{part}.parquet")

    def scores(self, part=PART):
        """Of every K that was tried."""
        return self.path(f"scores/{part}.parquet")

    def centers(self, part=PART):
        return self.path(f"centers/{part}.parquet")

    def clusters(self, part=PART, group=GROUP):
        return self.path(f"clusters/{part}/{group}.parquet")

    def embeddings(self, part=PART, group=GROUP):
        return self.path(f"embeddings/{part}/{group}.parquet")

    @property
    def paths(self):
        return self.path("paths.parquet")

    @property
    def flows(self):
        return self.path("flows.parquet")

    @property
    def measures(self):
        """Of the run's own network."""
        return self.path("measures/own.parquet")

    @property
    def evidence(self):
        """Of each sample."""
        return self.path("measures/samples.parquet")

    def replicates(self, group=GROUP):
        """Measures of the replicates."""
        return self.path(f"measures/replicates-{group}.parquet")

    @property
    def answers(self):
        return self.path("answers.json")

    @property
    def text(self):
        """The answers in words."""
        return self.path("answers.md")

    def figure(self, name, format):
        return self.path(f"figures/{name}.{format}")

    @property
    def page(self):
        return f"{self.results}/site/{self.name}.html"

    def files(self, groups, trained, replicated, figures):
        """Every file of the run.

        groups: the ones it has. trained: whether its network was, here. replicated: whether it has
        replicates. figures: (name, format) of each.
        """
        found = [self.accuracy, self.paths, self.flows, self.measures, self.evidence]
        found += [self.answers, self.text, self.page]
        found += [self.model, self.history] if trained else []
        for part in PARTS:
            found += [self.spaces(part), self.scores(part), self.centers(part)]
        for group in groups:
            found.append(self.samples(group))
            found += [self.replicates(group)] if replicated else []
            for kind in ("activations", "clusters", "embeddings"):
                found += self.of_parts(kind, group)
        return found + [self.figure(*figure) for figure in figures]

    def of_parts(self, method, *group):
        """A file of each part, the pixels' first. method: such as `clusters`."""
        return [getattr(self, method)(part, *group) for part in PARTS]


@dataclass(frozen=True)
class Layout:
    """The files of a results folder. folder: its path, as those of its files are to begin."""

    folder: str

    def run(self, name=RUN) -> RunLayout:
        return RunLayout(self.folder, name)

    def dataset(self, name):
        return f"{self.folder}/data/{name}.parquet"

    def download(self, name):
        """One of MNIST's files."""
        return f"{self.folder}/data/mnist/{name}.gz"

    @property
    def manifest(self):
        return f"{self.folder}/manifest.json"

    def page(self, name):
        """A page that is no run's: `index` or `atlas`."""
        return f"{self.folder}/site/{name}.html"

    @property
    def plotly(self):
        return f"{self.folder}/site/plotly.min.js"

    def pair(self, name="{pair}"):
        """The measures of a pair of the atlas."""
        return f"{self.folder}/atlas/pairs/{name}.parquet"

    @property
    def atlas(self):
        return f"{self.folder}/atlas/atlas.parquet"

    def atlas_figure(self, name, format):
        return f"{self.folder}/atlas/figures/{name}.{format}"

    def log(self, rule, job=""):
        """A job's log. job: what tells it from the rule's others, none if there are none."""
        return f"{self.folder}/logs/{'/'.join(filter(None, [rule, job]))}.log"

    def benchmark(self, rule, job=""):
        return f"{self.folder}/benchmarks/{'/'.join(filter(None, [rule, job]))}.tsv"
